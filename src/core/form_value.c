// SPDX-License-Identifier: Apache-2.0
/* form_value.c -- one typed text into one value of a field's type.
 * Floor 4. */
#include "core/form_value.h"

#include "base/json.h"
#include "base/limits.h"
#include "base/time.h"
#include "base/utf8.h"
#include "core/file.h"
#include "core/text.h"

#include <assert.h>
#include <string.h>

static enum status wrong(struct form_error *error, const char *key, int64_t limit)
{
    error->key = key;
    error->limit = limit;
    return BAD_INPUT;
}

static bool is_bounded(const struct field *f)
{
    return f->min <= f->max;
}

/* CR LF and CR become LF: browsers send CR LF, others do not, and the entry must not depend on it.
 */
static enum status copy_lines(struct str typed, struct arena *a, struct str *ret_text)
{
    char *p = arena_take(a, typed.n + 1, 1);
    if (!p)
        return FULL;
    size_t n = 0;
    for (size_t i = 0; i < typed.n; i++) {
        if (typed.p[i] != '\r')
            p[n++] = typed.p[i];
        else if (i + 1 == typed.n || typed.p[i + 1] != '\n')
            p[n++] = '\n';
    }
    *ret_text = (struct str){p, n};
    return OK;
}

static bool has_control(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f)
            return true;
    }
    return false;
}

/* A text that carries a mark of secrecy must not enter (Law on Guarding State Secrets). */
static bool is_marked_secret(struct str s)
{
    const struct text *row = text_find(S("core.secret_marks"));
    struct str rest = row ? str_of(row->word[LANG_ZH]) : (struct str){0};
    while (rest.p) {
        struct str mark = str_cut(rest, ' ', &rest);
        if (mark.n && str_find(s, mark) < s.n)
            return true;
    }
    return false;
}

static bool all_digits(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n > 0;
}

/* Mobile and fixed numbers, an optional +country, blanks and hyphens between digits. */
static bool is_phone(struct str s)
{
    size_t digits = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] >= '0' && s.p[i] <= '9')
            digits++;
        else if (!(s.p[i] == '+' && i == 0) && s.p[i] != '-' && s.p[i] != ' ')
            return false;
    }
    return digits >= 5 && digits <= 15;
}

static bool is_mail(struct str s)
{
    size_t at = str_index(s, '@');
    struct str host = str_part(s, at + 1, s.n);
    return at > 0 && at < s.n && str_index(host, '@') == host.n && str_index(host, '.') > 0 &&
           str_index(host, '.') + 1 < host.n && str_index(s, ' ') == s.n;
}

/* GB 11643: weights 2^(17-i) mod 11, check character from "10X98765432". */
static bool is_idcard(struct str s)
{
    unsigned sum = 0;
    if (s.n != 18 || !all_digits(str_part(s, 0, 17)))
        return false;
    for (unsigned i = 0; i < 17; i++)
        sum += (unsigned)(s.p[i] - '0') * ((1u << (17 - i)) % 11);
    char last = s.p[17] == 'x' ? 'X' : s.p[17];
    return last == "10X98765432"[sum % 11];
}

