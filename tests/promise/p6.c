// SPDX-License-Identifier: Apache-2.0
/* P6: after an erasure every proof holds, every page works, and no byte of the value remains under
 * the data folder.  Canaries in every kind of personal field, written by several persons in several
 * operations, in an attachment and in a table; erased over HTTP by two persons, the server killed
 * in the middle of it; then every file is looked through. */
#include "canary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { ENV = 3, WATER = 4, HANDS = 44, SMALL = 40, SAID = 65536, PATH_BYTES = 300, BODY = 4000 };
enum { LONG, TABLE, PARTS, STAYS, FIRST_SMALL }; /* the matters, by the test's own number */

#define DAY_MS 86400000LL

struct play {
    struct promise p;
    struct canaries birds;
    struct client clerk, env, water, chief, keeper, warden;
    struct promise_matter matter[FIRST_SMALL + SMALL];
    struct str opened;     /* the receipt that was handed out before */
    int64_t entry;         /* of which */
    int64_t row;           /* the first entry of a short matter, and */
    char seed[40], *value; /* its row of the vault before */
};

static void sign_in(struct play *g)
{
    g->clerk = promise_person(&g->p, "clerk");
    g->env = promise_person(&g->p, "env");
    g->water = promise_person(&g->p, "water");
    g->chief = promise_person(&g->p, "chief");
    g->keeper = promise_person(&g->p, "keeper");
    g->warden = promise_person(&g->p, "warden");
}

static const char *bird(struct play *g, int matter)
{
    return canary_words(&g->p, &g->birds, matter);
}

/* Ask for an operation on one of the matters. */
__attribute__((format(printf, 5, 6))) static void ask(struct play *g, struct client *c, int matter,
                                                      const char *op, const char *body, ...)
{
    char path[PATH_BYTES], text[BODY];
    va_list args;
    va_start(args, body);
    vsnprintf(text, sizeof text, body, args);
    va_end(args);
    snprintf(path, sizeof path, "/appeal/%lld/%s", (long long)g->matter[matter].id, op);
    struct client_reply r = promise_ask(&g->p, c, path, text);
    promise_check(&g->p, r.status == 201, "%s: %d %.*s", path, r.status, STR_ARG(r.body));
}

static struct client party(struct play *g, int matter)
{
    struct client c = trial_visitor(&g->p.trial);
    const struct promise_matter *m = &g->matter[matter];
    promise_check(&g->p, client_track(&c, m->no, m->view_code, m->secret) == OK,
                  "the codes open matter %d", matter);
    return c;
}

static void pass_days(struct play *g, int days)
{
    promise_check(&g->p, trial_clock(&g->p.trial, g->p.trial.now + days * DAY_MS) == OK,
                  "%d days pass", days);
    sign_in(g); /* half a day ends every session */
}

/* ---- what is written ----------------------------------------------------------------------- */

static const char *write_file(struct play *g, const char *name, const char *head, const char *text)
{
    char *path = arena_take(&g->p.trial.arena, 1, PATH_BYTES);
    snprintf(path, PATH_BYTES, "%s/%s", g->p.trial.folder, name);
    FILE *file = fopen(path, "we");
    if (!file || fprintf(file, "%s%s\n", head, text) < 0 || fclose(file) != 0)
        exit(2);
    return path;
}

/* Fill the form of a page as a browser does; fields from the third on are given. */
static struct client_reply send_form(struct play *g, struct client *c, const char *page,
                                     const char *action, struct client_pair *field, size_t n)
{
    struct client_reply r = {0};
    enum status s = client_get(c, str_of(page), NULL, &r);
    field[0] =
        (struct client_pair){S("_csrf"), client_hidden(r.body, str_of(action), "_csrf"), NULL};
    field[1] = (struct client_pair){S("_key"), client_hidden(r.body, str_of(action), "_key"), NULL};
    if (s == OK)
        s = client_form(c, str_of(action), field, n, "application/json", &r);
    promise_check(&g->p, s == OK && r.status == 201, "%s with a file: %d %.*s", action, r.status,
                  STR_ARG(r.body));
    return r;
}

