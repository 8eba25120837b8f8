// SPDX-License-Identifier: Apache-2.0
/* grow.c -- a year of invented histories put into a node's ledger, and how fast that went.
 * Not part of the product.  Links the product's own ledger: entries, vault rows, tags, tree, one
 * commit (FULL) and one signature a batch.  With --no-fold the tables are left alone (the linker
 * puts our fold_entry before the product's), which measures append + hash + sign.
 * Not here: idempotency keys (kept for a week), HTTP, deciding. */
#include "appeal.gen.h"
#include "core.gen.h"
#include "core/code.h"
#include "core/core_open.h"
#include "core/fold.h"
#include "core/ledger.h"
#include "core/org/org.h"
#include "crypt/crypt.h"
#include "main/processes.h"
#include "store/store.h"
#include "tlog/checkpoint.h"
#include "tlog/note.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { BATCH = LIMIT_BATCH_OPS, SENT = 40, ANSWERED = 3000, RATED = 20000, UNITS_MAX = 4000 };

extern const struct sql sql_statements[];
extern const size_t sql_n_statements;

static bool folding = true;

enum status __real_fold_entry(struct store *db, struct arena *a, const struct rooms *rooms,
                              int64_t entry, struct str leaf, struct str vault,
                              struct read_fact *ret_fact);
enum status __wrap_fold_entry(struct store *db, struct arena *a, const struct rooms *rooms,
                              int64_t entry, struct str leaf, struct str vault,
                              struct read_fact *ret_fact);

enum status __wrap_fold_entry(struct store *db, struct arena *a, const struct rooms *rooms,
                              int64_t entry, struct str leaf, struct str vault,
                              struct read_fact *ret_fact)
{
    return folding ? __real_fold_entry(db, a, rooms, entry, leaf, vault, ret_fact) : OK;
}

struct growing {
    struct node_files n;
    struct arena a, life;
    struct terms terms;
    struct ledger *l;
    struct tlog_signer key;
    struct str words, answer; /* 200 and 60 Chinese characters */
    int64_t first, now, n_filed;
    struct unit_id unit[UNITS_MAX]; /* that answer */
    int64_t n_units;
};

/* n characters of what a citizen might write. */
static struct str characters(struct arena *a, size_t n)
{
    static const char line[] =
        "\xe5\xb0\x8f\xe5\x8c\xba\xe4\xbe\x9b\xe6\x9a\x96\xe6\xb8\xa9\xe5\xba"
        "\xa6\xe4\xb8\x8d\xe5\xa4\x9f\xe5\xb7\xb2\xe7\xbb\x8f\xe8\xbf\x9e\xe7"
        "\xbb\xad\xe5\xa4\x9a\xe5\xa4\xa9\xe6\xb2\xa1\xe4\xba\xba";
    char *text = arena_take(a, n, 3);
    assert(text);
    for (size_t i = 0; i < 3 * n; i++)
        text[i] = line[i % (sizeof line - 1)];
    return (struct str){text, 3 * n};
}

static const struct who nobody = {.roles = (const char *const[]){NULL}};

static struct who officer(int64_t person, int64_t office, const char *post)
{
    struct who who = nobody;
    who.person = (struct person_id){person};
    who.office = (struct unit_id){office};
    who.post = str_of(post);
    return who;
}

static enum status append(struct growing *g, struct ctx *c, const char *op, struct who who,
                          const struct code_hashes *codes)
{
    struct list appended;
    c->who = who;
    c->op = str_of(op);
    return ledger_append(g->l, c, codes, &appended);
}

static enum status file_one(struct growing *g, struct ctx *c)
{
    static const char *const topics[] = {"heat", "noise", "road", "school", "water"};
    uint8_t hash[64];
    struct code_hashes codes = {{(char *)hash, 32}, {(char *)hash + 32, 32}};
    struct appeal_filed f = {
        .kind = APPEAL_KIND_HELP, .topic = str_of(topics[g->n_filed % 5]), .words = g->words};
    int64_t id = ledger_new_matter(g->l);
    if (!g->n_filed++)
        g->first = id;
    crypt_random(hash, sizeof hash);
    TRY(appeal_state_filed(c, (struct appeal_id){id}, &f));
    return append(g, c, "appeal.file", nobody, &codes);
}

/* One after the other, and neighbours far apart. */
static struct unit_id unit_for(const struct growing *g, int64_t i)
{
    return g->unit[i * 7919 % g->n_units];
}

static enum status dispatch_one(struct growing *g, struct ctx *c, int64_t i)
{
    struct appeal_dispatched f = {.to = unit_for(g, i), .urgent = APPEAL_URGENT_GENERAL};
    TRY(appeal_state_dispatched(c, (struct appeal_id){g->first + i}, &f));
    return append(g, c, "appeal.dispatch", officer(1, 1, "intake"), NULL);
}

static enum status answer_one(struct growing *g, struct ctx *c, int64_t i)
{
    struct appeal_answered f = {.words = g->answer};
    TRY(appeal_state_answered(c, (struct appeal_id){g->first + i}, &f));
    return append(g, c, "appeal.answer", officer(2, unit_for(g, i).v, "officer"), NULL);
}

