// SPDX-License-Identifier: Apache-2.0
#include "out.h"
#include "file.h"
#include "grow.h"

#include <assert.h>
#include <stdarg.h>
#include <string.h>

enum { FILE_BYTES_MAX = 16 * 1024 * 1024 };

void out_begin(struct out *o, const char *folder, const char *file, const char *from)
{
    *o = (struct out){.path = grow_format("%s/%s", folder, file)};
    buf_init(&o->text, FILE_BYTES_MAX);
    out_line(o, "/* %s -- made by tools/gen from %s: edit that. */", file, from);
}

void out_end(struct out *o)
{
    assert(o->depth == 0 && !o->text.full);
    file_write(o->path, buf_str(&o->text));
    buf_close(&o->text);
}

static void indent(struct out *o)
{
    for (int i = 0; i < o->depth; i++)
        buf_puts(&o->text, "    ");
}

void out_line(struct out *o, const char *format, ...)
{
    char line[2048];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    assert(n > 0 && (size_t)n < sizeof line);
    if (line[0] == '}')
        o->depth--;
    assert(o->depth >= 0);
    if (line[0] != '#')
        indent(o);
    buf_puts(&o->text, line);
    buf_byte(&o->text, '\n');
    if (line[n - 1] == '{')
        o->depth++;
}

void out_blank(struct out *o)
{
    buf_byte(&o->text, '\n');
}

void out_text(struct out *o, const char *member, const char *text)
{
    if (text)
        out_line(o, ".%s = \"%s\",", member, text);
}

void out_number(struct out *o, const char *member, int64_t value)
{
    if (value)
        out_line(o, ".%s = %lld,", member, (long long)value);
}

void out_flag(struct out *o, const char *member, bool value)
{
    if (value)
        out_line(o, ".%s = true,", member);
}

void out_value(struct out *o, const char *member, const char *format, ...)
{
    char value[1024];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(value, sizeof value, format, args);
    va_end(args);
    assert(n > 0 && (size_t)n < sizeof value);
    out_line(o, ".%s = %s,", member, value);
}

void out_texts(struct out *o, const char *member, const char *const *text, int n)
{
    if (!text || n == 0)
        return;
    indent(o);
    buf_printf(&o->text, ".%s = (const char *const[]){", member);
    for (int i = 0; n < 0 ? text[i] != NULL : i < n; i++)
        buf_printf(&o->text, text[i] ? "\"%s\", " : "NULL, ", text[i]);
    buf_puts(&o->text, n < 0 ? "NULL},\n" : "},\n");
}

void out_line_of(struct out *o, struct place at)
{
    out_line(o, "#line %d \"%s\"", at.line, at.file);
}

void out_line_own(struct out *o)
{
    int lines = 2;
    for (size_t i = 0; i < o->text.n; i++)
        lines += o->text.p[i] == '\n';
    out_line(o, "#line %d \"%s\"", lines, o->path);
}

const char *out_name(const char *dotted)
{
    char *name = (char *)(uintptr_t)grow_str(str_of(dotted));
    for (char *c = name; *c; c++)
        if (*c == '.')
            *c = '_';
    return name;
}

const char *out_upper(const char *dotted)
{
    char *name = (char *)(uintptr_t)out_name(dotted);
    for (char *c = name; *c; c++)
        if (*c >= 'a' && *c <= 'z')
            *c = (char)(*c - 'a' + 'A');
    return name;
}

const char *out_matter(const struct matter *m)
{
    return strcmp(m->name, m->room) == 0 ? m->room : grow_format("%s_%s", m->room, m->name);
}
