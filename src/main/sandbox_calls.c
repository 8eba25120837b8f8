// SPDX-License-Identifier: Apache-2.0
/* sandbox_calls.c -- rows of calls become a filter of seccomp.
 * Floor 7, part of sandbox.h.  What no row allows is answered EPERM and does not kill: so a
 * process can prove from inside, in itself and not in a copy, that its walls hold; and when a
 * library asks for something new after an update, it gets an error, and the office no dead server.
 * Calls in another architecture's numbers kill. */
#include "main/sandbox.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

static int add(scmp_filter_ctx filter, const struct sandbox_call *call)
{
    struct scmp_arg_cmp when[2];
    memcpy(when, call->when, sizeof when);
    for (unsigned i = 0; i < call->n_when; i++)
        if (when[i].datum_a == SANDBOX_OWN_PID)
            when[i].datum_a = (scmp_datum_t)getpid();
    int code = seccomp_rule_add_array(
        filter, call->answer ? SCMP_ACT_ERRNO((uint16_t)call->answer) : SCMP_ACT_ALLOW, call->nr,
        call->n_when, when);
    return code == -EEXIST ? 0 : code; /* it stands in two groups */
}

static int add_box(scmp_filter_ctx filter, const struct sandbox_box *box)
{
    int code = 0;
    for (const struct sandbox_call *const *group = box->groups; *group; group++)
        for (const struct sandbox_call *call = *group; call->answer >= 0 && code == 0; call++)
            code = add(filter, call);
    return code;
}

enum status sandbox_calls(const struct sandbox_box *box, const struct sandbox_place *place,
                          struct buf *why)
{
    const struct sandbox_box *rows[SANDBOX_ROWS_MAX];
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    assert(filter);
    int code = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
    if (code == 0)
        code = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    if (code == 0)
        code = seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
    sandbox_rows(box, place, rows);
    for (size_t i = 0; rows[i] && code == 0; i++)
        code = add_box(filter, rows[i]);
    if (code == 0)
        code = seccomp_load(filter);
    seccomp_release(filter);
    if (code == 0)
        return OK;
    buf_printf(why, "the kernel takes no list of allowed calls (seccomp): %s", strerror(-code));
    return BROKEN;
}
