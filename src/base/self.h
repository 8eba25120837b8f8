// SPDX-License-Identifier: Apache-2.0
/* self.h -- this program, started once more, or one that lies beside it.
 * Floor 0.  The kernel knows which file it started; in the offline archive that is the archive's
 * own loader, which was given the program as a word.  Programs there have no other loader. */
#ifndef BASE_SELF_H
#define BASE_SELF_H

#include <stdbool.h>

/* The path by which a program asks for itself.  Its folder is the program's, also in the archive.
 */
#define SELF "/proc/self/exe"

enum { SELF_WORDS_MAX = 256, SELF_PATH_BYTES = 4096 };

/* Become the program `path` with the words `argv` (argv[0] first, ended by NULL).  SELF, and what
 * lies in this program's folder, is started by the loader that was started for this program, if one
 * was.  Comes back only when that fails: errno says why (E2BIG: more than SELF_WORDS_MAX words). */
void self_exec(const char *path, char *const argv[]);

/* The path of `name` in this program's folder, ended by 0.  False: too long, or no /proc. */
bool self_beside(const char *name, char ret_path[SELF_PATH_BYTES]);

#endif
