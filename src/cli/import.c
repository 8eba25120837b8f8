// SPDX-License-Identifier: Apache-2.0
/* import.c -- bring a table of another system into the node that is served on this machine, as a
 * person who may, and tell row by row what became of it.
 * Floor 6.  The rows are read by the server (core/job_import.c); what stops here goes on there. */
#include "cli/cli.h"
#include "cli/client.h"
#include "cli/table.h"

#include "base/json.h"
#include "core/text.h"
#include "crypt/crypt.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum {
    WORD_BYTES = 200,
    ADDRESS_BYTES = 200,
    TOLD_BYTES = 4000,
    LOOK_MS = 200,
    PATIENCE = 300, /* looks that nobody answers, before we leave the server to itself */
    IMPORT_ARENA = 64 * 1024 * 1024,
};

static const char help[] =
    "usage: xiezhi import WHAT --map MAP FILE [--dry-run] [--as LOGIN] [--password-file PATH]\n"
    "                     [--port PORT] [--authority HOST:PORT]\n"
    "Bring a table of another system into the node that is served on this machine: WHAT is a\n"
    "room with an import (appeals), MAP a map of the node's pack, FILE is CSV in UTF-8, gzipped "
    "or\n"
    "not.  What is there already is passed over, so the same table may be sent again.\n"
    "  --dry-run        check every row and enter nothing\n"
    "  --as             the account whose right it is; its password is asked for at the terminal\n"
    "  --password-file  or stands in the first line of this file\n"
    "  --port           where the node listens on 127.0.0.1 (8080)\n"
    "  --authority      what it answers to (localhost:PORT)\n"
    "Exit code: 0 every row is in or was there, 1 rows were left out or it failed, 2 wrong use.\n";

struct import {
    const char *what, *map, *file, *login, *password_file, *port, *authority;
    bool trial;
    const struct op *op;
    char password[WORD_BYTES], address[ADDRESS_BYTES];
    struct table table;
    struct arena a;
    struct client client, signed_in; /* the second with the cookies that it has when the job began
                                      */
    struct arena_mark mark;          /* behind them */
    int64_t job;
    struct buf why;
};

/* What the job's page says. */
struct so_far {
    struct str stage, no, why, heading;
    int64_t done, had, missed, read, broke;
    bool has_ended;
};

/* ---- words of the command ------------------------------------------------------------------ */

/* The import of the room called so, or in the plural: `appeals`. */
static const struct op *find_import(const struct rooms *rooms, struct str what)
{
    for (size_t i = 0; i < rooms->n; i++) {
        const struct room *room = rooms->room[i];
        struct str name = str_of(room->name);
        bool is_it = str_starts(what, name) &&
                     (what.n == name.n || str_eq(str_part(what, name.n, what.n), S("s")));
        for (size_t k = 0; is_it && k < room->n_ops; k++)
            if (room->ops[k]->result == OP_IMPORTS)
                return room->ops[k];
    }
    return NULL;
}

static enum status read_values(const struct cli *cli, struct import *in, int64_t *ret_port)
{
    in->op = find_import(cli->rooms, str_of(in->what));
    if (!in->op)
        buf_printf(&in->why, "%s: no room of that name has an import", in->what);
    else if (!in->map)
        buf_puts(&in->why, "--map is missing: by which map of the pack?");
    else if (!in->login)
        buf_puts(&in->why, "--as is missing: whose right is it?");
    else if (str_to_int(str_of(in->port), ret_port) != OK || *ret_port < 1 || *ret_port > 65535)
        buf_printf(&in->why, "--port %s: a port is a number up to 65535", in->port);
    return in->why.n ? BAD_INPUT : OK;
}

/* ---- the password -------------------------------------------------------------------------- */

static void read_line(FILE *from, char line[WORD_BYTES])
{
    if (!fgets(line, WORD_BYTES, from))
        line[0] = 0;
    line[strcspn(line, "\r\n")] = 0;
}

