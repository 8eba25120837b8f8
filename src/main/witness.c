// SPDX-License-Identifier: Apache-2.0
/* witness.c -- a witness of other people's logs: cosigns a head only after a proof that it
 * continues the one it cosigned last.
 * Floor 7.  A program of its own beside any node: its key, the logs it trusts, what it saw of each.
 * One loop answers one request after another, so comparing and keeping are one step; what is kept
 * is on the disk before a cosignature leaves.
 * Not here: how a head is judged (tlog/witness.h).  Source: c2sp.org/tlog-witness. */
#include "main/processes.h"

#include "base/limits.h"
#include "cli/cli.h"
#include "crypt/hash.h"
#include "http/http.h"
#include "main/keep.h"
#include "tlog/witness.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    LOGS_MAX = 256,
    KEYS_MAX = 4, /* of one log: while its key changes there are two */
    LOGS_BYTES = 256 * 1024,
    NOTE_BYTES = 2 * LIMIT_FORM_BYTES,
    FORKS_MAX = 64, /* kept of one log: whoever holds its key could make any number */
};

static const char help[] =
    "usage: xiezhi witness init DIR --name NAME\n"
    "       xiezhi witness DIR [--listen ADDRESS:PORT] [--authority HOST:PORT]\n"
    "Make a witness, or serve it until SIGTERM: it cosigns the heads of the logs that its file\n"
    "DIR/logs names, one key a line (log VKEY), and keeps what it saw of each.\n"
    "  --name       what its key is called, e.g. witness.example/w1\n"
    "  --listen     where to listen (127.0.0.1:8090)\n"
    "  --authority  what logs call it, if not the address itself\n";

struct witness_options {
    const char *folder, *listen, *authority;
};

static const char logs_head[] = "# whose heads this witness cosigns, one key a line: log VKEY\n";

/* A log that is trusted to be what it says, and what was seen of it. */
struct known {
    struct str origin;
    struct tlog_key key[KEYS_MAX];
    size_t n_keys;
    char hex[2 * sizeof(struct hash) + 1]; /* of its origin's hash: its folder, its address */
    int folder;
    struct tlog_head latest;
    struct buf note; /* the one that was cosigned last; empty: none yet */
    int n_forks;
};

struct witness {
    int folder;
    char name[TLOG_NAME_BYTES + 1];
    struct tlog_signer key;
    struct arena life;
    struct known log[LOGS_MAX];
    size_t n;
    struct buf *why; /* while it opens */
};

static struct http_server *running; /* for the signal's handler only */

/* ---- notes --------------------------------------------------------------------------------- */

/* The text and those lines of it that are of the log's own keys. */
static void put_trusted(struct buf *to, const struct known *log, const struct tlog_note *note)
{
    buf_put(to, note->text);
    buf_byte(to, '\n');
    for (size_t i = 0; i < note->n; i++)
        for (size_t k = 0; k < log->n_keys; k++)
            if (note->signature[i].id == log->key[k].id &&
                str_eq(note->signature[i].name, log->key[k].name))
                buf_put(to, note->signature[i].line);
}

static struct tlog_head head_of(const struct tlog_checkpoint *c)
{
    return (struct tlog_head){c->size, c->root};
}

/* The note that was kept: signed by the log and by us, or somebody has changed it. */
static enum status take_up(struct witness *w, struct known *log, struct str bytes)
{
    struct tlog_note note;
    struct tlog_checkpoint c;
    struct tlog_key key[KEYS_MAX + 1];
    struct tlog_seen seen[KEYS_MAX + 1];
    memcpy(key, log->key, log->n_keys * sizeof *key);
    key[log->n_keys] = w->key.key;
    TRY(tlog_note_read(&w->life, bytes, &note));
    TRY(tlog_checkpoint_read(&w->life, note.text, &c));
    TRY(tlog_note_verify(&note, key, log->n_keys + 1, seen));
    if (!seen[log->n_keys].is_signed || !str_eq(c.origin, log->origin))
        return BAD_INPUT;
    log->latest = head_of(&c);
    buf_put(&log->note, bytes);
    return OK;
}

/* ---- opening ------------------------------------------------------------------------------- */

static int count_forks(int folder)
{
    int n = 0, fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *list = fd < 0 ? NULL : fdopendir(fd);
    if (!list)
        return FORKS_MAX;
    for (const struct dirent *e; (e = readdir(list));)
        n += strncmp(e->d_name, "fork-", 5) == 0;
    closedir(list);
    return n;
}

