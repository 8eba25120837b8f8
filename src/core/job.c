// SPDX-License-Identifier: Apache-2.0
/* job.c -- the rows of a table, each one operation of the person who brought it, behind what people
 * ask for themselves.
 * Floor 4.  A step is one transaction: some rows and job.went_on, which says how far the file was
 * read.  A restart goes on behind it, so no row is missed or done twice. */
#include "core/job.h"

#include "base/csv.h"
#include "base/utf8.h"
#include "core.gen.h"
#include "core/core_in.h"
#include "core/erase.h"
#include "core/org/org.h"
#include "core/page_form.h"
#include "core/read.h"
#include "core/rooms.h"
#include "job.gen.h"
#include "store/store.h"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

enum {
    STEP_ROWS = 100,                 /* of a step; as many as job.went_on can leave out */
    STEP_FACTS = LIMIT_OP_FACTS / 2, /* after so many no further row is begun */
    HEADINGS_BYTES = 64 * 1024,
    WINDOW_BYTES = 1024 * 1024,
    TRY_AGAIN_MS = 1000,
    TIMES_ALONE = 3, /* so often a row alone is tried whose transaction breaks */
    PEOPLE_MS = 5,   /* how long people's operations are let first */
    PEOPLE_TIMES = 20,
};

/* A row on its way. */
struct job_row {
    int64_t read;  /* bytes of the file behind it */
    bool is_asked; /* it can be read: `call` is to be run */
    struct op_call call;
    struct job_went_on_left left; /* where it cannot, or was not granted */
};

/* How often the step of this job from there broke. */
struct broken {
    int64_t job, from;
    int times;
};

struct job_step {
    struct core *core;
    struct ctx ctx; /* of the reader; `who` is the person who brought the table */
    struct arena *arena;
    struct job_next job;
    int64_t from; /* bytes that were done with when it was prepared */
    struct broken *broken;
    int64_t newest; /* of the job's entries */
    const struct op *op;
    int fd;
    bool whole;          /* the window reaches the end of the file */
    struct csv csv;      /* over a window of the file that begins where the last step ended */
    struct str *heading; /* names of fields */
    size_t n_headings;
    struct job_row row[STEP_ROWS];
    size_t n_rows;
    bool ends;
    struct job_ended end;
};

/* ---- beginning ----------------------------------------------------------------------------- */

enum status job_decide(struct ctx *c, const struct op *op, const void *input)
{
    const struct op_input *in = input;
    struct job_begun f = {.does = str_of(op->job->full)};
    for (size_t i = 0; i < op->form.n; i++)
        if (op->form.field[i].type == FIELD_FILE)
            f.rows = *(const struct file_ref *)field_at(&op->form.field[i], input);
    return fact_state(c, &job_begun_fact, in->id, &f);
}

/* ---- reading the table --------------------------------------------------------------------- */

/* Of the row that is read now, as a spreadsheet counts: the headings are row 1. */
static int64_t row_number(const struct job_step *step)
{
    return step->job.done + step->job.missed + (int64_t)step->n_rows + 2;
}

/* The table cannot be read further. */
static enum status break_off(struct job_step *step, const char *why, int64_t no, struct str heading)
{
    step->ends = true;
    step->end = (struct job_ended){
        .why = str_of(why),
        .has_no = true,
        .no = no,
        .heading = heading,
    };
    return OK;
}

static enum status read_window(struct job_step *step, int64_t from, size_t bytes,
                               struct str *ret_text)
{
    char *room = arena_take(step->arena, 1, bytes);
    if (!room)
        return FULL;
    ssize_t n = pread(step->fd, room, bytes, from);
    if (n < 0)
        return BROKEN;
    *ret_text = (struct str){room, (size_t)n};
    return OK;
}

