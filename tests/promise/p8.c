// SPDX-License-Identifier: Apache-2.0
/* P8: every interface word exists in Chinese and in English, every task can be done without
 * script, and nobody with an account is shown what others wrote without a record of it.  A plain
 * client, which knows no address but the door's, does the whole of a request once in each language
 * by the links and forms that the pages offer; then everybody walks over every page that the rooms
 * declare and every link on it, in both languages, and each page is held against rules.h; where the
 * words of a citizen or of an answer stand on it, in a table or in a receipt, the ledger's file has
 * the record. */
#include "ground.h"
#include "rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WALK_MAX = 400, THINGS = 9, PAGES_MIN = 200, RECORDED_MIN = 50, PROOF_MAX = 65536 };

struct stage {
    struct ground g;
    struct rules rules;
    struct plain v; /* who is acting now */
    sqlite3 *ledger;
    int n_recorded; /* pages with hidden words on them, of accounts */
};

/* What people write in each language. */
enum wish { WORDS, CLAIM, CLAIM_2, SPOT, NAME, ANSWER, REPLY, REPLY_2, N_WISHES };

static const char *const wishes[2][N_WISHES] = {
    {"\xe5\xa4\x9c\xe9\x97\xb4\xe6\x96\xbd\xe5\xb7\xa5", "\xe5\x81\x9c\xe5\xb7\xa5",
     "\xe8\xb5\x94\xe5\x81\xbf", "\xe5\xb9\xb3\xe5\xae\x89\xe8\xb7\xaf", "\xe5\xbc\xa0\xe4\xb8\x89",
     "\xe5\xb7\xb2\xe5\xa4\x84\xe7\x90\x86", "\xe5\xb7\xb2\xe5\x81\x9c\xe5\xb7\xa5",
     "\xe4\xb8\x8d\xe4\xba\x88\xe8\xb5\x94\xe5\x81\xbf"},
    {"Building work through the night", "Stop the work", "Pay for the hotel", "Ping'an Road",
     "Zhang San", "The site was inspected", "Work stops at ten", "There is no ground to pay"},
};
static const char paper[] = "%PDF-1.4\nplans of the site\n";

/* ---- what a person does -------------------------------------------------------------------- */

static void look(struct stage *s)
{
    rules_check(&s->rules, &s->v, 200);
}

static void follow(struct stage *s, const char *key)
{
    if (plain_follow(&s->v, plain_words(&s->v, key)))
        look(s);
}

static void press(struct stage *s, const char *key)
{
    if (plain_press(&s->v, key))
        look(s);
}

static void shows(struct stage *s, struct str words)
{
    promise_check(&s->g.p, plain_shows(&s->v, words), "%.*s does not say: %.*s",
                  STR_ARG(s->v.address), STR_ARG(words));
}

/* Through the front door; the page's own switch leads to the other language. */
static void come(struct stage *s, struct client client, bool english)
{
    plain_init(&s->v, &s->g.p, &s->g.said, client, false);
    if (plain_go(&s->v, S("/")))
        look(s);
    struct str other = plain_words(&s->v, "web.other_lang");
    s->v.english = english;
    if (english && plain_follow(&s->v, other))
        look(s);
}

static void sign_in(struct stage *s, const char *name, const char *password, bool english)
{
    come(s, trial_visitor(&s->g.p.trial), english);
    follow(s, "web.login");
    plain_fill(&s->v, "web.login.name", 0, str_of(name));
    plain_fill(&s->v, "web.login.password", 0, str_of(password));
    press(s, "web.login.do");
    follow(s, "appeal.nav");
}

static void sign_out(struct stage *s)
{
    follow(s, "web.logout");
    press(s, "web.logout.do");
    promise_check(&s->g.p, plain_link(&s->v, plain_words(&s->v, "appeal.nav")) < 0,
                  "the desk is still offered");
    plain_close(&s->v);
}

/* The nth value of the list of codes on the receipt. */
static struct str code(struct stage *s, int nth)
{
    struct str kept = S("");
    const struct html *h = &s->v.page;
    for (int i = -1; (i = html_next(h, i, h->n, "dd")) >= 0;)
        if (html_above_class(h, i, "x-code") == i && nth-- == 0 &&
            arena_copy(&s->g.p.trial.arena, html_text(&s->v.arena, h, i, NULL), &kept) != OK)
            abort();
    promise_check(&s->g.p, kept.n > 0, "a code is shown");
    return kept;
}

