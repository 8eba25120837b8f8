// SPDX-License-Identifier: Apache-2.0
#include "core/search_index.h"

#include "core.gen.h"
#include "core/read.h"
#include "erase.gen.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>

enum { AT_ONCE = 4, TEXTS_AT_ONCE = 400, FIRST_GRAMS = 64, WORD_BYTES = 160 };
enum { TEXT_UNITS = 5000, SEEN = 256 };
enum { POSTS_BYTES = 256 * 1024 * 1024 }; /* a batch of 500 facts of 65,535 bytes needs less */

/* ---- together, at the end of a batch ------------------------------------------------------- */

/* A gram and some of the matters of one block. */
struct post {
    int64_t gram, block, bits;
};

static int by_place(const void *a, const void *b)
{
    const struct post *x = a, *y = b;
    if (x->gram != y->gram)
        return x->gram < y->gram ? -1 : 1;
    return x->block < y->block ? -1 : x->block > y->block;
}

/* One for each gram and block, in the order of the table. */
static size_t merge(struct post *post, size_t n)
{
    size_t to = 0;
    qsort(post, n, sizeof *post, by_place);
    for (size_t i = 0; i < n; i++)
        if (to && by_place(&post[to - 1], &post[i]) == 0)
            post[to - 1].bits |= post[i].bits;
        else
            post[to++] = post[i];
    return to;
}

enum status search_flush(struct store *db, struct search_words *words)
{
    struct post *p = (struct post *)(void *)words->posts.p;
    size_t i = 0, n = words->posts.n / sizeof *p;
    if (n)
        n = merge(p, n);
    buf_reset(&words->posts);
    for (; i + AT_ONCE <= n; i += AT_ONCE)
        TRY(search_add_four_exec(db, p[i].gram, p[i].block, p[i].bits, p[i + 1].gram,
                                 p[i + 1].block, p[i + 1].bits, p[i + 2].gram, p[i + 2].block,
                                 p[i + 2].bits, p[i + 3].gram, p[i + 3].block, p[i + 3].bits));
    for (; i < n; i++)
        TRY(search_add_exec(db, p[i].gram, p[i].block, p[i].bits));
    return OK;
}

enum status search_begin(struct store *ledger, struct arena *a, struct search_words *words)
{
    search_end(words);
    buf_init(&words->posts, POSTS_BYTES);
    return search_key(ledger, a, &words->key);
}

void search_end(struct search_words *words)
{
    buf_close(&words->posts);
}

/* ---- the words of an entry ----------------------------------------------------------------- */

/* The grams of one field, or of all that stands in clear. */
struct gathering {
    struct store *db;
    struct arena *a;
    struct search_circle circle;
    int64_t *gram;
    size_t n, room;
};

static enum status add(struct gathering *g, const int64_t *gram, size_t n)
{
    if (n == 0)
        return OK;
    if (g->n + n > g->room) {
        size_t room = g->n + n > FIRST_GRAMS / 4 ? 4 * (g->n + n) : FIRST_GRAMS;
        int64_t *more = ARENA_ARRAY(g->a, int64_t, room);
        if (!more)
            return FULL;
        if (g->n)
            memcpy(more, g->gram, g->n * sizeof *more);
        g->gram = more;
        g->room = room;
    }
    memcpy(g->gram + g->n, gram, n * sizeof *gram);
    g->n += n;
    return OK;
}

/* Those of a unit that this text has not had lately: a text repeats itself, and is sorted later. */
static size_t without_seen(int64_t *gram, size_t n, int64_t seen[SEEN])
{
    size_t to = 0;
    for (size_t i = 0; i < n; i++) {
        int64_t *last = &seen[gram[i] % SEEN];
        if (*last == gram[i])
            continue;
        *last = gram[i];
        gram[to++] = gram[i];
    }
    return to;
}

/* A text is found by its first TEXT_UNITS words, as many as a form has of any field with a bound,
 * so that a large form costs the writer little. */
