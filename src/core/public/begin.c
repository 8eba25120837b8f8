// SPDX-License-Identifier: Apache-2.0
/* begin.c -- with what a form begins: an answer that may be told, or the draft in force.
 * Floor 4.  All of it passes through reveal(): nobody finds in a form what he may not read. */
#include "core/public/public.h"

#include "core.gen.h"
#include "core/read.h"

#include <string.h>

enum { PAIRS_MAX = 8 };

struct beginning {
    struct ctx *c;
    struct form_pair *pair;
    size_t n;
};

static void put(struct beginning *b, const char *name, struct str value)
{
    if (value.n && b->n < PAIRS_MAX)
        b->pair[b->n++] = (struct form_pair){.name = str_of(name), .value = value};
}

/* A text field of an entry, as the reader may see it. */
static enum status put_field(struct beginning *b, const char *name, int64_t entry,
                             const char *field)
{
    struct revealed r;
    const struct read_fact *f;
    TRY(read_stated(b->c, entry, &f));
    size_t i = fact_column_of(f->fact, field);
    if (i == LIMIT_FACT_COLUMNS)
        return OK;
    struct veiled v = {entry << 24 | (int64_t)i << 16};
    enum status s = reveal(b->c, v, &r);
    if (s == OK && r.how == REVEAL_SHOWN)
        put(b, name, json_text(r.value));
    return s == NOT_FOUND ? OK : s;
}

/* The newest of that fact which is not void, or its last correction; 0: there is none. */
static enum status newest_of(struct ctx *c, const struct matter_row *m, const char *fact,
                             int64_t *ret_entry)
{
    struct amend_newest newest;
    struct list made;
    TRY(amend_newest_one(c->db, (struct matter_id){m->id}, str_of(fact), &newest, c->arena));
    *ret_entry = newest.has_entry ? newest.entry : 0;
    if (!newest.has_entry)
        return OK;
    TRY(amend_of_many(c->db, newest.entry, &made, c->arena));
    const struct amend_of *one = made.at;
    for (size_t i = 0; i < made.n; i++)
        *ret_entry = one[i].entry;
    return OK;
}

static enum status begin_about(struct beginning *b, struct str no)
{
    struct matter_row m;
    int64_t entry = 0;
    enum status s = matter_find(b->c, no, &m);
    if (s == OK)
        s = public_may_propose(b->c, &m);
    if (s != OK)
        return s == REFUSED ? NOT_FOUND : s;
    const struct matter *def = matter_def(b->c->rooms, m.kind);
    put(b, "no", m.no);
    if (def->topic && strcmp(def->topic->of, public_publication_matter.topic->of) == 0)
        put(b, "topic", m.topic);
    if (def->public_fact)
        TRY(newest_of(b->c, &m, def->public_fact, &entry));
    return entry ? put_field(b, "words", entry, def->public_field) : OK;
}

static enum status begin_draft(struct beginning *b, int64_t id)
{
    struct public_job job;
    TRY(public_job_one(b->c->db, (struct public_publication_id){id}, &job, b->c->arena));
    put(b, "class", str_of(words_word(&public_class_words, (int)job.class)));
    put(b, "law", job.law);
    put(b, "topic", job.topic);
    TRY(put_field(b, "title", job.drafted, "title"));
    TRY(put_field(b, "words", job.drafted, "words"));
    return put_field(b, "plea", job.drafted, "plea");
}

enum status public_prefill(struct ctx *c, const struct op *op, int64_t id, const struct form *asked,
                           struct form *ret_typed)
{
    struct beginning b = {.c = c, .pair = ARENA_ARRAY(c->arena, struct form_pair, PAIRS_MAX)};
    enum status s = NOT_FOUND;
    if (!b.pair)
        return FULL;
    if (op == &public_revise_op || op == &public_correct_op)
        s = begin_draft(&b, id);
    for (size_t i = 0; op == &public_propose_op && i < asked->n; i++)
        if (str_is(asked->pair[i].name, "no"))
            s = begin_about(&b, asked->pair[i].value);
    if (s == OK)
        *ret_typed = (struct form){b.pair, b.n};
    return s;
}
