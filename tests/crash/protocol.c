// SPDX-License-Identifier: Apache-2.0
/* protocol.c -- c2sp.org/tlog-witness, call by call, against the real process: every code of the
 * specification, in its order, and again after kill -9.  `protocol XIEZHI`. */
#include "client.h"
#include "outside.h"

#include "crypt/crypt.h"
#include "tlog/note.h"
#include "tlog/witness.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PORT = 9214, LEAVES = 40, ROOM = 64 * 1024 };

static struct outside witness;
static struct client client;
static struct tlog_signer log_key, stranger, homonym;
static struct arena arena;
static int passed, failed;

static void is(const char *what, bool holds)
{
    *(holds ? &passed : &failed) += 1;
    if (!holds)
        printf("WRONG: %s\n", what);
}

/* ---- a log of its own ---------------------------------------------------------------------- */

/* Leaf i of the log; from `fork` on those of another. */
static struct hash leaf(uint64_t i, uint64_t fork)
{
    char text[40];
    int n =
        snprintf(text, sizeof text, "%s %llu", i < fork ? "leaf" : "other", (unsigned long long)i);
    return tlog_leaf((struct str){text, (size_t)n});
}

static struct hash node(struct tlog_node_id id, uint64_t fork)
{
    struct hash h[64];
    uint64_t n = 1ull << id.level;
    for (uint64_t i = 0; i < n; i++)
        h[i] = leaf((id.index << id.level) + i, fork);
    return tlog_complete_root(h, n);
}

static struct hash root_of(uint64_t size, uint64_t fork)
{
    struct tlog_edge edge = {0};
    for (uint64_t i = 0; i < size; i++)
        tlog_edge_append(&edge, leaf(i, fork));
    return tlog_edge_root(&edge);
}

static void prove(uint64_t old, uint64_t size, uint64_t fork, struct tlog_proof *ret_proof)
{
    struct tlog_plan plan;
    struct hash h[TLOG_PLAN_MAX];
    *ret_proof = (struct tlog_proof){0};
    if (old == 0 || old >= size ||
        tlog_plan_consistency((struct tlog_range){0, old}, size, &plan) != OK)
        return;
    for (size_t i = 0; i < plan.n_node; i++)
        h[i] = node(plan.node[i], fork);
    tlog_proof_build(&plan, h, ret_proof);
}

/* ---- calls --------------------------------------------------------------------------------- */

/* What is odd about a call; nothing: as the specification wants it. */
enum odd {
    SOUND,
    UNSIGNED,
    FORGED,
    BOTH,
    OTHER_ORIGIN,
    NO_PROOF,
    EXTRA_PROOF,
    NO_BLANK,
    TWO_ZEROES
};

struct call {
    const char *why;
    uint64_t old, size, fork;
    enum odd odd;
    int code;
    const char *body; /* NULL: not looked at */
};

static void put_note(struct buf *to, const struct call *c)
{
    struct buf text;
    struct tlog_checkpoint head = {.origin = c->odd == OTHER_ORIGIN ? S("other.test/log")
                                                                    : log_key.key.name,
                                   .size = c->size,
                                   .root = root_of(c->size, c->fork),
                                   .extension = S("")};
    buf_init(&text, ROOM);
    tlog_checkpoint_put(&text, &head);
    buf_put(to, buf_str(&text));
    buf_byte(to, '\n');
    if (c->odd == UNSIGNED || c->odd == BOTH)
        tlog_note_sign(to, &stranger, buf_str(&text));
    if (c->odd == FORGED) { /* our name and id over another text */
        struct buf other;
        buf_init(&other, ROOM);
        buf_puts(&other, "x\n");
        tlog_note_sign(to, &log_key, buf_str(&other));
        buf_close(&other);
    } else if (c->odd != UNSIGNED) {
        tlog_note_sign(to, &log_key, buf_str(&text));
    }
    buf_close(&text);
}

static void put_body(struct buf *to, const struct call *c)
{
    struct buf note;
    struct tlog_add add = {.old_size = c->old};
    buf_init(&note, ROOM);
    put_note(&note, c);
    prove(c->old, c->size, c->fork, &add.proof);
    if (c->odd == NO_PROOF)
        add.proof.n = 0;
    if (c->odd == EXTRA_PROOF)
        add.proof.h[add.proof.n++] = leaf(0, LEAVES);
    add.note = buf_str(&note);
    if (c->odd == NO_BLANK)
        buf_printf(to, "old %llu\n%.*s", (unsigned long long)c->old, STR_ARG(add.note));
    else if (c->odd == TWO_ZEROES)
        buf_printf(to, "old 00\n\n%.*s", STR_ARG(add.note));
    else
        tlog_add_put(to, &add);
    buf_close(&note);
}

