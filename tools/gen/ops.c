// SPDX-License-Identifier: Apache-2.0
#include "ops.h"
#include "amend.h"
#include "clause.h"
#include "facts.h"
#include "grow.h"
#include "party.h"

#include "base/limits.h"

#include <string.h>

/* One operation while it is read. */
struct reader {
    struct gen_room *room;
    struct op *op;
    const struct list *lines;
    struct list clauses;
    struct list bars, refusals, facts, steps;
    struct fields asked;
    bool has_result;
};

static const char *const inline_words[] = {"by",    "on",   "state",   "record", "amends",
                                           "voids", "job",  "imports", "within", "after",
                                           "not",   "sign", "many",    "law",    NULL};
static const char *const line_words[] = {"ask", "group", "step", "refuse", NULL};
static const struct clause_words words = {inline_words, line_words,
                                          "an operation has by, on, within, after, not by, sign, "
                                          "many, law, ask, group, step, refuse, and one of "
                                          "state, record, amends, voids, job, imports"};

static void read_on(struct reader *in, struct line *l)
{
    struct op *op = in->op;
    struct str name = token_next(&l->t).word;
    if (op->matter)
        gen_fail(l->at, "op '%s': `on` stands here twice", op->name);
    op->matter = gen_matter_find(in->room, name);
    if (!op->matter)
        gen_fail(l->at, "op '%s': there is no matter '%.*s'", op->name, STR_ARG(name));
    while (l->t.next < l->t.n) {
        const char *stage = line_name(l, "a stage");
        int value = words_find(op->matter->stages, str_of(stage));
        if (!value)
            gen_fail(l->at, "matter '%s' has no stage '%s'", op->matter->name, stage);
        op->stages |= UINT64_C(1) << (value - 1);
    }
}

static void read_facts(struct reader *in, struct line *l, enum op_result result)
{
    struct op *op = in->op;
    if (in->has_result)
        gen_fail(l->at, "op '%s' has one of state, record, amends, voids, job, imports", op->name);
    in->has_result = true;
    op->result = result;
    if (result == OP_JOB)
        return; /* its operation may stand below: see find_job */
    if (result == OP_AMENDS || result == OP_VOIDS) {
        *(const struct fact **)grow(&in->facts, sizeof(struct fact *)) =
            amend_find_fact(in->room, l, result == OP_VOIDS);
        return;
    }
    while (l->t.next < l->t.n)
        *(struct fact **)grow(&in->facts, sizeof(struct fact *)) = line_fact(in->room, l);
    if (in->facts.n == 0 || (result == OP_RECORD && in->facts.n > 1))
        gen_fail(l->at, "op '%s': behind `%.*s` %s", op->name, STR_ARG(l->t.at[0].word),
                 result == OP_RECORD ? "stands one fact" : "stand facts");
}

static void read_results(struct reader *in)
{
    static const struct {
        const char *word;
        enum op_result result;
    } results[] = {{"state", OP_STATE}, {"record", OP_RECORD}, {"amends", OP_AMENDS},
                   {"voids", OP_VOIDS}, {"job", OP_JOB},       {"imports", OP_IMPORTS}};
    for (size_t i = 0; i < in->clauses.n; i++)
        for (size_t k = 0; k < sizeof results / sizeof *results; k++) {
            struct line *l = clause_is(&in->clauses, i, results[k].word);
            if (l)
                read_facts(in, l, results[k].result);
        }
}

static const char *read_clock(struct reader *in, struct line *l)
{
    const char *name = line_name(l, "a clock");
    const struct matter *m = in->op->matter;
    if (!m)
        gen_fail(l->at, "op '%s': a clock is of the matter that `on` names", in->op->name);
    for (size_t i = 0; i < m->n_clocks; i++)
        if (strcmp(m->clock[i].name, name) == 0)
            return name;
    gen_fail(l->at, "matter '%s' has no clock '%s'", m->name, name);
}

