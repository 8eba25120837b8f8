// SPDX-License-Identifier: Apache-2.0
/* P7: no operation and no page is reachable by a role or in a scope that ops.txt or pages.txt does
 * not name.  Every operation, in every stage in which it is allowed, and every page is called over
 * HTTP as everybody: each role, the right role in the wrong unit, the citizen with his codes,
 * without the second secret, with the codes of another matter, a stranger; by the pages of people,
 * and by the programs' door with a token.  Who is let in is
 * compared with the files, read here by a reader of its own; the matrix is written to
 * test-artifacts/P7.txt. */
#include "ground.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { TWO_DAYS_MS = 2 * 86400000, WAITING_DAYS_MS = 11 * 86400000 };

/* The two doors: cookies and forms of people, /api/v1 and a token of everybody. */
enum way { PEOPLE, PROGRAMS, N_WAYS };

static const char *const root[N_WAYS] = {"", "/api/v1"};
static struct str token[PEOPLE_MAX];

/* Everybody who has an account makes a token for all that its page offers. */
static void make_tokens(struct ground *g)
{
    for (size_t i = 0; i < g->n_people; i++)
        if (g->person[i].coming == ACCOUNT)
            promise_check(&g->p, client_token(&g->person[i].client, &token[i]) == OK,
                          "%.*s gets a token", STR_ARG(g->person[i].login));
}

/* As ground_come_in does, without a cookie: codes become a token, the second secret is told with
 * the request. */
static struct client program_come_in(struct ground *g, const struct person *who,
                                     const struct thing *t)
{
    struct client c = trial_visitor(&g->p.trial);
    bool own = t && t->m.no.n && who->coming != OTHER_MATTER;
    const struct promise_matter *m = own ? &t->m : &g->other;
    if (who->coming == ACCOUNT)
        c.bearer = token[who - g->person];
    else if (who->coming != STRANGER)
        promise_check(&g->p, client_track_token(&c, m->no, m->view_code, &c.bearer) == OK,
                      "codes open their matter to a program");
    return c;
}

static struct client come_in(struct ground *g, enum way way, const struct person *who,
                             const struct thing *t)
{
    return way == PEOPLE ? ground_come_in(g, who, t) : program_come_in(g, who, t);
}

/* The second secret that a program tells: of the matter to whose codes it came. */
static struct str secret_of(const struct ground *g, enum way way, const struct person *who,
                            const struct thing *t)
{
    if (way == PEOPLE || !t || !t->m.no.n)
        return (struct str){NULL, 0};
    return who->coming == CITIZEN        ? t->m.secret
           : who->coming == OTHER_MATTER ? g->other.secret
                                         : (struct str){NULL, 0};
}

/* The last code of a table, which needs no field of its own beside it. */
static struct str last_code(const struct ground *g, struct str type)
{
    struct str table = str_part(type, 5, type.n - 6), code = {NULL, 0};
    for (size_t i = 0; i < g->said.n_texts; i++) {
        struct str rest, key = g->said.text[i].key;
        if (str_eq(str_cut(key, '.', &rest), table) && rest.p)
            code = rest;
    }
    return code;
}

/* ---- a form with something in every field that must be given ------------------------------- */

static void put_login(struct ground *g, const struct declared *d, struct buf *to)
{
    char login[LOGIN_BYTES];
    ground_spare_login(g, !str_is(d->name, "open_account"), login);
    buf_printf(to, "\"%s\"", login);
}

