// SPDX-License-Identifier: Apache-2.0
/* The one writer with its real signer: what fails in a batch, what a batch holds, who is told. */
#include "pack.h"

#include "appeal.gen.h"
#include "core.gen.h"
#include "core/core_in.h"
#include "core/form.h"
#include "crypt/crypt.h"
#include "main/processes.h"
#include "org.gen.h"
#include "sql.gen.h"

#include <semaphore.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LARGE_CALLS = 400, PLACE_CHARACTERS = 60000 };

static const int64_t opened = 1772413200000; /* 2026-03-02 09:00 in Beijing */
static char folder[] = "/tmp/xiezhi-writer-XXXXXX";
static char signer[64];
static struct core *core;
static struct arena arena;
static int sockets[2];
static pthread_t signer_thread;

static void *run_signer(void *of)
{
    struct signer *g;
    (void)of;
    if (signer_open(signer, NULL, &g) != OK)
        return NULL;
    signer_answer(g, sockets[1]);
    signer_close(g);
    return NULL;
}

static int open_world(void **state)
{
    static struct core_options o = {.rooms = &main_rooms,
                                    .folder = folder,
                                    .authority = "localhost:8080",
                                    .n_readers = 1,
                                    .clock_at = opened};
    struct node_settings settings = {210000, S("test.example/log"), opened, NULL};
    struct buf why;
    (void)state;
    o.sql = sql_statements;
    o.n_sql = sql_n_statements;
    arena_init(&arena, 256 << 20);
    buf_init(&why, 4096);
    assert_int_equal(crypt_init(), OK);
    assert_non_null(mkdtemp(folder));
    snprintf(signer, sizeof signer, "%s/signer", folder);
    unit_pack(folder);
    assert_int_equal(signer_make(signer, settings.origin, &why), OK);
    assert_int_equal(core_make(&o, &settings, &(struct buf){0}), OK);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets), 0);
    assert_int_equal(pthread_create(&signer_thread, NULL, run_signer, NULL), 0);
    o.signer_fd = sockets[0];
    assert_int_equal(core_open(&o, &why, &core), OK);
    buf_close(&why);
    return core_may_write(core) ? 0 : 1;
}

static int close_world(void **state)
{
    char rm[80];
    (void)state;
    core_close(core);
    close(sockets[0]);
    pthread_join(signer_thread, NULL);
    close(sockets[1]);
    arena_close(&arena);
    snprintf(rm, sizeof rm, "rm -r %s", folder);
    return system(rm);
}

/* ---- holding the writer while others queue ------------------------------------------------- */

static sem_t is_held, may_go;

static enum status hold(struct ledger *l, void *of)
{
    (void)l, (void)of;
    sem_post(&is_held);
    sem_wait(&may_go);
    return OK;
}

struct waiting {
    enum status (*run)(struct ledger *l, void *of);
    enum status got;
    pthread_t thread;
};

static void *wait_for(void *of)
{
    struct waiting *w = of;
    w->got = writer_run(core, w->run, w);
    return NULL;
}

static void start(struct waiting *w, enum status (*run)(struct ledger *l, void *of))
{
    w->run = run;
    assert_int_equal(pthread_create(&w->thread, NULL, wait_for, w), 0);
}

/* The node's own threads queue as well: this one is meant. */
static bool is_queued(const struct waiting *w)
{
    bool found = false;
    pthread_mutex_lock(&core->queue_lock);
    for (const struct writer_task *task = core->task_first; task; task = task->next)
        found |= task->of == w;
    pthread_mutex_unlock(&core->queue_lock);
    return found;
}

static void hold_writer(struct waiting *w)
{
    sem_init(&is_held, 0, 0);
    sem_init(&may_go, 0, 0);
    start(w, hold);
    sem_wait(&is_held);
}

static enum status do_nothing(struct ledger *l, void *of)
{
    (void)l, (void)of;
    return OK;
}

static enum status break_down(struct ledger *l, void *of)
{
    (void)l, (void)of;
    return BROKEN;
}

