// SPDX-License-Identifier: Apache-2.0
/* keep.h -- small files that must survive a loss of power: keys, a signer's memory, what a witness
 * saw.
 * Floor 7. */
#ifndef MAIN_KEEP_H
#define MAIN_KEEP_H

#include "base/buf.h"
#include "tlog/note.h"

enum { KEEP_KEY_BYTES = 4096 };

/* A file of the open folder, as text into `room`.  NOT_FOUND; BROKEN: it cannot be read, or is not
 * shorter than the room. */
MUST_USE enum status keep_read(int folder, const char *name, char *room, size_t n_room,
                               struct str *ret_text);
/* Write it whole, flushed, under a name of its own, and then give it its name and flush the folder:
 * after OK it stays, before it the old one does.  FULL, BROKEN. */
MUST_USE enum status keep_write(int folder, const char *name, struct str text);
/* Make a key of this name as the file `file` of the folder; its verifier key is appended to
 * *ret_vkey.  CONFLICT: there is one. */
MUST_USE enum status keep_make_key(int folder, const char *file, struct str name,
                                   enum tlog_key_type type, struct buf *ret_vkey);
/* Read it again; its name is kept in `room`.  NOT_FOUND, BROKEN. */
MUST_USE enum status keep_read_key(int folder, const char *file, enum tlog_key_type type,
                                   char room[TLOG_NAME_BYTES + 1], struct tlog_signer *ret_key);

/* ---- a log's key that is being changed: the files of a signer's folder ---- */

#define KEEP_KEY "key"
#define KEEP_KEY_BEFORE "key.before" /* signs too, until the moment that stands in the next one */
#define KEEP_KEY_UNTIL "key.until"
#define KEEP_KEY_NEXT "key.next" /* made, and not yet in the log */

/* Until when the key before signs, ms UTC.  NOT_FOUND: there is none; BROKEN. */
MUST_USE enum status keep_read_until(int folder, int64_t *ret_until);

#endif
