// SPDX-License-Identifier: Apache-2.0
/* scene_do.c -- somebody asks for something or opens a page.
 * Floor 6. */
#include "cli/scene.h"

#include "base/json.h"

#include <stdio.h>
#include <string.h>

enum { BODY_BYTES = 256 * 1024, TARGET_BYTES = 300, REPEATS = 8 };

/* ---- names --------------------------------------------------------------------------------- */

/* "answer" or "appeal.answer": the scene's own room is looked at first. */
static bool is_named(struct str word, const char *room, const char *name)
{
    struct str rest, head = str_cut(word, '.', &rest);
    return rest.p ? str_is(head, room) && str_is(rest, name) : str_is(word, name);
}

static const struct op *find_op(const struct scene *s, struct str word)
{
    const struct rooms *rooms = s->cli->rooms;
    const struct op *found = NULL;
    for (size_t i = 0; i < rooms->n; i++)
        for (size_t k = 0; k < rooms->room[i]->n_ops; k++) {
            const struct op *op = rooms->room[i]->ops[k];
            if (is_named(word, op->room, op->name) && (!found || str_is(s->room, op->room)))
                found = op;
        }
    return found;
}

static const struct page_def *find_page(const struct scene *s, struct str word)
{
    const struct rooms *rooms = s->cli->rooms;
    const struct page_def *found = NULL;
    for (size_t i = 0; i < rooms->n; i++)
        for (size_t k = 0; k < rooms->room[i]->n_pages; k++) {
            const struct page_def *page = rooms->room[i]->pages[k];
            if (is_named(word, page->room, page->name) && (!found || str_is(s->room, page->room)))
                found = page;
        }
    return found;
}

/* Pattern with {id} filled, and a tail behind it. */
static struct str address(const char *pattern, int64_t id, const char *tail,
                          char room[TARGET_BYTES])
{
    const char *hole = strstr(pattern, "{id}");
    int n = hole ? snprintf(room, TARGET_BYTES, "%.*s%lld%s%s", (int)(hole - pattern), pattern,
                            (long long)id, hole + 4, tail)
                 : snprintf(room, TARGET_BYTES, "%s%s", pattern, tail);
    return (struct str){room, (size_t)n};
}

static struct str op_address(const struct op *op, int64_t matter, char room[TARGET_BYTES])
{
    char tail[80], head[80];
    snprintf(tail, sizeof tail, "/%s", op->name);
    snprintf(head, sizeof head, "/%s", op->room);
    return address(op->matter && op->matter->url ? op->matter->url : head, matter, tail, room);
}

/* ---- who ----------------------------------------------------------------------------------- */

static enum status sign_in(struct scene *s, struct str who, struct client *c)
{
    for (size_t i = 0; i < s->n_people; i++)
        if (str_eq(s->person[i].login, who))
            return client_login(c, who, s->person[i].password) == OK
                       ? OK
                       : scene_failed(s, "to sign in", "a refusal");
    return scene_failed(s, "an account of the pack, citizen or stranger", "%.*s", STR_ARG(who));
}

/* A visitor with the cookies of WHO; the citizen has opened matter `m` with his codes. */
static enum status come_in(struct scene *s, struct str who, const struct scene_matter *m,
                           bool with_secret, struct client *c)
{
    *c = trial_visitor(&s->trial);
    if (str_is(who, "stranger"))
        return OK;
    if (!str_is(who, "citizen"))
        return sign_in(s, who, c);
    if (!m || !m->view_code.n)
        return OK;
    struct str secret = with_secret ? m->secret : (struct str){0};
    return client_track(c, m->no, m->view_code, secret) == OK
               ? OK
               : scene_failed(s, "codes that open the matter", "a refusal");
}

/* ---- the form ------------------------------------------------------------------------------ */

/* The declared field behind "claim.1.words". */
static const struct field *field_of(const struct record *r, struct str name)
{
    const struct field *f = NULL;
    while (name.p && r) {
        struct str part = str_cut(name, '.', &name);
        int64_t number;
        if (str_to_int(part, &number) == OK)
            continue;
        f = record_find(r, part);
        r = f && f->type == FIELD_GROUP ? f->group : NULL;
    }
    return f;
}

