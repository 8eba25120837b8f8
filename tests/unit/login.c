// SPDX-License-Identifier: Apache-2.0
/* Logins on a running node with a clock that stands still until it is moved. */
#include "pack.h"

#include "core/core_open.h"
#include "core/session.h"
#include "core/writer.h"
#include "crypt/crypt.h"
#include "main/processes.h"
#include "sql.gen.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

static const int64_t start = 1772413200000;
static struct core *core;
static struct arena arena;
static char folder[] = "/tmp/xiezhi-login-XXXXXX";
static int64_t now;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t ended = PTHREAD_COND_INITIALIZER;
static int n_ended;

struct newcomer {
    int64_t id;
    struct str login, name;
};

static enum status open_account(struct ledger *l, void *of)
{
    const struct newcomer *n = of;
    return account_open(l, (struct person_id){n->id}, n->login, n->name);
}

/* An account with a password, as its holder has set it. */
static enum status account_add(int64_t id, const char *login, const char *name,
                               const char *password)
{
    struct newcomer n = {id, str_of(login), str_of(name)};
    TRY(writer_run(core, open_account, &n));
    return account_set_password(core, (struct person_id){id}, str_of(password));
}

static int open_world(void **state)
{
    static struct core_options o = {
        .rooms = &main_rooms, .folder = folder, .signer_fd = -1, .n_readers = 1, .clock_at = start};
    struct node_settings settings = {210000, S("test.example/log"), start, NULL};
    struct buf why;
    (void)state;
    o.authority = "localhost:8080";
    o.sql = sql_statements;
    o.n_sql = sql_n_statements;
    arena_init(&arena, 16 << 20);
    buf_init(&why, 4096);
    now = start;
    if (crypt_init() != OK || !mkdtemp(folder))
        return 1;
    unit_pack(folder);
    enum status s = core_make(&o, &settings, &(struct buf){0});
    if (s == OK)
        s = core_open(&o, &why, &core);
    buf_close(&why);
    if (s != OK)
        return 1;
    return account_add(1, "li", "Li", "correct horse") == OK ? 0 : 1;
}

static int close_world(void **state)
{
    char rm[256];
    (void)state;
    core_close(core);
    arena_close(&arena);
    snprintf(rm, sizeof rm, "rm -r %s", folder);
    return system(rm);
}

static void done(struct login_call *call)
{
    (void)call;
    pthread_mutex_lock(&lock);
    n_ended++;
    pthread_cond_signal(&ended);
    pthread_mutex_unlock(&lock);
}

static void wait_for(int n)
{
    pthread_mutex_lock(&lock);
    while (n_ended < n)
        pthread_cond_wait(&ended, &lock);
    n_ended -= n;
    pthread_mutex_unlock(&lock);
}

static struct login_call call_of(const char *name, const char *password, const char *from)
{
    return (struct login_call){.name = str_of(name),
                               .password = str_of(password),
                               .from = str_of(from),
                               .arena = &arena,
                               .done = done};
}

static struct login_call try(const char *name, const char *password, const char *from)
{
    struct login_call call = call_of(name, password, from);
    assert_int_equal(login_submit(core, &call), OK);
    wait_for(1);
    return call;
}

static int64_t who_has(struct str cookie)
{
    struct ctx c = {.db = core_reader(core, 0), .rooms = &main_rooms, .arena = &arena, .now = now};
    struct who who;
    struct str name;
    assert_int_equal(session_who(&c, cookie, &who, &name), OK);
    return who.person.v;
}

static void move_clock(int64_t ms)
{
    now += ms;
    core_set_clock(core, now);
}

