// SPDX-License-Identifier: Apache-2.0
/* P5: a refusal changes nothing but its own record.  Every row of every table is written out before
 * and after: a refusal by a rule of law adds one entry, its act, and the key it used; what is
 * malformed, unauthorised or sent twice adds nothing at all.  R8 beside it: a refusal of law names
 * its row, a mistake has none. */
#include "promise.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINES_MAX = 20000, DUMP_BYTES = 16 * 1024 * 1024 };

/* ---- all rows of both files ---------------------------------------------------------------- */

struct dump {
    struct buf text;
    struct str line[LINES_MAX]; /* "table|value|value", sorted */
    size_t n;
};

static void put_row(struct dump *d, const char *table, sqlite3_stmt *row)
{
    buf_puts(&d->text, table);
    for (int i = 0; i < sqlite3_column_count(row); i++) {
        const void *bytes = sqlite3_column_blob(row, i);
        buf_byte(&d->text, '|');
        if (sqlite3_column_type(row, i) == SQLITE_BLOB)
            buf_hex(&d->text, bytes, (size_t)sqlite3_column_bytes(row, i));
        else if (sqlite3_column_type(row, i) != SQLITE_NULL)
            buf_puts(&d->text, (const char *)sqlite3_column_text(row, i));
    }
    buf_byte(&d->text, '\n');
}

static void put_file(struct promise *p, struct dump *d, const char *file)
{
    sqlite3_stmt *tables, *rows;
    sqlite3 *db = promise_db(p, p->trial.node, file, false);
    sqlite3_prepare_v2(db, "select name from sqlite_master where type = 'table'", -1, &tables,
                       NULL);
    while (sqlite3_step(tables) == SQLITE_ROW) {
        char sql[200];
        const char *table = (const char *)sqlite3_column_text(tables, 0);
        snprintf(sql, sizeof sql, "select * from %s", table);
        sqlite3_prepare_v2(db, sql, -1, &rows, NULL);
        while (sqlite3_step(rows) == SQLITE_ROW)
            put_row(d, table, rows);
        sqlite3_finalize(rows);
    }
    sqlite3_finalize(tables);
    sqlite3_close(db);
}

