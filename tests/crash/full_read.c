// SPDX-License-Identifier: Apache-2.0
/* full_read.c -- an officer reads what a citizen wrote while the disk has no room for the record of
 * it, from the n-th write on, for every n: either the page leaves and its record is there, or it
 * says so (507, 503) and holds no word of the citizen's; public pages and the party's own go on.
 * Then the server is killed while pages are read: none was seen of which no record is left.
 * `full_read XIEZHI_FAULTY XIEZHI-VERIFY PACK`. */
#include "load.h"
#include "orders.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

enum { PORT = 9208, WRITES_MAX = 60, READS = 200, KILLS = 3 };

struct trial {
    struct node *node;
    struct load load;
    struct orders orders;
    struct client reader;
    char page[60], words[40];
    int n_shown, n_refused, n_full;
};

/* How many records there are, as anybody finds them in the file. */
static int records(const struct trial *t)
{
    char path[200];
    sqlite3 *db;
    sqlite3_stmt *s;
    int n = -1;
    snprintf(path, sizeof path, "%s/ledger.db", t->node->folder);
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
        sqlite3_prepare_v2(db,
                           "select count(*) from read_record where login = 'clerk' and no <> '' "
                           "and fields like '%:appeal.filed:words%' and door like '/appeal/%'",
                           -1, &s, NULL) == SQLITE_OK) {
        if (sqlite3_step(s) == SQLITE_ROW)
            n = sqlite3_column_int(s, 0);
        sqlite3_finalize(s);
    }
    sqlite3_close(db);
    return n;
}

static bool holds(const struct answer *a, const char *words)
{
    return str_find(a->body, str_of(words)) < a->body.n;
}

/* What is asked for with these cookies, does it come with the citizen's words? */
static bool shows(struct trial *t, const char *path, const char *cookies, const char *words)
{
    struct answer a;
    bool well = client_get(&t->reader, path, cookies, &a) && a.status == 200 && holds(&a, words);
    if (!well)
        printf("%s was answered %d\n", path, a.status);
    return well;
}

/* The clerk opens the page: shown, and then recorded; or neither. */
static bool read_once(struct trial *t)
{
    struct answer a;
    int before = records(t);
    if (!client_get(&t->reader, t->page, t->load.clerk, &a))
        return false;
    bool seen = holds(&a, t->words);
    int more = records(t) - before;
    t->n_shown += seen;
    t->n_refused += !seen;
    t->n_full += a.status == 507;
    bool well =
        seen ? a.status == 200 && more == 1 : (a.status == 507 || a.status == 503) && more >= 0;
    if (before < 0 || !well)
        printf("a page was answered %d, %s, and left %d records: WRONG\n", a.status,
               seen ? "with the words" : "without the words", more);
    return before >= 0 && well;
}

static bool public_goes_on(struct trial *t, struct worker *w)
{
    return shows(t, "/", "", "</html>") && shows(t, "/appeal/new", "", "</html>") &&
           shows(t, t->page, w->party, t->words);
}

static bool every_write(struct trial *t, const char *mode)
{
    struct worker *w = &t->load.worker[0];
    long hits = 1;
    int n;
    t->n_shown = t->n_refused = t->n_full = 0;
    for (n = 1; hits > 0 && n < WRITES_MAX; n++) {
        if (orders_give(&t->orders, mode, n) < 0)
            return false;
        bool well = read_once(t) && public_goes_on(t, w);
        hits = orders_give(&t->orders, "none", 0);
        if (!well || hits < 0 || !read_once(t)) /* and there is room again */
            return false;
    }
    bool well = n > 3 && hits == 0 && t->n_refused > 0;
    printf("%s: %d places, %d refused (%d of them 507), %d shown with their record: %s\n", mode,
           n - 1, t->n_refused, t->n_full, t->n_shown, well ? "well" : "WRONG");
    return well && (strcmp(mode, "full") != 0 || t->n_full > 0);
}

/* Each page that came has its record, though the server died in the middle of the next. */
static bool killed(struct trial *t)
{
    int before = records(t), seen = 0, after;
    for (int k = 1; k <= KILLS; k++) {
        struct answer a;
        for (int i = 0; i < READS && client_get(&t->reader, t->page, t->load.clerk, &a); i++) {
            seen += holds(&a, t->words);
            if (i == READS / 2 * k / KILLS)
                node_kill(t->node, NODE_SERVER, SIGKILL);
        }
        if (!node_wait_ready(t->node, k + 1))
            return false;
    }
    after = records(t);
    bool well = seen > 0 && after - before >= seen;
    printf("killed %d times: %d pages were seen, %d recorded: %s\n", KILLS, seen, after - before,
           well ? "well" : "WRONG");
    return well;
}

/* A citizen asks for something; its page, and what he wrote. */
static bool begin(struct trial *t)
{
    struct worker *w = &t->load.worker[0];
    if (!node_make(t->node, NULL) || !orders_open(&t->orders))
        return false;
    node_start(t->node, t->orders.fault);
    if (!node_wait_ready(t->node, 1) || !load_open(&t->load, PORT, 1, false))
        return false;
    client_init(&t->reader, PORT);
    w->next = ACT_FILE;
    if (worker_step(w) != OK || !worker_track(w))
        return false;
    snprintf(t->page, sizeof t->page, "/appeal/%lld", (long long)w->matter);
    snprintf(t->words, sizeof t->words, "K-1%06d-", t->load.act[0]->number);
    return shows(t, t->page, w->party, t->words);
}

int main(int argc, char **argv)
{
    if (argc < 4)
        return 2;
    struct node node = {.port = PORT, .program = argv[1], .verifier = argv[2], .pack = argv[3]};
    static struct trial t;
    t.node = &node;
    signal(SIGPIPE, SIG_IGN);
    bool well = begin(&t) && read_once(&t) && every_write(&t, "full") &&
                every_write(&t, "full_once") && killed(&t);
    well &= node_stop(&node);
    if (!well)
        printf("---- its log:\n%.*s\n", STR_ARG(buf_str(&node.log)));
    client_close(&t.reader);
    node_close(&node, false);
    load_close(&t.load);
    orders_close(&t.orders);
    printf("%s\n", well ? "well" : "WRONG");
    return !well;
}