static void one_task_fails_alone(void **state)
{
    struct waiting first, broken, innocent;
    (void)state;
    hold_writer(&first);
    start(&broken, break_down);
    while (!is_queued(&broken))
        sched_yield();
    start(&innocent, do_nothing);
    while (!is_queued(&innocent))
        sched_yield();
    sem_post(&may_go);
    pthread_join(first.thread, NULL);
    pthread_join(broken.thread, NULL);
    pthread_join(innocent.thread, NULL);
    unit_equal(first.got, OK, "the batch before");
    unit_equal(broken.got, BROKEN, "it hears why");
    unit_equal(innocent.got, BUSY, "another of its batch may ask again");
}

/* ---- records of reading -------------------------------------------------------------------- */

enum { READERS = 30 };

static _Atomic int n_told;

static void told(struct read_call *call)
{
    (void)call;
    atomic_fetch_add(&n_told, 1);
}

static int64_t newest_record(void)
{
    struct store *db = core_reader(core, 0);
    struct read_newest newest;
    assert_int_equal(read_newest_one(db, &newest, &arena), OK);
    return newest.n;
}

/* Many readers while the writer is held, and `with` in the same batch: what they hear. */
static void submit_reads(struct read_call call[READERS],
                         enum status (*with)(struct ledger *, void *))
{
    static struct read_row row[] = {{0, S("17:appeal.filed:words")},
                                    {1, S("18:appeal.answered:words,reply.words")}};
    struct waiting first, other;
    atomic_store(&n_told, 0);
    hold_writer(&first);
    start(&other, with);
    while (!is_queued(&other))
        sched_yield();
    for (int i = 0; i < READERS; i++) {
        call[i] = (struct read_call){.who = {.person = {i + 1}, .post = S("officer")},
                                     .door = S("/appeal/1"),
                                     .at = opened,
                                     .row = row,
                                     .n = 2,
                                     .done = told};
        assert_int_equal(reads_submit(core, &call[i]), OK);
    }
    sem_post(&may_go);
    pthread_join(first.thread, NULL);
    pthread_join(other.thread, NULL);
    while (atomic_load(&n_told) < READERS)
        sched_yield();
}

static void records_of_many_readers_are_one_commit(void **state)
{
    struct read_call call[READERS];
    int64_t had = newest_record(), commits = atomic_load(&core->n_commits);
    (void)state;
    submit_reads(call, do_nothing);
    for (int i = 0; i < READERS; i++)
        unit_equal(call[i].status, OK, "recorded");
    unit_equal(newest_record(), had + 2 * READERS, "each record is there when its reader hears");
    commits = atomic_load(&core->n_commits) - commits; /* the node's own threads commit as well */
    assert_in_range(commits, 1, READERS / 2);
}

static void what_is_not_recorded_is_not_there(void **state)
{
    struct read_call call[READERS];
    int64_t had = newest_record();
    (void)state;
    submit_reads(call, break_down);
    for (int i = 0; i < READERS; i++)
        unit_equal(call[i].status, BUSY, "the batch failed: nothing may leave");
    unit_equal(newest_record(), had, "and nothing of it is there");
}

/* ---- what tasks state ---------------------------------------------------------------------- */

static _Atomic int n_heard;

static void heard(void *of, const struct fact *f, int64_t matter)
{
    (void)of, (void)matter;
    if (f == &org_unit_opened_fact)
        atomic_fetch_add(&n_heard, 1);
}

static enum status open_unit(struct ledger *l, void *of)
{
    static const char *const no_roles[] = {NULL};
    struct ctx c = {.db = l->db,
                    .rooms = l->rooms,
                    .arena = l->arena,
                    .who = {.roles = no_roles},
                    .now = opened,
                    .op = S("clock"),
                    .ledger = l};
    struct org_unit_opened f = {.unit = {1}, .code = S("env"), .kind = S("department")};
    struct list appended;
    (void)of;
    TRY(fact_state(&c, &org_unit_opened_fact, 0, &f));
    return ledger_append(l, &c, NULL, &appended);
}

static void told_account(void *of, struct person_id account)
{
    (void)of, (void)account;
}

static void listeners_hear_what_a_task_states(void **state)
{
    (void)state;
    core_listen(core, heard, told_account, NULL);
    assert_int_equal(writer_run(core, open_unit, NULL), OK);
    unit_equal(atomic_load(&n_heard), 1, "clocks and reactions are heard like operations");
}

/* ---- large forms --------------------------------------------------------------------------- */