static bool post(struct str body, struct answer *ret_answer)
{
    struct buf b;
    buf_init(&b, 4 * ROOM);
    buf_printf(&b,
               "POST /add-checkpoint HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Length: %zu\r\n\r\n",
               PORT, body.n);
    buf_put(&b, body);
    bool heard = client_ask(&client, buf_str(&b), ret_answer);
    buf_close(&b);
    return heard;
}

/* Is it one line, of the witness, of this moment, over what was sent? */
static bool is_cosigned(const struct call *c, struct str line)
{
    struct buf note;
    struct tlog_note read;
    struct tlog_key key;
    struct tlog_seen seen;
    uint64_t now = (uint64_t)time(NULL);
    buf_init(&note, ROOM);
    put_note(&note, c);
    buf_put(&note, line);
    bool good = tlog_key_read(&arena, str_of(witness.vkey), &key) == OK &&
                tlog_note_read(&arena, buf_str(&note), &read) == OK &&
                tlog_note_verify(&read, &key, 1, &seen) == OK && seen.is_signed &&
                seen.time_s <= now && now - seen.time_s < 60;
    buf_close(&note);
    return good && str_index(line, '\n') == line.n - 1;
}

static void ask(const struct call *c)
{
    struct buf body;
    struct answer a = {0};
    buf_init(&body, 2 * ROOM);
    put_body(&body, c);
    bool heard = post(buf_str(&body), &a);
    bool holds =
        heard && a.status == c->code && (a.status != 200 || is_cosigned(c, a.body)) &&
        (!c->body || str_is(a.body, c->body)) &&
        (a.status != 409 || str_find(a.head, S("Content-Type: text/x.tlog.size\r\n")) < a.head.n);
    if (!holds)
        printf("%s: wanted %d, got %d: %.*s\n", c->why, c->code, a.status, STR_ARG(a.body));
    is(c->why, holds);
    buf_close(&body);
}

static const struct call fresh[] = {
    {"an origin that it does not know", 0, 3, LEAVES, OTHER_ORIGIN, 404, NULL},
    {"signed by somebody else", 0, 3, LEAVES, UNSIGNED, 403, NULL},
    {"a known key's line that fails", 0, 3, LEAVES, FORGED, 403, NULL},
    {"no empty line", 0, 3, LEAVES, NO_BLANK, 400, NULL},
    {"two zeroes", 0, 3, LEAVES, TWO_ZEROES, 400, NULL},
    {"old over the size", 4, 3, LEAVES, SOUND, 400, NULL},
    {"old is not what was cosigned: nothing was", 2, 3, LEAVES, SOUND, 409, "0\n"},
    {"a proof from nothing", 0, 3, LEAVES, EXTRA_PROOF, 422, NULL},
    {"the first head", 0, 3, LEAVES, SOUND, 200, NULL},
    {"the same again, from nothing", 0, 3, LEAVES, SOUND, 409, "3\n"},
    {"the same head, to be cosigned anew", 3, 3, LEAVES, SOUND, 200, NULL},
    {"further, with a line of a key that is not known", 3, 8, LEAVES, BOTH, 200, NULL},
    {"further without the proof", 8, 21, LEAVES, NO_PROOF, 422, NULL},
    {"further with a hash too many", 8, 21, LEAVES, EXTRA_PROOF, 422, NULL},
    {"another log from leaf 5 on", 8, 21, 5, SOUND, 422, NULL},
    {"back", 3, 5, LEAVES, SOUND, 409, "8\n"},
    {"the same size with another root", 8, 8, 5, SOUND, 422, NULL},
    {"the same, and it does not know what was cosigned", 3, 8, 5, SOUND, 409, "8\n"},
    {"further", 8, 21, LEAVES, SOUND, 200, NULL},
};

static const struct call after_kill[] = {
    {"killed: it knows what it cosigned", 8, 21, LEAVES, SOUND, 409, "21\n"},
    {"killed: it does not go aside", 21, 40, 20, SOUND, 422, NULL},
    {"killed: it goes on", 21, 40, LEAVES, SOUND, 200, NULL},
};

