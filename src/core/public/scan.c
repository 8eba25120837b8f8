// SPDX-License-Identifier: Apache-2.0
#include "core/public/scan.h"

#include "base/utf8.h"

#include <string.h>

enum {
    RUN_MAX = 24,      /* digits of one number */
    NAME_MIN = 2,      /* characters of a name that is looked for */
    DWELLING_NEAR = 6, /* characters between two parts of an address */
    ID_CHARS = 18,
    PHONE_CHARS = 11,
    CARD_MIN = 16,
    CARD_MAX = 19,
};

/* The text, character by character, each as it is compared. */
struct looked {
    uint32_t rune[PUBLIC_SCAN_CHARS];
    size_t n;
    struct public_hit *hit;
    size_t n_hits;
};

/* ---- characters ---------------------------------------------------------------------------- */

/* Full width as half width, small as capital. */
static uint32_t plain(uint32_t rune)
{
    if (rune >= 0xFF01 && rune <= 0xFF5E)
        rune -= 0xFEE0;
    return rune >= 'a' && rune <= 'z' ? rune - 'a' + 'A' : rune;
}

static bool is_digit(uint32_t rune)
{
    return rune >= '0' && rune <= '9';
}

static bool is_blank(uint32_t rune)
{
    return rune == ' ' || rune == '\t' || rune == 0xA0 || rune == 0x3000;
}

/* What people put between the groups of a number. */
static bool is_between(uint32_t rune)
{
    return is_blank(rune) || rune == '-' || rune == '.' || rune == 0xB7 || rune == 0x2013;
}

static size_t read_runes(struct str text, uint32_t *to, size_t max)
{
    size_t at = 0, n = 0;
    uint32_t rune;
    while (n < max && at < text.n && utf8_next(text, &at, &rune) == OK)
        to[n++] = plain(rune);
    return n;
}

static void add(struct looked *l, enum public_leak what, size_t from, size_t end)
{
    if (l->n_hits == PUBLIC_HITS_MAX)
        return;
    for (size_t i = 0; i < l->n_hits; i++)
        if (from + 1 < l->hit[i].place + l->hit[i].size && l->hit[i].place < end + 1)
            return; /* part of it was found as something else */
    size_t i = l->n_hits++;
    for (; i > 0 && l->hit[i - 1].place > from + 1; i--)
        l->hit[i] = l->hit[i - 1];
    l->hit[i] = (struct public_hit){what, from + 1, end - from};
}

/* ---- numbers ------------------------------------------------------------------------------- */

/* Digits in a row, perhaps in groups. */
struct run {
    char digit[RUN_MAX]; /* the last may be X */
    size_t n, from, end;
};

/* GB 11643: a day of birth, and the check character. */
static bool is_citizen(const struct run *r)
{
    unsigned sum = 0;
    if (r->n != ID_CHARS)
        return false;
    int month = (r->digit[10] - '0') * 10 + r->digit[11] - '0';
    int day = (r->digit[12] - '0') * 10 + r->digit[13] - '0';
    int century = (r->digit[6] - '0') * 10 + r->digit[7] - '0';
    if ((century != 18 && century != 19 && century != 20) || month < 1 || month > 12 || day < 1 ||
        day > 31)
        return false;
    for (unsigned i = 0; i < ID_CHARS - 1; i++)
        sum += (unsigned)(r->digit[i] - '0') * ((1u << (17 - i)) % 11);
    return r->digit[ID_CHARS - 1] == "10X98765432"[sum % 11];
}

static bool is_phone(const struct run *r)
{
    size_t at = r->n == PHONE_CHARS + 2 && r->digit[0] == '8' && r->digit[1] == '6' ? 2 : 0;
    return r->n == PHONE_CHARS + at && r->digit[at] == '1' && r->digit[at + 1] >= '3';
}

/* The check digit of ISO/IEC 7812; cards of banks begin with 3 to 6. */
static bool is_card(const struct run *r)
{
    unsigned sum = 0;
    if (r->n < CARD_MIN || r->n > CARD_MAX || r->digit[0] < '3' || r->digit[0] > '6' ||
        r->digit[r->n - 1] == 'X')
        return false;
    for (size_t i = 0; i < r->n; i++) {
        unsigned d = (unsigned)(r->digit[r->n - 1 - i] - '0') * (i % 2 ? 2 : 1);
        sum += d > 9 ? d - 9 : d;
    }
    return sum % 10 == 0;
}

static bool judge(struct looked *l, const struct run *r)
{
    enum public_leak what = is_citizen(r) ? PUBLIC_LEAK_IDCARD
                            : is_phone(r) ? PUBLIC_LEAK_PHONE
                            : is_card(r)  ? PUBLIC_LEAK_CARD
                                          : 0;
    if (what)
        add(l, what, r->from, r->end);
    return what;
}

