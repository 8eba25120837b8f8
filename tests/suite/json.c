// SPDX-License-Identifier: Apache-2.0
/* json.c -- JSONTestSuite (y_ must parse, n_ must not, i_ must not crash) and the pairs of RFC
 * 8785's authors (folders input, output, outhex with equal names).  In JSON_LAX, since
 * JSONTestSuite keeps duplicate keys; the strict mode has its test in test/unit/json.c. */
#include "base/json.h"

#include "vectors.h"

#include <stdio.h>
#include <string.h>

enum { ARENA_BYTES = 256 * 1024 * 1024, TEXT_BYTES = 64 * 1024 * 1024 };

struct suite {
    struct vectors v;
    struct arena arena;
    struct buf text, canon, wanted;
    struct vectors_tally tally;
};

static void parse_case(struct suite *s, const struct vector *f)
{
    struct json *value;
    struct json_error error = {0, "accepted"};
    arena_reset(&s->arena);
    if (vectors_read(f, &s->text) != OK) {
        vectors_case(&s->tally, false, f->rel, "cannot be read");
        return;
    }
    enum status done = json_parse(&s->arena, buf_str(&s->text), JSON_LAX, &value, &error);
    char kind = f->name.p[0];
    bool right = kind == 'i' || done == (kind == 'y' ? OK : BAD_INPUT);
    vectors_case(&s->tally, right, f->rel, "%s, byte %zu: %s", status_name(done), error.at,
                 error.what);
}

/* The file with the same name, or the same but .txt, in a sister folder. */
static const struct vector *sister(const struct suite *s, const struct vector *f,
                                   const char *folder, bool text)
{
    char rel[4096];
    struct str parent = vectors_folder(f);
    size_t n_stem = f->name.n - S(".json").n;
    snprintf(rel, sizeof rel, "%.*s%s/%.*s%s", (int)(parent.n - S("input").n), parent.p, folder,
             (int)n_stem, f->name.p, text ? ".txt" : ".json");
    return vectors_find(&s->v, str_of(rel));
}

/* Hex with white space between the bytes, in place of what is in `to`. */
static bool from_hex(struct str hex, struct buf *to)
{
    buf_reset(to);
    for (hex = str_trim(hex); hex.n; hex = str_trim(str_part(hex, 2, hex.n))) {
        uint8_t byte;
        if (str_to_bytes(str_part(hex, 0, 2), &byte, 1) != OK)
            return false;
        buf_bytes(to, &byte, 1);
    }
    return true;
}

static void canon_case(struct suite *s, const struct vector *in, const struct vector *out,
                       const struct vector *hex)
{
    struct json *value;
    arena_reset(&s->arena);
    buf_reset(&s->canon);
    bool right = vectors_read(in, &s->text) == OK &&
                 json_parse(&s->arena, buf_str(&s->text), JSON_LAX, &value, NULL) == OK &&
                 json_canon(&s->canon, value) == OK && vectors_read(out, &s->wanted) == OK &&
                 str_eq(buf_str(&s->canon), buf_str(&s->wanted)) &&
                 json_is_canon(&s->arena, buf_str(&s->wanted));
    vectors_case(&s->tally, right, in->rel, "canonical form differs: %.*s",
                 STR_ARG(buf_str(&s->canon)));
    if (!hex)
        return;
    right = vectors_read(hex, &s->text) == OK && from_hex(buf_str(&s->text), &s->wanted) &&
            str_eq(buf_str(&s->canon), buf_str(&s->wanted));
    vectors_case(&s->tally, right, hex->rel, "canonical bytes differ");
}

static void one_file(struct suite *s, const struct vector *f)
{
    if (!str_ends(f->name, S(".json")))
        return;
    if (f->name.n > 2 && f->name.p[1] == '_' && memchr("yni", f->name.p[0], 3)) {
        parse_case(s, f);
        return;
    }
    struct str folder = vectors_folder(f);
    bool is_input = str_ends(folder, S("/input")) || str_is(folder, "input");
    const struct vector *out = is_input ? sister(s, f, "output", false) : NULL;
    if (out)
        canon_case(s, f, out, sister(s, f, "outhex", true));
}

int main(int argc, char **argv)
{
    struct suite s = {0};
    if (argc != 2) {
        fprintf(stderr, "usage: %s DATA-FOLDER\n", argv[0]);
        return 2;
    }
    if (vectors_open(&s.v, argv[1]) != OK)
        return 1;
    arena_init(&s.arena, ARENA_BYTES);
    buf_init(&s.text, TEXT_BYTES);
    buf_init(&s.canon, TEXT_BYTES);
    buf_init(&s.wanted, TEXT_BYTES);
    for (size_t i = 0; i < s.v.n; i++)
        one_file(&s, &s.v.files[i]);
    buf_close(&s.text);
    buf_close(&s.canon);
    buf_close(&s.wanted);
    arena_close(&s.arena);
    vectors_close(&s.v);
    return vectors_end(&s.tally);
}
