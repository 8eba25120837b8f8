// SPDX-License-Identifier: Apache-2.0
/* P7: no operation and no page is reachable by a role or in a scope that ops.txt or pages.txt does
 * not name.  Every operation, in every stage in which it is allowed, and every page is called over
 * HTTP as everybody: each role, the right role in the wrong unit, the citizen with his codes,
 * without the second secret, with the codes of another matter, a stranger.  Who is let in is
 * compared with the files, read here by a reader of its own; the matrix is written to
 * test-artifacts/P7.txt. */
#include "declared.h"
#include "promise.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { PEOPLE_MAX = 32, UNITS_MAX = 64, ENV = 3, BUILD = 6, TWO_DAYS_MS = 2 * 86400000 };

/* Intake of the unit complained about; an officer of a unit that answers nothing; a supervisor of
 * the unit itself, not above it; a supervisor beside it. */
static const char more_people[] = "intake2\tB\tbuild\tintake\tdemo-more-1\n"
                                  "deskman\tB\thotline\tofficer\tdemo-more-1\n"
                                  "envchief\tB\tenv\tsupervisor\tdemo-more-1\n"
                                  "inspector\tB\tsupervision\tsupervisor\tdemo-more-1\n";

/* How somebody comes in. */
enum coming { ACCOUNT, STRANGER, CITIZEN, NO_SECRET, OTHER_MATTER };

struct person {
    enum coming coming;
    struct str login, role;
    int unit;
    struct client client; /* ACCOUNT, STRANGER */
};

struct ground {
    struct promise p;
    struct declarations said;
    struct str unit_code[UNITS_MAX];
    int unit_parent[UNITS_MAX];
    int n_units;
    struct person person[PEOPLE_MAX];
    size_t n_people;
    struct promise_matter other; /* whose codes are the wrong ones */
    FILE *matrix;
};

/* A matter and where it is with. */
struct thing {
    struct promise_matter m;
    int at, about;
};

/* ---- units and people, from the pack's files ----------------------------------------------- */

static struct str read_pack(struct ground *g, const char *name)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", g->p.pack, name);
    FILE *file = fopen(path, "re");
    char *room = arena_take(&g->said.arena, 1, 65536);
    size_t n = file && room ? fread(room, 1, 65536, file) : 0;
    if (file)
        fclose(file);
    return (struct str){room, n};
}

static int unit_of(const struct ground *g, struct str code)
{
    for (int i = 1; i <= g->n_units; i++)
        if (code.n && str_eq(g->unit_code[i], code))
            return i;
    return 0;
}

static void read_units(struct ground *g)
{
    struct str rest = read_pack(g, "org.tsv");
    while (rest.p && rest.n) {
        struct str row = str_cut(rest, '\n', &rest), code = str_cut(row, '\t', &row);
        if (!code.n || code.p[0] == '#')
            continue;
        int parent = unit_of(g, str_cut(row, '\t', &row));
        g->unit_code[++g->n_units] = code;
        g->unit_parent[g->n_units] = parent;
    }
}

static void add_person(struct ground *g, enum coming coming, struct str login, struct str role,
                       int unit)
{
    if (g->n_people == PEOPLE_MAX)
        abort();
    g->person[g->n_people++] = (struct person){coming, login, role, unit, {0}};
}

static void read_people(struct ground *g)
{
    struct str rest = read_pack(g, "people.tsv");
    while (rest.p && rest.n) {
        struct str cell[4], row = str_cut(rest, '\n', &rest);
        if (!row.n || row.p[0] == '#')
            continue;
        for (int i = 0; i < 4; i++)
            cell[i] = str_cut(row, '\t', &row);
        add_person(g, ACCOUNT, cell[0], cell[3], unit_of(g, cell[2]));
    }
    add_person(g, STRANGER, S("stranger"), S(""), 0);
    add_person(g, CITIZEN, S("citizen"), S(""), 0);
    add_person(g, NO_SECRET, S("no-secret"), S(""), 0);
    add_person(g, OTHER_MATTER, S("other-matter"), S(""), 0);
}

