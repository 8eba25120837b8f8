// SPDX-License-Identifier: Apache-2.0
/* beside.h -- what the house says of every matter beside what its room does: who stopped it, who
 * asked for it, what of it is public.  Programs read it as `beside` of the matter's page.
 * Floor 4.  The same in HTML: influence.c of the doors. */
#ifndef CORE_BESIDE_H
#define CORE_BESIDE_H

#include "core/model.h"

enum { N_BESIDE = 4 };

/* The rows of a query that takes the matter, under a name of their own. */
struct beside {
    const char *name, *query;
};

extern const struct beside beside[N_BESIDE];

/* Its query; NULL where the rooms have none such. */
const struct query *beside_query(const struct rooms *rooms, size_t i);

#endif
