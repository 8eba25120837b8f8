// SPDX-License-Identifier: Apache-2.0
#include "core/openapi.h"

#include "core/openapi_in.h"
#include "core/roles.h"
#include "core/ticket.h"

#include "base/arena.h"

#include <stdio.h>
#include <string.h>

enum { EXAMPLES_ARENA = 4 * 1024 * 1024, SAID_BYTES = 16384 };

struct api {
    struct buf *to;
    const struct rooms *rooms;
    const struct json *examples; /* "appeal.file": {"request":...,"reply":...}; or NULL */
};

/* ---- pieces -------------------------------------------------------------------------------- */

static void put_ref(struct api *a, const char *member, const char *kind, const char *name)
{
    char text[200];
    snprintf(text, sizeof text, "#/components/%s/%s", kind, name);
    if (member)
        out_begin(a->to, member, '{');
    else
        out_begin(a->to, NULL, '{');
    out_text(a->to, "$ref", str_of(text));
    out_end(a->to, '}');
}

/* "example", as it was recorded. */
static void put_example(struct api *a, const char *name, const char *part)
{
    const struct json *example = json_get(json_get(a->examples, name), part);
    if (!example)
        return;
    out_key(a->to, "example");
    if (json_canon(a->to, example) != OK)
        a->to->full = true;
}

/* A response whose body has a schema of this name. */
static void put_content(struct api *a, const char *media, const char *schema, const char *example,
                        const char *part)
{
    out_begin(a->to, "content", '{');
    out_begin(a->to, media, '{');
    put_ref(a, "schema", "schemas", schema);
    put_example(a, example, part);
    out_end(a->to, '}');
    out_end(a->to, '}');
}

static void put_problems(struct api *a, const char *const *codes)
{
    for (size_t i = 0; codes[i]; i++)
        put_ref(a, codes[i], "responses", "problem");
    out_end(a->to, '}');
}

/* Who may, in both languages, as the description. */
static void put_who(struct api *a, const char *room, const struct parties *by)
{
    struct buf said;
    buf_init(&said, SAID_BYTES);
    for (enum lang lang = LANG_ZH; lang < N_LANGS; lang++) {
        struct buf who;
        buf_init(&who, SAID_BYTES);
        for (size_t i = 0; i < by->n; i++) {
            buf_puts(&who, i ? (lang == LANG_EN ? "; " : "\xef\xbc\x9b") : "");
            roles_say(&who, lang, room, &by->party[i]);
        }
        buf_puts(&said, lang ? " / " : "");
        text_put(&said, lang, S("core.api.by"),
                 &(struct text_arg){.name = "who", .text = buf_str(&who)}, 1);
        buf_close(&who);
    }
    out_text(a->to, "description", buf_str(&said));
    buf_close(&said);
    out_begin(a->to, "x-by", '[');
    for (size_t i = 0; i < by->n; i++) {
        buf_init(&said, SAID_BYTES);
        roles_spell(&said, &by->party[i]);
        out_next(a->to);
        json_put_text(a->to, buf_str(&said));
        buf_close(&said);
    }
    out_end(a->to, ']');
}

static bool is_for_anyone(const struct parties *by)
{
    for (size_t i = 0; i < by->n; i++)
        if (by->party[i].kind == PARTY_ANYONE)
            return true;
    return false;
}

/* A token, or also none. */
static void put_security(struct api *a, const struct parties *by)
{
    out_begin(a->to, "security", '[');
    if (!by || is_for_anyone(by))
        buf_puts(a->to, "{}");
    out_next(a->to);
    buf_puts(a->to, "{\"token\":[]}");
    out_end(a->to, ']');
}

static void put_head(struct api *a, const char *room, const char *id, const char *words)
{
    out_begin(a->to, "tags", '[');
    json_put_text(a->to, str_of(room));
    out_end(a->to, ']');
    out_text(a->to, "operationId", str_of(id));
    out_words(a->to, "summary", str_of(words));
}

/* ---- operations ---------------------------------------------------------------------------- */

