// SPDX-License-Identifier: Apache-2.0
/* Two readers written apart agree: an entry that the outsider's verifier accepts is canonical for
 * the product's JSON too; and its unescaped strings are what the product decodes. */
#include "base/json.h"
#include "verify.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A string value: both decode it alike. */
static void compare_string(struct arena *a, struct text raw)
{
    struct json *value;
    struct text quoted = {raw.p - 1, raw.n + 2}, mine = unescape(raw);
    assert(json_parse(a, (struct str){quoted.p, quoted.n}, JSON_STRICT, &value, NULL) == OK);
    assert(value->type == JSON_STRING && value->text.n == mine.n &&
           memcmp(value->text.p, mine.p, mine.n) == 0);
    free((char *)(uintptr_t)mine.p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text bytes = {(const char *)data, size}, raw;
    struct arena a;
    struct entry entry;
    struct scan s;
    arena_init(&a, 64 << 20);
    if (entry_check(bytes, &entry, &s))
        assert(json_is_canon(&a, (struct str){bytes.p, bytes.n}));
    else
        assert(s.what && s.at >= s.start && s.at <= s.end);
    s = scan_of(bytes);
    if (scan_value(&s, &raw) && scan_done(&s)) {
        assert(json_is_canon(&a, (struct str){bytes.p, bytes.n}));
        if (size > 1 && data[0] == '"')
            compare_string(&a, (struct text){bytes.p + 1, size - 2});
    }
    arena_close(&a);
    return 0;
}