static enum status read_headings(struct job_step *step)
{
    struct csv csv;
    struct csv_row row;
    struct str text;
    TRY(read_window(step, 0, HEADINGS_BYTES, &text));
    csv_init(&csv, text);
    enum status s = csv_next(&csv, step->arena, &row);
    if (s == FULL)
        return s;
    if (s != OK || (csv.at == text.n && text.n == HEADINGS_BYTES))
        return break_off(step, "job.headings", 1, (struct str){NULL, 0});
    step->heading = ARENA_ARRAY(step->arena, struct str, row.n);
    if (!step->heading)
        return FULL;
    for (size_t i = 0; i < row.n; i++) {
        struct str cell = str_trim(row.cells[i]);
        if (!utf8_is_valid(cell))
            return break_off(step, "job.encoding", 1, (struct str){NULL, 0});
        step->heading[i] = job_heading(step->op, cell);
        bool twice = false;
        for (size_t k = 0; k < i; k++)
            twice |= str_eq(step->heading[k], step->heading[i]);
        if (!step->heading[i].p || twice)
            return break_off(step, "job.heading", 1, cell);
    }
    step->n_headings = row.n;
    if (step->job.read == 0)
        step->job.read = (int64_t)csv.at;
    return OK;
}

static void leave(struct job_row *row, const char *why)
{
    row->is_asked = false;
    row->left.why = str_of(why);
}

static void leave_mistaken(struct job_row *row, const struct op *op, const struct form_error *e)
{
    char room[PAGE_FORM_PATH_MAX];
    const struct text *label = page_form_label(op, page_form_path(e->name, room));
    leave(row, e->key);
    row->left.field = label ? str_of(label->key) : e->name;
    row->left.most = e->limit;
    row->left.has_most = e->limit != 0;
}

/* The cells as pairs of a form; an empty one is not given. */
static enum status fill(struct job_step *step, const struct csv_row *cells, struct job_row *row)
{
    struct form_pair *pair = ARENA_ARRAY(step->arena, struct form_pair, cells->n);
    size_t n = 0;
    if (!pair)
        return FULL;
    for (size_t i = 0; i < cells->n; i++) {
        if (!cells->cells[i].n)
            continue;
        if (i >= step->n_headings || !utf8_is_valid(cells->cells[i])) {
            leave(row, i >= step->n_headings ? "job.cells" : "job.encoding");
            return OK;
        }
        pair[n] = (struct form_pair){.name = step->heading[i]};
        TRY(job_cell(&step->ctx, step->op, step->heading[i], cells->cells[i], &pair[n].value));
        n++;
    }
    row->is_asked = true;
    row->call.form = (struct form){pair, n};
    return OK;
}

static enum status read_form(struct job_step *step, struct job_row *row)
{
    const struct op *op = step->op;
    struct list errors = {NULL, 0};
    struct op_input *input = arena_take(step->arena, 1, op->form.size);
    if (!input)
        return FULL;
    enum status s =
        form_read(&step->ctx, &op->form, 0, op->n_steps - 1, &row->call.form, input, &errors);
    row->call.input = input;
    if (s != BAD_INPUT || !errors.n)
        return s;
    leave_mistaken(row, op, errors.at);
    return OK;
}

/* NOT_FOUND: the step ends before this row, as the file or the window does. */
static enum status read_row(struct job_step *step, int64_t from, struct job_row *row)
{
    struct csv_row cells;
    enum status s = csv_next(&step->csv, step->arena, &cells);
    bool cut_off = !step->whole && (s == BAD_INPUT || step->csv.at == step->csv.text.n);
    if (s == FULL)
        return s;
    if (cut_off)
        return step->n_rows
                   ? NOT_FOUND
                   : break_off(step, "job.long_row", row_number(step), (struct str){NULL, 0});
    if (s == NOT_FOUND)
        step->ends = true;
    if (s == BAD_INPUT)
        return break_off(step, "job.quote", row_number(step), (struct str){NULL, 0});
    TRY(s);
    *row = (struct job_row){.read = from + (int64_t)step->csv.at};
    row->left.no = row_number(step);
    TRY(fill(step, &cells, row));
    if (row->is_asked)
        TRY(read_form(step, row));
    if (row->is_asked && step->broken->times > TIMES_ALONE)
        leave(row, "job.killed");
    return OK;
}

/* After a step that broke, one row: the others are not kept waiting by it. */
static enum status read_rows(struct job_step *step)
{
    struct str text;
    int64_t from = step->job.read;
    size_t max = step->broken->times ? 1 : STEP_ROWS;
    TRY(read_window(step, from, WINDOW_BYTES, &text));
    step->whole = text.n < WINDOW_BYTES;
    csv_init(&step->csv, text);
    while (step->n_rows < max && !step->ends) {
        enum status s = read_row(step, from, &step->row[step->n_rows]);
        if (s == NOT_FOUND)
            return OK;
        TRY(s);
        step->n_rows += !step->ends;
    }
    return OK;
}

