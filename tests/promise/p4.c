// SPDX-License-Identifier: Apache-2.0
/* P4: a follower restarted at its cursor neither misses nor repeats.  Bells are rung and touched at
 * the same time while the server is killed again and again, and a table of bells is hung row by
 * row; in the end every row is a bell once or was left once, and every ring has exactly one echo,
 * that says why (`because`) and as of which entry of the bell it was decided (`as_of`): the
 * newest before the echo, so that no act overtook it.  Whoever is to be told of a ring or a touch
 * is told once. */
#include "promise.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TABLE_ROWS = 20000, LEFT_EVERY = 7, NAME_MAX_CHARS = 50 };
enum { BELLS = 4, ROUNDS = 12, AT_ONCE = 40, COLUMNS = 16, MATTERS = 1, BECAUSE = 9, AS_OF = 10 };

/* Somebody who asks for one operation on the bells in turn, until the node does not answer. */
struct hand {
    struct promise *p;
    struct client client;
    struct arena arena;
    const int64_t *bell;
    const char *op, *body;
    atomic_int *done;
    pthread_t thread;
};

static void *work(void *of)
{
    struct hand *h = of;
    for (int i = 0; i < AT_ONCE; i++) {
        char path[80];
        snprintf(path, sizeof path, "/bell/%lld/%s", (long long)h->bell[i % BELLS], h->op);
        struct client_reply r = promise_ask(h->p, &h->client, path, h->body);
        if (r.status != 201)
            return NULL;
        atomic_fetch_add(h->done, 1);
    }
    return NULL;
}

static void start(struct hand *h, struct promise *p, const int64_t *bell, const char *op,
                  const char *body, atomic_int *done)
{
    *h = (struct hand){.p = p, .bell = bell, .op = op, .body = body, .done = done};
    h->client = promise_person(p, "env");
    arena_init(&h->arena, 64 * 1024 * 1024);
    h->client.arena = &h->arena; /* cookies live in the trial's, replies in its own */
}

/* Ring and touch; after a while kill the server in the middle of it. */
static void round_of(struct promise *p, const int64_t *bell)
{
    struct hand hand[2];
    atomic_int done = 0;
    int until = promise_dice(p, AT_ONCE);
    start(&hand[0], p, bell, "ring", "{}", &done);
    start(&hand[1], p, bell, "touch", "{\"no\":1}", &done);
    for (int i = 0; i < 2; i++)
        if (pthread_create(&hand[i].thread, NULL, work, &hand[i]) != 0)
            exit(2);
    while (atomic_load(&done) < until)
        sched_yield();
    promise_check(p, trial_kill_server(&p->trial) == OK, "the server came back after a kill");
    for (int i = 0; i < 2; i++) {
        pthread_join(hand[i].thread, NULL);
        arena_close(&hand[i].arena);
    }
}

/* ---- what the ledger says ------------------------------------------------------------------ */

struct seen {
    int64_t n_entries;
    int64_t *matter; /* by entry: the bell that it touches; 0 */
    char *kind;      /* r rung, t touched, e echoed, a anything else */
    int64_t *heard, *as_of, *touches;
};

static int64_t int_at(const struct json *array, size_t i)
{
    int64_t n;
    const struct json *item = json_item(array, i);
    return item && json_int(item, &n) == OK ? n : -1;
}

static char kind_of(struct str name)
{
    return str_is(name, "bell.rung")      ? 'r'
           : str_is(name, "bell.touched") ? 't'
           : str_is(name, "bell.echoed")  ? 'e'
                                          : 'a';
}

static void read_row(struct promise *p, struct seen *s, int64_t entry, struct str value)
{
    struct json *j;
    if (json_parse(&p->trial.arena, value, JSON_STRICT, &j, NULL) != OK || j->n < 13)
        return;
    s->kind[entry] = kind_of(json_text(json_item(j, 1)));
    const struct json *matters = json_item(j, 2), *because = json_item(j, BECAUSE);
    s->matter[entry] = matters->n ? int_at(matters, 0) : 0;
    if (s->kind[entry] != 'e')
        return;
    promise_check(p, because->n == 1, "entry %lld has one cause", (long long)entry);
    s->heard[entry] = int_at(because, 0);
    s->as_of[entry] = int_at(j, AS_OF);
    s->touches[entry] = int_at(j, j->n - 1);
    promise_check(p, int_at(j, j->n - 2) == s->heard[entry],
                  "entry %lld echoes what it names as its cause", (long long)entry);
}

