// SPDX-License-Identifier: Apache-2.0
/* login.c -- the thread that checks passwords, and how those who guess are slowed.
 * Floor 4.  Nobody is ever locked out: what others do to an account costs its owner two seconds at
 * most, what came from an address's neighbours a minute.  Failures are counted in memory alone.
 * docs/INVARIANTS.md, D6.  Not here: sessions (session.c). */
#include "core/session.h"

#include "core/second.h"

#include "core.gen.h"
#include "core/core_in.h"
#include "crypt/crypt.h"
#include "store/store.h"

#include <arpa/inet.h>
#include <assert.h>
#include <pthread.h>

enum { WAITING_MAX = 4, SLOTS = 4096, ARENA_BYTES = 256 * 1024, BUSY_WAIT_MS = 2000 };

/* How failures are answered: so many are free, then 1 s, doubled each time, at most so long. */
struct pace {
    int64_t free, longest_ms;
};

static const struct pace pace_pair = {3, 64000};    /* this account from this prefix */
static const struct pace pace_prefix = {20, 64000}; /* any account from this prefix */
static const struct pace pace_account = {10, 2000}; /* this account from anywhere */

static const int64_t forget_ms = 15 * 60 * 1000LL;

/* Failures under one key.  Two keys that meet in a slot share it: strangers may be slowed a little.
 */
struct slot {
    int64_t wrong, wrong_at;
};

struct login_desk {
    struct core *core;
    struct store *db;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t woken;
    struct login_call *first, *last; /* under the lock, as are: */
    int n_waiting;
    bool stops;
    struct slot slot[SLOTS]; /* the thread's own, as are: */
    uint8_t slot_key[32];
    char dummy[CRYPT_PASSWORD_HASH]; /* a hash that no password has */
    bool is_demo;
};

/* ---- delays -------------------------------------------------------------------------------- */

/* How long after the failure at `wrong_at` nothing is tried; <= 0: it may be. */
static int64_t wait_of(const struct pace *pace, int64_t wrong, int64_t wrong_at, int64_t now)
{
    int64_t over = wrong - pace->free;
    if (over < 0 || now - wrong_at > forget_ms || now < wrong_at)
        return 0; /* the clock was set back: nobody waits until it is there again */
    int64_t wait = over < 16 ? 1000LL << over : pace->longest_ms;
    if (wait > pace->longest_ms)
        wait = pace->longest_ms;
    return wrong_at + wait - now;
}

/* What neighbours share: /24 of IPv4, /64 of IPv6; anything else by itself. */
static struct str prefix_of(struct str from, uint8_t room[16])
{
    char text[64];
    if (from.n >= sizeof text)
        return from;
    memcpy(text, from.p ? from.p : "", from.n);
    text[from.n] = 0;
    if (inet_pton(AF_INET, text, room) == 1)
        return (struct str){(const char *)room, 3};
    if (inet_pton(AF_INET6, text, room) == 1)
        return (struct str){(const char *)room, 8};
    return from;
}

static struct slot *slot_of(struct login_desk *l, struct str name, struct str prefix)
{
    struct str part[] = {{(const char *)l->slot_key, sizeof l->slot_key}, name, {"", 1}, prefix};
    struct hash h = crypt_sha256_parts(part, 4);
    return &l->slot[(h.b[0] | h.b[1] << 8) % SLOTS];
}

static void note(struct slot *slot, int64_t now)
{
    if (now - slot->wrong_at > forget_ms)
        slot->wrong = 0;
    slot->wrong++;
    slot->wrong_at = now;
}

/* ---- one login ----------------------------------------------------------------------------- */

/* The three places where failures of this login count. */
struct tracks {
    struct slot *pair, *prefix, *account;
};

/* Known and unknown names leave the same tracks, all in memory: neither an answer, nor the time it
 * takes, nor a delay tells which names exist. */
static struct tracks tracks_of(struct login_desk *l, struct str name, struct str prefix)
{
    return (struct tracks){.pair = slot_of(l, name, prefix),
                           .prefix = slot_of(l, S(""), prefix),
                           .account = slot_of(l, name, S(""))};
}

static void note_all(const struct tracks *t, int64_t now)
{
    note(t->pair, now);
    note(t->prefix, now);
    note(t->account, now);
}

static int64_t longest_wait(const struct tracks *t, int64_t now)
{
    const int64_t waits[] = {wait_of(&pace_pair, t->pair->wrong, t->pair->wrong_at, now),
                             wait_of(&pace_prefix, t->prefix->wrong, t->prefix->wrong_at, now),
                             wait_of(&pace_account, t->account->wrong, t->account->wrong_at, now)};
    int64_t longest = 0;
    for (size_t i = 0; i < sizeof waits / sizeof waits[0]; i++)
        longest = waits[i] > longest ? waits[i] : longest;
    return longest;
}

/* Accounts of a demonstration have passwords that everybody knows. */
static bool is_far_from_demo(const struct login_desk *l, struct str from)
{
    return l->is_demo && !str_starts(from, S("127.")) && !str_is(from, "::1");
}

/* OK: the password is its own.  An unknown name costs the same work as a known one, and so does an
 * account whose holder has not set a password yet. */
static enum status check_password(struct login_desk *l, struct login_call *call, struct arena *a,
                                  int64_t *ret_account)
{
    struct session_account row;
    enum status s = session_account_one(l->db, call->name, &row, a);
    if (s != OK && s != NOT_FOUND)
        return s;
    bool is_known = s == OK && row.password.n > 0;
    s = crypt_password_verify(is_known ? row.password : str_of(l->dummy), call->password);
    if (s != OK || !is_known || is_far_from_demo(l, call->from))
        return REFUSED;
    *ret_account = row.id.v;
    return OK;
}

