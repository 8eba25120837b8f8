// SPDX-License-Identifier: Apache-2.0
#include "core/search_gram.h"

#include "core.gen.h"
#include "crypt/crypt.h"
#include "store/store.h"

#include <assert.h>
#include <string.h>

enum { WORD_BYTES = 160 };

#define GRAM_MASK ((1LL << 47) - 1)

enum status search_key(struct store *ledger, struct arena *a, struct hash *ret_key)
{
    struct ledger_node row;
    struct hash node = {{0}};
    enum status s = ledger_node_one(ledger, S("key"), &row, a);
    if (s == OK)
        TRY(str_to_bytes(row.value, node.b, sizeof node.b));
    else if (s != NOT_FOUND) /* a ledger without a node */
        return s;
    *ret_key = crypt_hmac_sha256((struct str){(const char *)node.b, sizeof node.b}, S("search"));
    return OK;
}

struct search_circle search_circle_of(const struct hash *key, const struct matter *m,
                                      const struct circle *circle)
{
    char room[WORD_BYTES];
    struct search_circle c;
    struct buf name = {.p = room, .room = sizeof room, .max = sizeof room};
    if (circle)
        buf_printf(&name, "%s.%s.%s", m->room, m->name, circle->name);
    assert(!name.full);
    struct hash h =
        crypt_hmac_sha256((struct str){(const char *)key->b, sizeof key->b}, buf_str(&name));
    memcpy(c.key, h.b, sizeof c.key);
    return c;
}

int64_t search_gram(const struct search_circle *circle, struct str word)
{
    return (int64_t)(crypt_short(circle->key, word) & GRAM_MASK);
}

static int64_t gram_of_two(const struct search_circle *circle, char mark, struct str a,
                           struct str b)
{
    char room[1 + 2 * GRAM_BYTES];
    struct buf word = {.p = room, .room = sizeof room, .max = sizeof room};
    if (mark)
        buf_byte(&word, mark);
    buf_put(&word, a);
    buf_put(&word, b);
    assert(!word.full);
    return search_gram(circle, buf_str(&word));
}

static bool has_digit(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] >= '0' && s.p[i] <= '9')
            return true;
    return false;
}

/* The ends by which a number is found. */
static size_t put_tails(const struct search_circle *circle, struct str word, int64_t *to)
{
    size_t n = 0;
    for (size_t k = GRAM_TAIL_MIN; k <= GRAM_TAIL_MAX && k < word.n; k++) {
        struct str tail = str_part(word, word.n - k, k);
        if (has_digit(tail))
            to[n++] = gram_of_two(circle, '~', tail, S(""));
    }
    return n;
}

size_t search_unit(const struct search_circle *circle, const struct gram *before,
                   const struct gram *unit, int64_t ret_gram[SEARCH_UNIT_GRAMS])
{
    size_t n = 0;
    if (!unit->is_wide && gram_is_empty(unit))
        return 0;
    ret_gram[n++] = search_gram(circle, gram_form(unit));
    if (unit->is_wide && unit->is_joined && before && before->is_wide)
        ret_gram[n++] = gram_of_two(circle, 0, gram_form(before), gram_form(unit));
    if (unit->has_digit)
        n += put_tails(circle, gram_form(unit), ret_gram + n);
    assert(n <= SEARCH_UNIT_GRAMS);
    return n;
}

struct str search_code(struct buf *room, const char *table, struct str value)
{
    buf_reset(room);
    buf_puts(room, table);
    buf_byte(room, '=');
    buf_put(room, value);
    return buf_str(room);
}

const char *search_table(const struct field *f)
{
    if (field_is_list(f) || f->circle)
        return NULL;
    if (f->type == FIELD_CODE)
        return strcmp(f->of, "fact") == 0 ? NULL : f->of;
    return f->type == FIELD_UNIT ? "unit" : NULL;
}

bool search_tail(const struct search_circle *circle, const struct gram *unit, int64_t *ret_gram)
{
    if (!unit->has_digit || unit->n < GRAM_TAIL_MIN || unit->n > GRAM_TAIL_MAX)
        return false;
    *ret_gram = gram_of_two(circle, '~', gram_form(unit), S(""));
    return true;
}

int64_t search_unpack(struct str grams, size_t i)
{
    int64_t gram = 0;
    for (size_t k = 0; k < SEARCH_GRAM_BYTES; k++)
        gram = gram << 8 | (uint8_t)grams.p[SEARCH_GRAM_BYTES * i + k];
    return gram;
}
