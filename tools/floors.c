// SPDX-License-Identifier: Apache-2.0
/* floors.c -- reads FLOORS and refuses an include or a call that crosses a wall of the house.
 * Counts direct includes of the files below src/, tools/, verify/ and replay/; tests, also those in
 * verify/test/, may see all.
 * Not here: headers that do not exist or are not used (the compiler, tidy.c). */
#include "tools/source.h"

#include <assert.h>
#include <stdio.h>

enum kind { MAY, ONLY, NEVER };

/* One line of FLOORS. */
struct wall {
    enum kind kind;
    struct str folders; /* words with blanks between them */
    struct str items;
    int line;
};

enum { WALLS_MAX = 256 };

struct floors {
    struct house house;
    struct wall walls[WALLS_MAX];
    int n_walls;
};

/* Cut the next word off `*list`; absent at the end. */
static struct str next_item(struct str *list)
{
    struct str rest = str_trim(*list);
    if (rest.n == 0)
        return (struct str){0};
    return str_cut(rest, ' ', list);
}

/* Is `name` an item of the list, or does it begin with one that ends in a star? */
static bool has(struct str list, struct str name)
{
    for (struct str item = next_item(&list); item.p; item = next_item(&list)) {
        bool is_open = str_ends(item, S("*"));
        if (is_open ? str_starts(name, str_part(item, 0, item.n - 1)) : str_eq(item, name))
            return true;
    }
    return false;
}

static void read_wall(struct floors *f, struct str line, int number)
{
    struct wall w = {.line = number};
    w.folders = str_cut(line, ':', &w.items);
    if (!w.items.p) {
        house_complain(&f->house, S("FLOORS"), number, "a line is `folders: what they may`");
        return;
    }
    struct str rest = w.folders, first = next_item(&rest);
    if (str_is(first, "only") || str_is(first, "never")) {
        w.kind = str_is(first, "only") ? ONLY : NEVER;
        w.folders = str_trim(rest);
    }
    assert(f->n_walls < WALLS_MAX);
    f->walls[f->n_walls++] = w;
}

static void read_walls(struct floors *f, const struct source *file)
{
    struct str rest = file->text;
    for (int number = 1; rest.n > 0; number++) {
        struct str line = str_trim(str_cut(rest, '\n', &rest));
        if (line.n > 0 && line.p[0] != '#')
            read_wall(f, line, number);
    }
}

/* src/core/org/decide.c -> core; verify/main.c -> verify. */
static struct str folder_of(struct str path)
{
    struct str rest, first = str_cut(path, '/', &rest);
    return str_is(first, "src") ? str_cut(rest, '/', &rest) : first;
}

/* Is there something in src/OWN/NAME/, as in src/core/org/? */
static bool is_part(const struct floors *f, struct str own, struct str name)
{
    char part[256];
    int n = snprintf(part, sizeof part, "src/%.*s/%.*s/", STR_ARG(own), STR_ARG(name));
    assert(n > 0 && n < (int)sizeof part);
    for (size_t i = 0; i < f->house.n; i++)
        if (str_starts(f->house.at[i].path, (struct str){part, (size_t)n}))
            return true;
    return false;
}

/* The folder that a quoted include names: "x/y.h" -> x, "x.gen.h" -> x, or the file's own where x
 * is a part of it, "y.h" -> the file's own. */
static struct str folder_included(const struct floors *f, struct str name, struct str own)
{
    size_t slash = str_index(name, '/'), gen = str_find(name, S(".gen.h"));
    struct str first = str_part(name, 0, slash < gen ? slash : gen);
    return (slash == name.n && gen == name.n) || is_part(f, own, first) ? own : first;
}

static const struct wall *wall_of(const struct floors *f, struct str folder)
{
    for (int i = 0; i < f->n_walls; i++)
        if (f->walls[i].kind == MAY && has(f->walls[i].folders, folder))
            return &f->walls[i];
    return NULL;
}

static void check_quoted(struct floors *f, const struct source *s, int line, struct str name)
{
    struct str own = folder_of(s->path), other = folder_included(f, name, own);
    const struct wall *w = wall_of(f, own);
    assert(w && other.p);
    if (str_eq(own, other) || has(w->items, other) || has(w->items, name))
        return;
    house_complain(&f->house, s->path, line, "%.*s may not include \"%.*s\" (FLOORS:%d: %.*s:%.*s)",
                   STR_ARG(own), STR_ARG(name), w->line, STR_ARG(w->folders), STR_ARG(w->items));
}

static void check_angled(struct floors *f, const struct source *s, int line, struct str name)
{
    struct str own = folder_of(s->path);
    for (int i = 0; i < f->n_walls; i++) {
        const struct wall *w = &f->walls[i];
        if (w->kind == ONLY && has(w->items, name) && !has(w->folders, own))
            house_complain(&f->house, s->path, line,
                           "%.*s may not include <%.*s> (FLOORS:%d: only %.*s)", STR_ARG(own),
                           STR_ARG(name), w->line, STR_ARG(w->folders));
    }
}

