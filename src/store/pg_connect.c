// SPDX-License-Identifier: Apache-2.0
/* pg_connect.c -- PostgreSQL: the address, the connection and what the server is told at its
 * beginning, the lock.
 * Floor 2.  A password never comes with the address, which anybody may read in the list of
 * processes: the library takes it from PGPASSFILE or ~/.pgpass. */
#include "store/pg.h"

#include <assert.h>
#include <ctype.h>
#include <time.h>
#include <unistd.h>

enum {
    VERSION_MIN = 130000, /* pg_xact_status of a xid8 */
    LOCK_TRIES = 100, /* a server that was killed keeps its lock until PostgreSQL sees it gone */
    LOCK_PAUSE_NS = 50 * 1000 * 1000,
};

/* "xiezhi" as a number: one lock a database. */
#define LOCK_KEY "132394069420137"

static const char how[] =
    "an address is postgres://USER@HOST/DATABASE, or postgres:///DATABASE?host=/run/postgresql";

void pg_schema_name(const char *state, char ret_schema[SCHEMA_BYTES])
{
    size_t n = strcspn(state, ".");
    assert(n > 0 && n < SCHEMA_BYTES);
    for (size_t i = 0; i < n; i++) {
        assert(islower((unsigned char)state[i]) || isdigit((unsigned char)state[i]) ||
               state[i] == '-');
        ret_schema[i] = state[i] == '-' ? '_' : state[i];
    }
    ret_schema[n] = 0;
}

/* ---- the address --------------------------------------------------------------------------- */

static enum status check_options(struct pg *pg, const PQconninfoOption *option)
{
    for (; option->keyword; option++)
        if (option->val && strcmp(option->keyword, "password") == 0)
            return store_say(&pg->store, BAD_INPUT,
                             "the address holds a password, which everybody on this machine can "
                             "read: put it into the file that PGPASSFILE names (or ~/.pgpass)");
    return OK;
}

enum status pg_check_address(struct pg *pg)
{
    const char *address = pg->address.p;
    char *why = NULL;
    if (strncmp(address, "postgres://", 11) != 0 && strncmp(address, "postgresql://", 13) != 0)
        return store_say(&pg->store, BAD_INPUT, "%.200s: %s", address, how);
    PQconninfoOption *option = PQconninfoParse(address, &why);
    enum status s;
    if (!option) /* what it says may repeat the address */
        s = store_say(&pg->store, BAD_INPUT, "the address of the database cannot be read: %s", how);
    else
        s = check_options(pg, option);
    PQconninfoFree(option);
    PQfreemem(why);
    return s;
}

/* ---- one question outside the pipeline ----------------------------------------------------- */

enum status pg_failed(struct pg *pg, const PGresult *answer, const char *where)
{
    const char *state = PQresultErrorField(answer, PG_DIAG_SQLSTATE);
    const char *said = PQresultErrorField(answer, PG_DIAG_MESSAGE_PRIMARY);
    static const struct {
        const char *state;
        enum status status;
    } known[] = {
        {"23505", CONFLICT}, /* unique */
        {"53100", FULL},     /* disk */
        {"53200", FULL},     /* memory */
        {"40001", BUSY},     /* two at once */
        {"40P01", BUSY},     /* each waits for the other */
        {"55P03", BUSY},     /* a lock that was not to be had */
    };
    enum status s = BROKEN;
    for (size_t i = 0; state && i < sizeof known / sizeof known[0]; i++)
        if (strcmp(state, known[i].state) == 0)
            s = known[i].status;
    return store_say(&pg->store, s, "%s: %s (%s)", where, said ? said : "no answer",
                     state ? state : "-");
}

/* Run text; its rows are the caller's.  NULL: it failed, and the error says why. */
static PGresult *ask(struct pg *pg, const char *text)
{
    PGresult *answer = PQexec(pg->conn, text);
    ExecStatusType kind = PQresultStatus(answer);
    if (kind == PGRES_COMMAND_OK || kind == PGRES_TUPLES_OK || kind == PGRES_EMPTY_QUERY)
        return answer;
    pg->failed = pg_failed(pg, answer, text);
    PQclear(answer);
    return NULL;
}

static enum status run(struct pg *pg, const char *text)
{
    PGresult *answer = ask(pg, text);
    PQclear(answer);
    return answer ? OK : pg->failed;
}

static bool is_true(const PGresult *answer, int column)
{
    return PQntuples(answer) == 1 && PQgetvalue(answer, 0, column)[0] == 't';
}

enum status pg_script(struct store *db, const char *text)
{
    struct pg *pg = (struct pg *)db;
    TRY(pg_settle(pg));
    if (PQexitPipelineMode(pg->conn) != 1)
        return store_say(db, BROKEN, "%s", PQerrorMessage(pg->conn));
    enum status s = run(pg, text);
    if (PQenterPipelineMode(pg->conn) != 1 && s == OK)
        s = store_say(db, BROKEN, "%s", PQerrorMessage(pg->conn));
    if (s != OK && pg->transaction == PG_OPEN)
        pg->transaction = PG_FAILED;
    return s;
}

/* ---- the lock ------------------------------------------------------------------------------ */

