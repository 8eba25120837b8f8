// SPDX-License-Identifier: Apache-2.0
/* main.c -- the words of the command line: which command, which process.
 * Floor 7. */
#include "main/courier.h"
#include "main/processes.h"

#include "base/time.h"
#include "cli/cli.h"
#include "crypt/crypt.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const struct sql sql_statements[];
extern const size_t sql_n_statements;

static char help_word[] = "--help";

static const char serve_help[] =
    "usage: xiezhi serve DIR [--listen ADDRESS:PORT] [--authority HOST:PORT] [--socket PATH] "
    "[--alone]\n"
    "                        [--db ADDRESS] [--clock 'YYYY-MM-DD HH:MM'] [--no-landlock]\n"
    "Serve the node in DIR until SIGTERM.\n"
    "  --listen     where to listen (127.0.0.1:8080); off loopback only behind a proxy with TLS\n"
    "  --authority  what browsers call this node, if not the address itself\n"
    "  --socket     also listen on a unix socket, for nginx\n"
    "  --alone      without witnesses: for demonstrations and tests, and every page says so\n"
    "  --db         where its database is now, if not where the folder says\n"
    "  --clock      a false clock that stands still: for tests\n"
    "  --no-landlock  go on although this kernel cannot keep the processes to their files; check\n"
    "               and every page of the office say so\n";

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
        else if (strcmp(argv[i], "--no-landlock") == 0)
            o->no_landlock = true;
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

struct sandbox_place serve_place(const struct serve_options *o)
{
    return (struct sandbox_place){.folder = o->folder,
                                  .socket = o->socket,
                                  .database = o->has_reach ? &o->reach : NULL,
                                  .witnesses = o->witnesses.n_ports ? &o->witnesses : NULL,
                                  .no_landlock = o->no_landlock};
}

/* Neither ends by signals, but with its socket: the server still has heads to be signed while all
 * are ending. */
static void outlive_signals(void)
{
    signal(SIGTERM, SIG_IGN);
    signal(SIGINT, SIG_IGN);
}

static enum status run_signer(const struct serve_options *o, const struct outsiders *witnesses,
                              struct buf *why)
{
    struct signer *signer;
    struct sandbox_place place = serve_place(o);
    char folder[4096];
    if (snprintf(folder, sizeof folder, "%s/signer", o->folder) >= (int)sizeof folder)
        return BAD_INPUT;
    TRY(signer_open(folder, o->alone ? NULL : witnesses, &signer));
    enum status s = sandbox_enter(sandbox_find("signer"), &place, why);
    outlive_signals();
    if (s == OK)
        signer_answer(signer, GIVEN_SIGNER);
    signer_close(signer);
    return s;
}

static enum status run_courier(const struct serve_options *o, const struct outsiders *witnesses,
                               struct buf *why)
{
    struct courier *courier;
    struct sandbox_place place = serve_place(o);
    TRY(courier_open(witnesses, &courier));
    enum status s = sandbox_enter(sandbox_find("courier"), &place, why);
    outlive_signals();
    if (s == OK)
        courier_run(courier, GIVEN_FIRST);
    courier_close(courier);
    return s;
}

/* A process to whom the witnesses matter; alone there are none, whatever the folder names. */
static int outward_process(const char *name, const struct serve_options *o,
                           enum status (*run)(const struct serve_options *o,
                                              const struct outsiders *witnesses, struct buf *why))
{
    struct outsiders witnesses = {.n = 0};
    struct arena life;
    struct buf why;
    arena_init(&life, 1024 * 1024);
    buf_init(&why, 8192);
    enum status s = o->alone ? OK : witnesses_load(&life, o->folder, &witnesses, &why);
    if (s == OK)
        s = run(o, &witnesses, &why);
    if (s != OK && why.n)
        fprintf(stderr, "xiezhi %s: %.*s\n", name, STR_ARG(buf_str(&why)));
    buf_close(&why);
    arena_close(&life);
    return s == OK ? 0 : 1;
}

/* Where its database is asked, and its witnesses.  What is wrong with an address is said by who
 * opens it. */
static void find_reach(struct serve_options *o)
{
    struct arena a;
    struct outsiders witnesses;
    struct buf why;
    const char *address = o->database;
    arena_init(&a, 1024 * 1024);
    buf_init(&why, 8192);
    if (!address && node_database(o->folder, &a, &address) != OK)
        address = NULL;
    o->has_reach = address && store_reach(address, &o->reach) == OK;
    if (!o->alone && witnesses_load(&a, o->folder, &witnesses, &why) == OK)
        witnesses_reach(&witnesses, &o->witnesses);
    buf_close(&why);
    arena_close(&a);
}

/* Which process are we?  Our parent says so; nobody else has told us anything. */
static int become(char **all, const struct serve_options *o)
{
    const char *process = getenv("XIEZHI_PROCESS");
    sandbox_begin(process ? process : "parent");
    if (!process)
        return parent_process(all, o);
    if (strcmp(process, "server") == 0)
        return server_process(o);
    if (strcmp(process, "signer") == 0)
        return outward_process("signer", o, run_signer);
    if (strcmp(process, "courier") == 0)
        return outward_process("courier", o, run_courier);
    fprintf(stderr, "xiezhi serve: XIEZHI_PROCESS is not for you to set: unset it\n");
    return 2;
}

static int serve(int argc, char **argv, char **all)
{
    struct serve_options o;
    struct buf why;
    buf_init(&why, 1024);
    for (int i = 0; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0)
            return fputs(serve_help, stdout) < 0;
    if (serve_read(argc, argv, &o, &why) != OK) {
        fprintf(stderr, "xiezhi serve: %.*s\n%s", STR_ARG(buf_str(&why)), serve_help);
        buf_close(&why);
        return 2;
    }
    buf_close(&why);
    find_reach(&o);
    return become(all, &o);
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
