// SPDX-License-Identifier: Apache-2.0
/* The second step of signing in over HTTP: turned on with a code, asked for after the password on a
 * page of its own, each code used once, guessing slowed, sessions before it over; turned off with a
 * code. */
#include "core/second.h"
#include "../promise/promise.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MINUTE_MS = 60000 };

struct story {
    struct promise p;
    char secret[SECOND_SECRET_BYTES];
};

/* base32 back to bytes: what an authenticator does. */
static bool read_secret(struct story *s, struct str html)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    size_t at = str_find(html, S("?secret="));
    struct str text = str_part(html, at + 8, 32);
    unsigned bits = 0;
    int n = 0;
    size_t done = 0;
    for (size_t i = 0; i < text.n && text.n == 32; i++) {
        const char *digit = strchr(digits, text.p[i]);
        if (!digit || !text.p[i])
            return false;
        bits = bits << 5 | (unsigned)(digit - digits);
        for (n += 5; n >= 8; n -= 8)
            s->secret[done++] = (char)(bits >> (n - 8));
    }
    return done == SECOND_SECRET_BYTES;
}

static struct str code_at(struct story *s, int64_t at, char room[SECOND_DIGITS + 1])
{
    second_code((struct str){s->secret, sizeof s->secret}, at, room);
    return str_of(room);
}

/* The form of an own page, with its token and one more hidden field (NULL: none). */
static int send(struct story *s, struct client *c, const char *page, const char *hidden,
                struct str code)
{
    struct client_reply r = {0};
    struct client_pair field[3];
    size_t n = 0;
    enum status status = client_get(c, str_of(page), NULL, &r);
    promise_check(&s->p, status == OK && r.status == 200, "%s opens: %d", page, r.status);
    struct str csrf = client_hidden(r.body, str_of(page), "_csrf");
    field[n++] = (struct client_pair){S("_csrf"), csrf.p ? csrf : S(""), NULL};
    field[n++] = (struct client_pair){S("code"), code, NULL};
    if (hidden)
        field[n++] =
            (struct client_pair){str_of(hidden), client_hidden(r.body, str_of(page), hidden), NULL};
    status = client_form(c, str_of(page), field, n, NULL, &r);
    return status == OK ? r.status : 0;
}

static int open_desk(struct client *c)
{
    struct client_reply r = {0};
    return client_get(c, S("/appeal"), NULL, &r) == OK ? r.status : 0;
}

static struct client after_password(struct story *s)
{
    struct client c = trial_visitor(&s->p.trial);
    promise_check(&s->p, client_login(&c, S("env"), S("demo-env-1")) == OK,
                  "the password is right");
    return c;
}

static void later(struct story *s, int64_t ms)
{
    promise_check(&s->p, trial_clock(&s->p.trial, s->p.trial.now + ms) == OK, "time passes");
}

/* ---- the story ----------------------------------------------------------------------------- */

static void turn_on(struct story *s)
{
    char code[SECOND_DIGITS + 1];
    struct client env = promise_person(&s->p, "env"), other = promise_person(&s->p, "env");
    struct client_reply r = {0};
    struct client_pair field[3];
    enum status status = client_get(&env, S("/account/second"), NULL, &r);
    promise_check(&s->p, status == OK && read_secret(s, r.body), "a secret is shown");
    field[0] = (struct client_pair){S("_csrf"),
                                    client_hidden(r.body, S("/account/second"), "_csrf"), NULL};
    field[1] = (struct client_pair){S("secret"),
                                    client_hidden(r.body, S("/account/second"), "secret"), NULL};
    field[2] = (struct client_pair){S("code"), S("000000"), NULL};
    status = client_form(&env, S("/account/second"), field, 3, NULL, &r);
    promise_check(&s->p, status == OK && r.status == 422, "not with a wrong code: %d", r.status);
    field[2].value = code_at(s, s->p.trial.now, code);
    struct client before = env;
    status = client_form(&env, S("/account/second"), field, 3, NULL, &r);
    promise_check(&s->p, status == OK && r.status == 303, "with a right one: %d", r.status);
    promise_check(&s->p, open_desk(&env) == 200, "he goes on");
    promise_check(&s->p, open_desk(&before) == 403, "under a new id: the old one is over");
    promise_check(&s->p, open_desk(&other) == 403, "and so are his other sessions");
}

