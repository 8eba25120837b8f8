// SPDX-License-Identifier: Apache-2.0
/* self.c -- this program, started once more, or one that lies beside it.
 * Floor 0. */
#include "base/self.h"

#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

static char name_word[] = "--argv0", cache_word[] = "--inhibit-cache", loader[] = SELF;

/* A loader that the kernel started itself has no base beside the program's; it then names the
 * program as what was executed (glibc, elf/rtld.c). */
static char *program_of_loader(void)
{
    return getauxval(AT_BASE) == 0 ? (char *)(uintptr_t)getauxval(AT_EXECFN) : NULL;
}

static bool is_beside(const char *program, const char *path)
{
    const char *slash = strrchr(program, '/');
    size_t n = slash ? (size_t)(slash - program) + 1 : 0;
    return n && strncmp(program, path, n) == 0 && !strchr(path + n, '/');
}

void self_exec(const char *path, char *const argv[])
{
    char *words[SELF_WORDS_MAX + 5] = {loader, cache_word, name_word, argv[0]};
    char *program = program_of_loader();
    bool is_self = strcmp(path, SELF) == 0;
    size_t n = 5, i = 1;
    assert(argv[0]);
    if (!program || (!is_self && !is_beside(program, path))) {
        execv(path, argv);
        return;
    }
    words[4] = is_self ? program : (char *)(uintptr_t)path;
    for (; argv[i] && i < SELF_WORDS_MAX; i++)
        words[n++] = argv[i];
    errno = E2BIG;
    if (!argv[i])
        execv(SELF, words);
}

bool self_beside(const char *name, char ret_path[SELF_PATH_BYTES])
{
    char self[SELF_PATH_BYTES];
    ssize_t n = readlink(SELF, self, sizeof self - 1);
    while (n > 0 && self[n - 1] != '/')
        n--;
    if (n <= 0 || (size_t)n + strlen(name) >= SELF_PATH_BYTES)
        return false;
    memcpy(ret_path, self, (size_t)n);
    memcpy(ret_path + n, name, strlen(name) + 1);
    return true;
}
