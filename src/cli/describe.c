// SPDX-License-Identifier: Apache-2.0
/* describe.c -- what a node is, said from its declarations: the programs' door, who may do what.
 * Floor 6.  Neither needs the node to run; of the node only its pack is read, for its words. */
#include "cli/cli.h"

#include "core/openapi.h"
#include "core/pack.h"
#include "core/roles.h"

#include <stdio.h>
#include <string.h>

enum { DOCUMENT_BYTES = 16 * 1024 * 1024, PACK_BYTES = 16 * 1024 * 1024 };

static const char openapi_help[] = "usage: xiezhi openapi DIR|--\n"
                                   "Print the OpenAPI 3.1 document of the node in DIR, as "
                                   "/openapi.json answers it; with -- that of\n"
                                   "the program alone, without the words and codes of a pack.\n";

static const char roles_help[] =
    "usage: xiezhi roles DIR|-- [--en] [--json]\n"
    "Print who may ask for each operation and see each page, from the declarations.\n"
    "  --en    in English\n"
    "  --json  for programs: the parties as they are declared\n";

/* What is printed, and how. */
struct asked {
    const char *folder; /* "--": of no node */
    bool english, json;
};

/* The words of the node's pack from now on; none for "--". */
static enum status take_words(const struct cli *cli, const char *folder, struct arena *a,
                              struct buf *why)
{
    char path[4096];
    struct pack pack;
    if (strcmp(folder, "--") == 0)
        return OK;
    TRY(node_find(folder, NULL, why));
    snprintf(path, sizeof path, "%s/pack", folder);
    TRY(pack_load(a, path, cli->rooms, &pack, why));
    text_use(pack.text, pack.n_text);
    return OK;
}

static int print(const struct cli *cli, const char *command, const struct asked *asked,
                 void (*put)(struct buf *to, const struct rooms *rooms, const struct asked *asked))
{
    struct arena a;
    struct buf why, to;
    arena_init(&a, PACK_BYTES);
    buf_init(&why, 4096);
    buf_init(&to, DOCUMENT_BYTES);
    enum status s = take_words(cli, asked->folder, &a, &why);
    if (s == OK)
        put(&to, cli->rooms, asked);
    if (s == OK && to.full)
        s = FULL;
    if (s == OK && (fwrite(to.p, 1, to.n, stdout) != to.n || fflush(stdout) != 0))
        s = BROKEN;
    buf_byte(&why, 0);
    int code = s == OK ? 0 : cli_fail(command, asked->folder, why.n > 1 ? why.p : status_name(s));
    text_use(NULL, 0);
    buf_close(&to);
    buf_close(&why);
    arena_close(&a);
    return code;
}

/* "--" stands in place of the folder. */
static int read(int argc, char **argv, struct asked *asked, const char *help, bool with_options)
{
    static char none[] = "./--";
    char *word[8];
    if (argc > 8)
        argc = 8;
    for (int i = 0; i < argc; i++)
        word[i] = strcmp(argv[i], "--") == 0 ? none : argv[i];
    const struct cli_word words[] = {{NULL, &asked->folder, NULL},
                                     {"--en", NULL, &asked->english},
                                     {"--json", NULL, &asked->json}};
    int code = cli_read(argc, word, words, with_options ? 3 : 1, help);
    if (asked->folder == none)
        asked->folder = "--";
    return code;
}

static void put_openapi(struct buf *to, const struct rooms *rooms, const struct asked *asked)
{
    (void)asked;
    openapi_put(to, rooms);
}

static void put_roles(struct buf *to, const struct rooms *rooms, const struct asked *asked)
{
    if (asked->json)
        roles_put_json(to, rooms);
    else
        roles_put_table(to, asked->english ? LANG_EN : LANG_ZH, rooms);
}

int cli_openapi(const struct cli *cli, int argc, char **argv)
{
    struct asked asked = {NULL, false, false};
    int code = read(argc, argv, &asked, openapi_help, false);
    return code ? (code < 0 ? 0 : code) : print(cli, "openapi", &asked, put_openapi);
}

int cli_roles(const struct cli *cli, int argc, char **argv)
{
    struct asked asked = {NULL, false, false};
    int code = read(argc, argv, &asked, roles_help, true);
    return code ? (code < 0 ? 0 : code) : print(cli, "roles", &asked, put_roles);
}
