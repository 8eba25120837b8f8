// SPDX-License-Identifier: Apache-2.0
/* openapi_page.c -- what a page answers, as JSON Schema: as twin.c of the door writes it.
 * Floor 4. */
#include "core/beside.h"
#include "core/openapi_in.h"

#include <stdio.h>
#include <string.h>

/* As a page answers it; `f` is never absent here. */
static void put_shown(struct buf *to, const struct field *f)
{
    switch (f->type) {
    case FIELD_TEXT:
    case FIELD_KEY:
    case FIELD_PLACE:
    case FIELD_FORM:
        schema_put_type(to, "string", NULL);
        return;
    case FIELD_MONEY:
        schema_put_type(to, "string", NULL);
        out_text(to, "pattern", S("^-?[0-9]+$"));
        out_words(to, "description", S("core.api.fen"));
        return;
    case FIELD_TIME:
        schema_put_type(to, "integer", "int64");
        out_words(to, "description", S("core.api.ms"));
        return;
    case FIELD_INT:
    case FIELD_UNIT:
    case FIELD_PERSON:
    case FIELD_ID:
        schema_put_type(to, "integer", "int64");
        return;
    case FIELD_FILE:
        schema_put_type(to, "object", NULL);
        return;
    default:
        schema_put_value(to, f);
    }
}

static void put_reference(struct buf *to, const char *schema)
{
    char text[80];
    snprintf(text, sizeof text, "#/components/schemas/%s", schema);
    out_text(to, "$ref", str_of(text));
}

static void put_shown_record(struct buf *to, const struct record *r, const char *room);

static void put_shown_value(struct buf *to, const struct field *f, const char *room)
{
    if (f->type == FIELD_GROUP) {
        out_text(to, "type", S("array"));
        out_begin(to, "items", '{');
        put_shown_record(to, f->group, room);
        out_end(to, '}');
    } else if (f->type == FIELD_VEILED) {
        put_reference(to, "veiled");
    } else if (field_is_list(f)) {
        out_text(to, "type", S("array"));
        out_begin(to, "items", '{');
        put_shown(to, f);
        out_end(to, '}');
    } else {
        put_shown(to, f);
    }
}

static void put_null(struct buf *to)
{
    out_begin(to, NULL, '{');
    schema_put_type(to, "null", NULL);
    out_end(to, '}');
}

static void put_shown_field(struct buf *to, const struct field *f, const char *room)
{
    bool may_lack = f->optional && f->type != FIELD_GROUP && f->type != FIELD_VEILED;
    out_begin(to, f->name, '{');
    out_room_words(to, "title", room, f->name);
    if (may_lack) {
        out_begin(to, "anyOf", '[');
        out_begin(to, NULL, '{');
        put_shown_value(to, f, room);
        out_end(to, '}');
        put_null(to);
        out_end(to, ']');
    } else {
        put_shown_value(to, f, room);
    }
    out_end(to, '}');
}

static void put_shown_record(struct buf *to, const struct record *r, const char *room)
{
    out_text(to, "type", S("object"));
    out_begin(to, "properties", '{');
    for (size_t i = 0; i < r->n; i++)
        put_shown_field(to, &r->field[i], room);
    out_end(to, '}');
    out_begin(to, "required", '[');
    for (size_t i = 0; i < r->n; i++) {
        out_next(to);
        json_put_text(to, str_of(r->field[i].name));
    }
    out_end(to, ']');
}

static void put_rows(struct buf *to, const struct page_source *s)
{
    out_text(to, "type", S("object"));
    out_begin(to, "properties", '{');
    out_begin(to, "total", '{');
    schema_put_type(to, "integer", NULL);
    out_words(to, "description", S("core.api.total"));
    out_end(to, '}');
    out_begin(to, "next", '{');
    out_begin(to, "type", '[');
    buf_puts(to, "\"string\",\"null\"");
    out_end(to, ']');
    out_text(to, "format", S("uri-reference"));
    out_words(to, "description", S("core.api.next"));
    out_end(to, '}');
    out_begin(to, "rows", '{');
    out_text(to, "type", S("array"));
    out_begin(to, "items", '{');
    put_shown_record(to, &s->query->row, s->query->room);
    out_end(to, '}');
    out_end(to, '}');
    out_end(to, '}');
    buf_puts(to, ",\"required\":[\"total\",\"next\",\"rows\"]");
}

static void put_source(struct buf *to, const struct page_source *s)
{
    out_begin(to, s->name, '{');
    if (s->query->kind != QUERY_ONE) {
        put_rows(to, s);
    } else if (s->has_at) {
        out_begin(to, "anyOf", '[');
        out_begin(to, NULL, '{');
        put_shown_record(to, &s->query->row, s->query->room);
        out_end(to, '}');
        put_null(to);
        out_end(to, ']');
    } else {
        put_shown_record(to, &s->query->row, s->query->room);
    }
    out_end(to, '}');
}

/* As twin.c says them: the rows alone, which are few. */
static void put_beside(struct buf *to, const struct rooms *rooms)
{
    out_begin(to, "beside", '{');
    out_text(to, "type", S("object"));
    out_words(to, "description", S("core.api.beside"));
    out_begin(to, "properties", '{');
    for (size_t i = 0; i < N_BESIDE; i++) {
        const struct query *q = beside_query(rooms, i);
        if (!q)
            continue;
        out_begin(to, beside[i].name, '{');
        out_text(to, "type", S("array"));
        out_begin(to, "items", '{');
        put_shown_record(to, &q->row, q->room);
        out_end(to, '}');
        out_end(to, '}');
    }
    out_end(to, '}');
    out_end(to, '}');
}

void schema_put_page(struct buf *to, const struct rooms *rooms, const struct page_def *page)
{
    char name[130];
    snprintf(name, sizeof name, "%s.%s", page->room, page->name);
    out_text(to, "type", S("object"));
    out_begin(to, "properties", '{');
    out_begin(to, "page", '{');
    out_text(to, "const", str_of(name));
    out_end(to, '}');
    out_begin(to, "as_of", '{');
    schema_put_type(to, "integer", "int64");
    out_words(to, "description", S("core.api.ms"));
    out_end(to, '}');
    for (size_t i = 0; i < page->n_sources; i++)
        put_source(to, &page->source[i]);
    if (page->view.n) {
        out_begin(to, "view", '{');
        put_shown_record(to, &page->view, page->room);
        out_end(to, '}');
    }
    if (page->matter)
        put_beside(to, rooms);
    out_end(to, '}');
    out_begin(to, "required", '[');
    buf_puts(to, page->matter ? "\"page\",\"as_of\",\"beside\"" : "\"page\",\"as_of\"");
    for (size_t i = 0; i < page->n_sources; i++) {
        out_next(to);
        json_put_text(to, str_of(page->source[i].name));
    }
    out_end(to, ']');
}