/* From the terminal, which does not show it. */
static void ask_password(struct import *in)
{
    struct termios shown, hidden;
    if (tcgetattr(STDIN_FILENO, &shown) != 0)
        return;
    hidden = shown;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    fprintf(stderr, "Password of %s: ", in->login);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    read_line(stdin, in->password);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
    fputc('\n', stderr);
}

static enum status read_password(struct import *in)
{
    FILE *file = in->password_file ? fopen(in->password_file, "re") : NULL;
    if (file) {
        read_line(file, in->password);
        fclose(file);
    } else if (in->password_file) {
        buf_printf(&in->why, "%s cannot be read", in->password_file);
        return NOT_FOUND;
    } else if (isatty(STDIN_FILENO)) {
        ask_password(in);
    }
    if (!in->password[0])
        buf_puts(&in->why, "no password: type it at a terminal, or name a file with "
                           "--password-file");
    return in->password[0] ? OK : REFUSED;
}

/* ---- sending ------------------------------------------------------------------------------- */

static enum status sign_in(struct import *in)
{
    enum status s = client_login(&in->client, str_of(in->login), str_of(in->password));
    if (s == BUSY)
        buf_printf(&in->why,
                   "nobody answers on 127.0.0.1:%d: is the node served there? (--port, "
                   "--authority)",
                   in->client.port);
    else if (s != OK)
        buf_printf(&in->why, "%s is not let in: name or password is wrong", in->login);
    return s;
}

/* Why it was not taken: the words of the answer. */
static void tell_refusal(struct import *in, const struct client_reply *r)
{
    struct json *j = NULL;
    if (json_parse(&in->a, r->body, JSON_STRICT, &j, NULL) != OK) {
        buf_printf(&in->why, "the node answered %d", r->status);
        return;
    }
    struct str key = json_text(json_get(j, "reason"));
    buf_printf(&in->why, "the node refuses: ");
    text_put(&in->why, LANG_EN, key, NULL, 0);
    const struct json *errors = json_get(j, "errors");
    for (size_t i = 0; errors && i < errors->n; i++) {
        const struct json *e = json_item(errors, i);
        buf_printf(&in->why, "; %.*s: ", STR_ARG(json_text(json_get(e, "name"))));
        text_put(&in->why, LANG_EN, json_text(json_get(e, "reason")), NULL, 0);
    }
}

static enum status send_table(struct import *in)
{
    struct client_reply r;
    struct json *j = NULL;
    uint8_t bytes[16];
    struct buf key;
    struct str target = str_of(in->address);
    crypt_random(bytes, sizeof bytes);
    buf_init(&key, 64);
    buf_hex(&key, bytes, sizeof bytes);
    enum status s = client_get(&in->client, target, NULL, &r);
    struct str token = s == OK ? client_hidden(r.body, target, "_csrf") : (struct str){NULL, 0};
    const struct client_pair field[] = {{S("_csrf"), token.p ? token : S(""), NULL},
                                        {S("_key"), buf_str(&key), NULL},
                                        {S("_go"), S("send"), NULL},
                                        {S("map"), str_of(in->map), NULL},
                                        {S("trial"), in->trial ? S("yes") : S("no"), NULL},
                                        {S("rows"), in->table.name, in->table.path}};
    if (s == OK)
        s = client_form(&in->client, target, field, sizeof field / sizeof *field,
                        "application/json", &r);
    buf_close(&key);
    if (s != OK) {
        buf_puts(&in->why, "the table could not be sent: the node does not answer");
        return s;
    }
    if (r.status != 201) {
        tell_refusal(in, &r);
        return REFUSED;
    }
    TRY(json_parse(&in->a, r.body, JSON_STRICT, &j, NULL));
    in->signed_in = in->client;
    in->mark = arena_mark(&in->a);
    return json_int(json_get(j, "matter"), &in->job);
}

/* ---- watching ------------------------------------------------------------------------------ */