/* A unit is one that the person may name: of his own, if he is nobody's administrator but its. */
static void put_value(struct ground *g, const struct declared *d, const struct declared_field *f,
                      const struct person *who, struct buf *to)
{
    static int n_keys;
    struct thing of;
    char day[DAY_BYTES];
    struct str stage = str_is(d->room, "erase") ? S("declined") : S("filed"); /* it must be closed
                                                                               */
    struct str first = declared_first(&g->said, d->room, f->type);
    if (first.p)
        buf_printf(to, "\"%.*s\"", STR_ARG(first));
    else if (str_is(d->name, "ask_change") && str_is(f->name, "unit"))
        buf_printf(to, "%d", ground_spare_unit(g));
    else if (str_is(f->type, "unit"))
        buf_printf(to, "%d",
                   str_is(who->role, "unit_admin") || str_is(d->room, "directive") ? who->unit
                                                                                   : WATER);
    else if (str_is(f->type, "int"))
        buf_printf(to, "%.*s", STR_ARG(f->low.n ? f->low : S("1")));
    else if (str_is(f->type, "bool"))
        buf_puts(to, "true");
    else if (str_is(f->type, "id"))
        buf_puts(to, "1");
    else if (str_is(f->name, "login"))
        put_login(g, d, to);
    else if (str_is(f->type, "day"))
        buf_printf(to, "\"%s\"", (ground_day(g, 3, day), day));
    else if (str_is(f->type, "code(role)"))
        buf_puts(to, "\"officer\"");
    else if (str_is(f->name, "no") && ground_bring(g, S("appeal"), stage, &of))
        buf_printf(to, "\"%.*s\"", STR_ARG(of.m.no));
    else if (str_is(f->type, "key"))
        buf_printf(to, "\"k%d\"", ++n_keys);
    else if (str_starts(f->type, S("code(")))
        buf_printf(to, "\"%.*s\"", STR_ARG(last_code(g, f->type)));
    else
        buf_puts(to, "\"x\"");
}

/* The first kind of change, another name, asks for the code. */
static bool is_needed(const struct declared *d, const struct declared_field *f)
{
    return !f->optional || (str_is(d->name, "ask_change") && str_is(f->name, "code"));
}

static const char *form_of(struct ground *g, const struct declared *d, const struct person *who,
                           struct str secret, char room[1000])
{
    struct buf b = {.p = room, .room = 1000, .max = 1000};
    bool any = false;
    buf_byte(&b, '{');
    if (secret.n) {
        buf_printf(&b, "\"_secret\":\"%.*s\"", STR_ARG(secret));
        any = true;
    }
    for (size_t i = 0; i < d->n_fields; i++) {
        if (d->field[i].group.p || !is_needed(d, &d->field[i]))
            continue;
        buf_printf(&b, "%s\"%.*s\":", any ? "," : "", STR_ARG(d->field[i].name));
        put_value(g, d, &d->field[i], who, &b);
        any = true;
    }
    if (d->amends.p) /* a correction or a voiding asks why, without its being written there */
        buf_printf(&b, "%s\"why\":\"x\"", any ? "," : "");
    buf_byte(&b, '}');
    buf_byte(&b, 0);
    return room;
}

/* ---- one call ------------------------------------------------------------------------------ */

enum door { OPEN, SHUT, ODD };

static enum door door_of(struct promise *p, const struct client_reply *r)
{
    struct str reason = promise_text(p, r, "reason");
    if (r->status == 200 || r->status == 201 || str_is(reason, "core.same_person") ||
        str_is(reason, "core.amend.acted"))
        return OPEN; /* a bar is asked of who is let in, an author whether others acted since */
    if (r->status == 401 || r->status == 403 || r->status == 404)
        return SHUT;
    return r->status == 409 &&
                   (str_is(reason, "core.wrong_secret") || str_is(reason, "core.not_yours"))
               ? SHUT
               : ODD;
}

static void judge(struct ground *g, const char *call, const struct person *who, bool declared,
                  const struct client_reply *r)
{
    enum door door = door_of(&g->p, r);
    fprintf(g->matrix, "%-44s %-12.*s %-10.*s %-8s %d\n", call, STR_ARG(who->login),
            STR_ARG(who->role), declared ? "may" : "may not", r->status);
    promise_check(&g->p, door == (declared ? OPEN : SHUT),
                  "%s as %.*s: %s by the files, reply %d %.*s", call, STR_ARG(who->login),
                  declared ? "allowed" : "not allowed", r->status,
                  (int)(door == ODD && r->body.n < 500 ? r->body.n : 0), r->body.p);
}

