// SPDX-License-Identifier: Apache-2.0
#include "base/gram.h"

#include "base/utf8.h"

#include <assert.h>
#include <string.h>

struct range {
    uint32_t from, to;
};

static bool is_among(uint32_t rune, const struct range *range, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (rune >= range[i].from && rune <= range[i].to)
            return true;
    return false;
}

/* Scripts that put no blanks between words (Unicode 15, blocks). */
static bool is_wide(uint32_t rune)
{
    static const struct range wide[] = {{0x3005, 0x3007}, {0x3041, 0x30FA},  {0x30FC, 0x30FF},
                                        {0x3400, 0x4DBF}, {0x4E00, 0x9FFF},  {0xAC00, 0xD7A3},
                                        {0xF900, 0xFAFF}, {0x20000, 0x3FFFF}};
    return rune >= 0x3005 && is_among(rune, wide, sizeof wide / sizeof wide[0]);
}

/* Signs, punctuation and pictures, which part words. */
static bool is_letter(uint32_t rune)
{
    static const struct range other[] = {{0xD7, 0xD7},     {0xF7, 0xF7},     {0x2000, 0x2BFF},
                                         {0x3000, 0x303F}, {0x30FB, 0x30FB}, {0xE000, 0xF8FF},
                                         {0xFE10, 0xFE6F}, {0xFF00, 0xFFFF}, {0x1F000, 0x1FAFF}};
    if (rune < 0x80)
        return (rune >= '0' && rune <= '9') || (rune >= 'a' && rune <= 'z');
    return rune >= 0xC0 && !is_among(rune, other, sizeof other / sizeof other[0]);
}

/* Half width and small letters. */
static uint32_t plain(uint32_t rune)
{
    if (rune >= 0xFF01 && rune <= 0xFF5E)
        rune -= 0xFEE0;
    if (rune >= 'A' && rune <= 'Z')
        return rune + ('a' - 'A');
    if ((rune >= 0xC0 && rune <= 0xDE && rune != 0xD7) || (rune >= 0x391 && rune <= 0x3A9) ||
        (rune >= 0x410 && rune <= 0x42F))
        return rune + 0x20;
    return rune >= 0x400 && rune <= 0x40F ? rune + 0x50 : rune;
}

/* The next character, in its plain form; what is no UTF-8 is a sign.  False at the end. */
static bool next_rune(struct str text, size_t *at, uint32_t *ret_rune)
{
    if (*at >= text.n)
        return false;
    if (utf8_next(text, at, ret_rune) != OK) {
        *at += 1;
        *ret_rune = 0;
    }
    *ret_rune = plain(*ret_rune);
    return true;
}

static void put(struct gram *g, uint32_t rune)
{
    char byte[4];
    size_t n = utf8_encode(rune, byte);
    if (g->n + n > GRAM_BYTES)
        return;
    memcpy(g->form + g->n, byte, n);
    g->n += n;
}

static void read_word(struct gram_reader *r, struct gram *g)
{
    uint32_t rune;
    size_t at = r->at;
    while (next_rune(r->text, &at, &rune) && is_letter(rune) && !is_wide(rune)) {
        g->has_digit |= rune >= '0' && rune <= '9';
        put(g, rune);
        r->at = at;
    }
    for (size_t i = 0; g->has_digit && i < g->n; i++) {
        char ch = g->form[i];
        g->form[i] = ch == 'o' ? '0' : ch == 'i' || ch == 'l' ? '1' : ch;
    }
}

bool gram_next(struct gram_reader *r, struct gram *ret_gram)
{
    uint32_t rune = 0;
    size_t begun = r->at, at = r->at;
    while (next_rune(r->text, &at, &rune)) {
        bool wide = is_wide(rune);
        if (!wide && !is_letter(rune)) {
            r->at = at;
            continue;
        }
        *ret_gram =
            (struct gram){.at = r->at, .is_wide = wide, .is_joined = r->at == begun && begun > 0};
        if (wide) {
            put(ret_gram, rune);
            r->at = at;
        } else {
            read_word(r, ret_gram);
        }
        ret_gram->end = r->at;
        assert(ret_gram->n > 0 && ret_gram->end > ret_gram->at);
        return true;
    }
    r->at = r->text.n;
    return false;
}

struct str gram_form(const struct gram *g)
{
    return (struct str){g->form, g->n};
}

bool gram_fits(const struct gram *wanted, const struct gram *found, bool tail)
{
    if (str_eq(gram_form(wanted), gram_form(found)))
        return true;
    return tail && wanted->has_digit && found->has_digit && wanted->n >= GRAM_TAIL_MIN &&
           wanted->n <= GRAM_TAIL_MAX && str_ends(gram_form(found), gram_form(wanted));
}

/* The units from where `r` stands on, side by side as they are wanted. */
static bool stands_here(struct gram_reader r, const struct gram *wanted, size_t n, size_t *ret_at,
                        size_t *ret_end)
{
    struct gram g;
    for (size_t i = 0; i < n; i++) {
        if (!gram_next(&r, &g) || !gram_fits(&wanted[i], &g, n == 1))
            return false;
        bool glued = i > 0 && wanted[i].is_joined && wanted[i].is_wide && wanted[i - 1].is_wide;
        if (glued && !g.is_joined)
            return false;
        if (i == 0)
            *ret_at = g.at;
    }
    *ret_end = g.end;
    return true;
}

bool gram_find(struct str text, const struct gram *wanted, size_t n, size_t *ret_at,
               size_t *ret_end)
{
    struct gram_reader r = {text, 0};
    struct gram skipped;
    if (n == 0)
        return false;
    do {
        if (stands_here(r, wanted, n, ret_at, ret_end))
            return true;
    } while (gram_next(&r, &skipped));
    return false;
}

bool gram_is_empty(const struct gram *g)
{
    static const char *const word[] = {"a",   "an",   "and", "are", "as",   "at",  "be", "by",
                                       "for", "in",   "is",  "it",  "of",   "on",  "or", "that",
                                       "the", "this", "to",  "was", "were", "with"};
    for (size_t i = 0; i < sizeof word / sizeof word[0]; i++)
        if (str_is(gram_form(g), word[i]))
            return true;
    return false;
}
