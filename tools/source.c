// SPDX-License-Identifier: Apache-2.0
#include "tools/source.h"

#include <assert.h>
#include <fts.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { ARENA_BYTES = 256 * 1024 * 1024, FILES_MAX = 8192 };

static void *need(void *p, const char *what)
{
    if (p)
        return p;
    perror(what);
    exit(2);
}

static struct str read_file(struct arena *a, const char *path, size_t size)
{
    FILE *f = need(fopen(path, "rb"), path);
    char *p = need(arena_take(a, size + 1, 1), path);
    size_t n = fread(p, 1, size, f);
    fclose(f);
    return (struct str){p, n};
}

/* The index behind the comment or literal that begins at `i`; `i` itself if none begins there. */
static size_t skip_words(struct str t, size_t i)
{
    struct str rest = {t.p + i, t.n - i};
    if (str_starts(rest, S("//")))
        return i + str_index(rest, '\n');
    if (str_starts(rest, S("/*"))) {
        size_t end = str_find(str_part(rest, 2, rest.n), S("*/")) + 4;
        return end < rest.n ? i + end : t.n;
    }
    if (t.p[i] != '"' && t.p[i] != '\'')
        return i;
    size_t j = i + 1;
    while (j < t.n && t.p[j] != t.p[i] && t.p[j] != '\n')
        j += t.p[j] == '\\' ? 2 : 1;
    return j + 1 < t.n ? j + 1 : t.n;
}

static struct str without_words(struct arena *a, struct str text)
{
    char *p = need(arena_take(a, text.n + 1, 1), "memory");
    memcpy(p, text.p, text.n);
    for (size_t i = 0; i < text.n;) {
        size_t end = skip_words(text, i);
        if (end == i)
            i++;
        for (; i < end; i++)
            if (p[i] != '\n')
                p[i] = ' ';
    }
    return (struct str){p, text.n};
}

bool source_is_c(const struct source *s)
{
    return str_ends(s->path, S(".c")) || str_ends(s->path, S(".h"));
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

static bool is_passed_by(const FTSENT *e)
{
    return e->fts_info == FTS_D &&
           ((e->fts_name[0] == '.' && e->fts_level > 0) || strncmp(e->fts_name, "build", 5) == 0 ||
            strcmp(e->fts_name, "node_modules") == 0);
}

static void add_file(struct house *h, const FTSENT *e)
{
    if (h->n == FILES_MAX)
        need(NULL, "more files than FILES_MAX");
    struct source *s = &h->at[h->n++];
    if (arena_copy(&h->arena, str_of(e->fts_path), &s->path) != OK)
        need(NULL, e->fts_path);
    s->text = s->code = read_file(&h->arena, e->fts_path, (size_t)e->fts_statp->st_size);
    if (source_is_c(s))
        s->code = without_words(&h->arena, s->text);
}

void house_read(struct house *h, const char *const *roots)
{
    *h = (struct house){0};
    arena_init(&h->arena, ARENA_BYTES);
    h->at = need(ARENA_ARRAY(&h->arena, struct source, FILES_MAX), "memory");
    FTS *walk = need(fts_open((char *const *)roots, FTS_PHYSICAL | FTS_NOCHDIR, by_name), "walk");
    for (FTSENT *e = fts_read(walk); e; e = fts_read(walk)) {
        if (is_passed_by(e))
            fts_set(walk, e, FTS_SKIP);
        else if (e->fts_info == FTS_F)
            add_file(h, e);
    }
    fts_close(walk);
}

const struct source *house_file(const struct house *h, struct str path)
{
    for (size_t i = 0; i < h->n; i++)
        if (str_eq(h->at[i].path, path))
            return &h->at[i];
    return NULL;
}

void house_complain(struct house *h, struct str path, int line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(stderr, "%.*s:%d: ", STR_ARG(path), line);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    h->complaints++;
}

int house_close(struct house *h)
{
    arena_close(&h->arena);
    return h->complaints > 0;
}

int source_line(const struct source *s, size_t at)
{
    assert(at <= s->text.n);
    int line = 1;
    for (size_t i = 0; i < at; i++)
        line += s->text.p[i] == '\n';
    return line;
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

struct str source_next_word(struct str s, size_t *at)
{
    while (*at < s.n && !is_word(s.p[*at]))
        ++*at;
    size_t from = *at;
    while (*at < s.n && is_word(s.p[*at]))
        ++*at;
    return *at > from ? (struct str){s.p + from, *at - from} : (struct str){0};
}
