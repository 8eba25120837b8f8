// SPDX-License-Identifier: Apache-2.0
/* print.c -- a page of the house on paper: A4, who says it above, which page below.
 * Floor 2.  By Pango and Cairo.  The fonts are read when a page is made: a file of fonts is the
 * one thing that render opens. */
#include "paper/print.h"
#include "base/json.h"
#include "base/utf8.h"

#include <cairo-pdf.h>
#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <qrencode.h>

/* Points, 72 an inch. */
enum {
    PAGE_WIDTH = 595,
    PAGE_HEIGHT = 842,
    MARGIN = 56,
    TOP = 92,
    BOTTOM = 778,
    QR_SIDE = 76,
    INDENT = 16,
    PAGES_MAX = 500, /* the rest is left out */
};

/* How each kind of block is set. */
static const struct {
    const char *font;
    int above, indent; /* points */
} sets[] = {
    [PRINT_TITLE] = {"Noto Sans CJK SC Bold 17", 0, 0},
    [PRINT_HEADING] = {"Noto Sans CJK SC Bold 12", 12, 0},
    [PRINT_TEXT] = {"Noto Sans CJK SC 10.5", 6, 0},
    [PRINT_ITEM] = {"Noto Sans CJK SC 10.5", 4, INDENT},
    [PRINT_TERM] = {"Noto Sans CJK SC Bold 10.5", 6, 0},
    [PRINT_DETAIL] = {"Noto Sans CJK SC 10.5", 2, INDENT},
};
static const char small[] = "Noto Sans CJK SC 8";

struct printing {
    struct paper *paper;
    const struct json *in;
    cairo_t *to;
    PangoContext *context;
    bool draws; /* the second time; the first one only counts pages */
    int page, n_pages;
    double y;
};

/* ---- the fonts ------------------------------------------------------------------------------ */

bool print_has_fonts(void)
{
    static const char family[] = "Noto Sans CJK SC";
    FcPattern *wish = FcNameParse((const FcChar8 *)family);
    FcResult result;
    FcChar8 *found = NULL;
    FcConfigSubstitute(NULL, wish, FcMatchPattern);
    FcDefaultSubstitute(wish);
    FcPattern *match = FcFontMatch(NULL, wish, &result);
    bool has = match && FcPatternGetString(match, FC_FAMILY, 0, &found) == FcResultMatch &&
               strcmp((const char *)found, family) == 0;
    if (match)
        FcPatternDestroy(match);
    FcPatternDestroy(wish);
    return has;
}

/* ---- one text ------------------------------------------------------------------------------- */

static PangoLayout *lay_out(struct printing *g, const char *font, struct str text, int width)
{
    PangoLayout *layout = pango_layout_new(g->context);
    PangoFontDescription *set = pango_font_description_from_string(font);
    pango_layout_set_font_description(layout, set);
    pango_font_description_free(set);
    pango_layout_set_text(layout, text.p, (int)text.n);
    pango_layout_set_width(layout, width * PANGO_SCALE);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    return layout;
}

static struct str said(const struct printing *g, const char *name)
{
    struct str s = json_text(json_get(g->in, name));
    return s.p ? s : S("");
}

static void put_small(struct printing *g, struct str text, double y, PangoAlignment align)
{
    PangoLayout *layout = lay_out(g, small, text, PAGE_WIDTH - 2 * MARGIN);
    pango_layout_set_alignment(layout, align);
    cairo_move_to(g->to, MARGIN, y);
    pango_cairo_show_layout(g->to, layout);
    g_object_unref(layout);
}

/* ---- a page --------------------------------------------------------------------------------- */

/* "Page {n} of {of}" */
static void put_number(struct printing *g)
{
    struct str words = said(g, "pages");
    struct buf b;
    buf_init(&b, 400);
    for (size_t i = 0; i < words.n; i++) {
        struct str rest = str_part(words, i, words.n);
        bool n = str_starts(rest, S("{n}")), of = str_starts(rest, S("{of}"));
        if (n || of)
            buf_int(&b, n ? g->page : g->n_pages);
        else
            buf_byte(&b, words.p[i]);
        i += n ? 2 : of ? 3 : 0;
    }
    put_small(g, buf_str(&b), BOTTOM + 16, PANGO_ALIGN_CENTER);
    buf_close(&b);
}

static void put_qr(struct printing *g)
{
    struct str text = said(g, "qr");
    QRcode *code =
        text.n ? QRcode_encodeData((int)text.n, (const unsigned char *)text.p, 0, QR_ECLEVEL_M)
               : NULL;
    if (!code)
        return;
    double module = (double)QR_SIDE / code->width;
    for (int y = 0; y < code->width; y++)
        for (int x = 0; x < code->width; x++)
            if (code->data[y * code->width + x] & 1)
                cairo_rectangle(g->to, PAGE_WIDTH - MARGIN - QR_SIDE + x * module, TOP + y * module,
                                module, module);
    cairo_fill(g->to);
    QRcode_free(code);
}