static void put_request(struct api *a, const struct op *op)
{
    bool files = schema_has_files(&op->form);
    out_begin(a->to, "requestBody", '{');
    out_true(a->to, "required");
    out_begin(a->to, "content", '{');
    for (int i = 0; i < 1 + files; i++) {
        out_begin(a->to, i ? "multipart/form-data" : "application/json", '{');
        put_ref(a, "schema", "schemas", op->full);
        if (i == 0)
            put_example(a, op->full, "request");
        out_end(a->to, '}');
    }
    out_end(a->to, '}');
    out_end(a->to, '}');
}

static void put_names(struct api *a, const char *member, const struct words *w, uint64_t which)
{
    out_begin(a->to, member, '[');
    for (size_t i = 0; i < w->n; i++)
        if (which == 0 || which >> i & 1) {
            out_next(a->to);
            json_put_text(a->to, str_of(w->word[i]));
        }
    out_end(a->to, ']');
}

/* Why it may be refused besides what holds for every operation. */
static void put_refusals(struct api *a, const struct op *op)
{
    if (op->n_refusals == 0)
        return;
    out_begin(a->to, "x-refusals", '[');
    for (size_t i = 0; i < op->n_refusals; i++) {
        const struct refusal *r = &op->refusal[i];
        out_begin(a->to, NULL, '{');
        out_text(a->to, "reason", str_of(r->key));
        out_text(a->to, "law", str_of(r->row));
        out_words(a->to, "words", str_of(r->key));
        out_end(a->to, '}');
    }
    out_end(a->to, ']');
}

static void put_op(struct api *a, const struct op *op)
{
    static const char *const codes[] = {"400", "401", "403", "404", "409",
                                        "413", "422", "500", "503", NULL};
    out_begin(a->to, "post", '{');
    put_head(a, op->room, op->full, op->full);
    put_who(a, op->room, &op->by);
    if (op->matter)
        put_names(a, "x-stages", op->matter->stages, op->stages);
    if (op->law)
        out_text(a->to, "x-law", str_of(op->law));
    put_refusals(a, op);
    out_begin(a->to, "parameters", '[');
    if (op->matter)
        put_ref(a, NULL, "parameters", "id");
    put_ref(a, NULL, "parameters", "key");
    put_ref(a, NULL, "parameters", "language");
    out_end(a->to, ']');
    put_request(a, op);
    out_begin(a->to, "responses", '{');
    out_begin(a->to, "201", '{');
    out_words(a->to, "description", S("core.api.done"));
    put_content(a, "application/json", "done", op->full, "reply");
    out_end(a->to, '}');
    put_problems(a, codes);
    put_security(a, &op->by);
    out_end(a->to, '}');
}

/* ---- pages --------------------------------------------------------------------------------- */

static void put_query_head(struct api *a, const char *name)
{
    out_begin(a->to, NULL, '{');
    out_text(a->to, "name", str_of(name));
    out_text(a->to, "in", S("query"));
}

static void put_filters(struct api *a, const struct query *q)
{
    for (size_t i = 0; i < q->n_filters; i++) {
        const struct field *f = record_find(&q->row, str_of(q->filter[i]));
        put_query_head(a, q->filter[i]);
        out_room_words(a->to, "description", q->room, q->filter[i]);
        out_begin(a->to, "schema", '{');
        schema_put_asked(a->to, f);
        out_end(a->to, '}');
        out_end(a->to, '}');
    }
}

static void put_sorts(struct api *a, const struct query *q)
{
    put_query_head(a, "sort");
    out_words(a->to, "description", S("core.api.sort"));
    out_begin(a->to, "schema", '{');
    out_text(a->to, "type", S("string"));
    out_begin(a->to, "enum", '[');
    for (size_t i = 0; i < q->n_sorts; i++) {
        char value[80];
        snprintf(value, sizeof value, "%s%s", q->sort[i].down ? "-" : "", q->sort[i].column);
        out_next(a->to);
        json_put_text(a->to, str_of(value));
    }
    out_end(a->to, ']');
    out_end(a->to, '}');
    out_end(a->to, '}');
    put_ref(a, NULL, "parameters", "after");
}

