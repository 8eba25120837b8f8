// SPDX-License-Identifier: Apache-2.0
/* search.c -- /search: matters found by words, as a page and as JSON.
 * Floor 6.  What may be found is core/search.c's. */
#include "core/search.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/time.h"
#include "core/name.h"
#include "web/own.h"
#include "web/server.h"

#include <string.h>

enum { KEY_BYTES = 130, FACETS_MAX = SEARCH_HITS };

/* ---- what is asked ------------------------------------------------------------------------- */

static const char *const asked[] = {"q", "kind", "stage", "unit", "since", "until", "below", NULL};

static bool is_asked(struct str name)
{
    for (size_t i = 0; asked[i]; i++)
        if (str_is(name, asked[i]))
            return true;
    return false;
}

static bool read_number(struct visit *v, const char *name, int64_t *ret_value)
{
    struct str text = str_trim(visit_query(v, name));
    *ret_value = 0;
    return !text.n ||
           (str_to_int(text, ret_value) == OK && *ret_value > 0 && *ret_value <= LIMIT_INT_MAX);
}

/* The beginning of a day in Beijing, or of the day behind it. */
static bool read_day(struct visit *v, const char *name, int behind, int64_t *ret_moment)
{
    int32_t day;
    struct str text = str_trim(visit_query(v, name));
    *ret_moment = 0;
    if (!text.n)
        return true;
    if (day_read(text, &day) != OK)
        return false;
    *ret_moment = time_of_day(day + behind);
    return true;
}

/* False: something in the address means nothing.  A person then sees more than he asked for, and
 * what he asked for in the form; a program hears of it. */
static bool read_ask(struct visit *v, struct search_ask *ask)
{
    bool sound = true;
    for (size_t i = 0; i < v->query.n; i++)
        sound &= is_asked(v->query.at[i].name);
    *ask = (struct search_ask){.words = str_trim(visit_query(v, "q")),
                               .kind = str_trim(visit_query(v, "kind")),
                               .stage = str_trim(visit_query(v, "stage"))};
    sound &= read_number(v, "unit", &ask->unit.v);
    sound &= read_number(v, "below", &ask->below);
    sound &= read_day(v, "since", 0, &ask->since);
    sound &= read_day(v, "until", 1, &ask->before);
    return sound;
}

/* This question with one of its words replaced; an empty value takes it out. */
static void put_address(struct visit *v, struct page *p, const char *name, struct str value)
{
    bool first = true;
    own_put(p, "/search?");
    for (size_t i = 0; asked[i]; i++) {
        bool is_it = strcmp(asked[i], name) == 0;
        struct str one = is_it ? value : visit_query(v, asked[i]);
        if (!one.n || (!is_it && strcmp(asked[i], "below") == 0))
            continue;
        buf_printf(p->out, "%s%s=", first ? "" : "&amp;", asked[i]);
        first = false;
        page_percent(p, one);
    }
}

static struct str digits_of(char room[24], int64_t number)
{
    struct buf to = {.p = room, .room = 24, .max = 24};
    buf_int(&to, number);
    return buf_str(&to);
}

/* ---- words --------------------------------------------------------------------------------- */

/* Of a kind of matter: ROOM.MATTER, or ROOM. */
static void put_kind(struct page *p, const struct matter *m)
{
    char room[KEY_BYTES];
    struct buf key = {.p = room, .room = sizeof room - 1, .max = sizeof room - 1};
    buf_printf(&key, "%s.%s", m->room, m->name);
    room[key.n] = 0;
    text_put_plain(p->out, p->lang, text_find(buf_str(&key)) ? buf_str(&key) : str_of(m->room));
}

static void put_stage(struct page *p, const struct search_hit *hit)
{
    page_words(p, hit->def->stages, words_find(hit->def->stages, hit->row.stage));
}

static void put_text(struct page *p, const struct search_hit *hit)
{
    struct str text = {hit->shown, hit->n};
    own_put(p, "<b>");
    text_put_plain(p->out, p->lang, str_of(hit->fact->full));
    own_put(p, hit->is_cut[0] ? "</b> &hellip;" : "</b> ");
    page_written(p, str_part(text, 0, hit->at));
    own_put(p, "<mark>");
    page_written(p, str_part(text, hit->at, hit->end - hit->at));
    own_put(p, "</mark>");
    page_written(p, str_part(text, hit->end, text.n));
    own_put(p, hit->is_cut[1] ? "&hellip;" : "");
}

static void put_where(struct page *p, const struct search_hit *hit)
{
    own_put(p, "<p class=\"x-where\">");
    if (hit->fact) {
        put_text(p, hit);
    } else if (hit->code) {
        own_put(p, "<mark>");
        page_text(p, PLACE_TEXT, str_of(hit->code->word[p->lang]));
        own_put(p, "</mark>");
    } else {
        own_t(p, "web.search.by_number");
    }
    own_put(p, "</p>");
}

