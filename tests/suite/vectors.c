// SPDX-License-Identifier: Apache-2.0
#include "vectors.h"

#include <assert.h>
#include <fcntl.h>
#include <fts.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { READ_BYTES = 64 * 1024 };
#define ARENA_BYTES ((size_t)256 * 1024 * 1024)

extern char **environ;

/* The two texts joined, in the arena; a suite without memory is over. */
static struct str join(struct arena *a, struct str head, struct str tail)
{
    char *p = arena_take(a, head.n + tail.n + 1, 1);
    if (!p)
        abort();
    memcpy(p, head.p, head.n);
    memcpy(p + head.n, tail.p, tail.n);
    return (struct str){p, head.n + tail.n};
}

static FTS *walk(const char *folder)
{
    char *const roots[] = {(char *)folder, NULL};
    return fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
}

static bool wait_for(pid_t child)
{
    int how = -1;
    return waitpid(child, &how, 0) == child && WIFEXITED(how) && WEXITSTATUS(how) == 0;
}

static bool unpack(const char *archive, const char *to)
{
    pid_t child;
    char *const mkdir_args[] = {"mkdir", "-p", (char *)to, NULL};
    char *const tar_args[] = {"tar", "-xzf", (char *)archive, "-C", (char *)to, "--no-same-owner",
                              NULL};
    return posix_spawnp(&child, "mkdir", NULL, NULL, mkdir_args, environ) == 0 && wait_for(child) &&
           posix_spawnp(&child, "tar", NULL, NULL, tar_args, environ) == 0 && wait_for(child);
}

static struct vector vector_of(struct vectors *v, const char *path, size_t n_root)
{
    struct vector f = {.path = join(&v->arena, str_of(path), S(""))};
    f.rel = str_part(f.path, n_root + 1, f.path.n);
    f.name = f.rel;
    for (struct str rest = f.rel; rest.p; f.name = rest.p ? rest : f.name)
        str_cut(rest, '/', &rest);
    if (str_ends(f.name, S(".gz")))
        f.name.n -= 3;
    return f;
}

static void add(struct vectors *v, struct vector file)
{
    if ((v->n & (v->n - 1)) == 0) {
        struct vector *grown = ARENA_ARRAY(&v->arena, struct vector, v->n ? 2 * v->n : 1);
        if (!grown)
            abort();
        if (v->n)
            memcpy(grown, v->files, v->n * sizeof grown[0]);
        v->files = grown;
    }
    v->files[v->n++] = file;
}

/* An archive becomes a folder of the same relative name; false if it cannot. */
static bool take_archive(struct vectors *v, const struct vector *f)
{
    struct str slash = join(&v->arena, v->temporary, S("/"));
    struct str bare = str_part(f->rel, 0, f->rel.n - S(".tar.gz").n);
    if (unpack(f->path.p, join(&v->arena, slash, bare).p))
        return true;
    fprintf(stderr, "%s: cannot be unpacked\n", f->path.p);
    return false;
}

/* Add all files below `folder`; archives within are unpacked. */
static enum status add_folder(struct vectors *v, const char *folder)
{
    size_t n_root = strlen(folder), n_before = v->n;
    FTS *tree = walk(folder);
    enum status done = tree ? OK : BROKEN;
    for (FTSENT *e; done == OK && (e = fts_read(tree));) {
        if (e->fts_info == FTS_DNR || e->fts_info == FTS_ERR || e->fts_info == FTS_NS) {
            fprintf(stderr, "%s: cannot be read\n", e->fts_path);
            done = BROKEN;
        }
        if (e->fts_info != FTS_F)
            continue;
        struct vector f = vector_of(v, e->fts_path, n_root);
        if (!str_ends(f.rel, S(".tar.gz")))
            add(v, f);
        else if (!take_archive(v, &f))
            done = BROKEN;
    }
    if (tree)
        fts_close(tree);
    assert(v->n >= n_before);
    return done;
}

