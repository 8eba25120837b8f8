// SPDX-License-Identifier: Apache-2.0
/* unit.h -- what cmocka wants included before it, and a struct str compared so that a failure shows
 * it. For the programs of test/unit and test/prop only. */
#ifndef UNIT_H
#define UNIT_H

#include "base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Fail, with the row's reason, unless both are the same bytes. */
static inline void unit_same(struct str got, struct str wanted, const char *reason)
{
    if (!str_eq(got, wanted))
        fail_msg("%s: got \"%.*s\", wanted \"%.*s\"", reason, STR_ARG(got), STR_ARG(wanted));
}

/* Fail, with the row's reason, unless the two numbers are equal. */
static inline void unit_equal(int64_t got, int64_t wanted, const char *reason)
{
    if (got != wanted)
        fail_msg("%s: got %lld, wanted %lld", reason, (long long)got, (long long)wanted);
}

#endif
