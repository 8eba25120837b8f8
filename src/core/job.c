// SPDX-License-Identifier: Apache-2.0
/* job.c -- the rows of a table, each one operation of the person who brought it or what a map makes
 * of it, behind what people ask for themselves.
 * Floor 4.  A step is one transaction: some rows and how far the file was read (job.went_on,
 * job.took).  A restart goes on behind it, so no row is missed or done twice.  How rows are read:
 * job_table.c, job_import.c. */
#include "core/job.h"

#include "core.gen.h"
#include "core/core_in.h"
#include "core/erase.h"
#include "core/job_in.h"
#include "core/move.h"
#include "core/org/org.h"
#include "core/read.h"
#include "core/rooms.h"
#include "store/store.h"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

enum {
    STEP_FACTS = LIMIT_OP_FACTS - MAP_ACTS - 1, /* after so many no further row is begun */
    TRY_AGAIN_MS = 1000,
    PEOPLE_MS = 5, /* how long people's operations are let first */
    PEOPLE_TIMES = 20,
};

/* ---- beginning ----------------------------------------------------------------------------- */

enum status job_decide(struct ctx *c, const struct op *op, const void *input)
{
    const struct op_input *in = input;
    struct job_begun f = {.does = str_of(op->job ? op->job->full : op->full)};
    const struct field *named = record_find(&op->form, S("map"));
    const struct field *trial = record_find(&op->form, S("trial"));
    if (op->result == OP_IMPORTS) {
        f.map = *(const struct str *)field_at(named, input);
        const struct map *map = map_find(c->ledger->maps, f.map);
        f.has_map_hash = map != NULL;
        f.map_hash = map ? map->hash : (struct hash){{0}};
        f.has_trial = true;
        f.trial = trial && field_is_given(trial, input) && *(const bool *)field_at(trial, input);
    }
    for (size_t i = 0; i < op->form.n; i++)
        if (op->form.field[i].type == FIELD_FILE)
            f.rows = *(const struct file_ref *)field_at(&op->form.field[i], input);
    return fact_state(c, &job_begun_fact, in->id, &f);
}

/* ---- whose work it is ---------------------------------------------------------------------- */

/* The person, in the post in which the table was brought, if it is still held. */
static enum status find_who(struct job_step *step, const struct matter_row *m, bool *ret_holds)
{
    struct ctx *c = &step->ctx;
    const struct read_fact *begun;
    struct list posts;
    struct sitting asker;
    struct person_id person;
    TRY(read_stated(c, step->job.begun, &begun));
    const struct envelope *e = &begun->envelope;
    const char **roles = ARENA_ARRAY(step->arena, const char *, 2);
    if (!roles)
        return FULL;
    TRY(party_seat(c, m, "asker", &asker));
    TRY(read_person(c, asker.person, &person));
    TRY(org_posts_many(c->db, (struct org_account_id){person.v}, c->now, &posts, step->arena));
    *ret_holds = false;
    const struct org_posts *post = posts.at;
    for (size_t i = 0; i < posts.n; i++)
        *ret_holds |= post[i].unit.v == e->office.v && str_eq(post[i].role, e->post);
    struct str role;
    TRY(arena_copy(step->arena, e->post, &role)); /* with a NUL behind it */
    roles[0] = role.p;
    c->who = (struct who){.person = person, .office = e->office, .post = role, .roles = roles};
    return OK;
}

/* Its map, as it stood when the table was brought; NULL where it no longer does. */
static const struct map *find_map(const struct job_step *step)
{
    const struct map *map = map_find(&step->core->pack.maps, step->job.map);
    return map && map->op == step->op && step->job.has_map_hash &&
                   hash_eq(map->hash, step->job.map_hash)
               ? map
               : NULL;
}

