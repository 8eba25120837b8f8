// SPDX-License-Identifier: Apache-2.0
/* rollback.c -- the signer refuses a database that is older than what it signed, and one of the
 * same size with another entry in it: pages are served, operations answer BUSY, the log says why.
 * `rollback XIEZHI XIEZHI-VERIFY PACK`. */
#include "judge.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PORT = 9213, STEPS = 12 };

static bool shell(const char *format, const char *folder)
{
    char command[800];
    snprintf(command, sizeof command, format, folder, folder, folder, folder);
    return system(command) == 0;
}

static bool work(struct load *l, int steps)
{
    bool well = true;
    for (int i = 0; i < steps && well; i++)
        well = worker_step(&l->worker[0]) == OK;
    return well;
}

static int64_t n_entries(const struct node *n)
{
    sqlite3 *db;
    sqlite3_stmt *row;
    char path[200];
    int64_t count = -1;
    snprintf(path, sizeof path, "%s/ledger.db", n->folder);
    if (sqlite3_open(path, &db) == SQLITE_OK &&
        sqlite3_prepare_v2(db, "select count(*) from entry", -1, &row, NULL) == SQLITE_OK) {
        if (sqlite3_step(row) == SQLITE_ROW)
            count = sqlite3_column_int64(row, 0);
        sqlite3_finalize(row);
    }
    sqlite3_close(db);
    return count;
}

/* Served, but nothing can be done, and the log has the reason. */
static bool is_refused(struct node *n, struct load *l, const char *reason)
{
    struct client c;
    struct answer a;
    int64_t entries = n_entries(n);
    node_start(n, NULL);
    bool ready = node_wait_ready(n, 1);
    client_init(&c, PORT);
    bool shows = ready && client_get(&c, "/", "", &a) && a.status == 200;
    client_close(&c);
    struct worker *w = &l->worker[1];
    bool busy = worker_step(w) == BUSY && w->last_status == 503;
    bool says = node_said(n, reason) && node_said(n, "operations answer BUSY");
    if (!shows || !busy || !says)
        printf("pages served: %d, operations busy: %d, the log says why: %d\n%.*s\n", shows, busy,
               says, STR_ARG(buf_str(&n->log)));
    bool stopped = node_stop(n), same = entries > 0 && n_entries(n) == entries;
    if (!same)
        printf("%lld entries, now %lld\n", (long long)entries, (long long)n_entries(n));
    return stopped && shows && busy && says && same;
}

/* The last entry's last digit of `hidden` becomes another one. */
static bool doctor(const struct node *n)
{
    sqlite3 *db;
    char path[200];
    snprintf(path, sizeof path, "%s/ledger.db", n->folder);
    bool done = sqlite3_open(path, &db) == SQLITE_OK;
    char *sql = "update entry set leaf = replace(leaf, '\"hidden\":\"' || substr(leaf, "
                "instr(leaf, '\"hidden\":\"') + 10, 1), '\"hidden\":\"' || case substr(leaf, "
                "instr(leaf, '\"hidden\":\"') + 10, 1) when '0' then '1' else '0' end) "
                "where id = (select max(id) from entry)";
    done = done && sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK && sqlite3_changes(db) == 1;
    sqlite3_close(db);
    return done;
}

static bool is_well_again(struct node *n, struct judge *j)
{
    node_start(n, NULL);
    bool well = node_wait_ready(n, 1) && load_settle(j->load) && judge_all(j);
    return node_stop(n) && well;
}

int main(int argc, char **argv)
{
    struct node n = {.port = PORT};
    struct load l;
    struct judge j;
    if (argc < 4)
        return 2;
    n.program = argv[1];
    n.verifier = argv[2];
    n.pack = argv[3];
    if (!node_make(&n, NULL))
        return 1;
    node_start(&n, NULL);
    bool well = node_wait_ready(&n, 1) && load_open(&l, PORT, 1, false) && judge_open(&j, &n, &l) &&
                work(&l, STEPS) && node_stop(&n) &&
                shell("mkdir %s.old && cp %s/*.db %s.old/", n.folder);
    node_start(&n, NULL);
    well = well && node_wait_ready(&n, 1) && work(&l, STEPS) && node_stop(&n) &&
           shell("mkdir %s.new && cp %s/*.db %s.new/", n.folder);
    int passed = 0, failed = 0;
    bool found[4] = {well};
    if (well) {
        found[1] =
            shell("cp %s.old/*.db %s/", n.folder) && is_refused(&n, &l, "it was rolled back");
        found[2] = shell("cp %s.new/*.db %s/", n.folder) && doctor(&n) &&
                   is_refused(&n, &l, "another tree of the size that was signed");
        found[3] = shell("cp %s.new/*.db %s/", n.folder) && is_well_again(&n, &j);
    }
    static const char *const what[] = {"a node with a past", "rolled back: refused",
                                       "same size, another entry: refused",
                                       "the true database: served"};
    for (int i = 0; i < 4; i++) {
        printf("%s: %s\n", what[i], found[i] ? "well" : "WRONG");
        *(found[i] ? &passed : &failed) += 1;
    }
    (void)!shell("rm -rf %s.old %s.new", n.folder);
    node_close(&n, false);
    load_close(&l);
    printf("%d passed, %d failed, 0 skipped\n", passed, failed);
    return failed > 0;
}
