// SPDX-License-Identifier: Apache-2.0
#include "core/tag.h"

#include "base/json.h"
#include "core.gen.h"
#include "crypt/hash.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>

enum { AT_ONCE = 256, KEYS_AT_ONCE = 500 };
#define TAGS_BYTES (8LL * 1024 * 1024 * 1024)

struct tag {
    uint8_t b[TAG_BYTES];
};

struct tags {
    struct arena room;
    struct tag *at;
    size_t n, max;
};

static struct tag raw_tag(const uint8_t key[TAG_KEY_BYTES], int64_t n)
{
    uint8_t count[8];
    struct tag tag;
    for (int i = 0; i < 8; i++)
        count[i] = (uint8_t)((uint64_t)n >> (56 - 8 * i));
    struct hash h = crypt_hmac_sha256((struct str){(const char *)key, TAG_KEY_BYTES},
                                      (struct str){(const char *)count, sizeof count});
    memcpy(tag.b, h.b, TAG_BYTES);
    return tag;
}

struct str tag_of(const uint8_t key[TAG_KEY_BYTES], int64_t n, char ret_room[TAG_HEX])
{
    struct tag tag = raw_tag(key, n);
    struct buf hex = {.p = ret_room, .room = TAG_HEX, .max = TAG_HEX};
    buf_hex(&hex, tag.b, TAG_BYTES);
    return buf_str(&hex);
}

/* ---- all of them --------------------------------------------------------------------------- */

/* One more; the array is made anew twice as large when it is full. */
static enum status add(struct tags *t, struct tag tag)
{
    if (t->n == t->max) {
        size_t max = t->max ? 2 * t->max : 4096;
        struct tag *at = ARENA_ARRAY(&t->room, struct tag, max);
        if (!at)
            return FULL;
        if (t->n)
            memcpy(at, t->at, t->n * sizeof *at);
        t->at = at;
        t->max = max;
    }
    t->at[t->n++] = tag;
    return OK;
}

static enum status expected(struct store *db, struct arena *a, struct tags *t)
{
    struct list rows = {NULL, KEYS_AT_ONCE};
    for (struct matter_id after = {0}; rows.n == KEYS_AT_ONCE; arena_reset(a)) {
        TRY(ledger_matter_keys_many(db, after, &rows, a));
        const struct ledger_matter_keys *row = rows.at;
        for (size_t i = 0; i < rows.n; i++) {
            if (row[i].key.n != TAG_KEY_BYTES)
                return BROKEN;
            for (int64_t n = 1; n <= row[i].acts; n++)
                TRY(add(t, raw_tag((const uint8_t *)row[i].key.p, n)));
            after.v = row[i].matter.v;
        }
    }
    return OK;
}

static enum status entry_tags(struct arena *a, struct str leaf, struct tags *t)
{
    struct json *entry;
    struct tag tag;
    TRY(json_parse(a, leaf, JSON_STRICT, &entry, NULL));
    const struct json *tags = json_get(entry, "tags");
    for (const struct json *each = tags ? tags->child : NULL; each; each = each->next) {
        TRY(str_to_bytes(json_text(each), tag.b, TAG_BYTES));
        TRY(add(t, tag));
    }
    return OK;
}

static enum status found(struct store *db, struct arena *a, struct tags *t)
{
    struct list rows = {NULL, AT_ONCE};
    for (int64_t at = 0; rows.n == AT_ONCE; at += AT_ONCE, arena_reset(a)) {
        TRY(ledger_entries_many(db, at, at + AT_ONCE, &rows, a));
        const struct ledger_entries *row = rows.at;
        for (size_t i = 0; i < rows.n; i++)
            TRY(entry_tags(a, row[i].leaf, t));
    }
    return OK;
}

static int compare(const void *a, const void *b)
{
    return memcmp(a, b, TAG_BYTES);
}

static enum status same(struct tags *log, struct tags *keys, struct buf *what)
{
    if (log->n)
        qsort(log->at, log->n, sizeof log->at[0], compare);
    if (keys->n)
        qsort(keys->at, keys->n, sizeof keys->at[0], compare);
    if (log->n == keys->n &&
        (log->n == 0 || memcmp(log->at, keys->at, log->n * sizeof log->at[0]) == 0))
        return OK;
    buf_printf(what,
               "tags: the entries bear %zu, the matters' keys and counts give %zu, and they differ",
               log->n, keys->n);
    return CONFLICT;
}

enum status tag_check_all(struct store *db, struct arena *a, struct buf *what)
{
    struct tags log = {0}, keys = {0};
    arena_init(&log.room, TAGS_BYTES);
    arena_init(&keys.room, TAGS_BYTES);
    enum status s = expected(db, a, &keys);
    if (s == OK)
        s = found(db, a, &log);
    if (s == OK)
        s = same(&log, &keys, what);
    arena_close(&log.room);
    arena_close(&keys.room);
    return s;
}
