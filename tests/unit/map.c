// SPDX-License-Identifier: Apache-2.0
/* Maps as somebody may write them: what is wrong, and in which line. */
#include "core/map.h"

#include "core/text.h"
#include "unit.h"

extern const struct room core_room, job_room, org_room, appeal_room;
static const struct room *const all_rooms[] = {&core_room, &job_room, &org_room, &appeal_room};
static const struct rooms rooms = {all_rooms, 4};

static struct arena arena;
static struct zones zones;
static struct map_law law;

static int begin(void **state)
{
    struct tsv rows;
    (void)state;
    arena_init(&arena, 64 << 20);
    law = (struct map_law){&rooms, &zones, text_rows, text_n_rows};
    return tsv_init(&rows, S("Asia/Shanghai\t1992\t*\t+08:00\t-\t-\t-\tx\n")) != OK ||
           zones_read(&arena, &rows, &zones) != OK;
}

static int end(void **state)
{
    (void)state;
    arena_close(&arena);
    return 0;
}

#define HEAD \
    "import\tappeal.take_over\nsource\tx\nzone\tAsia/Shanghai\ntime\tYYYY-MM-DD HH:mm\nkey\tNo\n"
#define FILED                                                                               \
    "filed.at\tMade\ttime\nfiled.kind\t-\tcode\thelp\nfiled.topic\tTopic\tcode(t)\tother\n" \
    "filed.words\tA | B\ttext\ncode\tt\tLoud\tnoise\ncode\tt\t*\tother\n"

