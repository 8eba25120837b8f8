// SPDX-License-Identifier: Apache-2.0
/* fold_bind.h -- what $name means in fold.sql: the envelope, a kept field, a field of a group.
 * Build time only.  A personal field is bound as its reference into the vault, never as its value.
 */
#ifndef GEN_FOLD_BIND_H
#define GEN_FOLD_BIND_H

#include "gen.h"

/* `each`: the group or list field once for each of whose items the statement runs; or NULL.  Fails
 * at `at`. */
struct bind fold_bind(const struct fact *f, const struct field *each, struct str name,
                      struct place at);

#endif
