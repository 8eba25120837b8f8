// SPDX-License-Identifier: Apache-2.0
#include "judge.h"

#include "base/base64.h"
#include "base/json.h"
#include "tlog/tree.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static sqlite3 *open_ledger(const struct judge *j)
{
    sqlite3 *db = NULL;
    char path[200];
    snprintf(path, sizeof path, "%s/ledger.db", j->node->folder);
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
        abort();
    sqlite3_busy_timeout(db, 5000);
    sqlite3_exec(db, "pragma query_only = on; pragma wal_autocheckpoint = 0", NULL, NULL, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    return db;
}

static sqlite3_stmt *ask(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *st = NULL;
    if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK) {
        printf("%s: %s\n", sql, sqlite3_errmsg(db));
        abort();
    }
    return st;
}

static struct str column(sqlite3_stmt *st, int i)
{
    const char *p = (const char *)sqlite3_column_blob(st, i);
    return (struct str){p, (size_t)sqlite3_column_bytes(st, i)};
}

static int64_t count_entries(sqlite3 *db)
{
    sqlite3_stmt *st = ask(db, "select count(*) from entry");
    int64_t n = sqlite3_step(st) == SQLITE_ROW ? sqlite3_column_int64(st, 0) : -1;
    sqlite3_finalize(st);
    return n;
}

bool judge_open(struct judge *j, struct node *n, struct load *l)
{
    *j = (struct judge){.node = n, .load = l};
    sqlite3 *db = open_ledger(j);
    j->base = count_entries(db);
    sqlite3_close(db);
    return j->base > 0;
}

/* ---- the acts ------------------------------------------------------------------------------ */

/* The number of the act whose words stand in a value of the vault, or -1. */
static int64_t number_in(struct str value)
{
    size_t at = str_find(value, S("\"K-"));
    int64_t number;
    struct str digits = str_part(value, at + 3, 7);
    if (at + 11 > value.n || value.p[at + 10] != '-')
        return -1;
    return str_to_int(digits, &number) == OK ? number - 1000000 : -1;
}

/* Every act's words are in the vault once, at the entry that its answer named. */
static void look_for_words(struct judge *j, sqlite3 *db)
{
    struct load *l = j->load;
    sqlite3_stmt *st = ask(db, "select entry, value from vault order by entry");
    for (int i = 0; i < l->n_acts; i++)
        l->act[i]->n_seen = 0;
    while (sqlite3_step(st) == SQLITE_ROW) {
        int64_t entry = sqlite3_column_int64(st, 0), number = number_in(column(st, 1));
        if (number < 0 || number >= l->n_acts)
            continue;
        struct act *act = l->act[number];
        act->n_seen++;
        if (act->acknowledged && act->entry != entry && ++j->doubled)
            printf("act %d stands at entry %lld, and %lld was said\n", act->number,
                   (long long)entry, (long long)act->entry);
    }
    sqlite3_finalize(st);
}

static void count_acts(struct judge *j)
{
    for (int i = 0; i < j->load->n_acts; i++) {
        const struct act *act = j->load->act[i];
        if (act->kind == ACT_DISPATCH)
            continue; /* it has no words; receipts and counts tell */
        if (act->acknowledged && act->n_seen == 0 && ++j->lost)
            printf("act %d was acknowledged at entry %lld and is lost\n", act->number,
                   (long long)act->entry);
        if (act->n_seen > 1 && ++j->doubled)
            printf("act %d was done %d times\n", act->number, act->n_seen);
    }
}

/* Each matter has as many acts as were acknowledged. */
static void count_matters(struct judge *j, sqlite3 *db)
{
    sqlite3_stmt *st = ask(db, "select acts from matter_key where matter = ?1");
    for (int i = 0; i < j->load->n_acts; i++) {
        const struct act *filed = j->load->act[i];
        int64_t said = 0, is = 0;
        if (filed->kind != ACT_FILE || !filed->acknowledged)
            continue;
        for (int k = i; k < j->load->n_acts; k++)
            said += j->load->act[k]->acknowledged && j->load->act[k]->matter == filed->matter;
        sqlite3_bind_int64(st, 1, filed->matter);
        if (sqlite3_step(st) == SQLITE_ROW)
            is = sqlite3_column_int64(st, 0);
        sqlite3_reset(st);
        j->lost += is < said;
        j->doubled += is > said;
        if (is != said)
            printf("matter %lld has %lld acts, and %lld were acknowledged\n",
                   (long long)filed->matter, (long long)is, (long long)said);
    }
    sqlite3_finalize(st);
}

/* ---- the log ------------------------------------------------------------------------------- */

static void compare_head(struct judge *j, int i, struct hash root)
{
    struct buf text;
    buf_init(&text, 100);
    base64_put(&text, root.b, sizeof root.b);
    if (!str_is(buf_str(&text), j->head[i].root) && ++j->broken)
        printf("the log does not continue the one whose %lld entries were signed\n",
               (long long)j->head[i].size);
    buf_close(&text);
}