static void begin_page(struct printing *g)
{
    if (g->draws && g->page > 0)
        cairo_show_page(g->to);
    g->page++;
    g->y = TOP;
    if (!g->draws)
        return;
    put_small(g, said(g, "above"), 36, PANGO_ALIGN_LEFT);
    put_small(g, said(g, "as_of"), 36, PANGO_ALIGN_RIGHT);
    put_small(g, said(g, "origin"), 50, PANGO_ALIGN_LEFT);
    cairo_set_line_width(g->to, 0.5);
    cairo_move_to(g->to, MARGIN, 68);
    cairo_line_to(g->to, PAGE_WIDTH - MARGIN, 68);
    cairo_stroke(g->to);
    put_number(g);
    if (g->page == 1)
        put_qr(g);
}

/* Line by line, so that a long text goes on overleaf. */
static void put_block(struct printing *g, const struct print_block *block)
{
    int indent = sets[block->kind].indent;
    bool beside_qr = g->page == 1 && g->y < TOP + QR_SIDE + 8 && said(g, "qr").n;
    int width = PAGE_WIDTH - 2 * MARGIN - indent - (beside_qr ? QR_SIDE + 12 : 0);
    PangoLayout *layout = lay_out(g, sets[block->kind].font, block->text, width);
    PangoLayoutIter *line = pango_layout_get_iter(layout);
    g->y += sets[block->kind].above;
    do {
        PangoRectangle box;
        pango_layout_iter_get_line_extents(line, NULL, &box);
        double height = (double)box.height / PANGO_SCALE;
        if (g->y + height > BOTTOM && g->page < PAGES_MAX)
            begin_page(g);
        double base = (double)(pango_layout_iter_get_baseline(line) - box.y) / PANGO_SCALE;
        if (g->draws) {
            cairo_move_to(g->to, MARGIN + indent, g->y + base);
            pango_cairo_show_layout_line(g->to, pango_layout_iter_get_line_readonly(line));
        }
        g->y += height;
    } while (pango_layout_iter_next_line(line));
    pango_layout_iter_free(line);
    g_object_unref(layout);
}

static void put_all(struct printing *g, const struct print_block *block, size_t n, bool draws)
{
    g->draws = draws;
    g->page = 0;
    begin_page(g);
    for (size_t i = 0; i < n; i++)
        put_block(g, &block[i]);
    g->n_pages = g->page;
}

/* ---- all of it ------------------------------------------------------------------------------ */

static cairo_status_t take(void *of, const unsigned char *bytes, unsigned n)
{
    struct buf *to = of;
    buf_bytes(to, bytes, n);
    return to->full ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static void set_context(struct printing *g)
{
    PangoFontMap *map = pango_cairo_font_map_new();
    g->context = pango_font_map_create_context(map);
    pango_cairo_context_set_resolution(g->context, 72);
    pango_context_set_language(
        g->context, pango_language_from_string(str_is(said(g, "lang"), "en") ? "en" : "zh-cn"));
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(g->context, options);
    cairo_font_options_destroy(options);
    g_object_unref(map);
}

static enum status draw(struct printing *g, const struct print_block *block, size_t n)
{
    cairo_surface_t *pdf =
        cairo_pdf_surface_create_for_stream(take, g->paper->out, PAGE_WIDTH, PAGE_HEIGHT);
    struct str title = n ? block[0].text : S("");
    cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_TITLE, title.p);
    cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATE_DATE, said(g, "made").p);
    g->to = cairo_create(pdf);
    set_context(g);
    put_all(g, block, n, false);
    put_all(g, block, n, true);
    cairo_show_page(g->to);
    g_object_unref(g->context);
    cairo_destroy(g->to);
    cairo_surface_finish(pdf);
    bool whole = cairo_surface_status(pdf) == CAIRO_STATUS_SUCCESS;
    cairo_surface_destroy(pdf);
    return whole ? OK : FULL;
}

enum status paper_print(struct paper *p)
{
    struct json *in;
    size_t n = 0;
    struct print_block *block = ARENA_ARRAY(p->arena, struct print_block, PRINT_BLOCKS);
    if (!block)
        return FULL;
    if (!print_has_fonts())
        return paper_refuse(p, "core.render.fonts", 0);
    TRY(json_parse(p->arena, p->in, JSON_STRICT, &in, NULL));
    struct printing g = {.paper = p, .in = in};
    if (said(&g, "html").n == 0)
        return BAD_INPUT;
    TRY(print_blocks(p->arena, said(&g, "html"), block, &n));
    return draw(&g, block, n);
}