static void sign_in_with_it(struct story *s)
{
    char code[SECOND_DIGITS + 1], used[SECOND_DIGITS + 1];
    struct client c = after_password(s);
    promise_check(&s->p, open_desk(&c) == 403, "the password alone opens nothing");
    code_at(s, s->p.trial.now, used);
    promise_check(&s->p, send(s, &c, "/login/code", NULL, str_of(used)) == 422,
                  "the code that turned it on is used up");
    later(s, MINUTE_MS);
    c = after_password(s);
    promise_check(&s->p, send(s, &c, "/login/code", NULL, code_at(s, s->p.trial.now, code)) == 303,
                  "the next one is taken");
    promise_check(&s->p, open_desk(&c) == 200, "and lets him in");
    struct client again = after_password(s);
    promise_check(&s->p, send(s, &again, "/login/code", NULL, str_of(code)) == 422,
                  "nobody gets in with it once more");
    code_at(s, s->p.trial.now - MINUTE_MS / 2, code);
    promise_check(&s->p, send(s, &again, "/login/code", NULL, str_of(code)) == 422,
                  "nor with an earlier one");
    later(s, 5 * MINUTE_MS + 1);
    struct client_reply r = {0};
    enum status status = client_get(&again, S("/login/code"), NULL, &r);
    promise_check(
        &s->p, status == OK && r.status == 303 && str_is(client_header(&r, "location"), "/login"),
        "the password is forgotten after five minutes: %d", r.status);
}

/* Guessing codes is slow, and the password gives no fresh tries. */
static void guess(struct story *s)
{
    char code[SECOND_DIGITS + 1];
    later(s, 20 * MINUTE_MS);
    struct client c = after_password(s);
    int tries = 0;
    for (; tries < 6 && send(s, &c, "/login/code", NULL, S("000000")) == 422; tries++)
        ;
    promise_check(&s->p, tries == 6, "each is answered as wrong or too soon");
    promise_check(&s->p, send(s, &c, "/login/code", NULL, code_at(s, s->p.trial.now, code)) == 422,
                  "now even the right one must wait");
    struct client anew = trial_visitor(&s->p.trial);
    promise_check(&s->p, client_login(&anew, S("env"), S("demo-env-1")) != OK,
                  "and so must the password");
    later(s, 2 * MINUTE_MS);
    c = after_password(s);
    promise_check(&s->p, send(s, &c, "/login/code", NULL, code_at(s, s->p.trial.now, code)) == 303,
                  "its owner waits two minutes at most");
}

static void turn_off(struct story *s)
{
    char code[SECOND_DIGITS + 1];
    later(s, 20 * MINUTE_MS);
    struct client c = after_password(s);
    promise_check(&s->p, send(s, &c, "/login/code", NULL, code_at(s, s->p.trial.now, code)) == 303,
                  "signed in");
    promise_check(&s->p, send(s, &c, "/account/second", NULL, str_of(code)) == 422,
                  "a used code does not turn it off");
    later(s, MINUTE_MS);
    promise_check(&s->p,
                  send(s, &c, "/account/second", NULL, code_at(s, s->p.trial.now, code)) == 303,
                  "a new one does");
    struct client plain = after_password(s);
    promise_check(&s->p, open_desk(&plain) == 200, "the password is enough again");
}

int main(int argc, char **argv)
{
    static struct story s;
    promise_begin(&s.p, "second", argc, argv);
    promise_open(&s.p, "2026-03-02 09:00", "");
    turn_on(&s);
    sign_in_with_it(&s);
    guess(&s);
    turn_off(&s);
    return promise_end(&s.p);
}
