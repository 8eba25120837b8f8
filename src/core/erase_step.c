// SPDX-License-Identifier: Apache-2.0
/* erase_step.c -- an erasure carried out: some entries in each transaction, each with the fact that
 * names it and its columns, and the matter's notices and drafts; at the end the write-ahead logs
 * are emptied, where older pages stand.
 * Floor 4.  A restart looks what is left and goes on there; nothing is erased twice. */
#include "core/core_in.h"

#include "core.gen.h"
#include "core/erase_in.h"
#include "core/file_keep.h"
#include "core/org/org.h"
#include "core/party.h"
#include "erase.gen.h"
#include "public.gen.h"
#include "store/store.h"

#include <string.h>

struct erase_work {
    struct core *core;
    struct erase_next job;
    struct erase_scope scope;
    struct erase_walk walk;
};

static enum status read_scope(struct ctx *c, struct erase_work *w)
{
    struct list rows;
    TRY(erase_fields_many(c->db, (struct erase_erasure_id){w->job.id.v}, &rows, c->arena));
    struct str *field = ARENA_ARRAY(c->arena, struct str, rows.n + 1);
    const struct erase_fields *row = rows.at;
    if (!field)
        return FULL;
    for (size_t i = 0; i < rows.n; i++)
        field[i] = row[i].field;
    w->scope = (struct erase_scope){w->job.about.v, w->job.whole, {field, rows.n}};
    return OK;
}

static enum status prepare(struct ctx *c, struct erase_work *w)
{
    TRY(erase_next_one(c->db, &w->job, c->arena));
    TRY(read_scope(c, w));
    w->walk.scope = &w->scope;
    return erase_walk(c, &w->walk, w->job.reached);
}

/* ---- on the writer ------------------------------------------------------------------------- */

/* Is the erasure still where the reader saw it?  CONFLICT. */
static enum status same_step(struct ledger *l, const struct erase_work *w)
{
    struct erase_next now;
    if (!core_may_write(w->core))
        return BUSY;
    enum status s = erase_next_one(l->db, &now, l->arena);
    if (s == NOT_FOUND || (s == OK && (now.id.v != w->job.id.v || now.entries != w->job.entries)))
        return CONFLICT;
    return s;
}

/* The bytes of an attachment go before the value that names them: a crash in between leaves a
 * name, which the next run finds again. */
static enum status remove_files(struct erase_work *w, struct ledger *l, const struct json *value)
{
    const struct json *one = value;
    if (value->type == JSON_ARRAY)
        one = value->child;
    for (; one; one = value->type == JSON_ARRAY ? one->next : NULL)
        if (one->type == JSON_OBJECT)
            TRY(file_keep_remove(w->core, l->arena, json_text(json_get(one, "blob"))));
    return OK;
}

/* An account's name stands once more beside its password; it is blanked in its own length. */
static enum status blank_name(struct ledger *l, const struct erase_place *p)
{
    struct session_name row;
    struct matter_id account = {p->fact.envelope.matter[0]};
    enum status s = session_name_one(l->db, account, &row, l->arena);
    if (s != OK)
        return s == NOT_FOUND ? OK : s;
    char *blank = arena_take(l->arena, 1, row.name.n + 1);
    if (!blank)
        return FULL;
    memset(blank, ' ', row.name.n);
    return session_blank_name_exec(l->db, account, (struct str){blank, row.name.n});
}

static bool is_name(const struct erase_place *p, size_t i)
{
    const struct field *field = p->column[i].column.field;
    return p->gone[i] && field && p->fact.fact == &org_account_opened_fact &&
           strcmp(field->name, "name") == 0;
}

static enum status name_columns(struct ledger *l, const struct erase_place *p, struct list *ret)
{
    struct str *name = ARENA_ARRAY(l->arena, struct str, p->n_gone + 1);
    size_t n = 0;
    if (!name)
        return FULL;
    for (size_t i = 0; i < p->n; i++) {
        char room[130];
        struct buf text = {.p = room, .room = sizeof room, .max = sizeof room};
        if (!p->gone[i])
            continue;
        fact_put_column(&text, &p->column[i].column);
        TRY(arena_copy(l->arena, buf_str(&text), &name[n++]));
    }
    *ret = (struct list){name, n};
    return OK;
}

