// SPDX-License-Identifier: Apache-2.0
/* ground_influence.c -- holds for P7 and P8, as the supervisor of the pack places them. */
#include "ground.h"

#include <string.h>

enum { SOON_DAYS = 3 };

void ground_day(const struct ground *g, int days, char ret_day[DAY_BYTES])
{
    struct buf b = {.p = ret_day, .room = DAY_BYTES - 1, .max = DAY_BYTES - 1};
    day_put(&b, time_day(g->p.trial.now) + days);
    ret_day[b.n] = 0;
}

static struct client_reply must(struct ground *g, const char *login, const char *path,
                                const char *body)
{
    struct client_reply r = promise_ask(&g->p, ground_client(g, login), path, body);
    promise_check(&g->p, r.status == 201, "%s as %s: %d %.*s", path, login, r.status,
                  (int)(r.body.n < 300 ? r.body.n : 300), r.body.p);
    return r;
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
    struct client_reply r = must(g, "chief", "/hold/place", body);
    t.m.id = promise_int(&g->p, &r, "matter");
    snprintf(path, sizeof path, "/hold/%lld/lift", (long long)t.m.id);
    if (lifted)
        must(g, "chief", path, "{\"words\":\"x\"}");
    *ret_thing = t;
    return true;
}
