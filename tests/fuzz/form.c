// SPDX-License-Identifier: Apache-2.0
/* form.c -- any bytes as urlencoded form and as target: what is accepted is clean text. */
#include "base/limits.h"
#include "base/utf8.h"
#include "http/target.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void form(struct arena *a, struct str text)
{
    struct http_form form;
    if (http_form_read(a, text, &form) != OK)
        return;
    assert(form.n <= LIMIT_FORM_FIELDS);
    for (size_t i = 0; i < form.n; i++) {
        assert(form.at[i].name.n > 0 && utf8_is_valid(form.at[i].name));
        assert(utf8_is_valid(form.at[i].value));
        assert(str_index(form.at[i].value, '\0') == form.at[i].value.n);
    }
}

static void target(struct arena *a, struct str text)
{
    struct str path, query;
    struct http_refusal refusal = {.what = NULL};
    if (!http_target_read(a, text, &path, &query, &refusal)) {
        assert(refusal.what && refusal.status == 400);
        return;
    }
    assert(path.n && path.p[0] == '/' && utf8_is_valid(path));
    assert(str_find(path, S("/../")) == path.n && !str_ends(path, S("/..")));
    assert(str_index(path, '\\') == path.n && str_index(path, '\0') == path.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    arena_init(&a, LIMIT_REQUEST_ARENA);
    struct str text = {(const char *)data, size};
    form(&a, text);
    target(&a, text);
    arena_close(&a);
    return 0;
}
