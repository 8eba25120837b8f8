// SPDX-License-Identifier: Apache-2.0
/* receipt.c -- one .tlog-proof: is the entry in the log, who says so, and what do its opened fields
 * say? */
#include "verify.h"

#include <stdlib.h>
#include <string.h>

enum { FIELDS_MAX = 1000, RECEIPT_BYTES = 8 << 20, PROOF_MAX = 64, ERASURES_MAX = 100 };

struct field {
    struct text name, value; /* value: its JSON, p = NULL while it is not opened */
    bool is_erased;
    bool by_entry; /* an erasure that is proved names it: entry number `erasure` */
    uint64_t erasure;
};

/* What the extra line carries; texts are raw JSON string contents. */
struct receipt {
    struct text extra, leaf, kind, matter_key;
    struct hash commitment[FIELDS_MAX];
    struct field field[FIELDS_MAX];
    size_t n, n_name, n_opening;
    struct text opening[FIELDS_MAX], salt[FIELDS_MAX], opened[FIELDS_MAX], erased[FIELDS_MAX];
    size_t n_erased;
    struct text erasure[ERASURES_MAX]; /* receipts of the entries that say what was erased */
    size_t n_erasure;
    uint64_t index;
    struct hash proof[PROOF_MAX];
    size_t n_proof;
    struct text note;
    bool is_kind_proved;
    unsigned n_act; /* which act of the matter whose key it carries; 0 without a key */
};

/* An array of strings. */
static bool scan_strings(struct scan *s, struct text *to, size_t max, size_t *n)
{
    bool first = true, more = true;
    while (scan_item(s, &first, &more) && more) {
        if (*n == max || !scan_string(s, &to[*n]))
            return scan_fail(s, "more than 1,000 fields, or 100 erasures");
        ++*n;
    }
    return !s->what;
}

static bool scan_opening(struct scan *s, struct receipt *r)
{
    struct text key = {NULL, 0};
    bool more = true, good = true;
    size_t n = r->n_opening, n_member = 0;
    while (good && scan_member(s, &key, &more) && more) {
        good = text_is(key, "field")  ? scan_string(s, &r->opening[n])
               : text_is(key, "salt") ? scan_string(s, &r->salt[n])
               : text_is(key, "value")
                   ? scan_value(s, &r->opened[n])
                   : scan_fail(s, "an opening has field, salt and value, nothing else");
        n_member++;
    }
    r->n_opening++;
    return good && !s->what &&
           (n_member == 3 || scan_fail(s, "an opening needs field, salt and value"));
}

static bool scan_openings(struct scan *s, struct receipt *r)
{
    bool first = true, more = true;
    while (scan_item(s, &first, &more) && more)
        if (r->n_opening == FIELDS_MAX || !scan_opening(s, r))
            return scan_fail(s, "more than 1,000 openings");
    return !s->what;
}

static const char *read_extra(struct receipt *r)
{
    static struct text hex[FIELDS_MAX], name[FIELDS_MAX];
    struct scan s = scan_of(r->extra);
    struct text key = {NULL, 0};
    bool more = true, good = true;
    while (good && scan_member(&s, &key, &more) && more)
        good =
            text_is(key, "commitments")  ? scan_strings(&s, hex, FIELDS_MAX, &r->n)
            : text_is(key, "erased")     ? scan_strings(&s, r->erased, FIELDS_MAX, &r->n_erased)
            : text_is(key, "erasures")   ? scan_strings(&s, r->erasure, ERASURES_MAX, &r->n_erasure)
            : text_is(key, "fields")     ? scan_strings(&s, name, FIELDS_MAX, &r->n_name)
            : text_is(key, "kind")       ? scan_string(&s, &r->kind)
            : text_is(key, "leaf")       ? scan_string(&s, &r->leaf)
            : text_is(key, "matter_key") ? scan_string(&s, &r->matter_key)
            : text_is(key, "openings")   ? scan_openings(&s, r)
                                       : scan_fail(&s, "a member that this version does not know");
    if (!good || !scan_done(&s))
        return s.what;
    if (!r->leaf.p || !r->kind.p || r->n != r->n_name)
        return "leaf or kind is missing, or there are more commitments than field names";
    for (size_t i = 0; i < r->n; i++) {
        r->field[i].name = name[i];
        if (!read_hex(hex[i], r->commitment[i].b, 32))
            return "a commitment is not 64 digits of lower hex";
    }
    return NULL;
}