static void keep_receipt(struct stage *s)
{
    char path[200], policy[200];
    struct promise *p = &s->g.p;
    snprintf(path, sizeof path, "%s/kept", p->trial.folder);
    snprintf(policy, sizeof policy, "%s/policy", p->trial.node);
    plain_follow(&s->v, plain_words(&s->v, "web.receipt.get"));
    FILE *file = fopen(path, "we");
    if (!file || fwrite(s->v.reply.body.p, 1, s->v.reply.body.n, file) != s->v.reply.body.n ||
        fclose(file) != 0)
        abort();
    char *argv[] = {(char *)(uintptr_t)p->verifier, "receipt", path, "--policy", policy, NULL};
    struct buf said;
    buf_init(&said, PROOF_MAX);
    promise_check(p, trial_run(argv, &said) == 0, "the kept receipt: %.*s",
                  STR_ARG(buf_str(&said)));
    buf_close(&said);
}

/* ---- a request and what becomes of it ------------------------------------------------------ */

static void fill_request(struct stage *s, const char *const *w, const char *file)
{
    struct plain *v = &s->v;
    plain_choose(v, "appeal.kind", 0, plain_words(v, "appeal.kind.help"));
    plain_fill(v, "appeal.topic", 0, plain_words(v, "topic.noise"));
    plain_fill(v, "appeal.words", 0, str_of(w[WORDS]));
    plain_fill(v, "appeal.claim.words", 0, str_of(w[CLAIM]));
    plain_fill(v, "appeal.claim.words", 1, str_of(w[CLAIM_2]));
    plain_fill(v, "appeal.spot", 0, str_of(w[SPOT]));
    plain_fill(v, "appeal.photo", 0, str_of(file));
}

/* Without what is needed it says so; one more claim needs no script; then all of it. */
static struct promise_matter file(struct stage *s, const char *const *w, const char *paper_path)
{
    struct promise_matter m;
    struct plain *v = &s->v;
    follow(s, "appeal.new");
    int claims = plain_count(v, "label", "appeal.claim.words");
    press(s, "core.form.add");
    promise_check(&s->g.p, plain_count(v, "label", "appeal.claim.words") == claims + 1,
                  "one claim more");
    plain_press(v, "core.form.next");
    rules_check(&s->rules, v, 422);
    shows(s, plain_words(v, "core.form.errors"));
    fill_request(s, w, paper_path);
    press(s, "core.form.next");
    plain_fill(v, "appeal.who.name", 0, str_of(w[NAME]));
    plain_fill(v, "appeal.who.phone", 0, S("024-12345678"));
    press(s, "core.form.next");
    shows(s, str_of(w[CLAIM_2]));
    shows(s, S("site.pdf"));
    press(s, "appeal.file.do");
    m = (struct promise_matter){.view_code = code(s, 0), .secret = code(s, 1)};
    const struct html *h = &v->page;
    for (int i = -1; (i = html_next(h, i, h->n, "b")) >= 0;)
        if (html_above_class(h, i, "x-number") == i &&
            arena_copy(&s->g.p.trial.arena, html_text(&v->arena, h, i, NULL), &m.no) != OK)
            abort();
    keep_receipt(s);
    return m;
}

/* The matter behind the codes, as somebody who comes back. */
static void track(struct stage *s, const struct promise_matter *m, bool english)
{
    come(s, trial_visitor(&s->g.p.trial), english);
    follow(s, "web.track");
    plain_fill(&s->v, "web.no", 0, m->no);
    plain_fill(&s->v, "web.view_code", 0, m->view_code);
    press(s, "web.track.do");
}

static void open_from_desk(struct stage *s, struct str no)
{
    if (plain_follow(&s->v, no))
        look(s);
}

/* The paper that was handed in, byte for byte. */
static void read_paper(struct stage *s)
{
    const struct html *h = &s->v.page;
    for (int i = -1; (i = html_next(h, i, h->n, "a")) >= 0;) {
        struct str text = html_text(&s->v.arena, h, i, NULL), back = s->v.address;
        if (!str_starts(text, S("site.pdf")))
            continue;
        plain_go(&s->v, html_attr(h, i, "href"));
        promise_check(&s->g.p, str_is(s->v.reply.body, paper), "the paper is another: %d",
                      s->v.reply.status);
        if (plain_go(&s->v, back))
            look(s);
        return;
    }
    promise_check(&s->g.p, false, "the officer is not offered the paper");
}

static void answer(struct stage *s, const char *const *w)
{
    struct plain *v = &s->v;
    plain_choose(v, "appeal.done", 0, plain_words(v, "appeal.done.solved"));
    plain_choose(v, "appeal.done", 1, plain_words(v, "appeal.done.refused"));
    plain_fill(v, "appeal.answer.reply.words", 0, str_of(w[REPLY]));
    plain_fill(v, "appeal.answer.reply.words", 1, str_of(w[REPLY_2]));
    plain_fill(v, "appeal.answer.words", 0, str_of(w[ANSWER]));
    press(s, "appeal.answer.do");
}

