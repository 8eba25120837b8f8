// SPDX-License-Identifier: Apache-2.0
/* sqlite.c -- SQLite: opening and closing a connection, the lock, and what the engine is told about
 * durability.
 * Floor 2.  Not here: transactions and statements (sqlite_run.c). */
#include "store/sqlite.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

/* The ledger is flushed at every commit, the state only when its log is moved into the file: it can
 * be folded again.  Freed pages are overwritten in both, since search rows in the state hold words
 * that may be erased. Temporary tables stay in memory: nothing may lie outside the data folder. */
static const char writer_setup[] =
    "pragma main.synchronous = full; pragma state.synchronous = normal;"
    "pragma main.secure_delete = on; pragma state.secure_delete = on;"
    "pragma main.cache_size = -8192; pragma state.cache_size = -8192;"
    "pragma main.journal_size_limit = 33554432; pragma state.journal_size_limit = 33554432;"
    "pragma temp_store = memory; pragma cell_size_check = on; pragma foreign_keys = off;";
static const char reader_setup[] =
    "pragma query_only = on; pragma main.cache_size = -1024; pragma state.cache_size = -1024;"
    "pragma temp_store = memory; pragma cell_size_check = on;";

enum {
    AUTOCHECKPOINT_PAGES = 1000, /* the log is moved into the file after 4 MB: with 16 MB a commit
                                    that moved them took 60 ms */
    WAIT_MS = 2000, /* for who recovers the log after a crash, or reads its index anew: for a moment
                     * a reader then holds the writer's lock */
};

static enum status status_of(sqlite3 *db, int code)
{
    int system_error = db ? sqlite3_system_errno(db) : 0;
    switch (code & 0xff) {
    case SQLITE_OK:
        return OK;
    case SQLITE_FULL:
    case SQLITE_NOMEM:
        return FULL;
    case SQLITE_BUSY:
        return BUSY;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        return system_error == ENOSPC || system_error == EDQUOT ? FULL : BROKEN;
    case SQLITE_CONSTRAINT:
        return code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY ||
                       code == SQLITE_CONSTRAINT_ROWID
                   ? CONFLICT
                   : BROKEN;
    default:
        return BROKEN;
    }
}

enum status sqlite_failed(struct sqlite *lite, int code, const char *where)
{
    assert(code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE);
    return store_say(&lite->store, status_of(lite->db, code), "%s: %s (code %d)", where,
                     lite->db ? sqlite3_errmsg(lite->db) : sqlite3_errstr(code), code);
}

static enum status take_lock(struct sqlite *lite, const char *folder)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    char path[4096], pid[24] = "";
    snprintf(path, sizeof path, "%s/lock", folder);
    lite->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lite->lock < 0)
        return store_say(&lite->store, errno == ENOSPC ? FULL : BROKEN, "cannot open %s: %s", path,
                         strerror(errno));
    if (fcntl(lite->lock, F_OFD_SETLK, &lock) < 0) {
        ssize_t n = pread(lite->lock, pid, sizeof pid - 1, 0);
        int digits = (int)strspn(pid, "0123456789");
        return store_say(&lite->store, BUSY, "%s is held by process %.*s: end it first", path,
                         n > 0 ? digits : 1, n > 0 ? pid : "?");
    }
    /* The lock holds without the number, which is only told to whom it keeps out. */
    int n = snprintf(pid, sizeof pid, "%d\n", (int)getpid());
    if (ftruncate(lite->lock, 0) < 0 || pwrite(lite->lock, pid, (size_t)n, 0) < 0)
        return store_say(&lite->store, OK, "cannot write %s: %s", path, strerror(errno));
    return OK;
}

