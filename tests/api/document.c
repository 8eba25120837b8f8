// SPDX-License-Identifier: Apache-2.0
/* /openapi.json is an OpenAPI 3.1 document, names every operation and page, its examples are of its
 * schemas, and what it says of a request the door does: a table of bodies is judged by both. */
#include "../promise/promise.h"
#include "schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { IDS_MAX = 200, DOCUMENT_BYTES = 8 * 1024 * 1024 };

struct reading {
    struct promise p;
    struct arena arena;
    const struct json *root;
    struct str id[IDS_MAX];
    size_t n_ids;
};

static const struct json *get(const struct json *v, const char *key)
{
    return json_get(v, key);
}

/* ---- rules of OpenAPI 3.1 ------------------------------------------------------------------ */

static void check_refs(struct reading *r, const struct json *v)
{
    for (const struct json *child = v->child; child; child = child->next) {
        if (v->type == JSON_OBJECT && str_is(child->key, "example"))
            continue;
        if (str_is(child->key, "$ref") && child->type == JSON_STRING)
            promise_check(&r->p, schema_find(r->root, child->text) != NULL, "%.*s leads somewhere",
                          STR_ARG(child->text));
        check_refs(r, child);
    }
}

static const struct json *follow(struct reading *r, const struct json *v)
{
    struct str ref = json_text(get(v, "$ref"));
    return ref.p ? schema_find(r->root, ref) : v;
}

static bool is_parameter_place(struct str in)
{
    return str_is(in, "path") || str_is(in, "query") || str_is(in, "header");
}

/* Every parameter is whole, and each {name} of the path is one of them. */
static void check_parameters(struct reading *r, struct str path, const struct json *list)
{
    size_t holes = 0, filled = 0;
    for (size_t i = 0; i < path.n; i++)
        holes += path.p[i] == '{';
    for (const struct json *one = list ? list->child : NULL; one; one = one->next) {
        const struct json *p = follow(r, one);
        char hole[100];
        struct str name = json_text(get(p, "name")), in = json_text(get(p, "in"));
        promise_check(&r->p, name.n && is_parameter_place(in) && get(p, "schema"),
                      "%.*s: a whole parameter", STR_ARG(path));
        if (!str_is(in, "path"))
            continue;
        snprintf(hole, sizeof hole, "{%.*s}", STR_ARG(name));
        bool needed = get(p, "required") && get(p, "required")->type == JSON_TRUE;
        filled += needed && str_find(path, str_of(hole)) < path.n;
    }
    promise_check(&r->p, holes == filled, "%.*s: %zu holes, %zu parameters", STR_ARG(path), holes,
                  filled);
}

/* What is shown as an example is of the schema beside it. */
static void check_content(struct reading *r, struct str path, const struct json *content)
{
    for (const struct json *media = content ? content->child : NULL; media; media = media->next) {
        const char *why = "";
        const struct json *example = get(media, "example"), *schema = get(media, "schema");
        if (!example)
            continue;
        promise_check(&r->p, schema && schema_holds(r->root, schema, example, &why),
                      "%.*s: the example is of its schema: %s", STR_ARG(path), why);
    }
}

static void check_responses(struct reading *r, struct str path, const struct json *responses)
{
    promise_check(&r->p, responses && responses->n > 0, "%.*s: it is answered", STR_ARG(path));
    for (const struct json *one = responses ? responses->child : NULL; one; one = one->next) {
        const struct json *response = follow(r, one);
        promise_check(&r->p, json_text(get(response, "description")).n > 0, "%.*s %.*s: described",
                      STR_ARG(path), STR_ARG(one->key));
        check_content(r, path, get(response, "content"));
    }
}

static void check_security(struct reading *r, struct str path, const struct json *list)
{
    const struct json *schemes = get(get(r->root, "components"), "securitySchemes");
    promise_check(&r->p, list && list->n > 0, "%.*s: who is let in", STR_ARG(path));
    for (const struct json *one = list ? list->child : NULL; one; one = one->next)
        for (const struct json *name = one->child; name; name = name->next)
            promise_check(&r->p, str_is(name->key, "token") && get(schemes, "token"),
                          "%.*s: a scheme that is described", STR_ARG(path));
}