/* Half a day ends every session. */
static void sign_in_all(struct ground *g)
{
    for (size_t i = 0; i < g->n_people; i++) {
        char login[64];
        struct person *who = &g->person[i];
        snprintf(login, sizeof login, "%.*s", STR_ARG(who->login));
        who->client =
            who->coming == ACCOUNT ? promise_person(&g->p, login) : trial_visitor(&g->p.trial);
    }
}

/* ---- what the files say -------------------------------------------------------------------- */

static bool is_above(const struct ground *g, int unit, int of)
{
    for (of = of ? g->unit_parent[of] : 0; of; of = g->unit_parent[of])
        if (of == unit)
            return true;
    return false;
}

static int seat_unit(const struct thing *t, struct str seat)
{
    return str_is(seat, "at") ? t->at : str_is(seat, "about") ? t->about : 0;
}

/* Is the word a coded seat of a person, "party person coded for who"? */
static bool is_coded_seat(const struct ground *g, const struct declared *d, struct str word)
{
    const struct declared_matter *m = declared_matter(&g->said, d->matter);
    char mark[80];
    snprintf(mark, sizeof mark, "%.*s person coded", STR_ARG(word));
    return m && str_find(m->person_seats, str_of(mark)) < m->person_seats.n;
}

static bool fits(const struct ground *g, const struct declared *d, const struct declared_party *by,
                 const struct person *who, const struct thing *t)
{
    if (str_is(by->role, "anyone"))
        return true;
    if (is_coded_seat(g, d, by->role))
        return who->coming == CITIZEN || (who->coming == NO_SECRET && !by->with_secret);
    if (who->coming != ACCOUNT || !str_eq(by->role, who->role))
        return false;
    if (!t) /* on no matter: the list behind it is cut by scope */
        return true;
    if (by->of.p && who->unit != seat_unit(t, by->of))
        return false;
    if (by->above.p && !is_above(g, who->unit, seat_unit(t, by->above)))
        return false;
    return !by->not_of.p || who->unit != seat_unit(t, by->not_of);
}

static bool is_declared(const struct ground *g, const struct declared *d, const struct person *who,
                        const struct thing *t)
{
    for (size_t i = 0; i < d->n_parties; i++)
        if (fits(g, d, &d->party[i], who, t))
            return true;
    return false;
}

/* ---- the world ----------------------------------------------------------------------------- */

static void must(struct ground *g, const char *login, const struct thing *t, const char *op,
                 const char *body)
{
    char path[80];
    for (size_t i = 0; i < g->n_people; i++) {
        if (!str_is(g->person[i].login, login))
            continue;
        snprintf(path, sizeof path, "/appeal/%lld/%s", (long long)t->m.id, op);
        struct client_reply r = promise_ask(&g->p, &g->person[i].client, path, body);
        promise_check(&g->p, r.status == 201, "%s: %d", path, r.status);
    }
}

/* A new matter in that stage; `closed` still needs two days.  False: no way is known. */
static bool bring(struct ground *g, struct str kind, struct str stage, struct thing *ret_thing)
{
    static const char *const stages[] = {"filed", "sent", "answered", "closed"};
    int steps = -1;
    for (int i = 0; str_is(kind, "appeal") && i < 4; i++)
        steps = str_is(stage, stages[i]) ? i : steps;
    if (steps < 0)
        return false;
    struct thing t = {.about = BUILD};
    t.m = promise_file(&g->p,
                       "{\"kind\":\"complain\",\"topic\":\"noise\",\"words\":\"x\",\"about\":6}");
    if (steps >= 1) {
        must(g, "clerk", &t, "dispatch", "{\"to\":3,\"urgent\":\"general\"}");
        t.at = ENV;
    }
    if (steps >= 2)
        must(g, "env", &t, "answer", "{\"words\":\"x\"}");
    *ret_thing = t;
    return true;
}

