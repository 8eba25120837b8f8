// SPDX-License-Identifier: Apache-2.0
/* ask.c -- a form that was sent: read, checked, handed to the writer, answered.
 * Floor 6.  Runs on the loop, or on a pool thread where files must be flushed; what the writer
 * refused is shown by a pool thread. */
#include "base/json.h"
#include "base/limits.h"
#include "core/amend.h"
#include "core/ticket.h"
#include "core/token.h"
#include "web/server.h"

#include <assert.h>
#include <string.h>

/* What the door itself put into the form. */
struct own {
    struct str csrf, key, go, secret, draft;
    int step;
};

static bool is_json(const struct visit *v)
{
    return str_is(v->req->media, "application/json");
}

/* ---- the sent form as pairs ---- */

/* What does not fit its field is left where it is, to be removed with the request; the form says
 * what is wrong with it. */
static enum status take_file(struct visit *v, struct http_file *f, struct form_pair *pair)
{
    const struct field *field = form_field(&v->op->form, f->field);
    struct file_ref *file = ARENA_NEW(v->ctx.arena, struct file_ref);
    if (!file)
        return FULL;
    *file = (struct file_ref){.name = f->name, .media = f->media, .size = f->size, .hash = f->hash};
    *pair = (struct form_pair){.name = f->field, .value = f->name, .file = file};
    bool fits =
        field && field->type == FIELD_FILE && (field->min > field->max || f->size <= field->max);
    const struct file_come come = {f->path, fits ? field->of : NULL};
    enum status s = fits ? file_take(v->core, v->ctx.arena, &come, file) : BAD_INPUT;
    if (s == OK)
        http_adopt(f);
    return s == BAD_INPUT ? OK : s;
}

/* An old one must simply be chosen again. */
static enum status kept_file(struct visit *v, struct str name, struct str sealed,
                             struct form_pair *pair, size_t *n)
{
    struct file_ref *file = ARENA_NEW(v->ctx.arena, struct file_ref);
    if (!file)
        return FULL;
    enum status s = page_form_unseal(&v->ctx, &v->web, v->op, sealed, file);
    if (s == OK)
        s = file_keep_again(v->core, v->ctx.arena, file);
    if (s == REFUSED || s == NOT_FOUND)
        return OK;
    TRY(s);
    pair[(*n)++] = (struct form_pair){.name = name, .value = file->name, .file = file};
    return OK;
}

static void read_own(struct own *own, struct str name, struct str value)
{
    int64_t step;
    if (str_is(name, "_csrf"))
        own->csrf = value;
    else if (str_is(name, "_key"))
        own->key = value;
    else if (str_is(name, "_go"))
        own->go = value;
    else if (str_is(name, "_secret"))
        own->secret = str_trim(value);
    else if (str_is(name, "_draft"))
        own->draft = value;
    else if (str_is(name, "_step") && str_to_int(value, &step) == OK && step >= 0)
        own->step = (int)(step > PAGE_FORM_CHECK ? PAGE_FORM_CHECK : step);
}

struct reading {
    struct form_pair *pair, *grown;
    size_t n, n_grown;
};

static enum status read_pair(struct visit *v, const struct http_pair *p, struct own *own,
                             struct reading *r)
{
    if (str_starts(p->name, S("_file.")) && p->value.n)
        return kept_file(v, str_part(p->name, 6, p->name.n), p->value, r->pair, &r->n);
    if (str_starts(p->name, S("_n.")))
        r->grown[r->n_grown++] =
            (struct form_pair){str_part(p->name, 3, p->name.n), p->value, NULL};
    else if (p->name.n && p->name.p[0] == '_')
        read_own(own, p->name, p->value);
    else
        r->pair[r->n++] = (struct form_pair){p->name, p->value, NULL};
    return OK;
}

/* "add.claim" shows one fieldset more of that group. */
static enum status grow(struct visit *v, struct str group, struct reading *r)
{
    for (size_t i = 0; i < r->n_grown; i++) {
        int64_t n = 0;
        struct buf b;
        if (!str_eq(r->grown[i].name, group) || str_to_int(r->grown[i].value, &n) != OK)
            continue;
        buf_init(&b, 32);
        buf_int(&b, n < LIMIT_LIST_ITEMS ? n + 1 : n);
        enum status s = arena_copy(v->ctx.arena, buf_str(&b), &r->grown[i].value);
        buf_close(&b);
        TRY(s);
    }
    return OK;
}

