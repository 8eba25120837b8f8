// SPDX-License-Identifier: Apache-2.0
/* The bytes up to the first NUL are a table of zones, the rest a map: either is one or is not, and
 * of a map each line has its field, its fact, its place. */
#include "core/map.h"

#include "core/text.h"

#include <assert.h>

extern const struct room core_room, job_room, org_room, appeal_room;
static const struct room *const all_rooms[] = {&core_room, &job_room, &org_room, &appeal_room};
static const struct rooms rooms = {all_rooms, 4};

enum { ARENA_BYTES = 16 * 1024 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void look_at(const struct map *m)
{
    assert(m->n_acts && m->act[0].fact->makes && m->op && m->source.n && m->n_forms);
    for (size_t i = 0; i < m->n_acts; i++) {
        assert(m->act[i].first + m->act[i].n <= m->n_lines && m->act[i].at.n);
        for (size_t k = m->act[i].first; k < m->act[i].first + m->act[i].n; k++)
            assert(m->line[k].field && (m->line[k].from.n || m->line[k].fallback.n));
    }
    for (size_t i = 0; i < m->n_codes; i++)
        assert(str_eq(map_code_of(m, m->code[i].table, m->code[i].word), m->code[i].code));
}

/* Every wall clock of that zone names a moment that is read back, or says why not. */
static void turn(const struct zones *z)
{
    for (size_t i = 0; i < z->n; i++)
        for (int month = 1; month <= 12; month++) {
            struct civil wall = {z->rule[i].from, month, 8, 2, 30, 0, 0};
            int64_t at;
            enum status s = zone_moment(z, z->rule[i].zone, &wall, INT64_MIN, &at);
            assert(s == OK || s == BAD_INPUT);
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    struct buf why;
    struct tsv rows;
    struct zones zones = {NULL, 0};
    struct map *map;
    struct str rest, head = str_cut((struct str){(const char *)data, n}, 0, &rest);
    arena_init(&a, ARENA_BYTES);
    buf_init(&why, 1000);
    struct map_law law = {&rooms, &zones, text_rows, text_n_rows};
    if (tsv_init(&rows, head) == OK && zones_read(&a, &rows, &zones) == OK)
        turn(&zones);
    else
        zones.n = 0;
    map = ARENA_NEW(&a, struct map);
    if (map && rest.p && tsv_init(&rows, rest) == OK) {
        enum status s = map_read(&a, &law, &rows, map, &why);
        assert((s == OK) == (why.n == 0));
        if (s == OK)
            look_at(map);
    }
    buf_close(&why);
    arena_close(&a);
    return 0;
}
