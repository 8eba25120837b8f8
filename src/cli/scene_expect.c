// SPDX-License-Identifier: Apache-2.0
/* scene_expect.c -- what a scene asks of the node behind the doors: facts, stages, clocks,
 * receipts.
 * Floor 6.  Read-only, from the node's own files, after everything that follows has been stated. */
#include "cli/scene.h"

#include "base/time.h"
#include "core.gen.h"
#include "core/fact.h"
#include "core/value.h"

#include <stdio.h>
#include <string.h>

enum { NAME_BYTES = 130 };

/* ---- one fact ------------------------------------------------------------------------------ */

static enum status read_entry(struct scene *s, int64_t entry, struct read_fact *ret_fact)
{
    struct arena *a = &s->trial.arena;
    struct ledger_entry leaf;
    struct ledger_vault vault = {{NULL, 0}, {NULL, 0}};
    TRY(ledger_entry_one(s->node.db, entry, &leaf, a));
    enum status found = ledger_vault_one(s->node.db, entry, &vault, a);
    if (found != OK && found != NOT_FOUND)
        return found;
    return fact_read(a, s->cli->rooms, leaf.leaf, vault.value, ret_fact);
}

/* A column's value as JSON: as it was committed, or as it stands in clear. */
static void put_value(const struct read_fact *f, size_t i, const struct column *column,
                      struct buf *to)
{
    if (f->value[i])
        to->full |= json_canon(to, f->value[i]) != OK;
    else if (column->kind == COLUMN_VALUE)
        value_put_field(to, column->field, f->fields);
}

/* Is the value what was written?  A text may stand without its quotes, a unit is its code. */
static bool is_value(struct scene *s, const struct column *column, struct str json,
                     struct str written)
{
    char room[24];
    int64_t unit = column->kind == COLUMN_VALUE && column->field->type == FIELD_UNIT
                       ? scene_unit(s, written)
                       : 0;
    if (unit) {
        int n = snprintf(room, sizeof room, "%lld", (long long)unit);
        written = (struct str){room, (size_t)n};
    }
    if (json.n >= 2 && json.p[0] == '"')
        return str_eq(str_part(json, 1, json.n - 2), written);
    if (str_is(json, "true") || str_is(json, "false"))
        return str_eq(json, written) || str_is(written, str_is(json, "true") ? "yes" : "no");
    return str_eq(json, written);
}

static bool fits(struct scene *s, const struct read_fact *f, const struct scene_word *w)
{
    struct column column[LIMIT_FACT_COLUMNS];
    size_t n = fact_columns(f->fact, column);
    struct buf name, value;
    bool same = false;
    buf_init(&name, NAME_BYTES);
    buf_init(&value, LIMIT_ENTRY_BYTES * 2);
    for (size_t i = 0; i < n && !same; i++) {
        buf_reset(&name);
        buf_reset(&value);
        fact_put_column(&name, &column[i]);
        if (!str_eq(buf_str(&name), w->name))
            continue;
        put_value(f, i, &column[i], &value);
        same = is_value(s, &column[i], buf_str(&value), w->value);
    }
    buf_close(&name);
    buf_close(&value);
    return same;
}

static bool is_about(const struct read_fact *f, const struct scene_matter *m)
{
    for (size_t i = 0; m && i < f->envelope.n_matters; i++)
        if (f->envelope.matter[i] == m->id)
            return true;
    return !m;
}

/* "answered" or "appeal.answered": the scene's own room is looked at first. */
static const struct fact *find_fact(const struct scene *s, struct str word)
{
    const struct rooms *rooms = s->cli->rooms;
    const struct fact *found = NULL;
    for (size_t i = 0; i < rooms->n; i++)
        for (size_t k = 0; k < rooms->room[i]->n_facts; k++) {
            const struct fact *f = rooms->room[i]->facts[k];
            bool called = str_is(word, f->full) || str_is(word, f->name);
            if (called && (!found || str_is(s->room, f->room)))
                found = f;
        }
    return found;
}

/* ---- expect -------------------------------------------------------------------------------- */

/* Facts of a kind: how many there are, and the matter of the newest. */
struct counted {
    int n;
    int64_t matter;
};

/* Those that are about `m` (NULL: about anything) and have the values of the words from `first` on.
 */
static enum status count_facts(struct scene *s, const struct scene_line *l, size_t first,
                               const struct fact *kind, const struct scene_matter *m,
                               struct counted *ret_counted)
{
    struct ledger_size size;
    struct counted counted = {0};
    TRY(ledger_size_one(s->node.db, &size, &s->trial.arena));
    for (int64_t entry = 0; entry < size.n; entry++) {
        struct read_fact f;
        struct arena_mark mark = arena_mark(&s->trial.arena);
        TRY(read_entry(s, entry, &f));
        bool all = f.fact == kind && is_about(&f, m);
        for (size_t k = first; k < l->n && all; k++)
            all = fits(s, &f, &l->word[k]);
        counted.n += all;
        if (all && f.envelope.n_matters)
            counted.matter = f.envelope.matter[0];
        arena_back(&s->trial.arena, mark);
    }
    *ret_counted = counted;
    return OK;
}

static enum status expect_fact(struct scene *s, const struct scene_line *l, size_t i, bool no)
{
    struct counted counted;
    struct scene_matter *m = i + 1 < l->n ? scene_matter_find(s, l->word[i + 1].name) : NULL;
    const struct fact *kind = i < l->n ? find_fact(s, l->word[i].name) : NULL;
    if (!kind)
        return scene_failed(s, "a fact that the rooms know", "another word");
    if (i + 1 < l->n && !l->word[i + 1].value.p && !m)
        return scene_failed(s, "a matter that was made before", "%.*s",
                            STR_ARG(l->word[i + 1].name));
    if (count_facts(s, l, i + (m ? 2 : 1), kind, m, &counted) != OK)
        return scene_failed(s, "facts that can be read", "%s", store_error(s->node.db));
    if ((counted.n > 0) == !no)
        return OK;
    return scene_failed(s, no ? "no such fact" : "the fact", "%d of it", counted.n);
}

