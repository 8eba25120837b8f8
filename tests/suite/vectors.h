// SPDX-License-Identifier: Apache-2.0
/* vectors.h -- the files of other people's suites: found below a folder, unpacked where packed.
 * For the programs of test/suite only.  A suite knows its vectors by form, never by a list of
 * names. */
#ifndef SUITE_VECTORS_H
#define SUITE_VECTORS_H

#include "base/arena.h"
#include "base/buf.h"

struct vector {
    struct str path; /* what to open; NUL-terminated */
    struct str rel;  /* below the data folder; an archive d/x.tar.gz is the folder d/x */
    struct str name; /* the last part of rel, without a final .gz */
};

struct vectors {
    struct arena arena;
    struct vector *files; /* in the order of rel */
    size_t n;
    struct str temporary; /* where archives are unpacked; NUL-terminated */
};

/* All regular files below `folder`, each *.tar.gz unpacked below a temporary folder first.
 * BROKEN, with a line on standard error, if the folder cannot be read or an archive not be
 * unpacked. */
MUST_USE enum status vectors_open(struct vectors *v, const char *folder);
/* Remove what was unpacked and give the memory back. */
void vectors_close(struct vectors *v);
/* The bytes of a file, gunzipped if it is gzipped, in place of what is in `to`. */
MUST_USE enum status vectors_read(const struct vector *file, struct buf *to);
/* The file whose rel is these bytes, or NULL. */
const struct vector *vectors_find(const struct vectors *v, struct str rel);
/* The rel of a file's folder, without the final slash; empty at the top. */
struct str vectors_folder(const struct vector *file);

struct vectors_tally {
    int passed, failed, skipped;
};

/* Count one case and, if it failed, say which and why (printf, without a line end). */
__attribute__((format(printf, 4, 5))) void vectors_case(struct vectors_tally *t, bool passed,
                                                        struct str rel, const char *why, ...);
/* Print the last line of a suite; its exit code: 1 if something failed or nothing was found. */
int vectors_end(const struct vectors_tally *t);

#endif