static void read_all(struct promise *p, struct seen *s)
{
    sqlite3_stmt *rows;
    sqlite3 *db = promise_db(p, p->trial.node, "ledger", false);
    s->n_entries = promise_number(db, "select count(*) from entry");
    promise_check(p, promise_number(db, "select max(id) + 1 from entry") == s->n_entries,
                  "the ledger has no holes");
    size_t n = (size_t)s->n_entries;
    s->matter = calloc(n, sizeof *s->matter);
    s->kind = calloc(n, 1);
    s->heard = calloc(n, sizeof *s->heard);
    s->as_of = calloc(n, sizeof *s->as_of);
    s->touches = calloc(n, sizeof *s->touches);
    if (!s->matter || !s->kind || !s->heard || !s->as_of || !s->touches)
        exit(2);
    sqlite3_prepare_v2(db, "select entry, value from vault order by entry", -1, &rows, NULL);
    while (sqlite3_step(rows) == SQLITE_ROW)
        read_row(p, s, sqlite3_column_int64(rows, 0),
                 (struct str){(const char *)sqlite3_column_text(rows, 1),
                              (size_t)sqlite3_column_bytes(rows, 1)});
    sqlite3_finalize(rows);
    sqlite3_close(db);
}

static void forget(struct seen *s)
{
    free(s->matter);
    free(s->kind);
    free(s->heard);
    free(s->as_of);
    free(s->touches);
}

/* The newest entry of a bell before `entry`, and how often it had been touched by then. */
static int64_t newest_before(const struct seen *s, int64_t entry, int64_t bell, int64_t *touches)
{
    int64_t newest = -1;
    *touches = 0;
    for (int64_t i = 0; i < entry; i++) {
        if (s->matter[i] != bell || s->kind[i] == 'e')
            continue;
        newest = i;
        *touches += s->kind[i] == 't';
    }
    return newest;
}

static void check_echo(struct promise *p, const struct seen *s, int64_t echo, int64_t ring,
                       int *overtaken)
{
    int64_t touches, newest = newest_before(s, echo, s->matter[ring], &touches);
    promise_check(p, s->as_of[echo] == newest,
                  "echo %lld of ring %lld was decided as of %lld, the bell's newest was %lld",
                  (long long)echo, (long long)ring, (long long)s->as_of[echo], (long long)newest);
    promise_check(p, s->touches[echo] == touches,
                  "echo %lld of ring %lld saw %lld touches, there were %lld", (long long)echo,
                  (long long)ring, (long long)s->touches[echo], (long long)touches);
    *overtaken += newest > ring;
}

static void check_all(struct promise *p, const struct seen *s)
{
    int rings = 0, echoes = 0, overtaken = 0;
    for (int64_t i = 0; i < s->n_entries; i++)
        echoes += s->kind[i] == 'e';
    for (int64_t ring = 0; ring < s->n_entries; ring++) {
        int n = 0;
        if (s->kind[ring] != 'r')
            continue;
        rings++;
        for (int64_t i = 0; i < s->n_entries; i++)
            if (s->kind[i] == 'e' && s->heard[i] == ring) {
                n++;
                check_echo(p, s, i, ring, &overtaken);
            }
        promise_check(p, n == 1, "ring %lld has %d echoes", (long long)ring, n);
    }
    promise_check(p, rings == echoes && rings >= ROUNDS, "%d rings, %d echoes", rings, echoes);
    printf("P4: %d kills, %d rings, %d decided after a later act\n", ROUNDS, rings, overtaken);
}

/* Whoever is above is told of every ring and every touch, once: none is missed and the newest of
 * each bell is one. */
static void check_told(struct promise *p, const struct seen *s)
{
    int64_t n = 0;
    sqlite3 *db = promise_db(p, p->trial.node, "ledger", false);
    for (int64_t i = 0; i < s->n_entries; i++)
        n += s->kind[i] == 'r' || s->kind[i] == 't';
    int64_t told = promise_number(db, "select count(*) from notice where kind = 'bell'");
    int64_t both = promise_number(db, "select count(*) from notice n join vault v on v.entry = "
                                      "n.entry and json_extract(v.value, '$[1]') = n.fact");
    int64_t newest = promise_number(db, "select count(*) from notice where newest = 1");
    promise_check(p, told == n && both == n, "%lld rings and touches, %lld notices, %lld agree",
                  (long long)n, (long long)told, (long long)both);
    promise_check(p, newest == BELLS, "%lld newest notices of %d bells", (long long)newest, BELLS);
    sqlite3_close(db);
}

