// SPDX-License-Identifier: Apache-2.0
#include "fields.h"
#include "grow.h"

#include "base/field_read.h"

#include <assert.h>
#include <string.h>

static bool is_one_of(const char *name, const char *const *words)
{
    for (; *words; words++)
        if (strcmp(name, *words) == 0)
            return true;
    return false;
}

bool fields_is_c_word(const char *name)
{
    static const char *const words[] = {
        "auto",   "bool",     "break",  "case",   "char",     "const",    "continue", "default",
        "do",     "double",   "else",   "enum",   "extern",   "float",    "for",      "goto",
        "if",     "inline",   "int",    "long",   "register", "restrict", "return",   "short",
        "signed", "sizeof",   "static", "struct", "switch",   "typedef",  "union",    "unsigned",
        "void",   "volatile", "while",  "asm",    "typeof",   "linux",    "unix",     NULL};
    return is_one_of(name, words);
}

/* The envelope's words: every entry has them already. */
static bool is_envelope_word(const char *name)
{
    static const char *const words[] = {"node",   "fact",  "matters", "matter", "office", "post",
                                        "actor",  "acted", "entered", "entry",  "op",     "because",
                                        "as_of",  "pack",  "at",      "due",    "auth",   "tags",
                                        "hidden", "v",     NULL};
    return is_one_of(name, words);
}

static void check_name(const struct fields *to, const struct field *f, struct place at,
                       bool in_group)
{
    if (fields_is_c_word(f->name))
        gen_fail(at, "'%s' is a word of C: call the field otherwise", f->name);
    if (to->in == FIELDS_FACT && is_envelope_word(f->name))
        gen_fail(at, "'%s' belongs to the envelope that every fact has: call the field otherwise",
                 f->name);
    if (to->in == FIELDS_FACT && in_group && strcmp(f->name, "n") == 0)
        gen_fail(at, "'n' is the number of a record in its group: call the field otherwise");
    bool is_head =
        strcmp(f->name, "m") == 0 || (to->in >= FIELDS_PAGE && strcmp(f->name, "asked") == 0);
    if (to->in != FIELDS_FACT && is_head)
        gen_fail(at, "'%s' is taken in the C struct: call the field otherwise", f->name);
    if (strncmp(f->name, "has_", 4) == 0)
        gen_fail(at, "'%s': has_... is made for optional fields: call the field otherwise",
                 f->name);
    const struct field *had = to->field.at;
    for (size_t i = 0; i < to->field.n; i++)
        if (strcmp(had[i].name, f->name) == 0)
            gen_fail(at, "'%s' stands here twice", f->name);
}

static bool is_personal(enum field_type type)
{
    return type == FIELD_TEXT || type == FIELD_PERSON || type == FIELD_PLACE || type == FIELD_FILE;
}

static void check_circle(const struct fields *to, const struct field *f, struct place at)
{
    const struct matter *m = to->matter;
    if (!m)
        gen_fail(at, "'%s for %s': there is no matter here whose circle it could be", f->name,
                 f->circle);
    for (size_t i = 0; i < m->n_circles; i++)
        if (strcmp(m->circle[i].name, f->circle) == 0)
            return;
    gen_fail(at, "matter '%s' has no circle '%s'", m->name, f->circle);
}

/* Which clauses mean something in which place. */
static void check_clauses(const struct fields *to, const struct field *f, struct place at)
{
    bool asks = to->in == FIELDS_OP || to->in == FIELDS_PAGE_ASK;
    if (f->type == FIELD_VEILED)
        gen_fail(at, "'%s': veiled is a column of a query; a fact keeps `for CIRCLE`", f->name);
    if (asks && f->circle)
        gen_fail(at, "'%s': `for` stands in facts.txt, where the field is kept", f->name);
    if (f->tag && (to->in != FIELDS_FACT || f->type != FIELD_ID))
        gen_fail(at, "'%s': `tag` is for an id that a fact keeps", f->name);
    if (to->in != FIELDS_OP && f->from)
        gen_fail(at, "'%s': `from` is for what an operation asks", f->name);
    if (to->in != FIELDS_OP && f->when)
        gen_fail(at, "'%s': `when` is for what an operation asks", f->name);
    if (to->in == FIELDS_PAGE_ASK &&
        (f->list_max || f->type == FIELD_FILE || f->type == FIELD_FORM))
        gen_fail(at, "'%s': an address holds single values only", f->name);
    if (f->circle)
        check_circle(to, f, at);
    if (to->in != FIELDS_FACT || f->circle)
        return;
    if (to->open && (is_personal(f->type) || f->type == FIELD_FORM))
        gen_fail(at,
                 "'%s': an open fact may keep no text, person, place, file or form in clear: "
                 "write `for CIRCLE`",
                 f->name);
    if (is_personal(f->type))
        gen_fail(at, "'%s': text, person, place and file are personal: write `for CIRCLE`",
                 f->name);
}

