// SPDX-License-Identifier: Apache-2.0
#include "http/multipart.h"
#include "base/utf8.h"
#include "http/word.h"

#include <assert.h>
#include <string.h>

enum { AT_BOUNDARY, AFTER_BOUNDARY, AT_HEAD, AT_DATA, AT_EPILOGUE, AT_FAULT };

static bool is_boundary_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c && strchr("'()+_,-./:=?", c));
}

static bool boundary_of(struct str content_type, struct str *boundary)
{
    struct str rest;
    *boundary = (struct str){NULL, 0};
    str_cut(content_type, ';', &rest);
    while (rest.p) {
        struct str value, name = str_trim(str_cut(str_cut(rest, ';', &rest), '=', &value));
        if (!same_word(name, S("boundary")))
            continue;
        if (boundary->p)
            return false;
        value = str_trim(value);
        if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"')
            value = str_part(value, 1, value.n - 2);
        *boundary = value;
    }
    return boundary->n > 0 && boundary->n <= MULTIPART_BOUNDARY_BYTES;
}

enum status http_multipart_init(struct multipart *m, struct str content_type)
{
    struct str boundary;
    if (!boundary_of(content_type, &boundary))
        return BAD_INPUT;
    for (size_t i = 0; i < boundary.n; i++)
        if (!is_boundary_char(boundary.p[i]))
            return BAD_INPUT;
    m->stage = AT_BOUNDARY;
    m->matched = 2; /* the first boundary has no line break before it */
    m->head_n = 0;
    m->fault = NULL;
    m->name = m->file_name = m->media = m->data = (struct str){NULL, 0};
    memcpy(m->needle, "\r\n--", 4);
    memcpy(m->needle + 4, boundary.p, boundary.n);
    m->needle_n = boundary.n + 4;
    return OK;
}

static enum multipart_event bad(struct multipart *m, const char *fault)
{
    m->stage = AT_FAULT;
    m->fault = fault;
    return PART_BAD;
}

/* Take one parameter ;name="value" off *rest.  In file names, browsers write %22 %0D %0A and
 * nothing else for quotes and line breaks (WHATWG, multipart/form-data encoding), so a value ends
 * at the first quote. */
static bool take_parameter(struct str *rest, struct str *name, struct str *value)
{
    struct str s = str_trim(*rest);
    if (s.n == 0 || s.p[0] != ';')
        return false;
    *name = str_trim(str_cut(str_part(s, 1, s.n), '=', &s));
    if (s.n < 2 || s.p[0] != '"')
        return false;
    s = str_part(s, 1, s.n);
    size_t end = str_index(s, '"');
    if (end == s.n)
        return false;
    *value = str_part(s, 0, end);
    *rest = str_part(s, end + 1, s.n);
    return true;
}

static const char *read_disposition(struct multipart *m, struct str value)
{
    if (m->name.p)
        return "a part has two Content-Disposition headers";
    struct str kind = S("form-data");
    if (value.n < kind.n || !same_word(str_part(value, 0, kind.n), kind))
        return "a part is no form-data";
    struct str rest = str_part(value, kind.n, value.n), name, text;
    while (str_trim(rest).n) {
        if (!take_parameter(&rest, &name, &text))
            return "a Content-Disposition cannot be read";
        struct str *slot = same_word(name, S("name"))       ? &m->name
                           : same_word(name, S("filename")) ? &m->file_name
                                                            : NULL;
        if (!slot || slot->p)
            return "a Content-Disposition has a parameter that may not come";
        *slot = text;
    }
    return m->name.n ? NULL : "a part has no name";
}

static const char *read_header(struct multipart *m, struct str line)
{
    struct str value, name = str_cut(line, ':', &value);
    if (!value.p || name.n == 0 || name.n > 64)
        return "a part has a line that is no header";
    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] <= ' ' || name.p[i] >= 0x7f)
            return "a part has a header with a bad name";
    if (same_word(name, S("content-disposition")))
        return read_disposition(m, str_trim(value));
    if (same_word(name, S("content-transfer-encoding")))
        return "a part is encoded";
    if (same_word(name, S("content-type"))) {
        if (m->media.p)
            return "a part has two Content-Type headers";
        m->media = str_trim(value);
    }
    return NULL;
}

static bool has_control(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
            return true;
    return false;
}

