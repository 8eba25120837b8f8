// SPDX-License-Identifier: Apache-2.0
#include "base/xml.h"

#include <assert.h>
#include <expat.h>
#include <limits.h>

static struct str local(const char *name)
{
    struct str s = str_of(name);
    size_t colon = str_index(s, ':');
    return colon < s.n ? str_part(s, colon + 1, s.n) : s;
}

static void stop(struct xml *x, enum status s)
{
    if (s == OK || x->status != OK)
        return;
    x->status = s;
    XML_StopParser(x->parser, XML_FALSE);
}

static void on_open(void *of, const char *name, const char **attributes)
{
    struct xml *x = of;
    if (++x->depth > XML_DEPTH)
        stop(x, BAD_INPUT);
    if (x->status == OK)
        stop(x, x->hear.open(x->hear.of, local(name), attributes));
}

static void on_close(void *of, const char *name)
{
    struct xml *x = of;
    x->depth--;
    if (x->status == OK)
        stop(x, x->hear.close(x->hear.of, local(name)));
}

static void on_text(void *of, const char *text, int n)
{
    struct xml *x = of;
    if (x->status == OK)
        stop(x, x->hear.text(x->hear.of, (struct str){text, (size_t)n}));
}

static void on_doctype(void *of, const char *name, const char *system, const char *public, int own)
{
    (void)name;
    (void)system;
    (void)public;
    (void)own;
    stop(of, BAD_INPUT);
}

enum status xml_open(struct xml *x, const struct xml_hear *hear)
{
    *x = (struct xml){.parser = XML_ParserCreate(NULL), .hear = *hear};
    if (!x->parser)
        return FULL;
    XML_SetUserData(x->parser, x);
    XML_SetElementHandler(x->parser, on_open, on_close);
    XML_SetCharacterDataHandler(x->parser, on_text);
    XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
    return OK;
}

enum status xml_feed(struct xml *x, struct str bytes, bool is_last)
{
    assert(x->parser && bytes.n <= INT_MAX);
    if (x->status != OK)
        return x->status;
    enum XML_Status s = XML_Parse(x->parser, bytes.p, (int)bytes.n, is_last);
    if (x->status == OK && s != XML_STATUS_OK)
        x->status = XML_GetErrorCode(x->parser) == XML_ERROR_NO_MEMORY ? FULL : BAD_INPUT;
    return x->status;
}

void xml_close(struct xml *x)
{
    if (x->parser)
        XML_ParserFree(x->parser);
    x->parser = NULL;
}

struct str xml_attribute(const char *const *attributes, const char *name)
{
    for (size_t i = 0; attributes[i]; i += 2)
        if (str_is(local(attributes[i]), name))
            return str_of(attributes[i + 1]);
    return (struct str){NULL, 0};
}
