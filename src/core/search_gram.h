// SPDX-License-Identifier: Apache-2.0
/* search_gram.h -- words as the tables by which matters are found keep them.
 * Floor 4.  A gram is 47 bits of SipHash of a word, or of two characters side by side, under a key
 * that is the node's and of one circle.  Personal fields have the key of who may know them; codes
 * and units that of whoever may see the matter.  Private to core.
 * Not here: how a text falls into words (base/gram.h), the tables (search_index.h). */
#ifndef CORE_SEARCH_GRAM_H
#define CORE_SEARCH_GRAM_H

#include "base/buf.h"
#include "base/gram.h"
#include "base/hash.h"
#include "core/model.h"

struct store;
struct arena;

enum { SEARCH_UNIT_GRAMS = 8, SEARCH_GRAM_BYTES = 6 };

/* The key of this ledger's grams, which comes from the node's own.  `ledger` holds the truth. */
MUST_USE enum status search_key(struct store *ledger, struct arena *a, struct hash *ret_key);

/* The key of one circle, or, with NULL, of what stands in clear. */
struct search_circle {
    uint8_t key[16];
};
struct search_circle search_circle_of(const struct hash *key, const struct matter *m,
                                      const struct circle *circle);
/* The gram of a word that is written so. */
int64_t search_gram(const struct search_circle *circle, struct str word);
/* The grams of a unit of a text (at most SEARCH_UNIT_GRAMS) that stands behind `before` (NULL:
 * behind nothing); returns how many. */
size_t search_unit(const struct search_circle *circle, const struct gram *before,
                   const struct gram *unit, int64_t ret_gram[SEARCH_UNIT_GRAMS]);
/* The gram of what a number ends with.  False: it is too short, too long, or no number. */
bool search_tail(const struct search_circle *circle, const struct gram *unit, int64_t *ret_gram);
/* The table whose words a structural field's values have, "topic" or "unit"; NULL: none. */
const char *search_table(const struct field *f);
/* The word under which a code or a unit is kept: "topic=noise". */
struct str search_code(struct buf *room, const char *table, struct str value);
/* Gram number i of those that search_text keeps of a text. */
int64_t search_unpack(struct str grams, size_t i);

#endif