/* A unit is written by its code, the number of a matter by the matter's name in the scene. */
static struct str value_of(struct scene *s, const struct op *op, const struct scene_word *w,
                           char room[24])
{
    const struct field *f = field_of(&op->form, w->name);
    int64_t unit = f && f->type == FIELD_UNIT ? scene_unit(s, w->value) : 0;
    const struct scene_matter *m =
        f && f->type == FIELD_KEY ? scene_matter_find(s, w->value) : NULL;
    if (m)
        return m->no;
    if (!unit)
        return w->value;
    int n = snprintf(room, 24, "%lld", (long long)unit);
    return (struct str){room, (size_t)n};
}

struct asked {
    const struct scene_line *line;
    size_t first; /* word with the first f=v */
    const struct op *op;
};

/* The words f=v of the line as members of a form. */
static size_t pairs_of(struct scene *s, const struct asked *a, struct client_pair *pair,
                       char (*room)[24])
{
    size_t n = 0;
    for (size_t i = a->first; i < a->line->n; i++) {
        const struct scene_word *w = &a->line->word[i];
        struct str name = str_is(w->name, "secret") ? S("_secret") : w->name;
        pair[n++] = (struct client_pair){name, value_of(s, a->op, w, room[i]), NULL};
    }
    return n;
}

static bool has_file(const struct asked *a)
{
    for (size_t i = a->first; i < a->line->n; i++)
        if (str_starts(a->line->word[i].value, S("@")))
            return true;
    return false;
}

static const char *file_path(struct scene *s, struct str name)
{
    char *path = arena_take(&s->trial.arena, 1, s->folder.n + name.n + 1);
    if (path) {
        memcpy(path, s->folder.p ? s->folder.p : "", s->folder.n);
        memcpy(path + s->folder.n, name.p, name.n);
    }
    return path;
}

/* As a browser does: the page with the form, its hidden fields, everything in one multipart body.
 */
static enum status send_files(struct scene *s, struct client *c, const struct asked *a,
                              struct str target, const char *page, const char *key,
                              struct client_reply *ret_reply)
{
    struct client_pair field[SCENE_WORDS + 4];
    static char room[SCENE_WORDS][24];
    size_t n = 0;
    TRY(client_get(c, str_of(page), NULL, ret_reply));
    struct str token = client_hidden(ret_reply->body, target, "_csrf");
    field[n++] = (struct client_pair){S("_csrf"), token.p ? token : S(""), NULL};
    field[n++] = (struct client_pair){S("_key"), str_of(key), NULL};
    field[n++] = (struct client_pair){S("_go"), S("send"), NULL};
    for (size_t i = a->first; i < a->line->n; i++) {
        const struct scene_word *w = &a->line->word[i];
        if (str_starts(w->value, S("@"))) {
            struct str list = str_cut(w->name, '.', &(struct str){0});
            field[n++] =
                (struct client_pair){list, S(""), file_path(s, str_part(w->value, 1, w->value.n))};
        } else {
            field[n++] = (struct client_pair){w->name, value_of(s, a->op, w, room[i]), NULL};
        }
    }
    return client_form(c, target, field, n, "application/json", ret_reply);
}

static enum status send(struct scene *s, struct client *c, const struct asked *a, int64_t matter,
                        struct client_reply *ret_reply)
{
    char room[TARGET_BYTES], page[TARGET_BYTES], key[40];
    struct buf body;
    struct str target = op_address(a->op, matter, room);
    snprintf(key, sizeof key, "scene-%010d", ++s->n_asked);
    if (has_file(a)) {
        if (a->op->matter)
            address(a->op->matter->url, matter, "", page);
        else
            memcpy(page, room, sizeof room);
        return send_files(s, c, a, target, page, key, ret_reply);
    }
    static struct client_pair pair[SCENE_WORDS];
    static char value[SCENE_WORDS][24];
    buf_init(&body, BODY_BYTES);
    client_put_json(&body, pair, pairs_of(s, a, pair, value));
    enum status sent = body.full ? FULL : client_json(c, target, buf_str(&body), key, ret_reply);
    buf_close(&body);
    return sent;
}

