// SPDX-License-Identifier: Apache-2.0
/* Columns and arguments as members of a struct, and as the table that describes them. */
#include "c_name.h"
#include "sql_print.h"

#include <assert.h>

void sql_print_string(struct buf *to, struct str text)
{
    buf_puts(to, "    \"");
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c == '\n')
            buf_puts(to, i + 1 < text.n ? "\\n\"\n    \"" : "\\n");
        else if (c == '"' || c == '\\')
            buf_printf(to, "\\%c", c);
        else if (c < ' ' || c > '~')
            buf_printf(to, "\\%03o", c);
        else
            buf_byte(to, (char)c);
    }
    buf_puts(to, "\"");
}

/* Its absence shows in the value itself (base/field.h). */
static bool shows_absence(enum field_type type)
{
    switch (type) {
    case FIELD_INT:
    case FIELD_DECIMAL:
    case FIELD_MONEY:
    case FIELD_TIME:
    case FIELD_DAY:
    case FIELD_BOOL:
    case FIELD_ID:
    case FIELD_HASH:
        return false;
    default:
        return true;
    }
}

bool sql_print_has(const struct field *f)
{
    return f->optional && !shows_absence(f->type);
}

void sql_print_members(struct buf *to, const struct record *r)
{
    for (size_t i = 0; i < r->n; i++) {
        const struct field *f = &r->field[i];
        assert(!field_is_list(f));
        buf_printf(to, "    %s %s;\n", c_name_type(f), f->name);
        if (sql_print_has(f))
            buf_printf(to, "    bool has_%s;\n", f->name);
    }
}

static const char *const types[] = {
    [FIELD_TEXT] = "TEXT",       [FIELD_KEY] = "KEY",     [FIELD_CODE] = "CODE",
    [FIELD_PLACE] = "PLACE",     [FIELD_FORM] = "FORM",   [FIELD_INT] = "INT",
    [FIELD_DECIMAL] = "DECIMAL", [FIELD_MONEY] = "MONEY", [FIELD_TIME] = "TIME",
    [FIELD_DAY] = "DAY",         [FIELD_BOOL] = "BOOL",   [FIELD_UNIT] = "UNIT",
    [FIELD_PERSON] = "PERSON",   [FIELD_ID] = "ID",       [FIELD_ENUM] = "ENUM",
    [FIELD_STAGE] = "STAGE",     [FIELD_HASH] = "HASH",   [FIELD_FILE] = "FILE",
    [FIELD_VEILED] = "VEILED",   [FIELD_BYTES] = "BYTES", [FIELD_GROUP] = "GROUP",
};

static void print_field(struct buf *to, const char *type, const struct field *f)
{
    buf_printf(to, "    {.name = \"%s\", .type = FIELD_%s, .min = 1, .max = 0", f->name,
               types[f->type]);
    if (f->of)
        buf_printf(to, ", .of = \"%s\"", f->of);
    if (f->words)
        buf_printf(to, ", .words = &%s", c_name_words(f->words));
    if (f->scale)
        buf_printf(to, ", .scale = %d", f->scale);
    if (f->optional)
        buf_puts(to, ", .optional = true");
    buf_printf(to, ",\n     .at = offsetof(%s, %s)", type, f->name);
    if (sql_print_has(f))
        buf_printf(to, ", .has_at = offsetof(%s, has_%s)", type, f->name);
    buf_puts(to, "},\n");
}

void sql_print_fields(struct buf *to, bool outside, const char *table, const char *type,
                      const struct record *r)
{
    if (!r->n)
        return;
    buf_printf(to, "%sconst struct field %s[] = {\n", outside ? "" : "static ", table);
    for (size_t i = 0; i < r->n; i++)
        print_field(to, type, &r->field[i]);
    buf_puts(to, "};\n");
}