static void file_long(struct play *g)
{
    struct client c = trial_visitor(&g->p.trial);
    const char *phone = canary_phone(&g->p, &g->birds, LONG);
    const char *paper = write_file(g, "paper.pdf", "%PDF-1.4\n% ", bird(g, LONG));
    struct client_pair field[] = {{0},
                                  {0},
                                  {S("_go"), S("send"), NULL},
                                  {S("kind"), S("help"), NULL},
                                  {S("topic"), S("noise"), NULL},
                                  {S("words"), str_of(bird(g, LONG)), NULL},
                                  {S("claim.1.words"), str_of(bird(g, LONG)), NULL},
                                  {S("spot"), str_of(bird(g, LONG)), NULL},
                                  {S("who.name"), str_of(bird(g, LONG)), NULL},
                                  {S("who.phone"), str_of(phone), NULL},
                                  {S("photo"), S(""), paper}};
    struct client_reply r =
        send_form(g, &c, "/appeal/new", "/appeal/file", field, sizeof field / sizeof field[0]);
    g->matter[LONG] = (struct promise_matter){
        promise_int(&g->p, &r, "matter"), promise_text(&g->p, &r, "no"),
        promise_text(&g->p, &r, "view_code"), promise_text(&g->p, &r, "secret")};
    g->entry = promise_int(&g->p, &r, "entry");
}

/* From hand to hand, answered, rated, asked again, answered again: canaries of five persons. */
static void live_long(struct play *g)
{
    file_long(g);
    ask(g, &g->clerk, LONG, "dispatch", "{\"to\":%d,\"urgent\":\"general\"}", ENV);
    for (int i = 0; i < HANDS; i++)
        ask(g, i % 2 ? &g->water : &g->env, LONG, "transfer", "{\"to\":%d,\"words\":\"%s\"}",
            i % 2 ? ENV : WATER, bird(g, LONG));
    static const char answer[] =
        "{\"words\":\"%s\",\"reply\":[{\"done\":\"solved\",\"words\":\"%s \\\" \\n %s\"}]}";
    ask(g, &g->env, LONG, "answer", answer, bird(g, LONG), bird(g, LONG), bird(g, LONG));
    struct client c = party(g, LONG);
    ask(g, &c, LONG, "rate", "{\"solved\":false,\"satisfied\":1,\"words\":\"%s\"}", bird(g, LONG));
    ask(g, &c, LONG, "reopen", "{\"words\":\"%s\"}", bird(g, LONG));
    ask(g, &g->env, LONG, "answer", answer, bird(g, LONG), bird(g, LONG), bird(g, LONG));
}

static void bring_table(struct play *g)
{
    char text[BODY];
    snprintf(text, sizeof text, "kind,topic,words,who.name,who.phone\nhelp,noise,%s,%s,%s",
             bird(g, TABLE), bird(g, TABLE), canary_phone(&g->p, &g->birds, TABLE));
    struct client_pair field[] = {{0},
                                  {0},
                                  {S("_go"), S("send"), NULL},
                                  {S("rows"), S(""), write_file(g, "t.csv", "", text)}};
    send_form(g, &g->clerk, "/appeal/table", "/appeal/import", field, 4);
    promise_check(&g->p, trial_clock(&g->p.trial, g->p.trial.now) == OK, "the table is done");
    sqlite3 *db = promise_db(&g->p, g->p.trial.node, "state", false);
    sqlite3_stmt *row;
    if (sqlite3_prepare_v2(db, "select id, no from matter where kind = 'appeal' order by id desc",
                           -1, &row, NULL) != SQLITE_OK ||
        sqlite3_step(row) != SQLITE_ROW)
        exit(2);
    g->matter[TABLE].id = sqlite3_column_int64(row, 0);
    char *no = arena_take(&g->p.trial.arena, 1, 64);
    snprintf(no, 64, "%s", (const char *)sqlite3_column_text(row, 1));
    g->matter[TABLE].no = str_of(no);
    sqlite3_finalize(row);
    sqlite3_close(db);
    ask(g, &g->clerk, TABLE, "decline", "{\"ground\":\"other\",\"words\":\"%s\"}", bird(g, TABLE));
}

