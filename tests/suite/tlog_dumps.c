// SPDX-License-Identifier: Apache-2.0
/* tlog_dumps.c -- a subtree of a Trillian log as protobuf text: every inner node is folded again
 * from the leaves. A key is base64 of the depth and the path; a value a string in C escapes. */
#include "tlog.h"

#include "base/base64.h"
#include "base/utf8.h"
#include "tlog/tree.h"

#include <stdio.h>
#include <string.h>

enum { WIDTH_MAX = 256 };

struct dump {
    bool has_leaf[WIDTH_MAX];
    struct hash leaf[WIDTH_MAX];
};

struct dump_node {
    unsigned depth, index;
    struct hash hash;
};

/* \uXXXX or \UXXXXXXXX: a character, kept as UTF-8.  How many bytes of text it took, 0 if it is
 * none. */
static size_t unescape_rune(struct str s, struct buf *to)
{
    size_t n = s.p[1] == 'u' ? 4 : 8;
    uint8_t b[4] = {0};
    char utf8[4];
    if (str_to_bytes(str_part(s, 2, n), b + (4 - n / 2), n / 2) != OK)
        return 0;
    uint32_t rune = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
    buf_bytes(to, utf8, utf8_encode(rune, utf8));
    return 2 + n;
}

/* One escape of protobuf's text format: \n \t \" ..., \xHH, \OOO, \uXXXX.  How many bytes of text
 * it took. */
static size_t unescape(struct str s, struct buf *to)
{
    static const char from[] = "abfnrtv", plain[] = "\a\b\f\n\r\t\v";
    uint8_t byte;
    if (s.n < 2)
        return 0;
    const char *simple = s.p[1] ? strchr(from, s.p[1]) : NULL;
    if (s.p[1] == 'u' || s.p[1] == 'U')
        return unescape_rune(s, to);
    if (s.p[1] == 'x') {
        if (str_to_bytes(str_part(s, 2, 2), &byte, 1) != OK)
            return 0;
        buf_byte(to, (char)byte);
        return 4;
    }
    if (s.n > 3 && s.p[1] >= '0' && s.p[1] <= '3') {
        buf_byte(to, (char)((s.p[1] - '0') << 6 | (s.p[2] - '0') << 3 | (s.p[3] - '0')));
        return 4;
    }
    buf_byte(to, simple ? plain[simple - from] : s.p[1]);
    return 2;
}

/* The text between the first and the last quote, as exactly 32 bytes. */
static bool read_value(struct str line, struct hash *h)
{
    struct str s = str_part(line, str_index(line, '"') + 1, line.n);
    struct buf b;
    buf_init(&b, 4096);
    while (s.n > 1) {
        size_t took = s.p[0] == '\\' ? unescape(s, &b) : 1;
        if (took == 0)
            break;
        if (took == 1)
            buf_byte(&b, s.p[0]);
        s = str_part(s, took, s.n);
    }
    bool good = b.n == sizeof h->b && str_is(s, "\"");
    if (good)
        memcpy(h->b, b.p, sizeof h->b);
    buf_close(&b);
    return good;
}

/* base64 of depth (1..8) and one byte of path. */
static bool read_key(struct suite *s, struct str line, struct dump_node *node)
{
    struct str bytes, rest, text = str_part(line, str_index(line, '"') + 1, line.n);
    text = str_cut(text, '"', &rest);
    if (base64_read(&s->arena, text, &bytes) != OK || bytes.n != 2 || bytes.p[0] < 1 ||
        bytes.p[0] > 8)
        return false;
    node->depth = (unsigned)bytes.p[0];
    node->index = (unsigned)(uint8_t)bytes.p[1] >> (8 - node->depth);
    return true;
}

static const char *check_node(const struct dump *d, const struct dump_node *node)
{
    struct hash work[WIDTH_MAX];
    unsigned n = 1U << (8 - node->depth), first = node->index * n;
    for (unsigned i = 0; i < n; i++) {
        if (!d->has_leaf[first + i])
            return "a leaf below it is missing";
        work[i] = d->leaf[first + i];
    }
    return hash_eq(tlog_complete_root(work, n), node->hash) ? NULL : "its hash is another";
}

/* Call with is_leaf true first, then false. */
static int take_nodes(struct suite *s, const struct vector *f, struct dump *d, bool is_leaf)
{
    struct str rest = buf_str(&s->text), line,
               head = is_leaf ? S("leaves: {") : S("internal_nodes: {");
    int n = 0;
    while (rest.p) {
        struct dump_node node;
        line = str_cut(rest, '\n', &rest);
        if (!str_eq(str_trim(line), head))
            continue;
        struct str key = str_cut(rest, '\n', &rest), value = str_cut(rest, '\n', &rest);
        bool good = read_key(s, key, &node) && read_value(value, &node.hash);
        const char *wrong = good ? NULL : "cannot be read";
        if (good && is_leaf && node.depth == 8) {
            d->has_leaf[node.index] = true;
            d->leaf[node.index] = node.hash;
        } else if (good) {
            wrong = check_node(d, &node);
        }
        if (!is_leaf || wrong)
            vectors_case(&s->tally, !wrong, f->rel, "%.*s: %s", STR_ARG(str_trim(key)),
                         wrong ? wrong : "");
        n++;
    }
    return n;
}

void suite_dumps(struct suite *s)
{
    for (size_t i = 0; i < s->v.n; i++) {
        const struct vector *f = &s->v.files[i];
        struct dump d = {.has_leaf = {false}};
        if (!str_starts(f->name, S("dump_tree")) || vectors_read(f, &s->text) != OK)
            continue;
        arena_reset(&s->arena);
        int n_leaf = take_nodes(s, f, &d, true), n_node = take_nodes(s, f, &d, false);
        printf("%.*s: %d leaves, %d inner nodes\n", STR_ARG(f->rel), n_leaf, n_node);
    }
}
