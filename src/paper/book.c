// SPDX-License-Identifier: Apache-2.0
#include "paper/book.h"

#include <zip.h>

enum { PIECE_BYTES = 64 * 1024, SMALL_BYTES = 1024 * 1024 /* which no ratio makes dangerous */ };

static enum status broken(struct paper *p)
{
    return p->why ? BAD_INPUT : paper_refuse(p, "core.render.table_broken", 0);
}

enum status book_open(struct book *b, struct paper *p)
{
    zip_error_t error;
    *b = (struct book){.paper = p};
    zip_source_t *source = zip_source_buffer_create(p->in.p, p->in.n, 0, &error);
    if (!source)
        return FULL;
    b->archive = zip_open_from_source(source, ZIP_RDONLY, &error);
    if (!b->archive) {
        zip_source_free(source);
        return broken(p);
    }
    if (zip_get_num_entries(b->archive, 0) > BOOK_ENTRIES)
        return paper_refuse(p, "core.render.table_entries", BOOK_ENTRIES);
    return OK;
}

void book_close(struct book *b)
{
    if (b->archive)
        zip_discard(b->archive);
    b->archive = NULL;
}

/* What the archive says of itself, before anything is unpacked; that it does not lie is seen then.
 */
static enum status check_size(struct book *b, const zip_stat_t *at)
{
    bool known = (at->valid & ZIP_STAT_SIZE) && (at->valid & ZIP_STAT_COMP_SIZE);
    if (!known || ((at->valid & ZIP_STAT_ENCRYPTION_METHOD) && at->encryption_method != 0))
        return broken(b->paper);
    if (at->size > BOOK_BYTES || (at->size > SMALL_BYTES && at->size / BOOK_RATIO > at->comp_size))
        return paper_refuse(b->paper, "core.render.table_large", BOOK_BYTES >> 20);
    return OK;
}

static enum status read_pieces(struct book *b, zip_file_t *f, uint64_t size, struct xml *x)
{
    static char piece[PIECE_BYTES];
    for (uint64_t done = 0;;) {
        zip_int64_t n = zip_fread(f, piece, sizeof piece);
        if (n < 0)
            return broken(b->paper);
        b->n_read += n;
        done += (uint64_t)n;
        if (done > size)
            return broken(b->paper);
        if (b->n_read > BOOK_BYTES)
            return paper_refuse(b->paper, "core.render.table_large", BOOK_BYTES >> 20);
        enum status s = xml_feed(x, (struct str){piece, (size_t)n}, n == 0);
        if (s != OK)
            return s == BAD_INPUT ? broken(b->paper) : s;
        if (n == 0)
            return OK;
    }
}

enum status book_read(struct book *b, const char *name, const struct xml_hear *hear)
{
    zip_stat_t at;
    struct xml x;
    if (zip_stat(b->archive, name, ZIP_FL_NOCASE, &at) != 0)
        return NOT_FOUND;
    TRY(check_size(b, &at));
    zip_file_t *f = zip_fopen_index(b->archive, at.index, 0);
    if (!f)
        return broken(b->paper);
    enum status s = xml_open(&x, hear);
    if (s == OK)
        s = read_pieces(b, f, at.size, &x);
    xml_close(&x);
    zip_fclose(f);
    return s;
}
