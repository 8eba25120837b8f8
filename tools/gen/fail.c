// SPDX-License-Identifier: Apache-2.0
#include "gen.h"

#include <stdarg.h>
#include <stdlib.h>

struct arena gen_arena = {.limit = (size_t)256 * 1024 * 1024};
jmp_buf *gen_trap;

static int faults;

static void say(struct place at, const char *format, va_list args)
{
    if (at.line)
        fprintf(stderr, "%s:%d: ", at.file, at.line);
    else
        fprintf(stderr, "%s: ", at.file);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
}

void gen_fail(struct place at, const char *format, ...)
{
    if (gen_trap)
        longjmp(*gen_trap, 1);
    va_list args;
    va_start(args, format);
    say(at, format, args);
    va_end(args);
    exit(EXIT_FAILURE);
}

void gen_fault(struct place at, const char *format, ...)
{
    faults++;
    va_list args;
    va_start(args, format);
    if (!gen_trap)
        say(at, format, args);
    va_end(args);
}

void gen_end_faults(void)
{
    if (faults && gen_trap)
        longjmp(*gen_trap, 1);
    if (faults)
        exit(EXIT_FAILURE);
}
