// SPDX-License-Identifier: Apache-2.0
#include "http/refuse.h"

#include <assert.h>

static const char *const names[WHY_COUNT] = {
    [WHY_SYNTAX] = "syntax",   [WHY_METHOD] = "method", [WHY_VERSION] = "version",
    [WHY_TARGET] = "target",   [WHY_HOST] = "host",     [WHY_HEADER] = "header",
    [WHY_FRAMING] = "framing", [WHY_SIZE] = "size",     [WHY_FORM] = "form",
    [WHY_SLOW] = "slow",       [WHY_CROWD] = "crowd",   [WHY_DISK] = "disk",
};

const char *http_why_name(enum http_why why)
{
    assert(why < WHY_COUNT);
    return names[why];
}

bool http_refuse(struct http_refusal *to, enum http_why why, const char *what)
{
    assert(what && why < WHY_COUNT);
    if (to->what)
        return false;
    int status = why == WHY_SIZE ? 413 : why == WHY_CROWD || why == WHY_DISK ? 503 : 400;
    *to = (struct http_refusal){why, status, what};
    return false;
}
