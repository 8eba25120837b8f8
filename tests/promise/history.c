// SPDX-License-Identifier: Apache-2.0
#include "history.h"

#include "base/time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HOUR_MS = 3600000, ENV = 3, WATER = 4, BUILD = 6, PATH_BYTES = 200 };

static void sign_in(struct history *h)
{
    h->clerk = promise_person(h->p, "clerk");
    h->chief = promise_person(h->p, "chief");
    h->env = promise_person(h->p, "env");
    h->water = promise_person(h->p, "water");
}

void history_begin(struct history *h, struct promise *p)
{
    *h = (struct history){.p = p};
    sign_in(h);
}

static void file(struct history *h)
{
    static const char *const kinds[] = {"\"complain\",\"about\":6", "\"help\"", "\"praise\""};
    static const char *const claims[] = {"", ",\"claim\":[{\"words\":\"one\"}]",
                                         ",\"claim\":[{\"words\":\"one\"},{\"words\":\"two\"}]"};
    static const char *const who[] = {"", ",\"who\":{\"name\":\"Wang\",\"phone\":\"13800000000\"}"};
    char body[400];
    if (h->n == HISTORY_MATTERS)
        return;
    int n = h->n_claims[h->n] = promise_dice(h->p, 3);
    snprintf(body, sizeof body, "{\"kind\":%s,\"topic\":\"noise\",\"words\":\"number %d\"%s%s}",
             kinds[promise_dice(h->p, 3)], h->n, claims[n], who[promise_dice(h->p, 2)]);
    h->matter[h->n++] = promise_file(h->p, body);
}

static void ask(struct history *h, struct client *c, int i, const char *op, const char *body)
{
    char path[80];
    snprintf(path, sizeof path, "/appeal/%lld/%s", (long long)h->matter[i].id, op);
    struct client_reply r = promise_ask(h->p, c, path, body);
    promise_check(h->p, r.status >= 201 && r.status < 500, "%s of %d is answered: %d", path, i,
                  r.status);
}

static void dispatch(struct history *h, int i)
{
    static const int units[] = {ENV, WATER, BUILD};
    char body[80];
    snprintf(body, sizeof body, "{\"to\":%d,\"urgent\":\"%s\"}", units[promise_dice(h->p, 3)],
             promise_dice(h->p, 2) ? "general" : "complex");
    ask(h, &h->clerk, i, "dispatch", body);
}

static void answer_body(struct history *h, int i, int number, const char *more, char body[400])
{
    static const char one[] = ",\"reply\":[{\"done\":\"solved\",\"words\":\"yes\"}]";
    static const char two[] = ",\"reply\":[{\"done\":\"solved\",\"words\":\"yes\"},"
                              "{\"done\":\"partly\",\"words\":\"in part\"}]";
    static const char *const replies[] = {"", one, two};
    snprintf(body, 400, "{\"words\":\"answer %d\"%s%s}", number, replies[h->n_claims[i]], more);
}

static void answer(struct history *h, int i)
{
    char body[400];
    answer_body(h, i, i, "", body);
    ask(h, promise_dice(h->p, 2) ? &h->env : &h->water, i, "answer", body);
}

static void rate(struct history *h, int i)
{
    struct client c = trial_visitor(&h->p->trial);
    const struct promise_matter *m = &h->matter[i];
    promise_check(h->p, client_track(&c, m->no, m->view_code, m->secret) == OK,
                  "the codes of %d open it", i);
    ask(h, &c, i, "rate", "{\"solved\":true,\"satisfied\":4,\"words\":\"thanks\"}");
}

