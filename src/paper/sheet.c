// SPDX-License-Identifier: Apache-2.0
/* sheet.c -- a table as a spreadsheet with real numbers and days.
 * Floor 2.  Source: ECMA-376.  Text is text by its type, so nothing in it can be a formula.
 * Written here and packed by libzip, which works in memory: libxlsxwriter 1.1 makes files by name.
 * */
#include "base/json.h"
#include "base/time.h"
#include "base/utf8.h"
#include "paper/paper.h"

#include <zip.h>

enum { COLUMNS_MAX = 200, WIDTH_MAX = 60, DAY_1970 = 25569 };

/* Which of the styles below a cell has. */
enum { STYLE_PLAIN, STYLE_HEAD, STYLE_DAY, STYLE_MOMENT, STYLE_MONEY };

#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/"
#define TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml."
#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"

static const struct {
    const char *name, *text;
} fixed[] = {
    {"[Content_Types].xml",
     HEAD "<Types xmlns=\"" PACKAGE "content-types\"><Default Extension=\"rels\" ContentType=\""
          "application/vnd.openxmlformats-package.relationships+xml\"/>"
          "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" TYPE "sheet.main+xml\"/>"
          "<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"" TYPE "worksheet+xml\"/>"
          "<Override PartName=\"/xl/styles.xml\" ContentType=\"" TYPE "styles+xml\"/></Types>"},
    {"_rels/.rels",
     HEAD "<Relationships xmlns=\"" PACKAGE "relationships\"><Relationship Id=\"r1\" "
          "Type=\"" OFFICE "/officeDocument\" Target=\"xl/workbook.xml\"/>"
          "</Relationships>"},
    {"xl/_rels/workbook.xml.rels",
     HEAD "<Relationships xmlns=\"" PACKAGE "relationships\"><Relationship Id=\"r1\" Type=\"" OFFICE
          "/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"" OFFICE
          "/styles\" Target=\"styles.xml\"/></Relationships>"},
    {"xl/styles.xml", HEAD
     "<styleSheet xmlns=\"" MAIN "\"><numFmts count=\"2\">"
     "<numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\"/>"
     "<numFmt numFmtId=\"165\" formatCode=\"yyyy\\-mm\\-dd\\ hh:mm\"/></numFmts>"
     "<fonts count=\"2\"><font><sz val=\"11\"/></font><font><b/><sz val=\"11\"/></font></fonts>"
     "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
     "<fill><patternFill patternType=\"gray125\"/></fill></fills>"
     "<borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs>"
     "<cellXfs count=\"5\"><xf/><xf fontId=\"1\" applyFont=\"1\"/>"
     "<xf numFmtId=\"164\" applyNumberFormat=\"1\"/>"
     "<xf numFmtId=\"165\" applyNumberFormat=\"1\"/>"
     "<xf numFmtId=\"4\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>"},
};

/* ---- XML ------------------------------------------------------------------------------------ */

static void put_text(struct buf *to, struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c == '&')
            buf_puts(to, "&amp;");
        else if (c == '<')
            buf_puts(to, "&lt;");
        else if (c == '>')
            buf_puts(to, "&gt;");
        else if (c == '"')
            buf_puts(to, "&quot;");
        else if (c >= ' ' || c == '\t' || c == '\n')
            buf_byte(to, (char)c);
    }
}

static void put_name(struct buf *to, size_t column, size_t row)
{
    char letters[4];
    size_t n = 0;
    for (size_t c = column + 1; c; c = (c - 1) / 26)
        letters[n++] = (char)('A' + (c - 1) % 26);
    while (n)
        buf_byte(to, letters[--n]);
    buf_printf(to, "%zu", row + 1);
}

/* Days since 1899-12-30 of a day or a moment as time.h writes it. */
static enum status put_serial(struct buf *to, struct str text, bool is_day)
{
    int32_t day;
    int64_t ms;
    if (is_day) {
        TRY(day_read(text, &day));
        buf_printf(to, "%d", day + DAY_1970);
        return OK;
    }
    TRY(time_read(text, &ms));
    ms += TIME_ZONE_MS + DAY_1970 * TIME_DAY_MS;
    buf_printf(to, "%lld.%010lld", (long long)(ms / TIME_DAY_MS),
               (long long)(ms % TIME_DAY_MS * 10000000000LL / TIME_DAY_MS));
    return OK;
}

/* ["t", text], ["n", number], ["m", yuan], ["d", day], ["w", moment]; null is empty. */
static enum status put_cell(struct buf *to, const struct json *cell, size_t column, size_t row)
{
    struct str kind = json_text(json_item(cell, 0)), value = json_text(json_item(cell, 1));
    static const char kinds[] = "tnmdw";
    static const int styles[] = {STYLE_PLAIN, STYLE_PLAIN, STYLE_MONEY, STYLE_DAY, STYLE_MOMENT};
    if (cell->type == JSON_NULL)
        return OK;
    size_t i = kind.n == 1 ? str_index(S("tnmdw"), kind.p[0]) : sizeof kinds;
    if (i >= sizeof kinds - 1 || !value.p)
        return BAD_INPUT;
    buf_puts(to, "<c r=\"");
    put_name(to, column, row);
    buf_printf(to, "\" s=\"%d\"", row == 0 ? STYLE_HEAD : styles[i]);
    if (kinds[i] == 't') {
        buf_puts(to, " t=\"inlineStr\"><is><t xml:space=\"preserve\">");
        put_text(to, value);
        buf_puts(to, "</t></is></c>");
        return OK;
    }
    buf_puts(to, "><v>");
    if (kinds[i] == 'd' || kinds[i] == 'w')
        TRY(put_serial(to, value, kinds[i] == 'd'));
    else
        put_text(to, value);
    buf_puts(to, "</v></c>");
    return OK;
}

