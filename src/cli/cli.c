// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

const struct cli_command cli_commands[] = {
    {"init", "make a new node, with its log and its key", cli_init},
    {"rebuild", "drop all tables and fold them again from the ledger", cli_rebuild},
    {"check", "fold in the shadow and compare; check vault, tree and files", cli_check},
    {"backup", "copy a node while it is served: entries, vault, files, pack", cli_backup},
    {"export-ledger", "write the log as files that anybody can verify", cli_export_ledger},
    {"import", "bring a table of another system into the node that is served here", cli_import},
    {"recover", "close a log that cannot go on, and begin the one that goes on for it",
     cli_recover},
    {"openapi", "print the programs' door as an OpenAPI document", cli_openapi},
    {"roles", "print who may do and see what", cli_roles},
    {"run", "ask a running node for an operation, as a person with a token", cli_run},
    {"scene", "play scenes against a node of their own with a false clock", cli_scene},
    {0},
};

static bool is_plain(const struct cli_word *word)
{
    return !word->name || word->name[0] != '-';
}

static const struct cli_word *find_word(const struct cli_word *word, size_t n, const char *typed)
{
    for (size_t i = 0; i < n; i++)
        if (is_plain(&word[i]) ? typed[0] != '-' && !*word[i].value
                               : strcmp(word[i].name, typed) == 0)
            return &word[i];
    return NULL;
}

int cli_read(int argc, char **argv, const struct cli_word *word, size_t n, const char *help)
{
    for (int i = 0; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            fputs(help, stdout);
            return -1;
        }
        const struct cli_word *w = find_word(word, n, argv[i]);
        bool wants_value = w && !is_plain(w) && w->value;
        if (!w || (wants_value && i + 1 == argc)) {
            fprintf(stderr, "xiezhi: %s %s\n%s", argv[i],
                    w ? "needs a value" : "is not a word of this command", help);
            return 2;
        }
        if (w->flag)
            *w->flag = true;
        else
            *w->value = wants_value ? argv[++i] : argv[i];
    }
    for (size_t i = 0; i < n; i++)
        if (is_plain(&word[i]) && !*word[i].value) {
            fprintf(stderr, "xiezhi: which %s?\n%s", word[i].name ? word[i].name : "folder", help);
            return 2;
        }
    return 0;
}

struct core_options cli_options(const struct cli *cli, const char *folder, const char *database)
{
    return (struct core_options){.folder = folder,
                                 .database = database,
                                 .rooms = cli->rooms,
                                 .sql = cli->sql,
                                 .n_sql = cli->n_sql,
                                 .signer_fd = -1};
}

void cli_progress(int64_t done, int64_t all)
{
    static struct timespec begun;
    struct timespec now;
    if (!isatty(STDERR_FILENO) || all == 0)
        return;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (begun.tv_sec == 0)
        begun = now;
    int64_t ms = (now.tv_sec - begun.tv_sec) * 1000 + (now.tv_nsec - begun.tv_nsec) / 1000000;
    int64_t rate = ms > 0 ? done * 1000 / ms : 0;
    fprintf(stderr, "\r%3lld %%  %lld of %lld  %lld/s  %llds left ", (long long)(done * 100 / all),
            (long long)done, (long long)all, (long long)rate,
            (long long)(rate ? (all - done) / rate : 0));
    if (done == all)
        fputc('\n', stderr);
}

int cli_fail(const char *command, const char *where, const char *sentence)
{
    fprintf(stderr, "xiezhi %s: %s: %s\n", command, where, sentence);
    return 1;
}
