// SPDX-License-Identifier: Apache-2.0
/* schema.h -- JSON Schema as an outsider reads it: as much of it as our document uses, and nothing
 * that it does not know is passed over. */
#ifndef API_SCHEMA_H
#define API_SCHEMA_H

#include "base/json.h"

/* Is the value one of the schema?  `root` is the document, for $ref.  When not, *ret_why is a short
 * sentence; also for a word of the schema that is not known here. */
bool schema_holds(const struct json *root, const struct json *schema, const struct json *value,
                  const char **ret_why);
/* Where a "$ref" of the document leads, or NULL. */
const struct json *schema_find(const struct json *root, struct str pointer);

#endif