/* not by card_raised holder ESV-08 */
static void read_bar(struct reader *in, struct line *l)
{
    const struct matter *m = in->op->matter;
    struct bar bar = {0};
    struct list facts = {0};
    if (!token_take(&l->t, "by"))
        gen_fail(l->at, "behind `not` stands `by`");
    while (l->t.next < l->t.n && !token_is_row(token_peek(&l->t))) {
        struct str word = token_peek(&l->t);
        const struct seat *seat = m ? party_seat(m, word) : NULL;
        if (seat && seat->holder == SEAT_PERSON && !bar.seat) {
            bar.seat = seat->name;
            l->t.next++;
        } else if (gen_fact_find(in->room, word)) {
            *(const char **)grow(&facts, sizeof(char *)) = line_fact(in->room, l)->full;
        } else {
            gen_fail(l->at, "not by '%.*s': there is no such fact, nor a person's seat",
                     STR_ARG(word));
        }
    }
    if (facts.n == 0 && !bar.seat)
        gen_fail(l->at, "behind `not by` stand facts or a seat, and then a row");
    *(const char **)grow(&facts, sizeof(char *)) = NULL;
    bar.facts = facts.at;
    bar.row = line_row(l);
    *(struct bar *)grow(&in->bars, sizeof bar) = bar;
}

static void read_many(struct reader *in, struct line *l)
{
    int64_t n = 0;
    struct str word = token_next(&l->t).word;
    if (str_to_int(word, &n) != OK || n < 2 || n > LIMIT_BATCH_OPS)
        gen_fail(l->at, "many '%.*s': write 2 to %d", STR_ARG(word), LIMIT_BATCH_OPS);
    in->op->many = (int)n;
}

/* What is said once; the rest of the clauses. */
static void read_clause(struct reader *in, struct line *l)
{
    struct op *op = in->op;
    struct str word = l->t.at[0].word;
    if (str_is(word, "by") && op->by.n)
        gen_fail(l->at, "op '%s': `by` stands here twice", op->name);
    if (str_is(word, "by"))
        op->by = party_read(in->room, op->matter, l, PARTY_IN_OP);
    else if (str_is(word, "within") && op->result == OP_AMENDS)
        op->author_within = line_row(l);
    else if (str_is(word, "within"))
        op->within = read_clock(in, l);
    else if (str_is(word, "after"))
        op->after = read_clock(in, l);
    else if (str_is(word, "not"))
        read_bar(in, l);
    else if (str_is(word, "many"))
        read_many(in, l);
    else if (str_is(word, "law"))
        op->law = line_row(l);
    else if (str_is(word, "sign"))
        op->sign = true;
    else
        return;
    line_end(l);
}

static void read_step(struct reader *in, struct line *l)
{
    const char *name = line_name(l, "a step");
    for (size_t i = 1; i < in->steps.n; i++)
        if (strcmp(GEN_AT(char, in->steps, i), name) == 0)
            gen_fail(l->at, "step '%s' stands here twice", name);
    if (in->asked.field.n == 0)
        gen_fail(l->at, "step '%s': nothing is asked before it", name);
    *(const char **)grow(&in->steps, sizeof(char *)) = name;
    in->asked.step++;
    line_end(l);
}

static void read_asked(struct reader *in, struct place at)
{
    struct line *l;
    in->asked = (struct fields){.room = in->room, .matter = in->op->matter, .in = FIELDS_OP};
    bool corrects = in->op->result == OP_AMENDS || in->op->result == OP_VOIDS;
    *(const char **)grow(&in->steps, sizeof(char *)) = NULL;
    if (corrects)
        amend_ask_entry(&in->asked, at);
    for (size_t i = 0; i < in->clauses.n; i++) {
        if ((l = clause_is(&in->clauses, i, "ask")))
            fields_read(&in->asked, l);
        else if (clause_is(&in->clauses, i, "group"))
            fields_read_group(&in->asked, in->lines, ((struct clause *)in->clauses.at)[i].i);
        else if ((l = clause_is(&in->clauses, i, "step")))
            read_step(in, l);
    }
    if (corrects)
        amend_ask_why(&in->asked, in->op, at);
    in->op->form = fields_end(&in->asked);
    cover_add_rows(in->room, &in->asked.field, &in->facts);
    in->op->step = in->steps.at;
    in->op->n_steps = (int)in->steps.n;
}