/* The citizen's own words; an answer or the urgency, by whoever gave it or by a superior. */
static void amend(struct history *h, int i)
{
    struct client c = trial_visitor(&h->p->trial);
    const struct promise_matter *m = &h->matter[i];
    char body[400];
    if (promise_dice(h->p, 2)) {
        promise_check(h->p, client_track(&c, m->no, m->view_code, m->secret) == OK,
                      "the codes of %d open it", i);
        snprintf(body, sizeof body,
                 "{\"topic\":\"water\",\"words\":\"corrected %d\",\"spot\":\"here\"}",
                 promise_dice(h->p, 1000));
        ask(h, &c, i, "correct", body);
        return;
    }
    if (promise_dice(h->p, 3) == 0) {
        ask(h, promise_dice(h->p, 2) ? &h->clerk : &h->chief, i, "regrade",
            "{\"urgent\":\"utility\",\"why\":\"a mistake\"}");
        return;
    }
    answer_body(h, i, promise_dice(h->p, 1000), ",\"why\":\"a mistake\"", body);
    ask(h, promise_dice(h->p, 2) ? &h->env : &h->chief, i, "amend", body);
}

static void pass_time(struct history *h)
{
    int64_t at = h->p->trial.now + (int64_t)(1 + promise_dice(h->p, 60)) * HOUR_MS;
    promise_check(h->p, trial_clock(&h->p->trial, at) == OK, "the clock moves");
    sign_in(h); /* half a day ends every session */
}

void history_step(struct history *h)
{
    int dice = promise_dice(h->p, 100), i = h->n ? promise_dice(h->p, h->n) : 0;
    if (h->n == 0 || dice < 30)
        file(h);
    else if (dice < 60)
        dispatch(h, i);
    else if (dice < 85)
        answer(h, i);
    else if (dice < 90)
        rate(h, i);
    else if (dice < 95)
        amend(h, i);
    else if (dice < 97)
        ask(h, &h->chief, i, "void", "{\"why\":\"a mistake\"}");
    else
        pass_time(h);
}

/* A file of that name among the trial's. */
static const char *write_file(struct history *h, const char *name, const char *text)
{
    char *path = arena_take(&h->p->trial.arena, 1, PATH_BYTES);
    if (!path)
        exit(2);
    snprintf(path, PATH_BYTES, "%s/%s", h->p->trial.folder, name);
    FILE *file = fopen(path, "we");
    if (!file || fputs(text, file) < 0 || fclose(file) != 0)
        exit(2);
    return path;
}

/* Fill the form on a page as a browser does; fields from the third on are given. */
static void send_form(struct history *h, struct client *c, const char *page, const char *action,
                      struct client_pair *field, size_t n)
{
    struct client_reply r = {0};
    enum status s = client_get(c, str_of(page), NULL, &r);
    field[0] =
        (struct client_pair){S("_csrf"), client_hidden(r.body, str_of(action), "_csrf"), NULL};
    field[1] = (struct client_pair){S("_key"), client_hidden(r.body, str_of(action), "_key"), NULL};
    if (s == OK)
        s = client_form(c, str_of(action), field, n, "application/json", &r);
    promise_check(h->p, s == OK && r.status == 201, "%s with a file: %d %.*s", action, r.status,
                  STR_ARG(r.body));
}

void history_file_with_paper(struct history *h)
{
    struct client c = trial_visitor(&h->p->trial);
    const char *path = write_file(h, "paper.pdf", "%PDF-1.4\n% a paper\n");
    struct client_pair field[] = {{0},
                                  {0},
                                  {S("_go"), S("send"), NULL},
                                  {S("kind"), S("help"), NULL},
                                  {S("topic"), S("noise"), NULL},
                                  {S("words"), S("with a paper"), NULL},
                                  {S("photo"), S(""), path}};
    send_form(h, &c, "/appeal/new", "/appeal/file", field, sizeof field / sizeof field[0]);
}

void history_bring_table(struct history *h)
{
    const char *path = write_file(h, "table.csv",
                                  "kind,topic,words\nhelp,noise,from a table\n"
                                  "help,none,x\nhelp,noise,\"y\n");
    struct client_pair field[] = {{0}, {0}, {S("_go"), S("send"), NULL}, {S("rows"), S(""), path}};
    send_form(h, &h->clerk, "/appeal/table", "/appeal/import", field,
              sizeof field / sizeof field[0]);
    char others[PATH_BYTES];
    struct client data = promise_person(h->p, "data");
    snprintf(others, sizeof others, "%s/src/appeal/scenes/others.csv", h->p->source);
    struct client_pair other[] = {{0},
                                  {0},
                                  {S("_go"), S("send"), NULL},
                                  {S("map"), S("hotline"), NULL},
                                  {S("rows"), S(""), others}};
    send_form(h, &data, "/appeal/others", "/appeal/take_over", other,
              sizeof other / sizeof other[0]);
}

