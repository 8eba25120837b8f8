// SPDX-License-Identifier: Apache-2.0
/* target.h -- the request target: one path, decoded once, and a query.
 * Floor 2, inside http/.  Pure. */
#ifndef HTTP_TARGET_H
#define HTTP_TARGET_H

#include "http/refuse.h"

/* Decode %XX (and + as blank if plus_is_blank) of `text` into `to`, which has text.n bytes; *ret_n
 * is what was written. BAD_INPUT where % is not followed by two hex digits. */
MUST_USE enum status http_percent_decode(struct str text, bool plus_is_blank, char *to,
                                         size_t *ret_n);
/* Check a target and split it: *path decoded into the arena, *query pointing
 * into `target` or absent. False fills *refusal. */
bool http_target_read(struct arena *a, struct str target, struct str *path, struct str *query,
                      struct http_refusal *refusal);

#endif