/* The root at the size of every head that was ever shown is still the one that was signed. */
static void read_log(struct judge *j, sqlite3 *db)
{
    struct tlog_edge edge = {0};
    sqlite3_stmt *st = ask(db, "select id, leaf from entry order by id");
    int next = 0;
    while (sqlite3_step(st) == SQLITE_ROW) {
        if (sqlite3_column_int64(st, 0) != (int64_t)edge.size && ++j->broken)
            printf("entry %lld is missing\n", (long long)edge.size);
        tlog_edge_append(&edge, tlog_leaf(column(st, 1)));
        for (; next < j->n_heads && j->head[next].size == (int64_t)edge.size; next++)
            compare_head(j, next, tlog_edge_root(&edge));
    }
    sqlite3_finalize(st);
    j->entries = (int64_t)edge.size;
    if (next < j->n_heads && ++j->lost)
        printf("a head over %lld entries was signed, and there are %lld\n",
               (long long)j->head[next].size, (long long)j->entries);
}

static bool read_head(struct judge *j, struct str note, int64_t *ret_size, char ret_root[64])
{
    struct str rest, size, root;
    str_cut(note, '\n', &rest);
    size = str_cut(rest, '\n', &rest);
    root = str_cut(rest, '\n', &rest);
    (void)j;
    if (str_to_int(size, ret_size) != OK || root.n == 0 || root.n >= 64)
        return false;
    memcpy(ret_root, root.p, root.n);
    ret_root[root.n] = 0;
    return true;
}

/* The checkpoint of now, kept for all later looks. */
static void keep_head(struct judge *j)
{
    struct client c;
    struct answer a;
    int64_t size;
    char root[64];
    client_init(&c, j->node->port);
    bool got = client_get(&c, "/checkpoint", "", &a) && a.status == 200 &&
               read_head(j, a.body, &size, root);
    int64_t last = j->n_heads ? j->head[j->n_heads - 1].size : 0;
    if ((!got || size < last) && ++j->broken)
        printf("there is no checkpoint that goes on from the last\n");
    else if (j->n_heads < HEADS_MAX) {
        j->head[j->n_heads].size = size;
        memcpy(j->head[j->n_heads++].root, root, sizeof root);
    }
    client_close(&c);
}

/* ---- receipts ------------------------------------------------------------------------------ */

/* The entry that a receipt proves is the one that stands in the ledger. */
static bool is_of_ledger(struct str receipt, const struct act *act, sqlite3_stmt *st)
{
    struct arena a;
    struct str bytes, rest, line;
    struct json *extra;
    bool same = false;
    arena_init(&a, 16 * 1024 * 1024);
    str_cut(receipt, '\n', &rest);
    line = str_cut(rest, '\n', &rest);
    if (str_starts(line, S("extra ")) && base64_read(&a, str_part(line, 6, line.n), &bytes) == OK &&
        json_parse(&a, bytes, JSON_STRICT, &extra, NULL) == OK) {
        sqlite3_bind_int64(st, 1, act->entry);
        same = sqlite3_step(st) == SQLITE_ROW &&
               str_eq(column(st, 0), json_text(json_get(extra, "leaf")));
        sqlite3_reset(st);
    }
    arena_close(&a);
    return same;
}

static void look_at_receipts(struct judge *j, sqlite3 *db)
{
    sqlite3_stmt *st = ask(db, "select leaf from entry where id = ?1");
    for (int i = 0; i < j->load->n_acts; i++) {
        struct act *act = j->load->act[i];
        struct str receipt = {act->receipt, act->n_receipt};
        if (!act->acknowledged || receipt.n == 0)
            continue;
        if (!is_of_ledger(receipt, act, st) && ++j->lost)
            printf("the receipt of act %d is not of entry %lld as it stands\n", act->number,
                   (long long)act->entry);
        if (!act->verified && !node_verify(j->node, receipt) && ++j->unproved)
            printf("the receipt of act %d does not verify\n", act->number);
        act->verified = true;
    }
    sqlite3_finalize(st);
}

bool judge_all(struct judge *j)
{
    int before = j->lost + j->doubled + j->unproved + j->broken;
    keep_head(j);
    sqlite3 *db = open_ledger(j);
    look_for_words(j, db);
    count_acts(j);
    count_matters(j, db);
    read_log(j, db);
    look_at_receipts(j, db);
    sqlite3_close(db);
    int64_t want = j->base + load_acknowledged(j->load);
    if (j->entries != want && ++j->broken)
        printf("%lld entries, and %lld were acknowledged\n", (long long)j->entries,
               (long long)want);
    if (!node_check(j->node))
        j->broken++;
    return j->lost + j->doubled + j->unproved + j->broken == before;
}
