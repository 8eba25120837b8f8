// SPDX-License-Identifier: Apache-2.0
#include "ground.h"

#include <stdlib.h>
#include <string.h>

enum { LARGE_TABLE = 40000 };

/* Intake of the unit complained about; an officer of a unit that answers nothing; a supervisor of
 * the unit itself, not above it; a supervisor beside it; an administrator of all units. */
static const char more_people[] = "intake2\tB\tbuild\tintake\tdemo-more-1\n"
                                  "deskman\tB\thotline\tofficer\tdemo-more-1\n"
                                  "envchief\tB\tenv\tsupervisor\tdemo-more-1\n"
                                  "inspector\tB\tsupervision\tsupervisor\tdemo-more-1\n"
                                  "cityadmin\tB\tgov\tunit_admin\tdemo-more-1\n";

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
void ground_sign_in(struct ground *g)
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
    return str_is(seat, "at")       ? t->at
           : str_is(seat, "about")  ? t->about
           : str_is(seat, "lies")   ? t->lies
           : str_is(seat, "sender") ? t->sender
           : str_is(seat, "lead")   ? t->lead
           : str_is(seat, "target") ? t->target
                                    : 0;
}

/* Is the word a coded seat of a person, "party person coded for who"? */
static bool is_coded_seat(const struct ground *g, const struct declared *d, struct str word)
{
    const struct declared_matter *m = declared_matter(&g->said, d->matter);
    char mark[80];
    snprintf(mark, sizeof mark, "%.*s person coded", STR_ARG(word));
    return m && str_find(m->person_seats, str_of(mark)) < m->person_seats.n;
}

/* A seat of a person with an account, "asker person". */
static bool is_own_seat(const struct ground *g, const struct declared *d, struct str word)
{
    const struct declared_matter *m = declared_matter(&g->said, d->matter);
    char mark[80];
    snprintf(mark, sizeof mark, "%.*s person", STR_ARG(word));
    return m && str_find(m->person_seats, str_of(mark)) < m->person_seats.n;
}

/* A publication stands while it is public, also while a correction waits. */
static bool has_been(const struct thing *t, struct str once)
{
    if (!t || !str_is(once, "published"))
        return t && str_eq(t->stage, once);
    return str_is(t->stage, "public") || str_is(t->stage, "revising");
}

