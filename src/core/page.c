// SPDX-License-Identifier: Apache-2.0
/* page.c -- values, words, links and live parts of a page.
 * Floor 4.  Forms are page_form.c and page_field.c, lists page_list.c. */
#include "core/page.h"

#include "base/utf8.h"
#include "core/amend.h"
#include "core/name.h"
#include "core/read.h"
#include "core/rooms.h"
#include "core/text_as.h"
#include "core/value.h"

#include <assert.h>
#include <string.h>

enum { FIRST_CHINESE = 0x2e80 }; /* radicals, signs and letters of Chinese, full-width forms */

void page_raw(struct page *p, const char *html, size_t n)
{
    buf_bytes(p->out, html, n);
}

static const char *escape(char c, enum page_place place)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return place == PLACE_ATTR ? "&quot;" : NULL;
    case '\'':
        return place == PLACE_ATTR ? "&#39;" : NULL;
    default:
        return NULL;
    }
}

void page_text(struct page *p, enum page_place place, struct str s)
{
    size_t from = 0;
    for (size_t i = 0; i < s.n && !p->plain; i++) {
        const char *as = escape(s.p[i], place);
        if (!as)
            continue;
        buf_bytes(p->out, s.p + from, i - from);
        buf_puts(p->out, as);
        from = i + 1;
    }
    if (s.n > from)
        buf_bytes(p->out, s.p + from, s.n - from);
}

static bool has_chinese(struct str s)
{
    uint32_t rune;
    for (size_t at = 0; utf8_next(s, &at, &rune) == OK;)
        if (rune >= FIRST_CHINESE)
            return true;
    return false;
}

bool page_is_foreign(const struct page *p, struct str s)
{
    return p->lang == LANG_EN && !p->plain && has_chinese(s);
}

void page_written(struct page *p, struct str s)
{
    bool foreign = page_is_foreign(p, s);
    buf_puts(p->out, foreign ? "<span lang=\"zh-CN\">" : "");
    page_text(p, PLACE_TEXT, s);
    buf_puts(p->out, foreign ? "</span>" : "");
}

void page_int(struct page *p, int64_t value)
{
    buf_int(p->out, value);
}

/* Words go through a buffer, since what fills their gaps is text from outside. */
static void put_words(struct page *p, enum page_place place, struct str key,
                      const struct text_arg *arg, size_t n_args)
{
    struct buf b;
    buf_init(&b, 1 << 16);
    text_put(&b, p->lang, key, arg, n_args);
    page_text(p, place, buf_str(&b));
    buf_close(&b);
}

void page_t(struct page *p, const char *key, const struct text_arg *arg, size_t n_args)
{
    struct text_arg all[9];
    assert(n_args < 9);
    if (n_args)
        memcpy(all, arg, n_args * sizeof *arg);
    all[n_args] = (struct text_arg){.name = "now", .number = p->ctx->now};
    put_words(p, PLACE_ATTR, str_of(key), all, n_args + 1);
}

void page_bool(struct page *p, bool value)
{
    page_t(p, value ? "core.yes" : "core.no", NULL, 0);
}

void page_money(struct page *p, enum text_as as, int64_t fen)
{
    text_as_money(p->out, p->lang, as, fen);
}

void page_day(struct page *p, enum text_as as, int32_t day)
{
    text_as_day(p->out, p->lang, as, day, p->ctx->now);
}

void page_time(struct page *p, enum text_as as, int64_t moment_ms)
{
    text_as_time(p->out, p->lang, as, moment_ms, p->ctx->now);
}

void page_unit(struct page *p, struct unit_id unit)
{
    struct buf b;
    buf_init(&b, 4096);
    name_unit(&b, p->ctx, p->lang, unit);
    page_text(p, PLACE_ATTR, buf_str(&b));
    buf_close(&b);
}

void page_person(struct page *p, enum page_place place, struct person_id person)
{
    struct buf b;
    buf_init(&b, 4096);
    name_person(&b, p->ctx, p->lang, person);
    if (place == PLACE_TEXT)
        page_written(p, buf_str(&b));
    else
        page_text(p, place, buf_str(&b));
    buf_close(&b);
}

/* Words FIRST.SECOND, or the second alone where there are none. */
static void put_pair(struct page *p, const char *first, struct str second)
{
    char key[200];
    size_t n = strlen(first);
    if (n + 1 + second.n <= sizeof key) {
        memcpy(key, first, n);
        key[n] = '.';
        memcpy(key + n + 1, second.p, second.n);
        struct str whole = {key, n + 1 + second.n};
        if (text_find(whole)) {
            put_words(p, PLACE_ATTR, whole, NULL, 0);
            return;
        }
    }
    page_text(p, PLACE_ATTR, second);
}