/* As wide as the widest of its first words; Chinese takes two places. */
static void measure(const struct json *row, unsigned width[COLUMNS_MAX])
{
    size_t i = 0;
    for (const struct json *cell = row->child; cell && i < COLUMNS_MAX; cell = cell->next, i++) {
        struct str text = json_text(json_item(cell, 1));
        size_t n = utf8_count(text), wide = n + (text.n - n) / 2 + 2;
        if (wide > width[i])
            width[i] = wide < WIDTH_MAX ? (unsigned)wide : WIDTH_MAX;
    }
}

static enum status put_sheet(struct buf *to, const struct json *rows)
{
    unsigned width[COLUMNS_MAX] = {0};
    size_t i_row = 0;
    for (const struct json *row = rows->child; row; row = row->next)
        measure(row, width);
    buf_puts(to, HEAD "<worksheet xmlns=\"" MAIN "\"><sheetViews><sheetView workbookViewId=\"0\">"
                      "<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" "
                      "state=\"frozen\"/></sheetView></sheetViews><cols>");
    for (int i = 0; i < COLUMNS_MAX; i++)
        if (width[i])
            buf_printf(to, "<col min=\"%d\" max=\"%d\" width=\"%u\" customWidth=\"1\"/>", i + 1,
                       i + 1, width[i]);
    buf_puts(to, "</cols><sheetData>");
    for (const struct json *row = rows->child; row; row = row->next, i_row++) {
        size_t column = 0;
        buf_printf(to, "<row r=\"%zu\">", i_row + 1);
        for (const struct json *cell = row->child; cell; cell = cell->next)
            TRY(put_cell(to, cell, column++, i_row));
        buf_puts(to, "</row>");
    }
    buf_puts(to, "</sheetData></worksheet>");
    return to->full ? FULL : OK;
}

static void put_workbook(struct buf *to, struct str name)
{
    buf_puts(to, HEAD "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" OFFICE "\"><sheets><sheet name=\"");
    put_text(to, name);
    buf_puts(to, "\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>");
}

/* ---- the archive ---------------------------------------------------------------------------- */

static bool add(zip_t *z, const char *name, struct str text)
{
    zip_source_t *part = zip_source_buffer(z, text.p, text.n, 0);
    zip_int64_t i = part ? zip_file_add(z, name, part, ZIP_FL_ENC_UTF_8) : -1;
    if (i < 0)
        zip_source_free(part);
    /* The same table is the same file: no clock is read. */
    return i >= 0 && zip_file_set_dostime(z, (zip_uint64_t)i, 0, 0x21, 0) == 0;
}

static enum status take(zip_source_t *archive, struct buf *to)
{
    zip_stat_t at;
    if (zip_source_stat(archive, &at) != 0 || zip_source_open(archive) != 0)
        return FULL;
    char *room = buf_room(to, at.size);
    zip_int64_t n = room ? zip_source_read(archive, room, at.size) : -1;
    zip_source_close(archive);
    if (n < 0 || (zip_uint64_t)n != at.size)
        return FULL;
    buf_took(to, at.size);
    return OK;
}

static enum status pack(struct str workbook, struct str sheet, struct buf *to)
{
    zip_error_t error;
    zip_source_t *archive = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *z = archive ? zip_open_from_source(archive, ZIP_TRUNCATE, &error) : NULL;
    if (!z) {
        zip_source_free(archive);
        return FULL;
    }
    zip_source_keep(archive);
    bool whole = true;
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++)
        whole &= add(z, fixed[i].name, str_of(fixed[i].text));
    whole &= add(z, "xl/workbook.xml", workbook) && add(z, "xl/worksheets/sheet1.xml", sheet);
    if (!whole || zip_close(z) != 0) {
        zip_discard(z);
        zip_source_free(archive);
        return FULL;
    }
    enum status s = take(archive, to);
    zip_source_free(archive);
    return s;
}

enum status paper_sheet(struct paper *p)
{
    struct json *in;
    struct buf workbook, sheet;
    TRY(json_parse(p->arena, p->in, JSON_STRICT, &in, NULL));
    const struct json *rows = json_get(in, "rows");
    if (!rows || rows->type != JSON_ARRAY)
        return BAD_INPUT;
    buf_init(&workbook, 4096);
    buf_init(&sheet, p->out->max);
    put_workbook(&workbook, json_text(json_get(in, "name")));
    enum status s = put_sheet(&sheet, rows);
    if (s == OK)
        s = pack(buf_str(&workbook), buf_str(&sheet), p->out);
    buf_close(&workbook);
    buf_close(&sheet);
    return s;
}