/* What a line includes, `"x/y.h` or `<x.h`; absent if nothing.  `code` is the line without
 * literals. */
static struct str included(struct str code, struct str text)
{
    size_t at = 0;
    if (!str_starts(str_trim(code), S("#")) || !str_is(source_next_word(code, &at), "include"))
        return (struct str){0};
    struct str name = str_trim(str_part(text, at, text.n));
    if (name.n < 3 || (name.p[0] != '"' && name.p[0] != '<'))
        return (struct str){0};
    struct str inner = str_part(name, 1, name.n);
    return str_part(name, 0, 1 + str_index(inner, name.p[0] == '<' ? '>' : '"'));
}

static const struct source *header_named(const struct floors *f, struct str name)
{
    for (size_t i = 0; i < f->house.n; i++) {
        struct str path = f->house.at[i].path;
        if (str_eq(str_starts(path, S("src/")) ? str_part(path, 4, path.n) : path, name))
            return &f->house.at[i];
    }
    return NULL;
}

/* Does `s`, by quoted includes, lead to `target`?  Each header is looked at once (`seen`). */
static bool leads_to(const struct floors *f, const struct source *s, const struct source *target,
                     bool *seen)
{
    struct str code = s->code, text = s->text;
    while (code.n > 0) {
        struct str line = str_cut(code, '\n', &code);
        struct str name = included(line, str_cut(text, '\n', &text));
        const struct source *other = header_named(f, str_part(name, 1, name.n));
        if (!other || seen[other - f->house.at])
            continue;
        seen[other - f->house.at] = true;
        if (other == target || leads_to(f, other, target, seen))
            return true;
    }
    return false;
}

static void check_include(struct floors *f, const struct source *s, int line, struct str include)
{
    struct str name = str_part(include, 1, include.n);
    if (!include.p)
        return;
    if (include.p[0] == '<') {
        check_angled(f, s, line, name);
        return;
    }
    check_quoted(f, s, line, name);
    const struct source *other = header_named(f, name);
    bool *seen = ARENA_ARRAY(&f->house.arena, bool, f->house.n);
    if (other && seen && str_ends(s->path, S(".h")) && leads_to(f, other, s, seen))
        house_complain(&f->house, s->path, line, "\"%.*s\" leads back here: a circle of includes",
                       STR_ARG(name));
}

static bool is_member(struct str code, size_t from)
{
    return from > 0 && (code.p[from - 1] == '.' ||
                        (from > 1 && code.p[from - 1] == '>' && code.p[from - 2] == '-'));
}

static void check_call(struct floors *f, const struct source *s, int line, struct str name)
{
    struct str own = folder_of(s->path);
    for (int i = 0; i < f->n_walls; i++) {
        const struct wall *w = &f->walls[i];
        if (w->kind == NEVER && has(w->folders, own) && has(w->items, name))
            house_complain(&f->house, s->path, line, "%.*s may not call %.*s (FLOORS:%d)",
                           STR_ARG(own), STR_ARG(name), w->line);
    }
}

static void check_calls(struct floors *f, const struct source *s, int line, struct str code)
{
    size_t at = 0;
    for (struct str w = source_next_word(code, &at); w.p; w = source_next_word(code, &at)) {
        struct str after = str_trim(str_part(code, at, code.n));
        if (str_starts(after, S("(")) && !is_member(code, (size_t)(w.p - code.p)))
            check_call(f, s, line, w);
    }
}

static void check_file(struct floors *f, const struct source *s)
{
    struct str own = folder_of(s->path);
    if (!wall_of(f, own)) {
        house_complain(&f->house, s->path, 1, "folder %.*s has no line in FLOORS", STR_ARG(own));
        return;
    }
    struct str code = s->code, text = s->text;
    for (int line = 1; code.n > 0; line++) {
        struct str code_line = str_cut(code, '\n', &code);
        struct str text_line = str_cut(text, '\n', &text);
        check_include(f, s, line, included(code_line, text_line));
        check_calls(f, s, line, code_line);
    }
}

int main(void)
{
    static struct floors f;
    static const char *const roots[] = {"FLOORS", "src", "tools", "verify", "replay", NULL};
    house_read(&f.house, roots);
    const struct source *rules = house_file(&f.house, S("FLOORS"));
    if (!rules) {
        fputs("FLOORS: not found; run this in the root of the house\n", stderr);
        return 2;
    }
    read_walls(&f, rules);
    for (size_t i = 0; i < f.house.n; i++)
        if (source_is_c(&f.house.at[i]) && !str_starts(f.house.at[i].path, S("verify/test/")))
            check_file(&f, &f.house.at[i]);
    return house_close(&f.house);
}
