// SPDX-License-Identifier: Apache-2.0
/* tidy.c -- the rules of docs/STYLE.md that a program can check, over every source of the house.
 * Not here: who may include whom (floors.c), where a blank stands (clang-format). */
#include "tools/source.h"

#include <assert.h>
#include <stdio.h>

enum { FUNCTION_LINES_MAX = 60, FILE_LINES_MAX = 600, COLUMNS_MAX = 100 };

static void check_license(struct house *h, const struct source *s)
{
    struct str rest = s->text, line = str_cut(rest, '\n', &rest);
    bool is_script = str_starts(line, S("#!"));
    if (is_script)
        line = str_cut(rest, '\n', &rest);
    struct str want = source_is_c(s) ? S("// SPDX-License-Identifier: Apache-2.0")
                                     : S("# SPDX-License-Identifier: Apache-2.0");
    if (!str_eq(line, want))
        house_complain(h, s->path, is_script ? 2 : 1, "this line must be `%.*s`", STR_ARG(want));
}

static void check_words(struct house *h, const struct source *s, int number, struct str line)
{
    static const char *const words[] = {"TO"
                                        "DO",
                                        "FIX"
                                        "ME",
                                        "XX"
                                        "X",
                                        "HA"
                                        "CK"};
    size_t at = 0;
    for (struct str w = source_next_word(line, &at); w.p; w = source_next_word(line, &at))
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if (str_is(w, words[i]))
                house_complain(h, s->path, number, "%s may not stand on main", words[i]);
}

static void check_bytes(struct house *h, const struct source *s, int number, struct str line)
{
    for (size_t i = 0; i < line.n; i++) {
        unsigned char c = (unsigned char)line.p[i];
        if (c == '\t')
            house_complain(h, s->path, number, "tab in column %zu", i + 1);
        else if (c < ' ' || (c > '~' && source_is_c(s)))
            house_complain(h, s->path, number, "byte 0x%02x in column %zu: sources are ASCII", c,
                           i + 1);
        else
            continue;
        return;
    }
    if (line.n > 0 && line.p[line.n - 1] == ' ')
        house_complain(h, s->path, number, "blank at the end of the line");
}

static void check_lines(struct house *h, const struct source *s)
{
    struct str rest = s->text;
    int number = 0;
    while (rest.n > 0) {
        struct str line = str_cut(rest, '\n', &rest);
        number++;
        if (line.n > COLUMNS_MAX && source_is_c(s))
            house_complain(h, s->path, number, "%zu columns, at most %d", line.n, COLUMNS_MAX);
        check_bytes(h, s, number, line);
        check_words(h, s, number, line);
    }
    if (number > FILE_LINES_MAX)
        house_complain(h, s->path, number, "%d lines, at most %d: split it by noun", number,
                       FILE_LINES_MAX);
    if (s->text.n == 0 || s->text.p[s->text.n - 1] != '\n')
        house_complain(h, s->path, number, "the last line does not end");
}

/* The name of the function whose head is the last statement of `head`: the word before its first
 * bracket that is not an attribute's. */
static struct str name_in(struct str head)
{
    size_t at = 0;
    for (struct str w = source_next_word(head, &at); w.p; w = source_next_word(head, &at))
        if (at < head.n && head.p[at] == '(' && !str_is(w, "__attribute__"))
            return w;
        else if (str_is(w, "__attribute__"))
            at += str_find(str_part(head, at, head.n), S("))")) + 2;
    return S("?");
}

/* A body opens with a brace and closes with one, each alone in its first column.  A row of a table
 * is data and does not count. */
static void check_functions(struct house *h, const struct source *s)
{
    struct str rest = s->code, head = {0};
    int number = 0, opened = 0, rows = 0;
    while (rest.n > 0) {
        struct str line = str_cut(rest, '\n', &rest);
        number++;
        if (str_is(line, "{"))
            opened = number, rows = 0;
        else if (str_starts(str_trim(line), S("{")))
            rows++;
        else if (opened == 0 && line.n > 0 && source_next_word(line, &(size_t){0}).p == line.p)
            head = line;
        if (!str_is(line, "}") || opened == 0)
            continue;
        int lines = number - opened + 1 - rows;
        if (lines > FUNCTION_LINES_MAX)
            house_complain(h, s->path, opened, "%.*s has %d lines, at most %d",
                           STR_ARG(name_in(head)), lines, FUNCTION_LINES_MAX);
        opened = 0;
    }
}

static void check_typedefs(struct house *h, const struct source *s)
{
    size_t at = 0;
    for (struct str w = source_next_word(s->code, &at); w.p; w = source_next_word(s->code, &at))
        if (str_is(w, "typedef"))
            house_complain(h, s->path, source_line(s, at), "no typedefs: write `struct x`");
}

/* The name of the file without its folders. */
static struct str base_name(struct str path)
{
    struct str rest = path;
    for (size_t i = str_index(rest, '/'); i < rest.n; i = str_index(rest, '/'))
        rest = str_part(rest, i + 1, rest.n);
    return rest;
}

static void check_head(struct house *h, const struct source *s)
{
    struct str rest, name = base_name(s->path);
    (void)str_cut(s->text, '\n', &rest);
    struct str said = str_part(rest, 3, name.n);
    if (!str_starts(rest, S("/* ")) || !str_eq(said, name) ||
        !str_starts(str_part(rest, 3 + name.n, 4), S(" -- ")))
        house_complain(h, s->path, 2, "this line must begin with `/* %.*s -- ` and say what it is",
                       STR_ARG(name));
}

/* Does this line of code stand at the left and begin a function's prototype? */
static bool is_prototype(struct str code)
{
    bool at_left = code.n > 0 && source_next_word(code, &(size_t){0}).p == code.p;
    size_t open = str_index(code, '(');
    return at_left && open < code.n && str_index(code, '=') == code.n && open > 0 &&
           !str_starts(code, S("typedef")) && !str_starts(code, S("_Static_assert"));
}

/* Every prototype stands below a comment, or in a block without an empty line that begins with one.
 */
static void check_contracts(struct house *h, const struct source *s)
{
    struct str code = s->code, text = s->text;
    bool is_told = false;
    for (int number = 1; text.n > 0; number++) {
        struct str code_line = str_cut(code, '\n', &code);
        struct str line = str_cut(text, '\n', &text);
        bool is_words = str_trim(line).n > 0 && str_trim(code_line).n == 0;
        if (is_prototype(code_line) && !is_told)
            house_complain(h, s->path, number, "%.*s has no contract: say above it what it does",
                           STR_ARG(name_in(code_line)));
        if (is_words)
            is_told = true;
        else if (str_trim(line).n == 0)
            is_told = false;
    }
}

static bool is_checked(const struct source *s)
{
    return source_is_c(s) || str_eq(base_name(s->path), S("meson.build")) ||
           str_starts(s->text, S("#!"));
}

int main(void)
{
    static struct house h;
    static const char *const roots[] = {"src", "tools", "verify", "replay",      "tests", "test",
                                        "run", ".ci",   "bench",  "meson.build", NULL};
    house_read(&h, roots);
    for (size_t i = 0; i < h.n; i++) {
        const struct source *s = &h.at[i];
        if (!is_checked(s))
            continue;
        check_license(&h, s);
        check_lines(&h, s);
        if (!source_is_c(s))
            continue;
        check_functions(&h, s);
        check_typedefs(&h, s);
        if (str_starts(s->path, S("src/")) && str_ends(s->path, S(".h"))) {
            check_head(&h, s);
            check_contracts(&h, s);
        }
    }
    return house_close(&h);
}