/* The lines of c2sp.org/tlog-proof. */
static const char *read_lines(struct receipt *r, struct text rest)
{
    struct text line;
    if (!next_line(&rest, &line) || !text_is(line, "c2sp.org/tlog-proof@v1"))
        return "the first line is not c2sp.org/tlog-proof@v1";
    if (!next_line(&rest, &line) || line.n < 6 || memcmp(line.p, "extra ", 6) != 0)
        return "there is no extra line: nothing says which entry is meant";
    r->extra = read_base64((struct text){line.p + 6, line.n - 6});
    if (!r->extra.p)
        return "the extra line is not base64";
    if (!next_line(&rest, &line) || line.n < 6 || memcmp(line.p, "index ", 6) != 0 ||
        !read_number((struct text){line.p + 6, line.n - 6}, &r->index))
        return "there is no index line";
    for (;; r->n_proof++) {
        if (!next_line(&rest, &line) || r->n_proof == PROOF_MAX)
            return "the inclusion proof does not end with an empty line";
        if (line.n == 0)
            break;
        if (!read_hash_line(line, &r->proof[r->n_proof]))
            return "a line of the inclusion proof is no hash";
    }
    r->note = rest;
    return NULL;
}

static struct field *field_of(struct receipt *r, struct text name)
{
    for (size_t i = 0; i < r->n; i++)
        if (text_same(r->field[i].name, name))
            return &r->field[i];
    return NULL;
}

/* C = SHA-256("xiezhi/c1", 0, kind, 0, field, 0, 16 bytes, value): does it fit the commitment? */
static const char *open_field(struct receipt *r, size_t i)
{
    static char head[1 << 17];
    struct field *f = field_of(r, r->opening[i]);
    size_t n = 0;
    if (!f || f->value.p || f->is_erased)
        return "an opening is of no field, or of one that is opened or erased already";
    struct text part[3] = {{"xiezhi/c1", 9}, r->kind, r->opening[i]};
    if (r->kind.n + r->opening[i].n > sizeof head - 64)
        return "the names of kind and field are too long";
    for (int k = 0; k < 3; k++) {
        memcpy(head + n, part[k].p, part[k].n);
        head[n += part[k].n] = 0;
        n++;
    }
    if (!read_hex(r->salt[i], (unsigned char *)head + n, 16))
        return "the salt of an opening is not 32 digits of lower hex";
    struct hash c = sha256((struct text){head, n + 16}, r->opened[i]);
    if (memcmp(c.b, r->commitment[f - r->field].b, 32) != 0)
        return "an opened value does not fit its commitment";
    f->value = r->opened[i];
    return NULL;
}

static const char *open_fields(struct receipt *r)
{
    const char *wrong = NULL;
    for (size_t i = 0; i < r->n; i++)
        if (field_of(r, r->field[i].name) != &r->field[i])
            return "a field is named twice";
    for (size_t i = 0; !wrong && i < r->n_erased; i++) {
        struct field *f = field_of(r, r->erased[i]);
        if (!f || f->is_erased)
            return "an erased field is none of the entry, or named twice";
        f->is_erased = true;
    }
    for (size_t i = 0; !wrong && i < r->n_opening; i++)
        wrong = open_field(r, i);
    return wrong;
}

/* The kind is in every commitment; where the entry or an opening says it too, it must be the same.
 */
static const char *check_kind(struct receipt *r, const struct entry *e)
{
    struct field *f = field_of(r, (struct text){"fact", 4});
    struct text said[2] = {e->fact, f ? f->value : (struct text){NULL, 0}};
    for (int i = 0; i < 2; i++)
        if (said[i].p &&
            (said[i].n < 2 || !text_same((struct text){said[i].p + 1, said[i].n - 2}, r->kind)))
            return "the entry is of another kind than the receipt says";
    r->is_kind_proved = e->fact.p || r->n_opening;
    return NULL;
}

