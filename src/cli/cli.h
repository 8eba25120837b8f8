// SPDX-License-Identifier: Apache-2.0
/* cli.h -- the commands a person types on the machine itself.
 * Floor 6.  A command says what it does, refuses with what, where and what to do, and ends with 0
 * done, 1 refused or a check failed, 2 wrong use. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "core/core_open.h"

/* What main gives to every command. */
struct cli {
    const struct rooms *rooms;
    const struct sql *sql;
    size_t n_sql;
    enum status (*make_signer)(const char *folder, struct str origin, struct buf *ret_vkey);
};

struct cli_command {
    const char *name, *about;
    int (*run)(const struct cli *cli, int argc, char **argv);
};

/* Ended by a row without name. */
extern const struct cli_command cli_commands[];

/* ---- shared by the commands ---- */

/* One word that a command knows: a flag, an option with a value, or the folder. */
struct cli_word {
    const char *name;   /* "--pack"; the next word without a dash: what it is ("table"), or NULL: a
                           folder */
    const char **value; /* an option's or a plain word's */
    bool *flag;
};

/* A folder that a command fills.  The caller sets path and mode. */
struct cli_folder {
    const char *path;
    unsigned mode; /* if it is made here */
    bool is_new;   /* made here */
};

/* Make it, or take the empty one that is there.  CONFLICT: there is something in it; BROKEN. `why`
 * gets a sentence. */
MUST_USE enum status cli_folder_take(struct cli_folder *f, struct buf *why);
/* The command has failed: whatever is in the folder goes, and the folder itself if it is new. */
void cli_folder_clear(const struct cli_folder *f);

/* Copy a file into one that is not there yet, and flush it.  NOT_FOUND, FULL, BROKEN; `why` gets a
 * sentence. */
MUST_USE enum status cli_copy_file(const char *from, const char *to, struct buf *why);

/* Read the words of a command.  0: go on; else its exit code (help was shown, or a word was wrong
 * and said so). */
int cli_read(int argc, char **argv, const struct cli_word *word, size_t n, const char *help);
/* What node_open and core_make want, for a folder; `database` as in core_options. */
struct core_options cli_options(const struct cli *cli, const char *folder, const char *database);
/* Progress of long work on a terminal: done of all, with rate and time left; nothing where there is
 * no terminal. */
void cli_progress(int64_t done, int64_t all);
/* Print what went wrong: "xiezhi COMMAND: FOLDER: sentence". Returns 1. */
int cli_fail(const char *command, const char *where, const char *sentence);

/* A node that begins where another log had to be closed. */
struct cli_successor {
    const char *folder, *node, *origin, *pack; /* as the words of init; origin NULL: a random one */
    const struct core_log_succeeded *after;
};
/* Make it, as init does; its exit code. */
int cli_init_after(const struct cli *cli, const struct cli_successor *s);

/* The commands, each after its own word: the exit code 0, 1 refused or failed check, 2 wrong use.
 */
int cli_init(const struct cli *cli, int argc, char **argv);
int cli_rebuild(const struct cli *cli, int argc, char **argv);
int cli_check(const struct cli *cli, int argc, char **argv);
int cli_backup(const struct cli *cli, int argc, char **argv);
int cli_export_ledger(const struct cli *cli, int argc, char **argv);
int cli_recover(const struct cli *cli, int argc, char **argv);
int cli_openapi(const struct cli *cli, int argc, char **argv);
int cli_roles(const struct cli *cli, int argc, char **argv);
int cli_run(const struct cli *cli, int argc, char **argv);
int cli_scene(const struct cli *cli, int argc, char **argv);
int cli_import(const struct cli *cli, int argc, char **argv);

#endif
