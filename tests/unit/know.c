// SPDX-License-Identifier: Apache-2.0
/* A small node with one request against the building office, dispatched to the environment office:
 * who may know what of it, in single values, in lists, with a view code, with a session. */
#include "unit.h"

#include "appeal.gen.h"
#include "core.gen.h"
#include "core/code.h"
#include "core/core_open.h"
#include "core/ledger.h"
#include "core/party.h"
#include "core/read.h"
#include "core/read_record.h"
#include "core/session.h"
#include "core/terms.h"
#include "crypt/crypt.h"
#include "main/processes.h"
#include "org.gen.h"
#include "sql.gen.h"

#include "base/base64.h"

#include <stdlib.h>
#include <unistd.h>

enum { CITY = 1, ENV, BUILD, HOTLINE };

static const char *const none[] = {NULL}, *const intake[] = {"intake", NULL};
static const char *const officer[] = {"officer", NULL}, *const supervisor[] = {"supervisor", NULL};

static const int64_t opened = 1772413200000; /* 2026-03-02 09:00 in Beijing */

static struct node_files node;
static struct arena arena;
static struct terms terms;
static int64_t matter, second_matter, called_in;
static struct code view, secret;
static struct str cookie;

/* ---- the story ----------------------------------------------------------------------------- */

static enum status open_units(struct ctx *c)
{
    static const struct org_unit_opened units[] = {
        {{CITY}, {"210100", 6}, {0}, false, .kind = {"department", 10}},
        {{ENV}, {"env", 3}, {CITY}, true, .kind = {"department", 10}},
        {{BUILD}, {"build", 5}, {CITY}, true, .kind = {"department", 10}},
        {{HOTLINE}, {"12345", 5}, {CITY}, false, .kind = {"department", 10}},
    };
    for (size_t i = 0; i < 4; i++)
        TRY(fact_state(c, &org_unit_opened_fact, 0, &units[i]));
    struct org_post_id id = {ledger_new_matter(c->ledger)};
    struct org_post_asked asked = {.account = {5}, .unit = {ENV}, .role = S("officer")};
    struct org_post_given given = {
        .account = {5}, .unit = {ENV}, .role = S("officer"), .since = c->now};
    TRY(org_state_post_asked(c, id, &asked));
    return org_state_post_given(c, id, &given);
}

static enum status file_one(struct ctx *c, int64_t id, const char *words, int64_t about)
{
    static struct appeal_filed_who who = {{"Wang", 4}, {"13800000000", 11}};
    static struct appeal_filed_claim claims[] = {{{"stop it", 7}}, {{"say sorry", 9}}};
    struct appeal_filed f = {.kind = APPEAL_KIND_COMPLAIN,
                             .topic = S("noise"),
                             .about = {about},
                             .words = str_of(words),
                             .claim = {claims, 2},
                             .who = {&who, 1}};
    return appeal_state_filed(c, (struct appeal_id){id}, &f);
}

static enum status append(struct ctx *c, const struct code_hashes *codes)
{
    struct list appended;
    TRY(ledger_append(c->ledger, c, codes, &appended));
    ledger_drop(c->ledger);
    return OK;
}

static struct str str_of_hash(const struct hash *h)
{
    return (struct str){(const char *)h->b, sizeof h->b};
}

static enum status keep_session(struct ctx *c)
{
    uint8_t bytes[32] = {4};
    struct str part[] = {{"xiezhi/session", 15}, {(const char *)bytes, 32}};
    struct hash id = crypt_sha256_parts(part, 2);
    struct buf text;
    buf_init(&text, 64);
    base64url_put(&text, bytes, sizeof bytes);
    enum status s = arena_copy(&arena, buf_str(&text), &cookie);
    buf_close(&text);
    TRY(s);
    static const struct str logins[] = {{"a", 1}, {"b", 1}, {"c", 1}, {"d", 1}, {"e", 1}};
    for (int i = 0; i < 5; i++)
        TRY(session_add_account_exec(c->db, (struct matter_id){i + 1}, logins[i], S("Li"), S("x")));
    struct list posts;
    TRY(org_posts_many(c->db, (struct org_account_id){5}, c->now, &posts, c->arena));
    assert_int_equal(posts.n, 1);
    struct org_post_id post = ((struct org_posts *)posts.at)->post;
    return session_add_exec(c->db, str_of_hash(&id), (struct matter_id){5},
                            (struct matter_id){post.v}, opened, opened + 1000);
}