static void call_op(struct ground *g, enum way way, const struct declared *d,
                    const struct person *who, const struct thing *t, struct str stage)
{
    char path[300], home[200], body[1000], call[200];
    struct client c = come_in(g, way, who, t);
    if (t)
        ground_path(declared_matter(&g->said, d->matter)->url, t->m.id, home);
    else
        snprintf(home, sizeof home, "/%.*s", STR_ARG(d->room));
    snprintf(path, sizeof path, "%s%s/%.*s", root[way], home, STR_ARG(d->name));
    snprintf(call, sizeof call, "%sop %.*s.%.*s %.*s", way == PEOPLE ? "" : "api ",
             STR_ARG(d->room), STR_ARG(d->name), (int)stage.n, stage.p ? stage.p : "");
    struct client_reply r =
        promise_ask(&g->p, &c, path, form_of(g, d, who, secret_of(g, way, who, t), body));
    if ((d->is_job || str_is(d->name, "ask_hand")) && r.status == 422)
        r.status = 201; /* let in: only the table, or matters of the office, are missing */
    judge(g, call, who, ground_is_declared(g, d, who, t), &r);
}

static void get(struct ground *g, enum way way, const char *call, const char *target,
                const struct person *who, const struct thing *t, bool declared)
{
    struct client c = come_in(g, way, who, t);
    struct client_reply r = {0};
    enum status s = client_get(&c, str_of(target), NULL, &r);
    promise_check(&g->p, s == OK, "%s is answered", target);
    judge(g, call, who, declared, &r);
}

/* As a page, as JSON, as a table; and its stream where it must stay shut. */
static void call_page(struct ground *g, const struct declared *d, const struct person *who,
                      const struct thing *t, struct str stage)
{
    static const char *const forms[] = {"", "?as=json", "?as=csv", "?as=xlsx", "?live=head"};
    bool declared = ground_is_declared(g, d, who, t);
    for (int i = 0; i < (declared ? 4 : 5); i++) {
        char path[200], target[240], call[300];
        ground_path(d->path, t ? t->m.id : 0, path);
        snprintf(target, sizeof target, "%s%s", path, forms[i]);
        snprintf(call, sizeof call, "page %.*s.%.*s%s %.*s", STR_ARG(d->room), STR_ARG(d->name),
                 forms[i], (int)stage.n, stage.p ? stage.p : "");
        get(g, PEOPLE, call, target, who, t, declared);
    }
    char path[200], target[240], call[300];
    ground_path(d->path, t ? t->m.id : 0, path);
    snprintf(target, sizeof target, "%s%s", root[PROGRAMS], path);
    snprintf(call, sizeof call, "api page %.*s.%.*s %.*s", STR_ARG(d->room), STR_ARG(d->name),
             (int)stage.n, stage.p ? stage.p : "");
    get(g, PROGRAMS, call, target, who, t, declared);
}

/* ---- everything as everybody --------------------------------------------------------------- */

static void call_in_stage(struct ground *g, enum way way, const struct declared *d,
                          struct str stage)
{
    struct thing thing[PEOPLE_MAX];
    for (size_t i = 0; i < g->n_people; i++) {
        g->turn = &g->person[i];
        if (!promise_check(&g->p, ground_bring(g, d->matter, stage, &thing[i]),
                           "no way to stage %.*s of %.*s is known: tell ground_bring() of it",
                           STR_ARG(stage), STR_ARG(d->matter)))
            return;
    }
    int64_t wait = str_is(stage, "closed") && str_is(d->matter, "appeal") ? TWO_DAYS_MS
                   : str_is(stage, "waiting")                             ? WAITING_DAYS_MS
                                                                          : 0;
    if (wait) {
        promise_check(&g->p, trial_clock(&g->p.trial, g->p.trial.now + wait) == OK, "days pass");
        ground_sign_in(g);
    }
    if (wait == WAITING_DAYS_MS)
        make_tokens(g); /* a month ends a token */
    for (size_t i = 0; i < g->n_people; i++) {
        if (d->is_page)
            call_page(g, d, &g->person[i], &thing[i], stage);
        else
            call_op(g, way, d, &g->person[i], &thing[i], stage);
    }
    ground_quiet(g);
}