static enum status attach_state(struct sqlite *lite)
{
    sqlite3_stmt *st = NULL;
    int code = sqlite3_prepare_v2(lite->db, "attach $1 as state", -1, &st, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_bind_text(st, 1, lite->path[STORE_STATE], -1, SQLITE_STATIC);
    if (code == SQLITE_OK)
        code = sqlite3_step(st);
    enum status s = code == SQLITE_DONE ? OK : sqlite_failed(lite, code, lite->path[STORE_STATE]);
    sqlite3_finalize(st);
    return s;
}

static void defend(sqlite3 *db)
{
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
}

static enum status set_up_writer(struct sqlite *lite)
{
    TRY(sqlite_script(&lite->store,
                      "pragma main.journal_mode = wal; pragma state.journal_mode = wal;"));
    TRY(sqlite_script(&lite->store, writer_setup));
    sqlite3_wal_autocheckpoint(lite->db, AUTOCHECKPOINT_PAGES);
    return OK;
}

static enum status set_up_reader(struct sqlite *lite)
{
    sqlite3_wal_autocheckpoint(lite->db, 0);
    sqlite3_db_config(lite->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    return sqlite_script(&lite->store, reader_setup);
}

static enum status connect_files(struct sqlite *lite)
{
    /* Counting its memory costs a lock that all connections share.  Heard only before the first
     * connection of a process; later it is refused and nothing is lost. */
    int ignored = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    (void)ignored;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (lite->store.mode == STORE_WRITER)
        flags |= SQLITE_OPEN_CREATE;
    int code = sqlite3_open_v2(lite->path[STORE_LEDGER], &lite->db, flags, NULL);
    if (code != SQLITE_OK)
        return sqlite_failed(lite, code, lite->path[STORE_LEDGER]);
    sqlite3_busy_timeout(lite->db, WAIT_MS);
    defend(lite->db);
    TRY(attach_state(lite));
    return lite->store.mode == STORE_WRITER ? set_up_writer(lite) : set_up_reader(lite);
}

static void remove_file(const char *path)
{
    static const char *const tails[] = {"", "-wal", "-shm"};
    char name[4200];
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
        snprintf(name, sizeof name, "%s%s", path, tails[i]);
        unlink(name);
    }
}

/* Where the files are, and the lock on them. */
static enum status find_files(struct sqlite *lite, const struct store_options *o)
{
    lite->lock = -1;
    lite->stmt = calloc(o->n_sql + 1, sizeof *lite->stmt);
    if (asprintf(&lite->path[STORE_LEDGER], "%s/ledger.db", o->folder) < 0)
        lite->path[STORE_LEDGER] = NULL;
    if (asprintf(&lite->path[STORE_STATE], "%s/%s", o->folder, o->state) < 0)
        lite->path[STORE_STATE] = NULL;
    if (!lite->stmt || !lite->path[STORE_LEDGER] || !lite->path[STORE_STATE])
        return store_say(&lite->store, FULL, "no memory");
    return lite->store.mode == STORE_WRITER ? take_lock(lite, o->folder) : OK;
}

static enum status open_files(struct store *db, const struct store_options *o)
{
    struct sqlite *lite = (struct sqlite *)db;
    TRY(find_files(lite, o));
    if (db->mode == STORE_WRITER && o->is_new_state)
        remove_file(lite->path[STORE_STATE]);
    TRY(connect_files(lite));
    static const char shadow_setup[] =
        "pragma main.synchronous = off; pragma state.synchronous = off";
    int code = o->is_shadow ? sqlite3_exec(lite->db, shadow_setup, NULL, NULL, NULL) : SQLITE_OK;
    return code == SQLITE_OK ? OK : store_say(db, BROKEN, "a shadow is not set up");
}

static void close_files(struct store *db)
{
    struct sqlite *lite = (struct sqlite *)db;
    for (size_t i = 0; lite->stmt && i < db->n_sql; i++)
        sqlite3_finalize(lite->stmt[i].st);
    for (size_t i = 0; i < N_FIXED; i++)
        sqlite3_finalize(lite->fixed[i]);
    int code = sqlite3_close(lite->db);
    assert(code == SQLITE_OK); /* every statement was finalized */
    (void)code;
    if (lite->lock >= 0)
        close(lite->lock);
    free(lite->stmt);
    free(lite->path[STORE_LEDGER]);
    free(lite->path[STORE_STATE]);
}

static enum status remove_files(struct store *db, const struct store_options *o)
{
    struct sqlite *lite = (struct sqlite *)db;
    TRY(find_files(lite, o));
    remove_file(lite->path[STORE_LEDGER]);
    remove_file(lite->path[STORE_STATE]);
    return OK;
}

/* Deleted values are overwritten already (secure_delete); what is left of them stands in the logs.
 */
static enum status wipe(struct store *db)
{
    struct sqlite *lite = (struct sqlite *)db;
    assert(sqlite3_get_autocommit(lite->db));
    int code = sqlite3_wal_checkpoint_v2(lite->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    return code == SQLITE_OK ? OK : sqlite_failed(lite, code, "checkpoint");
}

static enum status checkpoint(struct store *db)
{
    struct sqlite *lite = (struct sqlite *)db;
    sqlite3_busy_timeout(lite->db, 0); /* readers are not waited for */
    enum status s = wipe(db);
    sqlite3_busy_timeout(lite->db, WAIT_MS);
    return s;
}

/* Closed for this connection, its log empty, the file only needs the other name. */
static enum status state_becomes(struct store *db, const char *state)
{
    struct sqlite *lite = (struct sqlite *)db;
    const char *from = lite->path[STORE_STATE];
    char to[4200];
    size_t folder = (size_t)(strrchr(from, '/') - from);
    snprintf(to, sizeof to, "%.*s/%s", (int)folder, from, state);
    TRY(checkpoint(db));
    for (size_t i = 0; i < db->n_sql; i++) {
        sqlite3_finalize(lite->stmt[i].st);
        lite->stmt[i].st = NULL;
    }
    for (size_t i = 0; i < N_FIXED; i++) {
        sqlite3_finalize(lite->fixed[i]);
        lite->fixed[i] = NULL;
    }
    TRY(sqlite_script(db, "detach state"));
    remove_file(to);
    return rename(from, to) == 0
               ? OK
               : store_say(db, BROKEN, "%s cannot become %s: %s", from, to, strerror(errno));
}

/* Pages of the view that is open, some at a time, so that `told` can speak; and flushed, since the
 * copy is written without a log. */
static enum status copy_pages(struct sqlite *lite, sqlite3 *to,
                              void (*told)(int64_t done, int64_t all))
{
    enum { PAGES_AT_ONCE = 2000 };
    sqlite3_backup *copy = sqlite3_backup_init(to, "main", lite->db, "main");
    int code = copy ? SQLITE_OK : sqlite3_errcode(to);
    while (code == SQLITE_OK) {
        code = sqlite3_backup_step(copy, PAGES_AT_ONCE);
        int all = sqlite3_backup_pagecount(copy);
        told(all - sqlite3_backup_remaining(copy), all);
    }
    sqlite3_backup_finish(copy);
    return code == SQLITE_DONE ? OK : sqlite_failed(lite, code, "copy");
}

static enum status copy_ledger(struct store *db, const char *folder,
                               void (*told)(int64_t done, int64_t all))
{
    struct sqlite *lite = (struct sqlite *)db;
    char path[4200];
    sqlite3 *to = NULL;
    assert(!sqlite3_get_autocommit(lite->db));
    snprintf(path, sizeof path, "%s/ledger.db", folder);
    int code = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
    enum status s =
        code == SQLITE_OK ? copy_pages(lite, to, told) : sqlite_failed(lite, code, "copy");
    sqlite3_close(to);
    return s;
}

static int64_t file_size(const char *path, const char *tail)
{
    char name[4200];
    struct stat st;
    snprintf(name, sizeof name, "%s%s", path, tail);
    return stat(name, &st) == 0 ? (int64_t)st.st_size : 0;
}

static int64_t bytes(struct store *db)
{
    struct sqlite *lite = (struct sqlite *)db;
    int64_t n = 0;
    for (int i = 0; i < 2; i++)
        n += file_size(lite->path[i], "") + file_size(lite->path[i], "-wal");
    return n;
}

/* ---- the engine ---------------------------------------------------------------------------- */

static const char *place(const struct store *db, enum store_file file)
{
    (void)db;
    return file == STORE_STATE ? "state" : "main";
}

static void put_clashes(const struct store *db, struct buf *to)
{
    (void)db;
    buf_puts(to, "select count(*) from main.sqlite_schema m"
                 " join state.sqlite_schema s on s.name = m.name where m.name not like 'sqlite%'");
}

static void put_tables(const struct store *db, struct buf *to)
{
    (void)db;
    buf_puts(to, "select name from state.sqlite_master where type = 'table' order by name");
}

const struct engine sqlite_engine = {
    .dialect = {.row_id = "integer primary key",
                .text = "text",
                .keyed = " without rowid",
                .view = "view if not exists",
                .has_virtual = true,
                .places_index = true},
    .size = sizeof(struct sqlite),
    .open = open_files,
    .close = close_files,
    .remove = remove_files,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .landed = sqlite_landed,
    .read_begin = sqlite_read_begin,
    .read_end = sqlite_read_end,
    .checkpoint = checkpoint,
    .wipe = wipe,
    .state_becomes = state_becomes,
    .copy_ledger = copy_ledger,
    .bytes = bytes,
    .exec = sqlite_exec,
    .query = sqlite_query,
    .query_text = sqlite_query_text,
    .next = sqlite_next,
    .cell = sqlite_cell,
    .column = sqlite_column,
    .end = sqlite_end,
    .script = sqlite_script,
    .place = place,
    .put_clashes = put_clashes,
    .put_tables = put_tables,
};
