// SPDX-License-Identifier: Apache-2.0
#include "core/check.h"

#include "core.gen.h"
#include "core/erase/erase.h"
#include "core/fact.h"
#include "core/published.h"
#include "core/receipt.h"
#include "core/tag.h"
#include "core/tree.h"
#include "crypt/hash.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum {
    AT_ONCE = 256,
    CHECK_ARENA = 512 * 1024 * 1024, /* so many entries and vault rows of a megabyte, and one read
                                      */
    FILE_PIECE = 64 * 1024,
    PATH_BYTES = 4096
};

struct checking {
    struct node_files *node;
    const struct core_options *options;
    struct arena a;
    struct tree tree;
    struct check_report report;
    struct buf *what;
};

static enum status wrong(struct checking *k, int64_t entry, const char *sentence)
{
    buf_printf(k->what, "entry %lld: %s", (long long)entry, sentence);
    return CONFLICT;
}

/* ---- attachments --------------------------------------------------------------------------- */

static enum status hash_file(const char *path, struct hash *ret_hash)
{
    struct crypt_sha256 s;
    char piece[FILE_PIECE];
    ssize_t n;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return NOT_FOUND;
    crypt_sha256_init(&s);
    while ((n = read(fd, piece, sizeof piece)) > 0)
        crypt_sha256_add(&s, (struct str){piece, (size_t)n});
    close(fd);
    if (n < 0)
        return BROKEN;
    *ret_hash = crypt_sha256_end(&s);
    return OK;
}

static enum status check_file(struct checking *k, int64_t entry, const struct json *file)
{
    struct hash said, is;
    struct str blob = json_text(json_get(file, "blob"));
    char path[PATH_BYTES];
    struct buf text = {.p = path, .room = sizeof path, .max = sizeof path};
    if (file->type != JSON_OBJECT || blob.n < 3)
        return OK;
    buf_printf(&text, "%s/blobs/%.2s/%.*s", k->options->folder, blob.p, STR_ARG(blob));
    buf_byte(&text, 0);
    TRY(str_to_bytes(json_text(json_get(file, "sha256")), said.b, sizeof said.b));
    enum status s = text.full ? BROKEN : hash_file(path, &is);
    k->report.files++;
    if (s == NOT_FOUND)
        return wrong(k, entry, "an attachment is missing");
    TRY(s);
    return hash_eq(said, is) ? OK
                             : wrong(k, entry, "an attachment is not the one that was handed in");
}

static enum status check_files(struct checking *k, int64_t entry,
                               const struct receipt_column *column)
{
    const struct json *value = column->value;
    if (!column->column.field || column->column.field->type != FIELD_FILE || !value ||
        column->column.kind == COLUMN_LENGTH)
        return OK;
    if (value->type != JSON_ARRAY)
        return check_file(k, entry, value);
    for (const struct json *each = value->child; each; each = each->next)
        TRY(check_file(k, entry, each));
    return OK;
}

static int64_t count_in(int parent, const char *name, int depth)
{
    int64_t n = 0;
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *folder = fd < 0 ? NULL : fdopendir(fd);
    if (!folder)
        return 0;
    for (struct dirent *d; (d = readdir(folder));)
        if (d->d_name[0] != '.')
            n += depth ? count_in(fd, d->d_name, depth - 1) : 1;
    closedir(folder);
    return n;
}

/* Counted after the entries were read: a form on its way then seems to leave one. */
static void count_unnamed(struct checking *k)
{
    char path[PATH_BYTES];
    struct buf text = {.p = path, .room = sizeof path, .max = sizeof path};
    buf_printf(&text, "%s/blobs", k->options->folder);
    buf_byte(&text, 0);
    int64_t n = text.full ? 0 : count_in(AT_FDCWD, path, 1);
    k->report.unnamed = n > k->report.files ? n - k->report.files : 0;
}

/* ---- one entry ----------------------------------------------------------------------------- */

/* H of the entry from the commitments that the vault gives. */
static bool same_hidden(const struct json *entry, const struct receipt_column *column, size_t n)
{
    struct crypt_sha256 s;
    struct hash said, is;
    crypt_sha256_init(&s);
    for (size_t i = 0; i < n; i++)
        crypt_sha256_add(&s, (struct str){(const char *)column[i].commitment.b, 32});
    is = crypt_sha256_end(&s);
    return str_to_bytes(json_text(json_get(entry, "hidden")), said.b, sizeof said.b) == OK &&
           hash_eq(said, is);
}