static void call_all(struct ground *g, const struct declared *d)
{
    const struct str *stages = ground_stages(d->matter);
    for (size_t i = 0; d->matter.p && d->is_page && stages[i].p; i++)
        call_in_stage(g, PEOPLE, d, stages[i]);
    for (size_t i = 0; d->matter.p && i < d->n_stages; i++)
        for (enum way way = PEOPLE; way < N_WAYS; way++)
            call_in_stage(g, way, d, d->stage[i]);
    promise_check(&g->p, !d->matter.p || d->is_page || d->n_stages, "%.*s names no stage",
                  STR_ARG(d->name));
    for (size_t i = 0; !d->matter.p && i < g->n_people; i++) {
        if (d->is_page)
            call_page(g, d, &g->person[i], NULL, S(""));
        else
            for (enum way way = PEOPLE; way < N_WAYS; way++)
                call_op(g, way, d, &g->person[i], NULL, S(""));
    }
}

/* The files name a role; which matters and units its holder may reach, the decision says: those of
 * his own unit and below it.  The inspector's unit lies beside ENV, the chief's above. */
static void reach(struct ground *g)
{
    static const char *const login[] = {"inspector", "envchief", "chief"};
    for (size_t i = 0; i < sizeof login / sizeof login[0]; i++) {
        char hold[300], directive[300], day[DAY_BYTES];
        bool beside = i == 0;
        struct thing t;
        promise_check(&g->p, ground_bring(g, S("appeal"), S("sent"), &t),
                      "a request lies with ENV");
        ground_day(g, 3, day);
        snprintf(hold, sizeof hold,
                 "{\"no\":\"%.*s\",\"law\":\"SUP-91\",\"until\":\"%s\",\"words\":\"x\"}",
                 STR_ARG(t.m.no), day);
        snprintf(
            directive, sizeof directive,
            "{\"kind\":\"assign\",\"law\":\"petition\",\"no\":\"%.*s\",\"words\":\"x\",\"to\":%d}",
            STR_ARG(t.m.no), beside ? INSPECTION : ENV);
        struct client *c = ground_client(g, login[i]);
        struct client_reply r = promise_ask(&g->p, c, "/hold/place", hold);
        promise_check(&g->p, beside ? door_of(&g->p, &r) == SHUT : r.status == 201,
                      "%s holds a request of ENV: %d", login[i], r.status);
        r = promise_ask(&g->p, c, "/directive/issue", directive);
        promise_check(&g->p, beside ? door_of(&g->p, &r) == SHUT : r.status == 201,
                      "%s issues a directive about it: %d", login[i], r.status);
        r = promise_ask(&g->p, c, "/directive/issue",
                        "{\"kind\":\"assign\",\"law\":\"petition\",\"words\":\"x\",\"to\":4}");
        promise_check(&g->p, i < 2 ? r.status == 422 : r.status == 201,
                      "%s issues a directive to WATER: %d", login[i], r.status);
    }
}

static void open_matrix(struct ground *g)
{
    char path[600];
    snprintf(path, sizeof path, "%s/test-artifacts", g->p.build);
    mkdir(path, 0777);
    snprintf(path, sizeof path, "%s/test-artifacts/P7.txt", g->p.build);
    g->matrix = fopen(path, "we");
    if (!g->matrix)
        exit(2);
}

int main(int argc, char **argv)
{
    static struct ground g;
    int n_ops = 0, n_pages = 0;
    promise_begin(&g.p, "P7", argc, argv);
    ground_open(&g);
    open_matrix(&g);
    make_tokens(&g);
    for (size_t i = 0; i < g.said.n; i++) {
        n_ops += !g.said.item[i].is_page;
        n_pages += g.said.item[i].is_page;
        call_all(&g, &g.said.item[i]);
    }
    reach(&g);
    promise_check(&g.p, n_ops >= 7 && n_pages >= 3, "%d operations, %d pages", n_ops, n_pages);
    printf("P7: %d operations, %d pages, %zu people\n", n_ops, n_pages, g.n_people);
    fclose(g.matrix);
    ground_close(&g);
    return promise_end(&g.p);
}
