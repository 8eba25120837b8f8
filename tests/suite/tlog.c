// SPDX-License-Identifier: Apache-2.0
/* tlog.c -- inclusion and consistency proofs with `wantErr`, and the run of all parts.
 * Right and wrong proofs are counted apart: a verifier that refuses everything must not look good.
 */
#include "tlog.h"

#include "base/base64.h"
#include "crypt/crypt.h"
#include "tlog/checkpoint.h"
#include "tlog/proof.h"

#include <stdio.h>
#include <string.h>

enum { ARENA_BYTES = 256 * 1024 * 1024, TEXT_BYTES = 64 * 1024 * 1024 };

const struct json *suite_json(struct suite *s, const struct vector *f)
{
    struct json *value;
    arena_reset(&s->arena);
    if (vectors_read(f, &s->text) != OK)
        return NULL;
    return json_parse(&s->arena, buf_str(&s->text), JSON_LAX, &value, NULL) == OK ? value : NULL;
}

/* What a reader of these vectors may find in a member; sets *bad where it is not of the form. */
static uint64_t number(const struct json *at, const char *key, bool *bad)
{
    uint64_t value = 0;
    const struct json *member = json_get(at, key);
    if (!member || member->type != JSON_NUMBER || tlog_size_read(member->text, &value) != OK)
        *bad = true;
    return value;
}

static struct hash hash_in(struct suite *s, const struct json *member, bool *bad)
{
    struct hash h = {{0}};
    if (tlog_hash_read(&s->arena, json_text(member), &h) != OK)
        *bad = true;
    return h;
}

static void read_proof(struct suite *s, const struct json *list, struct tlog_proof *proof,
                       bool *bad)
{
    proof->n = 0;
    for (const struct json *at = list ? list->child : NULL; at; at = at->next) {
        if (proof->n == TLOG_PROOF_MAX) {
            *bad = true;
            return;
        }
        proof->h[proof->n++] = hash_in(s, at, bad);
    }
}

static enum status verify_inclusion(struct suite *s, const struct json *p,
                                    const struct tlog_proof *proof, bool bad)
{
    uint64_t index = number(p, "leafIdx", &bad);
    struct tlog_range in = {0};
    if (json_get(p, "treeSize")) {
        in.end = number(p, "treeSize", &bad);
    } else {
        in.start = number(p, "start", &bad);
        in.end = number(p, "end", &bad);
    }
    struct hash leaf = hash_in(s, json_get(p, "leafHash"), &bad),
                root = hash_in(s, json_get(p, "root"), &bad);
    return bad ? BAD_INPUT : tlog_verify_inclusion(in, index, leaf, root, proof);
}

static enum status verify_consistency(struct suite *s, const struct json *p,
                                      const struct tlog_proof *proof, bool bad)
{
    struct hash old = hash_in(s, json_get(p, "root1"), &bad),
                new = hash_in(s, json_get(p, "root2"), &bad);
    if (json_get(p, "size1")) {
        struct tlog_range sizes = {number(p, "size1", &bad), number(p, "size2", &bad)};
        return bad ? BAD_INPUT : tlog_verify_consistency(sizes, old, new, proof);
    }
    struct tlog_range of = {number(p, "start", &bad), number(p, "end", &bad)};
    uint64_t size = number(p, "size", &bad);
    return bad ? BAD_INPUT : tlog_verify_subtree(of, old, size, new, proof);
}

static void proof_case(struct suite *s, const struct vector *f, const struct json *p)
{
    struct tlog_proof proof;
    bool bad = false, is_wrong = json_get(p, "wantErr")->type == JSON_TRUE;
    read_proof(s, json_get(p, "proof"), &proof, &bad);
    enum status outcome = json_get(p, "leafIdx") ? verify_inclusion(s, p, &proof, bad)
                                                 : verify_consistency(s, p, &proof, bad);
    bool good = (outcome == OK) != is_wrong;
    if (is_wrong)
        s->wrong++, s->wrong_refused += good;
    else
        s->right++, s->right_accepted += good;
    vectors_case(&s->tally, good, f->rel, "%s proof, verified as %s", is_wrong ? "wrong" : "right",
                 status_name(outcome));
}

void suite_proofs(struct suite *s)
{
    for (size_t i = 0; i < s->v.n; i++) {
        const struct vector *f = &s->v.files[i];
        const struct json *p = str_ends(f->name, S(".json")) ? suite_json(s, f) : NULL;
        const struct json *want = json_get(p, "wantErr");
        if (want && (want->type == JSON_TRUE || want->type == JSON_FALSE))
            proof_case(s, f, p);
    }
    printf("right proofs accepted: %d of %d\nwrong proofs refused: %d of %d\n", s->right_accepted,
           s->right, s->wrong_refused, s->wrong);
}

int main(int argc, char **argv)
{
    static struct suite s;
    if (argc != 2 || crypt_init() != OK || vectors_open(&s.v, argv[1]) != OK) {
        fprintf(stderr, "usage: suite_tlog FOLDER\n");
        return 2;
    }
    arena_init(&s.arena, ARENA_BYTES);
    arena_init(&s.kept, ARENA_BYTES);
    buf_init(&s.text, TEXT_BYTES);
    suite_proofs(&s);
    suite_logs(&s);
    suite_notes(&s);
    suite_dumps(&s);
    int rc = vectors_end(&s.tally);
    buf_close(&s.text);
    arena_close(&s.arena);
    arena_close(&s.kept);
    vectors_close(&s.v);
    return rc;
}
