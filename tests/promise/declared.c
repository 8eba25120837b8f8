// SPDX-License-Identifier: Apache-2.0
#include "declared.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_BYTES = 256 * 1024, ARENA_BYTES = 32 * 1024 * 1024 };

static struct str read_file(struct arena *a, const char *source, struct str folder,
                            const char *name)
{
    char path[600];
    snprintf(path, sizeof path, "%s/%.*s/%s", source, STR_ARG(folder), name);
    FILE *file = fopen(path, "re");
    char *room = arena_take(a, 1, FILE_BYTES);
    size_t n = file && room ? fread(room, 1, FILE_BYTES, file) : 0;
    if (file)
        fclose(file);
    return (struct str){room, n};
}

/* The next word; a comma is a word of its own. */
static struct str next_word(struct str *rest)
{
    struct str s = str_trim(*rest);
    size_t n = 0, depth = 0;
    if (s.n && s.p[0] == ',') {
        n = 1;
    } else {
        for (; n < s.n && (depth || (s.p[n] != ' ' && s.p[n] != ',')); n++)
            depth += s.p[n] == '(' ? 1u : s.p[n] == ')' ? (size_t)-1 : 0u;
    }
    *rest = str_part(s, n, s.n);
    return str_part(s, 0, n);
}

static struct str peek_word(struct str rest)
{
    return next_word(&rest);
}

static struct str without_remark(struct str line)
{
    size_t at = str_index(line, '#');
    while (at && at < line.n && line.p[at - 1] != ' ')
        at += 1 + str_index(str_part(line, at + 1, line.n), '#');
    return str_trim(str_part(line, 0, at < line.n ? at : line.n));
}

/* ---- who ----------------------------------------------------------------------------------- */

static bool is_seat_word(struct str w)
{
    return str_is(w, "of") || str_is(w, "above") || str_is(w, "with") || str_is(w, "not") ||
           str_is(w, "once");
}

/* After `by`: parties parted by commas, until a word that begins another clause. */
static void read_by(struct declared *d, struct str *rest)
{
    do {
        struct declared_party party = {.role = next_word(rest)};
        while (is_seat_word(peek_word(*rest))) {
            struct str before = *rest, word = next_word(rest), what = next_word(rest);
            if (str_is(word, "not") && !str_is(what, "of")) {
                *rest = before; /* "not by": a clause of its own */
                break;
            }
            if (str_is(word, "of"))
                party.of = what;
            else if (str_is(word, "above"))
                party.above = what;
            else if (str_is(word, "not"))
                party.not_of = next_word(rest);
            else if (str_is(word, "once"))
                party.once = what;
            else
                party.with_secret = str_is(what, "secret");
        }
        if (d->n_parties < PARTIES_MAX)
            d->party[d->n_parties++] = party;
    } while (str_is(peek_word(*rest), ",") && next_word(rest).n);
}

static bool is_clause(struct str w)
{
    static const char *const words[] = {"by",   "on",      "record", "state",  "amends", "voids",
                                        "job",  "imports", "law",    "within", "after",  "not",
                                        "sign", "many",    "refuse", "ask",    "group",  "step"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_is(w, words[i]))
            return true;
    return false;
}

/* "on appeal filed sent" */
static void read_on(struct declared *d, struct str *rest)
{
    d->matter = next_word(rest);
    while (rest->n && !is_clause(peek_word(*rest))) {
        struct str stage = next_word(rest);
        if (stage.n && d->n_stages < STAGES_MAX)
            d->stage[d->n_stages++] = stage;
    }
}

/* ---- what is asked ------------------------------------------------------------------------- */

static void read_fields(struct declared *d, struct str group, struct str rest)
{
    while (rest.n) {
        struct declared_field f = {.group = group};
        f.name = next_word(&rest);
        f.type = next_word(&rest);
        bool is_list = false;
        while (rest.n && !str_is(peek_word(rest), ",")) {
            struct str w = next_word(&rest);
            size_t dots = str_find(w, S(".."));
            is_list |= str_is(w, "*");
            if (str_is(w, "?") || str_is(w, "when") || (is_list && str_starts(w, S("0.."))))
                f.optional = true;
            if (dots < w.n && !f.low.p)
                f.low = str_part(w, 0, dots);
        }
        next_word(&rest); /* the comma */
        if (d->n_fields < FIELDS_MAX)
            d->field[d->n_fields++] = f;
    }
}

static void read_clauses(struct declared *d, struct str *group, struct str rest)
{
    while (rest.n) {
        struct str word = next_word(&rest);
        if (str_is(word, "by"))
            read_by(d, &rest);
        else if (str_is(word, "on"))
            read_on(d, &rest);
        else if (str_is(word, "job") || str_is(word, "imports"))
            d->is_job = true;
        else if (str_is(word, "amends") || str_is(word, "voids"))
            d->amends = next_word(&rest);
        else if (str_is(word, "group"))
            *group = next_word(&rest);
        else if (str_is(word, "not"))
            return; /* not by: judged by the scenes */
        else if (str_is(word, "ask"))
            return read_fields(d, *group, rest);
    }
}

