// SPDX-License-Identifier: Apache-2.0
/* search.h -- matters of all rooms, found by words that the reader may read.
 * Floor 4.  A matter is found only where its home page is open to the reader, and each term stands
 * in a text that reveal() shows him, in a code or unit of the matter, or in its number.  So whether
 * something is found tells nothing that he may not read; there is no total.
 * Not here: the index (search_index.h), the page (web/search.c). */
#ifndef CORE_SEARCH_H
#define CORE_SEARCH_H

#include "core/party.h"
#include "core/text.h"

enum {
    SEARCH_HITS = 20,         /* of one page */
    SEARCH_SHOWN_BYTES = 400, /* of a text around what was found */
    SEARCH_TERMS = 8,         /* of one question */
    SEARCH_WORDS_MAX = 200,   /* characters of one question */
};

struct search_ask {
    struct str words;      /* as they were typed */
    struct str kind;       /* of matter; absent: all */
    struct str stage;      /* absent: all */
    struct unit_id unit;   /* where it lies; 0: anywhere */
    int64_t since, before; /* opened: ms UTC, from and up to; 0: no bound */
    int64_t below;         /* matters with a smaller id: the next page; 0: from the newest */
};

/* One matter, and where the first term was found. */
struct search_hit {
    struct matter_row row;
    const struct matter *def;
    const struct fact *fact; /* in whose text; NULL: not in a text */
    const struct text *code; /* or in the words of this code or unit; both NULL: in the number */
    char shown[SEARCH_SHOWN_BYTES];
    size_t n, at, end; /* the text around it, and where in that it stands */
    bool is_cut[2];    /* there is more before, behind */
};

struct search_found {
    struct search_hit *hit;
    size_t n;
    int64_t below;   /* of the next page; 0: this was the last */
    const char *why; /* BAD_INPUT: a text key */
};

/* Look for it: whoever has neither account nor code finds what is open to anybody, the holder of a
 * code his own matter or, of a kind that is open to anybody, that.  BAD_INPUT: nothing to look for,
 * or too much, and `why` says which; FULL, BROKEN.  `key` is the node's (search_gram.h). */
MUST_USE enum status search_run(struct ctx *c, const struct hash *key, const struct search_ask *ask,
                                struct search_found *ret_found);

#endif
