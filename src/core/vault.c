// SPDX-License-Identifier: Apache-2.0
/* vault.c -- a row of the vault is overwritten by blanks of its own length, and what is left of it
 * goes into a row of vault_left.
 * Floor 4.  A row that grew would be moved, and with it its neighbours; of those the engine leaves
 * copies in the free space of their old page, which a later erasure of theirs would not reach
 * (docs/ARCHITECTURE.md, decision 28). */
#include "core/vault.h"

#include "core.gen.h"

#include <string.h>

enum { ROW_BYTES = 4 * 1024 * 1024 };

static bool is_given(const struct json *value)
{
    return value->type != JSON_NULL;
}

bool vault_holds(const struct receipt_column *column)
{
    const struct json *value = column->value;
    if (!value || value->type != JSON_ARRAY)
        return value && is_given(value);
    for (const struct json *each = value->child; each; each = each->next)
        if (is_given(each))
            return true;
    return false;
}

/* ---- what is left -------------------------------------------------------------------------- */

static void put_hex(struct buf *to, const uint8_t *p, size_t n)
{
    buf_byte(to, '"');
    buf_hex(to, p, n);
    buf_byte(to, '"');
}

/* Of a list in which items lack: which are there. */
static void put_given(struct buf *to, const struct json *list)
{
    bool all = true;
    for (const struct json *each = list->child; each; each = each->next)
        all &= is_given(each);
    if (all)
        return;
    buf_byte(to, ' ');
    for (const struct json *each = list->child; each; each = each->next)
        buf_byte(to, is_given(each) ? '1' : '0');
}

static void put_gone(struct buf *to, const struct receipt_column *c)
{
    buf_byte(to, '"');
    buf_hex(to, c->commitment.b, sizeof c->commitment.b);
    if (c->value && c->value->type == JSON_ARRAY)
        put_given(to, c->value);
    if (c->given.n)
        buf_byte(to, ' ');
    buf_put(to, c->given);
    buf_byte(to, '"');
}

static enum status put_left(struct buf *to, const struct receipt_column *column, size_t n,
                            const bool *gone)
{
    for (size_t i = 0; i < n; i++) {
        buf_byte(to, i ? ',' : '[');
        if (gone[i] || !column[i].value) {
            put_gone(to, &column[i]);
            continue;
        }
        buf_byte(to, '[');
        put_hex(to, column[i].salt, sizeof column[i].salt);
        buf_byte(to, ',');
        TRY(json_canon(to, column[i].value));
        buf_byte(to, ']');
    }
    buf_byte(to, ']');
    return to->full ? FULL : OK;
}

/* ---- the rows ------------------------------------------------------------------------------ */

static enum status blanks(struct arena *a, size_t n, struct str *ret_blanks)
{
    char *p = arena_take(a, 1, n + 1);
    if (!p)
        return FULL;
    memset(p, ' ', n);
    *ret_blanks = (struct str){p, n};
    return OK;
}

static enum status blank_first(struct store *db, struct arena *a, int64_t entry)
{
    static const uint8_t zeroes[16];
    struct ledger_vault_first first;
    struct str blank;
    TRY(ledger_vault_first_one(db, entry, &first, a));
    TRY(blanks(a, first.value.n, &blank));
    return ledger_blank_vault_exec(db, entry, (struct str){(const char *)zeroes, sizeof zeroes},
                                   blank);
}

static enum status blank_left(struct store *db, struct arena *a, int64_t entry)
{
    struct ledger_vault_left left;
    struct str blank;
    enum status s = ledger_vault_left_one(db, entry, &left, a);
    if (s != OK)
        return s == NOT_FOUND ? OK : s;
    TRY(blanks(a, left.value.n, &blank));
    return ledger_blank_vault_left_exec(db, left.id, blank);
}

static enum status add_left(struct store *db, struct arena *a, int64_t entry, struct str value)
{
    struct ledger_vault_left_newest newest;
    TRY(ledger_vault_left_newest_one(db, &newest, a));
    return ledger_add_vault_left_exec(db, newest.id + 1, entry, value);
}

enum status vault_erase(struct store *db, struct arena *a, int64_t entry,
                        const struct receipt_column *column, size_t n, const bool *gone)
{
    struct buf left;
    buf_init(&left, ROW_BYTES);
    enum status s = put_left(&left, column, n, gone);
    if (s == OK)
        s = blank_first(db, a, entry);
    if (s == OK)
        s = blank_left(db, a, entry);
    if (s == OK)
        s = add_left(db, a, entry, buf_str(&left));
    buf_close(&left);
    return s;
}