static enum status get_job(struct import *in, int64_t after, struct json **ret_json)
{
    char target[ADDRESS_BYTES];
    struct client_reply r;
    arena_back(&in->a, in->mark);
    in->client = in->signed_in;
    snprintf(target, sizeof target, "/job/%lld?after=%lld", (long long)in->job, (long long)after);
    TRY(client_get(&in->client, str_of(target), "application/json", &r));
    if (r.status != 200)
        return REFUSED;
    return json_parse(&in->a, r.body, JSON_STRICT, ret_json, NULL);
}

static int64_t number(const struct json *j, const char *key)
{
    int64_t n = 0;
    return json_int(json_get(j, key), &n) == OK ? n : 0;
}

static enum status look(struct import *in, struct so_far *ret_so_far)
{
    struct json *page;
    TRY(get_job(in, 0, &page));
    const struct json *j = json_get(page, "j");
    *ret_so_far = (struct so_far){.stage = json_text(json_get(j, "stage")),
                                  .no = json_text(json_get(j, "no")),
                                  .why = json_text(json_get(j, "why")),
                                  .heading = json_text(json_get(j, "heading")),
                                  .done = number(j, "done"),
                                  .had = number(j, "had"),
                                  .missed = number(j, "missed"),
                                  .read = number(j, "read"),
                                  .broke = number(j, "broke")};
    ret_so_far->has_ended = !str_is(ret_so_far->stage, "running");
    return OK;
}

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

static void show(const struct import *in, const struct so_far *at, int64_t ms)
{
    int64_t rows = at->done + at->had + at->missed;
    if (!isatty(STDERR_FILENO) || ms <= 0 || !in->table.size)
        return;
    int64_t left = at->read ? ms * (in->table.size - at->read) / at->read / 1000 : 0;
    fprintf(stderr, "\r%3lld %%  %lld of %lld rows  %lld/s  %llds left   ",
            (long long)(at->read * 100 / in->table.size), (long long)rows,
            (long long)in->table.rows, (long long)(rows * 1000 / ms), (long long)left);
    if (at->has_ended)
        fputc('\n', stderr);
}

/* Until the job has ended.  BUSY: nobody answers for long. */
static enum status watch(struct import *in, struct so_far *at, int64_t *ret_ms)
{
    const struct timespec moment = {.tv_nsec = LOOK_MS * 1000000L};
    int64_t begun = now_ms();
    for (int missed = 0; missed < PATIENCE;) {
        enum status s = look(in, at);
        *ret_ms = now_ms() - begun;
        if (s == BUSY) {
            missed++;
        } else if (s != OK) {
            buf_puts(&in->why, "the job's page cannot be read");
            return s;
        } else {
            missed = 0;
            show(in, at, *ret_ms);
            if (at->has_ended)
                return OK;
        }
        nanosleep(&moment, NULL);
    }
    buf_printf(&in->why,
               "the node does not answer any more: the job goes on when it is served; see "
               "/job/%lld",
               (long long)in->job);
    return BUSY;
}

/* ---- telling ------------------------------------------------------------------------------- */

static void tell_row(const struct json *row)
{
    struct buf words;
    struct str heading = json_text(json_get(row, "heading"));
    buf_init(&words, TOLD_BYTES);
    text_put(&words, LANG_EN, json_text(json_get(row, "why")),
             &(struct text_arg){.name = "n", .number = number(row, "most")}, 1);
    printf("row %lld%s%.*s: %.*s\n", (long long)number(row, "no"), heading.n ? ", " : "",
           STR_ARG(heading.n ? heading : S("")), STR_ARG(buf_str(&words)));
    buf_close(&words);
}

/* Every row that was left out, page by page. */
static enum status tell_left(struct import *in)
{
    int64_t after = 0;
    for (;;) {
        struct json *page;
        TRY(get_job(in, after, &page));
        const struct json *rows = json_get(json_get(page, "left"), "rows");
        int64_t behind = after;
        if (!rows || !rows->n)
            return OK;
        for (const struct json *row = rows->child; row; row = row->next) {
            tell_row(row);
            after = number(row, "no");
        }
        if (after <= behind)
            return BROKEN;
    }
}