static void put_asked(struct api *a, const struct page_def *page)
{
    for (size_t i = 0; i < page->ask.n; i++) {
        const struct field *f = &page->ask.field[i];
        put_query_head(a, f->name);
        out_room_words(a->to, "description", page->room, f->name);
        if (!f->optional)
            out_true(a->to, "required");
        out_begin(a->to, "schema", '{');
        schema_put_value(a->to, f);
        out_end(a->to, '}');
        out_end(a->to, '}');
    }
    for (size_t i = 0; i < page->n_sources; i++)
        if (page->source[i].query->kind == QUERY_LIST) {
            put_filters(a, page->source[i].query);
            put_sorts(a, page->source[i].query);
        }
}

static void put_page(struct api *a, const struct page_def *page)
{
    static const char *const codes[] = {"400", "401", "403", "404", "500", "503", NULL};
    char name[130], id[140];
    snprintf(id, sizeof id, "%s.%s.page", page->room, page->name);
    snprintf(name, sizeof name, "%s.%s", page->room, page->name);
    out_begin(a->to, "get", '{');
    put_head(a, page->room, id, text_find(str_of(name)) ? name : page->room);
    put_who(a, page->room, &page->by);
    out_begin(a->to, "parameters", '[');
    if (page->matter)
        put_ref(a, NULL, "parameters", "id");
    put_asked(a, page);
    put_ref(a, NULL, "parameters", "language");
    out_end(a->to, ']');
    out_begin(a->to, "responses", '{');
    out_begin(a->to, "200", '{');
    out_words(a->to, "description", S("core.api.page"));
    put_content(a, "application/json", id, id, "reply");
    out_end(a->to, '}');
    put_problems(a, codes);
    put_security(a, &page->by);
    out_end(a->to, '}');
}

/* ---- paths --------------------------------------------------------------------------------- */

static void put_room_paths(struct api *a, const struct room *room)
{
    for (size_t i = 0; i < room->n_pages; i++) {
        out_begin(a->to, room->pages[i]->path, '{');
        put_page(a, room->pages[i]);
        out_end(a->to, '}');
    }
    for (size_t i = 0; i < room->n_ops; i++) {
        const struct op *op = room->ops[i];
        char path[200];
        if (op->matter && !op->matter->url)
            continue; /* no address leads there */
        snprintf(path, sizeof path, "%s%s/%s", op->matter ? "" : "/",
                 op->matter ? op->matter->url : op->room, op->name);
        out_begin(a->to, path, '{');
        put_op(a, op);
        out_end(a->to, '}');
    }
}

/* What the door itself answers, and every room's matters share. */
struct fixed {
    const char *path, *id, *words, *media;
    const char *parameter; /* of components; or NULL */
};

static const struct fixed fixed[] = {
    {"/receipt/{entry}.tlog-proof", "receipt", "core.api.receipt", "text/plain", "entry"},
    {"/file/{ref}", "file", "core.api.file", "application/octet-stream", "ref"},
    {"/checkpoint", "checkpoint", "core.api.checkpoint", "text/plain", NULL},
};

static void put_fixed(struct api *a, const struct fixed *f)
{
    static const char *const codes[] = {"401", "404", "500", "503", NULL};
    out_begin(a->to, f->path, '{');
    out_begin(a->to, "get", '{');
    put_head(a, "core", f->id, f->words);
    if (f->parameter) {
        out_begin(a->to, "parameters", '[');
        put_ref(a, NULL, "parameters", f->parameter);
        out_end(a->to, ']');
    }
    out_begin(a->to, "responses", '{');
    out_begin(a->to, "200", '{');
    out_words(a->to, "description", str_of(f->words));
    out_begin(a->to, "content", '{');
    out_begin(a->to, f->media, '{');
    out_end(a->to, '}');
    out_end(a->to, '}');
    out_end(a->to, '}');
    put_problems(a, codes);
    put_security(a, NULL);
    out_end(a->to, '}');
    out_end(a->to, '}');
}

