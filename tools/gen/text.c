// SPDX-License-Identifier: Apache-2.0
#include "text.h"
#include "file.h"
#include "grow.h"
#include "out.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

static bool is_key_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
}

static bool is_key(struct str key)
{
    for (struct str rest = key, part; rest.p;) {
        part = str_cut(rest, '.', &rest);
        if (part.n == 0)
            return false;
        for (size_t i = 0; i < part.n; i++)
            if (!is_key_byte(part.p[i]))
                return false;
    }
    return key.n > 0;
}

/* The next {name} or {name:left} of a text, and behind it; absent when there is none. */
static struct str next_hole(struct str *text, struct place at)
{
    size_t open = str_index(*text, '{');
    struct str rest = str_part(*text, open, text->n);
    size_t close = str_index(rest, '}');
    if (open == text->n)
        return (struct str){NULL, 0};
    struct str hole = str_part(rest, 1, close - 1);
    struct str as, name = str_cut(hole, ':', &as);
    if (close == rest.n || !token_is_name(name) || (as.p && !token_is_name(as)))
        gen_fail(at, "'%.*s' is no placeholder: write {n} or {due:left}", STR_ARG(rest));
    *text = str_part(rest, close + 1, rest.n);
    return hole;
}

static bool has_hole(struct str text, struct str hole, struct place at)
{
    for (struct str other = next_hole(&text, at); other.p; other = next_hole(&text, at))
        if (str_eq(other, hole))
            return true;
    return false;
}

static void check_holes(struct str from, struct str to, const char *to_name, struct place at)
{
    for (struct str hole = next_hole(&from, at); hole.p; hole = next_hole(&from, at))
        if (!has_hole(to, hole, at))
            gen_fault(at, "{%.*s} is missing in the %s text", STR_ARG(hole), to_name);
}

static void check_row(const struct text_row *row)
{
    struct str many, one = str_cut(row->en, '|', &many);
    check_holes(row->zh, row->en, "English", row->at);
    check_holes(row->en, row->zh, "Chinese", row->at);
    if (str_index(row->zh, '|') < row->zh.n)
        gen_fault(row->at, "'|' parts one from many in English only");
    if (many.p && (!has_hole(row->en, S("n"), row->at) || str_index(many, '|') < many.n || !one.n))
        gen_fault(row->at, "one|many needs {n}, which picks, and one '|'");
}

/* At either end nobody sees it; only a text that introduces another ("Error: ") needs one. */
static bool has_stray_blank(struct str text)
{
    bool introduces = str_ends(text, S(": "));
    return str_trim(text).n + introduces != text.n;
}

static void read_row(struct text_rows *t, struct place at, struct str line)
{
    struct str more, rest = line;
    struct text_row row = {.at = at};
    row.key = str_cut(rest, '\t', &rest);
    row.zh = str_cut(rest, '\t', &rest);
    row.en = str_cut(rest, '\t', &more);
    if (!row.zh.n || !row.en.n || more.p)
        gen_fail(at, "a line is KEY TAB Chinese TAB English: no cell is empty");
    if (!is_key(row.key))
        gen_fail(at, "'%.*s' is no key", STR_ARG(row.key));
    if (has_stray_blank(row.zh) || has_stray_blank(row.en))
        gen_fail(at, "a blank at the end of a cell");
    *(struct text_row *)grow(&t->row, sizeof row) = row;
}

static void read_file(struct text_rows *t, const char *folder)
{
    struct place at = {grow_format("%s/text.tsv", folder), 1};
    struct str text = file_read(at.file), line;
    if (!text.p)
        return;
    if (!utf8_is_valid(text))
        gen_fail(at, "is not UTF-8");
    if (!str_is(str_cut(text, '\n', &text), "key\tzh\ten"))
        gen_fail(at, "the first line is: key TAB zh TAB en");
    while (text.p) {
        at.line++;
        line = str_cut(text, '\n', &text);
        if (line.n)
            read_row(t, at, line);
    }
}

static int compare_rows(const void *a, const void *b)
{
    const struct text_row *x = a, *y = b;
    int order = str_cmp(x->key, y->key);
    return order ? order : x->at.line - y->at.line;
}

struct text_row *text_find_row(const struct text_rows *t, struct str key)
{
    struct text_row *row = t->row.at;
    size_t low = 0, high = t->row.n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = str_cmp(row[middle].key, key);
        if (order == 0)
            return &row[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static void check_rows(struct text_rows *t)
{
    struct text_row *row = t->row.at;
    for (size_t i = 0; i < t->row.n; i++) {
        check_row(&row[i]);
        if (!i || !str_eq(row[i].key, row[i - 1].key))
            continue;
        row[i].used = row[i - 1].used = true; /* one sentence is enough */
        gen_fault(row[i].at, "'%.*s' stands twice (the other: %s:%d)", STR_ARG(row[i].key),
                  row[i - 1].at.file, row[i - 1].at.line);
    }
}

static void put_quoted(struct buf *to, struct str s)
{
    buf_byte(to, '"');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"' || s.p[i] == '\\' || s.p[i] == '?')
            buf_byte(to, '\\');
        buf_byte(to, s.p[i]);
    }
    buf_byte(to, '"');
}

static void print_rows(const struct text_rows *t, const char *folder)
{
    struct out o;
    const struct text_row *row = t->row.at;
    out_begin(&o, folder, "text.gen.c", "the text.tsv of all rooms");
    out_line(&o, "#include \"core/text.h\"");
    out_blank(&o);
    out_line(&o, "const struct text text_rows[] = {");
    for (size_t i = 0; i < t->row.n; i++) {
        buf_puts(&o.text, "    {");
        put_quoted(&o.text, row[i].key);
        buf_puts(&o.text, ", {");
        put_quoted(&o.text, row[i].zh);
        buf_puts(&o.text, ", ");
        put_quoted(&o.text, row[i].en);
        buf_puts(&o.text, "}},\n");
    }
    out_line(&o, "};");
    out_line(&o, "const size_t text_n_rows = %zu;", t->row.n);
    out_end(&o);
}

void text_print(struct gen_model *m, const char *out, int n, char **arg)
{
    int n_folders = 0;
    struct text_rows t = {0};
    while (n_folders < n && !strstr(arg[n_folders], ".c") && !strstr(arg[n_folders], ".h"))
        n_folders++;
    gen_read(m, (const char *const *)arg, (size_t)n_folders);
    for (int i = 0; i < n_folders; i++)
        read_file(&t, arg[i]);
    if (t.row.n)
        qsort(t.row.at, t.row.n, sizeof(struct text_row), compare_rows);
    check_rows(&t);
    text_use_model(&t, m);
    for (size_t i = 0; i < m->n_rooms; i++)
        text_use_pages(&t, &m->room[i]);
    for (int i = n_folders; i < n; i++)
        text_use_source(&t, arg[i]);
    for (size_t i = 0; i < t.row.n; i++) {
        const struct text_row *row = (struct text_row *)t.row.at + i;
        if (!row->used)
            gen_fault(row->at, "nothing uses '%.*s'", STR_ARG(row->key));
    }
    gen_end_faults();
    print_rows(&t, out);
}
