// SPDX-License-Identifier: Apache-2.0
/* Whatever is read from a spreadsheet is CSV that our own reader takes.  An archive is too much to
 * be guessed, so other bytes are put as the sheet into one that is sound. */
#include "base/csv.h"
#include "base/utf8.h"
#include "paper/paper.h"

#include <assert.h>
#include <zip.h>

enum { ARENA_BYTES = 64 * 1024 * 1024, OUT_BYTES = 16 * 1024 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const char workbook[] = "<workbook><sheets><sheet id='a'/></sheets></workbook>";
static const char relations[] =
    "<Relationships><Relationship Id='a' Target='sheet.xml'/></Relationships>";

static void add(zip_t *z, const char *name, struct str text)
{
    zip_int64_t i = zip_file_add(z, name, zip_source_buffer(z, text.p, text.n, 0), 0);
    assert(i >= 0);
    zip_set_file_compression(z, (zip_uint64_t)i, ZIP_CM_STORE, 0);
}

/* Up to a zero byte the styles, up to the next the shared strings, then the sheet. */
static void wrap(struct str in, struct buf *to)
{
    zip_error_t error;
    zip_stat_t at;
    struct str rest, sheet, styles = str_cut(in, 0, &rest), strings = str_cut(rest, 0, &sheet);
    zip_source_t *archive = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *z = zip_open_from_source(archive, ZIP_TRUNCATE, &error);
    zip_source_keep(archive);
    add(z, "xl/workbook.xml", str_of(workbook));
    add(z, "xl/_rels/workbook.xml.rels", str_of(relations));
    add(z, "xl/styles.xml", styles);
    add(z, "xl/sharedStrings.xml", strings);
    add(z, "xl/sheet.xml", sheet);
    int closed = zip_close(z);
    assert(closed == 0 && zip_source_stat(archive, &at) == 0);
    char *room = buf_room(to, at.size);
    assert(room && zip_source_open(archive) == 0);
    buf_took(to, (size_t)zip_source_read(archive, room, at.size));
    zip_source_close(archive);
    zip_source_free(archive);
}

static void read_rows(struct str in)
{
    struct arena a;
    struct buf out;
    struct csv csv;
    struct csv_row row;
    arena_init(&a, ARENA_BYTES);
    buf_init(&out, OUT_BYTES);
    struct paper p = {.in = in, .out = &out, .arena = &a};
    enum status s = paper_rows(&p);
    assert(s == OK || s == FULL || (s == BAD_INPUT && p.why));
    assert(s != OK || utf8_is_valid(buf_str(&out)));
    csv_init(&csv, s == OK ? buf_str(&out) : S(""));
    while ((s = csv_next(&csv, &a, &row)) == OK)
        continue;
    assert(s == NOT_FOUND || s == FULL);
    buf_close(&out);
    arena_close(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct str in = {(const char *)data, n};
    struct buf book;
    if (n > 2 && data[0] == 'P' && data[1] == 'K') {
        read_rows(in);
        return 0;
    }
    buf_init(&book, OUT_BYTES);
    wrap(in, &book);
    read_rows(buf_str(&book));
    buf_close(&book);
    return 0;
}