static void read_refusal(struct reader *in, struct line *l)
{
    struct refusal r = {.key = line_name(l, "a refusal")};
    const struct refusal *had = in->refusals.at;
    for (size_t j = 0; j < in->refusals.n; j++)
        if (strcmp(strrchr(had[j].key, '.') + 1, r.key) == 0)
            gen_fail(l->at, "refusal '%s' stands here twice", r.key);
    r.key = grow_format("%s.%s", in->op->full, r.key);
    if (l->t.next < l->t.n && !token_is(&l->t, "when"))
        r.row = line_row(l);
    if (token_take(&l->t, "when")) {
        const char *const *seats = fields_seats(in->op->matter);
        line_check(l, cond_read(&gen_arena, &l->t, &r.when));
        line_check(l, cond_bind(&gen_arena, r.when, &in->op->form, seats, &l->t, &r.when));
    }
    line_end(l);
    *(struct refusal *)grow(&in->refusals, sizeof r) = r;
}

static bool has_party(const struct op *op, enum party_kind kind)
{
    for (size_t i = 0; i < op->by.n; i++)
        if (op->by.party[i].kind == kind)
            return true;
    return false;
}

/* What a row of a foreign table makes: a matter of this room, then what became of it. */
static void check_imports(const struct op *op, struct place at)
{
    const struct field *map = record_find(&op->form, S("map"));
    const struct field *trial = record_find(&op->form, S("trial"));
    size_t n_files = 0;
    for (size_t i = 0; i < op->form.n; i++)
        n_files += op->form.field[i].type == FIELD_FILE && !op->form.field[i].list_max;
    if (n_files != 1 || !map || map->type != FIELD_CODE || strcmp(map->of, "map") != 0)
        gen_fail(at, "op '%s' imports: it asks for one file and `map code(map)`", op->name);
    if (trial && trial->type != FIELD_BOOL)
        gen_fail(at, "op '%s': whether it is a trial is a bool", op->name);
    if (op->matter)
        gen_fail(at, "op '%s' imports: there is no matter yet, so it has no `on`", op->name);
    for (size_t i = 0; i < op->n_facts; i++) {
        const struct fact *f = op->facts[i];
        if (strcmp(f->room, op->room) != 0 || !f->matter || f->matter != op->facts[0]->matter ||
            f->makes != (i == 0))
            gen_fail(at,
                     "op '%s' imports '%s': first stands the fact that makes the matter, then "
                     "others of it",
                     op->name, f->name);
    }
}

static void check_op(const struct reader *in, struct place at)
{
    const struct op *op = in->op;
    if (!op->by.n)
        gen_fail(at, "op '%s': who may ask? write `by`", op->name);
    if (!in->has_result)
        gen_fail(at, "op '%s' has one of state, record, amends, voids, job, imports", op->name);
    if (op->within && op->after)
        gen_fail(at, "op '%s': `within` or `after`, not both", op->name);
    if (has_party(op, PARTY_AUTHOR) && op->result != OP_AMENDS)
        gen_fail(at, "op '%s': 'author' is for operations that amend", op->name);
    if (has_party(op, PARTY_AUTHOR) && !op->author_within)
        gen_fail(at, "op '%s': how long may the author? write `within ROW`, a row of the pack",
                 op->name);
    if (op->author_within && !has_party(op, PARTY_AUTHOR))
        gen_fail(at, "op '%s': `within ROW` is for its author: write `by author`", op->name);
    if (op->many && (!op->matter || op->result == OP_JOB))
        gen_fail(at, "op '%s': `many` is for matters: write `on`", op->name);
    if (op->result == OP_IMPORTS)
        check_imports(op, at);
    if (op->result == OP_STATE)
        return;
    for (size_t i = 0; i < op->n_refusals; i++)
        if (!op->refusal[i].when)
            gen_fail(at,
                     "refusal '%s': only an operation with `state` has a decide.c: write `when`",
                     op->refusal[i].key);
    if (op->result == OP_RECORD)
        cover_check(op, at);
    if (op->result == OP_AMENDS || op->result == OP_VOIDS)
        amend_check(op, at);
}