void page_code(struct page *p, const char *table, struct str code)
{
    if (!code.p)
        return;
    if (strcmp(table, "fact") == 0 && text_find(code))
        put_words(p, PLACE_ATTR, code, NULL, 0);
    else
        put_pair(p, table, code);
}

void page_words(struct page *p, const struct words *w, int value)
{
    const char *word = words_word(w, value);
    if (word)
        put_pair(p, w->name, str_of(word));
}

void page_hash(struct page *p, struct hash h)
{
    buf_hex(p->out, h.b, sizeof h.b);
}

static void put_size(struct page *p, int64_t bytes)
{
    bool large = bytes >= 1 << 20;
    int64_t n = large ? (bytes + (1 << 19)) >> 20 : (bytes + 1023) >> 10;
    page_t(p, large ? "core.size_mb" : "core.size_kb", &(struct text_arg){.name = "n", .number = n},
           1);
}

void page_file(struct page *p, struct file_ref file)
{
    if (!file.name.p)
        return;
    page_written(p, file.name);
    buf_byte(p->out, ' ');
    put_size(p, file.size);
}

/* A file behind a reference is a link: the bytes are given to the same circle (web/fixed.c). */
static void put_veiled_file(struct page *p, struct veiled v, const struct file_ref *file)
{
    buf_printf(p->out, "<a href=\"/file/%lld\">", (long long)v.v);
    page_file(p, *file);
    buf_puts(p->out, "</a>");
}

static void put_text_value(struct page *p, enum page_place place, enum text_as as, struct str s)
{
    struct buf masked;
    buf_init(&masked, 4096);
    if (as == TEXT_MASK)
        text_as_mask(&masked, s);
    if (as == TEXT_MASK)
        s = buf_str(&masked);
    if (place == PLACE_TEXT)
        page_written(p, s);
    else
        page_text(p, place, s);
    buf_close(&masked);
}

/* Any value by its type; numbers of the same layout share a case. */
void page_value(struct page *p, enum page_place place, enum text_as as, const struct field *f,
                const void *at)
{
    switch (f->type) {
    case FIELD_TEXT:
    case FIELD_KEY:
    case FIELD_PLACE:
    case FIELD_FORM:
        put_text_value(p, place, as, *(const struct str *)at);
        break;
    case FIELD_CODE:
        page_code(p, f->of, *(const struct str *)at);
        break;
    case FIELD_MONEY:
        page_money(p, as, *(const int64_t *)at);
        break;
    case FIELD_TIME:
        page_time(p, as, *(const int64_t *)at);
        break;
    case FIELD_DAY:
        page_day(p, as, *(const int32_t *)at);
        break;
    case FIELD_BOOL:
        page_bool(p, *(const bool *)at);
        break;
    case FIELD_UNIT:
        page_unit(p, *(const struct unit_id *)at);
        break;
    case FIELD_PERSON:
        page_person(p, place, *(const struct person_id *)at);
        break;
    case FIELD_ENUM:
    case FIELD_STAGE:
        page_words(p, f->words, *(const int *)at);
        break;
    case FIELD_HASH:
        page_hash(p, *(const struct hash *)at);
        break;
    case FIELD_FILE:
        page_file(p, *(const struct file_ref *)at);
        break;
    case FIELD_VEILED:
        page_veiled(p, place, as, *(const struct veiled *)at);
        break;
    case FIELD_DECIMAL:
        text_as_decimal(p->out, f->scale, *(const int64_t *)at);
        break;
    case FIELD_INT:
    case FIELD_ID:
        page_int(p, *(const int64_t *)at);
        break;
    case FIELD_BYTES:
    case FIELD_GROUP:
        break;
    }
}

static void put_shown(struct page *p, enum page_place place, enum text_as as, struct veiled v,
                      const struct revealed *r)
{
    struct file_ref item = {0}; /* the largest of all values */
    if (value_read(p->ctx->arena, r->field, r->value, &item) != OK)
        return;
    if (r->field->type == FIELD_FILE && !p->plain)
        put_veiled_file(p, v, &item);
    else
        page_value(p, place, as, r->field, &item);
}