static int by_rel(const void *a, const void *b)
{
    return str_cmp(((const struct vector *)a)->rel, ((const struct vector *)b)->rel);
}

enum status vectors_open(struct vectors *v, const char *folder)
{
    *v = (struct vectors){0};
    arena_init(&v->arena, ARENA_BYTES);
    const char *base = getenv("TMPDIR");
    v->temporary = join(&v->arena, str_of(base ? base : "/tmp"), S("/xiezhi-suite-XXXXXX"));
    if (!mkdtemp((char *)v->temporary.p)) {
        perror(v->temporary.p);
        return BROKEN;
    }
    struct str root = join(&v->arena, str_of(folder), S(""));
    while (root.n > 1 && root.p[root.n - 1] == '/')
        ((char *)root.p)[--root.n] = 0;
    enum status done = add_folder(v, root.p);
    if (done == OK)
        done = add_folder(v, v->temporary.p);
    if (v->n)
        qsort(v->files, v->n, sizeof v->files[0], by_rel);
    if (done != OK)
        vectors_close(v);
    return done;
}

void vectors_close(struct vectors *v)
{
    FTS *tree = walk(v->temporary.p);
    for (FTSENT *e; tree && (e = fts_read(tree));)
        if (e->fts_info != FTS_D)
            remove(e->fts_path);
    if (tree)
        fts_close(tree);
    arena_close(&v->arena);
}

static bool read_all(int from, struct buf *to)
{
    for (;;) {
        char *room = buf_room(to, READ_BYTES);
        ssize_t n = room ? read(from, room, READ_BYTES) : -1;
        if (n <= 0)
            return n == 0;
        buf_took(to, (size_t)n);
    }
}

static bool read_gzip(int from, struct buf *to)
{
    int ends[2];
    pid_t child;
    posix_spawn_file_actions_t actions;
    char *const args[] = {"gzip", "-dc", NULL};
    if (lseek(from, 0, SEEK_SET) != 0 || pipe2(ends, O_CLOEXEC))
        return false;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, from, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    bool done = posix_spawnp(&child, "gzip", &actions, NULL, args, environ) == 0;
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    bool complete = done && read_all(ends[0], to);
    close(ends[0]);
    return done && wait_for(child) && complete;
}

enum status vectors_read(const struct vector *file, struct buf *to)
{
    unsigned char head[2] = {0};
    int fd = open(file->path.p, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return BROKEN;
    buf_reset(to);
    bool zipped = pread(fd, head, 2, 0) == 2 && head[0] == 0x1F && head[1] == 0x8B;
    bool done = zipped ? read_gzip(fd, to) : read_all(fd, to);
    close(fd);
    return done ? OK : to->full ? FULL : BROKEN;
}

const struct vector *vectors_find(const struct vectors *v, struct str rel)
{
    struct vector key = {.rel = rel};
    return v->n ? bsearch(&key, v->files, v->n, sizeof v->files[0], by_rel) : NULL;
}

struct str vectors_folder(const struct vector *file)
{
    size_t n = file->rel.n;
    while (n > 0 && file->rel.p[n - 1] != '/')
        n--;
    return str_part(file->rel, 0, n ? n - 1 : 0);
}

void vectors_case(struct vectors_tally *t, bool passed, struct str rel, const char *why, ...)
{
    if (passed) {
        t->passed++;
        return;
    }
    t->failed++;
    va_list args;
    va_start(args, why);
    printf("FAILED %.*s: ", STR_ARG(rel));
    vprintf(why, args);
    printf("\n");
    va_end(args);
}

int vectors_end(const struct vectors_tally *t)
{
    if (t->passed + t->failed == 0)
        printf("nothing found\n");
    printf("%d passed, %d failed, %d skipped\n", t->passed, t->failed, t->skipped);
    return t->failed || t->passed == 0;
}