/* ---- the files ----------------------------------------------------------------------------- */

static struct declared *begin(struct declarations *all, struct str room, struct str name,
                              bool is_page)
{
    struct declared *d = &all->item[all->n++];
    if (all->n == DECLARED_MAX)
        abort();
    *d = (struct declared){.room = room, .name = name, .is_page = is_page};
    return d;
}

/* A line that is indented deeper belongs to the group above it. */
static void read_items(struct declarations *all, struct str room, struct str text, bool pages)
{
    struct declared *d = NULL;
    struct str group = {0};
    size_t group_depth = 0;
    while (text.p && text.n) {
        struct str raw = str_cut(text, '\n', &text), line = without_remark(raw), rest = line;
        size_t depth = (size_t)(line.p - raw.p);
        struct str word = line.n ? next_word(&rest) : S("");
        if (str_is(word, pages ? "page" : "op")) {
            d = begin(all, room, next_word(&rest), pages);
            d->path = pages ? next_word(&rest) : (struct str){0};
            group = (struct str){0};
            read_clauses(d, &group, rest);
        } else if (d && word.n && (!pages || str_is(word, "by"))) {
            if (depth <= group_depth)
                group = (struct str){0};
            read_clauses(d, &group, line);
            group_depth = str_is(word, "group") ? depth : group_depth;
        }
    }
}

static void read_facts(struct declarations *all, struct str room, struct str text)
{
    struct declared_matter *m = NULL;
    while (text.p && text.n) {
        struct str rest = without_remark(str_cut(text, '\n', &text)), word = next_word(&rest);
        if (str_is(word, "matter")) {
            m = &all->matter[all->n_matters++];
            *m = (struct declared_matter){.room = room, .name = next_word(&rest)};
        } else if (m && str_is(word, "seat")) {
            m->person_seats = rest;
        } else if (str_is(word, "type")) {
            struct declared_enum *e = &all->type[all->n_types++];
            *e = (struct declared_enum){.room = room, .name = next_word(&rest)};
            struct str words = str_trim(rest);
            words = str_part(words, str_find(words, S("(")) + 1, words.n);
            e->first = str_cut(str_cut(words, ')', &words), ' ', &words);
        }
    }
}

/* key, Chinese, English */
static void read_texts(struct declarations *d, struct str text)
{
    while (text.p && text.n) {
        struct str english, row = str_cut(text, '\n', &text), key = str_cut(row, '\t', &row);
        struct str chinese = str_cut(row, '\t', &english);
        if (!english.p || str_is(key, "key"))
            continue;
        if (d->n_texts == TEXTS_MAX)
            abort();
        d->text[d->n_texts++] = (struct declared_text){key, {chinese, english}};
    }
}

static void read_room(struct declarations *d, const char *source, struct str folder)
{
    struct str room = folder;
    while (str_index(room, '/') < room.n)
        str_cut(room, '/', &room);
    read_facts(d, room, read_file(&d->arena, source, folder, "facts.txt"));
    read_items(d, room, read_file(&d->arena, source, folder, "ops.txt"), false);
    read_items(d, room, read_file(&d->arena, source, folder, "pages.txt"), true);
    read_texts(d, read_file(&d->arena, source, folder, "text.tsv"));
}

bool declared_read(struct declarations *d, const char *source)
{
    *d = (struct declarations){.n = 0};
    arena_init(&d->arena, ARENA_BYTES);
    struct str build = read_file(&d->arena, source, S("."), "meson.build");
    struct str rest = str_part(build, str_find(build, S("\nrooms = [")) + 10, build.n);
    struct str list = str_cut(rest, ']', &rest);
    while (list.p && list.n) {
        str_cut(list, '\'', &list);
        struct str folder = str_cut(list, '\'', &list);
        if (folder.n)
            read_room(d, source, folder);
    }
    read_texts(d, read_file(&d->arena, source, S("src/web"), "text.tsv"));
    read_texts(d, read_file(&d->arena, source, S("pack/demo"), "text.tsv"));
    for (size_t i = 0; i < d->n_matters; i++)
        for (size_t k = 0; k < d->n && !d->matter[i].url.p; k++)
            if (d->item[k].is_page && str_eq(d->item[k].matter, d->matter[i].name))
                d->matter[i].url = d->item[k].path;
    return d->n > 0 && d->n_texts > 0;
}

struct str declared_words(const struct declarations *d, const char *key, bool english)
{
    for (size_t i = 0; i < d->n_texts; i++)
        if (str_is(d->text[i].key, key))
            return d->text[i].word[english];
    return (struct str){0};
}

const struct declared_matter *declared_matter(const struct declarations *d, struct str name)
{
    for (size_t i = 0; i < d->n_matters; i++)
        if (str_eq(d->matter[i].name, name))
            return &d->matter[i];
    return NULL;
}

struct str declared_first(const struct declarations *d, struct str room, struct str type)
{
    struct str found = {0};
    for (size_t i = 0; i < d->n_types; i++)
        if (str_eq(d->type[i].name, type) && (!found.p || str_eq(d->type[i].room, room)))
            found = d->type[i].first;
    return found;
}
