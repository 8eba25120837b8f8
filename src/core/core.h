// SPDX-License-Identifier: Apache-2.0
/* core.h -- the running kernel: connections, the writer, the rooms, what doors may ask of it.
 * Floor 4. */
#ifndef CORE_CORE_H
#define CORE_CORE_H

#include "core/ctx.h"
#include "core/op.h"

struct core;

/* What keeps the server's process to its files and calls (main/sandbox.h).  Told by `check`, by
 * every page of who is signed in, and to whoever watches the node. */
enum walls { WALLS_UNKNOWN, WALLS_WHOLE, WALLS_NO_LANDLOCK, WALLS_NONE };
/* "whole": a word for programs. */
const char *walls_name(enum walls walls);

/* Everything that has happened is behind one of these; each thread has its own reader. */
struct store *core_reader(struct core *core, int thread); /* threads 0..n_readers-1 as given at open
                                                           */
/* One stable view of everything for all that a thread asks its reader until core_view_end: the same
 * commit in both files, and the locks are taken once.  BUSY, BROKEN: there is none. */
MUST_USE enum status core_view_begin(struct core *core, int thread);
void core_view_end(struct core *core, int thread);
const struct rooms *core_rooms(const struct core *core);
const struct pack *core_pack(const struct core *core);
int64_t core_now(struct core *core); /* ms UTC: the node's clock (scenes move it) */
bool core_has_false_clock(const struct core *core);
/* Does the machine's clock still go as it did when the node was started?  After a jump of more than
 * ten minutes nothing is judged by it (BUSY) until a person has looked and starts the node again.
 */
bool core_clock_is_sure(struct core *core);
/* Move the false clock (scenes, training nodes). */
void core_set_clock(struct core *core, int64_t now);
/* Wait until every clock that has run out and every reaction has been stated and every job has
 * ended (only with a false
 * clock: then nothing but operations starts more). */
void core_settle(struct core *core);
bool core_may_write(const struct core *core); /* the signer is armed */
bool core_is_alone(const struct core *core);  /* --alone: every page says so */
enum walls core_walls(const struct core *core);
const char *core_authority(const struct core *core); /* "localhost:8080": links and Origin */
const char *core_origin(const struct core *core);    /* the log's name */
const char *core_folder(const struct core *core);
/* 32 secret bytes of this node for a purpose ("csrf", "cookie", "code"). */
struct hash core_key(const struct core *core, const char *purpose);

/* Do the tables differ from what the ledger says?  Words (in English, as `xiezhi check` says it)
 * and since when. */
bool core_alarm(struct core *core, struct arena *a, struct str *ret_words, int64_t *ret_at);

/* Called after a commit for every fact, on the writer's thread, and for every account whose notices
 * changed, on any thread; both must be short (server-sent events). */
void core_listen(struct core *core, void (*heard)(void *of, const struct fact *f, int64_t matter),
                 void (*told)(void *of, struct person_id account), void *of);

/* ---- sessions ---- */

/* Who sits behind a session cookie (32 random bytes, base64url); `who` of nobody when there is none
 * or it is over. */
MUST_USE enum status session_who(struct ctx *c, struct str cookie, struct who *ret_who,
                                 struct str *ret_name);
/* Check name and password off the HTTP loops (argon2); `done` gets the new session's cookie or
 * REFUSED.  With `fresh` the password is changed to that one, and every other session is over;
 * BAD_INPUT: it is shorter than 8 bytes or too long. */
struct login_call {
    struct str name, password;
    struct str fresh;        /* the new password; absent: it stays */
    struct person_id person; /* with `fresh`: who has shown the codes of this account (account_find)
                                is not asked for name and password; 0: nobody has */
    struct str from;         /* the address, for the delay per prefix */
    struct arena *arena;
    void (*done)(struct login_call *call);
    void *of;
    int64_t account;    /* not 0: its password was right, and `password` is the code that follows */
    enum status status; /* OK, REFUSED, BUSY */
    int64_t wait_ms;    /* BUSY: come back then */
    struct str cookie;  /* OK; absent: `account` is to be asked for a code */
    struct login_call *next;
};
/* Begin to check a password; the call's last word tells how it ended. */
MUST_USE enum status login_submit(struct core *core, struct login_call *call);
/* The account that a number and both its activation codes open.  REFUSED: none. */
MUST_USE enum status account_find(struct ctx *c, struct str no, struct str view_code,
                                  struct str secret, struct person_id *ret_person);