static void rate(struct stage *s, struct str secret)
{
    struct plain *v = &s->v;
    plain_choose(v, "appeal.rate.solved", 0, plain_words(v, "core.yes"));
    plain_choose(v, "appeal.rate.satisfied", 0, S("5"));
    plain_fill(v, "core.secret", 0, secret);
    press(s, "appeal.rate.do");
    shows(s, plain_words(v, "appeal.rating"));
    promise_check(&s->g.p, plain_count(v, "button", "appeal.rate.do") == 0,
                  "it can be rated twice");
}

static void whole_task(struct stage *s, bool english, const char *paper_path)
{
    const char *const *w = wishes[english];
    come(s, trial_visitor(&s->g.p.trial), english);
    struct promise_matter m = file(s, w, paper_path);
    plain_close(&s->v);
    track(s, &m, english);
    shows(s, plain_words(&s->v, "appeal.stage.filed"));
    plain_close(&s->v);
    sign_in(s, "clerk", "demo-clerk-1", english);
    open_from_desk(s, m.no);
    plain_fill(&s->v, "appeal.dispatch.to", 0, plain_words(&s->v, "unit.env"));
    plain_choose(&s->v, "appeal.urgent", 0, plain_words(&s->v, "appeal.urgent.general"));
    press(s, "appeal.dispatch.do");
    sign_out(s);
    sign_in(s, "env", "demo-env-1", english);
    open_from_desk(s, m.no);
    read_paper(s);
    answer(s, w);
    sign_out(s);
    track(s, &m, english);
    shows(s, str_of(w[ANSWER]));
    shows(s, str_of(w[REPLY_2]));
    rate(s, m.secret);
    plain_close(&s->v);
}

/* The log's name stands on every page. */
static void learn_origin(struct stage *s)
{
    struct str rest;
    struct client_reply r;
    struct client c = trial_visitor(&s->g.p.trial);
    if (promise_check(&s->g.p, client_get(&c, S("/checkpoint"), NULL, &r) == OK, "a checkpoint"))
        rules_add_data(&s->rules, str_cut(r.body, '\n', &rest));
}

/* ---- everybody, everywhere ----------------------------------------------------------------- */

struct walk {
    struct str address[WALK_MAX];
    int n, done;
};

static void add(struct stage *s, struct walk *w, struct str address)
{
    struct str kept = str_part(address, 0, str_index(address, '#'));
    bool switches =
        str_find(kept, S("lang=")) < kept.n || str_find(kept, S("big=")) < kept.n || !kept.n;
    for (int i = 0; i < w->n; i++)
        switches |= str_eq(w->address[i], kept);
    if (switches || !promise_check(&s->g.p, w->n < WALK_MAX, "a walk has no end"))
        return;
    if (arena_copy(&s->g.p.trial.arena, kept, &w->address[w->n++]) != OK)
        abort();
}

static int64_t newest_record(struct stage *s)
{
    return promise_number(s->ledger, "select coalesce(max(id), 0) from read_record");
}

/* Words that a citizen or an office wrote, which are never those of somebody with an account who
 * reads them here as a party, came to this account: is it recorded, and by whom and where? */
static void check_record(struct stage *s, const struct person *who, int64_t before)
{
    static const struct {
        const char *words, *field;
    } hidden[] = {{GROUND_WORDS, "appeal.filed:words"}, {GROUND_ANSWER, "appeal.answered:words"}};
    for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++) {
        char sql[400];
        if (str_find(s->v.reply.body, str_of(hidden[i].words)) == s->v.reply.body.n)
            continue;
        snprintf(sql, sizeof sql,
                 "select count(*) from read_record where id > %lld and login = '%.*s' "
                 "and no <> '' and door <> '' and fields like '%%:%s%%'",
                 (long long)before, STR_ARG(who->login), hidden[i].field);
        s->n_recorded++;
        promise_check(&s->g.p, promise_number(s->ledger, sql) > 0,
                      "%.*s shows %.*s %s, and no record of it is there", STR_ARG(s->v.address),
                      STR_ARG(who->login), hidden[i].field);
    }
}