static void put_hit(struct page *p, const struct search_hit *hit)
{
    const struct page_def home = {.path = hit->def->url};
    own_put(p, "<li><p><a class=\"x-number\" href=\"");
    page_url(p, &home, hit->row.id, NULL, 0);
    own_put(p, "\">");
    page_text(p, PLACE_TEXT, hit->row.no);
    own_put(p, "</a> ");
    put_kind(p, hit->def);
    if (hit->def->topic && hit->row.topic.n) {
        own_put(p, " &middot; ");
        page_code(p, hit->def->topic->of, hit->row.topic);
    }
    own_put(p, " &middot; ");
    put_stage(p, hit);
    if (hit->row.at.v) {
        own_put(p, " &middot; ");
        page_unit(p, hit->row.at);
    }
    own_put(p, " &middot; ");
    page_time(p, TEXT_DATE, hit->row.opened);
    own_put(p, "</p>");
    put_where(p, hit);
    own_put(p, "</li>");
}

/* ---- refining ------------------------------------------------------------------------------ */

/* One way to narrow the question: by what the hits of this page are. */
struct facet {
    const char *name, *key;
    struct str (*value)(const struct search_hit *hit, char room[24]);
    void (*put)(struct page *p, const struct search_hit *hit);
};

static struct str kind_of(const struct search_hit *hit, char room[24])
{
    (void)room;
    return hit->row.kind;
}

static struct str stage_of(const struct search_hit *hit, char room[24])
{
    (void)room;
    return hit->row.stage;
}

static struct str unit_of(const struct search_hit *hit, char room[24])
{
    return hit->row.at.v ? digits_of(room, hit->row.at.v) : (struct str){NULL, 0};
}

static void put_hit_kind(struct page *p, const struct search_hit *hit)
{
    put_kind(p, hit->def);
}

static void put_hit_unit(struct page *p, const struct search_hit *hit)
{
    page_unit(p, hit->row.at);
}

static bool is_new(const struct facet *f, const struct search_found *found, size_t i)
{
    char room[24], other[24];
    struct str value = f->value(&found->hit[i], room);
    for (size_t k = 0; k < i; k++)
        if (str_eq(value, f->value(&found->hit[k], other)))
            return false;
    return value.n > 0;
}

static void put_facet(struct visit *v, struct page *p, const struct facet *f,
                      const struct search_found *found)
{
    char room[24];
    size_t n = 0;
    bool fixed = visit_query(v, f->name).n > 0;
    for (size_t i = 0; i < found->n; i++)
        n += is_new(f, found, i);
    if (n < 2 && !fixed)
        return;
    own_put(p, "<p>");
    own_t(p, f->key);
    for (size_t i = 0; i < found->n && !fixed; i++) {
        if (!is_new(f, found, i))
            continue;
        own_put(p, " <a href=\"");
        put_address(v, p, f->name, f->value(&found->hit[i], room));
        own_put(p, "\">");
        f->put(p, &found->hit[i]);
        own_put(p, "</a>");
    }
    if (fixed) {
        own_put(p, " <a href=\"");
        put_address(v, p, f->name, S(""));
        own_put(p, "\">");
        own_t(p, "web.search.all");
        own_put(p, "</a>");
    }
    own_put(p, "</p>");
}

static void put_facets(struct visit *v, struct page *p, const struct search_found *found)
{
    static const struct facet facet[] = {
        {"kind", "web.search.kind", kind_of, put_hit_kind},
        {"stage", "web.search.stage", stage_of, put_stage},
        {"unit", "web.search.unit", unit_of, put_hit_unit},
    };
    own_put(p, "<div class=\"x-facets\">");
    for (size_t i = 0; i < sizeof facet / sizeof facet[0]; i++)
        put_facet(v, p, &facet[i], found);
    own_put(p, "</div>");
}

/* ---- the page ------------------------------------------------------------------------------ */

static void put_input(struct visit *v, struct page *p, const char *name, const char *key,
                      const char *attributes)
{
    buf_printf(p->out, "<div class=\"x-field\"><label for=\"f-%s\">", name);
    own_t(p, key);
    buf_printf(p->out, "</label><input id=\"f-%s\" name=\"%s\" %s value=\"", name, name,
               attributes);
    page_text(p, PLACE_ATTR, visit_query(v, name));
    own_put(p, "\"></div>");
}

static void put_kept(struct visit *v, struct page *p, const char *name)
{
    struct str value = visit_query(v, name);
    if (!value.n)
        return;
    buf_printf(p->out, "<input type=\"hidden\" name=\"%s\" value=\"", name);
    page_text(p, PLACE_ATTR, value);
    own_put(p, "\">");
}

