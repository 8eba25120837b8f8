// SPDX-License-Identifier: Apache-2.0
/* old_kernel PROGRAM WORD...: run it as on a kernel without Landlock, whose calls answer ENOSYS. */
#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    if (argc < 2 || !filter ||
        seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(landlock_create_ruleset), 0) ||
        seccomp_load(filter)) {
        fputs("usage: old_kernel PROGRAM WORD...\n", stderr);
        return 2;
    }
    seccomp_release(filter);
    execv(argv[1], argv + 1);
    return 127;
}