static const char *check_leaf(struct receipt *r, struct text leaf)
{
    struct entry e;
    struct scan s;
    unsigned char key[32];
    struct hash hidden,
        all = sha256((struct text){(char *)r->commitment, 32 * r->n}, (struct text){"", 0});
    if (!entry_check(leaf, &e, &s))
        return s.what;
    if (!e.hidden.p != (r->n == 0) ||
        (e.hidden.p && (!read_hex(e.hidden, hidden.b, 32) || memcmp(hidden.b, all.b, 32) != 0)))
        return "the commitments are not those of the entry";
    const char *wrong = open_fields(r);
    if (!wrong)
        wrong = check_kind(r, &e);
    if (!wrong && r->matter_key.p &&
        (!read_hex(r->matter_key, key, 32) || (r->n_act = tag_number(key, e.tags)) == 0))
        wrong = "the matter key fits no tag of the entry";
    return wrong;
}

static void tell_fields(const struct receipt *r)
{
    for (size_t i = 0; i < r->n; i++) {
        const struct field *f = &r->field[i];
        fputs("  ", stdout);
        show(stdout, f->name);
        fputs(f->value.p      ? ": opened: "
              : !f->is_erased ? ": kept closed"
              : f->by_entry   ? ": erased"
                              : ": erased (as the office says)",
              stdout);
        if (f->by_entry)
            printf(" (entry %llu says so)", (unsigned long long)f->erasure);
        if (f->value.p)
            show(stdout, f->value);
        fputc('\n', stdout);
    }
}

static void tell_json(const struct receipt *r, const struct policy *policy,
                      const struct checkpoint *c)
{
    printf("{\"act\":%u,\"fields\":[", r->n_act);
    for (size_t i = 0; i < r->n; i++) {
        const struct field *f = &r->field[i];
        printf("%s{\"name\":\"%.*s\",\"state\":\"%s\"", i ? "," : "", (int)f->name.n, f->name.p,
               f->value.p     ? "opened"
               : f->is_erased ? "erased"
                              : "closed");
        if (f->by_entry)
            printf(",\"by\":%llu", (unsigned long long)f->erasure);
        if (f->value.p)
            printf(",\"value\":%.*s", (int)f->value.n, f->value.p);
        putchar('}');
    }
    printf("],\"index\":%llu,\"kind\":\"%.*s\",\"kind_proved\":%s,\"origin\":",
           (unsigned long long)r->index, (int)r->kind.n, r->kind.p,
           r->is_kind_proved ? "true" : "false");
    show_json(stdout, c->origin);
    printf(",\"size\":%llu,\"verdict\":\"%s\",\"witnesses\":[", (unsigned long long)c->size,
           verdict_of(policy, c));
    show_witnesses(stdout, policy, c, true);
    puts("]}");
}

static void tell(const struct receipt *r, const struct policy *policy, const struct checkpoint *c)
{
    bool is_witnessed = strcmp(verdict_of(policy, c), "witnessed") == 0;
    printf("%s", is_witnessed ? "witnessed" : "signed only");
    if (policy->n_witness)
        printf(" %s%u of %u%s", is_witnessed ? "" : "(", c->n_witness, policy->n_witness,
               c->n_witness ? " by " : "");
    show_witnesses(stdout, policy, c, false);
    if (policy->n_witness && !is_witnessed)
        printf("; the policy asks for %u witnesses)", policy->quorum);
    printf("\nentry %llu of ", (unsigned long long)r->index);
    show(stdout, c->origin);
    printf(", size %llu, kind ", (unsigned long long)c->size);
    show(stdout, r->kind);
    puts(r->is_kind_proved ? "" : " (as the receipt says: nothing is opened that proves it)");
    if (r->n_act)
        printf("act %u of the matter whose key the receipt carries\n", r->n_act);
    tell_fields(r);
}

/* NULL if all holds; otherwise what does not, and in which part. */
static const char *judge(struct receipt *r, const struct policy *policy, struct text bytes,
                         struct checkpoint *c, const char **part)
{
    const char *wrong = read_lines(r, bytes);
    *part = "form";
    if (!wrong)
        *part = "extra line", wrong = read_extra(r);
    if (!wrong)
        *part = "checkpoint", wrong = checkpoint_check(policy, r->note, c);
    if (wrong)
        return wrong;
    struct text leaf = unescape(r->leaf);
    *part = "entry", wrong = check_leaf(r, leaf);
    if (!wrong &&
        !proves_inclusion(r->index, c->size, leaf_hash(leaf), c->root, r->proof, r->n_proof))
        *part = "inclusion proof", wrong = "it does not lead from this entry to the signed root";
    free((char *)leaf.p);
    return wrong;
}

