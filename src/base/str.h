// SPDX-License-Identifier: Apache-2.0
/* str.h -- a counted string by value: bytes that somebody else owns.
 * Floor 0.  Text from outside is checked to be UTF-8 once, at the door (utf8.h). */
#ifndef BASE_STR_H
#define BASE_STR_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct str {
    const char *p; /* NULL means absent; not NUL-terminated */
    size_t n;
};

/* A list of records of one kind; generated structs hold the same two words with a typed pointer. */
struct list {
    void *at;
    size_t n;
};

#define S(literal) ((struct str){"" literal, sizeof(literal) - 1})
#define STR_ARG(s) (int)(s).n, (s).p /* for "%.*s" */

/* The bytes of a C string; absent for NULL. */
struct str str_of(const char *c);
/* Same bytes; two absent strings are equal, an absent and an empty one are not. */
bool str_eq(struct str a, struct str b);
/* Same bytes as the C string. */
bool str_is(struct str a, const char *c);
/* Order of bytes, like memcmp: negative, 0, positive. */
int str_cmp(struct str a, struct str b);
bool str_starts(struct str s, struct str head);
bool str_ends(struct str s, struct str tail);
/* Bytes from..from+n, cut to what is there. */
struct str str_part(struct str s, size_t from, size_t n);
/* Without blanks, tabs, CR, LF at both ends. */
struct str str_trim(struct str s);
/* The index of the first `needle`, or s.n. */
size_t str_find(struct str s, struct str needle);
size_t str_index(struct str s, char c);
/* Cut at the first `c`: returns what is before, *rest becomes what follows it (absent if there was
 * none). */
struct str str_cut(struct str s, char c, struct str *rest);
/* Decimal integer within int64, an optional minus, no blanks, no leading zeroes (but "0"). */
MUST_USE enum status str_to_int(struct str s, int64_t *ret_value);
/* Lower or upper hex of exactly n bytes. */
MUST_USE enum status str_to_bytes(struct str hex, uint8_t *ret_bytes, size_t n);

#endif
