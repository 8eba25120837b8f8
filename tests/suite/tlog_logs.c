// SPDX-License-Identifier: Apache-2.0
/* tlog_logs.c -- logs as files: a folder with `checkpoint` and `tile`.  Every checkpoint.* beside
 * it is a case: its root must be that of the entries, its signature must fit where any file of the
 * data names the key. */
#include "tlog.h"

#include "tlog/checkpoint.h"
#include "tlog/tile.h"

#include <stdio.h>
#include <string.h>

/* Words of running text that are verifier keys. */
static void keep_keys(struct suite *s, struct str text)
{
    size_t n = 0;
    for (size_t at = 0; at < text.n && s->n_key < SUITE_KEYS_MAX; at += n + 1) {
        n = 0;
        while (at + n < text.n && !strchr(" \t\r\n`\"'<>|,", text.p[at + n]))
            n++;
        struct str word, name = str_part(text, at, n);
        struct tlog_key key;
        if (n < 50 || arena_copy(&s->kept, name, &word) != OK ||
            tlog_key_read(&s->kept, word, &key) != OK)
            continue;
        bool known = false;
        for (size_t i = 0; i < s->n_key; i++)
            known = known || (s->key[i].id == key.id && str_eq(s->key[i].name, key.name));
        if (!known)
            s->key[s->n_key++] = key;
    }
}

static void find_keys(struct suite *s)
{
    for (size_t i = 0; i < s->v.n; i++)
        if (vectors_read(&s->v.files[i], &s->text) == OK && s->text.n < 1 << 20)
            keep_keys(s, buf_str(&s->text));
}

/* The bytes of a tile at least as wide as asked for, into s->text. */
static bool read_tile(struct suite *s, struct str folder, struct tlog_tile tile)
{
    struct buf rel;
    const struct vector *f = NULL;
    buf_init(&rel, 4096);
    for (; !f && tile.width <= TLOG_TILE_WIDTH; tile.width++) {
        buf_reset(&rel);
        buf_put(&rel, folder);
        buf_byte(&rel, '/');
        tlog_tile_put_path(&rel, tile);
        f = vectors_find(&s->v, buf_str(&rel));
    }
    buf_close(&rel);
    return f && vectors_read(f, &s->text) == OK;
}

/* Append a bundle's entries to the edge and compare them with the level-0 tile.  NULL, or what is
 * wrong. */
static const char *read_bundle(struct suite *s, struct str folder, uint64_t index, unsigned width,
                               struct tlog_edge *edge)
{
    struct hash leaf[TLOG_TILE_WIDTH];
    if (!read_tile(s, folder, (struct tlog_tile){TLOG_TILE_ENTRIES, index, width}))
        return "a bundle is missing";
    struct str rest = buf_str(&s->text), entry;
    for (unsigned i = 0; i < width; i++) {
        if (tlog_bundle_next(&rest, &entry) != OK)
            return "a bundle breaks off";
        leaf[i] = tlog_leaf(entry);
        tlog_edge_append(edge, leaf[i]);
    }
    if (!read_tile(s, folder, (struct tlog_tile){0, index, width}))
        return "a tile of level 0 is missing";
    if (s->text.n < width * sizeof leaf[0] || memcmp(s->text.p, leaf, width * sizeof leaf[0]) != 0)
        return "a tile differs from its bundle";
    return NULL;
}

static const char *check_note(struct suite *s, const struct tlog_note *note)
{
    struct tlog_seen seen[SUITE_KEYS_MAX];
    enum status outcome = tlog_note_verify(note, s->key, s->n_key, seen);
    return outcome == OK          ? NULL
           : outcome == NOT_FOUND ? "signed by no key that the data names"
                                  : "a signature fails";
}

static const char *check_log(struct suite *s, struct str folder, const struct vector *f)
{
    struct str bytes;
    struct tlog_note note;
    struct tlog_checkpoint c;
    struct tlog_edge edge = {0};
    arena_reset(&s->arena);
    if (vectors_read(f, &s->text) != OK || arena_copy(&s->arena, buf_str(&s->text), &bytes) != OK)
        return "cannot be read";
    if (tlog_note_read(&s->arena, bytes, &note) != OK ||
        tlog_checkpoint_read(&s->arena, note.text, &c) != OK)
        return "no signed checkpoint";
    const char *wrong = check_note(s, &note);
    for (uint64_t i = 0; !wrong && i * TLOG_TILE_WIDTH < c.size; i++)
        wrong = read_bundle(s, folder, i, tlog_tile_width(TLOG_TILE_ENTRIES, i, c.size), &edge);
    if (!wrong && !hash_eq(tlog_edge_root(&edge), c.root))
        wrong = "the entries have another root";
    return wrong;
}

static bool has_tiles(const struct suite *s, struct str folder)
{
    for (size_t i = 0; i < s->v.n; i++) {
        struct str rel = s->v.files[i].rel;
        if (str_starts(rel, folder) && str_starts(str_part(rel, folder.n, rel.n), S("/tile/")))
            return true;
    }
    return false;
}

void suite_logs(struct suite *s)
{
    int n = 0;
    find_keys(s);
    for (size_t i = 0; i < s->v.n; i++) {
        const struct vector *f = &s->v.files[i];
        struct str folder = vectors_folder(f);
        if (!(str_is(f->name, "checkpoint") || str_starts(f->name, S("checkpoint."))) ||
            !has_tiles(s, folder))
            continue;
        const char *wrong = check_log(s, folder, f);
        vectors_case(&s->tally, !wrong, f->rel, "%s", wrong ? wrong : "");
        n++;
    }
    printf("checkpoints of logs: %d\n", n);
}