enum status scene_call(struct scene *s, const struct scene_line *l)
{
    struct counted counted = {0};
    const struct fact *kind = l->n > 2 ? find_fact(s, l->word[2].name) : NULL;
    if (!kind || l->word[1].value.p)
        return scene_failed(s, "call NAME FACT f=v", "another line");
    if (trial_clock(&s->trial, s->trial.now) != OK)
        return scene_failed(s, "a node that becomes quiet", "one that does not answer");
    if (scene_matter_find(s, l->word[1].name) || s->n_matters == SCENE_MATTERS)
        return scene_failed(s, "a new name", "%.*s", STR_ARG(l->word[1].name));
    if (count_facts(s, l, 3, kind, NULL, &counted) != OK)
        return scene_failed(s, "facts that can be read", "%s", store_error(s->node.db));
    if (!counted.matter)
        return scene_failed(s, "the fact", "none of a matter");
    s->matter[s->n_matters++] =
        (struct scene_matter){.name = l->word[1].name, .id = counted.matter};
    return OK;
}

static enum status expect_stage(struct scene *s, const struct scene_matter *m, struct str stage)
{
    struct matter_by_id row;
    if (matter_by_id_one(s->node.db, (struct matter_id){m->id}, &row, &s->trial.arena) != OK)
        return scene_failed(s, "a matter", "none");
    if (str_eq(row.stage, stage))
        return OK;
    char expected[80];
    snprintf(expected, sizeof expected, "%.*s", STR_ARG(stage));
    return scene_failed(s, expected, "%.*s", STR_ARG(row.stage));
}

enum status scene_expect(struct scene *s, const struct scene_line *l)
{
    bool no = l->n > 1 && str_is(l->word[1].name, "no");
    struct scene_matter *m = l->n == 3 && !no ? scene_matter_find(s, l->word[1].name) : NULL;
    if (trial_clock(&s->trial, s->trial.now) != OK)
        return scene_failed(s, "a node that becomes quiet", "one that does not answer");
    if (m)
        return expect_stage(s, m, l->word[2].name);
    return expect_fact(s, l, no ? 2 : 1, no);
}

/* ---- wait ---------------------------------------------------------------------------------- */

static enum status clock_due(struct scene *s, const struct scene_matter *m, struct str name,
                             int64_t *ret_due)
{
    struct list clocks;
    if (matter_clocks_many(s->node.db, (struct matter_id){m->id}, &clocks, &s->trial.arena) != OK)
        return scene_failed(s, "clocks", "%s", store_error(s->node.db));
    const struct matter_clocks *clock = clocks.at;
    for (size_t i = 0; i < clocks.n; i++)
        if (str_eq(clock[i].name, name) && clock[i].running) {
            *ret_due = clock[i].due;
            return OK;
        }
    return scene_failed(s, "a clock that runs", "none called %.*s", STR_ARG(name));
}

static int64_t unit_ms(struct str unit)
{
    return str_starts(unit, S("minute"))                                  ? 60000LL
           : str_starts(unit, S("hour"))                                  ? 3600000LL
           : str_starts(unit, S("day")) || str_starts(unit, S("workday")) ? TIME_DAY_MS
                                                                          : 0;
}

enum status scene_wait(struct scene *s, const struct scene_line *l)
{
    int64_t n, at = s->trial.now;
    bool until = l->n == 4 && str_is(l->word[1].name, "until");
    struct scene_matter *m = until ? scene_matter_find(s, l->word[3].name) : NULL;
    if (until && m) {
        TRY(clock_due(s, m, l->word[2].name, &at));
        at++; /* the last millisecond still counts */
    } else if (l->n == 3 && str_to_int(l->word[1].name, &n) == OK && unit_ms(l->word[2].name)) {
        at += n * unit_ms(l->word[2].name);
    } else {
        return scene_failed(s, "wait 3 days, or wait until CLOCK A", "something else");
    }
    if (trial_clock(&s->trial, at) != OK)
        return scene_failed(s, "a clock that moves", "a node that does not answer");
    return OK;
}

/* ---- verify -------------------------------------------------------------------------------- */

static bool write_text(const char *path, struct str text)
{
    FILE *file = fopen(path, "we");
    if (!file)
        return false;
    bool whole = fwrite(text.p, 1, text.n, file) == text.n;
    return fclose(file) == 0 && whole;
}

enum status scene_verify(struct scene *s, const struct scene_line *l)
{
    char receipt[200], policy[200];
    struct buf said;
    struct scene_matter *m = l->n == 2 ? scene_matter_find(s, l->word[1].name) : NULL;
    if (!m || !m->receipt.n)
        return scene_failed(s, "a receipt", "none");
    if (!s->verifier)
        return scene_failed(s, "xiezhi-verify", "none: --verifier PATH says where it is");
    snprintf(receipt, sizeof receipt, "%s/receipt", s->trial.folder);
    snprintf(policy, sizeof policy, "%s/policy", s->trial.node);
    if (!write_text(receipt, m->receipt))
        return scene_failed(s, "a file", "none that can be written");
    char *argv[] = {(char *)(uintptr_t)s->verifier, "receipt", receipt, "--policy", policy, NULL};
    buf_init(&said, SCENE_SAID);
    int code = trial_run(argv, &said);
    enum status held =
        code == 0 ? OK : scene_failed(s, "a receipt that holds", "%.*s", STR_ARG(buf_str(&said)));
    buf_close(&said);
    return held;
}