static void add_field(struct fields *to, struct line *l, bool in_group)
{
    struct field f;
    line_check(l, field_read(&gen_arena, &l->t, &f));
    check_name(to, &f, l->at, in_group);
    gen_bind_field(to->room, &f, l->at);
    gen_place_field(&f, l->at);
    check_clauses(to, &f, l->at);
    f.step = to->step;
    *(struct field *)grow(&to->field, sizeof f) = f;
}

static void read_line(struct fields *to, struct line *l, bool in_group)
{
    do
        add_field(to, l, in_group);
    while (token_take(&l->t, ","));
    line_end(l);
}

void fields_read(struct fields *to, struct line *l)
{
    read_line(to, l, false);
}

void fields_read_group(struct fields *to, const struct list *lines, size_t i)
{
    struct line *head = line_at(lines, i);
    head->t.next = 1;
    struct field group;
    const char *word = to->in == FIELDS_OP ? "ask" : "keep";
    line_check(head, field_read_group(&gen_arena, &head->t, &group));
    check_name(to, &group, head->at, false);
    if (group.each && to->in != FIELDS_OP)
        gen_fail(head->at, "group '%s': `each` is for what an operation asks", group.name);
    struct fields inner = *to;
    inner.field = (struct list){0};
    size_t end = i + line_block(lines, i);
    for (size_t j = i + 1; j < end; j++) {
        struct line *l = line_at(lines, j);
        l->t.next = 0;
        if (l->depth != head->depth + 1 || !token_take(&l->t, word))
            gen_fail(l->at, "in a group stand lines of `%s`, one level below it", word);
        read_line(&inner, l, true);
    }
    if (inner.field.n == 0)
        gen_fail(head->at, "group '%s' has no `%s` below it", group.name, word);
    struct record *record = ARENA_NEW(&gen_arena, struct record);
    *record = fields_end(&inner);
    group.group = record;
    group.step = to->step;
    gen_place_field(&group, head->at);
    *(struct field *)grow(&to->field, sizeof group) = group;
}

const char *const *fields_seats(const struct matter *m)
{
    struct list names = {0};
    for (size_t i = 0; m && i < m->n_seats; i++)
        *(const char **)grow(&names, sizeof(const char *)) = m->seat[i].name;
    *(const char **)grow(&names, sizeof(const char *)) = NULL;
    return names.at;
}

/* A form of the pack is picked by a code or key of the same record, which stands before it. */
static void check_form(const struct fields *of, const struct field *f)
{
    const struct field *by = of->field.at;
    for (; by < f; by++)
        if (strcmp(by->name, f->of) == 0 && (by->type == FIELD_CODE || by->type == FIELD_KEY))
            return;
    gen_fail(gen_field_place(f), "'%s form(%s)': no code or key '%s' stands before it", f->name,
             f->of, f->of);
}

static void check_query(const struct fields *of, const char *query, const char *const *args,
                        size_t n_args, const struct field *f)
{
    struct place at = gen_field_place(f);
    struct record record = {.field = of->field.at, .n = of->field.n};
    if (!gen_query_find(of->room, str_of(query)))
        gen_fail(at, "'%s': there is no query '%s' in query.sql", f->name, query);
    for (size_t i = 0; i < n_args; i++) {
        bool fixed = strcmp(args[i], "me") == 0 || strcmp(args[i], "office") == 0;
        bool id = of->matter && strcmp(args[i], "id") == 0;
        if (!fixed && !id && !record_find(&record, str_of(args[i])))
            gen_fail(at, "'%s': '%s' is no field asked here, nor id, me, office", f->name, args[i]);
    }
}

struct record fields_end(struct fields *of)
{
    struct record r = {.field = of->field.at, .n = of->field.n};
    struct field *f = of->field.at;
    const char *const *seats = fields_seats(of->matter);
    for (size_t i = 0; i < r.n; i++) {
        struct line at = {.at = gen_field_place(&f[i])};
        if (f[i].type == FIELD_FORM)
            check_form(of, &f[i]);
        if (f[i].from)
            check_query(of, f[i].from, f[i].from_args, f[i].n_from_args, &f[i]);
        if (f[i].each)
            check_query(of, f[i].each, f[i].each_args, f[i].n_each_args, &f[i]);
        if (f[i].when)
            line_check(&at, cond_bind(&gen_arena, f[i].when, &r, seats, &at.t, &f[i].when));
    }
    return r;
}

int fields_columns(const struct field *f)
{
    int n = field_is_list(f) ? 1 : 0;
    if (f->type != FIELD_GROUP)
        return n + 1;
    for (size_t i = 0; i < f->group->n; i++)
        n += fields_columns(&f->group->field[i]);
    return n;
}
