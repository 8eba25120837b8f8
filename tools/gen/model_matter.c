// SPDX-License-Identifier: Apache-2.0
/* Matters, closed lists of words, and parties as constant tables of core/model.h. */
#include "grow.h"
#include "model.h"
#include "record.h"

void model_print_words(struct out *o, const struct words *w)
{
    out_line(o, "const struct words %s_words = {", out_name(w->name));
    out_text(o, "name", w->name);
    out_texts(o, "word", w->word, (int)w->n);
    out_number(o, "n", (int64_t)w->n);
    out_line(o, "};");
    out_blank(o);
}

void model_print_parties(struct out *o, const char *member, const struct parties *p)
{
    static const char *const kinds[] = {
        [PARTY_ANYONE] = "PARTY_ANYONE",   [PARTY_ROLE] = "PARTY_ROLE",
        [PARTY_ROLE_OF] = "PARTY_ROLE_OF", [PARTY_ROLE_ABOVE] = "PARTY_ROLE_ABOVE",
        [PARTY_SEAT] = "PARTY_SEAT",       [PARTY_AUTHOR] = "PARTY_AUTHOR",
        [PARTY_PACK] = "PARTY_PACK",       [PARTY_SIGNED_IN] = "PARTY_SIGNED_IN"};
    if (!p->n)
        return;
    out_line(o, ".%s = {", member);
    out_line(o, ".party = (const struct party[]){");
    for (size_t i = 0; i < p->n; i++) {
        const struct party *party = &p->party[i];
        out_line(o, "{");
        out_value(o, "kind", "%s", kinds[party->kind]);
        out_text(o, "role", party->role);
        out_text(o, "seat", party->seat);
        out_flag(o, "with_secret", party->with_secret);
        out_text(o, "not_of", party->not_of);
        out_text(o, "once_stage", party->once_stage);
        out_flag(o, "once_published", party->once_published);
        out_line(o, "},");
    }
    out_line(o, "},");
    out_number(o, "n", (int64_t)p->n);
    out_line(o, "},");
}

static void print_seats(struct out *o, const struct matter *m)
{
    if (!m->n_seats)
        return;
    out_line(o, ".seat = (const struct seat[]){");
    for (size_t i = 0; i < m->n_seats; i++) {
        const struct seat *seat = &m->seat[i];
        out_line(o, "{");
        out_text(o, "name", seat->name);
        out_value(o, "holder", "%s", seat->holder == SEAT_UNIT ? "SEAT_UNIT" : "SEAT_PERSON");
        out_flag(o, "many", seat->many);
        out_flag(o, "coded", seat->coded);
        out_text(o, "circle", seat->circle);
        out_line(o, "},");
    }
    out_line(o, "},");
    out_number(o, "n_seats", (int64_t)m->n_seats);
}

static void print_circles(struct out *o, const struct matter *m)
{
    if (!m->n_circles)
        return;
    out_line(o, ".circle = (const struct circle[]){");
    for (size_t i = 0; i < m->n_circles; i++) {
        out_line(o, "{");
        out_text(o, "name", m->circle[i].name);
        model_print_parties(o, "parties", &m->circle[i].parties);
        out_line(o, "},");
    }
    out_line(o, "},");
    out_number(o, "n_circles", (int64_t)m->n_circles);
}

static void print_clocks(struct out *o, const struct matter *m)
{
    if (!m->n_clocks)
        return;
    out_line(o, ".clock = (const struct clock_def[]){");
    for (size_t i = 0; i < m->n_clocks; i++) {
        const struct clock_def *c = &m->clock[i];
        out_line(o, "{");
        out_text(o, "name", c->name);
        out_text(o, "row", c->row);
        out_text(o, "by", c->by);
        out_text(o, "at", c->at);
        out_texts(o, "from", c->from, -1);
        out_texts(o, "to", c->to, -1);
        out_texts(o, "stop", c->stop, -1);
        out_texts(o, "go", c->go, -1);
        out_line(o, "},");
    }
    out_line(o, "},");
    out_number(o, "n_clocks", (int64_t)m->n_clocks);
}

void model_print_matter(struct out *o, const struct matter *m)
{
    model_print_words(o, m->stages);
    if (m->topic) {
        struct shape none = {0};
        record_print_field(o, grow_format("static const struct field %s_topic = ", out_matter(m)),
                           m->topic, &none, ";");
    }
    out_line(o, "const struct matter %s_matter = {", out_matter(m));
    out_text(o, "name", m->name);
    out_text(o, "room", m->room);
    out_text(o, "url", m->url);
    out_value(o, "stages", "&%s_words", out_name(m->stages->name));
    out_number(o, "n_open", (int64_t)m->n_open);
    if (m->topic)
        out_value(o, "topic", "&%s_topic", out_matter(m));
    print_seats(o, m);
    print_circles(o, m);
    print_clocks(o, m);
    if (m->public_stages)
        out_value(o, "public_stages", "%lluu", (unsigned long long)m->public_stages);
    out_text(o, "public_fact", m->public_fact);
    out_text(o, "public_field", m->public_field);
    out_line(o, "};");
    out_blank(o);
}
