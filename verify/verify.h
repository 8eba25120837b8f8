// SPDX-License-Identifier: Apache-2.0
/* verify.h -- xiezhi-verify: what an outsider needs to check a receipt or a whole ledger, without
 * trusting the office. Written apart from the product: nothing of src/ is used here.  Formats:
 * docs/LEDGER.md. Read in this order: hash.c, text.c, note.c, entry.c, receipt.c, ledger.c, feed.c,
 * main.c. */
#ifndef VERIFY_H
#define VERIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct text {
    const char *p;
    size_t n;
};
struct hash {
    unsigned char b[32];
};
/* The right edge of a tree: roots of the complete trees it is made of, by level. */
struct edge {
    bool is_sm3; /* by SM3 in place of SHA-256 */
    uint64_t size;
    struct hash peak[64];
};

/* hash.c: SHA-256 and SM3, the tree of RFC 6962 */
struct hash sha256(struct text a, struct text b);
struct hash leaf_hash(struct text entry);
/* By SM3: for an edge that is_sm3. */
bool has_sm3(void);
struct hash leaf_hash_sm3(struct text entry);
struct hash node_hash(const struct hash *left, const struct hash *right);
/* Append a leaf; done[i] becomes the root of the complete tree of height 8 i that it completes, for
 * every i that the result counts (from 1). */
int edge_append(struct edge *e, struct hash leaf, struct hash done[8]);
struct hash edge_root(const struct edge *e);
/* RFC 9162 section 2.1.3.2. */
bool proves_inclusion(uint64_t index, uint64_t size, struct hash leaf, struct hash root,
                      const struct hash *proof, size_t n);
/* The number whose tag under this key is in the list, 1 to 100,000; 0 if none is. */
unsigned tag_number(const unsigned char key[32], struct text tags);

/* text.c: files, lines, base64, hex, canonical JSON */
/* A whole file, `-` is standard input; p = NULL if it cannot be read or is over max bytes. */
struct text file_read(const char *path, size_t max);
/* The same, unpacked if it is gzipped.  Not for tiles: a hash may begin like a gzipped file. */
struct text file_unpacked(const char *path, size_t max);
static inline bool text_is(struct text t, const char *c) /* here, so that c's length is known */
{
    return t.n == strlen(c) && memcmp(t.p, c, t.n) == 0;
}
bool text_same(struct text a, struct text b);
/* The line up to the next newline, which must be there; false at the end. */
bool next_line(struct text *rest, struct text *line);
/* Decimal below 2^63 without sign or leading zero. */
bool read_number(struct text t, uint64_t *value);
bool is_lower_hex(struct text t);
/* Exactly n bytes in lower hex. */
bool read_hex(struct text t, unsigned char *to, size_t n);
/* Strict base64 into a new block; p = NULL if it is not. */
struct text read_base64(struct text t);
bool read_hash_line(struct text t, struct hash *h);

/* A reader of canonical JSON (RFC 8785; integers only, keys of printable ASCII).  It stops at the
 * first byte that breaks the form: `at` stays there and `what` says why. */
struct scan {
    const char *start, *at, *end, *what;
};
struct scan scan_of(struct text t);
bool scan_fail(struct scan *s, const char *what);
bool scan_byte(struct scan *s, char c);
/* Any value, to be looked at as bytes. */
bool scan_value(struct scan *s, struct text *raw);
/* A string; raw is what stands between the quotes. */
bool scan_string(struct scan *s, struct text *raw);
/* Step to the next member of an object or item of an array: the first call finds '{' or '['.  *more
 * is false behind the last.  Keys must ascend; *key begins as {0}. */
bool scan_member(struct scan *s, struct text *key, bool *more);
bool scan_item(struct scan *s, bool *first, bool *more);
bool scan_done(struct scan *s);
/* What a canonical string means, in a new block. */
struct text unescape(struct text raw);
/* A text as it may be shown on a terminal or in JSON. */
void show(FILE *to, struct text t);
void show_json(FILE *to, struct text t);

/* note.c: policies, signed notes, checkpoints */
enum { KEYS_MAX = 64, KEY_LOG = 1, KEY_WITNESS = 4 };
struct key {
    struct text name;
    unsigned char id[4], type, public[32];
};
struct policy {
    struct text text; /* the file: the keys' names point into it */
    struct key key[KEYS_MAX];
    unsigned n, n_witness, quorum;
};
struct checkpoint {
    struct text origin;
    uint64_t size;
    struct hash root;
    bool by[KEYS_MAX]; /* which keys of the policy signed it */
    unsigned n_witness;
};
/* False with a message on stderr. */
bool policy_read(const char *path, struct policy *policy);
/* NULL, or what is wrong: form, no signature by a log key of that origin, a signature that fails.
 */
const char *checkpoint_check(const struct policy *policy, struct text note, struct checkpoint *c);
/* "signed only", or "witnessed" when as many witnesses signed as the policy asks for. */
const char *verdict_of(const struct policy *policy, const struct checkpoint *c);
void show_witnesses(FILE *to, const struct policy *policy, const struct checkpoint *c,
                    bool is_json);

/* entry.c: the strict shape of an entry */
struct entry {
    struct text tags; /* the tags, 32 hex each with what stands between them: first tag at 1, next
                         35 further */
    unsigned n_tags;
    struct text hidden;           /* 64 hex, or p = NULL for null */
    struct text fact, size, root; /* the clear fields of that name, raw, or p = NULL */
};
/* Is it canonical and of the shape {"v":1,...,"tags":[...],"hidden":...}?  Otherwise `s` says where
 * and why. */
bool entry_check(struct text bytes, struct entry *entry, struct scan *s);

/* receipt.c: a receipt within something else.  NULL if it holds, else what is wrong and in which
 * part.  The texts point into it and hold until the next one is judged. */
struct judged {
    struct checkpoint head;
    uint64_t index;
    struct text kind, leaf;   /* as they stand between quotes */
    bool is_kind_proved;      /* by the entry or by an opening */
    struct text title, words; /* the JSON of the fields of that name; p = NULL while closed */
};
const char *receipt_judge(struct text bytes, const struct policy *policy, struct judged *judged,
                          const char **part);

/* receipt.c, ledger.c, feed.c: the commands; 0 ok, 1 refuted, 2 wrong use */
int receipt_command(const char *path, const struct policy *policy, bool is_json);
int ledger_command(const char *dir, const struct policy *policy, bool is_json, bool sm3);
int feed_command(const char *path, const struct policy *policy, bool is_json);

#endif