static void put_form(struct visit *v, struct page *p)
{
    own_put(p, "<form class=\"x-form\" method=\"get\" role=\"search\" action=\"/search\">");
    put_input(v, p, "q", "web.search.words",
              "type=\"search\" maxlength=\"200\" aria-describedby=\"f-q-hint\"");
    own_put(p, "<p class=\"x-hint\" id=\"f-q-hint\">");
    own_t(p, "web.search.hint");
    own_put(p, "</p><div class=\"x-days\">");
    put_input(v, p, "since", "web.search.since", "type=\"date\"");
    put_input(v, p, "until", "web.search.until", "type=\"date\"");
    own_put(p, "</div>");
    put_kept(v, p, "kind");
    put_kept(v, p, "stage");
    put_kept(v, p, "unit");
    own_button(p, "web.search.do");
}

static void put_found(struct visit *v, struct page *p, const struct search_found *found)
{
    char room[24];
    put_facets(v, p, found);
    own_put(p, "<ol class=\"x-hits\">");
    for (size_t i = 0; i < found->n; i++)
        put_hit(p, &found->hit[i]);
    own_put(p, "</ol>");
    if (!found->n) {
        own_put(p, "<p>");
        own_t(p, found->below ? "web.search.none_yet" : "web.search.none");
        own_put(p, "</p>");
    }
    if (!found->below)
        return;
    own_put(p, "<p><a rel=\"next\" href=\"");
    put_address(v, p, "below", digits_of(room, found->below));
    own_put(p, "\">");
    own_t(p, "web.search.older");
    own_put(p, "</a></p>");
}

static void reply_page(struct visit *v, const struct search_ask *ask,
                       const struct search_found *found)
{
    struct buf inner;
    const char *why = ask->words.n ? found->why : NULL;
    struct page p = own_begin(v, &inner, "web.search", NULL, why);
    put_form(v, &p);
    if (!found->why)
        put_found(v, &p, found);
    own_end(v, &inner);
}

/* ---- for programs -------------------------------------------------------------------------- */

static void put_json_text(struct buf *to, const char *name, struct str text)
{
    buf_printf(to, ",\"%s\":", name);
    json_put_text(to, text);
}

static void put_json_hit(struct buf *to, const struct search_hit *hit, struct str address)
{
    struct str text = {hit->shown, hit->n};
    buf_printf(to, "{\"id\":%lld,\"opened\":%lld", (long long)hit->row.id,
               (long long)hit->row.opened);
    put_json_text(to, "no", hit->row.no);
    put_json_text(to, "kind", hit->row.kind);
    put_json_text(to, "stage", hit->row.stage);
    put_json_text(to, "address", address);
    if (hit->row.at.v)
        buf_printf(to, ",\"unit\":%lld", (long long)hit->row.at.v);
    if (hit->fact) {
        put_json_text(to, "fact", str_of(hit->fact->full));
        put_json_text(to, "before", str_part(text, 0, hit->at));
        put_json_text(to, "found", str_part(text, hit->at, hit->end - hit->at));
        put_json_text(to, "behind", str_part(text, hit->end, text.n));
    } else if (hit->code) {
        put_json_text(to, "code", str_of(hit->code->key));
    }
    buf_byte(to, '}');
}

static void reply_json(struct visit *v, const struct search_found *found)
{
    struct buf to, address;
    buf_init(&to, VISIT_PAGE_BYTES);
    buf_init(&address, 400);
    struct page p = frame_page(v, &address);
    buf_puts(&to, "{\"hits\":[");
    for (size_t i = 0; i < found->n; i++) {
        const struct page_def home = {.path = found->hit[i].def->url};
        buf_reset(&address);
        page_url(&p, &home, found->hit[i].row.id, NULL, 0);
        buf_puts(&to, i ? "," : "");
        put_json_hit(&to, &found->hit[i], buf_str(&address));
    }
    buf_puts(&to, "],\"below\":");
    if (found->below)
        buf_int(&to, found->below);
    else
        buf_puts(&to, "null");
    buf_puts(&to, "}\n");
    to.full |= address.full;
    buf_close(&address);
    visit_reply(v, S("application/json"), &to);
}

/* ---- the answer ---------------------------------------------------------------------------- */

void search_page(struct visit *v)
{
    struct search_ask ask;
    struct search_found found = {.n = 0};
    struct hash key = core_key(v->core, "search");
    bool sound = read_ask(v, &ask);
    if (v->req->method == METHOD_POST) {
        visit_reply_error(v, 405);
        return;
    }
    if (!sound && v->is_api) {
        visit_reply_reason(v, 400, "web.api.query");
        return;
    }
    enum status s = search_run(&v->ctx, &key, &ask, &found);
    if (s == BAD_INPUT && (v->is_api || v->wants_json))
        visit_reply_reason(v, 400, found.why);
    else if (s == OK && (v->is_api || v->wants_json))
        reply_json(v, &found);
    else if (s == OK || s == BAD_INPUT)
        reply_page(v, &ask, &found);
    else
        visit_reply_error(v, s == REFUSED ? 403 : visit_status_of(s));
}
