// SPDX-License-Identifier: Apache-2.0
#include "log.h"

#include "base/json.h"
#include "crypt/crypt.h"
#include "tlog/checkpoint.h"
#include "tlog/receipt.h"
#include "tlog/tile.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void log_must(bool good, const char *what)
{
    if (!good)
        fprintf(stderr, "%s: %s\n", what, strerror(errno)), exit(2);
}

void log_write_file(const char *dir, struct str name, struct str bytes)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%.*s", dir, STR_ARG(name));
    for (char *slash = path + strlen(dir) + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = 0;
        log_must(mkdir(path, 0755) == 0 || errno == EEXIST, path);
        *slash = '/';
    }
    FILE *f = fopen(path, "wb");
    log_must(f && fwrite(bytes.p, 1, bytes.n, f) == bytes.n && fclose(f) == 0, path);
}

void log_read_file(const char *dir, const char *name, struct buf *to)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "rb");
    log_must(f != NULL, path);
    buf_reset(to);
    for (size_t n; (n = fread(buf_room(to, 65536), 1, 65536, f)) > 0;)
        buf_took(to, n);
    fclose(f);
}

const char *const LOG_FIELD[3] = {"actor", "words", "room"};
const char *const LOG_VALUE[3] = {"\"li\"", "\"the street lamp\\nis broken\"", "{\"house\":7}"};

struct hash log_commitment(unsigned i_field, uint64_t index)
{
    char salt[16] = {0};
    memcpy(salt, &index, sizeof index);
    struct str part[] = {S("xiezhi/c1\0" LOG_KIND "\0"),
                         str_of(LOG_FIELD[i_field]),
                         {"\0", 1},
                         {salt, 16},
                         str_of(LOG_VALUE[i_field])};
    return crypt_sha256_parts(part, 5);
}

void log_put_entry(struct buf *to, uint64_t index)
{
    struct hash c[3];
    uint8_t key[32] = {(uint8_t)(index % 7)}, number[8] = {0};
    for (unsigned i = 0; i < 3; i++)
        c[i] = log_commitment(i, index);
    for (int i = 0; i < 8; i++)
        number[i] = (uint8_t)((index / 7 + 1) >> (56 - 8 * i));
    struct hash hidden = crypt_sha256((struct str){(const char *)c, sizeof c});
    struct hash tag = crypt_hmac_sha256((struct str){(const char *)key, 32},
                                        (struct str){(const char *)number, 8});
    buf_puts(to, "{\"act_at\":");
    json_put_int(to, (int64_t)(1772413200000 + index));
    buf_puts(to, ",\"fact\":\"" LOG_KIND "\",\"hidden\":\"");
    buf_hex(to, hidden.b, 32);
    buf_puts(to, "\",\"node\":\"lnsy\",\"office\":\"letters\",\"tags\":[\"");
    buf_hex(to, tag.b, 16);
    buf_puts(to, "\"],\"v\":1}");
}

void log_write_tile(const struct log *log, struct tlog_tile tile, struct str bytes)
{
    struct buf path;
    buf_init(&path, 4096);
    tlog_tile_put_path(&path, tile);
    log_write_file(log->dir, buf_str(&path), bytes);
    buf_close(&path);
}

/* Hash tile (level, index) from the leaf hashes, by definition. */
void log_write_hash_tile(const struct log *log, int level, uint64_t index)
{
    unsigned width = tlog_tile_width(level, index, log->size);
    uint64_t span = 1ULL << 8 * level;
    struct hash row[256], *work = malloc(span * sizeof *work);
    for (unsigned i = 0; i < width; i++) {
        memcpy(work, log->leaf + (index * 256 + i) * span, span * sizeof *work);
        row[i] = tlog_complete_root(work, span);
    }
    log_write_tile(log, (struct tlog_tile){level, index, width},
                   (struct str){(const char *)row, width * sizeof row[0]});
    free(work);
}

void log_put_note(const struct log *log, struct buf *to, uint64_t size, struct hash root,
                  int n_witness)
{
    struct tlog_checkpoint c = {.origin = log->signer.key.name, .size = size, .root = root};
    struct buf text;
    buf_init(&text, 4096);
    tlog_checkpoint_put(&text, &c);
    buf_put(to, buf_str(&text));
    buf_byte(to, '\n');
    tlog_note_sign(to, &log->signer, buf_str(&text));
    for (int i = 0; i < n_witness; i++)
        tlog_note_cosign(to, &log->witness[i], 1772413200, buf_str(&text));
    buf_close(&text);
}

void log_write_checkpoint(const struct log *log, const char *name, int n_witness)
{
    struct buf note;
    buf_init(&note, 65536);
    log_put_note(log, &note, log->edge.size, tlog_edge_root(&log->edge), n_witness);
    log_write_file(log->dir, str_of(name), buf_str(&note));
    buf_close(&note);
}

static void write_policy(const struct log *log)
{
    struct buf text;
    buf_init(&text, 65536);
    buf_puts(&text, "# whom we believe\n\nlog ");
    tlog_key_put(&text, &log->signer.key);
    for (int i = 0; i < 2; i++) {
        buf_puts(&text, "\nwitness ");
        tlog_key_put(&text, &log->witness[i].key);
    }
    buf_puts(&text, "\nquorum 2");
    log_write_file(log->dir, S("policy"), buf_str(&text));
    buf_close(&text);
}

void log_build(struct log *log, const char *dir, uint64_t size)
{
    uint8_t seeds[3][32] = {{1}, {2}, {3}};
    log->dir = dir;
    log->size = size;
    log->leaf = calloc(size, sizeof *log->leaf);
    log->signer = tlog_signer_make(S("test.example/log"), TLOG_KEY_LOG, seeds[0]);
    log->witness[0] = tlog_signer_make(S("test.example/notary"), TLOG_KEY_WITNESS, seeds[1]);
    log->witness[1] = tlog_signer_make(S("test.example/archive"), TLOG_KEY_WITNESS, seeds[2]);
    buf_init(&log->bundle, 32 << 20);
    struct buf entry;
    char name[64];
    buf_init(&entry, 65536);
    for (uint64_t i = 0; i < size; i++) {
        buf_reset(&entry);
        log_put_entry(&entry, i);
        log->leaf[i] = tlog_leaf(buf_str(&entry));
        tlog_edge_append(&log->edge, log->leaf[i]);
        tlog_bundle_put(&log->bundle, buf_str(&entry));
        if ((i + 1) % 256 == 0 || i + 1 == size) {
            log_write_tile(log,
                           (struct tlog_tile){TLOG_TILE_ENTRIES, i / 256, (unsigned)(i % 256 + 1)},
                           buf_str(&log->bundle));
            buf_reset(&log->bundle);
        }
        snprintf(name, sizeof name, "checkpoint.%llu", (unsigned long long)i + 1);
        if ((i + 1) % (size / 4 + 1) == 0 || i == 0)
            log_write_checkpoint(log, name, 0);
    }
    for (int level = 0; level < TLOG_TILE_LEVELS; level++)
        for (uint64_t i = 0; tlog_tile_width(level, i, size); i++)
            log_write_hash_tile(log, level, i);
    log_write_checkpoint(log, "checkpoint", 2);
    write_policy(log);
    buf_close(&entry);
    buf_close(&log->bundle);
}
