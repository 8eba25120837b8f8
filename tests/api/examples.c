// SPDX-License-Identifier: Apache-2.0
/* A request goes its way through the programs' door; each call and its answer are held against
 * src/core/examples.json, which /openapi.json shows.  With a sixth argument `write` they are
 * written there instead.  What chance made (codes, tokens, receipts) is left out of both. */
#include "../promise/promise.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXAMPLES_MAX = 120, FILE_BYTES = 1024 * 1024, ID_DIGITS = 16 };

struct example {
    const char *name;
    struct str text; /* {"reply":...,"request":...}, canonical */
};

struct recorder {
    struct promise p;
    struct client clerk, env, envpub, chief, admin, guard, anyone;
    struct example example[EXAMPLES_MAX];
    size_t n;
};

/* ---- what chance made ---------------------------------------------------------------------- */

static const char *const stand_ins[][2] = {
    {"view_code", "00000-00000-00000-00000-0"},
    {"secret", "00000-00000-0"},
    {"_secret", "00000-00000-0"},
    {"token", "(a token)"},
    {"no", "210000-20260302-1-6"},
    {"address", "/api/v1/appeal/1803886264320001"},
    {"receipt", "c2sp.org/tlog-proof@v1\n(a receipt)"},
};

static void replace(struct json *v)
{
    for (size_t i = 0; i < sizeof stand_ins / sizeof stand_ins[0]; i++)
        if (v->type == JSON_STRING && str_is(v->key, stand_ins[i][0]))
            v->text = str_of(stand_ins[i][1]);
    /* Entries and ids depend on all that a new node begins with. */
    if (v->type == JSON_NUMBER && str_is(v->key, "entry"))
        v->text = S("17");
    if (v->type == JSON_NUMBER && v->text.n == ID_DIGITS)
        v->text = S("1803886264320001");
    for (struct json *child = v->child; child; child = child->next)
        replace(child);
}

static void put_member(struct recorder *r, struct buf *to, const char *name, struct str text)
{
    struct json *v;
    if (!promise_check(&r->p, json_parse(&r->p.trial.arena, text, JSON_STRICT, &v, NULL) == OK,
                       "JSON: %.*s", STR_ARG(text)))
        return;
    replace(v);
    buf_printf(to, "%s\"%s\":", to->n > 1 ? "," : "", name);
    promise_check(&r->p, json_canon(to, v) == OK, "its one form");
}

static void keep(struct recorder *r, const char *name, struct str request, struct str reply)
{
    struct buf b;
    struct str text;
    if (r->n == EXAMPLES_MAX)
        exit(2);
    buf_init(&b, FILE_BYTES);
    buf_byte(&b, '{');
    put_member(r, &b, "reply", reply);
    if (request.p)
        put_member(r, &b, "request", request);
    buf_byte(&b, '}');
    if (arena_copy(&r->p.trial.arena, buf_str(&b), &text) != OK)
        exit(2);
    buf_close(&b);
    r->example[r->n++] = (struct example){name, text};
}

/* ---- calls --------------------------------------------------------------------------------- */

static struct client_reply post(struct recorder *r, struct client *c, const char *name,
                                const char *path, const char *body)
{
    struct client_reply reply = promise_ask(&r->p, c, path, body);
    promise_check(&r->p, reply.status == 200 || reply.status == 201, "%s: %d %.*s", name,
                  reply.status, (int)(reply.body.n < 300 ? reply.body.n : 300), reply.body.p);
    keep(r, name, str_of(body), reply.body);
    return reply;
}

static void get(struct recorder *r, struct client *c, const char *name, const char *path)
{
    struct client_reply reply = {0};
    enum status s = client_get(c, str_of(path), NULL, &reply);
    promise_check(&r->p, s == OK && reply.status == 200, "%s: %d", name, reply.status);
    keep(r, name, (struct str){NULL, 0}, reply.body);
}

/* post on a matter, whose home is at `home`. */
static struct client_reply act_at(struct recorder *r, struct client *c, const char *name,
                                  const char *home, int64_t matter, const char *body)
{
    char path[200];
    snprintf(path, sizeof path, "/api/v1%s/%lld/%s", home, (long long)matter,
             strchr(name, '.') + 1);
    return post(r, c, name, path, body);
}

static void act(struct recorder *r, struct client *c, const char *name, int64_t matter,
                const char *body)
{
    act_at(r, c, name, "/appeal", matter, body);
}