/* One word of a search's address; only what is looked for must be there. */
static void put_sought(struct api *a, const char *name, const char *schema)
{
    out_begin(a->to, NULL, '{');
    out_text(a->to, "name", str_of(name));
    out_text(a->to, "in", S("query"));
    if (strcmp(name, "q") == 0)
        out_true(a->to, "required");
    out_key(a->to, "schema");
    buf_puts(a->to, schema);
    out_end(a->to, '}');
}

static void put_search(struct api *a)
{
    static const char *const codes[] = {"400", "401", "403", "503", NULL};
    static const char text[] = "{\"type\":\"string\"}", number[] = "{\"type\":\"integer\"}",
                      day[] = "{\"type\":\"string\",\"format\":\"date\"}";
    out_begin(a->to, "/search", '{');
    out_begin(a->to, "get", '{');
    put_head(a, "core", "search", "core.api.search");
    out_begin(a->to, "parameters", '[');
    put_sought(a, "q", text);
    put_sought(a, "kind", text);
    put_sought(a, "stage", text);
    put_sought(a, "unit", number);
    put_sought(a, "since", day);
    put_sought(a, "until", day);
    put_sought(a, "below", number);
    out_end(a->to, ']');
    out_begin(a->to, "responses", '{');
    out_begin(a->to, "200", '{');
    out_words(a->to, "description", S("core.api.search"));
    put_content(a, "application/json", "found", "search", "reply");
    out_end(a->to, '}');
    put_problems(a, codes);
    put_security(a, &(struct parties){NULL, 0});
    out_end(a->to, '}');
    out_end(a->to, '}');
}

static void put_track(struct api *a)
{
    static const char *const codes[] = {"400", "422", "503", NULL};
    out_begin(a->to, "/track", '{');
    out_begin(a->to, "post", '{');
    put_head(a, "core", "track", "core.api.track");
    out_begin(a->to, "requestBody", '{');
    out_true(a->to, "required");
    put_content(a, "application/json", "codes", "track", "request");
    out_end(a->to, '}');
    out_begin(a->to, "responses", '{');
    out_begin(a->to, "200", '{');
    out_words(a->to, "description", S("core.api.track"));
    put_content(a, "application/json", "opened", "track", "reply");
    out_end(a->to, '}');
    put_problems(a, codes);
    buf_puts(a->to, ",\"security\":[{}]");
    out_end(a->to, '}');
    out_end(a->to, '}');
}

static void put_paths(struct api *a)
{
    out_begin(a->to, "paths", '{');
    for (size_t i = 0; i < a->rooms->n; i++)
        put_room_paths(a, a->rooms->room[i]);
    put_track(a);
    put_search(a);
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++)
        put_fixed(a, &fixed[i]);
    out_end(a->to, '}');
}

/* ---- components ---------------------------------------------------------------------------- */

static void put_parameter(struct api *a, const char *member, const char *name, const char *in,
                          const char *words, const char *schema)
{
    out_begin(a->to, member, '{');
    out_text(a->to, "name", str_of(name));
    out_text(a->to, "in", str_of(in));
    if (strcmp(in, "path") == 0 || strcmp(member, "key") == 0)
        out_true(a->to, "required");
    out_words(a->to, "description", str_of(words));
    out_key(a->to, "schema");
    buf_puts(a->to, schema);
    out_end(a->to, '}');
}

static void put_parameters(struct api *a)
{
    static const char id[] = "{\"type\":\"integer\",\"format\":\"int64\",\"minimum\":1}";
    static const char entry[] = "{\"type\":\"integer\",\"format\":\"int64\",\"minimum\":0}";
    out_begin(a->to, "parameters", '{');
    put_parameter(a, "id", "id", "path", "core.api.id", id);
    put_parameter(a, "entry", "entry", "path", "core.api.entry", entry);
    put_parameter(a, "ref", "ref", "path", "core.api.ref", id);
    put_parameter(a, "key", "Idempotency-Key", "header", "core.api.key",
                  "{\"type\":\"string\",\"pattern\":\"^[A-Za-z0-9_-]{16,64}$\"}");
    put_parameter(a, "after", "after", "query", "core.api.after", "{\"type\":\"string\"}");
    put_parameter(a, "language", "Accept-Language", "header", "core.api.language",
                  "{\"type\":\"string\",\"examples\":[\"zh-CN\",\"en\"]}");
    out_end(a->to, '}');
}