static struct client come_in(struct ground *g, const struct person *who, const struct thing *t)
{
    struct client c = who->client;
    const struct promise_matter *m = t && who->coming != OTHER_MATTER ? &t->m : &g->other;
    if (who->coming == CITIZEN || who->coming == NO_SECRET || who->coming == OTHER_MATTER)
        promise_check(&g->p,
                      client_track(&c, m->no, m->view_code,
                                   who->coming == NO_SECRET ? S("") : m->secret) == OK,
                      "codes open their matter");
    return c;
}

/* ---- a form with something in every field that must be given ------------------------------- */

static void put_value(struct ground *g, const struct declared *d, const struct declared_field *f,
                      struct buf *to)
{
    static int n_keys;
    struct str first = declared_first(&g->said, d->room, f->type);
    if (first.p)
        buf_printf(to, "\"%.*s\"", STR_ARG(first));
    else if (str_is(f->type, "unit"))
        buf_printf(to, "%d", ENV);
    else if (str_is(f->type, "int"))
        buf_printf(to, "%.*s", STR_ARG(f->low.n ? f->low : S("1")));
    else if (str_is(f->type, "bool"))
        buf_puts(to, "true");
    else if (str_is(f->type, "id"))
        buf_puts(to, "1");
    else if (str_is(f->type, "key"))
        buf_printf(to, "\"k%d\"", ++n_keys);
    else if (str_starts(f->type, S("code(")))
        buf_puts(to, str_is(f->type, "code(role)") ? "\"officer\"" : "\"noise\"");
    else
        buf_puts(to, "\"x\"");
}

static const char *form_of(struct ground *g, const struct declared *d, char room[1000])
{
    struct buf b = {.p = room, .room = 1000, .max = 1000};
    bool any = false;
    buf_byte(&b, '{');
    for (size_t i = 0; i < d->n_fields; i++) {
        if (d->field[i].group.p || d->field[i].optional)
            continue;
        buf_printf(&b, "%s\"%.*s\":", any ? "," : "", STR_ARG(d->field[i].name));
        put_value(g, d, &d->field[i], &b);
        any = true;
    }
    buf_byte(&b, '}');
    buf_byte(&b, 0);
    return room;
}

/* ---- one call ------------------------------------------------------------------------------ */

enum door { OPEN, SHUT, ODD };