/* The same without keeping it: what another example needs. */
static void before(struct recorder *r, struct client *c, const char *op, int64_t matter,
                   const char *body)
{
    size_t had = r->n;
    act(r, c, op, matter, body);
    r->n = had;
}

static struct client with_token(struct recorder *r, const char *login)
{
    struct client in = promise_person(&r->p, login), c = trial_visitor(&r->p.trial);
    promise_check(&r->p, client_token(&in, &c.bearer) == OK, "%s gets a token", login);
    return c;
}

static const char small[] =
    "{\"kind\":\"help\",\"topic\":\"heat\",\"words\":\"\\u6696\\u6c14\\u4e0d\\u70ed\"}";

static int64_t file_small(struct recorder *r)
{
    struct client_reply reply = promise_ask(&r->p, &r->anyone, "/api/v1/appeal/file", small);
    return promise_int(&r->p, &reply, "matter");
}

/* ---- the way of requests ------------------------------------------------------------------- */

static void main_way(struct recorder *r)
{
    char body[400];
    struct client citizen = r->anyone;
    struct client_reply f =
        post(r, &r->anyone, "appeal.file", "/api/v1/appeal/file",
             "{\"kind\":\"complain\",\"topic\":\"noise\",\"words\":"
             "\"\\u591c\\u95f4\\u65bd\\u5de5\\uff0c\\u65e0\\u6cd5\\u5165\\u7761\","
             "\"about\":6,\"claim\":[{\"words\":\"\\u505c\\u6b62\\u591c\\u95f4\\u65bd\\u5de5\"}],"
             "\"who\":{\"name\":\"\\u738b\\u67d0\",\"phone\":\"13800000000\"}}");
    struct str no = promise_text(&r->p, &f, "no"), code = promise_text(&r->p, &f, "view_code");
    struct str secret = promise_text(&r->p, &f, "secret");
    int64_t id = promise_int(&r->p, &f, "matter");
    snprintf(body, sizeof body, "{\"no\":\"%.*s\",\"view_code\":\"%.*s\"}", STR_ARG(no),
             STR_ARG(code));
    f = post(r, &r->anyone, "track", "/api/v1/track", body);
    citizen.bearer = promise_text(&r->p, &f, "token");
    snprintf(
        body, sizeof body,
        "{\"topic\":\"noise\",\"words\":\"\\u591c\\u95f4\\u65bd\\u5de5\",\"_secret\":\"%.*s\"}",
        STR_ARG(secret));
    act(r, &citizen, "appeal.correct", id, body);
    get(r, &r->clerk, "appeal.desk.page", "/api/v1/appeal?stage=filed&sort=-id");
    act(r, &r->clerk, "appeal.dispatch", id, "{\"to\":3,\"urgent\":\"general\"}");
    act(r, &r->clerk, "appeal.regrade", id, "{\"urgent\":\"utility\"}");
    act(r, &r->env, "appeal.sign", id, "{}");
    act(r, &r->env, "appeal.answer", id,
        "{\"reply\":[{\"done\":\"solved\",\"words\":\"\\u5df2\\u8d23\\u4ee4\\u505c\\u5de5\"}],"
        "\"words\":\"\\u591c\\u95f4\\u65bd\\u5de5\\u5df2\\u505c\\u6b62\"}");
    act(r, &r->env, "appeal.amend", id,
        "{\"reply\":[{\"done\":\"solved\",\"words\":\"\\u5df2\\u8d23\\u4ee4\\u505c\\u5de5\"}],"
        "\"words\":\"\\u5df2\\u505c\\u5de5\"}");
    snprintf(body, sizeof body, "{\"solved\":true,\"satisfied\":5,\"_secret\":\"%.*s\"}",
             STR_ARG(secret));
    act(r, &citizen, "appeal.rate", id, body);
    snprintf(body, sizeof body, "/api/v1/appeal/%lld", (long long)id);
    get(r, &r->env, "appeal.matter.page", body);
    get(r, &r->chief, "appeal.board.page", "/api/v1/appeal/board");
    act(r, &r->chief, "appeal.reopen", id,
        "{\"words\":\"\\u7fa4\\u4f17\\u53cd\\u6620\\u53c8\\u5728\\u65bd\\u5de5\"}");
    before(r, &r->env, "appeal.answer", id,
           "{\"reply\":[{\"done\":\"partly\",\"words\":\"x\"}],\"words\":\"x\"}");
    act(r, &r->chief, "appeal.void", id, "{\"why\":\"\\u4e0e\\u4e8b\\u5b9e\\u4e0d\\u7b26\"}");
    struct client_reply again = {0};
    snprintf(body, sizeof body, "/api/v1/appeal/%lld/dispatch", (long long)id);
    again = promise_ask(&r->p, &r->clerk, body, "{\"to\":3,\"urgent\":\"general\"}");
    promise_check(&r->p, again.status == 409, "a refusal: %d", again.status);
    keep(r, "problem", (struct str){NULL, 0}, again.body);
}

