// SPDX-License-Identifier: Apache-2.0
#include "canary.h"

#include "base/utf8.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FORM_BYTES = 600, FORMS = 9 };

static struct canary *add(struct canaries *c, int matter)
{
    if (c->n == CANARIES_MAX)
        abort();
    struct canary *one = &c->at[c->n++];
    *one = (struct canary){.matter = matter};
    return one;
}

const char *canary_words(struct promise *p, struct canaries *c, int matter)
{
    struct canary *one = add(c, matter);
    snprintf(one->text, sizeof one->text,
             "\xe9\x87\x91\xe4\xb8\x9d\xe9\x9b\x80" /* a canary, in Chinese */
             "%07dq%07d",
             promise_dice(p, 10000000), promise_dice(p, 10000000));
    return one->text;
}

const char *canary_phone(struct promise *p, struct canaries *c, int matter)
{
    struct canary *one = add(c, matter);
    snprintf(one->text, sizeof one->text, "139%08d", promise_dice(p, 100000000));
    return one->text;
}

void canary_erase(struct canaries *c, int matter)
{
    for (int i = 0; i < c->n; i++)
        c->at[i].is_erased |= c->at[i].matter == matter;
}

/* ---- the forms in which it may stand ------------------------------------------------------- */

struct form {
    const char *name;
    char bytes[FORM_BYTES];
    size_t n;
};

static void put_hex(struct form *f, const char *text, bool upper)
{
    for (; *text; text++)
        f->n += (size_t)snprintf(f->bytes + f->n, FORM_BYTES - f->n, upper ? "%02X" : "%02x",
                                 (unsigned char)*text);
}

/* "\u91d1...", of runes beyond ASCII. */
static void put_escaped(struct form *f, const char *text, bool upper)
{
    uint32_t rune;
    struct str s = str_of(text);
    for (size_t at = 0; utf8_next(s, &at, &rune) == OK;)
        f->n += (size_t)snprintf(f->bytes + f->n, FORM_BYTES - f->n,
                                 rune < 0x80 ? "%c"
                                 : upper     ? "\\u%04X"
                                             : "\\u%04x",
                                 (int)rune);
}

static void put_utf16(struct form *f, const char *text)
{
    uint32_t rune;
    struct str s = str_of(text);
    for (size_t at = 0; utf8_next(s, &at, &rune) == OK;) {
        f->bytes[f->n++] = (char)(rune & 0xff);
        f->bytes[f->n++] = (char)(rune >> 8);
    }
}

/* Where the text begins at byte `shift` of a group of three, the whole groups of it. */
static void put_base64(struct form *f, const char *text, size_t shift)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t n = strlen(text);
    for (size_t i = (3 - shift) % 3; i + 3 <= n; i += 3) {
        uint32_t three = (uint32_t)(unsigned char)text[i] << 16 |
                         (uint32_t)(unsigned char)text[i + 1] << 8 | (unsigned char)text[i + 2];
        for (int k = 18; k >= 0; k -= 6)
            f->bytes[f->n++] = digits[three >> k & 63];
    }
}

static void make_forms(const char *text, struct form form[FORMS])
{
    static const char *const names[FORMS] = {"as it is",        "in lower hex",    "in upper hex",
                                             "as JSON escapes", "as JSON escapes", "base64",
                                             "base64",          "base64",          "UTF-16"};
    memset(form, 0, FORMS * sizeof form[0]);
    for (int i = 0; i < FORMS; i++)
        form[i].name = names[i];
    form[0].n = strlen(text);
    memcpy(form[0].bytes, text, form[0].n);
    put_hex(&form[1], text, false);
    put_hex(&form[2], text, true);
    put_escaped(&form[3], text, false);
    put_escaped(&form[4], text, true);
    for (size_t shift = 0; shift < 3; shift++)
        put_base64(&form[5 + shift], text, shift);
    put_utf16(&form[8], text);
}

/* ---- the files ----------------------------------------------------------------------------- */

static struct search {
    const struct canaries *canaries;
    bool erased;
    bool found[CANARIES_MAX];
    int n_files;
} search;

static void look(const char *path, const char *bytes, size_t n)
{
    for (int i = 0; i < search.canaries->n; i++) {
        struct form form[FORMS];
        const struct canary *c = &search.canaries->at[i];
        if (c->is_erased != search.erased || (!search.erased && search.found[i]))
            continue;
        make_forms(c->text, form);
        for (int k = 0; k < FORMS; k++) {
            if (!memmem(bytes, n, form[k].bytes, form[k].n))
                continue;
            if (search.erased && !search.found[i])
                printf("%s of matter %d stands %s in %s\n", c->text, c->matter, form[k].name, path);
            search.found[i] = true;
        }
    }
}

static int look_at(const char *path, const struct stat *st, int kind, struct FTW *where)
{
    (void)where;
    if (kind != FTW_F || st->st_size == 0)
        return 0;
    FILE *file = fopen(path, "re");
    size_t n = (size_t)st->st_size;
    char *bytes = file ? malloc(n) : NULL;
    if (bytes) {
        n = fread(bytes, 1, n, file);
        look(path, bytes, n);
        search.n_files++;
    }
    free(bytes);
    if (file)
        fclose(file);
    return 0;
}

int canary_find(struct promise *p, const struct canaries *c, const char *folder, bool erased)
{
    int n = 0;
    search = (struct search){.canaries = c, .erased = erased};
    promise_check(p, nftw(folder, look_at, 16, FTW_PHYS) == 0 && search.n_files > 0,
                  "%s is looked through", folder);
    for (int i = 0; i < c->n; i++)
        n += search.found[i];
    return n;
}