static const struct call empty[] = {
    {"an empty log", 0, 0, LEAVES, SOUND, 200, NULL},
    {"an empty log again", 0, 0, LEAVES, SOUND, 200, NULL},
    {"its first entries", 0, 5, LEAVES, SOUND, 200, NULL},
};

/* ---- what it shows and keeps --------------------------------------------------------------- */

static void origin_path(char *to, size_t room)
{
    struct hash h = crypt_sha256(log_key.key.name);
    char hex[65];
    struct buf b = {.p = hex, .room = sizeof hex, .max = sizeof hex};
    buf_hex(&b, h.b, sizeof h.b);
    buf_byte(&b, 0);
    snprintf(to, room, "/%s/checkpoint", hex);
}

/* Its checkpoint is the log's with both lines. */
static void shows(uint64_t size)
{
    char path[100];
    struct answer a;
    struct tlog_note note;
    struct tlog_checkpoint c;
    struct tlog_key key[2] = {log_key.key};
    struct tlog_seen seen[2];
    origin_path(path, sizeof path);
    bool good = client_get(&client, path, "", &a) && a.status == 200 &&
                tlog_key_read(&arena, str_of(witness.vkey), &key[1]) == OK &&
                tlog_note_read(&arena, a.body, &note) == OK && note.n == 2 &&
                tlog_note_verify(&note, key, 2, seen) == OK && seen[0].is_signed &&
                seen[1].is_signed && tlog_checkpoint_read(&arena, note.text, &c) == OK;
    is("GET .../checkpoint: cosigned, signed, and nobody else's line", good && c.size == size);
    is("GET of an origin that is not known",
       client_get(&client, "/00/checkpoint", "", &a) && a.status == 404);
}

/* Both roots at size 8 are there, each a note that the log signed. */
static void kept_fork(void)
{
    char path[300], hex[100];
    int n = 0;
    origin_path(hex, sizeof hex);
    snprintf(path, sizeof path, "%s%.65s", witness.folder, hex);
    DIR *list = opendir(path);
    for (const struct dirent *e; list && (e = readdir(list));)
        n += strncmp(e->d_name, "fork-8-", 7) == 0;
    if (list)
        closedir(list);
    is("two roots at size 8 are kept, and nothing else", n == 2);
}

static void play(const struct call *call, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ask(&call[i]);
}

static void make_keys(void)
{
    uint8_t a[32] = {1}, b[32] = {2};
    log_key = tlog_signer_make(S("test.example/log"), TLOG_KEY_LOG, a);
    stranger = tlog_signer_make(S("stranger.example/log"), TLOG_KEY_LOG, b);
    homonym = tlog_signer_make(S("empty.example/log"), TLOG_KEY_LOG, b);
}

static bool trust(const struct tlog_signer *key)
{
    struct buf vkey;
    buf_init(&vkey, ROOM);
    tlog_key_put(&vkey, &key->key);
    bool done = outside_trust(&witness, buf_str(&vkey));
    buf_close(&vkey);
    return done;
}

static void refuses_a_changed_memory(void)
{
    char command[400], hex[100];
    origin_path(hex, sizeof hex);
    snprintf(command, sizeof command, "sed -i '2s/.*/39/' %s%s", witness.folder, hex);
    is("its memory is changed", system(command) == 0);
    is("with a changed memory it does not start", !outside_start(&witness));
    is("and says so by its exit code", outside_end(&witness, SIGTERM) == 1);
}

int main(int argc, char **argv)
{
    if (argc < 2 || crypt_init() != OK)
        return 2;
    make_keys();
    arena_init(&arena, 64 * 1024 * 1024);
    client_init(&client, PORT);
    if (!outside_make(&witness, argv[1], PORT) || !trust(&log_key) || !trust(&homonym) ||
        !outside_start(&witness))
        return 1;
    play(fresh, sizeof fresh / sizeof *fresh);
    shows(21);
    kept_fork();
    is("kill -9", outside_end(&witness, SIGKILL) == -SIGKILL && outside_start(&witness));
    play(after_kill, sizeof after_kill / sizeof *after_kill);
    struct tlog_signer was = log_key;
    log_key = homonym;
    play(empty, sizeof empty / sizeof *empty);
    log_key = was;
    is("it ends as it is told", outside_end(&witness, SIGTERM) == 0);
    refuses_a_changed_memory();
    client_close(&client);
    outside_close(&witness);
    arena_close(&arena);
    printf("%d passed, %d failed, 0 skipped\n", passed, failed);
    return failed > 0;
}