static enum status read_web_form(struct visit *v, struct own *own)
{
    struct http_form sent;
    TRY(http_fields(v->req, &sent));
    size_t room = sent.n + v->req->n_files + 1;
    struct reading r = {.pair = ARENA_ARRAY(v->ctx.arena, struct form_pair, room),
                        .grown = ARENA_ARRAY(v->ctx.arena, struct form_pair, room)};
    struct form *grown = ARENA_NEW(v->ctx.arena, struct form);
    if (!r.pair || !r.grown || !grown)
        return FULL;
    for (size_t i = 0; i < sent.n; i++)
        TRY(read_pair(v, &sent.at[i], own, &r));
    if (str_starts(own->go, S("add.")))
        TRY(grow(v, str_part(own->go, 4, own->go.n), &r));
    *grown = (struct form){r.grown, r.n_grown};
    v->web.last = (struct web_last){.op = v->op, .typed = {r.pair, r.n}, .grown = grown};
    return OK;
}

/* Files are taken over only when the form is from one of our own pages. */
static enum status take_files(struct visit *v)
{
    struct form *typed = &v->web.last.typed;
    if (v->req->n_files)
        server_sweep(v->server);
    struct form_pair *pair = (struct form_pair *)(uintptr_t)typed->pair;
    for (size_t i = 0; i < v->req->n_files; i++) {
        if (v->req->files[i].size == 0)
            continue;
        TRY(take_file(v, &v->req->files[i], &pair[typed->n]));
        typed->n++;
    }
    return OK;
}

/* The second secret may stand in a JSON body as in a form; it is no field of the operation. */
static void take_secret(struct form *form, struct own *own)
{
    struct form_pair *pair = (struct form_pair *)(uintptr_t)form->pair;
    size_t n = 0;
    for (size_t i = 0; i < form->n; i++)
        if (str_is(pair[i].name, "_secret"))
            own->secret = str_trim(pair[i].value);
        else
            pair[n++] = pair[i];
    form->n = n;
}

static enum status read_json(struct visit *v, struct own *own)
{
    struct form form;
    TRY(form_from_json(v->ctx.arena, v->req->body, &form));
    take_secret(&form, own);
    v->wants_json = true;
    v->web.last = (struct web_last){.op = v->op, .typed = form};
    return OK;
}

/* A program sends its request at once, and its key in a header; files make it a form. */
static enum status read_sent(struct visit *v, struct own *own)
{
    bool as_json = is_json(v);
    if (v->is_api && !as_json && !v->req->n_files)
        return BAD_INPUT;
    TRY(as_json ? read_json(v, own) : read_web_form(v, own));
    if (as_json || v->is_api) {
        own->go = S("send");
        own->key = http_header(v->req, S("idempotency-key"));
    }
    return OK;
}

/* The first n files of the form go to their place, or back among those that wait. */
static void files_back(struct visit *v, size_t n)
{
    const struct form *typed = &v->web.last.typed;
    for (size_t i = 0; i < n; i++)
        if (typed->pair[i].file)
            file_keep_back(v->core, v->ctx.arena, typed->pair[i].file);
}

static enum status keep_files(struct visit *v)
{
    const struct form *typed = &v->web.last.typed;
    for (size_t i = 0; i < typed->n; i++) {
        enum status s =
            typed->pair[i].file ? file_keep(v->core, v->ctx.arena, typed->pair[i].file) : OK;
        if (s != OK) {
            files_back(v, i);
            return s;
        }
    }
    return OK;
}

/* ---- the answer as JSON ---- */

static void reply_json_done(struct visit *v)
{
    const struct op_call *call = &v->ask.call;
    struct buf b;
    buf_init(&b, 1 << 20);
    buf_printf(&b, "{\"entry\":%lld,\"matter\":%lld", (long long)call->entry,
               (long long)call->made);
    const struct http_pair texts[] = {{S(",\"no\":"), call->no},
                                      {S(",\"view_code\":"), call->view_code},
                                      {S(",\"secret\":"), call->secret},
                                      {S(",\"receipt\":"), call->receipt}};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        buf_put(&b, texts[i].name);
        json_put_text(&b, texts[i].value);
    }
    buf_puts(&b, "}\n");
    v->status = 201;
    visit_reply(v, S("application/json"), &b);
}

/* ---- the form again ---- */

