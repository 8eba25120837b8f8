// SPDX-License-Identifier: Apache-2.0
#include "core/second.h"

#include "core.gen.h"
#include "core/ledger.h"
#include "core/writer.h"
#include "crypt/crypt.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* RFC 6238 section 5.2: a code holds for its 30 seconds; one step before and after is taken too,
 * since clocks differ. */
enum { STEP_MS = 30000, SLACK_STEPS = 1, SEALED_BYTES = SECOND_SECRET_BYTES + CRYPT_SEAL_EXTRA };

/* ---- codes --------------------------------------------------------------------------------- */

static void put_digits(uint32_t code, char ret_code[SECOND_DIGITS + 1])
{
    for (int i = SECOND_DIGITS - 1; i >= 0; i--, code /= 10)
        ret_code[i] = (char)('0' + code % 10);
    ret_code[SECOND_DIGITS] = 0;
}

void second_code(struct str secret, int64_t at, char ret_code[SECOND_DIGITS + 1])
{
    put_digits(crypt_hotp(secret, (uint64_t)(at / STEP_MS), SECOND_DIGITS), ret_code);
}

/* The step later than `used` whose code this is; -1: none. */
static int64_t step_of(struct str secret, struct str code, int64_t now, int64_t used)
{
    int64_t at = now / STEP_MS;
    for (int64_t step = at - SLACK_STEPS; step <= at + SLACK_STEPS; step++) {
        char digits[SECOND_DIGITS + 1];
        second_code(secret, step * STEP_MS, digits);
        if (step > used && crypt_equal(str_of(digits), code))
            return step;
    }
    return -1;
}

enum status second_new(struct arena *a, struct str *ret_secret)
{
    uint8_t bytes[SECOND_SECRET_BYTES];
    crypt_random(bytes, sizeof bytes);
    enum status s = arena_copy(a, (struct str){(const char *)bytes, sizeof bytes}, ret_secret);
    crypt_wipe(bytes, sizeof bytes);
    return s;
}

void second_put_secret(struct buf *to, struct str secret)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    uint32_t bits = 0;
    int n = 0;
    for (size_t i = 0; i < secret.n; i++) {
        bits = bits << 8 | (uint8_t)secret.p[i];
        for (n += 8; n >= 5; n -= 5)
            buf_byte(to, digits[bits >> (n - 5) & 31]);
    }
    assert(n == 0); /* whole groups: nothing is padded */
}

/* ---- what is kept -------------------------------------------------------------------------- */

struct checking {
    struct core *core;
    struct matter_id account;
    struct str secret, code; /* secret: to be turned on; absent: the account's own */
    int64_t now;
};

static struct checking checking_of(struct core *core, struct person_id account)
{
    return (struct checking){.core = core, .account = {account.v}, .now = core_now(core)};
}

/* What a sealed secret is bound to: it opens for no other account. */
static struct str about_of(const struct checking *k, char room[40])
{
    int n = snprintf(room, 40, "second:%lld", (long long)k->account.v);
    return (struct str){room, (size_t)n};
}

static enum status open_secret(const struct checking *k, struct str sealed, struct buf *to)
{
    struct hash key = core_key(k->core, "second");
    char about[40];
    return crypt_open(key.b, sealed, about_of(k, about), to) == OK ? OK : BROKEN;
}

static enum status check(struct ledger *l, void *of)
{
    struct checking *k = of;
    struct second_row row;
    struct buf secret;
    TRY(second_row_one(l->db, k->account, &row, l->arena));
    buf_init(&secret, SEALED_BYTES);
    enum status s = open_secret(k, row.secret, &secret);
    int64_t step = s == OK ? step_of(buf_str(&secret), k->code, k->now, row.step) : -1;
    if (secret.p)
        crypt_wipe(secret.p, secret.n);
    buf_close(&secret);
    TRY(s);
    return step < 0 ? REFUSED : second_use_exec(l->db, k->account, step);
}

static enum status turn_on(struct ledger *l, void *of)
{
    struct checking *k = of;
    struct second_row row;
    struct hash key = core_key(k->core, "second");
    struct buf sealed;
    char about[40];
    enum status had = second_row_one(l->db, k->account, &row, l->arena);
    if (had != NOT_FOUND)
        return had == OK ? CONFLICT : had;
    int64_t step = step_of(k->secret, k->code, k->now, -1);
    if (step < 0)
        return REFUSED;
    buf_init(&sealed, SEALED_BYTES);
    crypt_seal(key.b, k->secret, about_of(k, about), &sealed);
    enum status s =
        sealed.full ? FULL : second_add_exec(l->db, k->account, buf_str(&sealed), step, k->now);
    buf_close(&sealed);
    return s;
}

static enum status turn_off(struct ledger *l, void *of)
{
    return second_end_exec(l->db, ((struct checking *)of)->account);
}

enum status second_is_on(struct ctx *c, struct person_id account, bool *ret_is)
{
    struct second_row row;
    enum status s = second_row_one(c->db, (struct matter_id){account.v}, &row, c->arena);
    if (s != OK && s != NOT_FOUND)
        return s;
    *ret_is = s == OK;
    return OK;
}

enum status second_turn_on(struct core *core, struct person_id account, struct str secret,
                           struct str code)
{
    struct checking k = checking_of(core, account);
    assert(secret.n == SECOND_SECRET_BYTES);
    k.secret = secret;
    k.code = code;
    return writer_run(core, turn_on, &k);
}

enum status second_turn_off(struct core *core, struct person_id account)
{
    struct checking k = checking_of(core, account);
    return writer_run(core, turn_off, &k);
}

enum status second_check(struct core *core, struct person_id account, struct str code)
{
    struct checking k = checking_of(core, account);
    k.code = code;
    return writer_run(core, check, &k);
}