/* A correction lies where the fact lies that it corrects. */
static void find_amended_matter(struct reader *in, struct place at)
{
    const struct fact *f = GEN_AT(struct fact, in->facts, 0);
    if (!in->op->matter)
        in->op->matter = f->matter;
    if (f->matter != in->op->matter)
        gen_fail(at, "op '%s': fact '%s' is not of matter '%s'", in->op->name, f->amends->name,
                 in->op->matter->name);
}

static void read_clauses(struct reader *in, struct place at)
{
    struct line *l;
    for (size_t i = 0; i < in->clauses.n; i++)
        if ((l = clause_is(&in->clauses, i, "on")))
            read_on(in, l);
    read_results(in);
    if (in->op->result == OP_AMENDS || in->op->result == OP_VOIDS)
        find_amended_matter(in, at);
    for (size_t i = 0; i < in->clauses.n; i++)
        read_clause(in, &((struct clause *)in->clauses.at)[i].line);
    read_asked(in, at);
    for (size_t i = 0; i < in->clauses.n; i++)
        if ((l = clause_is(&in->clauses, i, "refuse")))
            read_refusal(in, l);
}

static void read_op(struct gen_room *r, const struct list *lines, size_t i)
{
    struct line *head = line_at(lines, i);
    struct reader in = {.room = r, .lines = lines};
    struct op *op = in.op = ARENA_NEW(&gen_arena, struct op);
    head->t.next = 1;
    *op = (struct op){.name = line_name(head, "an operation"), .room = r->name};
    op->full = grow_format("%s.%s", r->name, op->name);
    if (gen_op_find(r, str_of(op->name)))
        gen_fail(head->at, "op '%s' stands here twice", op->name);
    in.clauses = clause_cut(lines, i, 2, &words);
    read_clauses(&in, head->at);
    op->bar = in.bars.at, op->n_bars = in.bars.n;
    op->refusal = in.refusals.at, op->n_refusals = in.refusals.n;
    op->facts = in.facts.at, op->n_facts = in.facts.n;
    check_op(&in, head->at);
    *(struct op **)grow(&r->ops, sizeof op) = op;
    *(struct place *)grow(&r->op_at, sizeof head->at) = head->at;
}

/* The operation behind `job`: each row of the file is one. */
static void find_job(struct gen_room *r, const struct list *lines, size_t i, struct op *op)
{
    struct list clauses = clause_cut(lines, i, 2, &words);
    bool has_file = false;
    for (size_t k = 0; k < op->form.n; k++)
        has_file = has_file || op->form.field[k].type == FIELD_FILE;
    for (size_t k = 0; k < clauses.n; k++) {
        struct line *l = clause_is(&clauses, k, "job");
        if (!l)
            continue;
        const char *name = line_name(l, "an operation");
        op->job = gen_op_find(r, str_of(name));
        line_end(l);
        if (!op->job || op->job->result == OP_JOB)
            gen_fail(l->at, "job '%s': there is no such operation in this room", name);
        if (!has_file)
            gen_fail(l->at, "op '%s' is a job: it must ask for a file", op->name);
        if (op->matter || (op->job && op->job->matter))
            gen_fail(l->at, "op '%s': neither a job nor the operation of its rows has `on`",
                     op->name);
    }
}

void ops_read(struct gen_room *r, const struct list *lines)
{
    for (size_t i = 0; i < lines->n; i += line_block(lines, i)) {
        if (!token_is(&line_at(lines, i)->t, "op"))
            line_unknown(line_at(lines, i), "ops.txt has op");
        read_op(r, lines, i);
    }
    size_t i_op = 0;
    for (size_t i = 0; i < lines->n; i += line_block(lines, i)) {
        struct op *op = GEN_AT(struct op, r->ops, i_op++);
        if (op->result == OP_JOB)
            find_job(r, lines, i, op);
    }
}

void ops_read_amended(struct gen_room *r, const struct list *lines)
{
    for (size_t i = 0; i < lines->n; i += line_block(lines, i)) {
        struct list clauses = clause_cut(lines, i, 2, &words);
        for (size_t k = 0; k < clauses.n; k++) {
            struct line *amends = clause_is(&clauses, k, "amends");
            struct line *voids = clause_is(&clauses, k, "voids");
            if (amends || voids)
                amend_add_fact(r, amends ? amends : voids, voids != NULL);
        }
    }
}
