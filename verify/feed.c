// SPDX-License-Identifier: Apache-2.0
/* feed.c -- what a node made public and withdrew, item by item: is each in the log, and does it say
 * what the entry says?  The form is jsonfeed.org 1.1 as canonical JSON; what cannot be proved
 * (under which address it is published) must at least be the same throughout. */
#include "verify.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FEED_BYTES = 64 << 20, ADDRESS_BYTES = 1000, MOMENT_BYTES = 40 };

struct item {
    struct text index, leaf, receipt, words, published, id, title, url; /* between quotes */
};

struct feed {
    const struct policy *policy;
    struct text feed_url, home, title, next;
    struct checkpoint head; /* the newest that an item stands under */
    uint64_t last;          /* index of the item before */
    unsigned n, n_withdrawn, n_closed;
    const char *part; /* where something is wrong */
};

/* ---- reading ------------------------------------------------------------------------------- */

static bool read_proof(struct scan *s, struct item *it)
{
    struct text key = {NULL, 0};
    bool more = true, good = true;
    while (good && scan_member(s, &key, &more) && more)
        good = text_is(key, "index")     ? scan_value(s, &it->index)
               : text_is(key, "leaf")    ? scan_string(s, &it->leaf)
               : text_is(key, "receipt") ? scan_string(s, &it->receipt)
                                         : scan_fail(s, "an unknown member of _xiezhi");
    return good && !s->what;
}

static bool read_item(struct scan *s, struct item *it)
{
    struct text key = {NULL, 0};
    bool more = true, good = true;
    *it = (struct item){0};
    while (good && scan_member(s, &key, &more) && more)
        good = text_is(key, "_xiezhi")          ? read_proof(s, it)
               : text_is(key, "content_text")   ? scan_string(s, &it->words)
               : text_is(key, "date_published") ? scan_string(s, &it->published)
               : text_is(key, "id")             ? scan_string(s, &it->id)
               : text_is(key, "title")          ? scan_string(s, &it->title)
               : text_is(key, "url")            ? scan_string(s, &it->url)
                                                : scan_fail(s, "an unknown member of an item");
    if (!good || s->what)
        return false;
    bool whole = it->index.p && it->leaf.p && it->receipt.p && it->words.p && it->published.p &&
                 it->id.p && it->url.p;
    return whole || scan_fail(s, "an item lacks index, leaf, receipt, words, day, id or address");
}

/* ---- an item against its entry ------------------------------------------------------------- */

/* A member of the entry that stands in clear, raw. */
static struct text clear_member(struct text leaf, const char *name)
{
    struct scan s = scan_of(leaf);
    struct text key = {NULL, 0}, raw;
    bool more = true;
    while (scan_member(&s, &key, &more) && more && scan_value(&s, &raw))
        if (text_is(key, name))
            return raw;
    return (struct text){NULL, 0};
}

static bool is_hash_of(struct text hex, struct hash h)
{
    unsigned char bytes[32];
    return read_hex(hex, bytes, sizeof bytes) && memcmp(bytes, h.b, sizeof bytes) == 0;
}

/* An opened value is the item's text; what is closed is not told. */
static bool is_told(struct text value, struct text told)
{
    if (!value.p || value.n < 2 || value.p[0] != '"')
        return told.n == 0;
    return told.p && text_same((struct text){value.p + 1, value.n - 2}, told);
}

/* "2026-03-02T09:00:00.000+08:00" */
static bool is_moment(struct text ms, struct text told)
{
    char room[MOMENT_BYTES];
    struct tm t;
    uint64_t value;
    if (!read_number(ms, &value))
        return false;
    time_t seconds = (time_t)(value / 1000 + 8 * 3600);
    if (!gmtime_r(&seconds, &t))
        return false;
    size_t n = strftime(room, sizeof room, "%Y-%m-%dT%H:%M:%S", &t);
    snprintf(room + n, sizeof room - n, ".%03u+08:00", (unsigned)(value % 1000));
    return text_is(told, room);
}

/* HOME/ID, where ID is the matter that the entry names first. */
static bool is_address(const struct feed *f, struct text matters, const struct item *it)
{
    char room[ADDRESS_BYTES];
    size_t n = 1;
    while (n < matters.n && matters.p[n] >= '0' && matters.p[n] <= '9')
        n++;
    if (n < 2 || f->home.n + n + 32 > sizeof room)
        return false;
    int at = snprintf(room, sizeof room, "%.*s/%.*s", (int)f->home.n, f->home.p, (int)n - 1,
                      matters.p + 1);
    if (!text_is(it->url, room))
        return false;
    snprintf(room + at, sizeof room - (size_t)at, "#%.*s", (int)it->index.n, it->index.p);
    return text_is(it->id, room);
}