/* ---- the answer ---------------------------------------------------------------------------- */

static bool is_reason(struct str said, struct str expected)
{
    size_t at = said.n - expected.n;
    return str_eq(said, expected) || (str_ends(said, expected) && at > 0 && said.p[at - 1] == '.');
}

/* Was this refusal the one that is expected?  A shut door does not say whether there is something
 * behind it. */
static bool was_refused_so(const struct client_reply *r, const struct json *j, struct str expected)
{
    const struct json *errors = json_get(j, "errors");
    bool shut = r->status == 403 || r->status == 404;
    if (is_reason(json_text(json_get(j, "reason")), expected))
        return true;
    for (size_t i = 0; errors && i < errors->n; i++)
        if (is_reason(json_text(json_get(json_item(errors, i), "reason")), expected))
            return true;
    return shut && is_reason(S("core.not_yours"), expected);
}

static enum status told(struct scene *s, const struct client_reply *r, const char *expected)
{
    return scene_failed(s, expected, "%d %.*s", r->status, (int)(r->body.n > 900 ? 900 : r->body.n),
                        r->body.p);
}

static enum status hear_refusal(struct scene *s, const struct client_reply *r, const struct json *j,
                                struct str reason)
{
    char expected[200];
    if (r->status >= 400 && was_refused_so(r, j, reason))
        return OK;
    snprintf(expected, sizeof expected, "=> %.*s", STR_ARG(reason));
    return told(s, r, expected);
}

static enum status remember(struct scene *s, struct str name, const struct json *j)
{
    struct scene_matter *m = scene_matter_find(s, name);
    int64_t id;
    if (!m && s->n_matters < SCENE_MATTERS && name.n) {
        m = &s->matter[s->n_matters++];
        *m = (struct scene_matter){.name = name};
    }
    if (!m || json_int(json_get(j, "matter"), &id) != OK)
        return OK;
    m->id = id;
    m->no = json_text(json_get(j, "no"));
    m->receipt = json_text(json_get(j, "receipt"));
    if (json_text(json_get(j, "view_code")).n) {
        m->view_code = json_text(json_get(j, "view_code"));
        m->secret = json_text(json_get(j, "secret"));
    }
    return OK;
}

static enum status hear(struct scene *s, const struct client_reply *r, struct str name,
                        struct str reason)
{
    struct json *j = NULL;
    if (json_parse(&s->trial.arena, r->body, JSON_STRICT, &j, NULL) != OK)
        return told(s, r, "an answer in JSON");
    if (reason.p)
        return hear_refusal(s, r, j, reason);
    if (r->status != 201)
        return told(s, r, "that it is done");
    return remember(s, name, j);
}

/* ---- asking -------------------------------------------------------------------------------- */

static enum status ask_for(struct scene *s, const struct asked *a, struct str name)
{
    struct client c;
    struct client_reply r;
    struct scene_matter *m = scene_matter_find(s, name);
    bool gives_secret = false;
    for (size_t i = a->first; i < a->line->n; i++)
        gives_secret |= str_is(a->line->word[i].name, "secret");
    if (a->op->matter && !m)
        return scene_failed(s, "a matter that was made before", "%.*s", STR_ARG(name));
    TRY(come_in(s, a->line->word[0].name, m, !gives_secret, &c));
    if (send(s, &c, a, m ? m->id : 0, &r) != OK)
        return scene_failed(s, "an answer", "none: does the file exist, does the node run?");
    return hear(s, &r, name, a->line->reason);
}

