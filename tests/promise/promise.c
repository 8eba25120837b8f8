// SPDX-License-Identifier: Apache-2.0
#include "promise.h"

#include "base/time.h"
#include "crypt/crypt.h"

#include <assert.h>
#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PEOPLE_BYTES = 64 * 1024 };

/* ---- the tally ----------------------------------------------------------------------------- */

/* What the node said, below the build folder. */
static void put_log_path(const struct promise *p, char ret_path[600])
{
    snprintf(ret_path, 600, "%s/test-artifacts", p->build);
    mkdir(ret_path, 0777);
    snprintf(ret_path, 600, "%s/test-artifacts/%s-node.txt", p->build, p->name);
}

void promise_begin(struct promise *p, const char *name, int argc, char **argv)
{
    if (argc < 5) {
        fprintf(stderr, "usage: %s PROGRAM VERIFIER SOURCE BUILD [SEED]\n", argv[0]);
        exit(2);
    }
    *p = (struct promise){
        .name = name, .program = argv[1], .verifier = argv[2], .source = argv[3], .build = argv[4]};
    p->random = argc > 5 ? strtoull(argv[5], NULL, 10) : (uint64_t)time(NULL);
    printf("%s: seed %llu\n", name, (unsigned long long)p->random);
    fflush(stdout);
    char log[600];
    put_log_path(p, log);
    unlink(log);
    setenv("XIEZHI_TRIAL_LOG", log, 1);
    if (crypt_init() != OK)
        exit(2);
}

bool promise_check(struct promise *p, bool holds, const char *sentence, ...)
{
    p->n_checked++;
    if (holds)
        return true;
    va_list args;
    va_start(args, sentence);
    printf("%s: ", p->name);
    vprintf(sentence, args);
    printf("\n");
    va_end(args);
    fflush(stdout);
    p->n_failed++;
    return false;
}

/* A server that ends by itself is a failure of the node, whoever asked. */
static int count_ends(const struct promise *p)
{
    char path[600], line[1000];
    int n = 0;
    put_log_path(p, path);
    FILE *log = fopen(path, "re");
    while (log && fgets(line, sizeof line, log))
        n += strstr(line, "; starting it again") && strstr(line, "xiezhi: the ");
    if (log)
        fclose(log);
    return n;
}

int promise_end(struct promise *p)
{
    int killed = p->trial.n_killed;
    trial_close(&p->trial);
    int ends = count_ends(p);
    promise_check(p, ends == killed, "%d processes ended, %d were killed: see %s-node.txt", ends,
                  killed, p->name);
    if (p->pack[0])
        promise_remove(p->pack);
    promise_check(p, p->n_checked > 0, "nothing was checked");
    printf("%s: %d checks, %d failed\n", p->name, p->n_checked, p->n_failed);
    return p->n_failed ? 1 : 0;
}

/* splitmix64 */
int promise_dice(struct promise *p, int n)
{
    uint64_t z = p->random += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (int)((z ^ z >> 31) % (uint64_t)n);
}

/* ---- the node ------------------------------------------------------------------------------ */

static void stop_all(const char *sentence, struct str more)
{
    fprintf(stderr, "%s: %.*s\n", sentence, STR_ARG(more));
    exit(2);
}

static void add_people(const struct promise *p, const char *people)
{
    char path[200];
    snprintf(path, sizeof path, "%s/people.tsv", p->pack);
    FILE *file = fopen(path, "ae");
    if (!file || fputs(people, file) < 0 || fclose(file) != 0)
        stop_all("people.tsv cannot be written", S(""));
}

void promise_open(struct promise *p, const char *moment, const char *people)
{
    struct buf why;
    int64_t at;
    char from[500];
    buf_init(&why, 65536);
    snprintf(p->pack, sizeof p->pack, "%s", "/tmp/xiezhi-pack-XXXXXX");
    snprintf(from, sizeof from, "%s/pack/demo/.", p->source);
    if (time_read(str_of(moment), &at) != OK || !mkdtemp(p->pack))
        stop_all("no moment, or no folder", str_of(moment));
    promise_copy(p, from, p->pack);
    add_people(p, people);
    if (trial_open(&p->trial, p->program, p->pack, at, &why) != OK)
        stop_all("the node does not start", buf_str(&why));
    buf_close(&why);
}

