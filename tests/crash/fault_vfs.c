// SPDX-License-Identifier: Apache-2.0
#include "fault_vfs.h"

#include <sqlite3.h>

#include <assert.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECTOR = 512 };

/* One write or truncation since the last flush. */
struct change {
    struct change *next;
    int64_t at;
    size_t n;
    bool cut; /* a truncation to `at` */
    char bytes[];
};

/* A file as it would be found after a power loss, and what was written since. */
struct image {
    struct image *next;
    char *path;
    char *durable;
    size_t n, room;
    bool exists; /* the name is durable */
    struct change *first, **last;
};

struct fault_file {
    sqlite3_file base;
    struct image *image; /* NULL: a file without a name */
    sqlite3_file *real;
};

static struct {
    pthread_mutex_t lock;
    sqlite3_vfs vfs, *real;
    struct image *images;
    enum fault_mode mode;
    int64_t at, events, syncs, hits;
    uint64_t seed;
} fault = {.lock = PTHREAD_MUTEX_INITIALIZER};

static uint64_t random_next(uint64_t *state)
{
    *state += 0x9e3779b97f4a7c15u;
    uint64_t z = *state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static void *must(void *p)
{
    if (!p)
        abort();
    return p;
}

static void image_room(struct image *m, size_t n)
{
    if (n <= m->room)
        return;
    m->room = n * 2;
    m->durable = must(realloc(m->durable, m->room));
}

/* Lay bytes over the durable ones; a gap reads as zeroes. */
static void image_put(struct image *m, int64_t at, const char *p, size_t n)
{
    size_t end = (size_t)at + n;
    image_room(m, end);
    if ((size_t)at > m->n)
        memset(m->durable + m->n, 0, (size_t)at - m->n);
    memcpy(m->durable + at, p, n);
    if (end > m->n)
        m->n = end;
}

static void image_cut(struct image *m, int64_t at)
{
    if ((size_t)at < m->n)
        m->n = (size_t)at;
}

static void image_forget(struct image *m)
{
    for (struct change *c = m->first, *next; c; c = next) {
        next = c->next;
        free(c);
    }
    m->first = NULL;
    m->last = &m->first;
}

static void image_flush(struct image *m)
{
    for (struct change *c = m->first; c; c = c->next)
        if (c->cut)
            image_cut(m, c->at);
        else
            image_put(m, c->at, c->bytes, c->n);
    image_forget(m);
    m->exists = true;
}

static void image_change(struct image *m, bool cut, int64_t at, const void *p, size_t n)
{
    if (!m)
        return;
    struct change *c = must(malloc(sizeof *c + n));
    *c = (struct change){.at = at, .n = n, .cut = cut};
    if (n > 0)
        memcpy(c->bytes, p, n);
    *m->last = c;
    m->last = &c->next;
}

static void image_load(struct image *m)
{
    int fd = open(m->path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    if (fd < 0)
        return;
    m->exists = true;
    if (fstat(fd, &st) == 0 && st.st_size > 0) {
        image_room(m, (size_t)st.st_size);
        ssize_t n = pread(fd, m->durable, (size_t)st.st_size, 0);
        m->n = n > 0 ? (size_t)n : 0;
    }
    close(fd);
}

static struct image *image_of(const char *path, bool create)
{
    for (struct image *m = fault.images; m; m = m->next)
        if (strcmp(m->path, path) == 0)
            return m;
    if (!create)
        return NULL;
    struct image *m = must(calloc(1, sizeof *m));
    m->path = must(strdup(path));
    m->last = &m->first;
    m->next = fault.images;
    fault.images = m;
    image_load(m);
    return m;
}

/* Some of the sectors of a write that was not flushed reach the disk. */
static void tear(struct image *m, const struct change *c, uint64_t *seed)
{
    uint64_t luck = random_next(seed) % 3; /* 0: lost, 1: whole, 2: torn */
    if (luck == 0)
        return;
    if (c->cut) {
        image_cut(m, c->at);
        return;
    }
    for (size_t from = 0; from < c->n;) {
        size_t n = SECTOR - ((size_t)c->at + from) % SECTOR;
        if (n > c->n - from)
            n = c->n - from;
        if (luck == 1 || random_next(seed) % 2)
            image_put(m, c->at + (int64_t)from, c->bytes + from, n);
        from += n;
    }
}

static void image_store(struct image *m, uint64_t *seed)
{
    char shm[4200];
    snprintf(shm, sizeof shm, "%s-shm", m->path);
    unlink(shm);
    if (*seed)
        for (struct change *c = m->first; c; c = c->next)
            tear(m, c, seed);
    if (*seed && !m->exists && m->first)
        m->exists = random_next(seed) % 2;
    if (!m->exists) {
        unlink(m->path);
        return;
    }
    int fd = open(m->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0 || write(fd, m->durable, m->n) != (ssize_t)m->n)
        abort();
    close(fd);
}

static _Noreturn void lose_power(uint64_t seed)
{
    for (struct image *m = fault.images; m; m = m->next)
        image_store(m, &seed);
    _exit(FAULT_EXIT);
}

_Noreturn void fault_vfs_crash(uint64_t seed)
{
    pthread_mutex_lock(&fault.lock); /* for good: no other thread writes any more */
    lose_power(seed);
}

/* One event, under the lock; true: it fails. */
static bool event(bool needs_room, bool flushes, bool carries_act)
{
    bool fails = false;
    fault.events++;
    if (fault.mode == FAULT_POWER && fault.events == fault.at)
        lose_power(fault.seed);
    if (fault.mode == FAULT_FULL)
        fails = needs_room && fault.events >= fault.at;
    if (fault.mode == FAULT_FULL_ONCE)
        fails = needs_room && fault.events == fault.at;
    if (fault.mode == FAULT_SYNC_ONCE)
        fails = flushes && fault.events >= fault.at && fault.hits == 0;
    if (fault.mode == FAULT_SYNC_ACT)
        fails = carries_act && fault.hits == 0;
    fault.hits += fails;
    return fails;
}

#define FILE_OF(f) ((struct fault_file *)(f))
#define REAL(f) (FILE_OF(f)->real)

static int file_close(sqlite3_file *f)
{
    pthread_mutex_lock(&fault.lock);
    int code = REAL(f)->pMethods ? REAL(f)->pMethods->xClose(REAL(f)) : SQLITE_OK;
    pthread_mutex_unlock(&fault.lock);
    return code;
}

static int file_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
    /* Under the lock: nobody sees the files while they become what the power loss leaves. */
    pthread_mutex_lock(&fault.lock);
    int code = REAL(f)->pMethods->xRead(REAL(f), p, n, at);
    pthread_mutex_unlock(&fault.lock);
    return code;
}

static int file_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
    pthread_mutex_lock(&fault.lock);
    int code =
        event(true, false, false) ? SQLITE_FULL : REAL(f)->pMethods->xWrite(REAL(f), p, n, at);
    if (code == SQLITE_OK)
        image_change(FILE_OF(f)->image, false, at, p, (size_t)n);
    pthread_mutex_unlock(&fault.lock);
    return code;
}