static int by_bytes(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static void take(struct promise *p, struct dump *d)
{
    buf_reset(&d->text);
    d->n = 0;
    put_file(p, d, "ledger");
    put_file(p, d, "state");
    struct str rest = buf_str(&d->text);
    while (rest.p && rest.n && d->n < LINES_MAX)
        d->line[d->n++] = str_cut(rest, '\n', &rest);
    if (d->text.full || d->n == LINES_MAX)
        exit(2);
    qsort(d->line, d->n, sizeof d->line[0], by_bytes);
}

/* ---- what differs -------------------------------------------------------------------------- */

/* What a refusal by law may do to a table: rows gone, rows come, and the column in which an old row
 * may differ from its successor (-1: none). */
struct may {
    const char *table;
    int gone, come, column;
};

static const struct may recorded[] = {
    {"act", 0, 1, -1},   {"matter", 1, 1, 9}, {"folded", 1, 1, 1},     {"entry", 0, 1, -1},
    {"vault", 0, 1, -1}, {"idem", 0, 1, -1},  {"matter_key", 1, 1, 2}, {NULL, 0, 0, 0}};
static const struct may nothing[] = {{NULL, 0, 0, 0}};

struct change {
    const struct may *may;
    int gone[16], come[16];
    struct str old[16], new[16];
};

static void note(struct promise *p, struct change *c, struct str line, bool came, const char *what)
{
    struct str rest, table = str_cut(line, '|', &rest);
    for (size_t i = 0; c->may[i].table; i++)
        if (str_is(table, c->may[i].table)) {
            *(came ? &c->come[i] : &c->gone[i]) += 1;
            *(came ? &c->new[i] : &c->old[i]) = rest;
            return;
        }
    promise_check(p, false, "%s: %s %.*s", what, came ? "there is now" : "there was",
                  (int)(line.n > 200 ? 200 : line.n), line.p);
}

/* Are the rows the same but for that column? */
static bool same_but(struct str a, struct str b, int column)
{
    for (int i = 0; a.p && b.p; i++) {
        struct str x = str_cut(a, '|', &a), y = str_cut(b, '|', &b);
        if (i != column && !str_eq(x, y))
            return false;
    }
    return !a.p && !b.p;
}

static void compare(struct promise *p, const struct dump *before, const struct dump *after,
                    const struct may *may, const char *what)
{
    struct change c = {.may = may};
    size_t i = 0, k = 0;
    while (i < before->n || k < after->n) {
        int order = i == before->n  ? 1
                    : k == after->n ? -1
                                    : str_cmp(before->line[i], after->line[k]);
        if (order < 0)
            note(p, &c, before->line[i], false, what);
        else if (order > 0)
            note(p, &c, after->line[k], true, what);
        i += order <= 0;
        k += order >= 0;
    }
    for (size_t n = 0; may[n].table; n++) {
        promise_check(p, c.gone[n] == may[n].gone && c.come[n] == may[n].come,
                      "%s: %s lost %d rows and got %d", what, may[n].table, c.gone[n], c.come[n]);
        if (may[n].gone && c.gone[n] && c.come[n])
            promise_check(p, same_but(c.old[n], c.new[n], may[n].column),
                          "%s: a row of %s became %.*s", what, may[n].table, STR_ARG(c.new[n]));
    }
}

/* ---- refusals ------------------------------------------------------------------------------ */

struct stand {
    struct promise p;
    struct client clerk, env, water, admin, stranger, citizen, no_secret;
    struct promise_matter filed, sent, rated;
    struct dump before, after;
    struct str law; /* the row that the last refusal named */
};

static const char answer[] = "{\"words\":\"an answer\"}";
static const char to_env[] = "{\"to\":3,\"urgent\":\"general\"}";
static const char rating[] = "{\"solved\":true,\"satisfied\":3}";

/* One that is refused with this status and reason (NULL: whatever the door says). */
static void refused(struct stand *s, struct client *c, int64_t matter, const char *op,
                    const char *body, int status, const char *reason, const struct may *may)
{
    char path[80], what[160];
    struct promise *p = &s->p;
    if (matter)
        snprintf(path, sizeof path, "/appeal/%lld/%s", (long long)matter, op);
    else
        snprintf(path, sizeof path, "/appeal/%s", op);
    snprintf(what, sizeof what, "%s %.60s", path, body);
    /* those who hear of the act before it are told first */
    promise_check(p, trial_clock(&p->trial, p->trial.now) == OK, "the node becomes quiet");
    take(p, &s->before);
    struct client_reply r = promise_ask(p, c, path, body);
    promise_check(p, trial_clock(&p->trial, p->trial.now) == OK, "the node becomes quiet");
    take(p, &s->after);
    struct str said = promise_text(p, &r, "reason"), law = promise_text(p, &r, "law");
    promise_check(p, r.status == status && (!reason || str_is(said, reason)), "%s: %d %.*s", what,
                  r.status, STR_ARG(r.body));
    promise_check(p, (law.n > 0) == (may == recorded), "%s: its row of law is '%.*s'", what,
                  STR_ARG(law));
    s->law = law;
    compare(p, &s->before, &s->after, may, what);
}

static void named(struct stand *s, const char *row)
{
    promise_check(&s->p, str_is(s->law, row), "it names '%.*s', the law is %s", STR_ARG(s->law),
                  row);
}

static void by_law(struct stand *s)
{
    const char to_build[] = "{\"to\":6,\"urgent\":\"general\"}";
    refused(s, &s->clerk, s->filed.id, "dispatch", to_build, 409, "appeal.dispatch.to_accused",
            recorded);
    named(s, "APP-03");
    refused(s, &s->clerk, s->sent.id, "dispatch", to_env, 409, "core.wrong_stage", recorded);
    named(s, "HOT-02");
    refused(s, &s->env, s->rated.id, "answer", answer, 409, "core.wrong_stage", recorded);
    named(s, "HOT-03");
    refused(s, &s->citizen, s->rated.id, "rate", rating, 409, "appeal.rate.rated_already",
            recorded);
    named(s, "HOT-05");
}

static void malformed(struct stand *s)
{
    static const char *const bodies[] = {
        "{\"kind\":\"help\",\"topic\":\"noise\"}",
        "{\"kind\":\"moan\",\"topic\":\"noise\",\"words\":\"x\"}",
        "{\"kind\":\"help\",\"topic\":\"moon\",\"words\":\"x\"}",
        "{\"kind\":\"help\",\"topic\":\"noise\",\"words\":\"x\",\"colour\":\"red\"}",
        "{\"kind\":\"help\",\"topic\":\"noise\",\"words\":\"x\",\"about\":3}",
        "{\"kind\":\"help\",\"topic\":\"noise\",\"words\":\"x\",\"who\":{\"phone\":\"1\"}}"};
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++)
        refused(s, &s->stranger, 0, "file", bodies[i], 422, NULL, nothing);
    refused(s, &s->stranger, 0, "file", "[]", 400, NULL, nothing);
    refused(s, &s->stranger, 0, "file", "{\"kind\":\"help\",\"kind\":\"ask\"}", 400, NULL, nothing);
    refused(s, &s->clerk, s->filed.id, "dispatch", "{\"to\":9,\"urgent\":\"general\"}", 422, NULL,
            nothing);
    refused(s, &s->env, s->sent.id, "answer", answer, 422, NULL, nothing); /* it has a claim */
}