/* Schemas that no declaration makes. */
static const char own_schemas[] =
    "\"hidden\":{\"type\":\"object\",\"properties\":{\"hidden\":{\"const\":true}},"
    "\"required\":[\"hidden\"],\"additionalProperties\":false},"
    "\"erased\":{\"type\":\"object\",\"properties\":{\"erased\":{\"const\":true}},"
    "\"required\":[\"erased\"],\"additionalProperties\":false},"
    "\"file\":{\"type\":\"object\",\"properties\":{\"blob\":{\"type\":\"string\"},"
    "\"media\":{\"type\":\"string\"},\"name\":{\"type\":\"string\"},"
    "\"sha256\":{\"type\":\"string\"},\"size\":{\"type\":\"integer\"}},"
    "\"required\":[\"blob\",\"media\",\"name\",\"sha256\",\"size\"]},"
    "\"done\":{\"type\":\"object\",\"properties\":{\"entry\":{\"type\":\"integer\"},"
    "\"matter\":{\"type\":\"integer\"},\"no\":{\"type\":[\"string\",\"null\"]},"
    "\"view_code\":{\"type\":[\"string\",\"null\"]},\"secret\":{\"type\":[\"string\",\"null\"]},"
    "\"receipt\":{\"type\":[\"string\",\"null\"]}},"
    "\"required\":[\"entry\",\"matter\",\"no\",\"view_code\",\"secret\",\"receipt\"]},"
    "\"codes\":{\"type\":\"object\",\"properties\":{\"no\":{\"type\":\"string\"},"
    "\"view_code\":{\"type\":\"string\"},\"secret\":{\"type\":\"string\"}},"
    "\"required\":[\"no\",\"view_code\"]},"
    "\"opened\":{\"type\":\"object\",\"properties\":{\"matter\":{\"type\":\"integer\"},"
    "\"address\":{\"type\":\"string\",\"format\":\"uri-reference\"},"
    "\"until\":{\"type\":\"integer\"},\"token\":{\"type\":\"string\"}},"
    "\"required\":[\"matter\",\"address\",\"until\",\"token\"]},"
    "\"found\":{\"type\":\"object\",\"properties\":{\"hits\":{\"type\":\"array\",\"items\":{"
    "\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"integer\"},"
    "\"opened\":{\"type\":\"integer\"},\"no\":{\"type\":\"string\"},\"kind\":{\"type\":\"string\"},"
    "\"stage\":{\"type\":\"string\"},\"unit\":{\"type\":\"integer\"},"
    "\"address\":{\"type\":\"string\",\"format\":\"uri-reference\"},"
    "\"fact\":{\"type\":\"string\"},\"before\":{\"type\":\"string\"},"
    "\"found\":{\"type\":\"string\"},\"behind\":{\"type\":\"string\"},"
    "\"code\":{\"type\":\"string\"}},"
    "\"required\":[\"id\",\"opened\",\"no\",\"kind\",\"stage\",\"address\"]}},"
    "\"below\":{\"type\":[\"integer\",\"null\"]}},\"required\":[\"hits\",\"below\"]},"
    "\"problem\":{\"type\":\"object\",\"properties\":{\"status\":{\"type\":\"integer\"},"
    "\"title\":{\"type\":\"string\"},\"detail\":{\"type\":\"string\"},"
    "\"reason\":{\"type\":\"string\"},\"law\":{\"type\":[\"string\",\"null\"]},"
    "\"errors\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{"
    "\"name\":{\"type\":\"string\"},\"reason\":{\"type\":\"string\"},"
    "\"detail\":{\"type\":\"string\"}},\"required\":[\"name\",\"reason\",\"detail\"]}}},"
    "\"required\":[\"status\",\"title\",\"detail\",\"reason\",\"law\",\"errors\"]}";