static enum status tell_story(struct ctx *c, void *of)
{
    (void)of;
    c->ledger->terms = &terms;
    TRY(open_units(c));
    TRY(append(c, NULL));
    matter = ledger_new_matter(c->ledger);
    struct hash v = code_hash_view(&view), s = code_hash_secret(&view, &secret);
    struct code_hashes codes = {str_of_hash(&v), str_of_hash(&s)};
    struct appeal_dispatched to_env = {.to = {ENV}, .urgent = APPEAL_URGENT_GENERAL};
    TRY(file_one(c, matter, "too loud", BUILD));
    TRY(append(c, &codes));
    c->who.office = (struct unit_id){HOTLINE};
    c->who.person = (struct person_id){9};
    TRY(appeal_state_dispatched(c, (struct appeal_id){matter}, &to_env));
    TRY(append(c, NULL));
    c->who = (struct who){.person = {77}, .roles = none};
    second_matter = ledger_new_matter(c->ledger);
    TRY(file_one(c, second_matter, "dark", 0));
    TRY(append(c, NULL));
    c->who.office = (struct unit_id){HOTLINE};
    called_in = ledger_new_matter(c->ledger);
    TRY(file_one(c, called_in, "told by telephone", 0));
    TRY(append(c, NULL));
    return keep_session(c);
}

static int open_world(void **state)
{
    static char folder[] = "/tmp/xiezhi-know-XXXXXX";
    static struct core_options o = {.rooms = &main_rooms, .signer_fd = -1};
    struct node_settings settings = {210000, S("test.example/log"), opened, NULL};
    struct tsv rows;
    (void)state;
    arena_init(&arena, 64 << 20);
    o.folder = mkdtemp(folder);
    o.sql = sql_statements;
    o.n_sql = sql_n_statements;
    view = code_derive((struct hash){{1}}, CODE_VIEW, S("v"), S("k"));
    secret = code_derive((struct hash){{1}}, CODE_SECRET, S("v"), S("k"));
    if (crypt_init() != OK ||
        tsv_init(&rows, S("APP-04\t*\t5\tdays\ts\nHOT-02\t*\t24\thours\ts\n"
                          "HOT-03\t*\t7\tdays\ts\nHOT-05\t*\t1\tdays\ts\n")) != OK ||
        terms_read(&arena, &rows, &terms) != OK ||
        core_make(&o, &settings, &(struct buf){0}) != OK ||
        core_seed(&o, opened, tell_story, NULL) != OK)
        return 1;
    return node_open(&node, &o, STORE_READER, NULL, NULL) == OK ? 0 : 1;
}

static int close_world(void **state)
{
    char rm[256];
    (void)state;
    snprintf(rm, sizeof rm, "rm -r %s", node.options.folder);
    node_close(&node);
    arena_close(&arena);
    return system(rm);
}

static struct ctx reader(struct who who)
{
    if (!who.roles)
        who.roles = none;
    return (struct ctx){
        .db = node.db, .rooms = &main_rooms, .arena = &arena, .who = who, .now = opened + 10};
}

/* ---- single values ------------------------------------------------------------------------- */