static void other_ways(struct recorder *r)
{
    char body[200];
    int64_t id = file_small(r);
    before(r, &r->clerk, "appeal.dispatch", id, "{\"to\":3,\"urgent\":\"general\"}");
    act(r, &r->env, "appeal.return", id,
        "{\"reason\":\"not_ours\",\"words\":\"\\u5c5e\\u4e8e\\u4f9b\\u70ed\"}");
    act(r, &r->clerk, "appeal.decline", id,
        "{\"ground\":\"other_track\",\"words\":"
        "\"\\u8bf7\\u7533\\u8bf7\\u884c\\u653f\\u590d\\u8bae\",\"track\":\"review\"}");
    id = file_small(r);
    before(r, &r->clerk, "appeal.dispatch", id, "{\"to\":3,\"urgent\":\"general\"}");
    act(r, &r->env, "appeal.transfer", id,
        "{\"to\":5,\"words\":\"\\u7531\\u4f9b\\u70ed\\u529e\\u529e\\u7406\"}");
    struct client citizen = r->anyone;
    struct client_reply f = promise_ask(&r->p, &citizen, "/api/v1/appeal/file", small);
    struct str secret = promise_text(&r->p, &f, "secret");
    promise_check(&r->p,
                  client_track_token(&citizen, promise_text(&r->p, &f, "no"),
                                     promise_text(&r->p, &f, "view_code"), &citizen.bearer) == OK,
                  "codes open their matter");
    snprintf(body, sizeof body, "{\"_secret\":\"%.*s\"}", STR_ARG(secret));
    act(r, &citizen, "appeal.withdraw", promise_int(&r->p, &f, "matter"), body);
}

static const char wanted[] = "{\"login\":\"zhou\",\"unit\":5,\"role\":\"officer\"}";

static void offices(struct recorder *r)
{
    char path[200];
    post(r, &r->admin, "org.open_unit", "/api/v1/org/open_unit",
         "{\"code\":\"parks\",\"kind\":\"department\",\"parent\":1,\"answers\":true}");
    struct client_reply f = post(r, &r->admin, "org.open_account", "/api/v1/org/open_account",
                                 "{\"login\":\"zhou\",\"name\":\"\\u5468\\u7532\"}");
    int64_t account = promise_int(&r->p, &f, "matter");
    f = post(r, &r->admin, "org.ask_post", "/api/v1/org/ask_post", wanted);
    int64_t given = promise_int(&r->p, &f, "matter");
    act_at(r, &r->guard, "org.give_post", "/org/post", given, "{}");
    act_at(r, &r->guard, "org.end_post", "/org/post", given, "{\"ground\":\"moved\"}");
    f = promise_ask(&r->p, &r->admin, "/api/v1/org/ask_post", wanted);
    act_at(r, &r->guard, "org.decline_post", "/org/post", promise_int(&r->p, &f, "matter"),
           "{\"words\":\"\\u672a\\u6279\\u51c6\"}");
    snprintf(path, sizeof path, "/api/v1/org/post/%lld", (long long)given);
    get(r, &r->guard, "org.post.page", path);
    snprintf(path, sizeof path, "/api/v1/org/account/%lld", (long long)account);
    get(r, &r->admin, "org.account.page", path);
    get(r, &r->admin, "org.desk.page", "/api/v1/org");
    get(r, &r->admin, "org.accounts.page", "/api/v1/org/accounts");
    get(r, &r->admin, "org.ask.page", "/api/v1/org/ask");
    get(r, &r->admin, "org.open.page", "/api/v1/org/open");
    act_at(r, &r->admin, "org.reset_account", "/org/account", account, "{}");
    act_at(r, &r->admin, "org.close_account", "/org/account", account, "{}");
    get(r, &r->anyone, "appeal.new.page", "/api/v1/appeal/new");
    get(r, &r->clerk, "appeal.table.page", "/api/v1/appeal/table");
}

