// SPDX-License-Identifier: Apache-2.0
/* Units of any bytes: in order, within the text, read the same again; what stands in a text is
 * found in it. */
#include "base/gram.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* A unit's form is a unit by itself, and the same one (a cut one may end within a character's
 * neighbours, never within a character). */
static void read_again(const struct gram *g)
{
    struct gram_reader r = {gram_form(g), 0};
    struct gram again;
    assert(g->n > 0 && g->n <= GRAM_BYTES);
    bool read = gram_next(&r, &again);
    assert(read && str_eq(gram_form(&again), gram_form(g)) && again.end == g->n);
}

static void is_there(struct str text, const struct gram *g, size_t n)
{
    size_t at = 0, end = 0;
    bool found = gram_find(text, g, n, &at, &end);
    assert(found && at <= g[0].at && at < end && end <= text.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct str text = {(const char *)data, n < 2000 ? n : 2000};
    struct gram_reader r = {text, 0};
    struct gram g[2];
    size_t before = 0;
    for (bool first = true; gram_next(&r, &g[1]); first = false) {
        assert(g[1].at >= before && g[1].end > g[1].at && g[1].end <= text.n);
        assert(g[1].is_joined == (g[1].at == before && before > 0));
        before = g[1].end;
        read_again(&g[1]);
        is_there(text, &g[1], 1);
        if (!first)
            is_there(text, g, 2);
        g[0] = g[1];
    }
    return 0;
}