static enum status rate_one(struct growing *g, struct ctx *c, int64_t i)
{
    struct appeal_rated f = {.solved = true, .satisfied = 5};
    TRY(appeal_state_rated(c, (struct appeal_id){g->first + i}, &f));
    return append(g, c, "appeal.rate", nobody, NULL);
}

/* One is filed, one that was filed long enough ago goes its next step; a fact each. */
static enum status step(struct growing *g)
{
    struct ctx c = {.db = g->n.db,
                    .rooms = &main_rooms,
                    .arena = &g->a,
                    .now = g->now += 30000,
                    .ledger = g->l};
    int64_t i = g->n_filed;
    TRY(file_one(g, &c));
    if (i >= SENT)
        TRY(dispatch_one(g, &c, i - SENT));
    if (i >= ANSWERED)
        TRY(answer_one(g, &c, i - ANSWERED));
    return i >= RATED ? rate_one(g, &c, i - RATED) : OK;
}

static enum status sign(struct growing *g)
{
    struct buf text, note;
    struct tlog_checkpoint head = {.origin = S("bench"), .size = g->l->tree.size};
    buf_init(&text, 4096);
    buf_init(&note, 4096);
    enum status s = tree_root(&g->l->tree, &head.root);
    tlog_checkpoint_put(&text, &head);
    tlog_note_sign(&note, &g->key, buf_str(&text));
    s = s == OK && note.n == 0 ? BROKEN : s;
    buf_close(&text);
    buf_close(&note);
    return s;
}

static enum status batch(struct growing *g, uint64_t end)
{
    uint64_t until = g->l->tree.size + BATCH < end ? g->l->tree.size + BATCH : end;
    arena_reset(&g->a);
    TRY(store_begin(g->n.db));
    while (g->l->tree.size < until)
        TRY(step(g));
    if (folding)
        TRY(matter_set_folded_exec(g->n.db, (int64_t)g->l->tree.size));
    TRY(store_commit(g->n.db));
    return sign(g);
}

static enum status find_units(struct growing *g)
{
    struct org_unit unit;
    enum status s = OK;
    for (int64_t id = 1; s == OK && g->n_units < UNITS_MAX; id++) {
        s = org_unit_one(g->n.db, (struct unit_id){id}, &unit, &g->life);
        if (s == OK && unit.answers)
            g->unit[g->n_units++] = unit.unit;
    }
    return s == NOT_FOUND && g->n_units ? OK : s;
}

static enum status begin(struct growing *g, const char *folder, struct buf *why)
{
    const struct core_options o = {
        .folder = folder, .rooms = &main_rooms, .sql = sql_statements, .n_sql = sql_n_statements};
    char path[4096];
    struct tsv rows;
    const uint8_t seed[32] = {7};
    arena_init(&g->a, LIMIT_BATCH_ARENA);
    arena_init(&g->life, 16 * 1024 * 1024);
    TRY(node_open(&g->n, &o, STORE_WRITER, NULL, why));
    TRY(find_units(g));
    snprintf(path, sizeof path, "%s/pack/terms.tsv", folder);
    TRY(tsv_load(&rows, &g->life, path));
    TRY(terms_read(&g->life, &rows, &g->terms));
    g->l = ARENA_NEW(&g->life, struct ledger);
    if (!g->l)
        return FULL;
    *g->l = (struct ledger){
        .db = g->n.db, .rooms = &main_rooms, .terms = &g->terms, .node = g->n.node, .arena = &g->a};
    g->words = characters(&g->life, 200);
    g->answer = characters(&g->life, 60);
    g->key = tlog_signer_make(S("bench"), TLOG_KEY_LOG, seed);
    g->now = (int64_t)time(NULL) * 1000 - 365LL * 86400 * 1000;
    return ledger_open(g->l);
}

static double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    static struct growing g;
    struct buf why;
    folding = argc < 4 || strcmp(argv[3], "--no-fold") != 0;
    if (argc < 3 || crypt_init() != OK) {
        fputs("usage: grow DIR FACTS [--no-fold]\n", stderr);
        return 2;
    }
    buf_init(&why, 4096);
    enum status s = begin(&g, argv[1], &why);
    double from = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    uint64_t n = strtoull(argv[2], NULL, 10), had = s == OK ? g.l->tree.size : 0;
    while (s == OK && g.l->tree.size < had + n)
        s = batch(&g, had + n);
    if (s != OK) {
        fprintf(stderr, "grow: %s %.*s%s\n", status_name(s), STR_ARG(buf_str(&why)),
                g.n.db ? store_error(g.n.db) : "");
        return 1;
    }
    n = g.l->tree.size - had;
    from = seconds(CLOCK_MONOTONIC) - from;
    cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    printf("%.0f /s  %" PRIu64 " entries in %.2f s, %.2f s of processor, batches of %d\n",
           (double)n / from, n, from, cpu, BATCH);
    s = store_checkpoint(g.n.db);
    node_close(&g.n);
    return s != OK;
}