/* Ask for an operation by its address; the matter of the reply. */
static int64_t must(struct history *h, struct client *c, const char *path, const char *body)
{
    struct client_reply r = promise_ask(h->p, c, path, body);
    promise_check(h->p, r.status == 201, "%s: %d %.*s", path, r.status, STR_ARG(r.body));
    return promise_int(h->p, &r, "matter");
}

void history_erase(struct history *h)
{
    enum { WAITING_DAYS = 11 };
    char body[300], path[80];
    struct client keeper = promise_person(h->p, "keeper"), warden = promise_person(h->p, "warden");
    struct client c = trial_visitor(&h->p->trial);
    struct promise_matter m = promise_file(
        h->p,
        "{\"kind\":\"help\",\"topic\":\"noise\",\"words\":\"to be erased\",\"spot\":\"here\"}");
    promise_check(h->p, client_track(&c, m.no, m.view_code, m.secret) == OK, "the codes open it");
    snprintf(path, sizeof path, "/appeal/%lld/correct", (long long)m.id);
    must(h, &c, path, "{\"topic\":\"noise\",\"words\":\"to be erased as well\"}");
    snprintf(path, sizeof path, "/appeal/%lld/withdraw", (long long)m.id);
    must(h, &c, path, "{}");
    snprintf(body, sizeof body,
             "{\"no\":\"%.*s\",\"law\":\"pip47_3\",\"wish\":true,\"whole\":false,"
             "\"field\":[\"appeal-filed-words\"],\"words\":\"x\"}",
             STR_ARG(m.no));
    int64_t erasure = must(h, &keeper, "/erase/ask", body);
    snprintf(path, sizeof path, "/erase/%lld/approve", (long long)erasure);
    must(h, &warden, path, "{}");
    int64_t at = h->p->trial.now + (int64_t)WAITING_DAYS * 24 * HOUR_MS;
    promise_check(h->p, trial_clock(&h->p->trial, at) == OK, "the waiting time passes");
    sign_in(h);
    keeper = promise_person(h->p, "keeper");
    snprintf(path, sizeof path, "/erase/%lld/carry_out", (long long)erasure);
    must(h, &keeper, path, "{}");
    promise_check(h->p, trial_clock(&h->p->trial, at) == OK, "it is carried out");
}

static void day_after(const struct history *h, int days, char ret_day[20])
{
    struct buf b = {.p = ret_day, .room = 19, .max = 19};
    day_put(&b, time_day(h->p->trial.now) + days);
    ret_day[b.n] = 0;
}

static int64_t place(struct history *h, struct client *chief, struct str no, const char *law)
{
    char body[300], day[20];
    day_after(h, 5, day);
    snprintf(body, sizeof body, "{\"no\":\"%.*s\",\"law\":\"%s\",\"until\":\"%s\",\"words\":\"x\"}",
             STR_ARG(no), law, day);
    return must(h, chief, "/hold/place", body);
}

void history_hold(struct history *h)
{
    char path[80];
    struct client chief = promise_person(h->p, "chief");
    struct promise_matter m =
        promise_file(h->p, "{\"kind\":\"help\",\"topic\":\"noise\",\"words\":\"held\"}");
    place(h, &chief, m.no, "SUP-92");
    snprintf(path, sizeof path, "/hold/%lld/lift", (long long)place(h, &chief, m.no, "SUP-91"));
    must(h, &chief, path, "{\"words\":\"x\"}");
}

