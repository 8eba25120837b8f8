// SPDX-License-Identifier: Apache-2.0
#include "query_head.h"

#include "base/field_read.h"
#include "fields.h"

#include <assert.h>
#include <string.h>

enum { SORTS_MAX = 8, FILTERS_MAX = 5 };

/* The lines of a head as one text, and the place of each byte. */
struct head {
    struct buf text;
    struct list mark; /* of struct sql_mark */
    size_t next_line; /* the first line that is `filter` or `sort` */
};

static bool begins(struct str line, const char *word)
{
    struct str rest, first = str_cut(line, ' ', &rest);
    return str_is(first, word) && rest.n;
}

static struct head join(const struct sql_piece *piece)
{
    struct head h = {0};
    const struct sql_line *line = piece->line.at;
    buf_init(&h.text, 1 << 16);
    for (; h.next_line < piece->line.n; h.next_line++) {
        struct sql_line l = line[h.next_line];
        if (h.next_line && (begins(l.text, "filter") || begins(l.text, "sort")))
            break;
        *(struct sql_mark *)grow(&h.mark, sizeof(struct sql_mark)) =
            (struct sql_mark){h.text.n, l.at};
        buf_put(&h.text, l.text);
        buf_byte(&h.text, ' ');
    }
    return h;
}

static struct place place_at(const struct head *h, struct str part)
{
    const struct sql_mark *mark = h->mark.at;
    struct place at = mark[0].at;
    size_t offset = part.p ? (size_t)(part.p - h->text.p) : 0;
    for (size_t i = 0; i < h->mark.n && mark[i].offset <= offset; i++)
        at = mark[i].at;
    return at;
}

/* How far to the first `c` that stands in no parentheses; text.n if there is none. */
static size_t outside(struct str text, char c)
{
    int depth = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == c && depth == 0)
            return i;
        depth += (text.p[i] == '(') - (text.p[i] == ')');
    }
    return text.n;
}

static struct field read_field(struct gen_room *r, struct place at, struct str text)
{
    struct tokens t;
    struct field f;
    enum status s = token_cut(&gen_arena, text, &t);
    if (s == OK)
        s = field_read(&gen_arena, &t, &f);
    if (s != OK)
        gen_fail(at, "%s", t.wrong);
    if (f.type == FIELD_ENUM && strcmp(f.of, "bytes") == 0) {
        f.type = FIELD_BYTES; /* a type of statements only */
        f.of = NULL;
    }
    if (t.next < t.n)
        gen_fail(at, "`%.*s` is too much behind the field %s", STR_ARG(token_peek(&t)), f.name);
    bool clause = f.tag || f.circle || f.when || f.from || field_is_list(&f) || f.min <= f.max;
    if (clause || f.type == FIELD_FILE || f.type == FIELD_FORM)
        gen_fail(at,
                 "`%s`: a column or argument of a query is NAME TYPE, with ? where it may lack; "
                 "files and forms are veiled",
                 f.name);
    if (fields_is_c_word(f.name))
        gen_fail(at, "`%s` is a word of C; call it otherwise", f.name);
    if (f.type == FIELD_BYTES && strcmp(r->name, "core") != 0)
        gen_fail(at, "`%s`: bytes are core's alone; a room has hash", f.name);
    gen_bind_field(r, &f, at);
    gen_place_field(&f, at);
    return f;
}

/* The generated functions have arguments of their own. */
static void check_args(const struct query_read *q)
{
    static const char *const taken[] = {"a",  "ask", "args",    "bound",    "c",
                                        "db", "i",   "ret_row", "ret_rows", "scope"};
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        if (record_find(&q->q.args, str_of(taken[i])))
            gen_fail(q->at, "an argument may not be called `%s`: the C function has one itself",
                     taken[i]);
}

/* "id id(appeal), no key" */
static struct record read_fields(struct gen_room *r, const struct head *h, struct str text)
{
    struct list fields = {0};
    while (str_trim(text).n) {
        size_t n = outside(text, ',');
        struct str one = str_trim(str_part(text, 0, n));
        struct place at = place_at(h, one);
        if (!one.n)
            gen_fail(at, "a comma with no field at its side");
        struct field f = read_field(r, at, one);
        struct record had = {.field = fields.at, .n = fields.n};
        if (record_find(&had, str_of(f.name)))
            gen_fail(at, "`%s` stands twice", f.name);
        *(struct field *)grow(&fields, sizeof f) = f;
        text = str_part(text, n + 1, text.n);
    }
    return (struct record){.field = fields.at, .n = fields.n};
}

static const struct field *column(const struct query_read *q, struct place at, struct str name)
{
    const struct field *f = record_find(&q->q.row, name);
    if (!f)
        gen_fail(at, "there is no column `%.*s` in the head", STR_ARG(name));
    if (f->type == FIELD_VEILED)
        gen_fail(at, "`%s` is veiled: what nobody may read, nobody may filter or sort by", f->name);
    return f;
}