static void check_operation(struct reading *r, struct str path, const struct json *op)
{
    struct str id = json_text(get(op, "operationId"));
    for (size_t i = 0; i < r->n_ids; i++)
        promise_check(&r->p, !str_eq(id, r->id[i]), "%.*s stands once", STR_ARG(id));
    if (r->n_ids == IDS_MAX)
        exit(2);
    r->id[r->n_ids++] = id;
    promise_check(&r->p, json_text(get(op, "summary")).n > 0, "%.*s has a name", STR_ARG(id));
    check_parameters(r, path, get(op, "parameters"));
    check_responses(r, path, get(op, "responses"));
    check_security(r, path, get(op, "security"));
    check_content(r, path, get(get(op, "requestBody"), "content"));
}

static void check_rules(struct reading *r)
{
    const struct json *paths = get(r->root, "paths"), *info = get(r->root, "info");
    promise_check(&r->p, str_is(json_text(get(r->root, "openapi")), "3.1.0"), "its version");
    promise_check(&r->p, json_text(get(info, "title")).n && json_text(get(info, "version")).n,
                  "title and version");
    check_refs(r, r->root);
    for (const struct json *path = paths ? paths->child : NULL; path; path = path->next) {
        promise_check(&r->p, str_starts(path->key, S("/")), "%.*s is a path", STR_ARG(path->key));
        for (const struct json *op = path->child; op; op = op->next) {
            promise_check(&r->p, str_is(op->key, "get") || str_is(op->key, "post"),
                          "%.*s: a method of the door", STR_ARG(path->key));
            check_operation(r, path->key, op);
        }
    }
}

/* ---- everything is in it ------------------------------------------------------------------- */

static bool has_id(const struct reading *r, const char *id)
{
    for (size_t i = 0; i < r->n_ids; i++)
        if (str_is(r->id[i], id))
            return true;
    return false;
}

static const struct json *run(struct reading *r, char *const argv[], struct buf *said)
{
    struct json *v;
    buf_init(said, DOCUMENT_BYTES);
    promise_check(&r->p, trial_run(argv, said) == 0, "xiezhi %s ends well", argv[1]);
    if (json_parse(&r->arena, buf_str(said), JSON_STRICT, &v, NULL) != OK)
        exit(2);
    return v;
}

static void check_complete(struct reading *r)
{
    static char roles[] = "roles", json[] = "--json", none[] = "--";
    struct buf said;
    char *argv[] = {(char *)(uintptr_t)r->p.program, roles, none, json, NULL};
    const struct json *all = run(r, argv, &said);
    int n = 0;
    for (int pages = 0; pages < 2; pages++) {
        const struct json *list = get(all, pages ? "pages" : "operations");
        for (const struct json *one = list ? list->child : NULL; one; one = one->next, n++) {
            char id[200];
            struct str name = json_text(get(one, "name"));
            snprintf(id, sizeof id, "%.*s%s", STR_ARG(name), pages ? ".page" : "");
            promise_check(&r->p, has_id(r, id), "%s is described", id);
        }
    }
    promise_check(&r->p, n >= 20, "%d operations and pages", n);
    buf_close(&said);
}

/* ---- the door does what it says ------------------------------------------------------------ */