/* ---- a table, row by row -------------------------------------------------------------------- */

/* Every LEFT_EVERYth name is too long. */
static void write_table(const char *path)
{
    FILE *file = fopen(path, "we");
    bool well = file && fputs("name\n", file) >= 0;
    for (int i = 1; well && i <= TABLE_ROWS; i++)
        well = fprintf(file, "%0*d\n", i % LEFT_EVERY ? 8 : NAME_MAX_CHARS + 1, i) > 0;
    if (!well || fclose(file) != 0)
        exit(2);
}

static int64_t bring_table(struct promise *p, struct client *c)
{
    char path[100];
    struct client_reply r;
    snprintf(path, sizeof path, "%s/bells.csv", p->trial.folder);
    write_table(path);
    if (client_get(c, S("/bell/hang_all"), NULL, &r) != OK)
        exit(2);
    struct str token = client_hidden(r.body, S("/bell/hang_all"), "_csrf");
    struct client_pair field[] = {{S("_csrf"), token, NULL},
                                  {S("_key"), S("a-table-of-bells-00"), NULL},
                                  {S("_go"), S("send"), NULL},
                                  {S("rows"), S(""), path}};
    enum status s = client_form(c, S("/bell/hang_all"), field, 4, "application/json", &r);
    promise_check(p, s == OK && r.status == 201, "the table is brought: %d", r.status);
    return promise_int(p, &r, "matter");
}

/* The number that an SQL gives, with the job's id in it. */
static void check_number(struct promise *p, const char *file, const char *sql, int64_t job,
                         int64_t wanted)
{
    char room[300];
    sqlite3 *db = promise_db(p, p->trial.node, file, false);
    snprintf(room, sizeof room, "%s %lld", sql, (long long)job);
    int64_t n = promise_number(db, room);
    promise_check(p, n == wanted, "%s: %lld, not %lld", room, (long long)n, (long long)wanted);
    sqlite3_close(db);
}

#define HUNG                                                          \
    "from vault where json_extract(value, '$[1]') = 'bell.hung' and " \
    "json_array_length(value, '$[9]') = 1 and 0 <"

static void check_table(struct promise *p, int64_t job)
{
    int64_t left = TABLE_ROWS / LEFT_EVERY, done = TABLE_ROWS - left;
    check_number(p, "state", "select done from job where running = 0 and id =", job, done);
    check_number(p, "state", "select missed from job where id =", job, left);
    check_number(p, "state", "select count(*) from job_left where no % 7 = 1 and job =", job, left);
    check_number(p, "ledger", "select count(*) " HUNG, job, done);
    check_number(p, "ledger", "select count(distinct json_extract(value, '$[#-1]')) " HUNG, job,
                 done);
}

int main(int argc, char **argv)
{
    struct promise p;
    struct seen seen;
    int64_t bell[BELLS];
    promise_begin(&p, "P4", argc, argv);
    promise_open(&p, "2026-03-02 09:00", "");
    struct client env = promise_person(&p, "env");
    for (int i = 0; i < BELLS; i++) {
        struct client_reply r = promise_ask(&p, &env, "/bell/hang", "{\"name\":\"b\"}");
        bell[i] = promise_int(&p, &r, "matter");
        promise_check(&p, r.status == 201, "a bell is hung: %d", r.status);
    }
    int64_t job = bring_table(&p, &env);
    for (int i = 0; i < ROUNDS; i++)
        round_of(&p, bell);
    promise_check(&p, trial_clock(&p.trial, p.trial.now) == OK, "the node becomes quiet");
    trial_stop(&p.trial);
    check_table(&p, job);
    read_all(&p, &seen);
    check_all(&p, &seen);
    check_told(&p, &seen);
    forget(&seen);
    promise_check(&p, promise_command(&p, "check", p.trial.node, NULL, NULL) == 0,
                  "tables and ledger agree");
    return promise_end(&p);
}