/* What stands in the table is what came in, was there, or stayed out; else the job did not reach
 * its end. */
static int tell(struct import *in, const struct so_far *at, int64_t ms)
{
    int64_t rows = at->done + at->had + at->missed;
    printf(
        "rows in the table  %lld\n%-18s %lld\nthere already      %lld\nleft out           %lld\n",
        (long long)in->table.rows, in->trial ? "would come in" : "brought in", (long long)at->done,
        (long long)at->had, (long long)at->missed);
    printf("%lld rows/s; table sha256 ", (long long)(ms > 0 ? rows * 1000 / ms : 0));
    for (size_t i = 0; i < sizeof in->table.hash.b; i++)
        printf("%02x", in->table.hash.b[i]);
    printf("; job %.*s /job/%lld\n", STR_ARG(at->no), (long long)in->job);
    if (at->why.n) {
        struct buf words;
        buf_init(&words, TOLD_BYTES);
        text_put(&words, LANG_EN, at->why, NULL, 0);
        fprintf(stderr, "xiezhi import: %s: from row %lld on it could not be read: %.*s %.*s\n",
                in->file, (long long)at->broke, STR_ARG(buf_str(&words)),
                STR_ARG(at->heading.p ? at->heading : S("")));
        buf_close(&words);
        return 1;
    }
    if (rows != in->table.rows) {
        fprintf(stderr, "xiezhi import: %s: %lld rows are not accounted for\n", in->file,
                (long long)(in->table.rows - rows));
        return 1;
    }
    return at->missed ? 1 : 0;
}

/* ---- the whole ----------------------------------------------------------------------------- */

static enum status bring(struct import *in, struct so_far *at, int64_t *ret_ms)
{
    TRY(table_open(&in->table, in->file, &in->why));
    TRY(read_password(in));
    TRY(sign_in(in));
    TRY(send_table(in));
    return watch(in, at, ret_ms);
}

static int import(const struct cli *cli, struct import *in)
{
    struct so_far at = {0};
    int64_t port = 0, ms = 0;
    char authority[ADDRESS_BYTES];
    int code = 2;
    enum status s = read_values(cli, in, &port);
    if (s == OK) {
        snprintf(authority, sizeof authority, "localhost:%s", in->port);
        snprintf(in->address, sizeof in->address, "/%s/%s", in->op->room, in->op->name);
        in->client = (struct client){.arena = &in->a,
                                     .port = (int)port,
                                     .authority = in->authority ? in->authority : authority};
        s = bring(in, &at, &ms);
        code = 1;
    }
    if (s == OK)
        code = tell(in, &at, ms);
    if (s == OK && at.missed && tell_left(in) != OK)
        buf_puts(&in->why, "the rows left out stand on the job's page");
    table_close(&in->table);
    buf_byte(&in->why, 0);
    if (in->why.n > 1)
        cli_fail("import", in->file ? in->file : "the command", in->why.p);
    return code;
}

int cli_import(const struct cli *cli, int argc, char **argv)
{
    struct import in = {.port = "8080", .table = {.fd = -1}};
    const struct cli_word words[] = {{"room", &in.what, NULL},
                                     {"table", &in.file, NULL},
                                     {"--map", &in.map, NULL},
                                     {"--as", &in.login, NULL},
                                     {"--password-file", &in.password_file, NULL},
                                     {"--port", &in.port, NULL},
                                     {"--authority", &in.authority, NULL},
                                     {"--dry-run", NULL, &in.trial}};
    int code = cli_read(argc, argv, words, sizeof words / sizeof words[0], help);
    if (code)
        return code < 0 ? 0 : code;
    buf_init(&in.why, 64 * 1024);
    arena_init(&in.a, IMPORT_ARENA);
    code = import(cli, &in);
    buf_close(&in.why);
    arena_close(&in.a);
    return code;
}