static void accounts_are_checked(void **state)
{
    static const struct {
        const char *login, *name, *password;
        enum status wanted;
        const char *reason;
    } rows[] = {
        {"li", "Another", "long enough", CONFLICT, "a login that is taken"},
        {"zhao", "Zhao", "short", BAD_INPUT, "a short password"},
        {"wa ng", "Wang", "long enough", BAD_INPUT, "a blank in the login"},
        {"", "Wang", "long enough", BAD_INPUT, "no login"},
        {"wang", "", "long enough", BAD_INPUT, "no name"},
        {"wang", "Wang", "long enough", OK, "as it should be"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        unit_equal(account_add((int64_t)i + 2, rows[i].login, rows[i].name, rows[i].password),
                   rows[i].wanted, rows[i].reason);
    }
}

static void sessions_begin_and_end(void **state)
{
    struct login_call a = try("li", "correct horse", "10.0.0.1"),
                      b = try("li", "correct horse", "10.0.0.1");
    struct login_call c = try("li", "correct horse", "10.0.0.1");
    (void)state;
    assert_true(a.status == OK && b.status == OK && c.status == OK);
    assert_false(str_eq(a.cookie, b.cookie));
    assert_int_equal(who_has(a.cookie), 1);
    assert_int_equal(logout_submit(core, a.cookie, false), OK);
    assert_int_equal(who_has(a.cookie), 0);
    assert_int_equal(who_has(b.cookie), 1);
    assert_int_equal(logout_submit(core, b.cookie, true), OK);
    assert_int_equal(who_has(c.cookie), 0);
    assert_int_equal(logout_submit(core, S("nonsense"), false), OK);
    struct login_call late = try("li", "correct horse", "10.0.0.1");
    move_clock(12 * 3600 * 1000LL - 1);
    assert_int_equal(who_has(late.cookie), 1);
    move_clock(1);
    assert_int_equal(who_has(late.cookie), 0);
}

static void guessing_is_slowed_and_nobody_locked_out(void **state)
{
    (void)state;
    assert_int_equal(try("nobody", "correct horse", "10.1.0.1").status, REFUSED);
    for (int i = 0; i < 3; i++)
        assert_int_equal(try("li", "wrong", "10.2.0.1").status, REFUSED);
    struct login_call slowed = try("li", "correct horse", "10.2.0.99");
    unit_equal(slowed.status, BUSY, "the neighbours of who guessed wait, even with the password");
    unit_equal(slowed.wait_ms, 1000, "a second at first");
    assert_int_equal(try("li", "correct horse", "10.3.0.1").status, OK);
    assert_int_equal(try("wang", "long enough", "10.2.0.1").status, OK);
    move_clock(1000);
    assert_int_equal(try("li", "wrong", "10.2.0.1").status, REFUSED);
    unit_equal(try("li", "wrong", "10.2.0.1").wait_ms, 2000, "then twice as long");
    for (int i = 0; i < 30; i++) {
        move_clock(64000);
        assert_int_equal(try("li", "wrong", "10.2.0.1").status, REFUSED);
    }
    unit_equal(try("li", "wrong", "10.2.0.1").wait_ms, 64000, "never longer than a minute");
    struct login_call owner = try("li", "correct horse", "10.3.0.1");
    assert_int_equal(owner.status, BUSY);
    assert_true(owner.wait_ms <= 2000);
    move_clock(owner.wait_ms);
    assert_int_equal(try("li", "correct horse", "10.3.0.1").status, OK);
    move_clock(15 * 60 * 1000LL + 1);
    assert_int_equal(try("li", "correct horse", "10.2.0.1").status, OK);
}

static void a_clock_set_back_locks_nobody_out(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++)
        assert_int_equal(try("li", "wrong", "10.9.0.1").status, REFUSED);
    assert_int_equal(try("li", "correct horse", "10.9.0.1").status, BUSY);
    move_clock(-86400000);
    unit_equal(try("li", "correct horse", "10.9.0.1").status, OK, "not a day's wait");
    move_clock(86400000);
}

static void the_queue_is_short(void **state)
{
    struct login_call call[12];
    int n_taken = 0;
    (void)state;
    for (int i = 0; i < 12; i++) {
        call[i] = call_of("wang", "long enough", "10.4.0.1");
        n_taken += login_submit(core, &call[i]) == OK;
    }
    assert_in_range(n_taken, 4, 11);
    wait_for(n_taken);
    for (int i = 0; i < 12; i++)
        assert_int_equal(call[i].status, OK); /* those not taken were left as they were */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accounts_are_checked),
        cmocka_unit_test(sessions_begin_and_end),
        cmocka_unit_test(guessing_is_slowed_and_nobody_locked_out),
        cmocka_unit_test(a_clock_set_back_locks_nobody_out),
        cmocka_unit_test(the_queue_is_short),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
