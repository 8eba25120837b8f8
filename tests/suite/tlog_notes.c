// SPDX-License-Identifier: Apache-2.0
/* tlog_notes.c -- signed notes with their keys and outcomes, verifier keys, texts of checkpoints:
 * *note*.json. */
#include "tlog.h"

#include "base/base64.h"
#include "tlog/checkpoint.h"

#include <stdio.h>
#include <string.h>

static bool is_key(struct suite *s, struct str text)
{
    struct tlog_key key;
    return tlog_key_read(&s->arena, text, &key) == OK;
}

/* "every proper substring and every single-byte increment of the first key must be rejected" */
static bool rejects_changed_keys(struct suite *s, struct str key)
{
    for (size_t from = 0; from < key.n; from++)
        for (size_t n = 0; from + n <= key.n; n++)
            if (n < key.n && is_key(s, str_part(key, from, n)))
                return false;
    for (size_t at = 0; at < key.n; at++) {
        struct str changed;
        if (arena_copy(&s->arena, key, &changed) != OK)
            return false;
        ((char *)(uintptr_t)changed.p)[at]++;
        if (is_key(s, changed))
            return false;
    }
    return true;
}

static void key_cases(struct suite *s, const struct vector *f, const struct json *keys)
{
    for (const struct json *k = keys ? keys->child : NULL; k; k = k->next) {
        const struct json *valid = json_get(k, "valid");
        struct str text = json_text(json_get(k, "key"));
        if (valid)
            vectors_case(&s->tally, is_key(s, text) == (valid->type == JSON_TRUE), f->rel,
                         "key %.*s", STR_ARG(text));
        else if (json_get(k, "rule"))
            vectors_case(&s->tally,
                         rejects_changed_keys(s, json_text(json_get(keys->child, "key"))), f->rel,
                         "a changed key is accepted");
    }
}

/* The outcome in the words of the vectors. */
static const char *outcome_of(struct suite *s, const struct json *n, struct tlog_note *note,
                              struct tlog_key *key, size_t n_key, struct tlog_seen *seen)
{
    struct str bytes;
    if (base64_read(&s->arena, json_text(json_get(n, "note_base64")), &bytes) != OK)
        return "no note";
    if (tlog_note_read(&s->arena, bytes, note) != OK)
        return "malformed note";
    switch (tlog_note_verify(note, key, n_key, seen)) {
    case OK:
        return "ok";
    case NOT_FOUND:
        return "no verifiable signatures";
    case CONFLICT:
        return "ambiguous key";
    default:
        return "invalid signature";
    }
}

/* Is the list of names exactly that of the keys that signed? */
static bool names_match(const struct json *names, const struct tlog_key *key, size_t n,
                        const struct tlog_seen *seen)
{
    size_t n_signed = 0, n_found = 0;
    for (size_t i = 0; i < n; i++) {
        n_signed += seen[i].is_signed;
        for (const struct json *at = names ? names->child : NULL; at; at = at->next)
            n_found += seen[i].is_signed && str_eq(json_text(at), key[i].name);
    }
    return n_signed == n_found && names && n_found == names->n;
}

static void note_case(struct suite *s, const struct vector *f, const struct json *n)
{
    struct tlog_key key[SUITE_KEYS_MAX];
    struct tlog_seen seen[SUITE_KEYS_MAX] = {{0}};
    struct tlog_note note;
    size_t n_key = 0;
    const struct json *keys = json_get(n, "verifiers");
    for (const struct json *k = keys ? keys->child : NULL; k && n_key < SUITE_KEYS_MAX; k = k->next)
        if (tlog_key_read(&s->arena, json_text(k), &key[n_key]) == OK)
            n_key++;
    const char *outcome = outcome_of(s, n, &note, key, n_key, seen);
    bool good = str_is(json_text(json_get(n, "expect")), outcome);
    if (good && strcmp(outcome, "ok") == 0)
        good = names_match(json_get(n, "verified"), key, n_key, seen);
    vectors_case(&s->tally, good, f->rel, "note \"%.*s\": %s",
                 STR_ARG(json_text(json_get(n, "name"))), outcome);
}

/* A head that is not valid may also be that of another log than the valid ones. */
static void head_cases(struct suite *s, const struct vector *f, const struct json *heads)
{
    const struct json *valid = json_get(heads, "valid"), *invalid = json_get(heads, "invalid");
    struct tlog_checkpoint c, first = {0};
    for (const struct json *h = valid ? valid->child : NULL; h; h = h->next) {
        bool good = tlog_checkpoint_read(&s->arena, json_text(h), &c) == OK;
        first = good ? c : first;
        vectors_case(&s->tally, good, f->rel, "a valid tree head is refused");
    }
    for (const struct json *h = invalid ? invalid->child : NULL; h; h = h->next) {
        bool good = tlog_checkpoint_read(&s->arena, json_text(h), &c) != OK ||
                    !str_eq(c.origin, first.origin);
        vectors_case(&s->tally, good, f->rel, "an invalid tree head is accepted");
    }
}

void suite_notes(struct suite *s)
{
    for (size_t i = 0; i < s->v.n; i++) {
        const struct vector *f = &s->v.files[i];
        if (!str_ends(f->name, S(".json")) || str_find(f->name, S("note")) == f->name.n)
            continue;
        const struct json *all = suite_json(s, f), *notes = json_get(all, "notes");
        int before = s->tally.passed + s->tally.failed;
        key_cases(s, f, json_get(all, "verifier_keys"));
        for (const struct json *n = notes ? notes->child : NULL; n; n = n->next)
            note_case(s, f, n);
        head_cases(s, f, json_get(all, "tree_heads"));
        printf("%.*s: %d cases\n", STR_ARG(f->rel), s->tally.passed + s->tally.failed - before);
    }
}