static void unauthorised(struct stand *s)
{
    refused(s, &s->water, s->sent.id, "answer", answer, 404, NULL, nothing);
    refused(s, &s->admin, s->sent.id, "answer", answer, 404, NULL, nothing);
    refused(s, &s->stranger, s->filed.id, "dispatch", to_env, 404, NULL, nothing);
    refused(s, &s->env, s->filed.id, "dispatch", to_env, 404, NULL, nothing);
    refused(s, &s->citizen, s->sent.id, "rate", rating, 404, NULL, nothing);
    refused(s, &s->no_secret, s->rated.id, "rate", rating, 409, "core.wrong_secret", nothing);
    refused(s, &s->clerk, s->rated.id + 1000, "dispatch", to_env, 404, NULL, nothing);
    refused(s, &s->clerk, s->filed.id, "shred", "{}", 404, NULL, nothing);
}

/* The same key again: the same body meets the same answer, another one a conflict. */
static void repeated(struct stand *s)
{
    char path[80];
    struct client_reply r = {0};
    struct promise *p = &s->p;
    const char *const body[] = {to_env, to_env, "{\"to\":4,\"urgent\":\"general\"}"};
    snprintf(path, sizeof path, "/appeal/%lld/dispatch", (long long)s->sent.id);
    for (int i = 0; i < 3; i++) {
        take(p, &s->before);
        enum status asked =
            client_json(&s->clerk, str_of(path), str_of(body[i]), "the-same-key-00000001", &r);
        promise_check(p, trial_clock(&p->trial, p->trial.now) == OK, "the node becomes quiet");
        take(p, &s->after);
        promise_check(p, asked == OK && r.status == 409, "key used %d times: %d", i + 1, r.status);
        compare(p, &s->before, &s->after, i == 0 ? recorded : nothing, "the same key");
    }
}

static int64_t must(struct stand *s, struct client *c, int64_t matter, const char *op,
                    const char *body)
{
    char path[80];
    snprintf(path, sizeof path, "/appeal/%lld/%s", (long long)matter, op);
    struct client_reply r = promise_ask(&s->p, c, path, body);
    promise_check(&s->p, r.status == 201, "%s: %d %.*s", path, r.status, STR_ARG(r.body));
    return promise_int(&s->p, &r, "entry");
}

static const char *about(char body[200], const char *words, int64_t entry)
{
    snprintf(body, 200, "{%s\"why\":\"x\",\"amends\":%lld}", words, (long long)entry);
    return body;
}

