// SPDX-License-Identifier: Apache-2.0
#include "sql_check.h"

#include <assert.h>
#include <sqlite3.h>
#include <string.h>

struct table {
    struct str name;
    struct sql_owner owner;
};

struct touch {
    enum { TOUCH_READ, TOUCH_WRITE, TOUCH_CALL, TOUCH_CREATE, TOUCH_OTHER } kind;
    struct str name;
};

struct engine {
    sqlite3 *db;
    struct list table; /* of struct table */
    struct list touch; /* of struct touch: what the statement being prepared does */
};

static struct engine engine;

static int note(void *of, int action, const char *a, const char *b, const char *c, const char *d)
{
    (void)of, (void)c, (void)d;
    struct touch t = {TOUCH_OTHER, {0}};
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_REINDEX:
        return SQLITE_OK;
    case SQLITE_READ:
        t = (struct touch){TOUCH_READ, str_of(grow_str(str_of(a)))};
        break;
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
        t = (struct touch){TOUCH_WRITE, str_of(grow_str(str_of(a)))};
        break;
    case SQLITE_FUNCTION:
        t = (struct touch){TOUCH_CALL, str_of(grow_str(str_of(b)))};
        break;
    case SQLITE_CREATE_TABLE:
    case SQLITE_CREATE_INDEX:
        t = (struct touch){TOUCH_CREATE, str_of(grow_str(str_of(a)))};
        break;
    }
    *(struct touch *)grow(&engine.touch, sizeof t) = t;
    return SQLITE_OK;
}

void sql_check_open(void)
{
    engine = (struct engine){0};
    int rc =
        sqlite3_open_v2(":memory:", &engine.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
    assert(rc == SQLITE_OK);
    sqlite3_db_config(engine.db, SQLITE_DBCONFIG_DQS_DML, 0, (int *)NULL);
    sqlite3_db_config(engine.db, SQLITE_DBCONFIG_DQS_DDL, 0, (int *)NULL);
    sqlite3_set_authorizer(engine.db, note, NULL);
}

void sql_check_close(void)
{
    sqlite3_close(engine.db);
    engine.db = NULL;
}

static const struct table *table_find(struct str name)
{
    const struct table *t = engine.table.at;
    for (size_t i = 0; i < engine.table.n; i++)
        if (str_eq(t[i].name, name))
            return &t[i];
    return NULL;
}

/* "bigint primary key" becomes the engine's own row id, in as many lines. */
static const char *own_row_ids(struct str text)
{
    struct str here = S("bigint primary key");
    struct buf made;
    buf_init(&made, 1 << 20);
    while (text.n) {
        size_t n = str_find(text, here);
        buf_put(&made, str_part(text, 0, n));
        if (n < text.n)
            buf_puts(&made, "integer primary key");
        text = str_part(text, n + here.n, text.n);
    }
    const char *copy = grow_str(buf_str(&made));
    buf_close(&made);
    return copy;
}

static struct place line_of(const char *file, const char *from, const char *at)
{
    struct place place = {file, 1};
    for (; from < at; from++)
        place.line += *from == '\n';
    return place;
}

static void note_tables(struct sql_owner owner, struct place at)
{
    const struct touch *t = engine.touch.at;
    for (size_t i = 0; i < engine.touch.n; i++) {
        if (t[i].kind != TOUCH_CREATE || str_starts(t[i].name, S("sqlite_")))
            continue;
        if (table_find(t[i].name))
            gen_fail(at, "`%.*s` is made by another schema too", STR_ARG(t[i].name));
        *(struct table *)grow(&engine.table, sizeof(struct table)) =
            (struct table){t[i].name, owner};
    }
}

void sql_check_schema(const char *file, struct str text, struct sql_owner owner)
{
    const char *from = own_row_ids(text), *next = from;
    while (*next) {
        sqlite3_stmt *s = NULL;
        const char *start = next;
        engine.touch = (struct list){0};
        if (sqlite3_prepare_v2(engine.db, start, -1, &s, &next) != SQLITE_OK) {
            int offset = sqlite3_error_offset(engine.db);
            gen_fail(line_of(file, from, start + (offset > 0 ? offset : 0)), "%s",
                     sqlite3_errmsg(engine.db));
        }
        struct place at = line_of(file, from, next);
        if (s)
            note_tables(owner, at);
        if (s && sqlite3_step(s) != SQLITE_DONE)
            gen_fail(at, "%s", sqlite3_errmsg(engine.db));
        sqlite3_finalize(s);
    }
}

/* The place where a word first stands in a made statement. */
static struct place word_place(const struct sql_made *m, struct str word)
{
    struct str text = buf_str(&m->text);
    size_t at = str_find(text, word);
    return at < text.n ? sql_text_place(m, at) : m->at;
}

static void check_call(const struct sql_made *m, struct str name)
{
    static const char *const shared[] = {"abs", "coalesce", "count",  "length", "lower", "max",
                                         "min", "nullif",   "substr", "sum",    "upper"};
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++)
        if (str_is(name, shared[i]))
            return;
    gen_fail(word_place(m, name),
             "%.*s() is not a function that both engines have alike; there are "
             "abs coalesce count length lower max min nullif substr sum upper",
             STR_ARG(name));
}

static void check_table(const struct sql_made *m, const struct sql_rule *rule,
                        const struct touch *t)
{
    struct place at = word_place(m, t->name);
    const struct table *table = table_find(t->name);
    if (!table)
        gen_fail(at, "`%.*s` is a table of no schema.sql", STR_ARG(t->name));
    bool own = str_is(str_of(rule->owner), table->owner.name);
    if (t->kind == TOUCH_WRITE && !rule->writes)
        gen_fail(at, "a statement that writes; under this head stands a select, what writes stands "
                     "in fold.sql");
    if (t->kind == TOUCH_WRITE && !own)
        gen_fail(at, "a write outside fold: `%.*s` is a table of %s, which alone writes it",
                 STR_ARG(t->name), table->owner.name);
    if (t->kind == TOUCH_READ && !own && !table->owner.shared)
        gen_fail(at, "`%.*s` is a table of %s; %s reads its own and the shared ones of core",
                 STR_ARG(t->name), table->owner.name, rule->owner);
}

