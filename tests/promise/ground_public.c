// SPDX-License-Identifier: Apache-2.0
/* ground_public.c -- publications for P7 and P8: ENV's officer proposes, its publisher approves. */
#include "ground.h"

#include <string.h>

static void must(struct ground *g, const char *who, int64_t id, const char *op, const char *body)
{
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "/public/%lld/%s", (long long)id, op);
    ground_must(g, who, path, body);
}

static int64_t propose(struct ground *g, const char *class)
{
    char body[300];
    snprintf(body, sizeof body,
             "{\"class\":\"%s\",\"law\":\"foi13\",\"topic\":\"noise\",\"reason\":\"x\","
             "\"title\":\"x\",\"words\":\"y\"}",
             class);
    struct client_reply r = ground_must(g, "env", "/public/propose", body);
    return promise_int(&g->p, &r, "matter");
}

/* While it is public somebody wants it withdrawn. */
bool ground_bring_publication(struct ground *g, struct str stage, struct thing *ret_thing)
{
    struct thing t = {.kind = S("publication"), .at = ENV, .stage = stage};
    bool reserved = str_is(stage, "reserved"), revising = str_is(stage, "revising");
    bool withdrawn = str_is(stage, "withdrawn"), declined = str_is(stage, "declined");
    t.m.id = propose(g, reserved ? "withheld" : "proactive");
    *ret_thing = t;
    if (str_is(stage, "proposed"))
        return true;
    must(g, "envpub", t.m.id, declined ? "decline" : "approve",
         declined ? "{\"words\":\"x\"}" : "{}");
    if (reserved || declined)
        return true;
    must(g, "chief", t.m.id, "recall", "{\"words\":\"x\"}");
    if (revising)
        must(g, "env", t.m.id, "correct", "{\"title\":\"x\",\"words\":\"z\",\"reason\":\"x\"}");
    if (withdrawn)
        must(g, "envpub", t.m.id, "withdraw", "{\"ground\":\"outdated\",\"words\":\"x\"}");
    return revising || withdrawn || str_is(stage, "public");
}