static enum door door_of(struct promise *p, const struct client_reply *r)
{
    struct str reason = promise_text(p, r, "reason");
    if (r->status == 200 || r->status == 201)
        return OPEN;
    if (r->status == 403 || r->status == 404)
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

static void fill_path(const struct str pattern, int64_t id, char room[200])
{
    size_t at = str_find(pattern, S("{id}"));
    struct str tail = str_part(pattern, at + 4, pattern.n);
    if (at < pattern.n)
        snprintf(room, 200, "%.*s%lld%.*s", (int)at, pattern.p, (long long)id, STR_ARG(tail));
    else
        snprintf(room, 200, "%.*s", STR_ARG(pattern));
}

static void call_op(struct ground *g, const struct declared *d, const struct person *who,
                    const struct thing *t, struct str stage)
{
    char path[300], home[200], body[1000], call[200];
    struct client c = come_in(g, who, t);
    if (t)
        fill_path(declared_matter(&g->said, d->matter)->url, t->m.id, home);
    else
        snprintf(home, sizeof home, "/%.*s", STR_ARG(d->room));
    snprintf(path, sizeof path, "%s/%.*s", home, STR_ARG(d->name));
    snprintf(call, sizeof call, "op %.*s.%.*s %.*s", STR_ARG(d->room), STR_ARG(d->name),
             (int)stage.n, stage.p ? stage.p : "");
    struct client_reply r = promise_ask(&g->p, &c, path, form_of(g, d, body));
    judge(g, call, who, is_declared(g, d, who, t), &r);
}

static void get(struct ground *g, const char *call, const char *target, const struct person *who,
                const struct thing *t, bool declared)
{
    struct client c = come_in(g, who, t);
    struct client_reply r = {0};
    enum status s = client_get(&c, str_of(target), NULL, &r);
    promise_check(&g->p, s == OK, "%s is answered", target);
    judge(g, call, who, declared, &r);
}

/* As a page, as JSON, as a table; and its stream where it must stay shut. */
static void call_page(struct ground *g, const struct declared *d, const struct person *who,
                      const struct thing *t, struct str stage)
{
    static const char *const forms[] = {"", "?as=json", "?as=csv", "?live=head"};
    bool declared = is_declared(g, d, who, t);
    for (int i = 0; i < (declared ? 3 : 4); i++) {
        char path[200], target[240], call[300];
        fill_path(d->path, t ? t->m.id : 0, path);
        snprintf(target, sizeof target, "%s%s", path, forms[i]);
        snprintf(call, sizeof call, "page %.*s.%.*s%s %.*s", STR_ARG(d->room), STR_ARG(d->name),
                 forms[i], (int)stage.n, stage.p ? stage.p : "");
        get(g, call, target, who, t, declared);
    }
}

/* ---- everything as everybody --------------------------------------------------------------- */

static void call_in_stage(struct ground *g, const struct declared *d, struct str stage)
{
    struct thing thing[PEOPLE_MAX];
    for (size_t i = 0; i < g->n_people; i++)
        if (!promise_check(&g->p, bring(g, d->matter, stage, &thing[i]),
                           "no way to stage %.*s of %.*s is known: tell bring() of it",
                           STR_ARG(stage), STR_ARG(d->matter)))
            return;
    if (str_is(stage, "closed")) {
        promise_check(&g->p, trial_clock(&g->p.trial, g->p.trial.now + TWO_DAYS_MS) == OK,
                      "two days pass");
        sign_in_all(g);
    }
    for (size_t i = 0; i < g->n_people; i++) {
        if (d->is_page)
            call_page(g, d, &g->person[i], &thing[i], stage);
        else
            call_op(g, d, &g->person[i], &thing[i], stage);
    }
}

static void call_all(struct ground *g, const struct declared *d)
{
    struct str stages[] = {S("filed"), S("sent"), S("answered")};
    if (d->matter.p && d->is_page)
        for (size_t i = 0; i < 3; i++)
            call_in_stage(g, d, stages[i]);
    for (size_t i = 0; d->matter.p && i < d->n_stages; i++)
        call_in_stage(g, d, d->stage[i]);
    promise_check(&g->p, !d->matter.p || d->is_page || d->n_stages, "%.*s names no stage",
                  STR_ARG(d->name));
    for (size_t i = 0; !d->matter.p && i < g->n_people; i++) {
        if (d->is_page)
            call_page(g, d, &g->person[i], NULL, S(""));
        else
            call_op(g, d, &g->person[i], NULL, S(""));
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
    struct thing other;
    int n_ops = 0, n_pages = 0;
    promise_begin(&g.p, "P7", argc, argv);
    promise_check(&g.p, declared_read(&g.said, g.p.source), "the rooms' files are read");
    promise_open(&g.p, "2026-03-02 09:00", more_people);
    read_units(&g);
    read_people(&g);
    sign_in_all(&g);
    open_matrix(&g);
    bring(&g, S("appeal"), S("answered"), &other);
    g.other = other.m;
    for (size_t i = 0; i < g.said.n; i++) {
        n_ops += !g.said.item[i].is_page;
        n_pages += g.said.item[i].is_page;
        call_all(&g, &g.said.item[i]);
    }
    promise_check(&g.p, n_ops >= 7 && n_pages >= 3, "%d operations, %d pages", n_ops, n_pages);
    printf("P7: %d operations, %d pages, %zu people\n", n_ops, n_pages, g.n_people);
    fclose(g.matrix);
    arena_close(&g.said.arena);
    return promise_end(&g.p);
}
