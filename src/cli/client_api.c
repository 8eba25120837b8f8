// SPDX-License-Identifier: Apache-2.0
/* client_api.c -- a visitor as a program: its tokens, its JSON.
 * Floor 6. */
#include "cli/client.h"

#include "base/json.h"

/* ---- pairs as JSON ------------------------------------------------------------------------- */

/* Does a pair before the i-th begin with this prefix and part? */
static bool is_before(const struct client_pair *field, size_t i, struct str prefix, struct str part)
{
    for (size_t k = 0; k < i; k++) {
        struct str name = field[k].name;
        if (str_starts(name, prefix) &&
            str_eq(str_cut(str_part(name, prefix.n, name.n), '.', &name), part))
            return true;
    }
    return false;
}

/* The members of one object: names with this prefix, nested at their dots. */
static void put_members(struct buf *to, const struct client_pair *field, size_t n,
                        struct str prefix)
{
    bool any = false;
    buf_byte(to, '{');
    for (size_t i = 0; i < n; i++) {
        struct str name = field[i].name;
        if (!str_starts(name, prefix))
            continue;
        struct str rest, part = str_cut(str_part(name, prefix.n, name.n), '.', &rest);
        if (is_before(field, i, prefix, part))
            continue;
        buf_puts(to, any ? "," : "");
        json_put_text(to, part);
        buf_byte(to, ':');
        if (rest.p)
            put_members(to, field, n, str_part(name, 0, prefix.n + part.n + 1));
        else
            json_put_text(to, field[i].value);
        any = true;
    }
    buf_byte(to, '}');
}

void client_put_json(struct buf *to, const struct client_pair *field, size_t n)
{
    put_members(to, field, n, (struct str){"", 0});
}

/* ---- tokens -------------------------------------------------------------------------------- */

enum { TOKEN_CHARS = 50 };

/* Every operation that the page offers. */
static size_t read_offered(struct str html, struct client_pair *field, size_t max)
{
    static const char mark[] = "name=\"op\" value=\"";
    size_t n = 0;
    while (n < max) {
        size_t at = str_find(html, str_of(mark));
        if (at == html.n)
            break;
        html = str_part(html, at + sizeof mark - 1, html.n);
        field[n++] = (struct client_pair){S("op"), str_cut(html, '"', &html), NULL};
    }
    return n;
}

enum status client_token(struct client *c, struct str *ret_token)
{
    struct client_pair field[CLIENT_FIELDS] = {{S("name"), S("trial"), NULL},
                                               {S("days"), S("30"), NULL}};
    struct client_reply r;
    TRY(client_get(c, S("/account"), NULL, &r));
    field[2] =
        (struct client_pair){S("_csrf"), client_hidden(r.body, S("/account/token"), "_csrf"), NULL};
    size_t n = 3 + read_offered(r.body, field + 3, CLIENT_FIELDS - 3);
    TRY(client_form(c, S("/account/token"), field, n, NULL, &r));
    size_t at = str_find(r.body, S("xiezhi_"));
    if (r.status != 200 || at == r.body.n)
        return REFUSED;
    *ret_token = str_part(r.body, at, TOKEN_CHARS);
    return OK;
}

enum status client_track_token(struct client *c, struct str no, struct str view_code,
                               struct str *ret_token)
{
    struct client_reply r;
    struct json *j;
    struct buf body;
    buf_init(&body, 1024);
    buf_puts(&body, "{\"no\":");
    json_put_text(&body, no);
    buf_puts(&body, ",\"view_code\":");
    json_put_text(&body, view_code);
    buf_puts(&body, "}");
    enum status s = client_json(c, S("/api/v1/track"), buf_str(&body), NULL, &r);
    buf_close(&body);
    TRY(s);
    if (r.status != 200)
        return REFUSED;
    TRY(json_parse(c->arena, r.body, JSON_STRICT, &j, NULL));
    *ret_token = json_text(json_get(j, "token"));
    return OK;
}