/* Open its file; ends the job where there is nothing to read or nobody to act. */
static enum status open_table(struct job_step *step, const struct matter_row *m)
{
    struct file_ref file;
    struct str path;
    bool holds;
    TRY(find_who(step, m, &holds));
    step->op = rooms_op(step->ctx.rooms, step->job.does);
    if (!holds || !step->op)
        return job_break_off(step, "job.no_post", 1, (struct str){NULL, 0});
    step->map = find_map(step);
    if (step->job.map.p && !step->map)
        return job_break_off(step, "job.no_map", 1, (struct str){NULL, 0});
    enum status s = file_find(step->core, &step->ctx, step->job.rows, &file, &path);
    if (s == OK && !str_is(file.media, "text/csv"))
        return job_break_off(step, "job.encoding", 1, (struct str){NULL, 0});
    step->file = file.hash;
    if (s == OK)
        step->fd = open(path.p, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (s == NOT_FOUND || s == REFUSED || (s == OK && step->fd < 0))
        return job_break_off(step, "job.no_file", 1, (struct str){NULL, 0});
    return s;
}

/* What the next step does.  NOT_FOUND: no job is running. */
static enum status prepare(struct job_step *step)
{
    struct matter_row row;
    TRY(job_next_one(step->ctx.db, &step->job, step->arena));
    TRY(matter_read(&step->ctx, step->job.id.v, &row));
    step->newest = row.last;
    step->from = step->job.read;
    if (step->broken->job != step->job.id.v || step->broken->from != step->from)
        *step->broken = (struct job_broken){step->job.id.v, step->from, 0};
    TRY(open_table(step, &row));
    if (!step->ends)
        TRY(job_read_headings(step));
    return step->ends ? OK : job_read_rows(step);
}

/* ---- on the writer ------------------------------------------------------------------------- */

static const char *why_of(const struct op_call *call)
{
    if (call->why.key)
        return call->why.key;
    switch (call->status) {
    case NOT_FOUND:
        return "job.not_there";
    case BROKEN:
        return "job.killed";
    default:
        return "job.conflict";
    }
}

/* A row is repeated by nobody, but codes are derived from the key. */
static enum status give_key(const struct job_step *step, struct ledger *l, struct job_row *row)
{
    struct buf text;
    buf_init(&text, 64);
    buf_printf(&text, "%016lld", (long long)row->left.no);
    TRY(arena_copy(l->arena, buf_str(&text), &row->call.key));
    buf_reset(&text);
    buf_printf(&text, "job:%lld", (long long)step->job.id.v);
    enum status s = arena_copy(l->arena, buf_str(&text), &row->call.scope);
    buf_close(&text);
    return s;
}

static enum status run_row(struct job_step *step, struct ledger *l, struct job_row *row,
                           size_t *n_facts)
{
    struct entry_id *because = ARENA_NEW(l->arena, struct entry_id);
    struct op_made made;
    if (!because)
        return FULL;
    because->v = step->job.begun;
    row->call.op = step->op;
    row->call.who = step->ctx.who;
    row->call.because = (struct list){because, 1};
    row->call.as_of = step->newest;
    row->call.arrived = core_now(step->core);
    row->call.arena = l->arena;
    TRY(give_key(step, l, row));
    TRY(op_run(step->core, l, &row->call, step->core->options.poison, &made));
    *n_facts += made.appended.n;
    if (row->call.status == BAD_INPUT && row->call.errors.n)
        job_leave_mistaken(row, step->op, row->call.errors.at);
    else if (row->call.status != OK)
        job_leave(row, why_of(&row->call));
    return OK;
}

/* The same where every row is an operation: what was left has no column of another's table. */
static enum status state_went_on(struct ctx *c, const struct job_step *step,
                                 const struct job_took *on)
{
    struct job_went_on_left *left = ARENA_ARRAY(c->arena, struct job_went_on_left, on->left.n + 1);
    struct job_went_on f = {.done = on->done, .read = on->read, .left = {left, on->left.n}};
    if (!left)
        return FULL;
    for (size_t i = 0; i < on->left.n; i++) {
        const struct job_took_left *from = &on->left.at[i];
        left[i] = (struct job_went_on_left){.no = from->no,
                                            .field = from->field,
                                            .why = from->why,
                                            .most = from->most,
                                            .has_most = from->has_most};
    }
    return fact_state(c, &job_went_on_fact, step->job.id.v, &f);
}

/* Say how far it came, and where that is the end. */
static enum status state(struct job_step *step, struct ledger *l, const struct job_took *on)
{
    struct entry_id because = {step->job.begun};
    struct list appended;
    struct ctx c = ledger_ctx(l, core_now(step->core), S("job"));
    c.because = (struct list){&because, 1};
    c.as_of = step->newest;
    ledger_drop(l);
    if (on->read > step->job.read && step->map)
        TRY(fact_state(&c, &job_took_fact, step->job.id.v, on));
    else if (on->read > step->job.read)
        TRY(state_went_on(&c, step, on));
    if (step->ends)
        TRY(fact_state(&c, &job_ended_fact, step->job.id.v, &step->end));
    return ledger_append(l, &c, NULL, &appended);
}

static enum status run_one(struct job_step *step, struct ledger *l, struct job_row *row,
                           size_t *n_facts)
{
    return step->map ? job_import_run(step, l, row, n_facts) : run_row(step, l, row, n_facts);
}

static enum status run_rows(struct job_step *step, struct ledger *l)
{
    size_t n_facts = 0;
    struct job_took_left *left = ARENA_ARRAY(l->arena, struct job_took_left, JOB_STEP_ROWS);
    struct job_took on = {.read = step->job.read, .left = {left, 0}};
    if (!left)
        return FULL;
    for (size_t i = 0; i < step->n_rows; i++) {
        struct job_row *row = &step->row[i];
        if (n_facts >= STEP_FACTS) {
            step->ends = false; /* the rest waits for another step */
            break;
        }
        if (row->is_asked)
            TRY(run_one(step, l, row, &n_facts));
        on.read = row->read;
        on.done += row->is_asked && !row->had;
        on.had += row->is_asked && row->had;
        if (!row->is_asked)
            left[on.left.n++] = row->left;
    }
    return state(step, l, &on);
}

/* CONFLICT: it was stopped meanwhile, or a batch that seemed to have failed was committed. */
static enum status run_step(struct ledger *l, void *of)
{
    struct job_step *step = of;
    struct job_next now;
    if (!core_may_write(step->core))
        return BUSY;
    enum status s = job_next_one(l->db, &now, l->arena);
    if (s == NOT_FOUND || (s == OK && (now.id.v != step->job.id.v || now.read != step->from)))
        return CONFLICT;
    TRY(s);
    s = run_rows(step, l);
    return s == OK || s == FULL ? s : BROKEN; /* some rows may have run: the batch must not stand */
}

/* ---- the thread ---------------------------------------------------------------------------- */

static enum status step_once(struct core *core, struct job_step *step, struct job_broken *broken,
                             struct arena *a)
{
    struct store *db = core->reader[READER_JOBS];
    arena_reset(a);
    *step = (struct job_step){
        .core = core,
        .arena = a,
        .fd = -1,
        .broken = broken,
        .ctx = {.db = db, .rooms = core->options.rooms, .arena = a, .now = core_now(core)}};
    TRY(store_read_begin(db));
    enum status s = prepare(step);
    store_read_end(db);
    if (s == OK)
        s = writer_run(core, run_step, step);
    if (step->fd >= 0)
        close(step->fd);
    return s;
}

/* People do not wait for a table; a table waits for them, but not for ever. */
static void let_people_first(struct core *core)
{
    const struct timespec moment = {.tv_nsec = PEOPLE_MS * 1000000L};
    for (int i = 0; i < PEOPLE_TIMES; i++) {
        pthread_mutex_lock(&core->queue_lock);
        bool idle = core->n_queued == 0;
        pthread_mutex_unlock(&core->queue_lock);
        if (idle)
            return;
        nanosleep(&moment, NULL);
    }
}

static void wait_for_job(struct core *core, int64_t seen)
{
    pthread_mutex_lock(&core->head_lock);
    core->jobs_seen = seen;
    pthread_cond_broadcast(&core->settled);
    while (core->jobs_begun == seen && !atomic_load(&core->stopping))
        pthread_cond_wait(&core->head_moved, &core->head_lock);
    pthread_mutex_unlock(&core->head_lock);
}

static int64_t count_begun(struct core *core)
{
    pthread_mutex_lock(&core->head_lock);
    int64_t n = core->jobs_begun;
    pthread_mutex_unlock(&core->head_lock);
    return n;
}

void *job_main(void *of)
{
    struct core *core = of;
    struct arena life, a;
    arena_init(&a, LIMIT_BATCH_ARENA);
    arena_init(&life, 2 * sizeof(struct job_step));
    struct job_step *step = ARENA_NEW(&life, struct job_step);
    struct job_broken broken = {0};
    while (step && !atomic_load(&core->stopping)) {
        int64_t begun = count_begun(core);
        enum status s = step_once(core, step, &broken, &a);
        broken.times += s == BROKEN;
        if (s == NOT_FOUND)
            s = move_step(core, core->reader[READER_JOBS], &a);
        if (s == NOT_FOUND)
            s = erase_step(core, core->reader[READER_JOBS], &a);
        if (s == NOT_FOUND)
            wait_for_job(core, begun);
        else if (s == OK || s == CONFLICT)
            let_people_first(core);
        else
            core_pause(core, TRY_AGAIN_MS); /* the signer is away, or a disk is full */
    }
    arena_close(&a);
    arena_close(&life);
    return NULL;
}
