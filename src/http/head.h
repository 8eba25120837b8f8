// SPDX-License-Identifier: Apache-2.0
/* head.h -- is the head of a request allowed to be what it is?
 * Floor 2, inside http/. */
#ifndef HTTP_HEAD_H
#define HTTP_HEAD_H

#include "http/parse.h"

/* Look at the bytes of a head as they come.  *ret_n becomes the length of a whole head, 0 if more
 * is to come. False: refused. */
bool http_head_scan(struct parser *p, struct str in, size_t *ret_n);
/* Check everything that llhttp has read of the head and fill p->req.  False: refused. */
bool http_head_check(struct parser *p);

#endif
