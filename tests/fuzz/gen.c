// SPDX-License-Identifier: Apache-2.0
/* Any text is read as a room, or refused; nothing crashes.  Lines of `---` part facts.txt, ops.txt,
 * pages.txt and react.txt.  Each line is also read as a field, and what a field says of itself
 * holds. */
#include "clock.h"
#include "facts.h"
#include "ops.h"
#include "pages.h"
#include "react.h"

#include "base/field_read.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static struct query some_query = {.name = "tiny_some", .room = "tiny", .kind = QUERY_MANY};
static struct gen_query queries[] = {{.query = &some_query, .head = {"tiny_some() -> no int", 21}}};

/* The text up to the next line of ---, and behind it. */
static struct list next_file(const char *name, struct str *rest)
{
    size_t end = str_find(*rest, S("\n---\n"));
    struct str text = str_part(*rest, 0, end);
    *rest = str_part(*rest, end + 5, rest->n);
    return line_cut(name, text);
}

static void read_room(struct str text)
{
    struct gen_room room = {.name = "tiny", .folder = "tiny", .queries = {queries, 1}};
    struct gen_model model = {&room, 1};
    room.all = &model;
    struct list facts = next_file("facts.txt", &text), ops = next_file("ops.txt", &text);
    struct list pages = next_file("pages.txt", &text), react = next_file("react.txt", &text);
    facts_read_matters(&room, &facts);
    facts_read(&room, &facts);
    ops_read_amended(&room, &ops);
    clock_read(&room, &facts);
    ops_read(&room, &ops);
    pages_read(&room, &pages);
    react_read(&room, &react);
    react_check_circles(&model);
}

static void read_fields(struct str text)
{
    while (text.p) {
        struct tokens t;
        struct field f = {0};
        struct str line = str_cut(text, '\n', &text);
        if (token_cut(&gen_arena, line, &t) != OK || field_read(&gen_arena, &t, &f) != OK)
            continue;
        assert(token_is_name(str_of(f.name)));
        assert(f.list_min >= 0 && f.list_min <= f.list_max);
        assert(f.type != FIELD_ENUM || f.of);
        assert(!f.n_from_args || f.from);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct str text = {n ? (const char *)data : "", n};
    jmp_buf trap;
    gen_trap = &trap;
    if (setjmp(trap) == 0)
        read_room(text);
    read_fields(text);
    arena_reset(&gen_arena);
    gen_forget_places();
    return 0;
}
