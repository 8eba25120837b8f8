// SPDX-License-Identifier: Apache-2.0
/* Any bytes as a note and as a verifier key: what is accepted has exactly the parts it was read
 * from. */
#include "tlog/note.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_key(struct arena *a, struct str bytes)
{
    struct tlog_key key;
    struct buf again;
    if (tlog_key_read(a, bytes, &key) != OK)
        return;
    buf_init(&again, 4096);
    tlog_key_put(&again, &key);
    assert(str_eq(buf_str(&again), bytes));
    buf_close(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = {(const char *)data, size};
    struct arena a;
    struct tlog_note note;
    struct tlog_seen seen[2];
    arena_init(&a, 64 << 20);
    if (tlog_note_read(&a, bytes, &note) == OK) {
        size_t n = note.text.n + 1;
        for (size_t i = 0; i < note.n; i++)
            n += note.signature[i].line.n;
        assert(n == size && note.n >= 1 && note.n <= TLOG_NOTE_LINES);
        struct crypt_public public = {{1}};
        struct tlog_key key[2] = {tlog_key_make(note.signature[0].name, TLOG_KEY_LOG, public),
                                  tlog_key_make(note.signature[0].name, TLOG_KEY_WITNESS, public)};
        key[0].id = note.signature[0].id; /* so that the signature is looked at */
        enum status outcome = tlog_note_verify(&note, key, 2, seen);
        assert(outcome != FULL && outcome != OK);
    }
    read_key(&a, bytes);
    arena_close(&a);
    return 0;
}
