// SPDX-License-Identifier: Apache-2.0
/* web.h -- the browser's door: requests become pages, operations, event streams.
 * Floor 6.  Not here: bytes and sockets (http/), what a form or a page says (core/ and the rooms).
 */
#ifndef WEB_WEB_H
#define WEB_WEB_H

#include "core/core.h"
#include "http/http.h"

struct web_server;

struct web_options {
    struct core *core;
    struct http_options http; /* handle, upload_max, ended and ctx are set by web_open */
    int n_pool;               /* threads for lists, forms and sign-in [2], at most 16 */
    struct arena *arena;      /* for life */
};

/* How many readers the core must have been opened with: one for each HTTP loop and pool thread. */
int web_n_readers(const struct web_options *o);
/* Listen.  Errors as http_open; FULL. */
MUST_USE enum status web_open(const struct web_options *o, struct web_server **ret_server);
/* The port that was bound. */
int web_port(const struct web_server *s);
/* Start the threads and serve on this one until web_stop.  BROKEN when a thread cannot start. */
MUST_USE enum status web_run(struct web_server *s);
/* Let web_run return.  Safe in a signal handler. */
void web_stop(struct web_server *s);
void web_close(struct web_server *s);
/* For logs and measures. */
struct http_server *web_http(struct web_server *s);

#endif
