// SPDX-License-Identifier: Apache-2.0
/* P1: tables = fold(entries), and every vault value agrees with its commitment.  A random life
 * through the doors, then `check` agrees; and whatever is changed behind our back, in any table, in
 * the vault, in an entry, a tile, a tag's count or an attachment, `check` names the place.
 * Not here: what an erasure leaves on the disk (P6). */
#include "history.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ENTRIES = 300, STEPS_MAX = 3000, SAID = 65536 };

struct tamper {
    const char *file;  /* "ledger", "state"; NULL: an attachment */
    const char *place; /* what check must name */
    const char *sql;
};

/* ---- what is changed ----------------------------------------------------------------------- */

static void run_sql(const char *sql, sqlite3 *db)
{
    char *why = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK || sqlite3_changes(db) != 1) {
        fprintf(stderr, "P1: %s: %s, %d rows\n", sql, why ? why : "", sqlite3_changes(db));
        exit(2);
    }
}

/* Add a byte to the first file below blobs/. */
static void spoil_blob(const char *folder)
{
    char path[1000] = "";
    snprintf(path, sizeof path, "%s/blobs", folder);
    for (int depth = 0; depth < 2; depth++) {
        DIR *dir = opendir(path);
        size_t n = strlen(path);
        for (struct dirent *e = dir ? readdir(dir) : NULL; e && path[n] == 0; e = readdir(dir))
            if (e->d_name[0] != '.')
                snprintf(path + n, sizeof path - n, "/%s", e->d_name);
        if (dir)
            closedir(dir);
    }
    FILE *file = fopen(path, "ae");
    if (!file || fputc('x', file) == EOF || fclose(file) != 0)
        exit(2);
}

static void try_one(struct promise *p, const struct tamper *t)
{
    char copy[200];
    struct buf said;
    snprintf(copy, sizeof copy, "%s/copy", p->trial.folder);
    promise_copy(p, p->trial.node, copy);
    if (t->file) {
        sqlite3 *db = promise_db(p, copy, t->file, true);
        run_sql(t->sql, db);
        sqlite3_close(db);
    } else {
        spoil_blob(copy);
    }
    buf_init(&said, SAID);
    int code = promise_command(p, "check", copy, NULL, &said);
    struct str text = buf_str(&said);
    promise_check(p, code == 1, "%s: check ends with %d", t->place, code);
    promise_check(p, str_find(text, str_of(t->place)) < text.n, "%s is not named in: %.*s",
                  t->place, STR_ARG(text));
    buf_close(&said);
    promise_remove(copy);
}

/* ---- every table of the state -------------------------------------------------------------- */

/* One more, another letter, or something where nothing was. */
static const char changed[] = "case typeof(%s) when 'integer' then %s + 1 when 'text' then %s || "
                              "'x' else 1 end";

/* "update T set C = ... where K = (one of its rows)", for the last column and the first key. */
static bool make_update(sqlite3 *db, const char *table, int which, char ret_sql[2000])
{
    sqlite3_stmt *columns;
    char sql[300], last[80] = "", keys[300] = "", value[400];
    snprintf(sql, sizeof sql, "select name, pk from pragma_table_info('%s')", table);
    sqlite3_prepare_v2(db, sql, -1, &columns, NULL);
    while (sqlite3_step(columns) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(columns, 0);
        snprintf(last, sizeof last, "%s", name);
        if (sqlite3_column_int(columns, 1))
            snprintf(keys + strlen(keys), sizeof keys - strlen(keys), "%s%s", keys[0] ? ", " : "",
                     name);
    }
    sqlite3_finalize(columns);
    snprintf(sql, sizeof sql, "select count(*) from %s", table);
    int64_t n = promise_number(db, sql);
    if (n <= 0)
        return false;
    snprintf(value, sizeof value, changed, last, last, last);
    snprintf(ret_sql, 2000,
             "update %s set %s = %s where (%s) = (select %s from %s order by %s limit 1 offset "
             "%lld)",
             table, last, value, keys, keys, table, keys, (long long)(which % n));
    return true;
}