static enum multipart_event read_head(struct multipart *m)
{
    struct str rest = {m->head, m->head_n - 2}; /* without the empty line */
    m->name = m->file_name = m->media = (struct str){NULL, 0};
    if (!utf8_is_valid(rest))
        return bad(m, "a part's header is not UTF-8");
    while (rest.n) {
        size_t end = str_find(rest, S("\r\n"));
        struct str line = str_part(rest, 0, end);
        rest = str_part(rest, end + 2, rest.n);
        const char *fault =
            has_control(line) ? "a part's header holds a control character" : read_header(m, line);
        if (fault)
            return bad(m, fault);
    }
    if (!m->name.p)
        return bad(m, "a part has no name");
    m->stage = AT_DATA;
    m->matched = 0;
    return PART_BEGIN;
}

/* Collect until the needle (for boundaries) is whole; PART_MORE: go on. */
static enum multipart_event read_boundary(struct multipart *m, char c)
{
    if (c != m->needle[m->matched])
        return bad(m, "the form does not begin with its boundary");
    if (++m->matched == m->needle_n) {
        m->stage = AFTER_BOUNDARY;
        m->head_n = 0;
    }
    return PART_MORE;
}

/* Behind a boundary: CR LF and a part, or -- and the end. */
static enum multipart_event read_after(struct multipart *m, char c)
{
    m->head[m->head_n++] = c;
    if (m->head_n < 2)
        return c == '\r' || c == '-' ? PART_MORE : bad(m, "a boundary is followed by other bytes");
    if (m->head[0] == '\r' && c == '\n') {
        m->stage = AT_HEAD;
        m->head_n = 0;
        return PART_MORE;
    }
    if (m->head[0] != '-' || c != '-')
        return bad(m, "a boundary is followed by other bytes");
    m->stage = AT_EPILOGUE;
    m->head_n = 0;
    return PART_LAST;
}

static enum multipart_event read_head_byte(struct multipart *m, char c)
{
    if (m->head_n == sizeof m->head)
        return bad(m, "a part's headers are too long");
    m->head[m->head_n++] = c;
    if (m->head_n == 2 && memcmp(m->head, "\r\n", 2) == 0)
        return bad(m, "a part has no headers");
    if (m->head_n >= 4 && memcmp(m->head + m->head_n - 4, "\r\n\r\n", 4) == 0)
        return read_head(m);
    return PART_MORE;
}

static enum multipart_event read_epilogue(struct multipart *m, char c)
{
    if (m->head_n >= 2 || c != "\r\n"[m->head_n])
        return bad(m, "bytes follow the closing boundary");
    m->head_n++;
    return PART_MORE;
}

/* Content up to the needle.  CR stands only at the needle's start, so a broken match can only begin
 * anew here. */
static enum multipart_event read_data(struct multipart *m, struct str *in)
{
    size_t i = 0;
    while (i < in->n && m->matched < m->needle_n && in->p[i] == m->needle[m->matched])
        i++, m->matched++;
    if (m->matched == m->needle_n) {
        *in = str_part(*in, i, in->n);
        m->stage = AFTER_BOUNDARY;
        m->head_n = 0;
        return PART_END;
    }
    if (i == in->n) {
        *in = str_part(*in, i, in->n);
        return PART_MORE;
    }
    if (m->matched) {
        m->data = (struct str){m->needle, m->matched};
        *in = str_part(*in, i, in->n);
        m->matched = 0;
        return PART_DATA;
    }
    size_t n = str_index(*in, '\r');
    m->data = str_part(*in, 0, n);
    *in = str_part(*in, n, in->n);
    return PART_DATA;
}

enum multipart_event http_multipart_next(struct multipart *m, struct str *in)
{
    assert(m->needle_n > 4);
    while (in->n) {
        enum multipart_event event;
        if (m->stage == AT_DATA) {
            event = read_data(m, in);
        } else {
            char c = in->p[0];
            *in = str_part(*in, 1, in->n);
            event = m->stage == AT_BOUNDARY      ? read_boundary(m, c)
                    : m->stage == AFTER_BOUNDARY ? read_after(m, c)
                    : m->stage == AT_HEAD        ? read_head_byte(m, c)
                    : m->stage == AT_EPILOGUE    ? read_epilogue(m, c)
                                                 : PART_BAD;
        }
        if (event != PART_MORE)
            return event;
    }
    return PART_MORE;
}

bool http_multipart_is_complete(const struct multipart *m)
{
    return m->stage == AT_EPILOGUE && m->head_n != 1;
}
