// SPDX-License-Identifier: Apache-2.0
/* entry.c -- the one shape of an entry: {"v":1, clear fields, "tags":[32 hex, ascending], "hidden":
 * 64 hex or null}. */
#include "verify.h"

#include <string.h>

static bool check_tags(struct scan *s, struct entry *e)
{
    struct text tag, before = {NULL, 0};
    bool first = true, more = true;
    e->tags.p = s->at + 1;
    for (; scan_item(s, &first, &more) && more; before = tag, e->n_tags++) {
        if (!scan_string(s, &tag))
            return false;
        if (tag.n != 32 || !is_lower_hex(tag))
            return s->at = tag.p, scan_fail(s, "a tag that is not 32 digits of lower hex");
        if (before.p && memcmp(before.p, tag.p, 32) >= 0)
            return s->at = tag.p, scan_fail(s, "tags that do not ascend");
    }
    e->tags.n = s->what ? 0 : (size_t)(s->at - 1 - e->tags.p);
    return !s->what;
}

static bool check_hidden(struct scan *s, struct entry *e)
{
    if (s->end - s->at >= 4 && memcmp(s->at, "null", 4) == 0)
        return s->at += 4, true;
    if (!scan_string(s, &e->hidden))
        return false;
    if (e->hidden.n != 64 || !is_lower_hex(e->hidden))
        return s->at = e->hidden.p,
               scan_fail(s, "hidden is neither null nor 64 digits of lower hex");
    return true;
}

static bool check_key(struct scan *s, struct text key)
{
    for (size_t i = 0; i < key.n; i++)
        if (!((key.p[i] >= 'a' && key.p[i] <= 'z') || key.p[i] == '_'))
            return s->at = key.p + i, scan_fail(s, "a field's name outside a-z and _");
    return key.n > 0 || scan_fail(s, "a field without a name");
}

bool entry_check(struct text bytes, struct entry *entry, struct scan *s)
{
    struct text key = {NULL, 0}, raw;
    bool more = true, has_v = false, has_tags = false, has_hidden = false, good = true;
    *entry = (struct entry){0};
    *s = scan_of(bytes);
    while (good && scan_member(s, &key, &more) && more) {
        const char *at = s->at;
        good = check_key(s, key);
        if (good && text_is(key, "tags"))
            good = has_tags = check_tags(s, entry);
        else if (good && text_is(key, "hidden"))
            good = has_hidden = check_hidden(s, entry);
        else if (good)
            good = scan_value(s, &raw);
        if (good && text_is(key, "fact"))
            entry->fact = raw;
        if (good && text_is(key, "size"))
            entry->size = raw;
        if (good && text_is(key, "root"))
            entry->root = raw;
        if (good && text_is(key, "v") && !(has_v = text_is(raw, "1")))
            return s->at = at, scan_fail(s, "a version other than 1");
    }
    if (!good || s->what || !scan_done(s))
        return false;
    return (has_v && has_tags && has_hidden) || scan_fail(s, "v, tags or hidden is missing");
}