static enum status open_log(struct witness *w, struct known *log)
{
    struct str bytes;
    char *room = arena_take(&w->life, 1, NOTE_BYTES);
    if (!room)
        return FULL;
    if (mkdirat(w->folder, log->hex, 0700) != 0 && errno != EEXIST)
        return BROKEN;
    log->folder = openat(w->folder, log->hex, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (log->folder < 0 || fsync(w->folder) != 0)
        return BROKEN;
    log->n_forks = count_forks(log->folder);
    log->latest.root = tlog_empty_root();
    enum status s = keep_read(log->folder, "checkpoint", room, NOTE_BYTES, &bytes);
    return s == OK ? take_up(w, log, bytes) : s == NOT_FOUND ? OK : s;
}

static struct known *find_log(struct witness *w, struct str origin)
{
    for (size_t i = 0; i < w->n; i++)
        if (str_eq(w->log[i].origin, origin))
            return &w->log[i];
    return NULL;
}

static struct known *new_log(struct witness *w, struct str origin)
{
    struct known *log = &w->log[w->n++];
    struct hash h = crypt_sha256(origin);
    struct buf hex = {.p = log->hex, .room = sizeof log->hex, .max = sizeof log->hex};
    log->origin = origin;
    buf_init(&log->note, NOTE_BYTES);
    buf_hex(&hex, h.b, sizeof h.b);
    buf_byte(&hex, 0);
    assert(!hex.full);
    return log;
}

/* "log VKEY": the key's name is the log's origin. */
static const char *read_line(struct witness *w, struct str line)
{
    struct tlog_key key;
    if (!str_starts(line, S("log ")))
        return "a line is \"log VKEY\"";
    if (tlog_key_read(&w->life, str_trim(str_part(line, 4, line.n)), &key) != OK ||
        key.type != TLOG_KEY_LOG)
        return "that is no verifier key of a log: NAME+ID+KEY";
    struct known *log = find_log(w, key.name);
    if (!log && w->n == LOGS_MAX)
        return "these are too many logs";
    if (!log)
        log = new_log(w, key.name);
    if (log->n_keys == KEYS_MAX)
        return "these are too many keys of one log";
    log->key[log->n_keys++] = key;
    return NULL;
}

static enum status read_logs(struct witness *w)
{
    struct str text, rest;
    char *room = arena_take(&w->life, 1, LOGS_BYTES);
    size_t n = 1;
    TRY(room ? OK : FULL);
    TRY(keep_read(w->folder, "logs", room, LOGS_BYTES, &text));
    for (rest = text; rest.p; n++) {
        struct str line = str_trim(str_cut(rest, '\n', &rest));
        const char *wrong = line.n && line.p[0] != '#' ? read_line(w, line) : NULL;
        if (!wrong)
            continue;
        buf_printf(w->why, "logs:%zu: %s", n, wrong);
        return BAD_INPUT;
    }
    return OK;
}

static enum status step(struct witness *w, enum status s, const char *failed)
{
    if (s != OK && !w->why->n)
        buf_printf(w->why, "%s (%s)", failed, status_name(s));
    return s;
}

static enum status open_witness(struct witness *w, const char *path)
{
    arena_init(&w->life, (size_t)LOGS_MAX * NOTE_BYTES * 2);
    w->folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    TRY(step(w, w->folder < 0 ? NOT_FOUND : OK, "there is no such folder"));
    TRY(step(w, keep_read_key(w->folder, "key", TLOG_KEY_WITNESS, w->name, &w->key),
             "no key that can be used: xiezhi witness init makes one"));
    TRY(step(w, flock(w->folder, LOCK_EX | LOCK_NB) == 0 ? OK : CONFLICT,
             "another witness runs in this folder"));
    TRY(step(w, read_logs(w), "its list of logs cannot be read: a file `logs`"));
    for (size_t i = 0; i < w->n; i++) {
        enum status s = open_log(w, &w->log[i]);
        if (s != OK)
            buf_printf(w->why,
                       "%s/checkpoint, of %.*s, is not what was kept (%s): without it this "
                       "witness cosigns nothing",
                       w->log[i].hex, STR_ARG(w->log[i].origin), status_name(s));
        TRY(s);
    }
    return OK;
}

static void close_witness(struct witness *w)
{
    for (size_t i = 0; i < w->n; i++) {
        buf_close(&w->log[i].note);
        if (w->log[i].folder > 0)
            close(w->log[i].folder);
    }
    if (w->folder >= 0)
        close(w->folder);
    arena_close(&w->life);
}

/* ---- answers ------------------------------------------------------------------------------- */

static void answer(struct http_request *req, int code, struct str media, struct str text)
{
    struct http_reply reply = {.status = code, .media = media, .text = text};
    http_reply(req, &reply);
}

static void say_no(struct http_request *req, int code, const char *why)
{
    struct str said = {NULL, 0};
    char room[256];
    int n = snprintf(room, sizeof room, "%s\n", why);
    if (arena_copy(req->arena, (struct str){room, (size_t)n}, &said) != OK)
        said = S("");
    answer(req, code, S("text/plain; charset=utf-8"), said);
}

static void tell_size(struct http_request *req, uint64_t size)
{
    char room[32];
    struct str said = S("");
    int n = snprintf(room, sizeof room, "%llu\n", (unsigned long long)size);
    if (arena_copy(req->arena, (struct str){room, (size_t)n}, &said) != OK)
        say_no(req, 503, "memory is missing");
    else
        answer(req, 409, S("text/x.tlog.size"), said);
}

/* ---- add-checkpoint ------------------------------------------------------------------------ */

static void keep_fork(struct known *log, struct tlog_head head, struct str note)
{
    char room[128];
    struct buf name = {.p = room, .room = sizeof room, .max = sizeof room};
    buf_printf(&name, "fork-%llu-", (unsigned long long)head.size);
    buf_hex(&name, head.root.b, 8);
    buf_byte(&name, 0);
    if (faccessat(log->folder, room, F_OK, 0) == 0)
        return;
    enum status s = log->n_forks < FORKS_MAX ? keep_write(log->folder, room, note) : FULL;
    log->n_forks += s == OK;
    fprintf(stderr, "xiezhi witness: %.*s signed two roots at size %llu: %s/%s (%s)\n",
            STR_ARG(log->origin), (unsigned long long)head.size, log->hex, room,
            s == OK ? "kept" : status_name(s));
}

/* Two signed roots at one size: both notes stay, whatever is answered. */
static void look_for_fork(struct known *log, const struct tlog_note *note, struct tlog_head head)
{
    struct buf other;
    if (head.size == 0 || head.size != log->latest.size || hash_eq(head.root, log->latest.root))
        return;
    buf_init(&other, NOTE_BYTES);
    put_trusted(&other, log, note);
    keep_fork(log, log->latest, buf_str(&log->note));
    keep_fork(log, head, buf_str(&other));
    buf_close(&other);
}

/* Keep the head with our line, then answer that line. */
static void cosign(struct witness *w, struct known *log, const struct tlog_note *note,
                   struct tlog_head head, struct http_request *req)
{
    struct buf kept;
    struct str line = {NULL, 0};
    buf_init(&kept, NOTE_BYTES);
    put_trusted(&kept, log, note);
    size_t from = kept.n;
    tlog_note_cosign(&kept, &w->key, (uint64_t)time(NULL), note->text);
    enum status s = kept.full ? FULL : OK;
    if (s == OK)
        s = arena_copy(req->arena, str_part(buf_str(&kept), from, kept.n), &line);
    if (s == OK)
        s = keep_write(log->folder, "checkpoint", buf_str(&kept));
    if (s == OK) {
        buf_close(&log->note);
        log->note = kept;
        log->latest = head;
        answer(req, 200, S("text/plain; charset=utf-8"), line);
        return;
    }
    buf_close(&kept);
    fprintf(stderr, "xiezhi witness: a head of %.*s cannot be kept (%s)\n", STR_ARG(log->origin),
            status_name(s));
    say_no(req, 503, "the head cannot be kept: try again later");
}

static void add_checkpoint(struct witness *w, struct http_request *req)
{
    struct tlog_add add;
    struct tlog_note note;
    struct tlog_checkpoint c;
    struct tlog_seen seen[KEYS_MAX];
    if (req->is_too_large)
        return say_no(req, 413, "the body is too large");
    if (tlog_add_read(req->arena, req->body, &add) != OK ||
        tlog_note_read(req->arena, add.note, &note) != OK ||
        tlog_checkpoint_read(req->arena, note.text, &c) != OK)
        return say_no(req, 400,
                      "not a body of add-checkpoint: old N, the proof, an empty line, "
                      "a signed checkpoint");
    struct known *log = find_log(w, c.origin);
    if (!log)
        return say_no(req, 404, "this origin is not known here");
    if (tlog_note_verify(&note, log->key, log->n_keys, seen) != OK)
        return say_no(req, 403, "no key that is trusted for this origin signed that");
    struct tlog_head head = head_of(&c);
    struct tlog_verdict verdict = tlog_witness_judge(log->latest, &add, &c);
    look_for_fork(log, &note, head);
    if (verdict.code == 409)
        return tell_size(req, log->latest.size);
    if (verdict.code != 200)
        return say_no(req, verdict.code, verdict.why);
    cosign(w, log, &note, head, req);
}

/* ---- reading ------------------------------------------------------------------------------- */

static void show_checkpoint(struct witness *w, struct http_request *req)
{
    struct str rest, hex = str_cut(str_part(req->path, 1, req->path.n), '/', &rest), note;
    for (size_t i = 0; i < w->n && str_is(rest, "checkpoint"); i++) {
        const struct known *log = &w->log[i];
        if (!str_is(hex, log->hex) || !log->note.n)
            continue;
        if (arena_copy(req->arena, buf_str(&log->note), &note) != OK)
            return say_no(req, 503, "memory is missing");
        return answer(req, 200, S("text/plain; charset=utf-8"), note);
    }
    say_no(req, 404, "nothing was cosigned under this address");
}

static void handle(void *ctx, int loop, struct http_request *req)
{
    assert(loop == 0);
    if (str_is(req->path, "/add-checkpoint") && req->method == METHOD_POST)
        add_checkpoint(ctx, req);
    else if (req->method == METHOD_POST)
        say_no(req, 404, "checkpoints are sent to /add-checkpoint");
    else
        show_checkpoint(ctx, req);
}

/* ---- the process --------------------------------------------------------------------------- */

static void on_end(int signal)
{
    (void)signal;
    http_stop(running);
}

static enum status listen_on(struct witness *w, const struct witness_options *o)
{
    struct http_options http = {.address = str_of(o->listen),
                                .authority = str_of(o->authority ? o->authority : o->listen),
                                .n_loops = 1,
                                .log = stderr,
                                .ctx = w,
                                .handle = handle,
                                .tell_too_large = true};
    TRY(http_open(&http, &running));
    signal(SIGTERM, on_end);
    signal(SIGINT, on_end);
    fprintf(stderr, "xiezhi: witness %s, %zu logs, at http://%.*s/\n", w->name, w->n,
            STR_ARG(http.authority));
    http_run(running, 0);
    http_close(running);
    return OK;
}

static int serve_witness(const struct witness_options *o)
{
    static struct witness w = {.folder = -1};
    struct buf why;
    buf_init(&why, 4096);
    w.why = &why;
    enum status s = open_witness(&w, o->folder);
    if (s == OK)
        s = listen_on(&w, o);
    buf_byte(&why, 0);
    if (why.n > 1)
        cli_fail("witness", o->folder, why.p);
    close_witness(&w);
    buf_close(&why);
    return s == OK ? 0 : 1;
}

/* The key comes last: a witness whose making was cut off cannot be served. */
static enum status make_in(const char *folder, struct str name, struct buf *ret_vkey)
{
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return BROKEN;
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return BROKEN;
    enum status s = faccessat(fd, "key", F_OK, 0) == 0 ? CONFLICT : OK;
    if (s == OK)
        s = keep_write(fd, "logs", str_of(logs_head));
    if (s == OK)
        s = keep_make_key(fd, "key", name, TLOG_KEY_WITNESS, ret_vkey);
    close(fd);
    return s;
}

static int make(const char *folder, const char *name)
{
    struct buf vkey;
    if (!name || !tlog_name_is_valid(str_of(name))) {
        fprintf(stderr, "xiezhi witness init: --name: a witness's name has no blank, no + and at "
                        "least one character\n");
        return 2;
    }
    buf_init(&vkey, KEEP_KEY_BYTES);
    enum status s = make_in(folder, str_of(name), &vkey);
    if (s == OK)
        printf("made %s\nverifier key %.*s\n", folder, STR_ARG(buf_str(&vkey)));
    buf_close(&vkey);
    return s == OK         ? 0
           : s == CONFLICT ? cli_fail("witness init", folder, "there is a witness in it already")
                           : cli_fail("witness init", folder, "the folder cannot be written");
}

int witness_command(int argc, char **argv)
{
    struct witness_options o = {.listen = "127.0.0.1:8090"};
    const char *name = NULL;
    bool is_init = argc > 0 && strcmp(argv[0], "init") == 0;
    const struct cli_word serve[] = {{NULL, &o.folder, NULL},
                                     {"--listen", &o.listen, NULL},
                                     {"--authority", &o.authority, NULL}};
    const struct cli_word init[] = {{NULL, &o.folder, NULL}, {"--name", &name, NULL}};
    int code = is_init ? cli_read(argc - 1, argv + 1, init, 2, help)
                       : cli_read(argc, argv, serve, 3, help);
    if (code)
        return code < 0 ? 0 : code;
    return is_init ? make(o.folder, name) : serve_witness(&o);
}