static void values_are_shown_to_their_circle(void **state)
{
    struct who bearer = {.matter = matter};
    struct {
        struct who who;
        enum reveal words, name;
        const char *reason;
    } rows[] = {
        {{.office = {HOTLINE}, .roles = intake}, REVEAL_SHOWN, REVEAL_SHOWN, "intake"},
        {{.office = {BUILD}, .roles = intake},
         REVEAL_SHOWN,
         REVEAL_HIDDEN,
         "intake posted in the unit complained about"},
        {{.office = {ENV}, .roles = officer},
         REVEAL_SHOWN,
         REVEAL_HIDDEN,
         "the office that answers"},
        {{.office = {BUILD}, .roles = officer}, REVEAL_HIDDEN, REVEAL_HIDDEN, "another office"},
        {{.office = {CITY}, .roles = supervisor},
         REVEAL_SHOWN,
         REVEAL_HIDDEN,
         "a supervisor above"},
        {{.office = {HOTLINE}, .roles = supervisor}, REVEAL_HIDDEN, REVEAL_HIDDEN, "one beside"},
        {{.office = {ENV}, .roles = supervisor}, REVEAL_HIDDEN, REVEAL_HIDDEN, "one not above"},
        {{.office = {ENV}, .roles = none}, REVEAL_HIDDEN, REVEAL_HIDDEN, "no role in that office"},
        {bearer, REVEAL_SHOWN, REVEAL_SHOWN, "who holds the view code"},
        {{.matter = 1}, REVEAL_HIDDEN, REVEAL_HIDDEN, "who holds another's"},
        {{.person = {0}}, REVEAL_HIDDEN, REVEAL_HIDDEN, "nobody"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ctx c = reader(rows[i].who);
        struct appeal_by_id a;
        struct revealed words, name;
        assert_int_equal(appeal_by_id_one(c.db, (struct appeal_id){matter}, &a, c.arena), OK);
        assert_int_equal(reveal(&c, a.words, &words), OK);
        assert_int_equal(reveal(&c, a.name, &name), OK);
        unit_equal(words.how, rows[i].words, rows[i].reason);
        unit_equal(name.how, rows[i].name, rows[i].reason);
        if (words.how == REVEAL_SHOWN)
            unit_same(json_text(words.value), S("too loud"), rows[i].reason);
        if (name.how == REVEAL_SHOWN)
            unit_same(json_text(name.value), S("Wang"), rows[i].reason);
    }
}

static void items_are_picked(void **state)
{
    struct ctx c = reader((struct who){.matter = matter});
    static const char *const wanted[] = {"stop it", "say sorry"};
    struct list claims;
    struct revealed r;
    (void)state;
    assert_int_equal(appeal_claims_many(c.db, (struct appeal_id){matter}, &claims, c.arena), OK);
    assert_int_equal(claims.n, 2);
    const struct appeal_claims *row = claims.at;
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(reveal(&c, row[i].words, &r), OK);
        unit_same(json_text(r.value), str_of(wanted[i]), "one record of a group");
    }
    assert_int_equal(reveal(&c, (struct veiled){row[1].words.v + 1}, &r), NOT_FOUND);
    assert_int_equal(reveal(&c, (struct veiled){0}, &r), NOT_FOUND);
    assert_int_equal(reveal(&c, (struct veiled){1LL << 40}, &r), NOT_FOUND);
    assert_int_equal(reveal(&c, (struct veiled){row[0].words.v & ~0xffffffLL}, &r), NOT_FOUND);
}

static void who_filed_with_an_account_is_the_party(void **state)
{
    struct party party = {.kind = PARTY_SEAT, .seat = "party"};
    struct ctx filer = reader((struct who){.person = {77}}),
               other = reader((struct who){.person = {78}});
    struct matter_row m;
    bool is = true;
    (void)state;
    assert_int_equal(matter_read(&filer, second_matter, &m), OK);
    assert_int_equal(party_allows_one(&other, &party, &m), REFUSED);
    assert_int_equal(party_is_author(&filer, (struct entry_id){m.last}, &is), OK);
    assert_true(is);
    assert_int_equal(party_is_author(&other, (struct entry_id){m.last}, &is), OK);
    assert_false(is);
    assert_int_equal(party_allows_one(&filer, &party, &m), OK);
    assert_int_equal(matter_read(&filer, called_in, &m), OK);
    assert_int_equal(party_allows_one(&filer, &party, &m), REFUSED); /* for his office he is none */
}

/* ---- what must be recorded ----------------------------------------------------------------- */

/* What of the first matter is shown to him, and what is noted of it. */
static void look(struct ctx *c, int64_t of, enum reveal wanted, const char *fields,
                 const char *reason)
{
    struct appeal_by_id a;
    struct revealed words, name;
    struct read_call call;
    struct buf all;
    assert_int_equal(appeal_by_id_one(c->db, (struct appeal_id){of}, &a, c->arena), OK);
    assert_int_equal(reveal(c, a.words, &words), OK);
    assert_int_equal(reveal(c, a.words, &words), OK);
    assert_int_equal(reveal(c, a.name, &name), OK);
    unit_equal(words.how, wanted, reason);
    if (!c->reads)
        return;
    buf_init(&all, 1000);
    assert_int_equal(reads_make(c, c->reads, &call), OK);
    for (size_t i = 0; i < call.n; i++) {
        struct str rest, one = call.row[i].fields;
        str_cut(one, ':', &rest); /* which entry, the story says */
        buf_put(&all, rest);
        unit_equal(call.row[i].matter, of, reason);
    }
    unit_same(all.n ? buf_str(&all) : S(""), str_of(fields), reason);
    buf_close(&all);
    reads_close(c->reads);
}