/* GB 32100: weights 3^i mod 31 over 0-9A-Z without I O S V Z. */
static bool is_uscc(struct str s)
{
    static const char digits[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    unsigned sum = 0, weight = 1;
    if (s.n != 18)
        return false;
    for (size_t i = 0; i < 18; i++) {
        const char *at = s.p[i] ? strchr(digits, s.p[i]) : NULL;
        if (!at)
            return false;
        unsigned value = (unsigned)(at - digits);
        if (i == 17)
            return value == (31 - sum % 31) % 31;
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    return false;
}

bool form_value_is_kind(const char *kind, struct str s)
{
    if (!kind)
        return true;
    if (strcmp(kind, "phone") == 0)
        return is_phone(s);
    if (strcmp(kind, "mail") == 0)
        return is_mail(s);
    if (strcmp(kind, "idcard") == 0)
        return is_idcard(s);
    assert(strcmp(kind, "uscc") == 0);
    return is_uscc(s);
}

static const char *kind_error(const char *kind)
{
    static const char *const keys[][2] = {{"phone", "core.form.phone"},
                                          {"mail", "core.form.mail"},
                                          {"idcard", "core.form.idcard"},
                                          {"uscc", "core.form.uscc"}};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (strcmp(kind, keys[i][0]) == 0)
            return keys[i][1];
    return "core.form.unknown";
}

static enum status read_text(const struct field *f, struct str typed, struct arena *a,
                             struct str *ret_text, struct form_error *error)
{
    struct str s;
    TRY(copy_lines(str_trim(typed), a, &s));
    if (!utf8_is_valid(s) || has_control(s))
        return wrong(error, "core.form.control", 0);
    int64_t n = (int64_t)utf8_count(s);
    if (is_bounded(f) && n > f->max)
        return wrong(error, "core.form.too_long", f->max);
    if (is_bounded(f) && n < f->min)
        return wrong(error, "core.form.too_short", f->min);
    if (f->type == FIELD_TEXT && !form_value_is_kind(f->of, s))
        return wrong(error, kind_error(f->of), 0);
    if (is_marked_secret(s))
        return wrong(error, "core.form.secret", 0);
    *ret_text = s;
    return OK;
}

static bool is_key_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
           c == '_' || c == ':' || c == '-';
}

static enum status read_key(struct str typed, struct arena *a, struct str *ret_key,
                            struct form_error *error)
{
    struct str s = str_trim(typed);
    bool ok = s.n >= 1 && s.n <= 64;
    for (size_t i = 0; ok && i < s.n; i++)
        ok = is_key_char(s.p[i]);
    if (!ok)
        return wrong(error, "core.form.key", 0);
    return arena_copy(a, s, ret_key);
}

/* A code is a key of its table when the words TABLE.CODE exist. */
static enum status read_code(const struct field *f, struct str typed, struct arena *a,
                             struct str *ret_code, struct form_error *error)
{
    char key[130];
    struct str s = str_trim(typed);
    size_t n = strlen(f->of);
    if (n + 1 + s.n > sizeof key || !s.n)
        return wrong(error, "core.form.choose", 0);
    memcpy(key, f->of, n);
    key[n] = '.';
    memcpy(key + n + 1, s.p, s.n);
    if (str_index(s, '.') < s.n || !text_find((struct str){key, n + 1 + s.n}))
        return wrong(error, "core.form.choose", 0);
    return arena_copy(a, s, ret_code);
}

static enum status check_bounds(const struct field *f, int64_t v, int64_t unit,
                                struct form_error *error)
{
    if (is_bounded(f) && v < f->min)
        return wrong(error, "core.form.too_small", f->min / unit);
    if (is_bounded(f) && v > f->max)
        return wrong(error, "core.form.too_large", f->max / unit);
    return OK;
}

/* "1,234.5" with `places` behind the point, scaled by 10^places; a comma stands before three
 * digits, so that nobody's 1,5 becomes 15. */
static enum status read_scaled(struct str s, int places, int64_t *ret_value)
{
    char digits[32];
    size_t n = 0, from = 0;
    bool minus = str_starts(s, S("-"));
    struct str part, whole = str_cut(str_part(s, minus, s.n), '.', &part);
    if (whole.n > 24 || part.n > (size_t)places || (part.p ? part.n : whole.n) == 0)
        return BAD_INPUT;
    for (size_t i = 0; i < whole.n; i++) {
        if (whole.p[i] != ',')
            digits[n++] = whole.p[i];
        else if (i == 0 || (whole.n - i) % 4 != 0)
            return BAD_INPUT;
    }
    for (size_t i = 0; i < (size_t)places; i++)
        digits[n++] = i < part.n ? part.p[i] : '0';
    while (from + 1 < n && digits[from] == '0')
        from++;
    struct str text = {digits + from, n - from};
    if (!all_digits(text))
        return BAD_INPUT;
    TRY(str_to_int(text, ret_value));
    *ret_value = minus ? -*ret_value : *ret_value;
    return OK;
}

static enum status read_number(const struct field *f, struct str s, int64_t *ret_value,
                               struct form_error *error)
{
    int64_t v;
    int places = f->type == FIELD_MONEY ? 2 : f->type == FIELD_DECIMAL ? f->scale : 0;
    if (places > 0 ? read_scaled(s, places, &v) != OK : str_to_int(s, &v) != OK)
        return wrong(error, f->type == FIELD_MONEY ? "core.form.money" : "core.form.number", 0);
    if (v > LIMIT_INT_MAX || v < -LIMIT_INT_MAX)
        return wrong(error, "core.form.number", 0);
    int64_t unit = 1;
    for (int i = 0; i < places; i++)
        unit *= 10;
    TRY(check_bounds(f, v, unit, error));
    *ret_value = v;
    return OK;
}

static enum status read_id(struct str s, int64_t *ret_value, struct form_error *error)
{
    int64_t v;
    if (str_to_int(s, &v) != OK || v < 0)
        return wrong(error, "core.form.choose", 0);
    *ret_value = v;
    return OK;
}

static enum status read_bool(struct str s, bool *ret_value, struct form_error *error)
{
    bool yes = str_is(s, "yes") || str_is(s, "true");
    if (!yes && !str_is(s, "no") && !str_is(s, "false"))
        return wrong(error, "core.form.choose", 0);
    *ret_value = yes;
    return OK;
}

static enum status read_word(const struct field *f, struct str s, int *ret_value,
                             struct form_error *error)
{
    int v = words_find(f->words, s);
    if (v == 0)
        return wrong(error, "core.form.choose", 0);
    *ret_value = v;
    return OK;
}

enum status form_value(const struct field *f, struct str typed, struct arena *a, void *ret_value,
                       struct form_error *error)
{
    struct str s = str_trim(typed);
    switch (f->type) {
    case FIELD_TEXT:
    case FIELD_PLACE:
    case FIELD_FORM:
        return read_text(f, typed, a, ret_value, error);
    case FIELD_KEY:
        return read_key(typed, a, ret_value, error);
    case FIELD_CODE:
        return read_code(f, typed, a, ret_value, error);
    case FIELD_INT:
    case FIELD_DECIMAL:
    case FIELD_MONEY:
        return read_number(f, s, ret_value, error);
    case FIELD_TIME:
        return time_read(s, ret_value) == OK ? OK : wrong(error, "core.form.time", 0);
    case FIELD_DAY:
        return day_read(s, ret_value) == OK ? OK : wrong(error, "core.form.day", 0);
    case FIELD_BOOL:
        return read_bool(s, ret_value, error);
    case FIELD_UNIT:
    case FIELD_PERSON:
    case FIELD_ID:
        return read_id(s, ret_value, error);
    case FIELD_ENUM:
    case FIELD_STAGE:
        return read_word(f, s, ret_value, error);
    case FIELD_HASH:
        return str_to_bytes(s, ret_value, 32) == OK ? OK : wrong(error, "core.form.hash", 0);
    case FIELD_FILE:
        return wrong(error, "core.form.file", 0);
    case FIELD_BYTES:
    case FIELD_VEILED:
    case FIELD_GROUP:
        break;
    }
    assert(false && "a veiled value or a group is never typed");
    return BROKEN;
}

enum status form_file(const struct field *f, const struct file_ref *file,
                      struct file_ref *ret_value, struct form_error *error)
{
    if (is_bounded(f) && file->size > f->max)
        return wrong(error, "core.form.file_large", f->max >> 20);
    if (!file_is_kind(file->media, f->of))
        return wrong(error, "core.form.file_kind", 0);
    if (is_marked_secret(file->name))
        return wrong(error, "core.form.secret", 0);
    if (!file->blob.p) /* it was not taken */
        return wrong(error, file->wrong ? file->wrong : "core.form.file", file->wrong_n);
    *ret_value = *file;
    return OK;
}
