// SPDX-License-Identifier: Apache-2.0
/* run.c -- an operation asked of a running node through its programs' door: the person is whose
 * token it is, and the rules are the door's.
 * Floor 6.  The token comes from a file or the environment, never from a word of the command line,
 * which others on the machine can read. */
#include "cli/cli.h"
#include "cli/client.h"

#include "base/json.h"
#include "core/number.h"
#include "core/rooms.h"
#include "core/ticket.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PAIRS_MAX = 200, ARENA_BYTES = 64 * 1024 * 1024, PATH_MAX_BYTES = 4200, SMALL_BYTES = 1024 };

static const char help[] =
    "usage: xiezhi run DIR ROOM.OPERATION [NUMBER] [FIELD=VALUE ...]\n"
    "                  [--token FILE] [--receipt FILE] [--key KEY] [--json]\n"
    "Ask the node that is served from DIR for an operation.  NUMBER is the matter it is about, as\n"
    "people say it or its id.  A field of a group is written claim.1.words=..., a file "
    "photo=@PATH.\n"
    "  --token    a file whose first line is the token; else the variable XIEZHI_TOKEN; else "
    "nobody\n"
    "  --receipt  where the receipt goes\n"
    "  --key      the idempotency key; asking again with the same one does nothing twice\n"
    "  --json     the answer as the door gives it\n"
    "Exit code: 0 done, 1 refused or no answer, 2 wrong use.\n";

struct run {
    struct arena arena;
    const char *folder, *token_file, *receipt, *key;
    bool json;
    const struct op *op;
    int64_t matter;
    struct client_pair pair[PAIRS_MAX];
    size_t n_pairs;
    bool has_file;
    char own_key[TICKET_KEY_TIME + TICKET_RANDOM_CHARS + 1];
};

static int wrong_use(const char *word, const char *sentence)
{
    fprintf(stderr, "xiezhi run: %s: %s\n%s", word, sentence, help);
    return 2;
}

/* ---- words --------------------------------------------------------------------------------- */

static bool take_option(struct run *r, int argc, char **argv, int *i)
{
    const struct {
        const char *name;
        const char **to;
    } options[] = {{"--token", &r->token_file}, {"--receipt", &r->receipt}, {"--key", &r->key}};
    for (size_t k = 0; k < sizeof options / sizeof options[0]; k++)
        if (strcmp(argv[*i], options[k].name) == 0 && *i + 1 < argc) {
            *options[k].to = argv[++*i];
            return true;
        }
    if (strcmp(argv[*i], "--json") != 0)
        return false;
    r->json = true;
    return true;
}

static int take_pair(struct run *r, const char *word)
{
    struct str value, name = str_cut(str_of(word), '=', &value);
    if (!value.p || !name.n)
        return wrong_use(word, "a field is written FIELD=VALUE");
    for (size_t i = 0; i < r->n_pairs; i++)
        if (str_eq(r->pair[i].name, name) && !(r->pair[i].file && str_starts(value, S("@"))))
            return wrong_use(word, "stands twice");
    if (r->n_pairs == PAIRS_MAX)
        return wrong_use(word, "too many fields");
    bool is_file = str_starts(value, S("@"));
    if (is_file && access(value.p + 1, R_OK) != 0)
        return wrong_use(word, "the file cannot be read");
    r->has_file |= is_file;
    r->pair[r->n_pairs++] = (struct client_pair){name, value, is_file ? value.p + 1 : NULL};
    return 0;
}

static bool take_number(struct run *r, const char *word)
{
    int32_t day;
    if (str_to_int(str_of(word), &r->matter) == OK)
        return r->matter > 0;
    return number_read(str_of(word), &r->matter, &day) == OK;
}