/* The name with which the person signs in.  NOT_FOUND. */
MUST_USE enum status account_login(struct ctx *c, struct person_id person, struct str *ret_login);
/* The posts in which a person may act now: of struct account_post. */
struct account_post {
    int64_t id;
    struct unit_id unit;
    struct str role;
};
MUST_USE enum status account_posts(struct ctx *c, struct person_id person, struct list *ret_posts);
/* Go on in another of one's posts, under a new cookie; the old one is over.  REFUSED: not held. */
MUST_USE enum status session_switch(struct core *core, struct str cookie, int64_t post,
                                    struct arena *a, struct str *ret_cookie);
/* End one session (`everywhere` false) or all of its account. */
MUST_USE enum status logout_submit(struct core *core, struct str cookie, bool everywhere);

/* ---- view codes ---- */

/* The matter that a number and its view code open, and whether the second secret is right too
 * (absent: not given). REFUSED for wrong, erased and revoked alike. */
MUST_USE enum status code_check(struct ctx *c, struct str no, struct str view_code,
                                struct str secret, int64_t *ret_matter, bool *ret_has_secret);
/* The same codes again for the visitor whose form key made the matter (a reload of the receipt
 * page).  REFUSED: another key made it, or its codes are erased. */
MUST_USE enum status code_again(struct core *core, struct ctx *c, int64_t matter, struct str scope,
                                struct str key, struct arena *a, struct str *ret_view_code,
                                struct str *ret_secret);

/* ---- proofs ---- */

/* The receipt of an entry as c->who may have it, against the checkpoint c->note.  NOT_FOUND,
 * REFUSED; BUSY: it does not reach that far. */
MUST_USE enum status receipt_make(struct ctx *c, int64_t entry, struct str *ret_text);
/* The newest signed checkpoint: over all that was acknowledged until now.  NOT_FOUND: nothing is
 * signed yet. */
MUST_USE enum status checkpoint_newest(struct core *core, struct arena *a, struct str *ret_note);
/* The newest one that a witness cosigned.  NOT_FOUND: none has. */
MUST_USE enum status checkpoint_cosigned(struct core *core, struct arena *a, struct str *ret_note);
/* The checkpoint for everybody: the newest, but another one at most once a second; with witnesses
 * the last one that they were asked about. */
MUST_USE enum status checkpoint_text(struct core *core, struct arena *a, struct str *ret_note);
/* A hash tile of the log as C2SP tlog-tiles has it; width 1..256. NOT_FOUND beyond the signed size.
 */
MUST_USE enum status tile_bytes(struct core *core, struct ctx *c, int level, uint64_t index,
                                int width, struct str *ret_bytes);

/* ---- what the render process does ---- */

/* The socket of the render process, for render_call; 0: there is none. */
int core_render(const struct core *core);

/* ---- files ---- */

/* A file that came for a field. */
struct file_come {
    struct str path;
    const char *kinds; /* of the field (core/file.h) */
};
/* Take over an uploaded file where it lies: its name is made plain, its type found by its first
 * bytes, a picture made anew without what came with it, the bytes flushed to disk.  BAD_INPUT: not
 * of the kinds of its field, or, as file->wrong then says, it cannot be read; nothing is taken
 * then, and *file tells what it is.  The bytes wait among the uploads until file_keep. */
MUST_USE enum status file_take(struct core *core, struct arena *a, const struct file_come *come,
                               struct file_ref *file);
/* The request that brings it is to be decided: its bytes go to their place for good.  NOT_FOUND:
 * they waited too long. */
MUST_USE enum status file_keep(struct core *core, struct arena *a, const struct file_ref *file);
/* The request was not granted, or had been before: the bytes wait again.  Not where an entry may
 * name them (op_call.may_stand). */
void file_keep_back(struct core *core, struct arena *a, const struct file_ref *file);
/* A file that was taken for an earlier form: it gets one more name, this request's own, so that no
 * two matters share one.  NOT_FOUND: it waited too long. */
MUST_USE enum status file_keep_again(struct core *core, struct arena *a, struct file_ref *file);
/* Remove files that have waited a day. */
void file_keep_sweep(struct core *core);
/* The path of a file that c->who may read through a veiled reference. REFUSED, NOT_FOUND (erased
 * too). */
MUST_USE enum status file_find(struct core *core, struct ctx *c, struct veiled v,
                               struct file_ref *ret_file, struct str *ret_path);

#endif