/* What is void stays void; what came before another answer is not made void behind it. */
static void voided(struct stand *s, struct client *chief, int64_t id, int64_t first)
{
    char body[200];
    must(s, chief, id, "void", "{\"why\":\"x\"}");
    int64_t third = must(s, &s->env, id, "answer", answer);
    refused(s, chief, id, "amend", about(body, "\"words\":\"mine\",", first), 409,
            "core.amend.void", recorded);
    refused(s, chief, id, "void", about(body, "", first), 409, "core.amend.void", recorded);
    must(s, chief, id, "reopen", "{\"words\":\"x\"}");
    must(s, &s->env, id, "answer", answer);
    refused(s, chief, id, "void", about(body, "", third), 409, "core.amend.older", recorded);
}

/* A correction says which version it is of: of two at once the later one is told, and so is whoever
 * names an entry of something else. */
static void corrected(struct stand *s)
{
    char body[200];
    struct client chief = promise_person(&s->p, "chief");
    int64_t id = promise_file(&s->p, "{\"kind\":\"help\",\"topic\":\"noise\",\"words\":\"x\"}").id;
    int64_t other = must(s, &s->clerk, id, "dispatch", to_env);
    int64_t first = must(s, &s->env, id, "answer", answer);
    int64_t second = must(s, &s->env, id, "amend", "{\"words\":\"a better one\"}");
    about(body, "\"words\":\"mine\",", first);
    refused(s, &chief, id, "amend", body, 409, "core.amend.newer", nothing);
    about(body, "\"words\":\"mine\",", other);
    refused(s, &chief, id, "amend", body, 409, "core.amend.none", nothing);
    refused(s, &s->env, id, "amend", body, 404, NULL, nothing); /* of that he is not the author */
    refused(s, &chief, id, "amend", "{\"words\":\"mine\"}", 422, NULL, nothing);
    refused(s, &chief, id, "amend", "{\"words\":\"a better one\",\"why\":\"x\"}", 422, NULL,
            nothing);
    refused(s, &chief, id, "void", "{}", 422, NULL, nothing);
    must(s, &chief, id, "amend", about(body, "\"words\":\"mine\",", second));
    refused(s, &s->env, id, "amend", "{\"words\":\"again\"}", 409, "core.amend.acted", recorded);
    named(s, "COR-01");
    refused(s, &s->env, id, "void", "{\"why\":\"x\"}", 404, NULL, nothing);
    voided(s, &chief, id, first);
}

static void set_up(struct stand *s)
{
    struct promise *p = &s->p;
    s->clerk = promise_person(p, "clerk");
    s->env = promise_person(p, "env");
    s->water = promise_person(p, "water");
    s->admin = promise_person(p, "admin");
    s->stranger = s->citizen = s->no_secret = trial_visitor(&p->trial);
    s->filed =
        promise_file(p, "{\"kind\":\"complain\",\"topic\":\"noise\",\"words\":\"x\",\"about\":6}");
    s->sent = promise_file(p, "{\"kind\":\"help\",\"topic\":\"noise\",\"words\":\"x\",\"claim\":[{"
                              "\"words\":\"y\"}]}");
    s->rated = promise_file(p, "{\"kind\":\"help\",\"topic\":\"noise\",\"words\":\"x\"}");
    must(s, &s->clerk, s->sent.id, "dispatch", to_env);
    must(s, &s->clerk, s->rated.id, "dispatch", to_env);
    must(s, &s->env, s->rated.id, "answer", answer);
    const struct promise_matter *m = &s->rated;
    promise_check(p, client_track(&s->citizen, m->no, m->view_code, m->secret) == OK, "codes");
    promise_check(p, client_track(&s->no_secret, m->no, m->view_code, S("")) == OK, "view code");
    must(s, &s->citizen, m->id, "rate", rating);
}

int main(int argc, char **argv)
{
    static struct stand s;
    promise_begin(&s.p, "P5", argc, argv);
    promise_open(&s.p, "2026-03-02 09:00", "");
    buf_init(&s.before.text, DUMP_BYTES);
    buf_init(&s.after.text, DUMP_BYTES);
    set_up(&s);
    by_law(&s);
    malformed(&s);
    unauthorised(&s);
    repeated(&s);
    corrected(&s);
    buf_close(&s.before.text);
    buf_close(&s.after.text);
    return promise_end(&s.p);
}