static void check_touches(const struct sql_made *m, const struct sql_rule *rule)
{
    const struct touch *t = engine.touch.at;
    for (size_t i = 0; i < engine.touch.n; i++) {
        if (t[i].kind == TOUCH_CALL)
            check_call(m, t[i].name);
        else if (t[i].kind == TOUCH_OTHER || t[i].kind == TOUCH_CREATE)
            gen_fail(m->at, "here stand select, insert, update, delete only");
        else
            check_table(m, rule, &t[i]);
    }
}

/* text, bigint, bytea: the three families of a column. */
static const char *family(const char *declared)
{
    if (!declared)
        return NULL;
    if (sqlite3_stricmp(declared, "bytea") == 0)
        return "bytea";
    return sqlite3_stricmp(declared, "text") == 0 ? "text" : "bigint";
}

static const char *family_of(enum field_type type)
{
    switch (type) {
    case FIELD_TEXT:
    case FIELD_KEY:
    case FIELD_CODE:
    case FIELD_PLACE:
    case FIELD_FORM:
    case FIELD_ENUM:
    case FIELD_STAGE:
        return "text";
    case FIELD_HASH:
    case FIELD_BYTES:
        return "bytea";
    default:
        return "bigint";
    }
}

static void check_column(const struct sql_made *m, const struct record *row, sqlite3_stmt *s, int i)
{
    const char *name = sqlite3_column_name(s, i);
    const struct field *f = &row->field[i];
    const struct field *other = record_find(row, str_of(name));
    if (other && other != f)
        gen_fail(m->at,
                 "column %d of the statement is `%s`, the head calls it `%s` and has `%s` in "
                 "another place",
                 i + 1, name, f->name, name);
    const char *is = family(sqlite3_column_decltype(s, i));
    if (is && strcmp(is, family_of(f->type)) != 0)
        gen_fail(m->at, "column `%s` is %s in the schema; the head's type wants %s", f->name, is,
                 family_of(f->type));
}

static void check_columns(const struct sql_made *m, const struct record *row, sqlite3_stmt *s)
{
    int n = sqlite3_column_count(s);
    if (!row)
        return;
    if ((size_t)n != row->n)
        gen_fail(m->at, "the statement gives %d columns, the head declares %zu", n, row->n);
    for (int i = 0; i < n; i++)
        check_column(m, row, s, i);
}

/* A scan of something that the statement itself made is none. */
static bool is_own_making(const struct list *made, const char *detail)
{
    const struct str *name = made->at;
    for (size_t i = 0; i < made->n; i++)
        if (str_starts(str_part(str_of(detail), 5, 200), name[i]))
            return true;
    return str_starts(str_of(detail), S("SCAN CONSTANT")) ||
           str_starts(str_of(detail), S("SCAN ("));
}

static void check_step(const struct sql_made *m, const struct sql_rule *rule, struct list *made,
                       const char *detail)
{
    struct str d = str_of(detail), what;
    struct str word = str_cut(d, ' ', &what);
    if (str_is(word, "CO-ROUTINE") || str_is(word, "MATERIALIZE"))
        *(struct str *)grow(made, sizeof what) = str_of(grow_str(what));
    bool scans = str_is(word, "SCAN") && !rule->limited && !is_own_making(made, detail);
    bool sorts = rule->limited && str_starts(d, S("USE TEMP B-TREE FOR ORDER BY"));
    sorts = sorts || (rule->limited && str_starts(d, S("USE TEMP B-TREE FOR RIGHT PART")));
    if (scans)
        gen_fail(m->at,
                 "reads a whole table (%s): give it an index, or say why that is right: "
                 "`-- scan ok: reason`",
                 detail);
    if (sorts)
        gen_fail(m->at,
                 "sorts all rows for each page (%s): give that filter and sort an index, or "
                 "say why that is right: `-- scan ok: reason`.  The statement: %.*s",
                 detail, STR_ARG(buf_str(&m->text)));
}

static void check_plan(const struct sql_made *m, const struct sql_rule *rule)
{
    const char *text = grow_format("explain query plan %.*s", STR_ARG(buf_str(&m->text)));
    sqlite3_stmt *s = NULL;
    struct list made = {0};
    int rc = sqlite3_prepare_v2(engine.db, text, -1, &s, NULL);
    assert(rc == SQLITE_OK);
    while (sqlite3_step(s) == SQLITE_ROW)
        check_step(m, rule, &made, (const char *)sqlite3_column_text(s, 3));
    sqlite3_finalize(s);
}

void sql_check_statement(const struct sql_made *m, const struct sql_rule *rule)
{
    assert(engine.db);
    sqlite3_stmt *s = NULL;
    engine.touch = (struct list){0};
    struct str text = buf_str(&m->text);
    if (sqlite3_prepare_v2(engine.db, text.p, (int)text.n, &s, NULL) != SQLITE_OK) {
        int offset = sqlite3_error_offset(engine.db);
        gen_fail(offset < 0 ? m->at : sql_text_place(m, (size_t)offset), "the engine says: %s",
                 sqlite3_errmsg(engine.db));
    }
    check_touches(m, rule);
    check_columns(m, rule->row, s);
    sqlite3_finalize(s);
    if (!rule->scan_ok)
        check_plan(m, rule);
}