static enum status erase_entry(struct erase_work *w, struct ctx *c, int64_t entry)
{
    struct ledger *l = c->ledger;
    struct erase_erased f = {.about = w->job.about, .place = entry};
    struct erase_place *p = ARENA_NEW(l->arena, struct erase_place);
    struct list names;
    if (!p)
        return FULL;
    TRY(erase_look(c, &w->scope, entry, p));
    if (!p->n_gone)
        return OK;
    for (size_t i = 0; i < p->n; i++)
        if (p->gone[i] && p->column[i].column.field &&
            p->column[i].column.field->type == FIELD_FILE)
            TRY(remove_files(w, l, p->column[i].value));
    for (size_t i = 0; i < p->n; i++)
        if (is_name(p, i))
            TRY(blank_name(l, p));
    f.has_home = p->fact.fact->matter == &public_publication_matter;
    f.home.v = f.has_home ? p->fact.envelope.matter[0] : 0;
    TRY(name_columns(l, p, &names));
    f.column.at = names.at;
    f.column.n = names.n;
    TRY(vault_erase(l->db, l->arena, entry, p->column, p->n, p->gone));
    return fact_state(c, &erase_erased_fact, w->job.id.v, &f);
}

static enum status begin(struct erase_work *w, struct ledger *l, struct ctx *ret_ctx)
{
    struct matter_row row;
    struct entry_id *because = ARENA_NEW(l->arena, struct entry_id);
    if (!because)
        return FULL;
    because->v = w->job.approved;
    struct ctx c = ledger_ctx(l, core_now(w->core), S("erase"));
    c.because = (struct list){because, 1};
    TRY(matter_read(&c, w->job.id.v, &row));
    c.as_of = row.last;
    ledger_drop(l);
    *ret_ctx = c;
    return OK;
}

static enum status run_entries(struct ledger *l, struct erase_work *w, struct ctx *c)
{
    struct list appended;
    bool open;
    TRY(erase_is_open(c, w->job.about.v, &open));
    if (open) {
        struct erase_halted f = {.about = w->job.about};
        TRY(fact_state(c, &erase_halted_fact, w->job.id.v, &f));
    }
    for (size_t i = 0; i < w->walk.n && !open; i++)
        TRY(erase_entry(w, c, w->walk.entry[i]));
    return ledger_append(l, c, NULL, &appended);
}

static enum status run_step(struct ledger *l, void *of)
{
    struct erase_work *w = of;
    struct ctx c;
    TRY(same_step(l, w));
    enum status s = begin(w, l, &c);
    if (s == OK)
        s = notice_erase_exec(l->db, (struct matter_id){w->job.about.v});
    if (s == OK)
        s = draft_erase_exec(l->db, (struct matter_id){w->job.about.v});
    if (s == OK)
        s = run_entries(l, w, &c);
    return s == OK || s == FULL ? s : BROKEN; /* a row may be written: the batch must not stand */
}

static enum status run_end(struct ledger *l, void *of)
{
    struct erase_work *w = of;
    struct ctx c;
    struct list appended;
    TRY(same_step(l, w));
    struct erase_carried_out f = {
        .about = w->job.about, .entries = w->job.entries, .columns = w->job.columns};
    TRY(begin(w, l, &c));
    TRY(fact_state(&c, &erase_carried_out_fact, w->job.id.v, &f));
    return ledger_append(l, &c, NULL, &appended);
}

/* ---- the step ------------------------------------------------------------------------------ */

enum status erase_step(struct core *core, struct store *db, struct arena *a)
{
    struct erase_work *w = ARENA_NEW(a, struct erase_work);
    struct ctx c = {.db = db, .rooms = core->options.rooms, .arena = a, .now = core_now(core)};
    if (!w)
        return FULL;
    w->core = core;
    TRY(store_read_begin(db));
    enum status s = prepare(&c, w);
    store_read_end(db);
    TRY(s);
    if (w->walk.n)
        return writer_run(core, run_step, w);
    TRY(writer_wipe(core));
    return writer_run(core, run_end, w);
}
