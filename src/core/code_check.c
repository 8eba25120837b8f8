// SPDX-License-Identifier: Apache-2.0
/* code_check.c -- are these the codes of that matter?
 * Floor 4.  Wrong, erased and revoked answer alike and take the same steps.  Not here: how a code
 * is made (code.c). */
#include "core/code.h"
#include "core/core.h"
#include "core/number.h"
#include "core/party.h"

#include "base/time.h"
#include "core.gen.h"
#include "crypt/crypt.h"

/* A hash that no code has. */
static const struct hash nothing = {{0}};

static struct str hash_str(const struct hash *h)
{
    return (struct str){(const char *)h->b, sizeof h->b};
}

static bool is_kept(struct str kept, struct hash h)
{
    bool has = kept.p && kept.n == sizeof h.b;
    return crypt_equal(hash_str(&h), has ? kept : hash_str(&nothing)) && has;
}

/* The matter that the number names, as it was opened on that day. */
static enum status find(struct ctx *c, struct str no, int64_t *ret_matter,
                        struct ledger_matter_key *ret_key)
{
    int64_t id = 0;
    int32_t day = 0;
    struct matter_row row;
    if (number_read(no, &id, &day) != OK)
        return NOT_FOUND;
    TRY(matter_read(c, id, &row));
    if (time_day(row.opened) != day)
        return NOT_FOUND;
    TRY(ledger_matter_key_one(c->db, (struct matter_id){id}, ret_key, c->arena));
    *ret_matter = id;
    return OK;
}

enum status code_check(struct ctx *c, struct str no, struct str view_code, struct str secret,
                       int64_t *ret_matter, bool *ret_has_secret)
{
    struct code view = {.kind = CODE_VIEW}, second = {.kind = CODE_SECRET};
    struct ledger_matter_key key = {0};
    int64_t matter = 0;
    enum status s = find(c, no, &matter, &key);
    if (s != OK && s != NOT_FOUND)
        return s;
    bool has_view = code_read(CODE_VIEW, view_code, &view) == OK;
    bool has_second = secret.p && code_read(CODE_SECRET, secret, &second) == OK;
    bool opens = is_kept(key.view, code_hash_view(&view)) && has_view;
    bool opens_more = is_kept(key.secret, code_hash_secret(&view, &second)) && has_second;
    if (!opens)
        return REFUSED;
    *ret_matter = matter;
    *ret_has_secret = opens_more;
    return OK;
}

static enum status copy_text(struct arena *a, const struct code *code, struct str *ret_text)
{
    char room[CODE_TEXT_BYTES];
    return arena_copy(a, code_put(code, room), ret_text);
}

struct pair {
    struct code view, second;
};

static struct pair derive(const struct core *core, struct str scope, struct str form_key)
{
    struct hash node_key = core_key(core, "code");
    struct pair pair = {code_derive(node_key, CODE_VIEW, scope, form_key),
                        code_derive(node_key, CODE_SECRET, scope, form_key)};
    crypt_wipe(&node_key, sizeof node_key);
    return pair;
}

enum status code_make(const struct core *core, struct str scope, struct str form_key,
                      struct arena *to, struct str *ret_view_code, struct str *ret_secret,
                      struct arena *kept, struct str *ret_view_hash, struct str *ret_secret_hash)
{
    struct pair pair = derive(core, scope, form_key);
    struct hash view = code_hash_view(&pair.view),
                second = code_hash_secret(&pair.view, &pair.second);
    TRY(copy_text(to, &pair.view, ret_view_code));
    TRY(copy_text(to, &pair.second, ret_secret));
    TRY(arena_copy(kept, hash_str(&view), ret_view_hash));
    return arena_copy(kept, hash_str(&second), ret_secret_hash);
}

enum status code_again(struct core *core, struct ctx *c, int64_t matter, struct str scope,
                       struct str key, struct arena *a, struct str *ret_view_code,
                       struct str *ret_secret)
{
    struct pair pair = derive(core, scope, key);
    struct ledger_matter_key row = {0};
    enum status s = ledger_matter_key_one(c->db, (struct matter_id){matter}, &row, c->arena);
    if (s != OK)
        return s == NOT_FOUND ? REFUSED : s;
    if (!is_kept(row.view, code_hash_view(&pair.view)))
        return REFUSED;
    TRY(copy_text(a, &pair.view, ret_view_code));
    return copy_text(a, &pair.second, ret_secret);
}