static void show_again(struct visit *v, enum status s)
{
    v->web.last.status = s;
    v->status = s == OK ? 200 : visit_status_of(s);
    if (s == FULL && v->ask.call.status == FULL)
        v->status = 507;              /* the writer said so: no room for an entry */
    if (v->is_api || v->wants_json) { /* a program, also one that sends a form with files */
        visit_reply_problem(v);
        return;
    }
    show_form(v);
}

/* Back to the page of the form on which the first mistake is. */
static int step_of_errors(const struct visit *v, int step)
{
    const struct form_error *e = v->web.last.errors.at;
    int first = step;
    for (size_t i = 0; i < v->web.last.errors.n; i++) {
        int at = page_form_step(v->op, e[i].name);
        if (at >= 0 && (at < first || first == PAGE_FORM_CHECK))
            first = at;
    }
    return first == PAGE_FORM_CHECK ? 0 : first;
}

/* ---- the writer's answer ---- */

static void reply_made(struct visit *v)
{
    const struct op_call *call = &v->ask.call;
    struct visit_party party = {.matter = call->made,
                                .has_secret = true,
                                .no = call->no,
                                .view_code = call->view_code,
                                .key = call->key,
                                .entry = call->entry};
    visit_set_party(v, &party);
    visit_see_other(v, S("/receipt"));
}

static void reply_done(struct visit *v)
{
    const struct op_call *call = &v->ask.call;
    const struct matter *matter = op_matter(v->op);
    struct buf b;
    if (call->view_code.n) {
        reply_made(v);
        return;
    }
    buf_init(&b, 400);
    if (matter && matter->url && call->made) {
        struct page p = frame_page(v, &b);
        const struct page_def home = {.path = matter->url};
        page_url(&p, &home, call->made, NULL, 0);
    } else {
        buf_printf(&b, "/");
    }
    buf_printf(&b, "?done=%lld", (long long)call->entry);
    visit_see_other(v, buf_str(&b));
    buf_close(&b);
}

/* A form sent twice (a double click, a lost reply) gets what it got the first time: number and
 * codes come from the writer, the receipt from here. */
static void fetch_receipt(struct visit *v)
{
    struct op_call *call = &v->ask.call;
    struct ctx c = v->ctx;
    if (call->view_code.n)
        c.who.matter = call->made;
    if (call->entry >= 0 && receipt_make(&c, call->entry, &call->receipt) != OK)
        call->receipt = (struct str){NULL, 0}; /* it can be fetched later */
}

static void finish(struct visit *v)
{
    struct op_call *call = &v->ask.call;
    if (call->again || (call->status != OK && !call->may_stand))
        files_back(v, v->web.last.typed.n);
    if (call->status == OK && call->again)
        fetch_receipt(v);
    if (call->status == OK) {
        if (v->wants_json)
            reply_json_done(v);
        else
            reply_done(v);
        return;
    }
    if (call->status == REFUSED || call->status == CONFLICT)
        v->web.last.key = (struct str){0}; /* it is spent: what is sent next is another request */
    v->web.last.why = call->why;
    v->web.last.errors = call->errors;
    v->web.last.step = step_of_errors(v, v->op->n_steps > 1 ? PAGE_FORM_CHECK : 0);
    if (call->errors.n == 0 && v->op->n_steps > 1)
        v->web.last.step = PAGE_FORM_CHECK;
    show_again(v, call->status);
}

/* On the sealer's thread, which has no reader: what went well the first time needs none and is
 * answered here; all else is asked of the database again, by a pool thread with its own. */
static void done(struct op_call *call)
{
    if (call->status == OK && !call->again)
        finish(call->of);
    else
        server_push(call->of, finish);
}

/* Who repeats a form with the same key is the account, or else the visitor. */
static enum status scope_of(struct visit *v, struct str *ret_scope)
{
    struct buf b;
    buf_init(&b, 128);
    if (v->ctx.who.person.v)
        buf_printf(&b, "account:%lld", (long long)v->ctx.who.person.v);
    else if (v->is_api || (is_json(v) && !http_header(v->req, S("cookie")).p))
        buf_puts(&b, "anyone");
    else
        buf_printf(&b, "visitor:%.*s", STR_ARG(v->web.visitor));
    enum status s = arena_copy(v->ctx.arena, buf_str(&b), ret_scope);
    buf_close(&b);
    return s;
}

