// SPDX-License-Identifier: Apache-2.0
#include "core/op_run.h"

#include "base/time.h"
#include "core.gen.h"
#include "core/amend.h"
#include "core/code.h"
#include "core/cond.h"
#include "core/core.h"
#include "core/core_open.h"
#include "core/job.h"
#include "core/number.h"
#include "core/party.h"
#include "core/read.h"
#include "core/ticket.h"
#include "crypt/hash.h"
#include "hold.gen.h"
#include "job.gen.h"

#include <assert.h>
#include <string.h>

/* ---- refusing ------------------------------------------------------------------------------ */

enum status refuse(struct ctx *c, const struct refusal *r)
{
    c->why = (struct why){r, r->key, r->row};
    return r->row ? REFUSED : BAD_INPUT;
}

enum status refuse_key(struct ctx *c, const char *key, const char *row)
{
    c->why = (struct why){NULL, key, row};
    return REFUSED;
}

enum { IDEM_BYTES = TICKET_KEY_TIME + 16 };

/* ---- idempotency --------------------------------------------------------------------------- */

/* Scope and key in one id; the scope's length stands in front so that no two pairs meet.  The key's
 * own beginning stands before the hash: keys made at about the same time (ticket_key) then lie
 * together, and a commit writes a few pages of the table, not one for each key. */
static struct str idem_id(const struct op_call *call, uint8_t room[IDEM_BYTES])
{
    uint64_t n = call->scope.n;
    struct str part[] = {S("xiezhi/idem"), {(const char *)&n, sizeof n}, call->scope, call->key};
    struct hash h = crypt_sha256_parts(part, 4);
    memset(room, 0, TICKET_KEY_TIME);
    memcpy(room, call->key.p,
           call->key.n < TICKET_KEY_TIME ? call->key.n : (size_t)TICKET_KEY_TIME);
    memcpy(room + TICKET_KEY_TIME, h.b, IDEM_BYTES - TICKET_KEY_TIME);
    return (struct str){(const char *)room, IDEM_BYTES};
}

/* An HMAC of all that was asked: another body under the same key is another request. */
static struct hash idem_body(struct core *core, const struct op_call *call)
{
    struct crypt_sha256 s;
    crypt_sha256_init(&s);
    crypt_sha256_add(&s, str_of(call->op->full));
    crypt_sha256_add(&s, (struct str){(const char *)&call->matter, sizeof call->matter});
    for (size_t i = 0; i < call->form.n; i++) {
        const struct form_pair *pair = &call->form.pair[i];
        size_t n[2] = {pair->name.n, pair->value.n};
        crypt_sha256_add(&s, (struct str){(const char *)n, sizeof n});
        crypt_sha256_add(&s, pair->name);
        crypt_sha256_add(&s, pair->value);
        if (pair->file)
            crypt_sha256_add(&s, (struct str){(const char *)pair->file->hash.b, 32});
    }
    struct hash body = crypt_sha256_end(&s), key = core_key(core, "idem");
    return crypt_hmac_sha256((struct str){(const char *)key.b, 32},
                             (struct str){(const char *)body.b, 32});
}

static struct str half(const struct hash *h)
{
    return (struct str){(const char *)h->b, 16};
}

/* The number of the matter that was made or acted on. */
static enum status tell_number(struct ctx *c, struct op_call *call)
{
    struct matter_row m;
    char room[NUMBER_BYTES];
    if (!call->op->matter && !call->again) /* made now, as fold numbers it */
        return arena_copy(call->arena, number_make(call->made, time_day(c->now), room), &call->no);
    TRY(matter_read(c, call->made, &m));
    return arena_copy(call->arena, m.no, &call->no);
}

/* Why it was refused then, from the entry that says so. */
static enum status tell_refusal(struct ctx *c, struct op_call *call)
{
    struct str reason, row;
    const struct read_fact *fact;
    TRY(read_stated(c, call->entry, &fact));
    const struct core_refused *f = fact->fields;
    if (fact->fact != &core_refused_fact || !f)
        return BROKEN;
    for (size_t i = 0; i < call->op->n_refusals; i++)
        if (str_is(f->reason, call->op->refusal[i].key)) {
            const struct refusal *r = &call->op->refusal[i];
            call->why = (struct why){r, r->key, r->row};
            return OK;
        }
    TRY(arena_copy(call->arena, f->reason, &reason));
    TRY(arena_copy(call->arena, f->row, &row));
    call->why = (struct why){NULL, reason.p, row.p};
    return OK;
}

