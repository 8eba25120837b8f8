// SPDX-License-Identifier: Apache-2.0
/* openapi_out.c -- members of the API's description, one after another.
 * Floor 4. */
#include "core/openapi_in.h"

#include <stdio.h>

void out_next(struct buf *to)
{
    char last = to->n ? to->p[to->n - 1] : '{';
    if (last != '{' && last != '[' && last != ':')
        buf_byte(to, ',');
}

void out_key(struct buf *to, const char *name)
{
    out_next(to);
    json_put_text(to, str_of(name));
    buf_byte(to, ':');
}

void out_text(struct buf *to, const char *name, struct str value)
{
    out_key(to, name);
    json_put_text(to, value);
}

void out_int(struct buf *to, const char *name, int64_t value)
{
    out_key(to, name);
    json_put_int(to, value);
}

void out_true(struct buf *to, const char *name)
{
    out_key(to, name);
    buf_puts(to, "true");
}

void out_begin(struct buf *to, const char *name, char bracket)
{
    if (name)
        out_key(to, name);
    else
        out_next(to);
    buf_byte(to, bracket);
}

void out_end(struct buf *to, char bracket)
{
    buf_byte(to, bracket);
}

void out_words(struct buf *to, const char *name, struct str key)
{
    struct buf both;
    if (!text_find(key))
        return;
    buf_init(&both, 16384);
    text_put_plain(&both, LANG_ZH, key);
    buf_puts(&both, " / ");
    text_put_plain(&both, LANG_EN, key);
    out_text(to, name, buf_str(&both));
    buf_close(&both);
}

void out_room_words(struct buf *to, const char *member, const char *room, const char *name)
{
    char key[140];
    int n = snprintf(key, sizeof key, "%s.%s", room, name);
    if (n > 0 && (size_t)n < sizeof key)
        out_words(to, member, (struct str){key, (size_t)n});
}