static enum status check_vault(struct checking *k, int64_t i, const struct read_fact *f,
                               const struct json *entry, const struct ledger_vaults *vault)
{
    struct receipt_column *column;
    size_t n;
    if (receipt_columns(&k->a, f->fact, vault->seed, vault->value, NULL, &column, &n) != OK)
        return wrong(k, i, "its vault row is none of ours");
    if (!same_hidden(entry, column, n))
        return wrong(k, i, "a value of the vault is not the one that was committed");
    k->report.values += (int64_t)n;
    for (size_t c = 0; c < n; c++)
        TRY(check_files(k, i, &column[c]));
    return OK;
}

/* ---- what was erased ----------------------------------------------------------------------- */

static bool is_blank(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != ' ')
            return false;
    return true;
}

/* Is the column of that name erased in the entry? */
static bool is_erased(const struct read_fact *f, struct str name)
{
    struct column column[LIMIT_FACT_COLUMNS];
    char room[130];
    size_t n = fact_columns(f->fact, column);
    for (size_t i = 0; i < n; i++) {
        struct buf called = {.p = room, .room = sizeof room, .max = sizeof room};
        fact_put_column(&called, &column[i]);
        if (str_eq(buf_str(&called), name))
            return f->erased[i];
    }
    return false;
}

/* The ledger says that something is gone: then it must be (a copy of an earlier day brings it
 * back). */
static enum status check_erasure(struct checking *k, const struct erase_erased *said)
{
    struct ledger_entry leaf;
    struct ledger_vault vault;
    struct ledger_vault_first first;
    struct read_fact *f = ARENA_NEW(&k->a, struct read_fact);
    if (!f)
        return FULL;
    TRY(ledger_entry_one(k->node->db, said->place, &leaf, &k->a));
    TRY(ledger_vault_one(k->node->db, said->place, &vault, &k->a));
    TRY(ledger_vault_first_one(k->node->db, said->place, &first, &k->a));
    TRY(fact_read(&k->a, k->options->rooms, leaf.leaf, vault.value, f));
    bool gone = is_blank(first.value);
    for (size_t i = 0; i < said->column.n; i++)
        gone &= is_erased(f, said->column.at[i]);
    return gone ? OK : wrong(k, said->place, "a value that was erased is there again");
}

static enum status check_entry(struct checking *k, int64_t i, struct str leaf,
                               const struct ledger_vaults *vault)
{
    struct read_fact f;
    struct json *entry;
    if (!json_is_canon(&k->a, leaf) || json_parse(&k->a, leaf, JSON_STRICT, &entry, NULL) != OK)
        return wrong(k, i, "its bytes are not canonical JSON");
    enum status s = fact_read(&k->a, k->options->rooms, leaf, vault->value, &f);
    if (s == NOT_FOUND)
        return wrong(k, i, "its kind of fact is not known to these rooms");
    if (s != OK)
        return wrong(k, i, "entry and vault do not fit together");
    k->report.entries++;
    if (f.fact == &erase_erased_fact)
        TRY(check_erasure(k, f.fields));
    return check_vault(k, i, &f, entry, vault);
}

/* ---- the tree ------------------------------------------------------------------------------ */

static enum status check_tile(struct checking *k, uint64_t index, const struct hash *leaf,
                              unsigned n)
{
    struct hash kept[TLOG_TILE_WIDTH];
    struct tlog_tile tile = {0, index, n};
    TRY(tree_tile_hashes(&k->tree, tile, kept));
    for (unsigned i = 0; i < n; i++)
        if (!hash_eq(kept[i], leaf[i]))
            return wrong(k, (int64_t)(index * TLOG_TILE_WIDTH + i),
                         "its bytes are not the ones in the tree");
    return OK;
}