/* The same answer as the first time, for somebody whom that one did not reach. */
static enum status tell_again(struct core *core, struct ctx *c, struct op_call *call)
{
    if (call->status == REFUSED)
        return call->entry >= 0 ? tell_refusal(c, call) : OK;
    if (!call->made)
        return OK;
    TRY(tell_number(c, call));
    enum status s = code_again(core, c, call->made, call->scope, call->key, call->arena,
                               &call->view_code, &call->secret);
    return s == REFUSED ? OK : s; /* this key made no codes */
}

/* OK: it is new.  CONFLICT: it was asked before; the call is filled. */
static enum status idem_check(struct core *core, struct ctx *c, struct op_call *call, struct str id,
                              const struct hash *body)
{
    struct op_idem had;
    enum status s = op_idem_one(c->db, id, &had, c->arena);
    if (s == NOT_FOUND)
        return OK;
    TRY(s);
    call->again = true;
    if (!str_eq(had.body, half(body))) {
        call->status = CONFLICT;
        return CONFLICT;
    }
    call->status = had.refused ? REFUSED : OK;
    call->entry = had.entry;
    call->made = had.matter.v;
    TRY(tell_again(core, c, call));
    return CONFLICT;
}

/* ---- checks, in the order of the contract -------------------------------------------------- */

static enum status check_by(struct ctx *c, const struct op_call *call, const struct matter_row *m)
{
    const struct parties *by = &call->op->by;
    bool needs_secret = false;
    for (size_t i = 0; i < by->n; i++) {
        enum status s = party_allows_one(c, &by->party[i], m);
        bool by_account = by->party[i].kind == PARTY_AUTHOR && c->who.person.v;
        if (s == OK && (!by->party[i].with_secret || c->who.has_secret || by_account))
            return OK;
        if (s != OK && s != REFUSED)
            return s;
        needs_secret |= s == OK;
    }
    return refuse_key(c, needs_secret ? "core.wrong_secret" : "core.not_yours", NULL);
}

static enum status check_stage(struct ctx *c, const struct op *op, const struct matter_row *m)
{
    int stage = m ? words_find(op->matter->stages, m->stage) : 0;
    if (!m || op->stages == 0 || op->stages >> (stage - 1) & 1)
        return OK;
    return refuse_key(c, "core.wrong_stage", op->law ? op->law : "core");
}

static enum status check_clock(struct ctx *c, const struct op *op, const struct matter_row *m)
{
    struct list clocks;
    if (!m || (!op->within && !op->after))
        return OK;
    TRY(matter_clocks_many(c->db, (struct matter_id){m->id}, &clocks, c->arena));
    const struct matter_clocks *clock = clocks.at;
    bool runs = false, ran_out = false;
    for (size_t i = 0; i < clocks.n; i++) {
        bool stands = clock[i].has_held;
        if (op->within && str_is(clock[i].name, op->within))
            runs = stands || (clock[i].running && c->now <= clock[i].due);
        if (op->after && str_is(clock[i].name, op->after))
            ran_out = !stands && c->now > clock[i].due;
    }
    if (op->within && !runs)
        return refuse_key(c, "core.too_late", op->law ? op->law : "core");
    if (op->after && !ran_out)
        return refuse_key(c, "core.too_early", op->law ? op->law : "core");
    return OK;
}

/* Does a hold refuse it here?  The row is the article under which that was placed. */
static enum status check_hold(struct ctx *c, const struct op *op, const struct matter_row *m)
{
    struct hold_refusing hold;
    struct str row;
    if (!m || !m->held)
        return OK;
    enum status s = hold_refusing_one(c->db, (struct matter_id){m->id}, str_of(op->full), c->now,
                                      &hold, c->arena);
    if (s != OK)
        return s == NOT_FOUND ? OK : s;
    TRY(arena_copy(c->arena, hold.law, &row)); /* with a NUL behind it */
    return refuse_key(c, "core.held", row.p);
}

