// SPDX-License-Identifier: Apache-2.0
/* ground_org.c -- accounts and posts for P7 and P8, as the administrators of the pack make them. */
#include "ground.h"

#include <stdlib.h>
#include <string.h>

static const char end[] = "{\"ground\":\"changed\"}";

static struct promise_matter open_account(struct ground *g, const char *login)
{
    char body[120];
    snprintf(body, sizeof body, "{\"login\":\"%s\",\"name\":\"x\"}", login);
    struct client_reply r = ground_must(g, "admin", "/org/open_account", body);
    return (struct promise_matter){promise_int(&g->p, &r, "matter"), promise_text(&g->p, &r, "no"),
                                   promise_text(&g->p, &r, "view_code"),
                                   promise_text(&g->p, &r, "secret")};
}

void ground_spare_login(struct ground *g, bool opened, char ret_login[LOGIN_BYTES])
{
    snprintf(ret_login, LOGIN_BYTES, "spare%d", ++g->n_spare);
    if (opened)
        open_account(g, ret_login);
}

int ground_spare_unit(struct ground *g)
{
    static int n_made, newest;
    char code[40], body[200];
    snprintf(code, sizeof code, "\"spare-unit-%d\"", ++n_made);
    snprintf(body, sizeof body, "{\"code\":%s,\"answers\":false,\"kind\":\"department\"}", code);
    ground_must(g, "admin", "/org/open_unit", body);
    for (int end_at = newest + 500; newest++ < end_at;) { /* its id follows those that there are */
        char path[PATH_BYTES];
        struct client_reply r = {0};
        snprintf(path, sizeof path, "/org/unit?unit=%d&as=json", newest);
        struct client *admin = ground_client(g, "admin");
        promise_check(&g->p, client_get(admin, str_of(path), NULL, &r) == OK, "%s", path);
        if (str_find(r.body, str_of(code)) < r.body.n)
            return newest;
    }
    abort();
}

/* Of a unit of its own, which gets another name. */
bool ground_bring_change(struct ground *g, struct str stage, struct thing *ret_thing)
{
    static const struct ground_step way[] = {
        {"asked", NULL, NULL, SAYS_NOTHING}, {"done", "guard", "give_change", SAYS_NOTHING}, {0}};
    char body[200];
    struct thing t = {.kind = S("change")};
    int unit = ground_spare_unit(g);
    snprintf(body, sizeof body, "{\"unit\":%d,\"sort\":\"rename\",\"code\":\"other-%d\"}", unit,
             unit);
    struct client_reply r = ground_must(g, "admin", "/org/ask_change", body);
    t.m.id = promise_int(&g->p, &r, "matter");
    *ret_thing = t;
    return ground_go(g, "/org/change", t.m.id, way, stage);
}

/* One request of ENV's, to WATER. */
bool ground_bring_hand(struct ground *g, struct str stage, struct thing *ret_thing)
{
    static const struct ground_step way[] = {
        {"asked", NULL, NULL, SAYS_NOTHING}, {"done", "water", "take_hand", SAYS_NOTHING}, {0}};
    char body[200];
    struct thing sent, t = {.kind = S("hand"), .at = ENV, .target = WATER};
    if (!ground_bring(g, S("appeal"), S("sent"), &sent))
        return false;
    snprintf(body, sizeof body, "{\"target\":%d,\"which\":\"listed\",\"no\":[\"%.*s\"]}", WATER,
             STR_ARG(sent.m.no));
    struct client_reply r = ground_must(g, "env", "/org/ask_hand", body);
    t.m.id = promise_int(&g->p, &r, "matter");
    *ret_thing = t;
    return ground_go(g, "/org/hand", t.m.id, way, stage);
}

bool ground_bring_account(struct ground *g, struct str stage, struct thing *ret_thing)
{
    static const struct ground_step way[] = {{"open", NULL, NULL, SAYS_NOTHING},
                                             {"closed", "admin", "close_account", SAYS_NOTHING},
                                             {0}};
    char login[LOGIN_BYTES];
    struct thing t = {.kind = S("account")};
    ground_spare_login(g, false, login);
    t.m = open_account(g, login);
    *ret_thing = t;
    return ground_go(g, "/org/account", t.m.id, way, stage);
}

/* One whose turn it is to come in holds it where he is the waterworks' officer, else nobody who
 * plays; what he held before is ended first. */
static struct str next_holder(struct ground *g, char room[LOGIN_BYTES])
{
    char path[PATH_BYTES];
    if (!g->turn || !str_is(g->turn->login, "water")) {
        ground_spare_login(g, true, room);
        return str_of(room);
    }
    snprintf(path, sizeof path, "/org/post/%lld/end_post", (long long)g->post);
    if (g->post)
        promise_ask(&g->p, ground_client(g, "admin"), path, end); /* over already, or not */
    return g->turn->login;
}

bool ground_bring_post(struct ground *g, struct str stage, struct thing *ret_thing)
{
    char path[PATH_BYTES], body[200], room[LOGIN_BYTES];
    bool given = str_is(stage, "given") || str_is(stage, "ended"),
         declined = str_is(stage, "declined");
    struct thing t = {.kind = S("post"), .at = ENV};
    if (!given && !declined && !str_is(stage, "asked"))
        return false;
    struct str holder = next_holder(g, room);
    snprintf(body, sizeof body, "{\"login\":\"%.*s\",\"unit\":%d,\"role\":\"officer\"}",
             STR_ARG(holder), ENV);
    struct client_reply r = ground_must(g, "admin", "/org/ask_post", body);
    t.m.id = promise_int(&g->p, &r, "matter");
    if (g->turn && str_eq(holder, g->turn->login)) {
        t.asker = holder;
        g->post = t.m.id;
    }
    snprintf(path, sizeof path, "/org/post/%lld/%s", (long long)t.m.id,
             declined ? "decline_post" : "give_post");
    if (given || declined)
        ground_must(g, "guard", path, declined ? "{\"words\":\"x\"}" : "{}");
    snprintf(path, sizeof path, "/org/post/%lld/end_post", (long long)t.m.id);
    if (str_is(stage, "ended"))
        ground_must(g, "envadmin", path, end);
    *ret_thing = t;
    return true;
}