/* Filed with words of any length and withdrawn. */
static void file_short(struct play *g, int matter)
{
    static const int lengths[] = {0, 40, 300, 1100, 2900};
    char body[BODY], filling[3000];
    int n = lengths[promise_dice(&g->p, 5)];
    memset(filling, 'x', (size_t)n);
    filling[n] = 0;
    snprintf(body, sizeof body,
             "{\"kind\":\"help\",\"topic\":\"noise\",\"words\":\"%s%s%s\",\"who\":{\"name\":\"%s\","
             "\"phone\":\"%s\"}}",
             bird(g, matter), filling, bird(g, matter), bird(g, matter),
             canary_phone(&g->p, &g->birds, matter));
    g->matter[matter] = promise_file(&g->p, body);
    struct client c = party(g, matter);
    ask(g, &c, matter, "withdraw", "{}");
}

/* ---- erasing ------------------------------------------------------------------------------- */

static void on_erasure(struct play *g, struct client *c, int64_t erasure, const char *op)
{
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "/erase/%lld/%s", (long long)erasure, op);
    struct client_reply r = promise_ask(&g->p, c, path, "{}");
    promise_check(&g->p, r.status == 201, "%s: %d %.*s", path, r.status, STR_ARG(r.body));
}

static int64_t ask_erasure(struct play *g, int matter, const char *what)
{
    char body[BODY];
    snprintf(body, sizeof body,
             "{\"no\":\"%.*s\",\"law\":\"pip47_2\",\"wish\":false,%s,\"words\":\"term over\"}",
             STR_ARG(g->matter[matter].no), what);
    struct client_reply r = promise_ask(&g->p, &g->keeper, "/erase/ask", body);
    promise_check(&g->p, r.status == 201, "an erasure of matter %d: %d %.*s", matter, r.status,
                  STR_ARG(r.body));
    int64_t erasure = promise_int(&g->p, &r, "matter");
    on_erasure(g, &g->warden, erasure, "approve");
    return erasure;
}

static int64_t parts_of(sqlite3 *db, int64_t erasure)
{
    char sql[100];
    snprintf(sql, sizeof sql, "select entries from erase where id = %lld", (long long)erasure);
    return promise_number(db, sql);
}

/* Begin it and kill the server as soon as some entries are erased and not all. */
static void kill_within(struct play *g, int64_t erasure)
{
    sqlite3 *db = promise_db(&g->p, g->p.trial.node, "state", false);
    int64_t n = 0;
    on_erasure(g, &g->keeper, erasure, "carry_out");
    while (n == 0)
        n = parts_of(db, erasure);
    promise_check(&g->p, trial_kill_server(&g->p.trial) == OK, "the server is killed and back");
    promise_check(&g->p, n <= HANDS, "it was killed in the middle: %lld entries were done",
                  (long long)n);
    promise_check(&g->p, trial_clock(&g->p.trial, g->p.trial.now) == OK, "the erasure goes on");
    n = parts_of(db, erasure);
    promise_check(&g->p, n > HANDS, "%lld entries are done in the end", (long long)n);
    sqlite3_close(db);
}

static void expect_done(struct play *g, int64_t erasure)
{
    char sql[200];
    sqlite3 *db = promise_db(&g->p, g->p.trial.node, "state", false);
    snprintf(sql, sizeof sql, "select count(*) from matter where stage = 'done' and id = %lld",
             (long long)erasure);
    promise_check(&g->p, promise_number(db, sql) == 1, "erasure %lld is done", (long long)erasure);
    sqlite3_close(db);
}

static void erase_all(struct play *g)
{
    static const char whole[] = "\"whole\":true";
    int64_t erasure[FIRST_SMALL + SMALL], parts;
    erasure[LONG] = ask_erasure(g, LONG, whole);
    erasure[TABLE] = ask_erasure(g, TABLE, whole);
    parts = ask_erasure(g, PARTS, "\"whole\":false,\"field\":[\"appeal-filed-who-name\"]");
    for (int i = FIRST_SMALL; i < FIRST_SMALL + SMALL; i++)
        erasure[i] = ask_erasure(g, i, whole);
    pass_days(g, 11);
    kill_within(g, erasure[LONG]);
    on_erasure(g, &g->warden, erasure[TABLE], "carry_out");
    on_erasure(g, &g->warden, parts, "carry_out");
    for (int i = FIRST_SMALL; i < FIRST_SMALL + SMALL; i++)
        on_erasure(g, &g->keeper, erasure[i], "carry_out");
    promise_check(&g->p, trial_clock(&g->p.trial, g->p.trial.now) == OK, "all are carried out");
    erasure[PARTS] = ask_erasure(g, PARTS, whole); /* what is left of an entry is erased as well */
    pass_days(g, 11);
    on_erasure(g, &g->keeper, erasure[PARTS], "carry_out");
    promise_check(&g->p, trial_clock(&g->p.trial, g->p.trial.now) == OK, "the rest is too");
    expect_done(g, parts);
    for (int i = 0; i < FIRST_SMALL + SMALL; i++)
        if (i != STAYS) {
            expect_done(g, erasure[i]);
            canary_erase(&g->birds, i);
        }
}