static void try_tables(struct promise *p)
{
    sqlite3_stmt *tables;
    sqlite3 *db = promise_db(p, p->trial.node, "state", false);
    sqlite3_prepare_v2(db, "select name from sqlite_master where type = 'table' order by name", -1,
                       &tables, NULL);
    while (sqlite3_step(tables) == SQLITE_ROW) {
        char sql[2000], name[80];
        snprintf(name, sizeof name, "%s", (const char *)sqlite3_column_text(tables, 0));
        bool has_rows = make_update(db, name, promise_dice(p, 1000), sql);
        if (promise_check(p, has_rows, "the history leaves no row in %s", name))
            try_one(p, &(struct tamper){"state", name, sql});
    }
    sqlite3_finalize(tables);
    sqlite3_close(db);
}

/* ---- the truth ----------------------------------------------------------------------------- */

/* A hidden entry, by dice. */
static int64_t some_entry(struct promise *p)
{
    char sql[200];
    sqlite3 *db = promise_db(p, p->trial.node, "ledger", false);
    snprintf(sql, sizeof sql,
             "select entry from vault where value like '%%\"appeal.filed\"%%' and value like "
             "'%%noise%%' limit 1 offset %d",
             promise_dice(p, 20));
    int64_t entry = promise_number(db, sql);
    sqlite3_close(db);
    return entry;
}

static void try_truth(struct promise *p)
{
    char sql[300], place[40];
    int64_t entry = some_entry(p);
    snprintf(place, sizeof place, "entry %lld", (long long)entry);
    snprintf(sql, sizeof sql,
             "update vault set value = replace(value, 'noise', 'noisf') where entry = %lld",
             (long long)entry);
    try_one(p, &(struct tamper){"ledger", place, sql});
    snprintf(sql, sizeof sql, "delete from vault where entry = %lld", (long long)entry);
    try_one(p, &(struct tamper){"ledger", place, sql});
    snprintf(
        sql, sizeof sql,
        "update entry set leaf = substr(leaf, 1, 20) || case substr(leaf, 21, 1) when '0' then "
        "'1' else '0' end || substr(leaf, 22) where id = %lld",
        (long long)entry);
    try_one(p, &(struct tamper){"ledger", place, sql});
    try_one(p, &(struct tamper){"ledger", "a value of the vault",
                                "update vault_left set value = replace(value, 'noise', 'noisf') "
                                "where id = 1"});
    try_one(p, &(struct tamper){"ledger", "in the tree",
                                "update tile set hashes = substr(hashes, 1, 40) || x'00112233' || "
                                "substr(hashes, 45) where idx = 0 and level = 0"});
    try_one(p, &(struct tamper){"ledger", "matter",
                                "update matter_key set acts = acts + 1 where matter = (select "
                                "min(matter) from matter_key)"});
    try_one(p, &(struct tamper){NULL, "attachment", NULL});
}

int main(int argc, char **argv)
{
    struct promise p;
    static struct history h;
    struct buf said;
    promise_begin(&p, "P1", argc, argv);
    promise_open(&p, "2026-03-02 09:00", "");
    history_begin(&h, &p);
    history_file_with_paper(&h);
    history_bring_table(&h);
    history_erase(&h);
    sqlite3 *db = promise_db(&p, p.trial.node, "ledger", false);
    for (int i = 0; i < STEPS_MAX && promise_number(db, "select count(*) from entry") < ENTRIES;
         i++)
        history_step(&h);
    history_hold(&h);
    history_direct(&h);
    history_units(&h);
    history_publish(&h);
    promise_check(&p, promise_number(db, "select count(*) from tile") > 0, "a tile is full");
    sqlite3_close(db);
    buf_init(&said, SAID);
    promise_check(&p, promise_command(&p, "check", p.trial.node, NULL, &said) == 0,
                  "check while it is served: %.*s", STR_ARG(buf_str(&said)));
    trial_stop(&p.trial);
    buf_reset(&said);
    promise_check(&p, promise_command(&p, "check", p.trial.node, NULL, &said) == 0, "check: %.*s",
                  STR_ARG(buf_str(&said)));
    buf_close(&said);
    try_tables(&p);
    try_truth(&p);
    return promise_end(&p);
}