/* Did the acting person's office do one of these facts here, or sit in that seat? */
static enum status check_bar(struct ctx *c, const struct bar *bar, const struct matter_row *m)
{
    for (const char *const *name = bar->facts; name && *name; name++) {
        struct list done;
        TRY(matter_done_many(c->db, (struct matter_id){m->id}, str_of(*name), &done, c->arena));
        const struct matter_done *act = done.at;
        for (size_t i = 0; i < done.n; i++) {
            bool same;
            TRY(party_is_person(c, act[i].actor, c->who.person, &same));
            if (same)
                return refuse_key(c, "core.same_person", bar->row);
        }
    }
    if (!bar->seat)
        return OK;
    struct party sits = {.kind = PARTY_SEAT, .seat = bar->seat};
    enum status s = party_allows_one(c, &sits, m);
    return s == OK ? refuse_key(c, "core.same_person", bar->row) : s == REFUSED ? OK : s;
}

enum status op_run_lawful(struct ctx *c, const struct op *op, const struct matter_row *m)
{
    TRY(check_stage(c, op, m));
    TRY(check_hold(c, op, m));
    TRY(check_clock(c, op, m));
    for (size_t i = 0; m && i < op->n_bars; i++)
        TRY(check_bar(c, &op->bar[i], m));
    return m && amend_is(op) ? amend_lawful(c, op, m) : OK;
}

static enum status check_refusals(struct ctx *c, const struct op_call *call)
{
    const struct op *op = call->op;
    for (size_t i = 0; i < op->n_refusals; i++) {
        bool holds = false;
        if (!op->refusal[i].when)
            continue;
        TRY(cond_holds(c, op->refusal[i].when, &op->form, call->input, call->matter, &holds));
        if (holds)
            return refuse(c, &op->refusal[i]);
    }
    return OK;
}

static enum status read_matter(struct ctx *c, const struct op_call *call, struct matter_row *row)
{
    TRY(matter_read(c, call->matter, row));
    return str_is(row->kind, call->op->matter->name) ? OK : NOT_FOUND;
}

static enum status check_all(struct ctx *c, const struct op_call *call)
{
    struct matter_row row;
    const struct matter_row *m = NULL;
    if (call->op->matter) {
        TRY(read_matter(c, call, &row));
        m = &row;
    }
    if (amend_is(call->op))
        TRY(amend_begin(c, call->op, m, amend_typed(&call->form)));
    TRY(check_by(c, call, m));
    TRY(op_run_lawful(c, call->op, m));
    return check_refusals(c, call);
}

const struct matter *op_matter(const struct op *op)
{
    if (op->matter)
        return op->matter;
    if (op->result == OP_JOB || op->result == OP_IMPORTS)
        return &job_work_matter;
    return op->n_facts ? op->facts[0]->matter : NULL;
}

/* ---- deciding ------------------------------------------------------------------------------ */

static enum status decide(struct ctx *c, struct ledger *l, struct op_call *call)
{
    const struct op *op = call->op;
    struct op_input *in = (struct op_input *)(uintptr_t)call->input;
    in->id = op->matter ? call->matter : ledger_new_matter(l);
    if (op->result == OP_STATE) {
        enum status s = op->decide(c, call->input);
        call->errors = c->mistakes;
        return s;
    }
    if (op->result == OP_JOB || op->result == OP_IMPORTS)
        return job_decide(c, op, call->input);
    if (amend_is(op))
        return amend_decide(c, op, call->input, call->matter, &call->errors);
    assert(op->result == OP_RECORD && op->n_facts == 1);
    const struct fact *f = op->facts[0];
    void *fields = arena_take(c->arena, 1, f->record.size + 1);
    if (!fields)
        return FULL;
    op->record(call->input, fields);
    return fact_state(c, f, f->matter ? in->id : 0, fields);
}

/* The reason goes to the call, which outlives the batch. */
static enum status keep_why(const struct ctx *c, struct op_call *call)
{
    struct str row;
    call->why = c->why;
    if (!c->why.row)
        return OK;
    TRY(arena_copy(call->arena, str_of(c->why.row), &row));
    call->why.row = row.p;
    return OK;
}

/* The refusal as an entry: of the operation, the reason and the row, under the matter's tag. */
static enum status state_refusal(struct ctx *c, const struct op_call *call)
{
    struct core_refused f = {
        .asked = str_of(call->op->full), .reason = str_of(c->why.key), .row = str_of(c->why.row)};
    return fact_state(c, &core_refused_fact, call->op->matter ? call->matter : 0, &f);
}

/* Does the fact give its matter codes: has it a coded seat, and begins with it or gets new ones? */
static bool gives_codes(const struct fact *f)
{
    for (size_t i = 0; f->makes && i < f->matter->n_seats; i++)
        if (f->matter->seat[i].coded)
            return true; /* an officer who files for a caller reads the codes out to him */
    for (size_t i = 0; i < f->n_sets; i++)
        if (f->set[i].from == SET_ANEW)
            return true;
    return false;
}

