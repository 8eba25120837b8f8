// SPDX-License-Identifier: Apache-2.0
/* route.c -- from a path to a page, an operation or one of the few fixed addresses.
 * Floor 6. */
#include "web/server.h"

#include <string.h>

static const struct {
    const char *path;
    bool is_prefix, slow, is_api;
    void (*run)(struct visit *v);
} fixed[] = {
    {"/", false, false, false, home_page},
    {"/track", false, true, true, track_page},
    {"/search", false, true, true, search_page},
    {"/verify", false, true, false, verify_page},
    {"/policy", false, true, false, fixed_policy},
    {"/receipt", false, true, false, receipt_page},
    {"/receipt/", true, true, true, fixed_proof},
    {"/login", false, true, false, login_page},
    {"/login/code", false, true, false, second_page},
    {"/account/second", false, true, false, account_second},
    {"/logout", false, true, false, logout_page},
    {"/account", false, true, false, account_page},
    {"/account/token", false, true, false, account_token},
    {"/account/post", false, true, false, post_page},
    {"/password", false, true, false, password_page},
    {"/account/revoke", false, true, false, account_revoke},
    {"/draft", false, true, false, draft_page},
    {"/inbox/read", false, true, false, inbox_read},
    {"/checkpoint", false, false, true, fixed_checkpoint},
    {"/tile/", true, true, true, fixed_tile},
    {"/public.atom", false, true, false, feed_atom},
    {"/public/feed.json", false, true, false, feed_json},
    {"/openapi.json", false, true, false, fixed_openapi},
    {"/healthz", false, false, false, fixed_health},
    {"/metrics", false, true, false, fixed_metrics},
    {"/test/clock", false, true, false, fixed_clock},
    {"/skin/", true, false, false, fixed_skin},
    {"/robots.txt", false, false, false, fixed_robots},
    {"/file/", true, true, true, fixed_file},
};

/* Does the path fit a pattern with at most one {id}?  *id is 0 where there is none. */
static bool fits(struct str pattern, struct str path, int64_t *id)
{
    size_t hole = str_find(pattern, S("{id}"));
    struct str head = str_part(pattern, 0, hole), tail = str_part(pattern, hole + 4, pattern.n);
    *id = 0;
    if (hole == pattern.n)
        return str_eq(pattern, path);
    if (!str_starts(path, head) || path.n <= head.n + tail.n)
        return false;
    if (tail.n && !str_ends(path, tail))
        return false;
    struct str digits = str_part(path, head.n, path.n - head.n - tail.n);
    return str_to_int(digits, id) == OK && *id > 0;
}

static const struct page_def *find_page(const struct rooms *rooms, struct str path, bool literal,
                                        int64_t *id)
{
    for (size_t i = 0; i < rooms->n; i++) {
        const struct room *room = rooms->room[i];
        for (size_t k = 0; k < room->n_pages; k++) {
            struct str pattern = str_of(room->pages[k]->path);
            bool is_literal = str_find(pattern, S("{id}")) == pattern.n;
            if (is_literal == literal && fits(pattern, path, id))
                return room->pages[k];
        }
    }
    return NULL;
}

/* "/appeal/file", or the matter's home and the operation's name behind it: "/appeal/7/answer". */
static bool is_op_path(const struct op *op, struct str path, int64_t *id)
{
    struct str name = str_of(op->name);
    size_t cut = path.n - name.n;
    if (path.n < name.n + 2 || !str_ends(path, name) || path.p[cut - 1] != '/')
        return false;
    struct str head = str_part(path, 0, cut - 1);
    if (op->matter)
        return op->matter->url && fits(str_of(op->matter->url), head, id);
    *id = 0;
    return head.n > 1 && str_is(str_part(head, 1, head.n), op->room);
}

static const struct op *find_op(const struct rooms *rooms, struct str path, int64_t *id)
{
    for (size_t i = 0; i < rooms->n; i++)
        for (size_t k = 0; k < rooms->room[i]->n_ops; k++)
            if (is_op_path(rooms->room[i]->ops[k], path, id))
                return rooms->room[i]->ops[k];
    return NULL;
}

static bool find_fixed(struct str path, struct route *r)
{
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++) {
        bool same = str_is(path, fixed[i].path);
        bool under = fixed[i].is_prefix && str_starts(path, str_of(fixed[i].path));
        if (!same && !under)
            continue;
        *r = (struct route){.kind = ROUTE_FIXED,
                            .run = fixed[i].run,
                            .slow = fixed[i].slow,
                            .is_api = fixed[i].is_api};
        return true;
    }
    return false;
}

struct route route_find(const struct rooms *rooms, struct str path)
{
    struct route r = {0};
    if (find_fixed(path, &r))
        return r;
    r.page = find_page(rooms, path, true, &r.id);
    if (!r.page)
        r.op = find_op(rooms, path, &r.id);
    if (!r.page && !r.op)
        r.page = find_page(rooms, path, false, &r.id);
    r.kind = r.page ? ROUTE_PAGE : r.op ? ROUTE_FORM : ROUTE_NOWHERE;
    return r;
}
