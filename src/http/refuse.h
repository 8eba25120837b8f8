// SPDX-License-Identifier: Apache-2.0
/* refuse.h -- how a request is turned away: kind, status, one sentence.
 * Floor 2, inside http/. */
#ifndef HTTP_REFUSE_H
#define HTTP_REFUSE_H

#include "http/http.h"

struct http_refusal {
    enum http_why why;
    int status;       /* 400, 413, 503 */
    const char *what; /* a sentence for the sender; NULL: not refused */
};

/* Note the refusal unless there is one already; always false, so that a check can return it. */
bool http_refuse(struct http_refusal *to, enum http_why why, const char *what);

#endif
