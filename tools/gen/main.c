// SPDX-License-Identifier: Apache-2.0
/* main.c -- gen [-C FOLDER] [-d DEPFILE] model|sql|page|text OUTDIR ROOMDIR...: the small
 * languages of the rooms in, C out.
 * Build time only.  -C: where the rooms' paths begin; -d: write what was read, for the build. */
#include "file.h"
#include "grow.h"
#include "model.h"
#include "page.h"
#include "sql.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct command {
    const char *name, *output; /* a file it writes, what the rule of -d is for; %s: the first room
                                */
    void (*run)(struct gen_model *m, const char *out, int n, char **arg);
} commands[] = {
    {"model", "facts.gen.h", model_print},
    {"sql", "sql.gen.c", sql_print},
    {"page", "%s_page.gen.c", page_print},
    {"text", "text.gen.c", text_print},
};

static int usage(void)
{
    fputs("usage: gen [-C FOLDER] [-d DEPFILE] model|sql|page|text OUTDIR [--core DIR] ROOMDIR... "
          "[SOURCE.c...]\n",
          stderr);
    return 2;
}

static const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(name, commands[i].name) == 0)
            return &commands[i];
    return NULL;
}

/* Both outputs are named as seen from here, before -C. */
static const char *absolute(const char *path)
{
    char *here = getcwd(NULL, 0);
    const char *full = path[0] == '/' || !here ? path : file_join(here, path);
    free(here);
    return full;
}

int main(int argc, char **argv)
{
    const char *folder = NULL, *depfile = NULL;
    for (int option; (option = getopt(argc, argv, "+C:d:")) != -1;) {
        if (option != 'C' && option != 'd')
            return usage();
        *(option == 'C' ? &folder : &depfile) = optarg;
    }
    const struct command *command = argc - optind > 2 ? command_find(argv[optind]) : NULL;
    if (!command)
        return usage();
    struct gen_model model = {0};
    const char *out = absolute(argv[optind + 1]);
    depfile = depfile ? absolute(depfile) : NULL;
    if (folder && chdir(folder) != 0) {
        fprintf(stderr, "%s: is no folder\n", folder);
        return 2;
    }
    command->run(&model, out, argc - optind - 2, argv + optind + 2);
    if (depfile)
        file_write_read(
            depfile, file_join(argv[optind + 1], grow_format(command->output, model.room[0].name)),
            folder);
    return EXIT_SUCCESS;
}