/* ---- erasures ---- */

/* The columns that an opened list names. */
static const char *mark_erased(struct receipt *r, const struct receipt *by, struct text list)
{
    struct scan s = scan_of(list);
    struct text name;
    bool first = true, more = true;
    while (scan_item(&s, &first, &more) && more) {
        if (!scan_string(&s, &name))
            return "an erasure does not open which fields it took";
        struct field *f = field_of(r, name);
        if (!f || !f->is_erased)
            return "an erasure names a field that the receipt does not call erased";
        f->by_entry = true;
        f->erasure = by->index;
    }
    return s.what ? "an erasure does not open which fields it took" : NULL;
}

/* A receipt within the receipt: whole by itself, under a head of the same ledger, later than the
 * entry, and about just this one. */
static const char *check_erasure(struct receipt *r, const struct policy *policy, struct text bytes,
                                 const struct checkpoint *c)
{
    static struct receipt by;
    struct checkpoint head;
    const char *part;
    uint64_t place;
    free((char *)by.extra.p);
    memset(&by, 0, sizeof by);
    if (judge(&by, policy, bytes, &head, &part) || by.n_erasure)
        return "an erasure is not proved";
    struct field *at = field_of(&by, (struct text){"place", 5});
    struct field *column = field_of(&by, (struct text){"column", 6});
    if (!text_is(by.kind, "erase.erased") || !by.is_kind_proved || !at || !at->value.p || !column ||
        !column->value.p)
        return "an erasure is an entry of another kind, or does not open what it took";
    if (!text_same(head.origin, c->origin) || !read_number(at->value, &place) ||
        place != r->index || by.index <= r->index)
        return "an erasure is of another entry or ledger";
    return mark_erased(r, &by, column->value);
}

static const char *check_erasures(struct receipt *r, const struct policy *policy,
                                  const struct checkpoint *c, const char **part)
{
    const char *wrong = NULL;
    for (size_t i = 0; !wrong && i < r->n_erasure; i++) {
        struct text bytes = unescape(r->erasure[i]);
        wrong = check_erasure(r, policy, bytes, c);
        free((char *)bytes.p);
    }
    if (wrong)
        *part = "erasure";
    return wrong;
}

const char *receipt_judge(struct text bytes, const struct policy *policy, struct judged *j,
                          const char **part)
{
    static struct receipt receipt;
    free((char *)receipt.extra.p);
    memset(&receipt, 0, sizeof receipt);
    const char *wrong = judge(&receipt, policy, bytes, &j->head, part);
    if (!wrong)
        wrong = check_erasures(&receipt, policy, &j->head, part);
    if (wrong)
        return wrong;
    struct field *title = field_of(&receipt, (struct text){"title", 5});
    struct field *words = field_of(&receipt, (struct text){"words", 5});
    j->kind = receipt.kind;
    j->leaf = receipt.leaf;
    j->index = receipt.index;
    j->is_kind_proved = receipt.is_kind_proved;
    j->title = title ? title->value : (struct text){NULL, 0};
    j->words = words ? words->value : (struct text){NULL, 0};
    return NULL;
}

int receipt_command(const char *path, const struct policy *policy, bool is_json)
{
    static struct receipt receipt;
    struct text bytes = file_unpacked(path, RECEIPT_BYTES);
    struct checkpoint c;
    const char *part;
    if (!bytes.p) {
        fprintf(stderr, "xiezhi-verify: %s cannot be read: give a .tlog-proof of at most 8 MiB\n",
                path);
        return 2;
    }
    memset(&receipt, 0, sizeof receipt);
    const char *wrong = judge(&receipt, policy, bytes, &c, &part);
    if (!wrong)
        wrong = check_erasures(&receipt, policy, &c, &part);
    if (wrong && is_json)
        printf("{\"verdict\":\"refuted\",\"what\":\"%s\",\"where\":\"%s\"}\n", wrong, part);
    else if (wrong)
        printf("refuted: %s, %s: %s\n", path, part, wrong);
    else
        (is_json ? tell_json : tell)(&receipt, policy, &c);
    free((char *)receipt.extra.p);
    free((char *)bytes.p);
    return wrong ? 1 : 0;
}
