// SPDX-License-Identifier: Apache-2.0
#include "core/read_record.h"

#include "base/time.h"
#include "core.gen.h"
#include "core/core_in.h"

#include <assert.h>
#include <stdlib.h>

enum { NOTES_BYTES = 4 * 1024 * 1024, FIELDS_BYTES = 4 * 1024 * 1024, QUEUE_MAX = 8192 };

/* ---- while a request is answered ----------------------------------------------------------- */

static const struct read_note *notes(const struct reads *r, size_t *ret_n)
{
    *ret_n = r->notes.n / sizeof(struct read_note);
    return (const void *)r->notes.p;
}

static int compare(const void *a, const void *b)
{
    const struct read_note *x = a, *y = b;
    int order = (x->matter > y->matter) - (x->matter < y->matter);
    if (order == 0)
        order = (x->entry > y->entry) - (x->entry < y->entry);
    if (order == 0)
        order = (x->column > y->column) - (x->column < y->column);
    return order;
}

enum status reads_note(struct reads *r, const struct read_note *note)
{
    size_t n;
    const struct read_note *had = notes(r, &n);
    if (n && compare(&had[n - 1], note) == 0)
        return OK; /* the next item of a list */
    if (!r->notes.max)
        buf_init(&r->notes, NOTES_BYTES);
    buf_bytes(&r->notes, note, sizeof *note);
    return r->notes.full ? FULL : OK;
}

bool reads_any(const struct reads *r)
{
    return r->notes.n > 0;
}

void reads_close(struct reads *r)
{
    buf_close(&r->notes);
    *r = (struct reads){0};
}

/* ---- records ------------------------------------------------------------------------------- */

static void put_name(struct buf *to, const struct read_note *note)
{
    struct column column[LIMIT_FACT_COLUMNS];
    size_t n = fact_columns(note->fact, column);
    assert(note->column < n);
    fact_put_column(to, &column[note->column]);
}

/* Those of one matter, sorted: how many. */
static size_t put_matter(struct buf *to, const struct read_note *note, size_t n)
{
    size_t i = 0;
    for (; i < n && note[i].matter == note[0].matter; i++) {
        bool same = i && note[i].entry == note[i - 1].entry;
        if (i && compare(&note[i - 1], &note[i]) == 0)
            continue;
        if (!same)
            buf_printf(to, "%s%lld:%s:", i ? " " : "", (long long)note[i].entry,
                       note[i].fact->full);
        else
            buf_byte(to, ',');
        put_name(to, &note[i]);
    }
    return i;
}

static bool is_told(const struct ctx *c)
{
    return !c->pack || !pack_is_unseen(c->pack, c->who.post);
}

enum status reads_make(struct ctx *c, const struct reads *r, struct read_call *call)
{
    size_t n;
    const struct read_note *noted = notes(r, &n);
    struct read_note *note = ARENA_ARRAY(c->arena, struct read_note, n + 1);
    struct read_row *row = ARENA_ARRAY(c->arena, struct read_row, n + 1);
    struct buf text;
    enum status s = OK;
    if (!note || !row)
        return FULL;
    for (size_t i = 0; i < n; i++)
        note[i] = noted[i];
    qsort(note, n, sizeof *note, compare);
    call->who = c->who;
    call->at = c->now;
    call->shown = is_told(c);
    call->row = row;
    call->n = 0;
    buf_init(&text, FIELDS_BYTES);
    for (size_t i = 0; s == OK && i < n; call->n++) {
        buf_reset(&text);
        row[call->n].matter = note[i].matter;
        i += put_matter(&text, &note[i], n - i);
        s = text.full ? FULL : arena_copy(c->arena, buf_str(&text), &row[call->n].fields);
    }
    buf_close(&text);
    return s;
}

/* ---- the writer ---------------------------------------------------------------------------- */

enum status reads_submit(struct core *core, struct read_call *call)
{
    enum status s = OK;
    call->next = NULL;
    pthread_mutex_lock(&core->queue_lock);
    if (core->n_reads >= QUEUE_MAX || atomic_load(&core->stopping)) {
        s = BUSY;
    } else {
        if (core->read_last)
            core->read_last->next = call;
        else
            core->read_first = call;
        core->read_last = call;
        core->n_reads++;
        pthread_cond_signal(&core->queue_filled);
    }
    pthread_mutex_unlock(&core->queue_lock);
    return s;
}

static enum status insert(struct store *db, const struct read_call *call, int64_t *id)
{
    struct matter_id account = {call->who.person.v};
    int32_t day = time_day(call->at);
    for (size_t i = 0; i < call->n; i++) {
        struct matter_id matter = {call->row[i].matter};
        TRY(read_add_exec(db, ++*id, matter, call->row[i].fields, account, call->who.post,
                          call->who.office, call->door, call->shown, call->at, day));
    }
    return OK;
}

enum status reads_insert(struct store *db, const struct read_call *first, struct arena *a)
{
    struct read_newest newest;
    if (!first)
        return OK;
    TRY(read_newest_one(db, &newest, a));
    for (const struct read_call *call = first; call; call = call->next)
        TRY(insert(db, call, &newest.n));
    return OK;
}
