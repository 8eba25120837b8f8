// SPDX-License-Identifier: Apache-2.0
/* main.c -- gen model|sql|text OUTDIR ROOMDIR...: the small languages of the rooms in, C out.
 * Build time only.  Reads files named on its command line, writes into OUTDIR, and nothing else. */
#include "model.h"
#include "sql.h"

#include <stdlib.h>
#include <string.h>

static const struct command {
    const char *name;
    void (*run)(struct gen_model *m, const char *out, int n, char **arg);
} commands[] = {
    {"model", model_print},
    {"sql", sql_print},
};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc > 3 && i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(argv[1], commands[i].name) != 0)
            continue;
        struct gen_model model = {0};
        commands[i].run(&model, argv[2], argc - 3, argv + 3);
        return EXIT_SUCCESS;
    }
    fputs("usage: gen model|sql|text OUTDIR ROOMDIR...\n", stderr);
    return 2;
}
