// SPDX-License-Identifier: Apache-2.0
/* source.h -- the files of this house as the checking tools see them: text, and code without words.
 * Not here: what is right or wrong (floors.c, tidy.c). */
#ifndef TOOLS_SOURCE_H
#define TOOLS_SOURCE_H

#include "base/arena.h"

struct source {
    struct str path; /* from the root of the house, "src/base/str.c" */
    struct str text; /* the bytes of the file, followed by a NUL */
    struct str code; /* of C: comments and literals are blanks; else the same as text */
};

struct house {
    struct arena arena;
    struct source *at; /* in order of path */
    size_t n;
    int complaints;
};

/* Read every file below the current folder's `roots` (folders or files, NULL at the end), without
 * hidden and build folders; absent roots are none.  Ends the program (2) if a file cannot be read.
 */
void house_read(struct house *h, const char *const *roots);
/* The file with this path, or NULL. */
const struct source *house_file(const struct house *h, struct str path);
/* Print "PATH:LINE: message" to stderr and count it. */
void house_complain(struct house *h, struct str path, int line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Give everything back; the exit code of the tool, 1 if there was a complaint. */
int house_close(struct house *h);
/* Is it a .c or .h file? */
bool source_is_c(const struct source *s);
/* The number of the line, from 1, in which byte `at` stands. */
int source_line(const struct source *s, size_t at);
/* The next C name at or after `*at` in `s`, absent at the end; *at becomes the index behind it. */
struct str source_next_word(struct str s, size_t *at);

#endif