static enum status submit(struct visit *v, const void *input)
{
    struct op_call call = {.op = v->op,
                           .who = v->ctx.who,
                           .matter = v->id,
                           .input = input,
                           .form = v->web.last.typed,
                           .key = v->web.last.key,
                           .has_draft = v->ctx.who.person.v && v->web.last.draft.n > 0,
                           .arrived = core_has_false_clock(v->core) ? core_now(v->core)
                                                                    : v->req->arrived_at,
                           .arena = v->ctx.arena,
                           .done = done,
                           .of = v};
    TRY(scope_of(v, &call.scope));
    TRY(keep_files(v));
    v->ask.call = call;
    enum status s = op_submit(v->core, &v->ask.call);
    if (s != OK)
        files_back(v, v->web.last.typed.n);
    return s;
}

/* ---- checks and steps ---- */

/* The second secret, given in the form itself. */
static enum status check_secret(struct visit *v, struct str secret)
{
    int64_t matter;
    bool has = false;
    if (!secret.n || !v->web.is_party || v->party.matter != v->id)
        return OK;
    TRY(code_check(&v->ctx, v->party.no, v->party.view_code, secret, &matter, &has));
    v->ctx.who.has_secret = has && matter == v->id;
    return OK;
}

bool ask_may(struct visit *v)
{
    struct matter_row row = {0};
    if (v->op->matter &&
        (matter_read(&v->ctx, v->id, &row) != OK || !str_is(row.kind, v->op->matter->name)))
        return false;
    if (amend_is(v->op) && amend_begin(&v->ctx, v->op, &row, amend_typed(&v->web.last.typed)) != OK)
        return false;
    return party_allows(&v->ctx, &v->op->by, v->op->matter ? &row : NULL) == OK;
}

static void go_on(struct visit *v, const struct own *own)
{
    struct web_last *last = &v->web.last;
    bool sending = str_is(own->go, "send") || v->op->n_steps < 2;
    int step = sending || own->step >= v->op->n_steps ? v->op->n_steps - 1 : own->step;
    struct op_input *input = arena_take(v->ctx.arena, 1, v->op->form.size);
    if (!input) {
        show_again(v, FULL);
        return;
    }
    input->id = v->id;
    enum status s =
        form_read(&v->ctx, &v->op->form, v->id, step, &last->typed, input, &last->errors);
    if (s != OK) {
        last->step = step_of_errors(v, sending && v->op->n_steps > 1 ? PAGE_FORM_CHECK : step);
        show_again(v, s);
    } else if (!sending) {
        last->step = step + 1 < v->op->n_steps ? step + 1 : PAGE_FORM_CHECK;
        show_again(v, OK);
    } else {
        last->step = v->op->n_steps > 1 ? PAGE_FORM_CHECK : 0;
        s = submit(v, input);
        if (s != OK)
            show_again(v, s);
    }
}

static void act(struct visit *v, const struct own *own)
{
    int64_t to;
    v->web.last.key = own->key;
    v->web.last.step = own->step;
    v->web.last.draft = own->draft;
    if (str_starts(own->go, S("add."))) {
        show_again(v, OK);
    } else if (str_to_int(own->go, &to) == OK && to >= 0 && to < v->op->n_steps) {
        v->web.last.step = (int)to;
        show_again(v, OK);
    } else {
        go_on(v, own);
    }
}

void ask_begin(struct visit *v)
{
    struct own own = {0};
    enum status s = read_sent(v, &own);
    if (s == BAD_INPUT && v->is_api) {
        visit_reply_reason(v, 400, "web.api.body");
    } else if (s != OK) {
        visit_reply_error(v, s == BAD_INPUT ? 400 : visit_status_of(s));
    } else if (v->has_token && !token_may(v->token_ops, v->op)) {
        visit_reply_reason(v, 403, "web.api.scope");
    } else if (!visit_is_own_form(v, own.csrf, str_of(v->op->full))) {
        visit_reply_error(v, 419);
    } else if (!ask_may(v)) {
        visit_reply_error(v, v->op->matter ? 404 : 403);
    } else if (!ticket_is_name(own.key, 16) && v->wants_json) {
        visit_reply_reason(v, 400, "web.api.key");
    } else if (!ticket_is_name(own.key, 16)) {
        visit_reply_error(v, 400);
    } else if (take_files(v) != OK) {
        visit_reply_error(v, 503);
    } else if ((s = check_secret(v, own.secret)) != OK) {
        if (s == REFUSED)
            v->web.last.why.key = "core.wrong_secret";
        v->web.last.key = own.key;
        show_again(v, s);
    } else {
        act(v, &own);
    }
}