static int take_word(struct run *r, const struct cli *cli, const char *word)
{
    if (word[0] == '-')
        return wrong_use(word, "is not a word of this command");
    if (!r->folder) {
        r->folder = word;
    } else if (!r->op) {
        r->op = rooms_op(cli->rooms, str_of(word));
        if (!r->op)
            return wrong_use(word, "there is no such operation: xiezhi roles lists them");
    } else if (r->op->matter && !r->matter) {
        if (!take_number(r, word))
            return wrong_use(word, "that is neither a number nor an id of a matter");
    } else {
        return take_pair(r, word);
    }
    return 0;
}

static int read_words(struct run *r, const struct cli *cli, int argc, char **argv)
{
    for (int i = 0; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            fputs(help, stdout);
            return -1;
        }
        if (take_option(r, argc, argv, &i))
            continue;
        int code = take_word(r, cli, argv[i]);
        if (code)
            return code;
    }
    if (!r->folder)
        return wrong_use("DIR", "which folder?");
    if (!r->op)
        return wrong_use("ROOM.OPERATION", "which operation?");
    if (r->op->matter && !r->matter)
        return wrong_use(r->op->full, "which matter is it about?");
    if (r->key && !ticket_is_name(str_of(r->key), 16))
        return wrong_use(r->key, "a key has 16 to 64 letters, digits, - or _");
    return 0;
}

/* ---- who and where to ---------------------------------------------------------------------- */

static enum status read_line(struct arena *a, const char *path, struct str *ret_line)
{
    char text[SMALL_BYTES];
    FILE *f = fopen(path, "re");
    if (!f)
        return NOT_FOUND;
    size_t n = fread(text, 1, sizeof text, f);
    fclose(f);
    struct str rest;
    return arena_copy(a, str_trim(str_cut((struct str){text, n}, '\n', &rest)), ret_line);
}

static enum status read_token(struct run *r, struct client *c)
{
    const char *variable = getenv("XIEZHI_TOKEN");
    c->is_program = true;
    if (r->token_file)
        return read_line(&r->arena, r->token_file, &c->bearer);
    if (variable)
        c->bearer = str_trim(str_of(variable));
    return OK;
}

/* DIR/serving, which the server writes: its port and what it answers to. */
static enum status find_server(struct run *r, struct client *c)
{
    char path[PATH_MAX_BYTES];
    struct str line, authority;
    int64_t port;
    snprintf(path, sizeof path, "%s/serving", r->folder);
    TRY(read_line(&r->arena, path, &line));
    struct str number = str_cut(line, ' ', &authority);
    if (str_to_int(number, &port) != OK || port < 1 || port > 65535 || !authority.n)
        return NOT_FOUND;
    c->port = (int)port;
    c->authority = authority.p; /* copied into the arena with a NUL behind it */
    return OK;
}

static const char *language(void)
{
    const char *lang = getenv("LC_ALL");
    if (!lang || !*lang)
        lang = getenv("LANG");
    return lang && strncmp(lang, "zh", 2) == 0 ? "zh-CN" : "en";
}

/* ---- the answer ---------------------------------------------------------------------------- */

static int save_receipt(const struct run *r, struct str receipt)
{
    FILE *f = receipt.n ? fopen(r->receipt, "we") : NULL;
    bool done = f && fwrite(receipt.p, 1, receipt.n, f) == receipt.n;
    done = f && fclose(f) == 0 && done;
    if (done)
        return 0;
    fprintf(stderr, "xiezhi run: %s: %s; the operation is done\n", r->receipt,
            receipt.n ? "cannot be written" : "the answer brought no receipt: fetch it later");
    return 1;
}

static void say_done(const struct json *j)
{
    int64_t entry = -1, matter = 0;
    struct str no = json_text(json_get(j, "no")), code = json_text(json_get(j, "view_code"));
    if (json_int(json_get(j, "entry"), &entry) != OK)
        entry = -1;
    if (json_int(json_get(j, "matter"), &matter) != OK)
        matter = 0;
    printf("done: entry %lld", (long long)entry);
    if (no.n)
        printf(", matter %.*s (%lld)", STR_ARG(no), (long long)matter);
    printf("\n");
    if (code.n)
        printf("view code %.*s, passcode %.*s\n", STR_ARG(code),
               STR_ARG(json_text(json_get(j, "secret"))));
}