static enum status begin(struct login_desk *l, struct login_call *call, int64_t account)
{
    return session_open(l->core, account, call->arena, &call->cookie);
}

/* A session, or the second step where the person turned it on: then without a cookie. */
static enum status go_on(struct login_desk *l, struct login_call *call, struct arena *a,
                         int64_t account)
{
    bool is_on = false;
    struct ctx c = {.db = l->db, .arena = a, .now = core_now(l->core)};
    TRY(second_is_on(&c, (struct person_id){account}, &is_on));
    if (!is_on)
        return begin(l, call, account);
    call->account = account;
    return OK;
}

/* Whoever came by activation codes gives a new password and goes on. */
static enum status renew(struct login_desk *l, struct login_call *call, struct arena *a)
{
    TRY(account_set_password(l->core, call->person, call->fresh));
    return go_on(l, call, a, call->person.v);
}

/* Failures are forgiven when all is known: whoever has the password alone gets no fresh tries. */
static void forgive(const struct tracks *t)
{
    *t->pair = *t->account = (struct slot){0, 0};
}

/* The password was right.  Whoever changes it is signed in already. */
static enum status after_password(struct login_desk *l, struct login_call *call, struct arena *a,
                                  const struct tracks *t, int64_t account)
{
    if (call->fresh.p) {
        forgive(t);
        TRY(account_set_password(l->core, (struct person_id){account}, call->fresh));
        return begin(l, call, account);
    }
    TRY(go_on(l, call, a, account));
    if (call->cookie.p)
        forgive(t);
    return OK;
}

static enum status check(struct login_desk *l, struct login_call *call, struct arena *a)
{
    uint8_t room[16];
    int64_t now = core_now(l->core), account = call->account;
    bool is_second = account != 0;
    struct tracks tracks = tracks_of(l, call->name, prefix_of(call->from, room));
    call->wait_ms = longest_wait(&tracks, now);
    if (call->wait_ms > 0)
        return BUSY;
    enum status s = is_second ? second_check(l->core, (struct person_id){account}, call->password)
                              : check_password(l, call, a, &account);
    if (s == REFUSED || (is_second && s == NOT_FOUND)) {
        note_all(&tracks, now);
        return REFUSED;
    }
    TRY(s);
    if (!is_second)
        return after_password(l, call, a, &tracks, account);
    forgive(&tracks);
    return begin(l, call, account);
}

/* ---- the thread ---------------------------------------------------------------------------- */

static struct login_call *take(struct login_desk *l)
{
    pthread_mutex_lock(&l->lock);
    while (!l->first && !l->stops)
        pthread_cond_wait(&l->woken, &l->lock);
    struct login_call *call = l->first;
    if (call) {
        l->first = call->next;
        l->n_waiting--;
    }
    bool stops = l->stops;
    pthread_mutex_unlock(&l->lock);
    if (call)
        call->status = stops ? BUSY : OK;
    return call;
}

static void *run(void *of)
{
    struct login_desk *l = of;
    struct arena a;
    arena_init(&a, ARENA_BYTES);
    for (struct login_call *call = take(l); call; call = take(l)) {
        if (call->status == OK && call->person.v)
            call->status = renew(l, call, &a);
        else if (call->status == OK)
            call->status = check(l, call, &a);
        call->done(call);
        arena_reset(&a);
    }
    arena_close(&a);
    return NULL;
}

enum status login_submit(struct core *core, struct login_call *call)
{
    struct login_desk *l = core->login;
    assert(l);
    assert(call->done && call->arena);
    call->next = NULL;
    call->wait_ms = BUSY_WAIT_MS;
    pthread_mutex_lock(&l->lock);
    bool fits = l->n_waiting < WAITING_MAX && !l->stops;
    if (fits) {
        if (l->first)
            l->last->next = call;
        else
            l->first = call;
        l->last = call;
        l->n_waiting++;
        pthread_cond_signal(&l->woken);
    }
    pthread_mutex_unlock(&l->lock);
    return fits ? OK : BUSY;
}

static enum status make_dummy(struct login_desk *l)
{
    uint8_t secret[32];
    crypt_random(secret, sizeof secret);
    return crypt_password_hash((struct str){(const char *)secret, sizeof secret}, l->dummy);
}

static enum status read_demo(struct login_desk *l)
{
    struct ledger_node row;
    enum status s = ledger_node_one(l->db, S("demo"), &row, &l->core->life);
    l->is_demo = s == OK;
    return s == NOT_FOUND ? OK : s;
}

enum status login_open(struct core *core)
{
    struct login_desk *l = ARENA_NEW(&core->life, struct login_desk);
    if (!l)
        return FULL;
    l->core = core;
    crypt_random(l->slot_key, sizeof l->slot_key);
    TRY(make_dummy(l));
    TRY(store_open(&core->files.options, STORE_READER, &l->db));
    enum status s = read_demo(l);
    if (s != OK) {
        store_close(l->db);
        return s;
    }
    pthread_mutex_init(&l->lock, NULL);
    pthread_cond_init(&l->woken, NULL);
    if (pthread_create(&l->thread, NULL, run, l) != 0) {
        store_close(l->db);
        return BROKEN;
    }
    core->login = l;
    return OK;
}

/* What waits is answered with BUSY. */
void login_close(struct core *core)
{
    struct login_desk *l = core->login;
    assert(l);
    pthread_mutex_lock(&l->lock);
    l->stops = true;
    pthread_cond_signal(&l->woken);
    pthread_mutex_unlock(&l->lock);
    pthread_join(l->thread, NULL);
    store_close(l->db);
    pthread_cond_destroy(&l->woken);
    pthread_mutex_destroy(&l->lock);
    core->login = NULL;
}
