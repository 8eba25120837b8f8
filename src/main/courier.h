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
/* Run errands for who holds the other end of `fd`, until it is gone; to the witnesses that the
 * node's folder names.  Exit code. */
int courier_process(const char *folder, int fd);

#endif