static int file_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    pthread_mutex_lock(&fault.lock);
    (void)event(false, false, false);
    int code = REAL(f)->pMethods->xTruncate(REAL(f), size);
    if (code == SQLITE_OK)
        image_change(FILE_OF(f)->image, true, size, NULL, 0);
    pthread_mutex_unlock(&fault.lock);
    return code;
}

/* Does the flush carry the words of act number fault.at (load.h), the first time?  The node's own
 * threads commit batches of theirs, and the state's log is flushed behind a commit. */
static bool has_act(const struct image *image)
{
    char words[24];
    int n = snprintf(words, sizeof words, "K-1%06lld-", (long long)fault.at);
    if (!image || !strstr(image->path, "/ledger.db"))
        return false;
    for (const struct change *c = image->first; c; c = c->next)
        if (memmem(c->bytes, c->n, words, (size_t)n))
            return true;
    return false;
}

static int file_sync(sqlite3_file *f, int flags)
{
    (void)flags;
    pthread_mutex_lock(&fault.lock);
    fault.syncs++;
    bool carries_act = fault.mode == FAULT_SYNC_ACT && has_act(FILE_OF(f)->image);
    bool fails = event(false, true, carries_act);
    if (!fails && FILE_OF(f)->image)
        image_flush(FILE_OF(f)->image);
    pthread_mutex_unlock(&fault.lock);
    return fails ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}

static int file_size(sqlite3_file *f, sqlite3_int64 *ret_size)
{
    return REAL(f)->pMethods->xFileSize(REAL(f), ret_size);
}

static int file_lock(sqlite3_file *f, int level)
{
    return REAL(f)->pMethods->xLock(REAL(f), level);
}

static int file_unlock(sqlite3_file *f, int level)
{
    return REAL(f)->pMethods->xUnlock(REAL(f), level);
}

static int file_is_reserved(sqlite3_file *f, int *ret_reserved)
{
    return REAL(f)->pMethods->xCheckReservedLock(REAL(f), ret_reserved);
}

