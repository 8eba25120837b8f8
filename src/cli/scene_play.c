// SPDX-License-Identifier: Apache-2.0
/* scene_play.c -- a scene from its first line to its last: the node is made when the first act
 * needs it.
 * Floor 6. */
#include "cli/scene.h"

#include "base/self.h"
#include "base/time.h"
#include "base/tsv.h"
#include "core/org/org.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum status scene_failed(struct scene *s, const char *expected, const char *came, ...)
{
    char room[2048];
    va_list args;
    va_start(args, came);
    vsnprintf(room, sizeof room, came, args);
    va_end(args);
    buf_reset(&s->expected);
    buf_reset(&s->came);
    buf_puts(&s->expected, expected);
    buf_puts(&s->came, room);
    return CONFLICT;
}

struct scene_matter *scene_matter_find(struct scene *s, struct str name)
{
    for (size_t i = 0; i < s->n_matters; i++)
        if (str_eq(s->matter[i].name, name))
            return &s->matter[i];
    return NULL;
}

int64_t scene_unit(struct scene *s, struct str code)
{
    struct org_unit_by_code row;
    struct arena_mark mark = arena_mark(&s->trial.arena);
    enum status found = org_unit_by_code_one(s->node.db, code, &row, &s->trial.arena);
    arena_back(&s->trial.arena, mark);
    return found == OK ? row.unit.v : 0;
}

/* ---- before the first act ------------------------------------------------------------------ */

/* login, name, unit, role, password */
static enum status read_people(struct scene *s, const char *pack)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/people.tsv", pack);
    struct tsv t;
    TRY(tsv_load(&t, &s->trial.arena, path));
    while (s->n_people < SCENE_PEOPLE && tsv_next(&t))
        s->person[s->n_people++] = (struct scene_person){t.cell[0], t.cell[4]};
    return s->n_people ? OK : NOT_FOUND;
}

static enum status open_node(struct scene *s)
{
    char pack[2048];
    struct buf why;
    struct core_options o;
    buf_init(&why, SCENE_SAID);
    snprintf(pack, sizeof pack, "%s/%.*s", s->packs, STR_ARG(s->pack));
    enum status opened = trial_open(&s->trial, SELF, pack, s->at, &why);
    if (opened != OK) {
        opened = scene_failed(s, "a node of that pack", "%.*s", STR_ARG(buf_str(&why)));
        buf_close(&why);
        return opened;
    }
    s->is_open = true;
    s->trial.keep = s->keep;
    o = cli_options(s->cli, s->trial.node, NULL);
    opened = node_open(&s->node, &o, STORE_READER, NULL, &why);
    s->has_node = opened == OK;
    if (opened == OK)
        opened = read_people(s, pack);
    buf_close(&why);
    return opened == OK ? OK : scene_failed(s, "a node with people", "%s", status_name(opened));
}

static enum status set_pack(struct scene *s, const struct scene_line *l)
{
    if (s->is_open || l->n != 2)
        return scene_failed(s, "pack NAME before the first act", "something else");
    s->pack = l->word[1].name;
    return OK;
}

static enum status set_clock(struct scene *s, const struct scene_line *l)
{
    char text[64];
    int64_t at;
    int n = l->n == 3 ? snprintf(text, sizeof text, "%.*s %.*s", STR_ARG(l->word[1].name),
                                 STR_ARG(l->word[2].name))
                      : 0;
    if (n <= 0 || (size_t)n >= sizeof text || time_read((struct str){text, (size_t)n}, &at) != OK)
        return scene_failed(s, "at 2026-03-02 09:00", "no moment that can be read");
    if (s->is_open && at < s->trial.now)
        return scene_failed(s, "a later moment", "an earlier one");
    if (s->is_open && trial_clock(&s->trial, at) != OK)
        return scene_failed(s, "a clock that moves", "a node that does not answer");
    s->at = at;
    return OK;
}

/* ---- line by line -------------------------------------------------------------------------- */

static enum status play_line(struct scene *s, const struct scene_line *l)
{
    struct str first = l->word[0].name;
    if (str_is(first, "pack"))
        return set_pack(s, l);
    if (str_is(first, "at"))
        return set_clock(s, l);
    if (!s->is_open) {
        if (!s->pack.p || !s->at)
            return scene_failed(s, "pack and at before the first act", "an act");
        TRY(open_node(s));
    }
    if (str_is(first, "expect"))
        return scene_expect(s, l);
    if (str_is(first, "call"))
        return scene_call(s, l);
    if (str_is(first, "wait"))
        return scene_wait(s, l);
    if (str_is(first, "verify"))
        return scene_verify(s, l);
    return scene_do(s, l);
}

static enum status play_lines(struct scene *s, struct str text)
{
    while (text.p && text.n) {
        struct scene_line l;
        struct str line = str_trim(str_cut(text, '\n', &text));
        s->line++;
        if (line.n == 0 || line.p[0] == '#')
            continue;
        if (scene_line_read(line, &l) != OK || l.n == 0)
            return scene_failed(s, "words", "a quote that is not closed, or too many words");
        TRY(play_line(s, &l));
    }
    return s->is_open ? OK : scene_failed(s, "an act", "the end of the file");
}

enum status scene_play(struct scene *s, struct str text)
{
    enum status played = play_lines(s, text);
    if (s->has_node)
        node_close(&s->node);
    if (s->is_open)
        trial_close(&s->trial);
    return played;
}