/* What the house says of a matter beside its room, as a program reads it on the matter's page. */
static void sees_beside(struct recorder *r, int64_t matter, struct str words)
{
    char path[200];
    struct client_reply reply = {0};
    snprintf(path, sizeof path, "/api/v1/appeal/%lld", (long long)matter);
    enum status s = client_get(&r->clerk, str_of(path), NULL, &reply);
    promise_check(&r->p, s == OK && str_find(reply.body, words) < reply.body.n,
                  "beside its matter stands %.*s: %d", STR_ARG(words), reply.status);
}

/* About the same request: a hold that is lifted, and a directive from its issue to its end. */
static void influence(struct recorder *r)
{
    char path[200], body[400];
    struct client_reply f = promise_ask(&r->p, &r->anyone, "/api/v1/appeal/file", small);
    struct str no = promise_text(&r->p, &f, "no");
    snprintf(body, sizeof body,
             "{\"no\":\"%.*s\",\"law\":\"SUP-91\",\"until\":\"2026-03-10\",\"words\":"
             "\"\\u6b63\\u5728\\u6838\\u5b9e\"}",
             STR_ARG(no));
    int64_t about = promise_int(&r->p, &f, "matter");
    f = post(r, &r->chief, "hold.place", "/api/v1/hold/place", body);
    int64_t id = promise_int(&r->p, &f, "matter");
    sees_beside(r, about, S("\"law\":\"SUP-91\""));
    sees_beside(r, about, S("\"what\":\"appeal."));
    act_at(r, &r->chief, "hold.lift", "/hold", id, "{\"words\":\"\\u6838\\u5b9e\\u6e05\\u695a\"}");
    snprintf(path, sizeof path, "/api/v1/hold/%lld", (long long)id);
    get(r, &r->chief, "hold.matter.page", path);
    get(r, &r->chief, "hold.desk.page", "/api/v1/hold");
    get(r, &r->anyone, "hold.count.page", "/api/v1/hold/count");
    snprintf(body, sizeof body,
             "{\"kind\":\"oversee\",\"law\":\"inspection\",\"no\":\"%.*s\",\"words\":"
             "\"\\u9650\\u671f\\u67e5\\u6e05\",\"to\":3,\"helper\":[{\"unit\":4,\"until\":"
             "\"2026-03-06\"}]}",
             STR_ARG(no));
    f = post(r, &r->chief, "directive.issue", "/api/v1/directive/issue", body);
    id = promise_int(&r->p, &f, "matter");
    act_at(r, &r->env, "directive.sign", "/directive", id, "{}");
    act_at(r, &r->chief, "directive.urge", "/directive", id, "{}");
    act_at(r, &r->env, "directive.answer", "/directive", id,
           "{\"words\":\"\\u5df2\\u67e5\\u6e05\"}");
    act_at(r, &r->chief, "directive.return", "/directive", id,
           "{\"words\":\"\\u4f9d\\u636e\\u4e0d\\u8db3\"}");
    act_at(r, &r->env, "directive.ask_more", "/directive", id,
           "{\"words\":\"\\u9700\\u590d\\u6838\",\"until\":\"2026-03-20\"}");
    act_at(r, &r->chief, "directive.give_more", "/directive", id, "{\"words\":\"\\u540c\\u610f\"}");
    snprintf(path, sizeof path, "/api/v1/directive/%lld/answer", (long long)id);
    promise_ask(&r->p, &r->env, path, "{\"words\":\"x\"}");
    act_at(r, &r->chief, "directive.accept", "/directive", id, "{}");
    snprintf(path, sizeof path, "/api/v1/directive/%lld", (long long)id);
    get(r, &r->chief, "directive.matter.page", path);
    sees_beside(r, about, S("\"stage\":\"accepted\""));
    get(r, &r->chief, "directive.sent.page", "/api/v1/directive/sent");
    get(r, &r->env, "directive.desk.page", "/api/v1/directive");
    get(r, &r->anyone, "directive.count.page", "/api/v1/directive/count");
}