/* The digits from `at` on; `grouped`: also over one sign between two of them. */
static struct run read_run(const struct looked *l, size_t at, bool grouped)
{
    struct run r = {.from = at, .end = at};
    for (size_t i = at; i < l->n; i++) {
        bool x = r.n == ID_CHARS - 1 && l->rune[i] == 'X';
        bool skips = grouped && i + 1 < l->n && is_between(l->rune[i]) &&
                     (is_digit(l->rune[i + 1]) || l->rune[i + 1] == 'X');
        if (skips)
            continue;
        if (!is_digit(l->rune[i]) && !x)
            break;
        if (r.n < RUN_MAX)
            r.digit[r.n] = (char)l->rune[i];
        r.n++;
        r.end = i + 1;
        if (x)
            break;
    }
    r.n = r.n < RUN_MAX ? r.n : RUN_MAX;
    return r;
}

static void find_numbers(struct looked *l)
{
    for (size_t i = 0; i < l->n;) {
        if (!is_digit(l->rune[i])) {
            i++;
            continue;
        }
        struct run whole = read_run(l, i, true), alone = read_run(l, i, false);
        i = judge(l, &whole) ? whole.end : alone.end;
        if (alone.end != whole.end && i == alone.end)
            judge(l, &alone);
    }
}

/* ---- words --------------------------------------------------------------------------------- */

/* Does the word begin at `at`?  Blanks in the text do not count.  0: no; else its end. */
static size_t stands_at(const struct looked *l, size_t at, const uint32_t *word, size_t n)
{
    size_t i = at;
    for (size_t k = 0; k < n; k++, i++) {
        while (k > 0 && i < l->n && is_blank(l->rune[i]))
            i++;
        if (i >= l->n || l->rune[i] != word[k])
            return 0;
    }
    return i;
}

static void find_word(struct looked *l, struct str word, enum public_leak what)
{
    uint32_t rune[64];
    size_t n = 0, all = read_runes(word, rune, 64);
    for (size_t i = 0; i < all; i++)
        if (!is_blank(rune[i]))
            rune[n++] = rune[i];
    for (size_t i = 0; n >= NAME_MIN && i < l->n; i++) {
        size_t end = stands_at(l, i, rune, n);
        if (end)
            add(l, what, i, end);
    }
}

static size_t word_at(const struct looked *l, size_t at, struct str word)
{
    uint32_t rune[16];
    return stands_at(l, at, rune, read_runes(word, rune, 16));
}

/* A flat in a house: two parts close to each other, the number of a house, stairs, flat. */
static size_t dwelling_end(const struct looked *l, size_t at)
{
    static const char *const part[] = {"\xe5\x8f\xb7\xe6\xa5\xbc", "\xe6\xa0\x8b", "\xe5\xb9\xa2",
                                       "\xe5\x8d\x95\xe5\x85\x83", "\xe5\xae\xa4", "\xe6\x88\xb7"};
    while (at < l->n && is_digit(l->rune[at]))
        at++;
    for (size_t k = 0; k < sizeof part / sizeof part[0]; k++) {
        size_t end = word_at(l, at, str_of(part[k]));
        if (end)
            return end;
    }
    return 0;
}

static void find_dwellings(struct looked *l)
{
    size_t first = 0, last = 0, n = 0;
    for (size_t i = 0; i <= l->n; i++) {
        bool begins = i < l->n && is_digit(l->rune[i]) && (i == 0 || !is_digit(l->rune[i - 1]));
        size_t end = begins ? dwelling_end(l, i) : 0;
        bool far = i > last + DWELLING_NEAR || i == l->n;
        if (far && n > 1)
            add(l, PUBLIC_LEAK_ADDRESS, first, last);
        if (far)
            n = 0;
        if (!end)
            continue;
        first = n++ ? first : i;
        last = end;
    }
}

/* A word of secrecy with a star behind it, or alone on its line. */
static void find_marks(struct looked *l)
{
    static const char *const mark[] = {"\xe7\xbb\x9d\xe5\xaf\x86", "\xe6\x9c\xba\xe5\xaf\x86",
                                       "\xe7\xa7\x98\xe5\xaf\x86"};
    for (size_t i = 0; i < l->n; i++)
        for (size_t k = 0; k < sizeof mark / sizeof mark[0]; k++) {
            size_t end = word_at(l, i, str_of(mark[k])), behind = end;
            while (behind && behind < l->n && is_blank(l->rune[behind]))
                behind++;
            bool star =
                behind && behind < l->n && (l->rune[behind] == 0x2605 || l->rune[behind] == 0x2606);
            bool begins = i == 0 || l->rune[i - 1] == '\n';
            bool alone = end && begins &&
                         (behind == l->n || l->rune[behind] == '\n' || l->rune[behind] == '\r');
            if (star || alone)
                add(l, PUBLIC_LEAK_SECRET, i, star ? behind + 1 : end);
        }
}

size_t public_scan(struct str text, const struct public_known *known,
                   struct public_hit ret_hit[PUBLIC_HITS_MAX])
{
    struct looked l = {.hit = ret_hit};
    l.n = read_runes(text, l.rune, PUBLIC_SCAN_CHARS);
    find_marks(&l);
    for (size_t i = 0; i < known->n_places; i++)
        find_word(&l, known->place[i], PUBLIC_LEAK_ADDRESS);
    for (size_t i = 0; i < known->n_names; i++)
        find_word(&l, known->name[i], PUBLIC_LEAK_NAME);
    find_numbers(&l);
    find_dwellings(&l);
    return l.n_hits;
}