static void faults(void **state)
{
    static const struct {
        const char *text, *why; /* a part of the sentence; NULL: it is a map */
        size_t line;
        const char *reason;
    } rows[] = {
        {HEAD FILED, NULL, 11, "the smallest map"},
        {"# a remark\n\n" HEAD FILED "filed.who.name\tName\ttext\nfiled.who.phone\tPhone\ttext\n",
         NULL, 15, "a group, remarks and empty lines"},
        {HEAD FILED "dispatched.at\tSent\ttime\ndispatched.to\tUnit\tunit\n"
                    "dispatched.urgent\t-\tcode\tgeneral\nwhen\tdispatched\tState\tsent | closed\n",
         NULL, 15, "what became of it, and when that holds"},
        {"", "a map needs import", 0, "nothing"},
        {HEAD, "a map needs import", 5, "no fact"},
        {"import\tappeal.file\n", "no operation that imports", 1, "an operation of people"},
        {"import\tappeal.nothing\n", "no operation that imports", 1, "none at all"},
        {"import\tappeal.take_over\nimport\tappeal.take_over\n", "twice", 2, "import twice"},
        {"import\n", "stands one cell", 1, "import of nothing"},
        {"source\tA b\n", "a source is named", 1, "a source with a blank"},
        {"zone\tEurope/Berlin\n", "zones.tsv has no zone", 1, "an unknown zone"},
        {"time\tYYYY-MM\n", "a moment is written", 1, "a form without a day"},
        {"time\tYYYY-MM-DD\ntime\tYYYY-MM-DD\ntime\tYYYY-MM-DD\ntime\tYYYY-MM-DD\ntime\tYYYY-MM-"
         "DD\n",
         "at most 4 forms", 5, "too many forms"},
        {"key\tA\nkey\tB\n", "twice", 2, "two keys"},
        {"skip\tA\n", "a condition is", 1, "a rule without words"},
        {"when\tfiled\tA\tb\n", "no line above says", 1, "a condition of what is not there"},
        {"code\tt\tx\n", "a code is", 1, "a code without code"},
        {"filed.at\tMade\ttime\n", "first stands which import", 1, "lines before the head"},
        {HEAD "file\tx\n", "is no line of a map", 6, "an unknown word"},
        {HEAD "rated.at\tMade\ttime\n", "nor a fact that appeal.take_over brings", 6,
         "a fact that no import may bring"},
        {HEAD "dispatched.at\tMade\ttime\n", "a row first makes its matter", 6, "no matter yet"},
        {HEAD "filed.kind\t-\tcode\thelp\n", "stand below filed.at", 6, "no time yet"},
        {HEAD "filed.at\tMade\ttext\n", "taken as time, without default", 6, "a time as text"},
        {HEAD "filed.at\t-\ttime\tnow\n", "taken as time, without default", 6,
         "a time from nowhere"},
        {HEAD "filed.at\tMade\n", "a line is", 6, "a line without how"},
        {HEAD "filed.at\tMade\tmoment\n", "as text, code, unit or time", 6, "an unknown how"},
        {HEAD "filed.at\tMade\ttime(x)\n", "time has no table", 6, "a table of times"},
        {HEAD "filed.at\tMade\ttime\nfiled.topic\tT\tcode(t\n", "in parentheses", 7, "an open one"},
        {HEAD "filed.at\tMade\ttime\nfiled.nothing\tT\ttext\n", "keeps no field nothing", 7,
         "no such field"},
        {HEAD "filed.at\tMade\ttime\nfiled.words\tT\tcode\n", "is not taken so", 7,
         "words as a code"},
        {HEAD "filed.at\tMade\ttime\nfiled.photo\tT\ttext\n", "is not taken so", 7, "a file"},
        {HEAD "filed.at\tMade\ttime\nfiled.words\t-\ttext\n", "there must be a default", 7,
         "from nowhere"},
        {HEAD "filed.at\tMade\ttime\nfiled.words\tA | | B\ttext\n", "a column has a name", 7,
         "an empty column"},
        {HEAD "filed.at\tMade\ttime\nfiled.words\tA|A|A|A|A|A|A|A|A\ttext\n", "at most 8 columns",
         7, "too many columns"},
        {HEAD FILED "filed.words\tA\ttext\n", "twice", 12, "a field twice"},
        {HEAD FILED "filed.at\tMade\ttime\n", "twice", 12, "a time twice"},
        {HEAD "filed.at\tMade\ttime\nfiled.words\tA\ttext\nfiled.topic\tT\tcode\n",
         "nothing is brought for filed.kind", 8, "a field that is always kept"},
        {HEAD FILED "code\tt\tLoud\twater\n", "says Loud twice", 12, "a word twice"},
        {HEAD FILED "code\tt\tx\tmoon\n", "gives moon, which is no code", 12,
         "a code that is none"},
        {HEAD "filed.at\tMade\ttime\nfiled.words\tA\ttext\nfiled.topic\tT\tcode(none)\n"
              "filed.kind\t-\tcode\thelp\n",
         "no codes of a table none", 9, "a table that is none"},
        {HEAD "filed.at\tMade\ttime\nfiled.words\tA\ttext\nfiled.topic\tT\tcode\n"
              "filed.kind\t-\tcode\tshout\n",
         "the default shout is no code", 9, "a default"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tsv t;
        struct map m;
        struct buf why;
        struct arena_mark mark = arena_mark(&arena);
        buf_init(&why, 1000);
        unit_equal(tsv_init(&t, str_of(rows[i].text)), OK, rows[i].reason);
        enum status s = map_read(&arena, &law, &t, &m, &why);
        bool said = !rows[i].why || str_find(buf_str(&why), str_of(rows[i].why)) < why.n;
        if (s != (rows[i].why ? BAD_INPUT : OK) || !said)
            fail_msg("%s: %s %.*s", rows[i].reason, status_name(s), STR_ARG(buf_str(&why)));
        unit_equal((int64_t)t.line, (int64_t)rows[i].line, rows[i].reason);
        buf_close(&why);
        arena_back(&arena, mark);
    }
}

static void words(void **state)
{
    static const struct {
        const char *table, *word, *code, *reason;
    } rows[] = {{"t", "Loud", "noise", "a word"},
                {"t", "loud", "other", "capitals count in values"},
                {"t", "", "other", "any other"},
                {"u", "Loud", NULL, "another table"}};
    static const struct {
        const char *heading, *column;
        bool same;
    } columns[] = {{"Unique Key", "Unique Key", true},  {"unique_key", "Unique Key", true},
                   {"UNIQUE KEY", "unique_key", true},  {"Unique Keys", "Unique Key", false},
                   {"Unique-Key", "Unique Key", false}, {"", "Unique Key", false}};
    struct tsv t;
    struct map m;
    struct buf why;
    (void)state;
    buf_init(&why, 1000);
    assert_int_equal(tsv_init(&t, S(HEAD FILED "skip\tA\tx | y\n")), OK);
    assert_int_equal(map_read(&arena, &law, &t, &m, &why), OK);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        unit_same(map_code_of(&m, str_of(rows[i].table), str_of(rows[i].word)),
                  str_of(rows[i].code), rows[i].reason);
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        unit_equal(map_is_column(str_of(columns[i].heading), str_of(columns[i].column)),
                   columns[i].same, columns[i].heading);
    assert_true(map_cond_has(&m.skip[0], S("x")) && map_cond_has(&m.skip[0], S("y")));
    assert_false(map_cond_has(&m.skip[0], S("x | y")) || map_cond_has(&m.skip[0], S("")));
    buf_close(&why);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(faults), cmocka_unit_test(words)};
    return cmocka_run_group_tests(tests, begin, end);
}
