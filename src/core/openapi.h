// SPDX-License-Identifier: Apache-2.0
/* openapi.h -- the programs' door described for programs: OpenAPI 3.1, made from the tables that
 * the door itself walks.
 * Floor 4.  Not here: what is answered (web/). */
#ifndef CORE_OPENAPI_H
#define CORE_OPENAPI_H

#include "core/model.h"

#include "base/buf.h"

/* The whole document, in the words that text_use gave, with a line end.  The same rooms and words
 * give the same bytes.  `to->full` when it did not fit. */
void openapi_put(struct buf *to, const struct rooms *rooms);

/* Recorded requests and replies (core/examples.json), which the document shows: one JSON object. */
extern const unsigned char openapi_examples[];
extern const size_t openapi_n_examples;

#endif
