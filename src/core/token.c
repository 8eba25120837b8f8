// SPDX-License-Identifier: Apache-2.0
#include "core/token.h"

#include "base/base64.h"
#include "base/utf8.h"
#include "core.gen.h"
#include "core/ledger.h"
#include "core/party.h"
#include "core/session.h"
#include "core/writer.h"
#include "crypt/crypt.h"

#include <assert.h>
#include <string.h>

enum { RANDOM_BYTES = 32 };

/* What finds one in a log or in a program's source: nothing else begins so. */
static const char prefix[] = "xiezhi_";

static const int64_t day_ms = 24 * 3600 * 1000LL;

/* What is kept of a token. */
static struct hash id_of(struct str bytes)
{
    struct str part[] = {S("xiezhi/token"), bytes};
    assert(bytes.n == RANDOM_BYTES);
    return crypt_sha256_parts(part, 2);
}

static struct str id_str(const struct hash *id)
{
    return (struct str){(const char *)id->b, sizeof id->b};
}

static enum status read_token(struct arena *a, struct str token, struct hash *ret_id)
{
    struct str bytes;
    if (!str_starts(token, str_of(prefix)))
        return REFUSED;
    enum status s = base64url_read(a, str_part(token, sizeof prefix - 1, token.n), &bytes);
    if (s != OK)
        return s == BAD_INPUT ? REFUSED : s;
    if (bytes.n != RANDOM_BYTES)
        return REFUSED;
    *ret_id = id_of(bytes);
    return OK;
}

/* ---- who it speaks for --------------------------------------------------------------------- */

enum status token_who(struct ctx *c, struct str token, struct who *ret_who, struct str *ret_name,
                      struct str *ret_ops)
{
    struct who who = who_nobody();
    struct token_row row;
    struct hash id;
    TRY(read_token(c->arena, token, &id));
    enum status s = token_row_one(c->db, id_str(&id), c->now, &row, c->arena);
    if (s == NOT_FOUND || (s == OK && c->now >= row.until))
        return REFUSED;
    TRY(s);
    who.person = (struct person_id){row.account.v};
    TRY(session_give_post(c->arena, row.role, row.unit, &who));
    *ret_who = who;
    *ret_name = row.person;
    *ret_ops = row.ops;
    return OK;
}

bool token_may(struct str ops, const struct op *op)
{
    while (ops.n) {
        struct str rest, one = str_cut(ops, ' ', &rest);
        if (str_is(one, op->full))
            return true;
        ops = rest;
    }
    return false;
}

/* ---- made and ended, on the writer's thread ------------------------------------------------ */

struct making {
    const struct token_ask *ask;
    struct hash id;
    int64_t now;
};

static enum status add(struct ledger *l, void *of)
{
    struct making *m = of;
    struct who who;
    struct list had;
    struct session_row row;
    struct ctx c = {.db = l->db, .arena = l->arena, .now = m->now, .rooms = l->rooms};
    struct str nobody;
    TRY(session_who(&c, m->ask->session, &who, &nobody));
    if (!who.person.v)
        return REFUSED;
    TRY(session_find(l, m->ask->session, m->now, &row));
    TRY(token_of_many(l->db, row.account, &had, l->arena));
    size_t alive = 0;
    for (size_t i = 0; i < had.n; i++)
        alive += ((const struct token_of *)had.at)[i].until > m->now;
    if (alive >= TOKENS_MAX)
        return CONFLICT;
    TRY(token_drop_old_exec(l->db, row.account, m->now));
    return token_add_exec(l->db, id_str(&m->id), row.account, row.post, m->ask->name, m->ask->ops,
                          m->now, m->now + m->ask->days * day_ms);
}

static enum status put_text(struct arena *a, const uint8_t *bytes, struct str *ret_token)
{
    struct buf text;
    buf_init(&text, 128);
    buf_puts(&text, prefix);
    base64url_put(&text, bytes, RANDOM_BYTES);
    enum status s = text.full ? FULL : arena_copy(a, buf_str(&text), ret_token);
    if (text.p)
        crypt_wipe(text.p, text.n);
    buf_close(&text);
    return s;
}

enum status token_make(struct core *core, struct arena *a, const struct token_ask *ask,
                       struct str *ret_token)
{
    uint8_t bytes[RANDOM_BYTES];
    size_t n = utf8_count(ask->name);
    struct making m = {.ask = ask, .now = core_now(core)};
    if (n == 0 || n > TOKEN_NAME_MAX || ask->days < 1 || ask->days > TOKEN_DAYS_MAX ||
        ask->ops.n > TOKEN_OPS_MAX)
        return BAD_INPUT;
    crypt_random(bytes, sizeof bytes);
    m.id = id_of((struct str){(const char *)bytes, sizeof bytes});
    enum status s = writer_run(core, add, &m);
    if (s == OK)
        s = put_text(a, bytes, ret_token);
    crypt_wipe(bytes, sizeof bytes);
    return s;
}

struct ending {
    struct str id;
    struct person_id account;
};

static enum status end(struct ledger *l, void *of)
{
    struct ending *e = of;
    return token_end_exec(l->db, e->id, (struct matter_id){e->account.v});
}

enum status token_revoke(struct core *core, struct person_id account, struct str id)
{
    struct arena a;
    struct ending e = {.account = account};
    arena_init(&a, 4096);
    enum status s = base64url_read(&a, id, &e.id);
    if (s == OK)
        s = writer_run(core, end, &e);
    arena_close(&a);
    return s == BAD_INPUT ? OK : s; /* nobody's: it is over already */
}

/* ---- what an account has ------------------------------------------------------------------- */

static enum status see(struct arena *a, const struct token_of *row, struct token_seen *ret_seen)
{
    struct buf id;
    struct token_seen seen = {
        .name = row->name, .ops = row->ops, .made = row->made, .until = row->until};
    buf_init(&id, 64);
    base64url_put(&id, row->id.p, row->id.n);
    enum status s = id.full ? FULL : arena_copy(a, buf_str(&id), &seen.id);
    buf_close(&id);
    TRY(s);
    *ret_seen = seen;
    return OK;
}

enum status token_list(struct ctx *c, struct person_id account, struct list *ret_tokens)
{
    struct list rows;
    TRY(token_of_many(c->db, (struct matter_id){account.v}, &rows, c->arena));
    const struct token_of *row = rows.at;
    struct token_seen *seen = ARENA_ARRAY(c->arena, struct token_seen, rows.n + 1);
    if (!seen)
        return FULL;
    for (size_t i = 0; i < rows.n; i++)
        TRY(see(c->arena, &row[i], &seen[i]));
    *ret_tokens = (struct list){seen, rows.n};
    return OK;
}
