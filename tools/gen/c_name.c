// SPDX-License-Identifier: Apache-2.0
#include "c_name.h"

#include "grow.h"

#include <assert.h>
#include <string.h>

const char *c_name_op(const struct op *op)
{
    return grow_format("%s_%s_op", op->room, op->name);
}

const char *c_name_fact(const struct fact *f)
{
    return grow_format("%s_%s_fact", f->room, f->name);
}

const char *c_name_fields(const struct fact *f, const struct field *group)
{
    return grow_format("%s_%s%s%s_fields", f->room, f->name, group ? "_" : "",
                       group ? group->name : "");
}

/* A matter called like its room bears the name once. */
static const char *whole(const char *room, const char *name)
{
    return strcmp(room, name) == 0 ? name : grow_format("%s_%s", room, name);
}

const char *c_name_matter(const struct matter *m)
{
    return grow_format("%s_matter_def", whole(m->room, m->name));
}

const char *c_name_page(const struct page_def *page)
{
    return grow_format("%s_%s_page", page->room, page->name);
}

const char *c_name_view(const struct page_def *page)
{
    return grow_format("struct %s_%s_view", page->room, page->name);
}

const char *c_name_render(const struct page_def *page)
{
    return grow_format("%s_%s_render", page->room, page->name);
}

const char *c_name_query(const struct query *q)
{
    return grow_format("%s_query", q->name);
}

/* "appeal.kind": points become _. */
static const char *pointless(const char *name)
{
    char *copy = (char *)(uintptr_t)grow_str(str_of(name));
    for (char *c = copy; *c; c++)
        if (*c == '.')
            *c = '_';
    return copy;
}

const char *c_name_words(const struct words *w)
{
    return grow_format("%s_words", pointless(w->name));
}

static const char *id_type(const struct field *f)
{
    if (!f->of)
        return "struct matter_id";
    return grow_format("struct %s_id", pointless(f->of));
}

const char *c_name_type(const struct field *f)
{
    switch (f->type) {
    case FIELD_DAY:
        return "int32_t";
    case FIELD_BOOL:
        return "bool";
    case FIELD_UNIT:
        return "struct unit_id";
    case FIELD_PERSON:
        return "struct person_id";
    case FIELD_ID:
        return id_type(f);
    case FIELD_ENUM:
    case FIELD_STAGE:
        return grow_format("enum %s", pointless(f->words->name));
    case FIELD_HASH:
        return "struct hash";
    case FIELD_FILE:
        return "struct file_ref";
    case FIELD_VEILED:
        return "struct veiled";
    case FIELD_INT:
    case FIELD_DECIMAL:
    case FIELD_MONEY:
    case FIELD_TIME:
        return "int64_t";
    default:
        return "struct str";
    }
}
