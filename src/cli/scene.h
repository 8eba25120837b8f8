// SPDX-License-Identifier: Apache-2.0
/* scene.h -- a short play in the language of the office, and what its players remember.
 * Floor 6, inside cli/.  The language: docs/HOWTO.md, "Scenes". */
#ifndef CLI_SCENE_H
#define CLI_SCENE_H

#include "cli/cli.h"
#include "cli/trial.h"

enum { SCENE_WORDS = 64, SCENE_MATTERS = 32, SCENE_PEOPLE = 4000, SCENE_SAID = 64 * 1024 };

/* f=v; `v` without its quotes.  A word without `=` has an absent value. */
struct scene_word {
    struct str name, value;
    bool quoted; /* the whole word stood in quotes */
};

/* One line cut into words. */
struct scene_line {
    struct scene_word word[SCENE_WORDS];
    size_t n;
    struct str reason; /* behind =>; absent */
};

/* What A is. */
struct scene_matter {
    struct str name;
    int64_t id;
    struct str no, view_code, secret; /* codes: absent when somebody with an account made it */
    struct str receipt;               /* the newest */
};

struct scene_person {
    struct str login, password;
};

struct scene {
    const struct cli *cli;
    const char *path, *packs, *verifier, *keep;
    struct str folder, room; /* of the file; "appeal" of src/appeal/scenes */
    struct trial trial;      /* open once something happens */
    struct node_files node;  /* read-only, beside the server */
    bool is_open, has_node;
    struct str pack;
    int64_t at;
    struct scene_person person[SCENE_PEOPLE];
    size_t n_people;
    struct scene_matter matter[SCENE_MATTERS];
    size_t n_matters;
    int n_asked; /* for idempotency keys */
    int line;
    struct buf expected, came; /* of the line that failed */
};

/* Cut a line into words.  BAD_INPUT: a quote that is not closed, or too many words. */
MUST_USE enum status scene_line_read(struct str text, struct scene_line *ret_line);

/* Play one scene of this text.  OK; CONFLICT: s->line, s->expected and s->came say what failed.
 * Everything is closed. */
MUST_USE enum status scene_play(struct scene *s, struct str text);

/* WHO op A f=v, WHO opens PAGE A shows "...": the words of a line, the first of them WHO. */
MUST_USE enum status scene_do(struct scene *s, const struct scene_line *l);
/* WHO opens PAGE A, from the third word on. */
MUST_USE enum status scene_open_page(struct scene *s, const struct scene_line *l);
/* call NAME FACT f=v: the matter of the newest such fact gets a name. */
MUST_USE enum status scene_call(struct scene *s, const struct scene_line *l);
/* WHO seeks "words" A: the page of a search, and what it shows. */
MUST_USE enum status scene_seek(struct scene *s, const struct scene_line *l);
/* expect, wait, verify. */
MUST_USE enum status scene_expect(struct scene *s, const struct scene_line *l);
MUST_USE enum status scene_wait(struct scene *s, const struct scene_line *l);
MUST_USE enum status scene_verify(struct scene *s, const struct scene_line *l);

/* A line failed: CONFLICT, with both halves of the sentence. */
__attribute__((format(printf, 3, 4))) enum status
scene_failed(struct scene *s, const char *expected, const char *came, ...);
/* The matter called so, or NULL. */
struct scene_matter *scene_matter_find(struct scene *s, struct str name);
/* The id of a unit by its code in the play's node; 0: there is none. */
int64_t scene_unit(struct scene *s, struct str code);

#endif