static enum status say_holder(struct pg *pg)
{
    static const char who[] =
        "select a.application_name, coalesce(host(a.client_addr), 'this machine')"
        " from pg_locks l join pg_stat_activity a on a.pid = l.pid join pg_database d"
        " on d.oid = l.database and d.datname = current_database()"
        " where l.locktype = 'advisory' and l.granted"
        " and (l.classid::bigint << 32 | l.objid::bigint) = " LOCK_KEY;
    PGresult *answer = ask(pg, who);
    bool is_known = answer && PQntuples(answer) == 1;
    enum status s = store_say(&pg->store, BUSY, "database %s is held by %s on %s: end it first",
                              PQdb(pg->conn), is_known ? PQgetvalue(answer, 0, 0) : "another node",
                              is_known ? PQgetvalue(answer, 0, 1) : "some machine");
    PQclear(answer);
    return s;
}

static enum status take_lock(struct pg *pg)
{
    for (int i = 0; i < LOCK_TRIES; i++) {
        PGresult *answer = ask(pg, "select pg_try_advisory_lock(" LOCK_KEY ")");
        if (!answer)
            return pg->failed;
        bool is_ours = is_true(answer, 0);
        PQclear(answer);
        if (is_ours)
            return OK;
        nanosleep(&(struct timespec){.tv_nsec = LOCK_PAUSE_NS}, NULL);
    }
    return say_holder(pg);
}

/* ---- connecting ---------------------------------------------------------------------------- */

static void pass_over(void *of, const PGresult *notice)
{
    (void)of;
    (void)notice;
}

static enum status dial(struct pg *pg)
{
    char name[32];
    snprintf(name, sizeof name, "xiezhi process %d", (int)getpid());
    /* What stands before the address it may say otherwise. */
    const char *const word[] = {"connect_timeout",
                                "keepalives_idle",
                                "keepalives_count",
                                "dbname",
                                "client_encoding",
                                "application_name",
                                NULL};
    const char *const value[] = {"10", "30", "4", pg->address.p, "UTF8", name, NULL};
    PQfinish(pg->conn);
    pg->conn = PQconnectdbParams(word, value, 1);
    pg->n_sent = 0;
    for (size_t i = 0; i < pg->store.n_sql; i++)
        pg->stmt[i].is_prepared = false;
    if (!pg->conn)
        return store_say(&pg->store, FULL, "no memory");
    if (PQstatus(pg->conn) == CONNECTION_OK) {
        PQsetNoticeReceiver(pg->conn, pass_over, NULL);
        return OK;
    }
    struct str said = str_of(PQerrorMessage(pg->conn));
    if (said.n && said.p[said.n - 1] == '\n')
        said.n--;
    return store_say(&pg->store, BROKEN, "%.*s", STR_ARG(said));
}

static enum status check_server(struct pg *pg)
{
    const char *encoding = PQparameterStatus(pg->conn, "server_encoding");
    if (PQserverVersion(pg->conn) < VERSION_MIN)
        return store_say(&pg->store, BAD_INPUT,
                         "the server is PostgreSQL %d: 13 or newer is needed",
                         PQserverVersion(pg->conn) / 10000);
    if (!encoding || strcmp(encoding, "UTF8") != 0)
        return store_say(&pg->store, BAD_INPUT,
                         "database %s keeps texts as %s: createdb --encoding UTF8 --template "
                         "template0 makes one that can hold a node",
                         PQdb(pg->conn), encoding ? encoding : "?");
    PGresult *answer = ask(pg, "select current_setting('fsync') = 'on'");
    if (!answer)
        return pg->failed;
    bool flushes = is_true(answer, 0);
    PQclear(answer);
    return flushes ? OK
                   : store_say(&pg->store, BAD_INPUT,
                               "fsync is off in this server: what is acknowledged could be lost. "
                               "Set fsync = on");
}

/* Statements are planned against their indexes (gen sql refuses a scan that nobody explains), so a
 * plan made while a table was small must not read all of it later. */
static enum status set_up(struct pg *pg)
{
    static const char always[] = "set jit = off; set enable_seqscan = off;"
                                 " set idle_in_transaction_session_timeout = 0;";
    static const char writer[] = "set tcp_keepalives_idle = 30; set tcp_keepalives_interval = 10;"
                                 " set tcp_keepalives_count = 3;"
                                 " select set_config('synchronous_commit', 'on', false)"
                                 " where current_setting('synchronous_commit') = 'off'";
    static const char reader[] = "set default_transaction_read_only = on";
    char text[512];
    snprintf(text, sizeof text, "set search_path = ledger, %s; %s %s", pg->state, always,
             pg->store.mode == STORE_WRITER ? writer : reader);
    return run(pg, text);
}

enum status pg_connect(struct pg *pg)
{
    TRY(dial(pg));
    TRY(check_server(pg));
    if (pg->store.mode == STORE_WRITER)
        TRY(take_lock(pg));
    TRY(set_up(pg));
    return PQenterPipelineMode(pg->conn) == 1
               ? OK
               : store_say(&pg->store, BROKEN, "%s", PQerrorMessage(pg->conn));
}