static bool fits(const struct ground *g, const struct declared *d, const struct declared_party *by,
                 const struct person *who, const struct thing *t)
{
    if (by->once.p && !has_been(t, by->once))
        return false;
    if (str_is(by->role, "anyone"))
        return true;
    if (str_is(by->role, "signed_in"))
        return who->coming == ACCOUNT;
    if (str_is(by->role, "author")) /* a citizen files, an officer of ENV answers */
        return str_is(d->amends, "filed")
                   ? who->coming == CITIZEN || (who->coming == NO_SECRET && !by->with_secret)
               : str_is(d->amends, "dispatched")
                   ? who->coming == ACCOUNT && str_is(who->login, "clerk")
                   : who->coming == ACCOUNT && str_is(who->login, "env");
    if (is_coded_seat(g, d, by->role))
        return who->coming == CITIZEN || (who->coming == NO_SECRET && !by->with_secret);
    if (is_own_seat(g, d, by->role))
        return t && who->coming == ACCOUNT && str_eq(who->login, t->asker);
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

bool ground_is_declared(const struct ground *g, const struct declared *d, const struct person *who,
                        const struct thing *t)
{
    for (size_t i = 0; i < d->n_parties; i++)
        if (fits(g, d, &d->party[i], who, t))
            return true;
    return false;
}

/* ---- the world ----------------------------------------------------------------------------- */

struct client *ground_client(struct ground *g, const char *login)
{
    for (size_t i = 0; i < g->n_people; i++)
        if (str_is(g->person[i].login, login))
            return &g->person[i].client;
    abort();
}

struct client_reply ground_must(struct ground *g, const char *login, const char *path,
                                const char *body)
{
    struct client_reply r = promise_ask(&g->p, ground_client(g, login), path, body);
    promise_check(&g->p, r.status == 201, "%s as %s: %d %.*s", path, login, r.status,
                  (int)(r.body.n < 300 ? r.body.n : 300), r.body.p);
    return r;
}

bool ground_go(struct ground *g, const char *root, int64_t id, const struct ground_step *step,
               struct str stage)
{
    char path[PATH_BYTES], body[120], day[DAY_BYTES];
    for (; step->stage; step++) {
        ground_day(g, SOON_DAYS, day);
        snprintf(body, sizeof body, "{\"until\":\"%s\",\"words\":\"x\"}", day);
        snprintf(path, sizeof path, "%s/%lld/%s", root, (long long)id, step->op ? step->op : "");
        if (step->op)
            ground_must(g, step->who, path,
                        step->says == SAYS_DAY     ? body
                        : step->says == SAYS_WORDS ? "{\"words\":\"x\"}"
                                                   : "{}");
        if (str_is(stage, step->stage))
            return true;
    }
    return false;
}

static void must(struct ground *g, const char *login, const struct thing *t, const char *op,
                 const char *body)
{
    char path[80];
    bool is_erasure = str_is(t->kind, "erasure");
    snprintf(path, sizeof path, "/%s/%lld/%s", is_erasure ? "erase" : "appeal", (long long)t->m.id,
             op);
    ground_must(g, login, path, body);
}

/* ---- tables -------------------------------------------------------------------------------- */

static struct client *clerk(struct ground *g)
{
    return ground_client(g, "clerk");
}

static int64_t bring_table(struct ground *g, int rows)
{
    char path[PATH_BYTES], key[40];
    static int n;
    struct client_reply r;
    snprintf(path, sizeof path, "%s/table.csv", g->p.trial.folder);
    snprintf(key, sizeof key, "a-table-%010d", ++n);
    FILE *file = fopen(path, "we");
    bool well = file && fputs("kind,topic,words\n", file) >= 0;
    for (int i = 0; well && i < rows; i++)
        well = fputs("help,noise,x\n", file) >= 0;
    if (!well || fclose(file) != 0 || client_get(clerk(g), S("/appeal/table"), NULL, &r) != OK)
        abort();
    struct str token = client_hidden(r.body, S("/appeal/import"), "_csrf");
    struct client_pair field[] = {{S("_csrf"), token, NULL},
                                  {S("_key"), str_of(key), NULL},
                                  {S("_go"), S("send"), NULL},
                                  {S("rows"), S(""), path}};
    enum status s = client_form(clerk(g), S("/appeal/import"), field, 4, "application/json", &r);
    promise_check(&g->p, s == OK && r.status == 201, "a table is brought: %d", r.status);
    return promise_int(&g->p, &r, "matter");
}

static bool bring_work(struct ground *g, struct str stage, struct thing *ret_thing)
{
    bool running = str_is(stage, "running");
    if (!running && !str_is(stage, "done"))
        return false;
    if (running && !g->busy)
        g->busy = bring_table(g, LARGE_TABLE);
    struct thing t = {.kind = S("work"), .asker = S("clerk")};
    t.m.id = bring_table(g, 1);
    if (!running)
        promise_check(&g->p, trial_clock(&g->p.trial, g->p.trial.now) == OK, "a table is done");
    *ret_thing = t;
    return true;
}

void ground_quiet(struct ground *g)
{
    char path[PATH_BYTES];
    if (!g->busy)
        return;
    snprintf(path, sizeof path, "/job/%lld/stop", (long long)g->busy);
    struct client_reply r = promise_ask(&g->p, clerk(g), path, "{}");
    promise_check(&g->p, r.status == 201, "the large table still ran, and is stopped: %d",
                  r.status);
    g->busy = 0;
}

/* ---- erasures ------------------------------------------------------------------------------ */

/* Of a request that was not accepted. */
static bool bring_erasure(struct ground *g, struct str stage, struct thing *ret_thing)
{
    char body[300];
    struct thing closed,
        t = {.kind = S("erasure"), .at = unit_of(g, S("gov")), .asker = S("keeper")};
    bool waits = str_is(stage, "waiting");
    if ((!waits && !str_is(stage, "asked")) ||
        !ground_bring(g, S("appeal"), S("declined"), &closed))
        return false;
    snprintf(body, sizeof body,
             "{\"no\":\"%.*s\",\"law\":\"pip47_2\",\"wish\":true,\"whole\":true,\"words\":\"x\"}",
             STR_ARG(closed.m.no));
    struct client_reply r = promise_ask(&g->p, ground_client(g, "keeper"), "/erase/ask", body);
    promise_check(&g->p, r.status == 201, "an erasure is asked for: %d", r.status);
    t.m.id = promise_int(&g->p, &r, "matter");
    if (waits)
        must(g, "warden", &t, "approve", "{}");
    *ret_thing = t;
    return true;
}

/* ---- matters ------------------------------------------------------------------------------- */

const struct str *ground_stages(struct str kind)
{
    static const struct str work[] = {{"done", 4}, {NULL, 0}};
    static const struct str account[] = {{"open", 4}, {"closed", 6}, {NULL, 0}};
    static const struct str post[] = {
        {"asked", 5}, {"given", 5}, {"ended", 5}, {"declined", 8}, {NULL, 0}};
    static const struct str appeal[] = {{"filed", 5},    {"sent", 4},     {"signed", 6},
                                        {"answered", 8}, {"declined", 8}, {NULL, 0}};
    static const struct str hold[] = {{"standing", 8}, {"lifted", 6}, {NULL, 0}};
    static const struct str erasure[] = {{"asked", 5}, {"waiting", 7}, {NULL, 0}};
    static const struct str directive[] = {{"issued", 6},   {"signed", 6},   {"asking", 6},
                                           {"answered", 8}, {"accepted", 8}, {NULL, 0}};
    static const struct str share[] = {
        {"given", 5}, {"received", 8}, {"asking", 6}, {"helped", 6}, {NULL, 0}};
    static const struct str change[] = {{"asked", 5}, {"done", 4}, {NULL, 0}};
    static const struct str hand[] = {{"asked", 5}, {"done", 4}, {NULL, 0}};
    static const struct str publication[] = {{"proposed", 8}, {"public", 6},   {"revising", 8},
                                             {"reserved", 8}, {"declined", 8}, {"withdrawn", 9},
                                             {NULL, 0}};
    return str_is(kind, "work")          ? work
           : str_is(kind, "change")      ? change
           : str_is(kind, "hand")        ? hand
           : str_is(kind, "account")     ? account
           : str_is(kind, "post")        ? post
           : str_is(kind, "erasure")     ? erasure
           : str_is(kind, "hold")        ? hold
           : str_is(kind, "directive")   ? directive
           : str_is(kind, "share")       ? share
           : str_is(kind, "publication") ? publication
                                         : appeal;
}

bool ground_bring(struct ground *g, struct str kind, struct str stage, struct thing *ret_thing)
{
    static const char *const stages[] = {"filed", "sent", "signed", "answered", "closed"};
    bool declined = str_is(stage, "declined");
    int steps = declined ? 0 : -1;
    if (str_is(kind, "work"))
        return bring_work(g, stage, ret_thing);
    if (str_is(kind, "account"))
        return ground_bring_account(g, stage, ret_thing);
    if (str_is(kind, "post"))
        return ground_bring_post(g, stage, ret_thing);
    if (str_is(kind, "hand"))
        return ground_bring_hand(g, stage, ret_thing);
    if (str_is(kind, "change"))
        return ground_bring_change(g, stage, ret_thing);
    if (str_is(kind, "erasure"))
        return bring_erasure(g, stage, ret_thing);
    if (str_is(kind, "hold"))
        return ground_bring_hold(g, stage, ret_thing);
    if (str_is(kind, "directive"))
        return ground_bring_directive(g, stage, ret_thing);
    if (str_is(kind, "share"))
        return ground_bring_share(g, stage, ret_thing);
    if (str_is(kind, "publication"))
        return ground_bring_publication(g, stage, ret_thing);
    for (int i = 0; str_is(kind, "appeal") && i < 5; i++)
        steps = str_is(stage, stages[i]) ? i : steps;
    if (steps < 0)
        return false;
    struct thing t = {.kind = S("appeal"), .about = BUILD};
    t.m = promise_file(&g->p, "{\"kind\":\"complain\",\"topic\":\"noise\",\"words\":\"" GROUND_WORDS
                              "\",\"about\":6}");
    if (steps >= 1) {
        must(g, "clerk", &t, "dispatch", "{\"to\":3,\"urgent\":\"general\"}");
        t.at = ENV;
    }
    if (steps >= 2)
        must(g, "env", &t, "sign", "{}");
    if (steps >= 3)
        must(g, "env", &t, "answer", "{\"words\":\"" GROUND_ANSWER "\"}");
    if (declined)
        must(g, "clerk", &t, "decline", "{\"ground\":\"other\",\"words\":\"x\"}");
    *ret_thing = t;
    return true;
}

struct client ground_come_in(struct ground *g, const struct person *who, const struct thing *t)
{
    struct client c = who->client;
    bool own = t && t->m.no.n && who->coming != OTHER_MATTER; /* else he holds codes of another */
    const struct promise_matter *m = own ? &t->m : &g->other;
    if (who->coming == CITIZEN || who->coming == NO_SECRET || who->coming == OTHER_MATTER)
        promise_check(&g->p,
                      client_track(&c, m->no, m->view_code,
                                   who->coming == NO_SECRET ? S("") : m->secret) == OK,
                      "codes open their matter");
    return c;
}

void ground_path(struct str pattern, int64_t id, char ret_path[PATH_BYTES])
{
    size_t at = str_find(pattern, S("{id}"));
    struct str tail = str_part(pattern, at + 4, pattern.n);
    if (at < pattern.n)
        snprintf(ret_path, PATH_BYTES, "%.*s%lld%.*s", (int)at, pattern.p, (long long)id,
                 STR_ARG(tail));
    else
        snprintf(ret_path, PATH_BYTES, "%.*s", STR_ARG(pattern));
}

/* ---- the whole ----------------------------------------------------------------------------- */

void ground_open(struct ground *g)
{
    struct thing other;
    promise_check(&g->p, declared_read(&g->said, g->p.source), "the rooms' files are read");
    promise_open(&g->p, "2026-03-02 09:00", more_people);
    read_units(g);
    read_people(g);
    ground_sign_in(g);
    if (!ground_bring(g, S("appeal"), S("answered"), &other))
        abort();
    g->other = other.m;
}

void ground_close(struct ground *g)
{
    arena_close(&g->said.arena);
}
