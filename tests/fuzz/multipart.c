// SPDX-License-Identifier: Apache-2.0
/* multipart.c -- any bytes as multipart form: the pieces in which they come make no difference.
 * The first byte of the input seeds the pieces; the boundary is "b". */
#include "http/multipart.h"
#include "base/buf.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool read_piece(struct multipart *m, struct str in, struct buf *notes)
{
    for (;;) {
        switch (http_multipart_next(m, &in)) {
        case PART_MORE:
            assert(in.n == 0);
            return true;
        case PART_BEGIN:
            buf_puts(notes, "<begin ");
            buf_put(notes, m->name);
            buf_byte(notes, '|');
            buf_put(notes, m->file_name);
            buf_byte(notes, '|');
            buf_put(notes, m->media);
            break;
        case PART_DATA:
            assert(m->data.n > 0);
            buf_put(notes, m->data);
            break;
        case PART_END:
            buf_puts(notes, "<end>");
            break;
        case PART_LAST:
            buf_puts(notes, "<last>");
            break;
        case PART_BAD:
            buf_puts(notes, m->fault);
            return false;
        }
    }
}

static struct buf run(struct str all, bool in_pieces, unsigned dice)
{
    struct multipart m;
    struct buf notes;
    buf_init(&notes, 1 << 20);
    enum status s = http_multipart_init(&m, S("multipart/form-data; boundary=b"));
    assert(s == OK);
    while (all.n) {
        size_t n = in_pieces ? 1 + (dice = dice * 1103515245 + 12345) / 65536 % 9 : all.n;
        struct str piece = str_part(all, 0, n);
        char *copy = malloc(piece.n);
        assert(copy);
        memcpy(copy, piece.p, piece.n);
        bool goes_on = read_piece(&m, (struct str){copy, piece.n}, &notes);
        free(copy);
        if (!goes_on)
            break;
        all = str_part(all, n, all.n);
    }
    buf_byte(&notes, http_multipart_is_complete(&m) ? '+' : '-');
    return notes;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct str all = {(const char *)data + 1, size - 1};
    struct buf whole = run(all, false, 0), pieces = run(all, true, data[0]);
    assert(whole.full == pieces.full && str_eq(buf_str(&whole), buf_str(&pieces)));
    buf_close(&whole);
    buf_close(&pieces);
    return 0;
}