static _Atomic int n_done;

static void done(struct op_call *call)
{
    (void)call;
    atomic_fetch_add(&n_done, 1);
}

static const struct op *file_op(void)
{
    for (size_t i = 0; i < appeal_room.n_ops; i++)
        if (strcmp(appeal_room.ops[i]->name, "file") == 0)
            return appeal_room.ops[i];
    return NULL;
}

/* As much as the form takes. */
static struct form large_form(void)
{
    struct form_pair *pair = ARENA_ARRAY(&arena, struct form_pair, 64);
    char *text = arena_take(&arena, 3 * PLACE_CHARACTERS, 1), *name = arena_take(&arena, 64, 32);
    size_t n = 0;
    for (size_t i = 0; i < PLACE_CHARACTERS; i++)
        memcpy(text + 3 * i, "\xe4\xb8\x80", 3);
    pair[n++] = (struct form_pair){S("kind"), S("help"), NULL};
    pair[n++] = (struct form_pair){S("topic"), S("noise"), NULL};
    pair[n++] = (struct form_pair){S("words"), {text, 15000}, NULL};
    for (int i = 1; i <= 20; i++, name += 32) {
        snprintf(name, 32, "claim.%d.words", i);
        pair[n++] = (struct form_pair){str_of(name), {text, 1500}, NULL};
    }
    pair[n++] = (struct form_pair){S("spot"), {text, 3 * PLACE_CHARACTERS}, NULL};
    return (struct form){pair, n};
}

static const char *const no_roles[] = {NULL};

static const void *read_form(const struct form *form)
{
    const struct op *op = file_op();
    struct ctx c = {.db = core_reader(core, 0),
                    .rooms = &main_rooms,
                    .arena = &arena,
                    .now = opened,
                    .who = {.roles = no_roles}};
    void *input = arena_take(&arena, 1, op->form.size);
    struct list errors;
    assert_int_equal(form_read(&c, &op->form, 0, op->n_steps, form, input, &errors), OK);
    return input;
}

static struct op_call call_of(const struct form *form, const void *input, int i, struct arena *own)
{
    char *key = arena_take(&arena, 32, 1);
    snprintf(key, 32, "key-%020d", i);
    return (struct op_call){.op = file_op(),
                            .who = {.roles = no_roles},
                            .input = input,
                            .form = *form,
                            .scope = S("anyone"),
                            .key = str_of(key),
                            .arrived = opened,
                            .arena = own,
                            .done = done};
}

static void many_large_forms_are_no_failure(void **state)
{
    struct waiting first;
    struct form form = large_form();
    const void *input = read_form(&form);
    struct op_call *call = ARENA_ARRAY(&arena, struct op_call, LARGE_CALLS);
    struct arena *own = ARENA_ARRAY(&arena, struct arena, LARGE_CALLS);
    bool all_queued = true;
    (void)state;
    hold_writer(&first);
    for (int i = 0; i < LARGE_CALLS; i++) {
        arena_init(&own[i], LIMIT_REQUEST_ARENA);
        call[i] = call_of(&form, input, i, &own[i]);
        all_queued &= op_submit(core, &call[i]) == OK;
    }
    sem_post(&may_go);
    pthread_join(first.thread, NULL);
    assert_true(all_queued);
    while (atomic_load(&n_done) < LARGE_CALLS)
        sched_yield();
    for (int i = 0; i < LARGE_CALLS; i++) {
        unit_equal(call[i].status, OK, "a queue of large forms goes through in several batches");
        arena_close(&own[i]);
    }
}

static void no_room_for_an_answer(void **state)
{
    struct arena own;
    struct form form = large_form();
    (void)state;
    arena_init(&own, 2048);
    struct op_call call = call_of(&form, NULL, LARGE_CALLS, &own);
    unit_equal(op_submit(core, &call), FULL, "refused alone, before others are with it in a batch");
    arena_close(&own);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_task_fails_alone),
        cmocka_unit_test(records_of_many_readers_are_one_commit),
        cmocka_unit_test(what_is_not_recorded_is_not_there),
        cmocka_unit_test(listeners_hear_what_a_task_states),
        cmocka_unit_test(many_large_forms_are_no_failure),
        cmocka_unit_test(no_room_for_an_answer),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
