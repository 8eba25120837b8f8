// SPDX-License-Identifier: Apache-2.0
#include "core/session.h"

#include "base/base64.h"
#include "core.gen.h"
#include "core/ledger.h"
#include "core/org/org.h"
#include "core/party.h"
#include "core/writer.h"
#include "crypt/crypt.h"

#include <assert.h>

enum { COOKIE_BYTES = 32, PASSWORD_MIN = 8, LOGIN_MAX = 64, ARENA_BYTES = 256 * 1024 };

static const int64_t session_ms = 12 * 3600 * 1000LL;

/* What is kept of a cookie. */
static struct hash id_of(struct str bytes)
{
    struct str part[] = {{"xiezhi/session", 15}, bytes};
    assert(bytes.n == COOKIE_BYTES);
    return crypt_sha256_parts(part, 2);
}

static struct str id_str(const struct hash *id)
{
    return (struct str){(const char *)id->b, sizeof id->b};
}

static enum status read_cookie(struct arena *a, struct str cookie, struct hash *ret_id)
{
    struct str bytes;
    TRY(base64url_read(a, cookie, &bytes));
    if (bytes.n != COOKIE_BYTES)
        return BAD_INPUT;
    *ret_id = id_of(bytes);
    return OK;
}

/* ---- who sits there ------------------------------------------------------------------------ */

enum status session_give_post(struct arena *a, struct str role, struct unit_id unit,
                              struct who *who)
{
    if (!role.p)
        return OK; /* no post, or it is not yet or no longer held */
    const char **roles = ARENA_ARRAY(a, const char *, 2);
    if (!roles)
        return FULL;
    roles[0] = role.p; /* copied into the arena with a NUL behind it */
    who->roles = roles;
    who->post = role;
    who->office = unit;
    return OK;
}

enum status session_find(struct ledger *l, struct str cookie, int64_t now,
                         struct session_row *ret_row)
{
    struct hash id;
    TRY(read_cookie(l->arena, cookie, &id));
    return session_row_one(l->db, id_str(&id), now, ret_row, l->arena);
}

enum status session_who(struct ctx *c, struct str cookie, struct who *ret_who, struct str *ret_name)
{
    struct who who = who_nobody();
    struct str name = {NULL, 0};
    struct session_row row;
    struct hash id;
    enum status s = cookie.p ? read_cookie(c->arena, cookie, &id) : BAD_INPUT;
    if (s == OK)
        s = session_row_one(c->db, id_str(&id), c->now, &row, c->arena);
    if (s != OK && s != BAD_INPUT && s != NOT_FOUND)
        return s;
    if (s == OK && c->now < row.until) {
        who.person = (struct person_id){row.account.v};
        name = row.name;
        TRY(session_give_post(c->arena, row.role, row.unit, &who));
    }
    *ret_who = who;
    *ret_name = name;
    return OK;
}

/* ---- opening and ending, on the writer's thread -------------------------------------------- */

struct opening {
    struct hash id;
    int64_t account, opened;
};

static enum status add(struct ledger *l, void *of)
{
    struct opening *o = of;
    struct list posts;
    struct matter_id account = {o->account};
    TRY(org_posts_many(l->db, (struct org_account_id){o->account}, o->opened, &posts, l->arena));
    const struct org_posts *post = posts.at;
    struct matter_id first = {posts.n ? post[0].post.v : 0};
    return session_add_exec(l->db, id_str(&o->id), account, first, o->opened,
                            o->opened + session_ms);
}

/* A fresh cookie as text, and what is kept of it. */
static enum status new_cookie(struct arena *a, struct hash *ret_id, struct str *ret_cookie)
{
    uint8_t bytes[COOKIE_BYTES];
    struct buf text;
    crypt_random(bytes, sizeof bytes);
    *ret_id = id_of((struct str){(const char *)bytes, sizeof bytes});
    buf_init(&text, 64);
    base64url_put(&text, bytes, sizeof bytes);
    enum status s = text.full ? FULL : arena_copy(a, buf_str(&text), ret_cookie);
    buf_close(&text);
    crypt_wipe(bytes, sizeof bytes);
    return s;
}

enum status session_open(struct core *core, int64_t account, struct arena *a,
                         struct str *ret_cookie)
{
    struct opening o = {.account = account, .opened = core_now(core)};
    struct str fresh;
    TRY(new_cookie(a, &o.id, &fresh));
    TRY(writer_run(core, add, &o));
    *ret_cookie = fresh;
    return OK;
}

struct switching {
    struct str cookie; /* the old one */
    struct hash id;    /* the new one's */
    int64_t post, now;
};

static bool is_held(const struct list *posts, int64_t post)
{
    for (size_t i = 0; i < posts->n; i++)
        if (((const struct org_posts *)posts->at)[i].post.v == post)
            return true;
    return false;
}

static enum status go_over(struct ledger *l, void *of)
{
    const struct switching *s = of;
    struct session_row row;
    struct list posts;
    struct hash old;
    TRY(read_cookie(l->arena, s->cookie, &old));
    TRY(session_find(l, s->cookie, s->now, &row));
    TRY(org_posts_many(l->db, (struct org_account_id){row.account.v}, s->now, &posts, l->arena));
    if (!is_held(&posts, s->post) || s->now >= row.until)
        return REFUSED;
    TRY(session_end_exec(l->db, id_str(&old)));
    return session_add_exec(l->db, id_str(&s->id), row.account, (struct matter_id){s->post}, s->now,
                            row.until);
}