/* ---- what is found by words --------------------------------------------------------------- */

/* Matters that the intake desk finds by these very words. */
static int found_by(struct play *g, const char *words)
{
    char room[PATH_BYTES * 2];
    struct buf target = {.p = room, .room = sizeof room, .max = sizeof room};
    struct client_reply r = {0};
    struct str rest, body;
    int n = 0;
    buf_puts(&target, "/search?q=%22");
    for (const char *at = words; *at; at++)
        buf_printf(&target, "%%%02X", (unsigned char)*at);
    buf_puts(&target, "%22");
    enum status s = client_get(&g->clerk, buf_str(&target), "application/json", &r);
    promise_check(&g->p, s == OK && r.status == 200, "a search: %d %.*s", r.status,
                  STR_ARG(r.body));
    for (body = r.body; body.n; n++) {
        size_t at = str_find(body, S("\"no\":"));
        if (at == body.n)
            break;
        rest = str_part(body, at + 5, body.n);
        body = rest;
    }
    return n;
}

/* Of the values that are erased (or that are not), how many are found. */
static int found(struct play *g, bool erased, int *ret_sought)
{
    int n = 0;
    *ret_sought = 0;
    for (int i = 0; i < g->birds.n; i++) {
        const struct canary *c = &g->birds.at[i];
        bool whole = c->matter == LONG || c->matter == TABLE || erased; /* no filling beside it */
        if (c->is_erased != erased || !whole)
            continue;
        ++*ret_sought;
        n += found_by(g, c->text) > 0;
    }
    return n;
}

/* Not only is nothing shown: of the matter's texts no gram is left, only what stands in clear (the
 * topic, and the two units where it lay). */
static void expect_no_grams(struct play *g, const char *when)
{
    sqlite3 *db = promise_db(&g->p, g->p.trial.node, "state", false);
    for (int i = 0; i < FIRST_SMALL + SMALL; i++) {
        char sql[200];
        long long id = g->matter[i].id;
        if (i == STAYS)
            continue;
        snprintf(sql, sizeof sql, "select count(*) from search_text where matter = %lld", id);
        int64_t texts = promise_number(db, sql);
        snprintf(sql, sizeof sql,
                 "select count(*) from search_gram where block = %lld and (bits >> %lld) & 1",
                 id / 32, id % 32);
        int64_t grams = promise_number(db, sql);
        promise_check(&g->p, texts == 0 && grams >= 1 && grams <= 4,
                      "%s: matter %d keeps %lld texts and %lld grams", when, i, (long long)texts,
                      (long long)grams);
    }
    sqlite3_close(db);
}

static void expect_unfound(struct play *g, const char *when)
{
    int sought, n = found(g, true, &sought);
    promise_check(&g->p, n == 0 && sought > 100, "%s: %d of %d erased values are found by words",
                  when, n, sought);
    expect_no_grams(g, when);
}

/* ---- what holds afterwards ----------------------------------------------------------------- */

static void expect_gone(struct play *g, const char *when)
{
    char export[PATH_BYTES];
    int n = canary_find(&g->p, &g->birds, g->p.trial.node, true);
    promise_check(&g->p, n == 0, "%s: %d erased values are still there", when, n);
    n = canary_find(&g->p, &g->birds, g->p.trial.node, false);
    promise_check(&g->p, n >= 4, "%s: what was not erased is there: %d", when, n);
    snprintf(export, sizeof export, "%s/export", g->p.trial.folder);
    promise_check(&g->p,
                  promise_command(&g->p, "export-ledger", g->p.trial.node, export, NULL) == 0,
                  "%s: an export", when);
    n = canary_find(&g->p, &g->birds, export, true);
    promise_check(&g->p, n == 0, "%s: %d values in the export", when, n);
    promise_remove(export);
}