/* The view code and the second secret of a coded seat; those that it had open nothing any more. */
static enum status make_codes(struct core *core, struct ctx *c, struct op_call *call,
                              struct ledger *l, struct code_hashes *codes, bool *has_codes)
{
    *has_codes = l->n_pending && gives_codes(l->pending[0].fact);
    if (!*has_codes)
        return OK;
    return code_make(core, call->scope, call->key, call->arena, &call->view_code, &call->secret,
                     c->arena, &codes->view, &codes->secret);
}

static enum status finish(struct ctx *c, struct op_call *call, struct str id,
                          const struct hash *body, const struct op_made *made)
{
    const struct appended *first = made->appended.at;
    call->entry = made->appended.n ? first->entry : -1;
    call->made = made->appended.n ? first->matter : 0;
    if (call->made)
        TRY(tell_number(c, call));
    if (call->has_draft && call->status == OK)
        TRY(draft_end_exec(c->db, call->who.person.v, str_of(call->op->full), call->matter));
    if (!call->key.p)
        return OK;
    return op_add_idem_exec(c->db, id, half(body), call->entry, (struct matter_id){call->made},
                            call->status == REFUSED, c->now);
}

static bool ends_batch(enum status s)
{
    return s == FULL || s == BROKEN || s == BUSY;
}

/* ---- an input that killed the server ------------------------------------------------------- */

bool op_run_has_killed(const struct poison *page, const struct hash *input)
{
    size_t n = page->n_killed < POISON_KILLED ? page->n_killed : POISON_KILLED;
    for (size_t i = 0; i < n; i++) {
        bool same = true;
        for (size_t k = 0; k < sizeof input->b; k++)
            same &= page->killed[i][k] == input->b[k];
        if (same)
            return true;
    }
    return false;
}

/* Byte by byte: the page is read by another process after our end. */
void op_run_mark(struct poison *page, struct hash input)
{
    for (size_t i = 0; page && i < sizeof input.b; i++)
        page->running[i] = input.b[i];
}

/* ---- the whole ----------------------------------------------------------------------------- */

static enum status run_new(struct core *core, struct ctx *c, struct op_call *call, struct str id,
                           const struct hash *body, struct op_made *ret_made)
{
    struct ledger *l = c->ledger;
    struct code_hashes codes = {{NULL, 0}, {NULL, 0}};
    bool has_codes = false;
    ledger_drop(l);
    if ((call->op->within || call->op->after) && !core_clock_is_sure(core)) {
        call->status = BUSY;
        return OK;
    }
    enum status s = check_all(c, call);
    if (s == OK)
        s = decide(c, l, call);
    if (ends_batch(s))
        return s;
    call->status = s;
    TRY(keep_why(c, call));
    if (s != OK)
        ledger_drop(l);
    if (s == REFUSED && c->why.row)
        TRY(state_refusal(c, call));
    else if (s != OK)
        return OK; /* nothing happened: neither an entry nor a used key */
    TRY(make_codes(core, c, call, l, &codes, &has_codes));
    TRY(ledger_append(l, c, has_codes ? &codes : NULL, &ret_made->appended));
    return finish(c, call, id, body, ret_made);
}

enum status op_run(struct core *core, struct ledger *l, struct op_call *call, struct poison *page,
                   struct op_made *ret_made)
{
    struct ctx c = {.db = l->db,
                    .rooms = l->rooms,
                    .arena = l->arena,
                    .who = call->who,
                    .now = call->arrived,
                    .op = str_of(call->op->full),
                    .ledger = l,
                    .because = call->because,
                    .as_of = call->as_of};
    struct hash body = idem_body(core, call);
    uint8_t room[IDEM_BYTES];
    struct str id = {NULL, 0};
    *ret_made = (struct op_made){{NULL, 0}};
    if (call->key.p) {
        id = idem_id(call, room);
        enum status seen = idem_check(core, &c, call, id, &body);
        if (seen != OK)
            return seen == CONFLICT ? OK : seen;
    }
    if (page && op_run_has_killed(page, &body)) {
        call->status = BROKEN;
        return OK;
    }
    op_run_mark(page, body);
    enum status s = run_new(core, &c, call, id, &body, ret_made);
    op_run_mark(page, (struct hash){{0}});
    return s;
}