void history_direct(struct history *h)
{
    char body[400], day[20], path[80], paper[120];
    struct client chief = promise_person(h->p, "chief"), env = promise_person(h->p, "env");
    struct promise_matter m =
        promise_file(h->p, "{\"kind\":\"help\",\"topic\":\"noise\",\"words\":\"directed\"}");
    day_after(h, 9, day);
    snprintf(body, sizeof body,
             "{\"kind\":\"assign\",\"law\":\"petition\",\"no\":\"%.*s\",\"words\":\"x\",\"to\":%d,"
             "\"until\":\"%s\",\"helper\":[{\"unit\":%d},{\"unit\":%d}]}",
             STR_ARG(m.no), ENV, day, WATER, BUILD);
    long long id = must(h, &chief, "/directive/issue", body);
    snprintf(path, sizeof path, "/directive/%lld/sign", id);
    must(h, &env, path, "{}");
    snprintf(path, sizeof path, "/directive/%lld/urge", id);
    must(h, &chief, path, "{}");
    snprintf(paper, sizeof paper, "/directive/%lld", id);
    snprintf(path, sizeof path, "/directive/%lld/answer", id);
    struct client_pair field[] = {
        {0},
        {0},
        {S("_go"), S("send"), NULL},
        {S("words"), S("done"), NULL},
        {S("proof"), S(""), write_file(h, "proof.pdf", "%PDF-1.4\n% a proof\n")}};
    send_form(h, &env, paper, path, field, sizeof field / sizeof field[0]);
    snprintf(path, sizeof path, "/directive/%lld/return", id);
    must(h, &chief, path, "{\"words\":\"x\"}");
}

void history_units(struct history *h)
{
    char body[200], path[80];
    struct client admin = promise_person(h->p, "admin"), guard = promise_person(h->p, "guard");
    struct promise_matter m =
        promise_file(h->p, "{\"kind\":\"help\",\"topic\":\"noise\",\"words\":\"handed over\"}");
    snprintf(path, sizeof path, "/appeal/%lld/dispatch", (long long)m.id);
    snprintf(body, sizeof body, "{\"to\":%d,\"urgent\":\"general\"}", ENV);
    must(h, &h->clerk, path, body);
    snprintf(body, sizeof body, "{\"target\":%d,\"which\":\"listed\",\"no\":[\"%.*s\"]}", WATER,
             STR_ARG(m.no));
    snprintf(path, sizeof path, "/org/hand/%lld/take_hand",
             (long long)must(h, &h->env, "/org/ask_hand", body));
    must(h, &h->water, path, "{}");
    snprintf(body, sizeof body, "{\"unit\":%d,\"sort\":\"rename\",\"code\":\"other\"}", BUILD);
    snprintf(path, sizeof path, "/org/change/%lld/give_change",
             (long long)must(h, &admin, "/org/ask_change", body));
    must(h, &guard, path, "{}");
    promise_check(h->p, trial_clock(&h->p->trial, h->p->trial.now) == OK, "it is carried out");
}

/* A publication with what the check found and somebody justified; corrected; and one that was
 * withdrawn. */
void history_publish(struct history *h)
{
    static const char guide[] =
        "{\"class\":\"proactive\",\"law\":\"foi19\",\"topic\":\"noise\",\"reason\":\"x\","
        "\"title\":\"guide\",\"words\":\"call 13900000000\",\"plea\":\"the office's own\"}";
    char path[80];
    struct client env = promise_person(h->p, "env"), envpub = promise_person(h->p, "envpub");
    for (int i = 0; i < 2; i++) {
        long long id = must(h, &env, "/public/propose", guide);
        snprintf(path, sizeof path, "/public/%lld/approve", id);
        must(h, &envpub, path, "{}");
        snprintf(path, sizeof path, "/public/%lld/%s", id, i ? "withdraw" : "correct");
        must(h, i ? &envpub : &env, path,
             i ? "{\"ground\":\"outdated\",\"words\":\"x\"}"
               : "{\"title\":\"guide\",\"words\":\"call us\",\"reason\":\"x\"}");
    }
}