static void expect_agreed(struct play *g, const char *when)
{
    struct buf said;
    buf_init(&said, SAID);
    promise_check(&g->p, promise_command(&g->p, "check", g->p.trial.node, NULL, &said) == 0,
                  "%s: check: %.*s", when, STR_ARG(buf_str(&said)));
    buf_close(&said);
}

static void open_page(struct play *g, struct client *c, const char *path, bool shows_erased)
{
    static const char *const forms[] = {"?lang=en", "?as=json"};
    for (int i = 0; i < 2; i++) {
        char target[PATH_BYTES];
        struct client_reply r = {0};
        snprintf(target, sizeof target, "%s%s", path, forms[i]);
        enum status s = client_get(c, str_of(target), NULL, &r);
        promise_check(&g->p, s == OK && r.status == 200, "%s: %d", target, r.status);
        bool erased = str_find(r.body, S("erased as the law requires")) < r.body.n;
        promise_check(&g->p, i || erased == shows_erased, "%s says what is erased", target);
    }
}

static void open_pages(struct play *g)
{
    struct client c;
    struct client *staff[] = {&g->clerk, &g->env, &g->chief};
    char path[PATH_BYTES];
    for (int i = 0; i < FIRST_SMALL + SMALL; i += i < FIRST_SMALL ? 1 : 7) {
        snprintf(path, sizeof path, "/appeal/%lld", (long long)g->matter[i].id);
        for (int k = 0; k < (i == LONG ? 3 : 1); k++)
            open_page(g, staff[k], path, i != STAYS);
        if (i == TABLE)
            continue; /* its codes went to the clerk's table */
        c = party(g, i);
        open_page(g, &c, path, i != STAYS);
    }
    open_page(g, &g->keeper, "/erase", false);
    open_page(g, &g->clerk, "/erase/count", false);
    open_page(g, &g->clerk, "/appeal", false);
}

static struct str receipt_of(struct play *g, struct client *c, int64_t entry)
{
    char path[PATH_BYTES];
    struct client_reply r = {0};
    snprintf(path, sizeof path, "/receipt/%lld.tlog-proof", (long long)entry);
    enum status s = client_get(c, str_of(path), NULL, &r);
    promise_check(&g->p, s == OK && r.status == 200, "%s: %d", path, r.status);
    return r.body;
}

/* The outsider's verdict; what it says in *said. */
static int verify(struct play *g, struct str receipt, struct buf *said)
{
    char path[PATH_BYTES], policy[PATH_BYTES];
    snprintf(path, sizeof path, "%s/receipt", g->p.trial.folder);
    snprintf(policy, sizeof policy, "%s/policy", g->p.trial.node);
    FILE *file = fopen(path, "we");
    if (!file || fwrite(receipt.p, 1, receipt.n, file) != receipt.n || fclose(file) != 0)
        exit(2);
    char *argv[] = {(char *)(uintptr_t)g->p.verifier, "receipt", path, "--policy", policy, NULL};
    buf_reset(said);
    return trial_run(argv, said);
}

static bool says(const struct buf *said, const char *words)
{
    return str_find(buf_str(said), str_of(words)) < said->n;
}

static void check_receipts(struct play *g)
{
    struct buf said;
    struct client c = party(g, LONG);
    struct str now = receipt_of(g, &c, g->entry);
    buf_init(&said, SAID);
    int code = verify(g, g->opened, &said);
    promise_check(&g->p, code == 0 && says(&said, "  words: opened: \"\xe9\x87\x91"),
                  "the receipt of before opens what it opened: %.*s", STR_ARG(buf_str(&said)));
    code = verify(g, now, &said);
    promise_check(&g->p, code == 0 && says(&said, "  words: erased (entry "),
                  "a receipt of now proves the erasure: %.*s", STR_ARG(buf_str(&said)));
    promise_check(&g->p, !says(&said, "as the office says") && says(&said, "  topic: opened: "),
                  "of every field: %.*s", STR_ARG(buf_str(&said)));
    buf_close(&said);
}

/* ---- a copy of an earlier day -------------------------------------------------------------- */