static const char *compare(struct feed *f, const struct item *it, const struct judged *j,
                           struct text leaf)
{
    bool withdrawn = text_is(j->kind, "public.withdrawn");
    uint64_t index;
    if (!j->is_kind_proved || (!withdrawn && !text_is(j->kind, "public.approved")))
        return "the entry neither makes public nor withdraws";
    if (!read_number(it->index, &index) || index != j->index)
        return "the receipt is of another entry";
    if (f->n && index <= f->last)
        return "items do not ascend";
    if (!is_hash_of(it->leaf, leaf_hash(leaf)))
        return "the leaf is not that of the entry";
    if (!is_told(j->words, it->words) || !is_told(j->title, it->title))
        return "the words are not those of the entry";
    if (!is_moment(clear_member(leaf, "acted"), it->published))
        return "it was published at another time";
    if (!is_address(f, clear_member(leaf, "matters"), it))
        return "the address is of another publication";
    if (!text_same(j->head.origin, f->title))
        return "it stands in another log than the feed says";
    f->last = index;
    f->n_withdrawn += withdrawn;
    f->n_closed += !j->words.p;
    return NULL;
}

static const char *judge_item(struct feed *f, const struct item *it)
{
    struct judged j;
    struct text receipt = unescape(it->receipt);
    const char *wrong = receipt_judge(receipt, f->policy, &j, &f->part);
    if (!wrong) {
        struct text leaf = unescape(j.leaf);
        f->part = "item";
        wrong = compare(f, it, &j, leaf);
        free((char *)leaf.p);
    }
    if (!wrong && (!f->n || j.head.size > f->head.size))
        f->head = j.head;
    free((char *)receipt.p);
    f->n += !wrong;
    return wrong;
}

/* ---- the whole ----------------------------------------------------------------------------- */

static bool is_joined(struct text whole, struct text head, const char *tail)
{
    size_t n = strlen(tail);
    return whole.n == head.n + n && memcmp(whole.p, head.p, head.n) == 0 &&
           memcmp(whole.p + head.n, tail, n) == 0;
}

/* What stands around the items. */
static const char *check_frame(const struct feed *f, struct text version)
{
    char after[64];
    snprintf(after, sizeof after, "?after=%llu", (unsigned long long)f->last);
    if (!text_is(version, "https://jsonfeed.org/version/1.1"))
        return "the version is not https://jsonfeed.org/version/1.1";
    if (!is_joined(f->feed_url, f->home, "/feed.json"))
        return "the feed's address is not beside its home page";
    if (f->next.p && !is_joined(f->next, f->feed_url, after))
        return "the next page does not begin behind the last item";
    return NULL;
}

static const char *read_items(struct scan *s, struct feed *f, struct text title)
{
    struct item it;
    bool first = true, more = true;
    const char *wrong = NULL;
    f->title = title;
    while (!wrong && scan_item(s, &first, &more) && more && read_item(s, &it))
        wrong = judge_item(f, &it);
    return wrong ? wrong : s->what;
}

/* Items stand before the title: it is looked for first. */
static const char *judge_feed(struct feed *f, struct text bytes)
{
    struct text key = {NULL, 0}, version = {NULL, 0}, items = {NULL, 0};
    struct scan s = scan_of(bytes);
    bool more = true, good = true;
    f->part = "form";
    while (good && scan_member(&s, &key, &more) && more)
        good = text_is(key, "feed_url")        ? scan_string(&s, &f->feed_url)
               : text_is(key, "home_page_url") ? scan_string(&s, &f->home)
               : text_is(key, "items")         ? scan_value(&s, &items)
               : text_is(key, "next_url")      ? scan_string(&s, &f->next)
               : text_is(key, "title")         ? scan_string(&s, &f->title)
               : text_is(key, "version")       ? scan_string(&s, &version)
                                               : scan_fail(&s, "an unknown member of the feed");
    if (!good || !scan_done(&s))
        return s.what;
    if (!f->feed_url.p || !f->home.p || !items.p || !f->title.p || !version.p)
        return "address, home page, items, title or version is missing";
    s = scan_of(items);
    const char *wrong = read_items(&s, f, f->title);
    if (wrong)
        return wrong;
    f->part = "feed";
    return check_frame(f, version);
}

static void tell(const struct feed *f, bool is_json)
{
    const char *verdict = f->n ? verdict_of(f->policy, &f->head) : "nothing to judge";
    unsigned n_open = f->n - f->n_withdrawn - f->n_closed;
    if (is_json) {
        printf("{\"closed\":%u,\"items\":%u,\"origin\":", f->n_closed, f->n);
        show_json(stdout, f->title);
        printf(",\"verdict\":\"%s\",\"withdrawn\":%u}\n", verdict, f->n_withdrawn);
        return;
    }
    printf("%s\n%u items of ", verdict, f->n);
    show(stdout, f->title);
    printf(": %u made public, %u made public and closed since, %u withdrawals\n", n_open,
           f->n_closed, f->n_withdrawn);
}

int feed_command(const char *path, const struct policy *policy, bool is_json)
{
    struct feed f = {.policy = policy};
    struct text bytes = file_unpacked(path, FEED_BYTES);
    if (!bytes.p) {
        fprintf(stderr, "xiezhi-verify: %s cannot be read: give a feed of at most 64 MiB\n", path);
        return 2;
    }
    const char *wrong = judge_feed(&f, bytes);
    if (wrong && is_json)
        printf("{\"verdict\":\"refuted\",\"what\":\"%s\",\"where\":\"item %u, %s\"}\n", wrong,
               f.n + 1, f.part);
    else if (wrong)
        printf("refuted: %s, item %u, %s: %s\n", path, f.n + 1, f.part, wrong);
    else
        tell(&f, is_json);
    free((char *)bytes.p);
    return wrong ? 1 : 0;
}