static void say_refused(const struct json *j)
{
    const struct json *errors = json_get(j, "errors");
    struct str law = json_text(json_get(j, "law"));
    fprintf(stderr, "xiezhi run: %.*s (%.*s%s%.*s)\n", STR_ARG(json_text(json_get(j, "detail"))),
            STR_ARG(json_text(json_get(j, "reason"))), law.n ? ", " : "", (int)law.n,
            law.p ? law.p : "");
    for (const struct json *e = errors ? errors->child : NULL; e; e = e->next)
        fprintf(stderr, "  %.*s: %.*s\n", STR_ARG(json_text(json_get(e, "name"))),
                STR_ARG(json_text(json_get(e, "detail"))));
}

static int hear(struct run *r, const struct client_reply *reply)
{
    struct json *j;
    bool done = reply->status == 201;
    if (json_parse(&r->arena, reply->body, JSON_STRICT, &j, NULL) != OK)
        return cli_fail("run", r->folder, "what answers there is no node of ours");
    if (r->json)
        fwrite(reply->body.p, 1, reply->body.n, stdout);
    else if (done)
        say_done(j);
    else
        say_refused(j);
    if (done && r->receipt)
        return save_receipt(r, json_text(json_get(j, "receipt")));
    return done ? 0 : 1;
}

/* ---- asking -------------------------------------------------------------------------------- */

static void make_key(struct run *r)
{
    struct buf b = {.p = r->own_key, .room = sizeof r->own_key, .max = sizeof r->own_key};
    struct buf random;
    if (r->key)
        return;
    buf_init(&random, sizeof r->own_key);
    ticket_random(&random);
    buf_put(&b, buf_str(&random));
    buf_byte(&b, 0);
    buf_close(&random);
    r->key = r->own_key;
}

static enum status ask(struct run *r, struct client *c, struct client_reply *ret_reply)
{
    char target[300];
    struct buf body;
    if (r->op->matter) {
        const char *url = r->op->matter->url, *hole = strstr(url, "{id}");
        snprintf(target, sizeof target, "/api/v1%.*s%lld%s/%s", (int)(hole - url), url,
                 (long long)r->matter, hole + 4, r->op->name);
    } else {
        snprintf(target, sizeof target, "/api/v1/%s/%s", r->op->room, r->op->name);
    }
    if (r->has_file)
        return client_files(c, str_of(target), r->pair, r->n_pairs, r->key, ret_reply);
    buf_init(&body, ARENA_BYTES);
    client_put_json(&body, r->pair, r->n_pairs);
    enum status s =
        body.full ? FULL : client_json(c, str_of(target), buf_str(&body), r->key, ret_reply);
    buf_close(&body);
    return s;
}

static int run(struct run *r)
{
    struct client c = {.arena = &r->arena, .language = language()};
    struct client_reply reply;
    if (r->op->matter && !r->op->matter->url)
        return cli_fail("run", r->op->full, "no address leads to this operation");
    if (read_token(r, &c) != OK)
        return wrong_use(r->token_file, "the file with the token cannot be read");
    if (find_server(r, &c) != OK)
        return cli_fail("run", r->folder, "this node is not being served: xiezhi serve starts it");
    make_key(r);
    if (ask(r, &c, &reply) == OK)
        return hear(r, &reply);
    fprintf(stderr,
            "xiezhi run: %s: no answer from port %d; whether it was done is not known: ask again "
            "with --key %s\n",
            r->folder, c.port, r->key);
    return 1;
}

int cli_run(const struct cli *cli, int argc, char **argv)
{
    static struct run r;
    int code = read_words(&r, cli, argc, argv);
    if (code)
        return code < 0 ? 0 : code;
    arena_init(&r.arena, ARENA_BYTES);
    code = run(&r);
    arena_close(&r.arena);
    return code;
}