void page_veiled(struct page *p, enum page_place place, enum text_as as, struct veiled v)
{
    struct revealed r;
    if (v.v == 0 || reveal(p->ctx, v, &r) != OK)
        return;
    if (r.how == REVEAL_SHOWN) {
        put_shown(p, place, as, v, &r);
        if (place == PLACE_TEXT && !p->plain)
            page_amended_mark(p, v, &r);
    } else {
        page_t(p, r.how == REVEAL_HIDDEN ? "core.hidden" : "core.erased", NULL, 0);
    }
}

void page_percent(struct page *p, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                     c == '-' || c == '_' || c == '.' || c == '~';
        if (plain)
            buf_byte(p->out, (char)c);
        else
            buf_printf(p->out, "%%%02X", c);
    }
}

/* "/appeal/{id}" with the id in its place. */
static void put_path(struct page *p, struct str path, int64_t id)
{
    size_t hole = str_find(path, S("{id}"));
    buf_put(p->out, str_part(path, 0, hole));
    if (hole == path.n)
        return;
    buf_int(p->out, id);
    buf_put(p->out, str_part(path, hole + 4, path.n));
}

void page_url(struct page *p, const struct page_def *to, int64_t id, const struct text_arg *arg,
              size_t n_args)
{
    put_path(p, str_of(to->path), id);
    for (size_t i = 0; i < n_args; i++) {
        buf_puts(p->out, i ? "&amp;" : "?");
        page_percent(p, str_of(arg[i].name));
        buf_byte(p->out, '=');
        if (arg[i].text.p)
            page_percent(p, arg[i].text);
        else
            buf_int(p->out, arg[i].number);
    }
}

void page_pick(struct page *p, const struct op *op, int64_t id)
{
    buf_printf(p->out,
               "<input type=\"checkbox\" class=\"x-pick\" name=\"pick\" value=\"%lld\" "
               "form=\"many-%s-%s\" aria-label=\"",
               (long long)id, op->room, op->name);
    page_t(p, "core.pick", &(struct text_arg){.name = "n", .number = id}, 1);
    buf_puts(p->out, "\">");
}

void page_live(struct page *p, const char *part)
{
    buf_printf(p->out, "<div data-live=\"%s\">", part);
}

void page_live_end(struct page *p)
{
    buf_puts(p->out, "</div>");
}

void page_reason(struct page *p, struct str key, int64_t n)
{
    if (text_find(key))
        put_words(p, PLACE_TEXT, key, &(struct text_arg){.name = "n", .number = n}, 1);
    else
        page_text(p, PLACE_TEXT, key);
}

void page_proof(struct page *p, int64_t entry)
{
    buf_printf(p->out, "<a class=\"x-proof\" href=\"/receipt/%lld.tlog-proof\" title=\"",
               (long long)entry);
    page_t(p, "core.proof_get", NULL, 0);
    buf_puts(p->out, "\">");
    page_t(p, "core.proof", &(struct text_arg){.name = "n", .number = entry}, 1);
    buf_puts(p->out, "</a>");
    page_qr(p, entry);
}

void page_qr(struct page *p, int64_t entry)
{
    buf_printf(p->out, " <a class=\"x-qr\" href=\"/receipt/%lld.qr.svg\"><img loading=\"lazy\" ",
               (long long)entry);
    buf_printf(p->out, "width=\"29\" height=\"29\" src=\"/receipt/%lld.qr.svg\" alt=\"",
               (long long)entry);
    page_t(p, "core.proof_qr", &(struct text_arg){.name = "n", .number = entry}, 1);
    buf_puts(p->out, "\"></a>");
}

void page_hidden(struct page *p, struct str name, struct str value)
{
    buf_puts(p->out, "<input type=\"hidden\" name=\"");
    page_text(p, PLACE_ATTR, name);
    buf_puts(p->out, "\" value=\"");
    page_text(p, PLACE_ATTR, value);
    buf_puts(p->out, "\">");
}

void page_matter(struct page *p, int64_t id)
{
    struct matter_row row;
    if (!id || matter_read(p->ctx, id, &row) != OK)
        return;
    const struct matter *def = matter_def(p->ctx->rooms, row.kind);
    const struct page_def *home = def ? rooms_home(p->ctx->rooms, def) : NULL;
    bool may = home && party_allows(p->ctx, &home->by, &row) == OK;
    if (may) {
        buf_puts(p->out, "<a href=\"");
        page_url(p, home, id, NULL, 0);
        buf_puts(p->out, "\">");
    }
    page_text(p, PLACE_TEXT, row.no);
    if (may)
        buf_puts(p->out, "</a>");
}