enum status session_switch(struct core *core, struct str cookie, int64_t post, struct arena *a,
                           struct str *ret_cookie)
{
    struct switching s = {.cookie = cookie, .post = post, .now = core_now(core)};
    struct str fresh;
    TRY(new_cookie(a, &s.id, &fresh));
    TRY(writer_run(core, go_over, &s));
    *ret_cookie = fresh;
    return OK;
}

struct ending {
    struct hash id;
    bool everywhere;
};

static enum status end(struct ledger *l, void *of)
{
    struct ending *e = of;
    struct session_row row;
    if (!e->everywhere)
        return session_end_exec(l->db, id_str(&e->id));
    enum status s = session_row_one(l->db, id_str(&e->id), l->last_time, &row, l->arena);
    if (s != OK)
        return s == NOT_FOUND ? OK : s;
    return session_end_all_exec(l->db, row.account);
}

enum status logout_submit(struct core *core, struct str cookie, bool everywhere)
{
    struct arena a;
    struct ending e = {.everywhere = everywhere};
    arena_init(&a, ARENA_BYTES);
    enum status s = read_cookie(&a, cookie, &e.id);
    arena_close(&a);
    if (s != OK)
        return s == BAD_INPUT ? OK : s; /* nobody's: it is over already */
    return writer_run(core, end, &e);
}

/* ---- accounts ------------------------------------------------------------------------------ */

static bool is_login(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(c >= '0' && c <= '9') && c != '.' && c != '_' && c != '-')
            return false;
    }
    return s.n > 0 && s.n <= LOGIN_MAX;
}

enum status account_open(struct ledger *l, struct person_id person, struct str login,
                         struct str name)
{
    struct session_account same;
    if (!is_login(login) || !name.n)
        return BAD_INPUT;
    enum status s = session_account_one(l->db, login, &same, l->arena);
    if (s != NOT_FOUND)
        return s == OK ? CONFLICT : s;
    return session_add_account_exec(l->db, (struct matter_id){person.v}, login, name, S(""));
}

enum status account_lock(struct ledger *l, struct person_id person)
{
    struct matter_id id = {person.v};
    TRY(session_set_password_exec(l->db, id, S("")));
    TRY(token_end_all_exec(l->db, id));
    return session_end_all_exec(l->db, id);
}

enum status account_find(struct ctx *c, struct str no, struct str view_code, struct str secret,
                         struct person_id *ret_person)
{
    struct matter_row row;
    int64_t matter;
    bool both;
    TRY(code_check(c, no, view_code, secret, &matter, &both));
    TRY(matter_read(c, matter, &row));
    if (!both || !row.open || !str_is(row.kind, org_account_matter.name))
        return REFUSED;
    *ret_person = (struct person_id){matter};
    return OK;
}

enum status account_login(struct ctx *c, struct person_id person, struct str *ret_login)
{
    struct session_login row;
    TRY(session_login_one(c->db, (struct matter_id){person.v}, &row, c->arena));
    *ret_login = row.login;
    return OK;
}

enum status account_posts(struct ctx *c, struct person_id person, struct list *ret_posts)
{
    struct list rows;
    TRY(org_posts_many(c->db, (struct org_account_id){person.v}, c->now, &rows, c->arena));
    const struct org_posts *row = rows.at;
    struct account_post *post = ARENA_ARRAY(c->arena, struct account_post, rows.n + 1);
    if (!post)
        return FULL;
    for (size_t i = 0; i < rows.n; i++)
        post[i] = (struct account_post){row[i].post.v, row[i].unit, row[i].role};
    *ret_posts = (struct list){post, rows.n};
    return OK;
}

struct fresh {
    struct person_id person;
    struct str hash;
};

/* The codes that opened the account have done what they were for. */
static enum status set_password(struct ledger *l, void *of)
{
    const struct fresh *fresh = of;
    struct str none = {NULL, 0};
    struct matter_id id = {fresh->person.v};
    TRY(account_lock(l, fresh->person));
    TRY(session_set_password_exec(l->db, id, fresh->hash));
    return ledger_set_codes_exec(l->db, id, none, none);
}

enum status account_set_password(struct core *core, struct person_id person, struct str password)
{
    char hash[CRYPT_PASSWORD_HASH];
    if (password.n < PASSWORD_MIN)
        return BAD_INPUT;
    TRY(crypt_password_hash(password, hash));
    struct fresh fresh = {person, str_of(hash)};
    return writer_run(core, set_password, &fresh);
}

enum status account_add_demo(struct ledger *l, struct person_id person, struct str login,
                             struct str name, struct str password, struct demo_password *hashed)
{
    if (password.n < PASSWORD_MIN)
        return BAD_INPUT;
    TRY(account_open(l, person, login, name));
    if (!str_eq(hashed->words, password)) {
        TRY(crypt_password_hash(password, hashed->hash));
        hashed->words = password;
    }
    TRY(session_set_password_exec(l->db, (struct matter_id){person.v}, str_of(hashed->hash)));
    return ledger_set_node_exec(l->db, S("demo"), S("1"));
}