/* Bodies of appeal.file: is it one of the schema? */
static const struct {
    const char *body, *reason;
    bool good;
} bodies[] = {
    {"{\"kind\":\"help\",\"topic\":\"noise\",\"words\":\"x\"}", "the least", true},
    {"{\"kind\":\"help\",\"topic\":\"noise\"}", "no words", false},
    {"{\"kind\":\"shout\",\"topic\":\"noise\",\"words\":\"x\"}", "no such kind", false},
    {"{\"kind\":\"help\",\"topic\":\"moon\",\"words\":\"x\"}", "no such code", false},
    {"{\"kind\":\"help\",\"topic\":\"noise\",\"words\":\"\"}", "empty", false},
    {"{\"kind\":\"help\",\"topic\":\"noise\",\"words\":\"x\",\"colour\":1}", "no such field",
     false},
    {"{\"kind\":\"complain\",\"topic\":\"noise\",\"words\":\"x\",\"about\":6}", "when", true},
    {"{\"kind\":\"complain\",\"topic\":\"noise\",\"words\":\"x\"}", "which may lack", true},
    {"{\"kind\":\"help\",\"topic\":\"noise\",\"words\":\"x\",\"about\":6}", "not asked", false},
    {"{\"kind\":\"help\",\"topic\":\"noise\",\"words\":\"x\",\"about\":-1}", "no unit", false},
    {"{\"kind\":\"help\",\"topic\":\"noise\",\"words\":\"x\",\"claim\":[{\"words\":\"y\"}]}",
     "a group", true},
    {"{\"kind\":\"help\",\"topic\":\"noise\",\"words\":\"x\",\"claim\":[{\"word\":\"y\"}]}",
     "no such field of a group", false},
    {"{\"kind\":\"help\",\"topic\":\"noise\",\"words\":\"x\",\"who\":{\"name\":\"y\"}}",
     "half of a group", false},
    {"{\"kind\":\"help\",\"topic\":\"noise\",\"words\":\"x\",\"who\":{\"name\":\"y\","
     "\"phone\":\"13800000000\"}}",
     "a whole one", true},
};

static void check_body(struct reading *r, const struct json *schema, const char *body,
                       const char *reason, bool good)
{
    struct json *v;
    const char *why = "";
    struct client c = trial_visitor(&r->p.trial);
    if (json_parse(&r->arena, str_of(body), JSON_STRICT, &v, NULL) != OK)
        exit(2);
    promise_check(&r->p, schema_holds(r->root, schema, v, &why) == good, "%s by the document: %s",
                  reason, why);
    struct client_reply reply = promise_ask(&r->p, &c, "/api/v1/appeal/file", body);
    promise_check(&r->p, reply.status == (good ? 201 : 422), "%s by the door: %d %.*s", reason,
                  reply.status, (int)(reply.body.n < 200 ? reply.body.n : 200), reply.body.p);
}

static void check_bounds(struct reading *r, const struct json *schema)
{
    char body[6000];
    for (int over = 0; over < 2; over++) {
        int n =
            snprintf(body, sizeof body,
                     "{\"kind\":\"help\",\"topic\":\"noise\",\"words\":\"%0*d\"}", 5000 + over, 0);
        if (n < 0)
            exit(2);
        check_body(r, schema, body, over ? "one over the bound" : "just the bound", !over);
    }
}

static void check_door(struct reading *r)
{
    const struct json *schema = schema_find(r->root, S("#/components/schemas/appeal.file"));
    if (!promise_check(&r->p, schema != NULL, "appeal.file has a schema"))
        return;
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++)
        check_body(r, schema, bodies[i].body, bodies[i].reason, bodies[i].good);
    check_bounds(r, schema);
}

int main(int argc, char **argv)
{
    static struct reading r;
    static char openapi[] = "openapi";
    struct buf said;
    struct client_reply reply = {0};
    promise_begin(&r.p, "document", argc, argv);
    promise_open(&r.p, "2026-03-02 09:00", "");
    arena_init(&r.arena, 4 * DOCUMENT_BYTES);
    char *words[] = {(char *)(uintptr_t)r.p.program, openapi, r.p.trial.node, NULL};
    r.root = run(&r, words, &said);
    struct client c = trial_visitor(&r.p.trial);
    enum status s = client_get(&c, S("/openapi.json"), NULL, &reply);
    promise_check(&r.p, s == OK && reply.status == 200 && str_eq(reply.body, buf_str(&said)),
                  "the command and the door say the same bytes");
    check_rules(&r);
    check_complete(&r);
    check_door(&r);
    buf_close(&said);
    arena_close(&r.arena);
    return promise_end(&r.p);
}
