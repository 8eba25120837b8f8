// SPDX-License-Identifier: Apache-2.0
/* courier.h -- the process that connects out, and which addresses it does not call.
 * Floor 7. */
#ifndef MAIN_COURIER_H
#define MAIN_COURIER_H

#include "core/witnesses.h"

struct sockaddr;

/* Is it an address of this machine, a private or otherwise special network, or of no kind that we
 * know?  Source: IANA's special-purpose address registries. */
bool courier_is_private(const struct sockaddr *address);
struct courier;
/* With a connection to be made to each, who stay until courier_close.  FULL, BROKEN: no memory, no
 * library. */
MUST_USE enum status courier_open(const struct outsiders *outsiders, struct courier **ret_courier);
/* Run the errands of who holds the other end of the socket `fd`, until it is gone. */
void courier_run(struct courier *c, int fd);
void courier_close(struct courier *c);

#endif