enum status scene_do(struct scene *s, const struct scene_line *l)
{
    size_t first = 2;
    if (l->n < 2)
        return scene_failed(s, "WHO does what", "one word");
    if (str_is(l->word[1].name, "opens"))
        return scene_open_page(s, l);
    if (str_is(l->word[1].name, "seeks"))
        return scene_seek(s, l);
    struct asked a = {.line = l, .op = find_op(s, l->word[1].name)};
    if (!a.op)
        return scene_failed(s, "an operation", "%.*s", STR_ARG(l->word[1].name));
    while (first < l->n && !l->word[first].value.p)
        first++;
    a.first = first;
    if (first == 2)
        return ask_for(s, &a, S(""));
    for (size_t i = 2; i < first; i++)
        TRY(ask_for(s, &a, l->word[i].name));
    return OK;
}

/* ---- pages --------------------------------------------------------------------------------- */

/* The page's text with the entities that we write turned back. */
static struct str plain(struct arena *a, struct str html)
{
    static const struct {
        const char *entity;
        char is;
    } entities[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
    char *to = arena_take(a, 1, html.n + 1);
    size_t n = 0;
    for (size_t i = 0; to && i < html.n; i++) {
        to[n] = html.p[i];
        for (size_t k = 0; html.p[i] == '&' && k < 5; k++)
            if (str_starts(str_part(html, i, 6), str_of(entities[k].entity))) {
                to[n] = entities[k].is;
                i += strlen(entities[k].entity) - 1;
                break;
            }
        n++;
    }
    return (struct str){to, n};
}

static enum status look(struct scene *s, const struct scene_line *l, size_t i, struct str text)
{
    for (; i + 1 < l->n; i += 2) {
        bool shows = str_is(l->word[i].name, "shows"), hides = str_is(l->word[i].name, "hides");
        struct str what = l->word[i + 1].name;
        bool there = str_find(text, what) < text.n;
        if (!shows && !hides)
            return scene_failed(s, "shows or hides", "%.*s", STR_ARG(l->word[i].name));
        if (shows != there)
            return scene_failed(s, shows ? "to see it" : "not to see it", "a page %s \"%.*s\"",
                                there ? "with" : "without", STR_ARG(what));
    }
    return i == l->n ? OK : scene_failed(s, "shows \"...\" or hides \"...\"", "one word more");
}

/* What WHO reads there, from the word behind the matter on. */
static enum status look_at(struct scene *s, const struct scene_line *l, struct str target,
                           const struct scene_matter *m)
{
    struct client c;
    struct client_reply r;
    TRY(come_in(s, l->word[0].name, m, false, &c));
    const char *accept = l->reason.p ? "application/json" : NULL;
    if (client_get(&c, target, accept, &r) != OK)
        return scene_failed(s, "an answer", "none");
    if (l->reason.p)
        return hear(s, &r, S(""), l->reason);
    if (r.status != 200)
        return told(s, &r, "the page");
    return look(s, l, m ? 4 : 3, plain(&s->trial.arena, r.body));
}

enum status scene_open_page(struct scene *s, const struct scene_line *l)
{
    char room[TARGET_BYTES];
    struct scene_matter *m = l->n > 3 ? scene_matter_find(s, l->word[3].name) : NULL;
    struct str word = l->n > 2 ? l->word[2].name : S("");
    const struct page_def *page = find_page(s, word);
    if (!page && !str_starts(word, S("/")))
        return scene_failed(s, "a page", "%.*s", STR_ARG(word));
    if (page && page->matter && !m)
        return scene_failed(s, "a matter that was made before", "none");
    return look_at(s, l, page ? address(page->path, m ? m->id : 0, "", room) : word, m);
}

enum status scene_seek(struct scene *s, const struct scene_line *l)
{
    char room[TARGET_BYTES];
    struct buf target = {.p = room, .room = sizeof room, .max = sizeof room};
    struct str words = l->n > 2 ? l->word[2].name : S("");
    struct scene_matter *m = l->n > 3 ? scene_matter_find(s, l->word[3].name) : NULL;
    buf_puts(&target, "/search?q=");
    for (size_t i = 0; i < words.n; i++)
        buf_printf(&target, "%%%02X", (unsigned char)words.p[i]);
    if (target.full || !words.n)
        return scene_failed(s, "words to look for", "none, or too many");
    return look_at(s, l, buf_str(&target), m);
}
