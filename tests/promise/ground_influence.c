// SPDX-License-Identifier: Apache-2.0
/* ground_influence.c -- holds and directives for P7 and P8, as the supervisor of the pack
 * places and issues them. */
#include "ground.h"

#include <string.h>

enum { SOON_DAYS = 3 };

void ground_day(const struct ground *g, int days, char ret_day[DAY_BYTES])
{
    struct buf b = {.p = ret_day, .room = DAY_BYTES - 1, .max = DAY_BYTES - 1};
    day_put(&b, time_day(g->p.trial.now) + days);
    ret_day[b.n] = 0;
}

/* On a request that lies with ENV. */
bool ground_bring_hold(struct ground *g, struct str stage, struct thing *ret_thing)
{
    char body[300], day[DAY_BYTES], path[PATH_BYTES];
    struct thing about, t = {.kind = S("hold"), .at = GOV, .lies = ENV};
    bool lifted = str_is(stage, "lifted");
    if ((!lifted && !str_is(stage, "standing")) || !ground_bring(g, S("appeal"), S("sent"), &about))
        return false;
    ground_day(g, SOON_DAYS, day);
    snprintf(body, sizeof body,
             "{\"no\":\"%.*s\",\"law\":\"SUP-91\",\"until\":\"%s\",\"words\":\"x\"}",
             STR_ARG(about.m.no), day);
    struct client_reply r = ground_must(g, "chief", "/hold/place", body);
    t.m.id = promise_int(&g->p, &r, "matter");
    snprintf(path, sizeof path, "/hold/%lld/lift", (long long)t.m.id);
    if (lifted)
        ground_must(g, "chief", path, "{\"words\":\"x\"}");
    *ret_thing = t;
    return true;
}

/* ---- directives ---------------------------------------------------------------------------- */

/* Of the chief's about a request of ENV's; WATER assists.  Both have until tomorrow. */
static int64_t issue(struct ground *g)
{
    char body[400], day[DAY_BYTES];
    struct thing about;
    if (!ground_bring(g, S("appeal"), S("sent"), &about))
        return 0;
    ground_day(g, 1, day);
    snprintf(body, sizeof body,
             "{\"kind\":\"oversee\",\"law\":\"inspection\",\"no\":\"%.*s\",\"words\":\"x\","
             "\"to\":%d,\"until\":\"%s\",\"helper\":[{\"unit\":%d,\"until\":\"%s\"}]}",
             STR_ARG(about.m.no), ENV, day, WATER, day);
    struct client_reply r = ground_must(g, "chief", "/directive/issue", body);
    return promise_int(&g->p, &r, "matter");
}

/* A step on the way of a matter: once its stage is reached, no further one is gone. */
struct step {
    const char *stage, *who, *op;
    enum { SAYS_NOTHING, SAYS_WORDS, SAYS_DAY } says;
};

static bool go(struct ground *g, const char *root, int64_t id, const struct step *step,
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

bool ground_bring_directive(struct ground *g, struct str stage, struct thing *ret_thing)
{
    static const struct step way[] = {
        {"issued", NULL, NULL, SAYS_NOTHING},        {"signed", "env", "sign", SAYS_NOTHING},
        {"asking", "env", "ask_more", SAYS_DAY},     {"answered", "env", "answer", SAYS_WORDS},
        {"accepted", "chief", "accept", SAYS_WORDS}, {0}};
    struct thing t = {.kind = S("directive"), .at = ENV, .sender = GOV};
    t.m.id = issue(g);
    *ret_thing = t;
    return t.m.id && go(g, "/directive", t.m.id, way, stage);
}

/* The matter of the assisting unit is made behind its directive. */
bool ground_bring_share(struct ground *g, struct str stage, struct thing *ret_thing)
{
    static const struct step way[] = {{"given", NULL, NULL, SAYS_NOTHING},
                                      {"received", "water", "receive", SAYS_NOTHING},
                                      {"asking", "water", "ask_time", SAYS_DAY},
                                      {"helped", "water", "help", SAYS_WORDS},
                                      {0}};
    struct thing t = {.kind = S("share"), .at = WATER, .lead = ENV, .sender = GOV};
    t.m.id = issue(g) + 1;
    *ret_thing = t;
    return go(g, "/directive/share", t.m.id, way, stage);
}