static void step(struct stage *s, const struct person *who, struct walk *w)
{
    struct plain *v = &s->v;
    struct str address = w->address[w->done++];
    int64_t before = newest_record(s);
    if (!plain_go(v, address))
        return;
    if (who->coming == ACCOUNT)
        check_record(s, who, before);
    else
        promise_check(v->p, newest_record(s) == before,
                      "%.*s: reading without an account is recorded", STR_ARG(address));
    if (!v->page.n) { /* a receipt, a table */
        promise_check(v->p, v->reply.status == 200, "%.*s: %d", STR_ARG(address), v->reply.status);
        return;
    }
    look(s);
    for (int i = -1; (i = html_next(&v->page, i, v->page.n, "a")) >= 0;)
        add(s, w, html_attr(&v->page, i, "href"));
}

/* All that the files let him see of this matter, and wherever that leads. */
static void walk(struct stage *s, const struct person *who, const struct thing *t, bool english,
                 struct walk *w)
{
    come(s, ground_come_in(&s->g, who, t), english);
    add(s, w, S("/"));
    for (size_t i = 0; i < s->g.said.n; i++) {
        char path[PATH_BYTES];
        const struct declared *d = &s->g.said.item[i];
        if (d->matter.p && !str_eq(d->matter, t->kind))
            continue;
        if (!d->is_page || !ground_is_declared(&s->g, d, who, d->matter.p ? t : NULL))
            continue;
        ground_path(d->path, t->m.id, path);
        add(s, w, str_of(path));
    }
    while (w->done < w->n)
        step(s, who, w);
    plain_close(&s->v);
}

static void everybody(struct stage *s)
{
    static const char *const kinds[THINGS] = {"appeal",    "appeal",  "appeal",
                                              "work",      "erasure", "hold",
                                              "directive", "share",   "publication"};
    static const char *const stages[THINGS] = {"filed",    "sent",   "answered", "done",  "waiting",
                                               "standing", "asking", "helped",   "public"};
    struct thing thing[THINGS];
    for (int i = 0; i < THINGS; i++) {
        if (!ground_bring(&s->g, str_of(kinds[i]), str_of(stages[i]), &thing[i]))
            abort();
    }
    for (size_t i = 0; i < s->g.n_people; i++)
        for (int english = 0; english < 2; english++) {
            struct walk w = {.n = 0};
            for (int k = 0; k < THINGS; k++)
                walk(s, &s->g.person[i], &thing[k], english, &w);
        }
}

/* What is hidden where there is no script must be hidden by the looks themselves. */
static void check_looks(struct stage *s)
{
    come(s, trial_visitor(&s->g.p.trial), true);
    int link = html_next(&s->v.page, -1, s->v.page.n, "link");
    while (link >= 0 && !str_is(html_attr(&s->v.page, link, "rel"), "stylesheet"))
        link = html_next(&s->v.page, link, s->v.page.n, "link");
    struct str rule = S(".x-script { display: none !important; }");
    bool there = link >= 0 && plain_go(&s->v, html_attr(&s->v.page, link, "href")) &&
                 str_find(s->v.reply.body, rule) < s->v.reply.body.n;
    promise_check(&s->g.p, there, "what needs script is shown without it");
    plain_close(&s->v);
}

int main(int argc, char **argv)
{
    static struct stage s;
    char path[200];
    promise_begin(&s.g.p, "P8", argc, argv);
    ground_open(&s.g);
    for (int i = 0; i < N_WISHES; i++)
        rules_add_data(&s.rules, str_of(wishes[1][i]));
    rules_add_data(&s.rules, S(GROUND_WORDS));
    rules_add_data(&s.rules, S(GROUND_ANSWER));
    rules_add_data(&s.rules, S("site.pdf"));
    rules_add_data(&s.rules, S("table.csv"));
    snprintf(path, sizeof path, "%s/site.pdf", s.g.p.trial.folder);
    FILE *file = fopen(path, "we");
    if (!file || fputs(paper, file) < 0 || fclose(file) != 0)
        return 2;
    learn_origin(&s);
    whole_task(&s, false, path);
    whole_task(&s, true, path);
    s.ledger = promise_db(&s.g.p, s.g.p.trial.node, "ledger", false);
    everybody(&s);
    sqlite3_close(s.ledger);
    promise_check(&s.g.p, s.n_recorded > RECORDED_MIN, "only %d pages with hidden words",
                  s.n_recorded);
    check_looks(&s);
    promise_check(&s.g.p, s.rules.n_pages > PAGES_MIN, "only %d pages", s.rules.n_pages);
    printf("P8: %d pages, %d texts, %d forms, %zu people; %d with hidden words, each recorded\n",
           s.rules.n_pages, s.rules.n_texts, s.rules.n_forms, s.g.n_people, s.n_recorded);
    ground_close(&s.g);
    return promise_end(&s.g.p);
}
