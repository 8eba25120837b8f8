// SPDX-License-Identifier: Apache-2.0
/* ground_influence.c -- holds and directives for P7 and P8, as the supervisor of the pack
 * places and issues them. */
#include "ground.h"

#include <string.h>

void ground_day(const struct ground *g, int days, char ret_day[DAY_BYTES])
{
    struct buf b = {.p = ret_day, .room = DAY_BYTES - 1, .max = DAY_BYTES - 1};
    day_put(&b, time_day(g->p.trial.now) + days);
    ret_day[b.n] = 0;
}

/* On a request that lies with ENV. */
bool ground_bring_hold(struct ground *g, struct str stage, struct thing *ret_thing)
{
    static const struct ground_step way[] = {
        {"standing", NULL, NULL, SAYS_NOTHING}, {"lifted", "chief", "lift", SAYS_WORDS}, {0}};
    char body[300], day[DAY_BYTES];
    struct thing about, t = {.kind = S("hold"), .at = GOV, .lies = ENV};
    if (!ground_bring(g, S("appeal"), S("sent"), &about))
        return false;
    ground_day(g, SOON_DAYS, day);
    snprintf(body, sizeof body,
             "{\"no\":\"%.*s\",\"law\":\"SUP-91\",\"until\":\"%s\",\"words\":\"x\"}",
             STR_ARG(about.m.no), day);
    struct client_reply r = ground_must(g, "chief", "/hold/place", body);
    t.m.id = promise_int(&g->p, &r, "matter");
    *ret_thing = t;
    return ground_go(g, "/hold", t.m.id, way, stage);
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

bool ground_bring_directive(struct ground *g, struct str stage, struct thing *ret_thing)
{
    static const struct ground_step way[] = {
        {"issued", NULL, NULL, SAYS_NOTHING},        {"signed", "env", "sign", SAYS_NOTHING},
        {"asking", "env", "ask_more", SAYS_DAY},     {"answered", "env", "answer", SAYS_WORDS},
        {"accepted", "chief", "accept", SAYS_WORDS}, {0}};
    struct thing t = {.kind = S("directive"), .at = ENV, .sender = GOV};
    t.m.id = issue(g);
    *ret_thing = t;
    return t.m.id && ground_go(g, "/directive", t.m.id, way, stage);
}

/* The matter of the assisting unit is made behind its directive. */
bool ground_bring_share(struct ground *g, struct str stage, struct thing *ret_thing)
{
    static const struct ground_step way[] = {{"given", NULL, NULL, SAYS_NOTHING},
                                             {"received", "water", "receive", SAYS_NOTHING},
                                             {"asking", "water", "ask_time", SAYS_DAY},
                                             {"helped", "water", "help", SAYS_WORDS},
                                             {0}};
    struct thing t = {.kind = S("share"), .at = WATER, .lead = ENV, .sender = GOV};
    t.m.id = issue(g) + 1;
    *ret_thing = t;
    return ground_go(g, "/directive/share", t.m.id, way, stage);
}