/* The tiles over the leaves: each hash is the root of the tile below it. */
static enum status check_upper(struct checking *k, int level)
{
    struct hash kept[TLOG_TILE_WIDTH], below[TLOG_TILE_WIDTH];
    unsigned width;
    for (uint64_t index = 0; (width = tlog_tile_width(level, index, k->tree.size)) > 0; index++) {
        TRY(tree_tile_hashes(&k->tree, (struct tlog_tile){level, index, width}, kept));
        for (unsigned i = 0; i < width; i++) {
            struct tlog_tile tile = {level - 1, index * TLOG_TILE_WIDTH + i, TLOG_TILE_WIDTH};
            TRY(tree_tile_hashes(&k->tree, tile, below));
            if (!hash_eq(kept[i], tlog_complete_root(below, TLOG_TILE_WIDTH))) {
                buf_printf(k->what, "tile %d/%llu: hash %u is not the root of the tile below it",
                           level, (unsigned long long)index, i);
                return CONFLICT;
            }
        }
    }
    return OK;
}

static enum status check_some(struct checking *k, int64_t from, int64_t end)
{
    struct list leaves, vaults;
    struct hash hash[TLOG_TILE_WIDTH];
    TRY(ledger_entries_many(k->node->db, from, end, &leaves, &k->a));
    TRY(ledger_vaults_many(k->node->db, from, end, &vaults, &k->a));
    const struct ledger_entries *leaf = leaves.at;
    const struct ledger_vaults *vault = vaults.at;
    for (int64_t i = from; i < end; i++) {
        size_t at = (size_t)(i - from);
        if (at >= leaves.n)
            return wrong(k, i, "it is missing");
        if (at >= vaults.n || vault[at].entry != i)
            return wrong(k, i, "its vault row is missing");
        TRY(check_entry(k, i, leaf[at].leaf, &vault[at]));
        hash[at] = tlog_leaf(leaf[at].leaf);
    }
    return check_tile(k, (uint64_t)from / TLOG_TILE_WIDTH, hash, (unsigned)(end - from));
}

/* The newest entries lie in tiles that are not full and so are kept nowhere: what was signed over
 * them says whether they are still the same. */
static enum status check_published(struct checking *k)
{
    struct str note;
    struct tlog_checkpoint head;
    struct tlog_proof proof;
    struct hash root;
    enum status s = published_read(k->options->folder, &k->a, &note, &head);
    if (s == NOT_FOUND || (s == OK && head.size == 0))
        return OK; /* nothing was signed yet */
    TRY(s);
    s = head.size <= k->tree.size ? tree_root(&k->tree, &root) : CONFLICT;
    if (s == OK)
        s = tree_consistency(&k->tree, head.size, &proof);
    if (s == OK)
        s = tlog_verify_consistency((struct tlog_range){head.size, k->tree.size}, head.root, root,
                                    &proof);
    if (s == OK)
        return OK;
    buf_printf(k->what,
               "public/checkpoint: the %llu entries that were signed are not the ones that stand "
               "here",
               (unsigned long long)head.size);
    return CONFLICT;
}

static enum status check_all(struct checking *k, void (*told)(int64_t, int64_t))
{
    TRY(tree_open(&k->tree, k->node->db));
    int64_t size = (int64_t)k->tree.size;
    for (int64_t at = 0; at < size; at += AT_ONCE) {
        int64_t end = at + AT_ONCE < size ? at + AT_ONCE : size;
        TRY(check_some(k, at, end));
        arena_reset(&k->a);
        told(end, size);
    }
    TRY(check_published(k));
    for (int level = 1; level < TLOG_TILE_LEVELS; level++)
        TRY(check_upper(k, level));
    return tag_check_all(k->node->db, &k->a, k->what);
}

enum status check_ledger(struct node_files *n, const struct core_options *o,
                         void (*told)(int64_t done, int64_t all), struct check_report *ret_report,
                         struct buf *what)
{
    struct arena life;
    arena_init(&life, 2 * sizeof(struct checking));
    struct checking *k = ARENA_NEW(&life, struct checking);
    if (!k)
        return FULL;
    k->node = n;
    k->options = o;
    k->what = what;
    arena_init(&k->a, CHECK_ARENA);
    enum status s = store_read_begin(n->db);
    if (s == OK) {
        s = check_all(k, told);
        store_read_end(n->db);
    }
    if (s == OK) {
        count_unnamed(k);
        *ret_report = k->report;
    }
    arena_close(&k->a);
    arena_close(&life);
    return s;
}
