// SPDX-License-Identifier: Apache-2.0
/* Whatever parses has a canonical form that is its own canonical form. */
#include "base/json.h"

#include <assert.h>

enum { ARENA_BYTES = 16 * 1024 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct str text = {(const char *)data, n};
    struct arena a;
    struct buf canon;
    struct json *value;
    struct json_error error = {n + 1, NULL};
    arena_init(&a, ARENA_BYTES);
    buf_init(&canon, ARENA_BYTES);
    enum status lax = json_parse(&a, text, JSON_LAX, &value, NULL);
    enum status strict = json_parse(&a, text, JSON_STRICT, &value, &error);
    assert(strict != OK || lax == OK);
    if (strict == BAD_INPUT)
        assert(error.at <= n && error.what);
    if (strict == OK && json_canon(&canon, value) == OK)
        assert(json_is_canon(&a, buf_str(&canon)));
    buf_close(&canon);
    arena_close(&a);
    return 0;
}