/* An answer of the environment bureau is published, corrected and withdrawn. */
static void publication(struct recorder *r)
{
    static const char guide[] =
        "{\"class\":\"proactive\",\"law\":\"foi19\",\"topic\":\"noise\",\"reason\":"
        "\"\\u7fa4\\u4f17\\u5173\\u5fc3\",\"title\":\"\\u566a\\u58f0\\u6295\\u8bc9\\u6307\\u5357\","
        "\"words\":\"\\u4e03\\u65e5\\u5185\\u7b54\\u590d\"}";
    char path[200];
    struct client_reply f = post(r, &r->env, "public.propose", "/api/v1/public/propose", guide);
    int64_t id = promise_int(&r->p, &f, "matter");
    get(r, &r->envpub, "public.desk.page", "/api/v1/public/desk");
    act_at(r, &r->envpub, "public.decline", "/public", id,
           "{\"words\":\"\\u8bf7\\u5199\\u660e\\u4f9d\\u636e\"}");
    act_at(r, &r->env, "public.revise", "/public", id, guide);
    act_at(r, &r->envpub, "public.approve", "/public", id, "{}");
    act_at(r, &r->env, "public.correct", "/public", id,
           "{\"title\":\"\\u566a\\u58f0\\u6295\\u8bc9\\u6307\\u5357\",\"words\":"
           "\"\\u4e94\\u65e5\\u5185\\u7b54\\u590d\",\"reason\":\"\\u65f6\\u9650\\u8c03\\u6574\"}");
    get(r, &r->anyone, "public.index.page", "/api/v1/public");
    snprintf(path, sizeof path, "/api/v1/public/%lld", (long long)id);
    get(r, &r->anyone, "public.matter.page", path);
    act_at(r, &r->chief, "public.recall", "/public", id,
           "{\"words\":\"\\u6587\\u4ef6\\u5df2\\u5e9f\\u6b62\"}");
    act_at(r, &r->envpub, "public.uphold", "/public", id,
           "{\"words\":\"\\u4ecd\\u5728\\u6267\\u884c\"}");
    act_at(r, &r->envpub, "public.withdraw", "/public", id,
           "{\"ground\":\"outdated\",\"words\":\"\\u6587\\u4ef6\\u5df2\\u5e9f\\u6b62\"}");
    get(r, &r->anyone, "public.gone.page", "/api/v1/public/gone");
}

/* ---- the file ------------------------------------------------------------------------------ */

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct example *)a)->name, ((const struct example *)b)->name);
}

static void put_all(struct recorder *r, struct buf *to)
{
    qsort(r->example, r->n, sizeof r->example[0], by_name);
    buf_byte(to, '{');
    for (size_t i = 0; i < r->n; i++)
        buf_printf(to, "%s\n\"%s\":%.*s", i ? "," : "", r->example[i].name,
                   STR_ARG(r->example[i].text));
    buf_puts(to, "\n}\n");
}

static void compare(struct recorder *r, const char *path, struct str made)
{
    struct buf had;
    FILE *f = fopen(path, "re");
    buf_init(&had, FILE_BYTES);
    for (int c = f ? fgetc(f) : EOF; c != EOF; c = fgetc(f))
        buf_byte(&had, (char)c);
    if (f)
        fclose(f);
    promise_check(&r->p, str_eq(buf_str(&had), made),
                  "%s is not what the door answers now: write it again, and read what changed",
                  path);
    if (!str_eq(buf_str(&had), made))
        fprintf(stderr, "%.*s", STR_ARG(made));
    buf_close(&had);
}

static bool write_file(const char *path, struct str text)
{
    FILE *f = fopen(path, "we");
    bool done = f && fwrite(text.p, 1, text.n, f) == text.n;
    return f && fclose(f) == 0 && done;
}

int main(int argc, char **argv)
{
    static struct recorder r;
    char path[600];
    struct buf made;
    bool writes = argc == 6 && strcmp(argv[5], "write") == 0;
    promise_begin(&r.p, "examples", writes ? 5 : argc, argv);
    promise_open(&r.p, "2026-03-02 09:00", "");
    r.anyone = trial_visitor(&r.p.trial);
    r.clerk = with_token(&r, "clerk");
    r.env = with_token(&r, "env");
    r.chief = with_token(&r, "chief");
    r.envpub = with_token(&r, "envpub");
    r.admin = with_token(&r, "admin");
    r.guard = with_token(&r, "guard");
    main_way(&r);
    other_ways(&r);
    offices(&r);
    influence(&r);
    publication(&r);
    snprintf(path, sizeof path, "%s/src/core/examples.json", r.p.source);
    buf_init(&made, FILE_BYTES);
    put_all(&r, &made);
    if (writes)
        promise_check(&r.p, write_file(path, buf_str(&made)), "%s is written", path);
    else
        compare(&r, path, buf_str(&made));
    buf_close(&made);
    return promise_end(&r.p);
}
