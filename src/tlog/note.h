// SPDX-License-Identifier: Apache-2.0
/* note.h -- signed notes: keys, signature lines, cosignatures of witnesses.
 * Floor 1.  Pure: the time of a cosignature comes in as an argument.  Not here: what the text says
 * (checkpoint.h).
 * Source: c2sp.org/signed-note, c2sp.org/tlog-cosignature (Ed25519; other signature types are
 * carried unread). */
#ifndef TLOG_NOTE_H
#define TLOG_NOTE_H

#include "base/arena.h"
#include "base/buf.h"
#include "crypt/sign.h"

enum {
    TLOG_NOTE_BYTES = 1024 * 1024, /* of a whole note */
    TLOG_NOTE_LINES = 100,         /* signature lines */
    TLOG_NAME_BYTES = 255,         /* of a key's name */
    TLOG_KEYS_MAX = 64,            /* keys that one verification knows */
};

enum tlog_key_type {
    TLOG_KEY_LOG = 0x01,     /* signs the text */
    TLOG_KEY_WITNESS = 0x04, /* cosignature/v1: signs a time and the text */
};

/* Whoever may sign, as a verifier knows him. */
struct tlog_key {
    struct str name;
    uint32_t id;
    enum tlog_key_type type;
    struct crypt_public public;
};

/* Whoever signs. */
struct tlog_signer {
    struct tlog_key key;
    struct crypt_secret secret;
};

struct tlog_signature {
    struct str name;
    uint32_t id;
    struct str bytes; /* what follows the id, of any length and type */
    struct str line;  /* the whole line with its newline, to be carried on */
};

struct tlog_note {
    struct str text; /* with its last newline: what is signed */
    size_t n;
    struct tlog_signature *signature;
};

/* What a verification found out about one key. */
struct tlog_seen {
    bool is_signed;
    uint64_t time_s; /* of a cosignature, else 0 */
};

/* Can this be the name of a key: UTF-8, not empty, no Unicode spaces, no plus, no control
 * characters? */
bool tlog_name_is_valid(struct str name);
/* A key of this type; the name stays the caller's and is asserted to be valid. */
struct tlog_key tlog_key_make(struct str name, enum tlog_key_type type, struct crypt_public public);
/* Parse NAME+ID+BASE64.  BAD_INPUT for a wrong id, another type, a wrong length.  The name points
 * into `text`. */
MUST_USE enum status tlog_key_read(struct arena *a, struct str text, struct tlog_key *ret_key);
void tlog_key_put(struct buf *to, const struct tlog_key *key);
/* A signer with the key pair of a seed. */
struct tlog_signer tlog_signer_make(struct str name, enum tlog_key_type type,
                                    const uint8_t seed[32]);

/* Take a note apart; its parts point into `bytes` and the arena.  BAD_INPUT for anything but UTF-8
 * text without control characters, an empty line and 1 to TLOG_NOTE_LINES signature lines; FULL. */
MUST_USE enum status tlog_note_read(struct arena *a, struct str bytes, struct tlog_note *ret_note);
/* Which of the n keys signed the note?  Fills ret_seen[0..n), n at most TLOG_KEYS_MAX.  Lines of
 * unknown keys are passed over. NOT_FOUND if no key did; BAD_INPUT if a line of a known key fails;
 * CONFLICT if two keys share name and id. */
MUST_USE enum status tlog_note_verify(const struct tlog_note *note, const struct tlog_key *key,
                                      size_t n, struct tlog_seen *ret_seen);

/* Append the signature line of a log for this text (which ends in a newline; asserted). */
void tlog_note_sign(struct buf *to, const struct tlog_signer *signer, struct str text);
/* Append the cosignature line of a witness for this checkpoint text, seen at time_s (s UTC, below
 * 2^63). */
void tlog_note_cosign(struct buf *to, const struct tlog_signer *signer, uint64_t time_s,
                      struct str text);

#endif
