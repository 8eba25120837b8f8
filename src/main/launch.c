// SPDX-License-Identifier: Apache-2.0
/* launch.c -- bin/NAME of the offline archive: starts lib/NAME by the archive's own loader.
 * Floor 7.  Linked statically, since it must run where no library is, or another system's.  It is
 * found by its own place, so the archive may lie anywhere.  Which library: the program's rpath. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_BYTES = 4096, WORDS_MAX = 1024 };

static const char no_proc[] = "/proc is not there, which tells a program its own place: mount it";

static int fail(const char *what, const char *why)
{
    fprintf(stderr, "%s: %s\n", what, why);
    return 127;
}

int main(int argc, char **argv)
{
    static char cache[] = "--inhibit-cache", name[] = "--argv0";
    char self[PATH_BYTES], root[PATH_BYTES], loader[PATH_BYTES + 16], program[2 * PATH_BYTES];
    char *words[WORDS_MAX] = {loader, cache, name, argv[0], program};
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (n <= 0)
        return fail("xiezhi", no_proc);
    self[n] = 0;
    memcpy(root, self, (size_t)n + 1);
    char *slash = strrchr(root, '/');
    *slash = 0;
    if (!(slash = strrchr(root, '/')) || strcmp(slash, "/bin") != 0 || argc < 1)
        return fail(self, "this file belongs into the folder bin of its archive");
    if (argc + 5 > WORDS_MAX)
        return fail(self, "too many words");
    *slash = 0;
    snprintf(loader, sizeof loader, "%s/lib/ld.so", root);
    snprintf(program, sizeof program, "%s/lib/%s", root, strrchr(self, '/') + 1);
    for (int i = 1; i < argc; i++)
        words[4 + i] = argv[i];
    /* The system's words for its own loader and library mean nothing to ours. */
    unsetenv("LD_PRELOAD");
    unsetenv("LD_LIBRARY_PATH");
    execv(loader, words);
    return fail(loader, strerror(errno));
}
