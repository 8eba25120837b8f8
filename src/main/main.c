// SPDX-License-Identifier: Apache-2.0
/* main.c -- the words of the command line: which command, which process.
 * Floor 7. */
#include "main/courier.h"
#include "main/processes.h"

#include "base/time.h"
#include "cli/cli.h"
#include "crypt/crypt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const struct sql sql_statements[];
extern const size_t sql_n_statements;

static char help_word[] = "--help";

enum { SIGNER_FD = 3, POISON_FD = 4, RENDER_FD = 5, COURIER_FD = 6 }; /* as the parent gives them */

static const char serve_help[] =
    "usage: xiezhi serve DIR [--listen ADDRESS:PORT] [--authority HOST:PORT] [--socket PATH] "
    "[--alone]\n"
    "                        [--db ADDRESS] [--clock 'YYYY-MM-DD HH:MM']\n"
    "Serve the node in DIR until SIGTERM.\n"
    "  --listen     where to listen (127.0.0.1:8080); off loopback only behind a proxy with TLS\n"
    "  --authority  what browsers call this node, if not the address itself\n"
    "  --socket     also listen on a unix socket, for nginx\n"
    "  --alone      without witnesses: for demonstrations and tests, and every page says so\n"
    "  --db         where its database is now, if not where the folder says\n"
    "  --clock      a false clock that stands still: for tests\n";

/* The first thing that is wrong with the words, if anything. */
static void read_words(int argc, char **argv, struct serve_options *o, struct buf *why)
{
    for (int i = 0; i < argc && !why->n; i++) {
        const char *clock = NULL;
        const char **to = strcmp(argv[i], "--listen") == 0      ? &o->listen
                          : strcmp(argv[i], "--authority") == 0 ? &o->authority
                          : strcmp(argv[i], "--socket") == 0    ? &o->socket
                          : strcmp(argv[i], "--db") == 0        ? &o->database
                          : strcmp(argv[i], "--clock") == 0     ? &clock
                                                                : NULL;
        if (to && i + 1 == argc)
            buf_printf(why, "%s needs a value", argv[i]);
        else if (to)
            *to = argv[++i];
        else if (strcmp(argv[i], "--alone") == 0)
            o->alone = true;
        else if (argv[i][0] == '-' || o->folder)
            buf_printf(why, "%s is not a word of serve", argv[i]);
        else
            o->folder = argv[i];
        if (clock && time_read(str_of(clock), &o->clock_at) != OK)
            buf_printf(why, "--clock %s: a moment is written 2026-03-02 09:00", clock);
    }
}

enum status serve_read(int argc, char **argv, struct serve_options *ret_options, struct buf *why)
{
    struct serve_options o = {.listen = "127.0.0.1:8080"};
    read_words(argc, argv, &o, why);
    if (!o.folder && !why->n)
        buf_puts(why, "which folder?");
    if (why->n)
        return BAD_INPUT;
    *ret_options = o;
    return OK;
}

static int become_signer(const struct serve_options *o)
{
    struct outsiders witnesses;
    struct arena life;
    struct buf text;
    arena_init(&life, 1024 * 1024);
    buf_init(&text, 8192);
    enum status s = o->alone ? OK : witnesses_load(&life, o->folder, &witnesses, &text);
    if (s != OK)
        fprintf(stderr, "xiezhi signer: %.*s\n", STR_ARG(buf_str(&text)));
    buf_reset(&text);
    buf_printf(&text, "%s/signer", o->folder);
    buf_byte(&text, 0);
    int code = s == OK ? signer_process(text.p, o->alone ? NULL : &witnesses, SIGNER_FD) : 1;
    buf_close(&text);
    arena_close(&life);
    return code;
}

static int serve(int argc, char **argv, char **all)
{
    struct serve_options o;
    struct buf why;
    const char *process = getenv("XIEZHI_PROCESS");
    buf_init(&why, 1024);
    for (int i = 0; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0)
            return fputs(serve_help, stdout) < 0;
    if (serve_read(argc, argv, &o, &why) != OK) {
        fprintf(stderr, "xiezhi serve: %.*s\n%s", STR_ARG(buf_str(&why)), serve_help);
        buf_close(&why);
        return 2;
    }
    if (!process)
        return parent_process(all, &o);
    if (strcmp(process, "server") == 0)
        return server_process(
            &o, &(struct server_fds){SIGNER_FD, POISON_FD, RENDER_FD, o.alone ? 0 : COURIER_FD});
    if (strcmp(process, "courier") == 0)
        return courier_process(o.folder, SIGNER_FD);
    return become_signer(&o);
}

static int usage(FILE *to)
{
    fputs("usage: xiezhi COMMAND ...\n", to);
    for (const struct cli_command *c = cli_commands; c->name; c++)
        fprintf(to, "  %-14s %s\n", c->name, c->about);
    fputs("  serve          serve a node until SIGTERM\n"
          "  rotate         give the log another key; both sign for 90 days\n"
          "  witness        cosign the heads of other logs\n"
          "xiezhi COMMAND --help tells more.  Exit code: 0 done, 1 refused or a check failed, 2 "
          "wrong use.\n",
          to);
    return to == stdout ? 0 : 2;
}

static int run(int argc, char **argv)
{
    if (strcmp(argv[1], "serve") == 0)
        return serve(argc - 2, argv + 2, argv);
    if (strcmp(argv[1], "witness") == 0)
        return witness_command(argc - 2, argv + 2);
    struct cli cli = {.rooms = &main_rooms,
                      .sql = sql_statements,
                      .n_sql = sql_n_statements,
                      .make_signer = signer_make};
    if (strcmp(argv[1], "rotate") == 0)
        return rotate_command(&cli, argc - 2, argv + 2);
    for (const struct cli_command *c = cli_commands; c->name; c++)
        if (strcmp(argv[1], c->name) == 0)
            return c->run(&cli, argc - 2, argv + 2);
    fprintf(stderr, "xiezhi: there is no command %s\n", argv[1]);
    return usage(stderr);
}

int main(int argc, char **argv)
{
    if (crypt_init() != OK) {
        fputs("xiezhi: the machine gives no random bytes\n", stderr);
        return 1;
    }
    if (argc < 2)
        return usage(stderr);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        if (argc == 2)
            return usage(stdout);
        char *words[] = {argv[0], argv[2], help_word, NULL}; /* help X: as X --help */
        return run(3, words);
    }
    return run(argc, argv);
}
