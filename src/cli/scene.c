// SPDX-License-Identifier: Apache-2.0
/* scene.c -- the command: scenes one after another, what failed, how many passed.
 * Floor 6. */
#include "cli/scene.h"

#include "base/json.h"
#include "base/self.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SCENE_FILE_BYTES = 256 * 1024, ROOM_BYTES = 16 * 1024 * 1024, FILES_MAX = 1000 };

static const char help[] =
    "usage: xiezhi scene FILE... [--json] [--packs DIR] [--verifier PATH] [--keep DIR]\n"
    "Play scenes: each against a node of its own with a false clock, over HTTP.\n"
    "  --packs     the folder of the packs (pack)\n"
    "  --verifier  where xiezhi-verify is (beside this program or in its build folder)\n"
    "  --keep      a folder, not there yet, in which the node of one scene stays (on /tmp's disk)\n"
    "Lines:\n"
    "  pack demo                          at 2026-03-02 09:00\n"
    "  WHO OP A [B C] f=v g.1.f=v photo.1=@file [=> reason]\n"
    "  WHO opens PAGE A [shows \"...\"] [hides \"...\"] [=> reason]\n"
    "  expect [no] FACT A [f=v]           expect A STAGE\n"
    "  call B FACT [f=v]                  B is the matter of the newest such fact\n"
    "  wait 3 days|hours|minutes          wait until CLOCK A\n"
    "  wait 5 workdays                    (every day counts: there is no calendar yet)\n"
    "  verify A                           the newest receipt, by xiezhi-verify\n"
    "WHO: an account of the pack, citizen (who keeps the codes of what he files), stranger.\n"
    "A reason is a text key or its last word; core.not_yours is what a door says that is shut.\n";

struct tally {
    int passed, failed;
    bool json;
};

static bool is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static enum status read_file(struct arena *a, const char *path, struct str *ret_text)
{
    FILE *file = is_folder(path) ? NULL : fopen(path, "re");
    if (!file)
        return NOT_FOUND;
    char *room = arena_take(a, 1, SCENE_FILE_BYTES);
    size_t n = room ? fread(room, 1, SCENE_FILE_BYTES, file) : 0;
    fclose(file);
    if (!room || n == SCENE_FILE_BYTES)
        return FULL;
    *ret_text = (struct str){room, n};
    return OK;
}

/* "src/appeal/scenes/late.scene": the folder, and "appeal" as the room that is meant first. */
static void place(struct scene *s)
{
    struct str path = str_of(s->path), rest = path, part, before = {0}, last = {0};
    while (rest.p) {
        part = str_cut(rest, '/', &rest);
        if (str_is(part, "scenes") && rest.p)
            s->room = last;
        before = rest.p ? str_part(path, 0, (size_t)(rest.p - path.p)) : before;
        last = part;
    }
    s->folder = before;
}

static void tell_failure(const struct scene *s, struct tally *t)
{
    struct str expected = buf_str(&s->expected), came = buf_str(&s->came);
    if (!t->json) {
        printf("%s:%d: expected %.*s, came %.*s\n", s->path, s->line, STR_ARG(expected),
               STR_ARG(came));
        return;
    }
    struct buf b;
    buf_init(&b, 4 * SCENE_SAID);
    buf_puts(&b, "{\"file\":");
    json_put_text(&b, str_of(s->path));
    buf_printf(&b, ",\"line\":%d,\"expected\":", s->line);
    json_put_text(&b, expected);
    buf_puts(&b, ",\"came\":");
    json_put_text(&b, came);
    buf_puts(&b, "}");
    printf("%s%.*s", t->failed > 1 ? ",\n" : "", STR_ARG(buf_str(&b)));
    buf_close(&b);
}

static void play_file(struct scene *of, const char *path, struct tally *t)
{
    struct arena a;
    struct str text;
    struct scene *s = of;
    arena_init(&a, ROOM_BYTES);
    s->path = path;
    place(s);
    buf_init(&s->expected, SCENE_SAID);
    buf_init(&s->came, SCENE_SAID);
    enum status status = read_file(&a, path, &text);
    if (status != OK)
        status =
            scene_failed(s, "a scene", is_folder(path) ? "a folder" : "no file that can be read");
    else
        status = scene_play(s, text);
    if (status == OK) {
        t->passed++;
    } else {
        t->failed++;
        tell_failure(s, t);
    }
    buf_close(&s->expected);
    buf_close(&s->came);
    arena_close(&a);
}

/* The verifier lies beside this program, or where a build folder has it. */
static const char *find_verifier(char room[4200])
{
    static const char *const places[] = {"xiezhi-verify", "../../verify/xiezhi-verify",
                                         "../../../verify/xiezhi-verify"};
    char self[4096];
    ssize_t n = readlink(SELF, self, sizeof self - 1);
    if (n <= 0)
        return NULL;
    self[n] = 0;
    char *slash = strrchr(self, '/');
    *slash = 0;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        snprintf(room, 4200, "%s/%s", self, places[i]);
        if (access(room, X_OK) == 0)
            return room;
    }
    return NULL;
}

static void tell_all(const struct tally *t)
{
    if (t->json)
        printf("],\"passed\":%d,\"failed\":%d,\"skipped\":0}\n", t->passed, t->failed);
    else
        printf("%d passed, %d failed, 0 skipped\n", t->passed, t->failed);
}

int cli_scene(const struct cli *cli, int argc, char **argv)
{
    static struct scene s;
    char room[4200];
    const char *packs = "pack", *verifier = NULL, *keep = NULL, *file[FILES_MAX];
    struct tally t = {0};
    size_t n_files = 0;
    for (int i = 0; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0)
            return fputs(help, stdout) < 0;
        const char **to = strcmp(argv[i], "--packs") == 0      ? &packs
                          : strcmp(argv[i], "--verifier") == 0 ? &verifier
                          : strcmp(argv[i], "--keep") == 0     ? &keep
                                                               : NULL;
        if (strcmp(argv[i], "--json") == 0)
            t.json = true;
        else if (to && i + 1 < argc)
            *to = argv[++i];
        else if (argv[i][0] == '-' || n_files == FILES_MAX)
            return fprintf(stderr, "xiezhi scene: %s is not understood\n%s", argv[i], help), 2;
        else
            file[n_files++] = argv[i];
    }
    if (n_files == 0)
        return fprintf(stderr, "xiezhi scene: which file?\n%s", help), 2;
    if (t.json)
        printf("{\"failures\":[");
    for (size_t i = 0; i < n_files; i++) {
        s = (struct scene){.cli = cli,
                           .packs = packs,
                           .verifier = verifier ? verifier : find_verifier(room),
                           .keep = keep};
        play_file(&s, file[i], &t);
    }
    tell_all(&t);
    return t.failed ? 1 : 0;
}
