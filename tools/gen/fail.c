// SPDX-License-Identifier: Apache-2.0
#include "gen.h"

#include <stdarg.h>
#include <stdlib.h>

struct arena gen_arena = {.limit = (size_t)256 * 1024 * 1024};
jmp_buf *gen_trap;

void gen_fail(struct place at, const char *format, ...)
{
    if (gen_trap)
        longjmp(*gen_trap, 1);
    va_list args;
    va_start(args, format);
    if (at.line)
        fprintf(stderr, "%s:%d: ", at.file, at.line);
    else
        fprintf(stderr, "%s: ", at.file);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    exit(EXIT_FAILURE);
}