/* ---- whose work it is ---------------------------------------------------------------------- */

/* The person, in the post in which the table was brought, if it is still held. */
static enum status find_who(struct job_step *step, const struct matter_row *m, bool *ret_holds)
{
    struct ctx *c = &step->ctx;
    struct str leaf;
    struct ledger_vault vault;
    struct read_fact begun;
    struct list posts;
    struct sitting asker;
    struct person_id person;
    TRY(read_entry(c, step->job.begun, &leaf, &vault, &begun));
    const struct envelope *e = &begun.envelope;
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

/* Open its file; ends the job where there is nothing to read or nobody to act. */
static enum status open_table(struct job_step *step, const struct matter_row *m)
{
    struct file_ref file;
    struct str path;
    bool holds;
    TRY(find_who(step, m, &holds));
    step->op = rooms_op(step->ctx.rooms, step->job.does);
    if (!holds || !step->op)
        return break_off(step, "job.no_post", 1, (struct str){NULL, 0});
    enum status s = file_find(step->core, &step->ctx, step->job.rows, &file, &path);
    if (s == OK && !str_is(file.media, "text/csv"))
        return break_off(step, "job.encoding", 1, (struct str){NULL, 0});
    if (s == OK)
        step->fd = open(path.p, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (s == NOT_FOUND || s == REFUSED || (s == OK && step->fd < 0))
        return break_off(step, "job.no_file", 1, (struct str){NULL, 0});
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
        *step->broken = (struct broken){step->job.id.v, step->from, 0};
    TRY(open_table(step, &row));
    if (!step->ends)
        TRY(read_headings(step));
    return step->ends ? OK : read_rows(step);
}

/* ---- on the writer ------------------------------------------------------------------------- */

static const char *why_of(const struct op_call *call)
{
    switch (call->status) {
    case REFUSED:
        return call->why.key;
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
        leave_mistaken(row, step->op, row->call.errors.at);
    else if (row->call.status != OK)
        leave(row, why_of(&row->call));
    return OK;
}

/* Say how far it came, and where that is the end. */
static enum status state(struct job_step *step, struct ledger *l, const struct job_went_on *on)
{
    static const char *const no_roles[] = {NULL};
    struct entry_id because = {step->job.begun};
    struct list appended;
    struct ctx c = {.db = l->db,
                    .rooms = l->rooms,
                    .arena = l->arena,
                    .who = {.roles = no_roles},
                    .now = core_now(step->core),
                    .op = S("job"),
                    .ledger = l,
                    .because = {&because, 1},
                    .as_of = step->newest};
    ledger_drop(l);
    if (on->read > step->job.read)
        TRY(fact_state(&c, &job_went_on_fact, step->job.id.v, on));
    if (step->ends)
        TRY(fact_state(&c, &job_ended_fact, step->job.id.v, &step->end));
    return ledger_append(l, &c, NULL, &appended);
}

static enum status run_rows(struct job_step *step, struct ledger *l)
{
    size_t n_facts = 0;
    struct job_went_on_left *left = ARENA_ARRAY(l->arena, struct job_went_on_left, STEP_ROWS);
    struct job_went_on on = {.read = step->job.read, .left = {left, 0}};
    if (!left)
        return FULL;
    for (size_t i = 0; i < step->n_rows; i++) {
        struct job_row *row = &step->row[i];
        if (n_facts >= STEP_FACTS) {
            step->ends = false; /* the rest waits for another step */
            break;
        }
        if (row->is_asked)
            TRY(run_row(step, l, row, &n_facts));
        on.read = row->read;
        if (row->is_asked)
            on.done++;
        else
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

static enum status step_once(struct core *core, struct job_step *step, struct broken *broken,
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
    struct broken broken = {0};
    while (step && !atomic_load(&core->stopping)) {
        int64_t begun = count_begun(core);
        enum status s = step_once(core, step, &broken, &a);
        broken.times += s == BROKEN;
        if (s == NOT_FOUND)
            s = erase_step(core, core->reader[READERS_MAX - READERS_OWN], &a);
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
