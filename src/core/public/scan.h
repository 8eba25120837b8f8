// SPDX-License-Identifier: Apache-2.0
/* scan.h -- what must not be public without being justified: citizen numbers, mobile phones, bank
 * cards, names and addresses of the matter's people, marks of secrecy.
 * Floor 4.  Pure: text in, places out.  Sources: GB 11643 (citizen number), ISO/IEC 7812 (card),
 * law on guarding state secrets 2024 (marks with a star).  It finds forms, not meanings: what it
 * does not find may be personal all the same, which is why a person approves. */
#ifndef CORE_PUBLIC_SCAN_H
#define CORE_PUBLIC_SCAN_H

#include "base/str.h"
#include "public.gen.h"

enum { PUBLIC_HITS_MAX = 25, PUBLIC_SCAN_CHARS = 10000 };

struct public_hit {
    enum public_leak what;
    size_t place, size; /* characters, from 1 */
};

/* What is known of the people of a matter. */
struct public_known {
    const struct str *name, *place;
    size_t n_names, n_places;
};

/* Look through a text of valid UTF-8, at most PUBLIC_SCAN_CHARS characters of it, and write what is
 * found in the order of its places; no two share a character.  Returns how many: PUBLIC_HITS_MAX
 * may mean more. */
size_t public_scan(struct str text, const struct public_known *known,
                   struct public_hit ret_hit[PUBLIC_HITS_MAX]);

#endif
