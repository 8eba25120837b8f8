// SPDX-License-Identifier: Apache-2.0
/* log.h -- a log of ours as files, made for the outsider's program.
 * Not here: what their program should say of it (outsider.c). */
#ifndef VERIFY_TEST_LOG_H
#define VERIFY_TEST_LOG_H

#include "tlog/note.h"
#include "tlog/tile.h"

/* The facts of the demonstration: a kind, three committed fields, a matter. */
#define LOG_KIND "appeal.filed"
extern const char *const LOG_FIELD[3], *const LOG_VALUE[3];

/* A log under construction: all its leaf hashes, and the bundle and tiles in hand. */
struct log {
    const char *dir;
    uint64_t size;
    struct tlog_edge edge;
    struct hash *leaf;
    struct buf bundle;
    struct tlog_signer signer, witness[2];
};

/* End the program with `what` and errno unless `good`. */
void log_must(bool good, const char *what);
/* Write and read DIR/NAME; folders are made. */
void log_write_file(const char *dir, struct str name, struct str bytes);
void log_read_file(const char *dir, const char *name, struct buf *to);
/* The commitment of one field of entry `index`, and the entry itself. */
struct hash log_commitment(unsigned i_field, uint64_t index);
void log_put_entry(struct buf *to, uint64_t index);
/* Write a tile's file. */
void log_write_tile(const struct log *log, struct tlog_tile tile, struct str bytes);
/* Hash tile (level, index) from the leaf hashes, by definition. */
void log_write_hash_tile(const struct log *log, int level, uint64_t index);
/* A checkpoint signed by the log and the first `n_witness` witnesses, as text and as a file. */
void log_put_note(const struct log *log, struct buf *to, uint64_t size, struct hash root,
                  int n_witness);
void log_write_checkpoint(const struct log *log, const char *name, int n_witness);
/* Make a log of `size` entries with its tiles, checkpoints and policy in `dir`. */
void log_build(struct log *log, const char *dir, uint64_t size);

#endif
