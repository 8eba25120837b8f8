// SPDX-License-Identifier: Apache-2.0
/* loose.c -- the product with one rule of its walls made wrong: the server may connect.  Linked
 * with main's own objects; it must not start. */
#include "main/sandbox.h"

#include <string.h>

enum status __wrap_sandbox_enter(const struct sandbox_box *box, const struct sandbox_place *place,
                                 struct buf *why);
enum status __real_sandbox_enter(const struct sandbox_box *box, const struct sandbox_place *place,
                                 struct buf *why);

enum status __wrap_sandbox_enter(const struct sandbox_box *box, const struct sandbox_place *place,
                                 struct buf *why)
{
    static const struct sandbox_call more[] = {{.nr = SCMP_SYS(connect)}, {.answer = -1}};
    const struct sandbox_call *groups[16] = {NULL};
    struct sandbox_box loose = *box;
    size_t n = 0;
    if (strcmp(box->process, "signer") == 0)
        return __real_sandbox_enter(box, place, why);
    while (box->groups[n] && n < 14) {
        groups[n] = box->groups[n];
        n++;
    }
    groups[n] = more;
    loose.groups = groups;
    /* The parent's walls stand around the server's, so it is open there as well, and unproved. */
    if (box->has_children)
        return OK;
    return __real_sandbox_enter(&loose, place, why);
}
