// SPDX-License-Identifier: Apache-2.0
/* store.c -- opening and closing a connection, the lock, and what the engine is told about
 * durability. Floor 2.  Not here: statements (store_run.c), rows (store_row.c), tables
 * (store_schema.c). */
#include "store/engine.h"

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
    ROWS_MAX = 256 * 1024 * 1024,
};

enum status store_say(struct store *db, enum status s, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(db->error, sizeof db->error, format, args);
    va_end(args);
    return s;
}

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

enum status store_failed(struct store *db, int code, const char *where)
{
    assert(code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE);
    return store_say(db, status_of(db->db, code), "%s: %s (code %d)", where,
                     db->db ? sqlite3_errmsg(db->db) : sqlite3_errstr(code), code);
}

const char *store_error(const struct store *db)
{
    return db->error;
}

static enum status take_lock(struct store *db, const char *folder)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    char path[4096], pid[24] = "";
    snprintf(path, sizeof path, "%s/lock", folder);
    db->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (db->lock < 0)
        return store_say(db, errno == ENOSPC ? FULL : BROKEN, "cannot open %s: %s", path,
                         strerror(errno));
    if (fcntl(db->lock, F_OFD_SETLK, &lock) < 0) {
        ssize_t n = pread(db->lock, pid, sizeof pid - 1, 0);
        int digits = (int)strspn(pid, "0123456789");
        return store_say(db, BUSY, "%s is held by process %.*s: end it first", path,
                         n > 0 ? digits : 1, n > 0 ? pid : "?");
    }
    /* The lock holds without the number, which is only told to whom it keeps out. */
    int n = snprintf(pid, sizeof pid, "%d\n", (int)getpid());
    if (ftruncate(db->lock, 0) < 0 || pwrite(db->lock, pid, (size_t)n, 0) < 0)
        return store_say(db, OK, "cannot write %s: %s", path, strerror(errno));
    return OK;
}

static enum status attach_state(struct store *db)
{
    sqlite3_stmt *st = NULL;
    int code = sqlite3_prepare_v2(db->db, "attach $1 as state", -1, &st, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_bind_text(st, 1, db->path[STORE_STATE], -1, SQLITE_STATIC);
    if (code == SQLITE_OK)
        code = sqlite3_step(st);
    enum status s = code == SQLITE_DONE ? OK : store_failed(db, code, db->path[STORE_STATE]);
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

static enum status set_up_writer(struct store *db)
{
    TRY(store_script(db, "pragma main.journal_mode = wal; pragma state.journal_mode = wal;"));
    TRY(store_script(db, writer_setup));
    sqlite3_wal_autocheckpoint(db->db, AUTOCHECKPOINT_PAGES);
    return OK;
}

static enum status set_up_reader(struct store *db)
{
    sqlite3_wal_autocheckpoint(db->db, 0);
    sqlite3_db_config(db->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    return store_script(db, reader_setup);
}

static enum status connect_files(struct store *db)
{
    /* Counting its memory costs a lock that all connections share.  Heard only before the first
     * connection of a process; later it is refused and nothing is lost. */
    int ignored = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    (void)ignored;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (db->mode == STORE_WRITER)
        flags |= SQLITE_OPEN_CREATE;
    int code = sqlite3_open_v2(db->path[STORE_LEDGER], &db->db, flags, NULL);
    if (code != SQLITE_OK)
        return store_failed(db, code, db->path[STORE_LEDGER]);
    sqlite3_busy_timeout(db->db, WAIT_MS);
    defend(db->db);
    TRY(attach_state(db));
    return db->mode == STORE_WRITER ? set_up_writer(db) : set_up_reader(db);
}

static struct store *new_store(const struct store_options *o, enum store_mode mode)
{
    struct store *db = calloc(1, sizeof *db);
    if (!db)
        return NULL;
    *db = (struct store){.mode = mode, .sql = o->sql, .n_sql = o->n_sql, .lock = -1};
    buf_init(&db->rows, ROWS_MAX);
    db->stmt = calloc(o->n_sql + 1, sizeof *db->stmt);
    bool ok = asprintf(&db->path[STORE_LEDGER], "%s/ledger.db", o->folder) > 0 &&
              asprintf(&db->path[STORE_STATE], "%s/%s", o->folder, o->state) > 0;
    if (ok && db->stmt)
        return db;
    store_close(db);
    return NULL;
}

static void remove_state(struct store *db)
{
    static const char *const tails[] = {"", "-wal", "-shm"};
    char path[4200];
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
        snprintf(path, sizeof path, "%s%s", db->path[STORE_STATE], tails[i]);
        unlink(path);
    }
}

enum status store_open(const struct store_options *o, enum store_mode mode, struct store **ret_db)
{
    assert(o->folder && o->state && ret_db);
    struct store *db = new_store(o, mode);
    if (!db)
        return FULL;
    enum status s = mode == STORE_WRITER ? take_lock(db, o->folder) : OK;
    if (s == OK && mode == STORE_WRITER && o->is_new_state)
        remove_state(db);
    if (s == OK)
        s = connect_files(db);
    if (s == OK) {
        *ret_db = db;
        return OK;
    }
    if (o->why)
        buf_puts(o->why, db->error);
    store_close(db);
    return s;
}

void store_close(struct store *db)
{
    if (!db)
        return;
    for (size_t i = 0; db->stmt && i < db->n_sql; i++)
        sqlite3_finalize(db->stmt[i].st);
    for (size_t i = 0; i < N_FIXED; i++)
        sqlite3_finalize(db->fixed[i]);
    int code = sqlite3_close(db->db);
    assert(code == SQLITE_OK); /* every statement was finalized */
    (void)code;
    if (db->lock >= 0)
        close(db->lock);
    free(db->stmt);
    free(db->path[STORE_LEDGER]);
    free(db->path[STORE_STATE]);
    buf_close(&db->rows);
    free(db);
}

enum status store_checkpoint(struct store *db)
{
    assert(db->mode == STORE_WRITER && sqlite3_get_autocommit(db->db));
    sqlite3_busy_timeout(db->db, 0); /* readers are not waited for */
    int code = sqlite3_wal_checkpoint_v2(db->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    sqlite3_busy_timeout(db->db, WAIT_MS);
    return code == SQLITE_OK ? OK : store_failed(db, code, "checkpoint");
}

static int64_t file_size(const char *path, const char *tail)
{
    char name[4200];
    struct stat st;
    snprintf(name, sizeof name, "%s%s", path, tail);
    return stat(name, &st) == 0 ? (int64_t)st.st_size : 0;
}

int64_t store_size(const struct store *db)
{
    int64_t n = 0;
    for (int i = 0; i < 2; i++)
        n += file_size(db->path[i], "") + file_size(db->path[i], "-wal");
    return n;
}