/* What a personal value is to whom it is not shown. */
static void put_veiled(struct api *a)
{
    out_begin(a->to, "veiled", '{');
    out_words(a->to, "description", S("core.api.veiled"));
    buf_puts(a->to, ",\"anyOf\":[{\"type\":[\"string\",\"integer\",\"boolean\",\"null\"]},");
    buf_puts(a->to, "{\"$ref\":\"#/components/schemas/file\"},");
    buf_puts(a->to, "{\"$ref\":\"#/components/schemas/hidden\"},");
    buf_puts(a->to, "{\"$ref\":\"#/components/schemas/erased\"}]");
    out_end(a->to, '}');
}

static void put_schemas(struct api *a)
{
    out_begin(a->to, "schemas", '{');
    buf_puts(a->to, own_schemas);
    put_veiled(a);
    for (size_t i = 0; i < a->rooms->n; i++) {
        const struct room *room = a->rooms->room[i];
        for (size_t k = 0; k < room->n_ops; k++) {
            out_begin(a->to, room->ops[k]->full, '{');
            schema_put_request(a->to, room->ops[k]);
            out_end(a->to, '}');
        }
        for (size_t k = 0; k < room->n_pages; k++) {
            char name[140];
            snprintf(name, sizeof name, "%s.%s.page", room->name, room->pages[k]->name);
            out_begin(a->to, name, '{');
            schema_put_page(a->to, a->rooms, room->pages[k]);
            out_end(a->to, '}');
        }
    }
    out_end(a->to, '}');
}

static void put_components(struct api *a)
{
    out_begin(a->to, "components", '{');
    put_schemas(a);
    put_parameters(a);
    out_begin(a->to, "responses", '{');
    out_begin(a->to, "problem", '{');
    out_words(a->to, "description", S("core.api.problem"));
    put_content(a, "application/problem+json", "problem", "problem", "reply");
    out_end(a->to, '}');
    out_end(a->to, '}');
    out_begin(a->to, "securitySchemes", '{');
    out_begin(a->to, "token", '{');
    out_text(a->to, "type", S("http"));
    out_text(a->to, "scheme", S("bearer"));
    out_words(a->to, "description", S("core.api.token"));
    out_end(a->to, '}');
    out_end(a->to, '}');
    out_end(a->to, '}');
}

/* ---- the document -------------------------------------------------------------------------- */

static void put_info(struct api *a)
{
    out_text(a->to, "openapi", S("3.1.0"));
    out_begin(a->to, "info", '{');
    out_words(a->to, "title", S("core.api.title"));
    out_text(a->to, "version", S("v1"));
    out_words(a->to, "description", S("core.api.about"));
    out_begin(a->to, "license", '{');
    out_text(a->to, "name", S("Apache-2.0"));
    out_text(a->to, "identifier", S("Apache-2.0"));
    out_end(a->to, '}');
    out_end(a->to, '}');
    buf_puts(a->to, ",\"servers\":[{\"url\":\"/api/v1\"}]");
    out_begin(a->to, "tags", '[');
    for (size_t i = 0; i < a->rooms->n; i++) {
        out_begin(a->to, NULL, '{');
        out_text(a->to, "name", str_of(a->rooms->room[i]->name));
        out_words(a->to, "description", str_of(a->rooms->room[i]->name));
        out_end(a->to, '}');
    }
    out_end(a->to, ']');
}

void openapi_put(struct buf *to, const struct rooms *rooms)
{
    struct arena arena;
    struct json *examples = NULL;
    struct str recorded = {(const char *)openapi_examples, openapi_n_examples};
    arena_init(&arena, EXAMPLES_ARENA);
    if (json_parse(&arena, recorded, JSON_STRICT, &examples, NULL) != OK)
        to->full = true; /* the build embeds what a test has read */
    struct api a = {to, rooms, examples};
    out_begin(to, NULL, '{');
    put_info(&a);
    put_paths(&a);
    put_components(&a);
    out_end(to, '}');
    buf_byte(to, '\n');
    arena_close(&arena);
}