static int file_control(sqlite3_file *f, int op, void *arg)
{
    return REAL(f)->pMethods->xFileControl(REAL(f), op, arg);
}

static int file_sector_size(sqlite3_file *f)
{
    return REAL(f)->pMethods->xSectorSize(REAL(f));
}

static int file_characteristics(sqlite3_file *f)
{
    return REAL(f)->pMethods->xDeviceCharacteristics(REAL(f));
}

static int file_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **ret_page)
{
    return REAL(f)->pMethods->xShmMap(REAL(f), page, size, extend, ret_page);
}

static int file_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
    return REAL(f)->pMethods->xShmLock(REAL(f), offset, n, flags);
}

static void file_shm_barrier(sqlite3_file *f)
{
    REAL(f)->pMethods->xShmBarrier(REAL(f));
}

static int file_shm_unmap(sqlite3_file *f, int remove)
{
    return REAL(f)->pMethods->xShmUnmap(REAL(f), remove);
}

/* Version 2: shared memory, but no mapped reads past us. */
static const sqlite3_io_methods methods = {
    2,
    file_close,
    file_read,
    file_write,
    file_truncate,
    file_sync,
    file_size,
    file_lock,
    file_unlock,
    file_is_reserved,
    file_control,
    file_sector_size,
    file_characteristics,
    file_shm_map,
    file_shm_lock,
    file_shm_barrier,
    file_shm_unmap,
    NULL,
    NULL,
};

static int vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *ret_flags)
{
    (void)vfs;
    struct fault_file *file = FILE_OF(f);
    *file = (struct fault_file){.real = (sqlite3_file *)(file + 1)};
    pthread_mutex_lock(&fault.lock);
    if (name && !(flags & SQLITE_OPEN_DELETEONCLOSE))
        file->image = image_of(name, true); /* before the file is made: what is there now is durable
                                             */
    int code = fault.real->xOpen(fault.real, name, file->real, flags, ret_flags);
    if (file->real->pMethods)
        file->base.pMethods = &methods;
    pthread_mutex_unlock(&fault.lock);
    return code;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *name, int sync_folder)
{
    (void)vfs;
    pthread_mutex_lock(&fault.lock);
    (void)event(false, false, false);
    int code = fault.real->xDelete(fault.real, name, sync_folder);
    struct image *m = image_of(name, false);
    if (code == SQLITE_OK && m) {
        image_forget(m);
        m->n = 0;
        m->exists = false;
    }
    pthread_mutex_unlock(&fault.lock);
    return code;
}

void fault_vfs_set(enum fault_mode mode, int64_t at, uint64_t seed)
{
    pthread_mutex_lock(&fault.lock);
    fault.mode = mode;
    fault.at = at;
    fault.seed = seed;
    fault.events = fault.syncs = fault.hits = 0;
    pthread_mutex_unlock(&fault.lock);
}

int64_t fault_vfs_events(void)
{
    return fault.events;
}

int64_t fault_vfs_syncs(void)
{
    return fault.syncs;
}

int64_t fault_vfs_hits(void)
{
    return fault.hits;
}

static const char *const word_of[] = {"none",      "full",     "full_once",
                                      "sync_once", "sync_act", "power"};

const char *fault_vfs_word(enum fault_mode mode)
{
    return word_of[mode];
}

int fault_vfs_mode(const char *word)
{
    for (int i = 0; i <= FAULT_POWER; i++)
        if (strcmp(word, word_of[i]) == 0)
            return i;
    return -1;
}

static int set_from(const char *spec)
{
    char word[16] = "";
    long long at = 0;
    unsigned long long seed = 0;
    int n = sscanf(spec, "%15[a-z_]:at=%lld:seed=%llu", word, &at, &seed);
    int mode = fault_vfs_mode(word);
    if (mode < 0 || (n < 2 && mode != FAULT_NONE))
        return -1;
    fault_vfs_set((enum fault_mode)mode, at, seed);
    return 0;
}

int fault_vfs_install(const char *spec)
{
    assert(!fault.real);
    if (set_from(spec) != 0)
        return -1;
    fault.real = sqlite3_vfs_find("unix");
    if (!fault.real)
        return -1;
    fault.vfs = *fault.real;
    fault.vfs.szOsFile += (int)sizeof(struct fault_file);
    fault.vfs.zName = "fault";
    fault.vfs.pNext = NULL;
    fault.vfs.xOpen = vfs_open;
    fault.vfs.xDelete = vfs_delete;
    return sqlite3_vfs_register(&fault.vfs, 1) == SQLITE_OK ? 0 : -1;
}