static void read_filters(struct query_read *q, struct place at, struct str text)
{
    struct list filter = {0};
    while (text.p) {
        struct str name = str_trim(str_cut(text, ',', &text));
        *(const char **)grow(&filter, sizeof(char *)) = column(q, at, name)->name;
    }
    if (q->q.filter)
        gen_fail(at, "a second `filter`");
    if (filter.n > FILTERS_MAX)
        gen_fail(at, "%zu filters make 2^%zu statements; at most %d", filter.n, filter.n,
                 FILTERS_MAX);
    q->q.filter = filter.at;
    q->q.n_filters = filter.n;
}

/* Those that may lack are sorted as the largest number; a text has none. */
static void check_sort(const struct field *f, struct place at)
{
    bool number = f->type == FIELD_INT || f->type == FIELD_TIME || f->type == FIELD_MONEY ||
                  f->type == FIELD_DAY || f->type == FIELD_DECIMAL;
    if (f->optional && !number)
        gen_fail(at, "`%s` may lack: only numbers and times that may lack can be sorted by",
                 f->name);
}

static void read_sorts(struct query_read *q, struct place at, struct str text)
{
    struct list sort = {0};
    while (text.p) {
        struct str name = str_trim(str_cut(text, ',', &text));
        bool down = str_starts(name, S("-"));
        const struct field *f = column(q, at, str_part(name, down, name.n));
        check_sort(f, at);
        *(struct sort *)grow(&sort, sizeof(struct sort)) = (struct sort){f->name, down};
    }
    if (q->q.sort)
        gen_fail(at, "a second `sort`");
    if (sort.n > SORTS_MAX)
        gen_fail(at, "more than %d sorts", SORTS_MAX);
    q->q.sort = sort.at;
    q->q.n_sorts = sort.n;
}

static void read_list_lines(struct query_read *q, const struct head *h)
{
    const struct sql_line *line = q->piece.line.at;
    for (size_t i = h->next_line; i < q->piece.line.n; i++) {
        struct str rest, word = str_cut(line[i].text, ' ', &rest);
        if (q->exec || q->q.kind != QUERY_LIST)
            gen_fail(line[i].at, "`%.*s` belongs to a list", STR_ARG(word));
        if (str_is(word, "filter"))
            read_filters(q, line[i].at, rest);
        else if (str_is(word, "sort"))
            read_sorts(q, line[i].at, rest);
        else
            gen_fail(line[i].at, "`%.*s`: behind the columns of a list stand filter and sort",
                     STR_ARG(word));
    }
    if (q->exec || q->q.kind != QUERY_LIST)
        return;
    if (!q->q.n_sorts)
        gen_fail(q->at, "a list says how it is sorted: `--   sort due, -id`");
    if (!record_find(&q->q.row, S("id")))
        gen_fail(q->at, "a list has a column `id`, by which it goes on from page to page");
}

static void read_kind(struct query_read *q)
{
    struct str word = q->piece.word;
    if (str_is(word, "fold"))
        gen_fail(q->at, "`-- fold` stands in fold.sql");
    q->exec = str_is(word, "exec");
    if (q->exec && strcmp(q->room->name, "core") != 0)
        gen_fail(q->at, "`-- exec` is core's alone; a room writes in fold.sql");
    q->q.kind = str_is(word, "many") ? QUERY_MANY : str_is(word, "list") ? QUERY_LIST : QUERY_ONE;
}

struct query_read query_head_read(struct gen_room *r, const struct sql_piece *piece)
{
    struct query_read q = {.at = piece->at, .room = r, .piece = *piece};
    q.q.room = r->name;
    q.q.statement = q.q.look_up = -1;
    read_kind(&q);
    struct head h = join(piece);
    struct str text = str_trim(buf_str(&h.text));
    size_t open = str_index(text, '(');
    struct str name = str_trim(str_part(text, 0, open)), rest = str_part(text, open + 1, text.n);
    size_t close = outside(rest, ')');
    if (!token_is_name(name) || close == rest.n)
        gen_fail(q.at, "a head is `-- one NAME(args) -> columns`; the parentheses stand even when "
                       "there are no arguments");
    q.q.name = grow_str(name);
    q.q.args = read_fields(r, &h, str_part(rest, 0, close));
    check_args(&q);
    rest = str_trim(str_part(rest, close + 1, rest.n));
    if (q.exec == str_starts(rest, S("->")) || (rest.n && q.exec))
        gen_fail(q.at, q.exec ? "`exec` gives no rows: without -> columns"
                              : "behind the arguments stands -> and the columns");
    if (!q.exec)
        q.q.row = read_fields(r, &h, str_part(rest, 2, rest.n));
    if (!q.exec && !q.q.row.n)
        gen_fail(q.at, "-> names no columns");
    read_list_lines(&q, &h);
    buf_close(&h.text); /* what was read of it are copies */
    return q;
}

struct list query_head_params(const struct record *args)
{
    struct list names = {0};
    for (size_t i = 0; i < args->n; i++)
        *(struct str *)grow(&names, sizeof(struct str)) = str_of(args->field[i].name);
    return names;
}

struct record query_head_fields(struct gen_room *r, struct place at, struct str text)
{
    struct head h = {0};
    *(struct sql_mark *)grow(&h.mark, sizeof(struct sql_mark)) = (struct sql_mark){0, at};
    h.text = (struct buf){.p = (char *)(uintptr_t)text.p, .n = text.n};
    return read_fields(r, &h, text);
}
