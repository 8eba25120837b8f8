// SPDX-License-Identifier: Apache-2.0
/* P2: the ledger has no holes, each checkpoint extends the one before, an outsider's program
 * agrees. During a random life every checkpoint that the node shows is kept; exports are taken
 * while it runs, and xiezhi-verify judges them.  In the end the roots of all checkpoints are worked
 * out anew from the last export's leaf hashes (RFC 6962, written out here): each earlier one must
 * be a root of a beginning of the same log. */
#include "history.h"

#include "base/base64.h"
#include "crypt/hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS = 450, EXPORT_EVERY = 60, SEEN_MAX = 1000, LEAVES_MAX = 4096, SAID = 65536 };

struct head {
    int64_t size;
    char root[64]; /* base64 */
};

struct log {
    struct promise *p;
    struct head seen[SEEN_MAX];
    int n_seen, n_exports;
    struct hash leaf[LEAVES_MAX];
    int64_t n;
};

/* ---- what is seen -------------------------------------------------------------------------- */

static bool read_head(struct str note, struct head *ret_head)
{
    struct str rest, origin = str_cut(note, '\n', &rest), size = str_cut(rest, '\n', &rest),
                     root = str_cut(rest, '\n', &rest);
    snprintf(ret_head->root, sizeof ret_head->root, "%.*s", STR_ARG(root));
    return origin.n && str_to_int(size, &ret_head->size) == OK && root.n == 44;
}

static void look(struct log *l)
{
    struct client c = trial_visitor(&l->p->trial);
    struct client_reply r;
    struct head head;
    bool whole = client_get(&c, S("/checkpoint"), NULL, &r) == OK && read_head(r.body, &head);
    if (!promise_check(l->p, whole && l->n_seen < SEEN_MAX, "a checkpoint is shown"))
        return;
    promise_check(l->p, !l->n_seen || head.size >= l->seen[l->n_seen - 1].size,
                  "size %lld after %lld", (long long)head.size,
                  (long long)(l->n_seen ? l->seen[l->n_seen - 1].size : 0));
    l->seen[l->n_seen++] = head;
}

static int verify(struct promise *p, const char *folder, struct buf *said)
{
    char policy[200];
    snprintf(policy, sizeof policy, "%s/policy", p->trial.node);
    char *argv[] = {(char *)(uintptr_t)p->verifier,
                    "ledger",
                    (char *)(uintptr_t)folder,
                    "--policy",
                    policy,
                    NULL};
    return trial_run(argv, said);
}

static void export_to(struct log *l, char folder[200])
{
    struct buf said;
    buf_init(&said, SAID);
    snprintf(folder, 200, "%s/export-%d", l->p->trial.folder, l->n_exports++);
    promise_check(l->p,
                  promise_command(l->p, "export-ledger", l->p->trial.node, folder, &said) == 0,
                  "export: %.*s", STR_ARG(buf_str(&said)));
    buf_reset(&said);
    promise_check(l->p, verify(l->p, folder, &said) == 0, "the verifier: %.*s",
                  STR_ARG(buf_str(&said)));
    buf_close(&said);
}

/* ---- roots, worked out anew ---------------------------------------------------------------- */

static struct hash node_of(struct hash left, struct hash right)
{
    struct str part[] = {{"\1", 1}, {(const char *)left.b, 32}, {(const char *)right.b, 32}};
    return crypt_sha256_parts(part, 3);
}

/* RFC 6962, 2.1: the tree splits at the largest power of two smaller than n. */
static struct hash root_of(const struct hash *leaf, int64_t n)
{
    int64_t k = 1;
    if (n == 1)
        return leaf[0];
    while (k * 2 < n)
        k *= 2;
    return node_of(root_of(leaf, k), root_of(leaf + k, n - k));
}