static void keep_row(struct play *g)
{
    char sql[100];
    sqlite3_stmt *row;
    sqlite3 *db = promise_db(&g->p, g->p.trial.node, "state", false);
    snprintf(sql, sizeof sql, "select min(entry) from act where matter = %lld",
             (long long)g->matter[FIRST_SMALL].id);
    g->row = promise_number(db, sql);
    sqlite3_close(db);
    db = promise_db(&g->p, g->p.trial.node, "ledger", false);
    if (sqlite3_prepare_v2(db, "select hex(seed), value from vault where entry = $1", -1, &row,
                           NULL) != SQLITE_OK ||
        sqlite3_bind_int64(row, 1, g->row) != SQLITE_OK || sqlite3_step(row) != SQLITE_ROW)
        exit(2);
    snprintf(g->seed, sizeof g->seed, "%s", (const char *)sqlite3_column_text(row, 0));
    g->value = strdup((const char *)sqlite3_column_text(row, 1));
    sqlite3_finalize(row);
    sqlite3_close(db);
}

/* Whoever puts an old row back is told so: every value agrees with its commitment, and all the same
 * it should not be there. */
static void put_row_back(struct play *g)
{
    char copy[PATH_BYTES], where[80];
    struct buf said;
    snprintf(copy, sizeof copy, "%s/copy", g->p.trial.folder);
    promise_copy(&g->p, g->p.trial.node, copy);
    sqlite3 *db = promise_db(&g->p, copy, "ledger", true);
    char *sql = sqlite3_mprintf("delete from vault_left where entry = %lld;"
                                "update vault set seed = x'%s', value = %Q where entry = %lld",
                                (long long)g->row, g->seed, g->value, (long long)g->row);
    promise_check(&g->p, sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK, "a row is put back");
    sqlite3_free(sql);
    sqlite3_close(db);
    buf_init(&said, SAID);
    int code = promise_command(&g->p, "check", copy, NULL, &said);
    snprintf(where, sizeof where, "entry %lld: a value that was erased", (long long)g->row);
    promise_check(&g->p, code == 1 && says(&said, where), "check finds it: %d %.*s", code,
                  STR_ARG(buf_str(&said)));
    buf_close(&said);
    promise_remove(copy);
    free(g->value);
}

static void rebuild(struct play *g)
{
    struct buf said;
    buf_init(&said, SAID);
    trial_stop(&g->p.trial);
    expect_gone(g, "when it does not run");
    put_row_back(g);
    promise_check(&g->p, promise_command(&g->p, "rebuild", g->p.trial.node, NULL, &said) == 0,
                  "rebuild: %.*s", STR_ARG(buf_str(&said)));
    expect_agreed(g, "rebuilt");
    expect_gone(g, "rebuilt");
    buf_reset(&said);
    promise_check(&g->p, trial_start(&g->p.trial, &said) == OK, "it is served again: %.*s",
                  STR_ARG(buf_str(&said)));
    buf_close(&said);
    sign_in(g); /* at another port */
    expect_unfound(g, "rebuilt");
    open_pages(g);
}

int main(int argc, char **argv)
{
    static struct play g;
    promise_begin(&g.p, "P6", argc, argv);
    promise_open(&g.p, "2026-03-02 09:00", "");
    sign_in(&g);
    live_long(&g);
    bring_table(&g);
    for (int i = PARTS; i < FIRST_SMALL + SMALL; i++)
        file_short(&g, i);
    struct client c = party(&g, LONG);
    g.opened = receipt_of(&g, &c, g.entry);
    keep_row(&g);
    pass_days(&g, 2); /* nobody asks again, and the matter closes */
    int n = canary_find(&g.p, &g.birds, g.p.trial.node, false);
    promise_check(&g.p, n == g.birds.n, "%d of %d values are found before", n, g.birds.n);
    int sought, hits = found(&g, false, &sought); /* but for the one within the attachment */
    promise_check(&g.p, hits == sought - 1 && sought > 50, "by words %d of %d are found before",
                  hits, sought);
    erase_all(&g);
    expect_gone(&g, "while it runs");
    expect_agreed(&g, "while it runs");
    expect_unfound(&g, "while it runs");
    open_pages(&g);
    check_receipts(&g);
    rebuild(&g);
    printf("P6: %d values in %d matters\n", g.birds.n, FIRST_SMALL + SMALL);
    return promise_end(&g.p);
}
