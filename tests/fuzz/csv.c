// SPDX-License-Identifier: Apache-2.0
/* Whatever is read can be written and is read again as the same, but for the apostrophes. */
#include "base/csv.h"

#include <assert.h>

enum { ARENA_BYTES = 16 * 1024 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static bool same_cell(struct str read, struct str again)
{
    bool marked = again.n == read.n + 1 && again.p[0] == '\'';
    return str_eq(read, marked ? str_part(again, 1, again.n) : again);
}

static void read_again(struct arena *a, const struct csv_row *row)
{
    struct buf b;
    struct csv c;
    struct csv_row again;
    buf_init(&b, ARENA_BYTES);
    csv_put_bom(&b);
    csv_put_row(&b, row->cells, row->n);
    csv_init(&c, buf_str(&b));
    enum status done = csv_next(&c, a, &again);
    assert(done == OK && again.n == row->n);
    for (size_t i = 0; i < row->n; i++)
        assert(same_cell(row->cells[i], again.cells[i]));
    done = csv_next(&c, a, &again);
    assert(done == NOT_FOUND);
    buf_close(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    struct csv c;
    struct csv_row row;
    enum status done;
    arena_init(&a, ARENA_BYTES);
    csv_init(&c, (struct str){(const char *)data, n});
    while ((done = csv_next(&c, &a, &row)) == OK) {
        read_again(&a, &row);
        arena_reset(&a);
    }
    assert(done == NOT_FOUND || done == BAD_INPUT);
    arena_close(&a);
    return 0;
}
