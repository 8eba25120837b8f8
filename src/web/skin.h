// SPDX-License-Identifier: Apache-2.0
/* skin.h -- the style sheet, the script and the mark, built into the program.
 * Floor 6, inside web/.  The table is written by tools/embed.c from the folder skin/. */
#ifndef WEB_SKIN_H
#define WEB_SKIN_H

#include "base/str.h"

struct skin_file {
    const char *plain;   /* "xiezhi.css" */
    const char *name;    /* "xiezhi.0123456789abcdef.css": changes with the bytes */
    const char *address; /* "/skin/" and the name */
    const char *media;
    const unsigned char *bytes;
    size_t n;
};

extern const struct skin_file skin_files[];
extern const size_t skin_n_files;

/* The file of that hashed name, or NULL. */
const struct skin_file *skin_find(struct str name);
/* Where a page finds the file with this plain name, which must exist. */
const char *skin_address(const char *plain);

#endif