static void what_accounts_are_shown_is_noted(void **state)
{
    static const char all[] = "appeal.filed:words,who.name";
    struct {
        struct who who;
        int64_t of;
        const char *fields, *reason;
    } rows[] = {
        {{.person = {9}, .office = {HOTLINE}, .roles = intake}, matter, all, "intake"},
        {{.person = {9}, .office = {ENV}, .roles = officer},
         matter,
         "appeal.filed:words",
         "what was hidden from him is not noted"},
        {{.person = {9}, .office = {CITY}, .roles = supervisor},
         matter,
         "appeal.filed:words",
         "a supervisor too"},
        {{.matter = matter}, matter, "", "the party with its code"},
        {{.person = {77}}, second_matter, "", "the party with its account"},
        {{.person = {77}, .office = {HOTLINE}, .roles = intake},
         second_matter,
         all,
         "a party whom an office lets in too reads for the office"},
        {{.person = {9}, .office = {HOTLINE}, .roles = intake, .matter = matter},
         matter,
         all,
         "an office that holds the code too"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct reads reads = {0};
        struct ctx c = reader(rows[i].who);
        c.reads = &reads;
        look(&c, rows[i].of, REVEAL_SHOWN, rows[i].fields, rows[i].reason);
        bool must = rows[i].fields[0];
        c.reads = NULL;
        look(&c, rows[i].of, must ? REVEAL_HIDDEN : REVEAL_SHOWN, "", "where nobody takes notes");
    }
}

static void looking_for_words_is_not_noted(void **state)
{
    struct reads reads = {0};
    struct ctx c = reader((struct who){.person = {9}, .office = {HOTLINE}, .roles = intake});
    struct appeal_by_id a;
    struct revealed r;
    (void)state;
    c.reads = &reads;
    assert_int_equal(appeal_by_id_one(c.db, (struct appeal_id){matter}, &a, c.arena), OK);
    assert_int_equal(reveal_unseen(&c, a.words, &r), OK);
    assert_int_equal(r.how, REVEAL_SHOWN);
    assert_false(reads_any(&reads));
}

/* ---- lists --------------------------------------------------------------------------------- */

static int64_t listed(struct who who, struct str topic, int64_t *ret_first)
{
    struct ctx c = reader(who);
    struct str filters[] = {topic, {NULL, 0}};
    struct list_ask ask = {.filter = filters, .n_filters = 2, .n_rows = 1};
    struct rows rows;
    int scope, n = 0;
    if (query_scope(&c, &appeal_desk_query, &appeal_desk_page.by, &scope) != OK)
        return -1;
    *ret_first = 0;
    do {
        assert_int_equal(appeal_desk_list(&c, scope, &ask, &rows), OK);
        if (n == 0 && rows.n)
            *ret_first = ((struct appeal_desk *)rows.at)->id.v;
        n += (int)rows.n;
        ask.after = rows.next;
    } while (rows.next.p);
    unit_equal(n, rows.total, "pages of one row and the total agree");
    return n;
}

static void lists_are_cut_to_their_reader(void **state)
{
    struct {
        struct who who;
        struct str topic;
        int64_t n;
        const char *reason;
    } rows[] = {
        {{.office = {HOTLINE}, .roles = intake}, {NULL, 0}, 3, "intake sees all"},
        {{.office = {HOTLINE}, .roles = intake}, S("noise"), 3, "of that topic"},
        {{.office = {HOTLINE}, .roles = intake}, S("light"), 0, "of another"},
        {{.office = {ENV}, .roles = officer}, {NULL, 0}, 1, "an officer what lies with his office"},
        {{.office = {BUILD}, .roles = officer}, {NULL, 0}, 0, "another office nothing"},
        {{.person = {0}}, {NULL, 0}, -1, "nobody is let in"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t first = 0;
        unit_equal(listed(rows[i].who, rows[i].topic, &first), rows[i].n, rows[i].reason);
        if (rows[i].n == 1)
            unit_equal(first, matter, rows[i].reason);
    }
}

static void wrong_questions_are_refused(void **state)
{
    struct ctx c = reader((struct who){.office = {HOTLINE}, .roles = intake});
    struct str filters[] = {{NULL, 0}, S("nostage")};
    struct list_ask ask = {.filter = filters, .n_filters = 2, .n_rows = 10};
    struct rows rows;
    int scope;
    (void)state;
    assert_int_equal(query_scope(&c, &appeal_desk_query, &appeal_desk_page.by, &scope), OK);
    assert_int_equal(appeal_desk_list(&c, scope, &ask, &rows), BAD_INPUT);
    filters[1] = (struct str){NULL, 0};
    static const char *const keys[] = {"", "x", "1", "1.x", "1.2.3"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        ask.after = str_of(keys[i]);
        unit_equal(appeal_desk_list(&c, scope, &ask, &rows), BAD_INPUT, keys[i]);
    }
    ask = (struct list_ask){.filter = filters, .n_filters = 2, .n_rows = 10, .sort = 7};
    assert_int_equal(appeal_desk_list(&c, scope, &ask, &rows), BAD_INPUT);
}

/* ---- codes and sessions -------------------------------------------------------------------- */

static void codes_open_their_matter(void **state)
{
    struct code other = code_derive((struct hash){{2}}, CODE_VIEW, S("v"), S("k"));
    struct ctx c = reader((struct who){.matter = 0});
    char room[3][CODE_TEXT_BYTES];
    struct str v = code_put(&view, room[0]), s = code_put(&secret, room[1]),
               o = code_put(&other, room[2]);
    struct matter_row m, second;
    int64_t found = 0;
    bool has_secret = true;
    (void)state;
    assert_int_equal(matter_read(&c, matter, &m), OK);
    assert_int_equal(matter_read(&c, second_matter, &second), OK);
    assert_int_equal(code_check(&c, m.no, v, (struct str){NULL, 0}, &found, &has_secret), OK);
    assert_true(found == matter && !has_secret);
    assert_int_equal(code_check(&c, m.no, v, s, &found, &has_secret), OK);
    assert_true(has_secret);
    assert_int_equal(code_check(&c, m.no, v, o, &found, &has_secret), OK);
    assert_false(has_secret);
    assert_int_equal(code_check(&c, m.no, o, s, &found, &has_secret), REFUSED);
    assert_int_equal(code_check(&c, m.no, S(""), s, &found, &has_secret), REFUSED);
    assert_int_equal(code_check(&c, second.no, v, s, &found, &has_secret), REFUSED);
    assert_int_equal(code_check(&c, S("1"), v, s, &found, &has_secret), REFUSED);
}

static void cookies_say_who_sits_there(void **state)
{
    struct ctx c = reader((struct who){.matter = 0});
    struct who who;
    struct str name;
    (void)state;
    assert_int_equal(session_who(&c, cookie, &who, &name), OK);
    assert_true(who.person.v == 5 && who.office.v == ENV && who_has_role(&who, "officer"));
    unit_same(name, S("Li"), "his name");
    static const struct str strange[] = {{NULL, 0}, {"", 0}, {"abc", 3}, {"BAAA", 4}};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(session_who(&c, strange[i], &who, &name), OK);
        assert_true(who.person.v == 0 && !who.roles[0] && !name.p);
    }
    c.now = opened + 1000;
    assert_int_equal(session_who(&c, cookie, &who, &name), OK);
    assert_int_equal(who.person.v, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_shown_to_their_circle),
        cmocka_unit_test(items_are_picked),
        cmocka_unit_test(what_accounts_are_shown_is_noted),
        cmocka_unit_test(looking_for_words_is_not_noted),
        cmocka_unit_test(who_filed_with_an_account_is_the_party),
        cmocka_unit_test(lists_are_cut_to_their_reader),
        cmocka_unit_test(wrong_questions_are_refused),
        cmocka_unit_test(codes_open_their_matter),
        cmocka_unit_test(cookies_say_who_sits_there),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
