// SPDX-License-Identifier: Apache-2.0
/* store.c -- the door: which engine, and what is the same behind both.
 * Floor 2.  Not here: an engine (sqlite*.c, pg*.c), rows (store_row.c), tables (store_schema.c). */
#include "store/engine.h"

#include <assert.h>
#include <stdarg.h>

enum { ROWS_MAX = 256 * 1024 * 1024 };

enum status store_say(struct store *db, enum status s, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(db->error, sizeof db->error, format, args);
    va_end(args);
    return s;
}

const char *store_error(const struct store *db)
{
    return db->error;
}

static struct store *new_store(const struct store_options *o, enum store_mode mode)
{
    const struct engine *engine = o->address ? &pg_engine : &sqlite_engine;
    struct store *db = calloc(1, engine->size);
    if (!db)
        return NULL;
    *db = (struct store){.engine = engine, .mode = mode, .sql = o->sql, .n_sql = o->n_sql};
    buf_init(&db->rows, ROWS_MAX);
    return db;
}

/* Keep it, or say why not. */
static enum status opened(struct store *db, enum status s, const struct store_options *o)
{
    if (s == OK)
        return OK;
    if (o->why)
        buf_puts(o->why, db->error);
    store_close(db);
    return s;
}

enum status store_open(const struct store_options *o, enum store_mode mode, struct store **ret_db)
{
    assert(o->folder && o->state && ret_db);
    struct store *db = new_store(o, mode);
    if (!db)
        return FULL;
    TRY(opened(db, db->engine->open(db, o), o));
    *ret_db = db;
    return OK;
}

void store_close(struct store *db)
{
    if (!db)
        return;
    db->engine->close(db);
    buf_close(&db->rows);
    free(db);
}

enum status store_remove(const struct store_options *o)
{
    struct store *db = new_store(o, STORE_WRITER);
    if (!db)
        return FULL;
    TRY(opened(db, db->engine->remove(db, o), o));
    store_close(db);
    return OK;
}

/* ---- transactions -------------------------------------------------------------------------- */

enum status store_begin(struct store *db)
{
    assert(db->mode == STORE_WRITER);
    return db->engine->begin(db);
}

enum status store_commit(struct store *db)
{
    assert(db->mode == STORE_WRITER);
    return db->engine->commit(db);
}

void store_rollback(struct store *db)
{
    db->engine->rollback(db);
}

enum status store_landed(struct store *db, bool *ret_landed)
{
    return db->engine->landed(db, ret_landed);
}

enum status store_read_begin(struct store *db)
{
    return db->engine->read_begin(db);
}

void store_read_end(struct store *db)
{
    db->engine->read_end(db);
}

enum status store_checkpoint(struct store *db)
{
    assert(db->mode == STORE_WRITER);
    return db->engine->checkpoint(db);
}

enum status store_wipe(struct store *db)
{
    assert(db->mode == STORE_WRITER);
    return db->engine->wipe(db);
}

enum status store_state_becomes(struct store *db, const char *state)
{
    assert(db->mode == STORE_WRITER);
    return db->engine->state_becomes(db, state);
}

enum status store_copy_ledger(struct store *db, const char *folder,
                              void (*told)(int64_t done, int64_t all))
{
    return db->engine->copy_ledger(db, folder, told);
}

int64_t store_size(struct store *db)
{
    return db->engine->bytes(db);
}

/* ---- statements ---------------------------------------------------------------------------- */

enum status store_number(struct store *db, const char *text, int64_t *ret_number)
{
    struct cursor rows;
    TRY(db->engine->query_text(db, text, &rows));
    enum status s = db->engine->next(&rows);
    if (s == OK) {
        struct value v = db->engine->cell(&rows, 0);
        *ret_number = v.i;
        s = v.type == VALUE_INT ? OK : store_say(db, BROKEN, "%s: gives no number", text);
    }
    db->engine->end(&rows);
    return s;
}

enum status store_exec(struct store *db, int statement, const struct value *value, size_t n)
{
    assert(statement >= 0 && (size_t)statement < db->n_sql);
    return db->engine->exec(db, statement, value, n);
}

enum status store_one(struct store *db, int statement, const struct value *value, size_t n,
                      const struct record *row, struct arena *a, void *ret_row)
{
    struct cursor rows;
    assert(statement >= 0 && (size_t)statement < db->n_sql);
    TRY(db->engine->query(db, statement, value, n, &rows));
    enum status s = db->engine->next(&rows);
    if (s == OK)
        s = store_row(&rows, row, a, ret_row);
    db->engine->end(&rows);
    return s;
}

/* Rows into db->rows until there are no more or `max`. */
static enum status gather(struct cursor *rows, const struct record *row, size_t max,
                          struct arena *a, size_t *ret_n)
{
    struct store *db = rows->db;
    size_t n = 0;
    buf_reset(&db->rows);
    for (; n < max; n++) {
        enum status s = db->engine->next(rows);
        if (s == NOT_FOUND)
            break;
        TRY(s);
        void *at = buf_room(&db->rows, row->size);
        if (!at)
            return store_say(db, FULL, "%s: more rows than memory", rows->where);
        TRY(store_row(rows, row, a, at));
        buf_took(&db->rows, row->size);
    }
    *ret_n = n;
    return OK;
}

enum status store_many(struct store *db, int statement, const struct value *value, size_t n,
                       const struct record *row, size_t max, struct arena *a, struct list *ret_rows)
{
    assert(max > 0 && row->size > 0);
    assert(statement >= 0 && (size_t)statement < db->n_sql);
    struct cursor rows;
    size_t n_rows = 0;
    TRY(db->engine->query(db, statement, value, n, &rows));
    enum status s = gather(&rows, row, max, a, &n_rows);
    db->engine->end(&rows);
    TRY(s);
    void *copy = arena_take(a, n_rows + 1, row->size);
    if (!copy)
        return store_say(db, FULL, "%s: more rows than the arena holds", db->sql[statement].where);
    if (n_rows > 0)
        memcpy(copy, db->rows.p, n_rows * row->size);
    *ret_rows = (struct list){.at = copy, .n = n_rows};
    return OK;
}