static enum status add_text(struct gathering *g, struct str text)
{
    struct gram_reader r = {text, 0};
    struct gram unit, before;
    int64_t gram[SEARCH_UNIT_GRAMS], seen[SEEN];
    memset(seen, -1, sizeof seen);
    for (size_t i = 0; i < TEXT_UNITS && gram_next(&r, &unit); i++) {
        size_t n = search_unit(&g->circle, i ? &before : NULL, &unit, gram);
        TRY(add(g, gram, without_seen(gram, n, seen)));
        before = unit;
    }
    return OK;
}

static enum status add_word(struct gathering *g, struct str word)
{
    int64_t gram = search_gram(&g->circle, word);
    return add(g, &gram, 1);
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static void sort_once(struct gathering *g)
{
    size_t n = 0;
    if (g->n)
        qsort(g->gram, g->n, sizeof *g->gram, by_value);
    for (size_t i = 0; i < g->n; i++)
        if (n == 0 || g->gram[i] != g->gram[n - 1])
            g->gram[n++] = g->gram[i];
    g->n = n;
}

static enum status keep_grams(struct search_words *words, struct gathering *g, int64_t matter)
{
    int64_t block = matter / SEARCH_BLOCK, bit = (int64_t)1 << matter % SEARCH_BLOCK;
    for (size_t i = 0; i < g->n; i++) {
        struct post post = {g->gram[i], block, bit};
        buf_bytes(&words->posts, &post, sizeof post);
    }
    return words->posts.full ? FULL : OK;
}

static enum status pack(struct gathering *g, struct str *ret_bytes)
{
    uint8_t *p = arena_take(g->a, 1, SEARCH_GRAM_BYTES * g->n + 1);
    if (!p)
        return FULL;
    for (size_t i = 0; i < g->n; i++)
        for (int k = 0; k < SEARCH_GRAM_BYTES; k++)
            p[SEARCH_GRAM_BYTES * i + (size_t)k] =
                (uint8_t)(g->gram[i] >> 8 * (SEARCH_GRAM_BYTES - 1 - k));
    *ret_bytes = (struct str){(const char *)p, SEARCH_GRAM_BYTES * g->n};
    return OK;
}

static bool is_text(const struct column *column)
{
    return column->personal && column->field &&
           (column->kind == COLUMN_VALUE || column->kind == COLUMN_MEMBER) &&
           (column->field->type == FIELD_TEXT || column->field->type == FIELD_PLACE);
}

static enum status fold_text(struct gathering *g, const struct read_fact *f, int64_t entry,
                             size_t number, const struct column *column)
{
    char room[WORD_BYTES];
    struct buf name = {.p = room, .room = sizeof room, .max = sizeof room};
    struct str bytes;
    struct matter_id matter = {f->envelope.matter[0]};
    const struct json *value = f->value[number];
    const struct json *one = value->type == JSON_ARRAY ? value->child : value;
    for (; one; one = value->type == JSON_ARRAY ? one->next : NULL)
        if (one->type == JSON_STRING)
            TRY(add_text(g, json_text(one)));
    if (g->n == 0)
        return OK;
    sort_once(g);
    TRY(pack(g, &bytes));
    fact_put_column(&name, column);
    return search_add_text_exec(g->db, matter, entry, (int64_t)number, buf_str(&name), bytes);
}

/* ---- what stands in clear ------------------------------------------------------------------ */

static enum status add_code(struct gathering *g, const struct field *f, const void *fields)
{
    char room[WORD_BYTES], digits[24];
    struct buf word = {.p = room, .room = sizeof room, .max = sizeof room};
    struct buf number = {.p = digits, .room = sizeof digits, .max = sizeof digits};
    const char *table = search_table(f);
    struct value value = table ? store_value(f, fields) : value_null();
    if (value.type == VALUE_NULL)
        return OK;
    if (value.type == VALUE_INT)
        buf_int(&number, value.i);
    struct str text = value.type == VALUE_INT ? buf_str(&number) : value.s;
    struct str written = search_code(&word, table, text);
    return word.full ? OK : add_word(g, written);
}

static enum status fold_clear(struct gathering *g, const struct read_fact *f)
{
    const struct record *record = &f->fact->record;
    for (size_t i = 0; i < record->n; i++)
        if (!record->field[i].circle)
            TRY(add_code(g, &record->field[i], f->fields));
    return OK;
}

/* ---- an erasure ---------------------------------------------------------------------------- */

static bool is_named(const struct erase_erased *e, const struct search_texts *t)
{
    if (t->entry != e->place)
        return false;
    for (size_t i = 0; i < e->column.n; i++)
        if (str_eq(e->column.at[i], t->field))
            return true;
    return false;
}

/* Some of the matter's texts: their grams go to what stays, or to what goes with its row. */
static enum status part_texts(struct gathering *stay, struct gathering *go,
                              const struct erase_erased *e, const struct list *texts)
{
    const struct search_texts *t = texts->at;
    for (size_t i = 0; i < texts->n; i++) {
        bool gone = is_named(e, &t[i]);
        for (size_t k = 0; k < t[i].grams.n / SEARCH_GRAM_BYTES; k++) {
            int64_t gram = search_unpack(t[i].grams, k);
            TRY(add(gone ? go : stay, &gram, 1));
        }
        if (gone)
            TRY(search_drop_text_exec(go->db, e->has_home ? e->home : e->about, t[i].entry,
                                      t[i].col));
    }
    return OK;
}

static enum status drop(struct store *db, int64_t gram, int64_t matter)
{
    int64_t block = matter / SEARCH_BLOCK, bit = (int64_t)1 << matter % SEARCH_BLOCK;
    TRY(search_drop_bit_exec(db, gram, block, bit));
    return search_drop_empty_exec(db, gram, block);
}

static enum status fold_erased(struct store *db, struct arena *a, const struct erase_erased *e)
{
    struct gathering stay = {.db = db, .a = a}, go = {.db = db, .a = a};
    struct list texts = {NULL, TEXTS_AT_ONCE};
    struct matter_id home = e->has_home ? e->home : e->about;
    for (int64_t after = -1; texts.n == TEXTS_AT_ONCE;) {
        TRY(search_texts_many(db, home, after, &texts, a));
        if (texts.n) /* the last entry may have been cut: it is read again */
            after = ((const struct search_texts *)texts.at)[texts.n - 1].entry - 1;
        TRY(part_texts(&stay, &go, e, &texts));
    }
    sort_once(&stay);
    sort_once(&go);
    for (size_t i = 0; i < go.n; i++)
        if (!stay.n || !bsearch(&go.gram[i], stay.gram, stay.n, sizeof *stay.gram, by_value))
            TRY(drop(db, go.gram[i], home.v));
    return OK;
}

/* ---- the whole ----------------------------------------------------------------------------- */

static enum status fold_words(struct store *db, struct arena *a, struct search_words *words,
                              int64_t entry, const struct read_fact *f)
{
    struct column column[LIMIT_FACT_COLUMNS];
    const struct matter *m = f->fact->matter;
    const struct hash *key = &words->key;
    if (f->fact == &erase_erased_fact) {
        TRY(search_flush(db, words)); /* what goes may have come in the same batch */
        TRY(fold_erased(db, a, f->fields));
    }
    if (!m || !m->url || f->envelope.n_matters == 0)
        return OK;
    struct gathering all = {.db = db, .a = a, .circle = search_circle_of(key, m, NULL)};
    TRY(fold_clear(&all, f));
    size_t n = fact_columns(f->fact, column);
    for (size_t i = N_ENVELOPE; i < n; i++) {
        const struct circle *circle =
            is_text(&column[i]) && f->value[i] ? read_circle(f->fact, &column[i]) : NULL;
        struct gathering g = {.db = db, .a = a};
        if (!circle)
            continue;
        g.circle = search_circle_of(key, m, circle);
        TRY(fold_text(&g, f, entry, i, &column[i]));
        TRY(add(&all, g.gram, g.n));
    }
    return keep_grams(words, &all, f->envelope.matter[0]);
}

/* Of a batch of large forms nothing but the posts stays in memory. */
enum status search_fold(struct store *db, struct arena *a, struct search_words *words,
                        int64_t entry, const struct read_fact *f)
{
    struct arena_mark mark = arena_mark(a);
    enum status s = fold_words(db, a, words, entry, f);
    arena_back(a, mark);
    return s;
}