static bool read_tile(struct log *l, const char *folder, int64_t tile, int width)
{
    char path[300], tail[16] = "";
    if (width < 256)
        snprintf(tail, sizeof tail, ".p/%d", width);
    snprintf(path, sizeof path, "%s/tile/0/%03d%s", folder, (int)tile, tail);
    FILE *file = fopen(path, "re");
    size_t n = file ? fread(&l->leaf[l->n], 32, (size_t)width, file) : 0;
    if (file)
        fclose(file);
    l->n += (int64_t)n;
    return n == (size_t)width;
}

static void read_leaves(struct log *l, const char *folder, int64_t size)
{
    for (int64_t i = 0; i * 256 < size; i++) {
        int64_t left = size - i * 256;
        promise_check(l->p, read_tile(l, folder, i, left < 256 ? (int)left : 256), "tile %lld",
                      (long long)i);
    }
}

static void check_head(struct log *l, const struct head *head)
{
    struct buf text;
    if (!promise_check(l->p, head->size > 0 && head->size <= l->n, "size %lld of %lld",
                       (long long)head->size, (long long)l->n))
        return;
    struct hash root = root_of(l->leaf, head->size);
    buf_init(&text, 64);
    base64_put(&text, root.b, 32);
    promise_check(l->p, str_is(buf_str(&text), head->root),
                  "the checkpoint of size %lld is no beginning of the last export",
                  (long long)head->size);
    buf_close(&text);
}

/* ---- what the verifier must refuse --------------------------------------------------------- */

static void spoil(struct promise *p, const char *folder, const char *file)
{
    char copy[200], path[300];
    struct buf said;
    snprintf(copy, sizeof copy, "%s/spoilt", p->trial.folder);
    promise_copy(p, folder, copy);
    snprintf(path, sizeof path, "%s/%s", copy, file);
    FILE *f = fopen(path, "r+e");
    if (!f || fseek(f, 100, SEEK_SET) != 0)
        exit(2);
    int ch = fgetc(f);
    fseek(f, 100, SEEK_SET);
    fputc(ch ^ 1, f);
    fclose(f);
    buf_init(&said, SAID);
    promise_check(p, verify(p, copy, &said) == 1, "a changed byte of %s goes unseen: %.*s", file,
                  STR_ARG(buf_str(&said)));
    buf_close(&said);
    promise_remove(copy);
}

static void check_no_holes(struct promise *p)
{
    sqlite3 *db = promise_db(p, p->trial.node, "ledger", false);
    promise_check(p, promise_number(db, "select count(*) - max(id) - 1 from entry") == 0,
                  "the ledger has holes");
    promise_check(p, promise_number(db, "select min(id) from entry") == 0, "it begins at 0");
    sqlite3_close(db);
}

int main(int argc, char **argv)
{
    struct promise p;
    static struct history h;
    static struct log l;
    struct head last;
    char folder[200];
    promise_begin(&p, "P2", argc, argv);
    promise_open(&p, "2026-03-02 09:00", "");
    history_begin(&h, &p);
    l.p = &p;
    for (int i = 0; i < STEPS; i++) {
        history_step(&h);
        promise_check(&p, trial_clock(&p.trial, p.trial.now + 2000) == OK, "two seconds pass");
        look(&l);
        if (i % EXPORT_EVERY == 0)
            export_to(&l, folder);
    }
    look(&l);
    export_to(&l, folder);
    last = l.seen[l.n_seen - 1];
    promise_check(&p, last.size > 256 && last.size > l.seen[0].size, "the log grew to %lld",
                  (long long)last.size);
    read_leaves(&l, folder, last.size);
    for (int i = 0; i < l.n_seen; i++)
        check_head(&l, &l.seen[i]);
    spoil(&p, folder, "tile/0/000");
    spoil(&p, folder, "tile/entries/000");
    spoil(&p, folder, "checkpoint");
    check_no_holes(&p);
    printf("P2: %d checkpoints up to size %lld, %d exports\n", l.n_seen, (long long)last.size,
           l.n_exports);
    return promise_end(&p);
}
