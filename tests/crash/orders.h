// SPDX-License-Identifier: Apache-2.0
/* orders.h -- faults given to xiezhi_faulty while it runs, through a pair of pipes below /tmp
 * (fault_start.c obeys). */
#ifndef TEST_ORDERS_H
#define TEST_ORDERS_H

#include <stdbool.h>

struct orders {
    char path[100], answers[110];
    char fault[120]; /* XIEZHI_FAULT for node_start */
};

/* Make the pipes; false where that does not go. */
bool orders_open(struct orders *o);
void orders_close(struct orders *o);
/* "full" 7, "clock" 3600: another fault from now on.  How often the last one struck; -1: nobody
 * obeys. */
long orders_give(const struct orders *o, const char *what, int at);

#endif