/* login, name, unit, role, password */
static struct str password_of(struct promise *p, const char *login)
{
    char path[200];
    snprintf(path, sizeof path, "%s/people.tsv", p->pack);
    FILE *file = fopen(path, "re");
    char *room = arena_take(&p->trial.arena, 1, PEOPLE_BYTES);
    size_t n = file && room ? fread(room, 1, PEOPLE_BYTES, file) : 0;
    if (file)
        fclose(file);
    struct str rest = {room, n}, cell = {0};
    while (rest.p && rest.n) {
        struct str row = str_cut(rest, '\n', &rest);
        if (!str_is(str_cut(row, '\t', &row), login))
            continue;
        while (row.p)
            cell = str_cut(row, '\t', &row);
        return str_trim(cell);
    }
    stop_all("nobody is called", str_of(login));
    return cell;
}

struct client promise_person(struct promise *p, const char *login)
{
    struct client c = trial_visitor(&p->trial);
    if (client_login(&c, str_of(login), password_of(p, login)) != OK)
        stop_all("cannot sign in", str_of(login));
    return c;
}

struct client_reply promise_ask(struct promise *p, struct client *c, const char *path,
                                const char *body)
{
    struct client_reply r = {0};
    char key[40];
    static _Atomic(int) n;
    snprintf(key, sizeof key, "promise-%d-%010d", (int)p->trial.parent, ++n);
    enum status s = client_json(c, str_of(path), str_of(body), key, &r);
    if (s != OK)
        r.status = 0; /* nobody answered */
    return r;
}

static const struct json *member_of(struct promise *p, const struct client_reply *r,
                                    const char *member)
{
    struct json *j;
    if (!r->body.p || json_parse(&p->trial.arena, r->body, JSON_STRICT, &j, NULL) != OK)
        return NULL;
    return json_get(j, member);
}

int64_t promise_int(struct promise *p, const struct client_reply *r, const char *member)
{
    int64_t n;
    const struct json *j = member_of(p, r, member);
    return j && json_int(j, &n) == OK ? n : -1;
}

struct str promise_text(struct promise *p, const struct client_reply *r, const char *member)
{
    return json_text(member_of(p, r, member));
}

struct promise_matter promise_file(struct promise *p, const char *body)
{
    struct client c = trial_visitor(&p->trial);
    struct client_reply r = promise_ask(p, &c, "/appeal/file", body);
    struct promise_matter m = {promise_int(p, &r, "matter"), promise_text(p, &r, "no"),
                               promise_text(p, &r, "view_code"), promise_text(p, &r, "secret")};
    if (r.status != 201)
        stop_all("a request could not be filed", r.body);
    return m;
}

/* ---- files --------------------------------------------------------------------------------- */

sqlite3 *promise_db(struct promise *p, const char *folder, const char *name, bool to_write)
{
    char path[700] = "";
    sqlite3 *db = NULL;
    DIR *dir = opendir(folder);
    size_t n = strlen(name);
    for (struct dirent *e = dir ? readdir(dir) : NULL; e; e = readdir(dir))
        if (strncmp(e->d_name, name, n) == 0 && str_ends(str_of(e->d_name), S(".db")))
            snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
    if (dir)
        closedir(dir);
    int flags = to_write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    if (!path[0] || sqlite3_open_v2(path, &db, flags, NULL) != SQLITE_OK)
        stop_all("no such database", str_of(name));
    sqlite3_busy_timeout(db, 10000);
    (void)p;
    return db;
}

int64_t promise_number(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement;
    int64_t n = -1;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        stop_all(sql, str_of(sqlite3_errmsg(db)));
    if (sqlite3_step(statement) == SQLITE_ROW)
        n = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return n;
}

void promise_copy(struct promise *p, const char *from, const char *to)
{
    char *argv[] = {"/bin/cp", "-a", (char *)(uintptr_t)from, (char *)(uintptr_t)to, NULL};
    (void)p;
    if (trial_run(argv, NULL) != 0)
        stop_all("cannot copy", str_of(from));
}

void promise_remove(const char *folder)
{
    char *argv[] = {"/bin/rm", "-rf", (char *)(uintptr_t)folder, NULL};
    assert(strncmp(folder, "/tmp/", 5) == 0);
    (void)trial_run(argv, NULL);
}

int promise_command(struct promise *p, const char *command, const char *folder, const char *more,
                    struct buf *said)
{
    char *argv[] = {(char *)(uintptr_t)p->program, (char *)(uintptr_t)command,
                    (char *)(uintptr_t)folder, (char *)(uintptr_t)more, NULL};
    return trial_run(argv, said);
}
