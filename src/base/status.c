// SPDX-License-Identifier: Apache-2.0
#include "base/status.h"

#include <assert.h>

const char *status_name(enum status s)
{
    static const char *const names[] = {
        [OK] = "ok",
        [REFUSED] = "refused",
        [NOT_FOUND] = "not_found",
        [CONFLICT] = "conflict",
        [BAD_INPUT] = "bad_input",
        [BUSY] = "busy",
        [FULL] = "full",
        [BROKEN] = "broken",
    };
    assert(s >= OK && s <= BROKEN);
    return names[s];
}
