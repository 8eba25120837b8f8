// SPDX-License-Identifier: Apache-2.0
/* What the check of a publication finds, and what it leaves alone. */
#include "core/public/scan.h"

#include "unit.h"

static const char *const leak[] = {NULL, "idcard", "phone", "card", "name", "address", "secret"};

/* "phone@3+11": what, from which character, how many. */
static void found_in(const char *text, char *to, size_t room)
{
    static const struct str name[] = {S("\xe7\x8e\x8b\xe5\xb0\x8f\xe6\x9f\x90")};
    static const struct str place[] = {S("\xe9\x87\x91\xe9\x9b\x80\xe8\x8a\xb1\xe8\xb7\xaf"
                                         "9\xe5\x8f\xb7")};
    static const struct public_known known = {name, place, 1, 1};
    struct public_hit hit[PUBLIC_HITS_MAX];
    size_t n = public_scan(str_of(text), &known, hit), at = 0;
    *to = 0;
    for (size_t i = 0; i < n; i++)
        at += (size_t)snprintf(to + at, room - at, "%s%s@%zu+%zu", i ? " " : "", leak[hit[i].what],
                               hit[i].place, hit[i].size);
}

static void each_kind_is_found_and_no_more(void **state)
{
    static const struct {
        const char *text, *found, *why;
    } row[] = {
        {"\xe5\x85\xac\xe6\xb0\x91\xe8\xba\xab\xe4\xbb\xbd\xe5\x8f\xb7\xe7\xa0\x81"
         "210000190001010016\xe3\x80\x82",
         "idcard@7+18", "a valid citizen number"},
        {"21000019000101018x", "idcard@1+18", "the check character in small"},
        {"\xef\xbc\x92\xef\xbc\x91\xef\xbc\x90\xef\xbc\x90\xef\xbc\x90\xef\xbc\x90\xef\xbc\x91\xef"
         "\xbc\x99\xef\xbc\x90\xef\xbc\x90\xef\xbc\x90\xef\xbc\x91\xef\xbc\x90\xef\xbc\x91\xef\xbc"
         "\x90\xef\xbc\x90\xef\xbc\x91\xef\xbc\x96",
         "idcard@1+18", "full width"},
        {"210000 19000101 0016", "idcard@1+20", "in groups"},
        {"210000190001010017", "", "a wrong check character"},
        {"210202190013290009", "", "no such month"},
        {"\xe7\x94\xb5\xe8\xaf\x9d"
         "13800000000\xef\xbc\x8c\xe8\xb0\xa2\xe8\xb0\xa2",
         "phone@3+11", "a mobile"},
        {"138-0000-0000", "phone@1+13", "in groups"},
        {"+8613800000000", "phone@2+13", "with the country"},
        {"2026\xe5\xb9\xb4\xe7\xac\xac"
         "13800000000\xe5\x8f\xb7",
         "phone@7+11", "seven characters before it"},
        {"12345", "", "the hotline"},
        {"024-12345678", "", "an office's own telephone"},
        {"21380000000012", "", "part of a longer number"},
        {"2026-03-02 09:00", "", "a day"},
        {"12800000000", "", "no mobile begins so"},
        {"\xe5\x8d\xa1\xe5\x8f\xb7"
         "6222 0212 3456 7890 128",
         "card@3+23", "a card in groups"},
        {"4111111111111111", "card@1+16", "a card"},
        {"4111111111111112", "", "a wrong check digit"},
        {"91210000MA0000007X", "", "a company's code"},
        {"2222222222222224", "", "no bank's card begins so"},
        {"\xe7\xbb\x8f\xe6\x9f\xa5\xef\xbc\x8c\xe7\x8e\x8b\xe5\xb0\x8f\xe6\x9f\x90\xe5\x8f\x8d\xe6"
         "\x98\xa0\xe7\x9a\x84\xe9\x97\xae\xe9\xa2\x98\xe5\xb1\x9e\xe5\xae\x9e",
         "name@4+3", "the party"},
        {"\xe7\x8e\x8b \xe5\xb0\x8f \xe6\x9f\x90\xe5\x8f\x8d\xe6\x98\xa0", "name@1+5",
         "with blanks"},
        {"\xe7\x8e\x8b\xe5\xb0\x8f\xe6\x98\x8e", "", "somebody else"},
        {"\xe9\x87\x91\xe9\x9b\x80\xe8\x8a\xb1\xe8\xb7\xaf"
         "9\xe5\x8f\xb7\xe9\x99\x84\xe8\xbf\x91",
         "address@1+6", "a place that the party named"},
        {"\xe4\xbd\x8f"
         "3\xe5\x8d\x95\xe5\x85\x83"
         "201\xe5\xae\xa4",
         "address@2+7", "a flat"},
        {"5\xe5\x8f\xb7\xe6\xa5\xbc"
         "2\xe5\x8d\x95\xe5\x85\x83"
         "11\xe6\x88\xb7",
         "address@1+9", "a flat in a house"},
        {"\xe5\x9c\xa8"
         "501\xe5\xae\xa4\xe5\x8a\x9e\xe5\x85\xac",
         "", "a room alone"},
        {"\xe5\xbb\xba\xe8\xae\xbe"
         "12\xe5\x8f\xb7\xe6\xa5\xbc",
         "", "a house alone"},
        {"\xe6\x9c\xba\xe5\xaf\x86\xe2\x98\x85"
         "10\xe5\xb9\xb4",
         "secret@1+3", "a mark"},
        {"\xe7\xbb\x9d\xe5\xaf\x86 \xe2\x98\x85", "secret@1+4", "with a blank"},
        {"\xe7\xa7\x98\xe5\xaf\x86\n\xe5\x85\xb3\xe4\xba\x8e", "secret@1+2", "alone on its line"},
        {"\xe5\x95\x86\xe4\xb8\x9a\xe7\xa7\x98\xe5\xaf\x86\xe3\x80\x81\xe5\x9b\xbd\xe5\xae\xb6\xe7"
         "\xa7\x98\xe5\xaf\x86\xe4\xb8\x8d\xe4\xba\x88\xe5\x85\xac\xe5\xbc\x80",
         "", "spoken of"},
        {"\xe6\x9c\xba\xe5\xaf\x86", "secret@1+2", "alone"},
        {"", "", "nothing"},
        {"\xe5\xb7\xb2\xe4\xba\x8e"
         "3\xe6\x9c\x88"
         "2\xe6\x97\xa5\xe5\x81\x9c\xe5\xb7\xa5\xef\xbc\x8c\xe7\xbd\x9a\xe6\xac\xbe"
         "20000\xe5\x85\x83\xe3\x80\x82",
         "", "an answer as it should be"},
        {"\xe7\x94\xb2"
         "13800000000\xe4\xb9\x99"
         "13900000000",
         "phone@2+11 phone@14+11", "two"},
    };
    char found[400];
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        found_in(row[i].text, found, sizeof found);
        unit_same(str_of(found), str_of(row[i].found), row[i].why);
    }
}

static void what_is_too_much_is_cut(void **state)
{
    static char text[PUBLIC_HITS_MAX * 24 + 1];
    struct public_hit hit[PUBLIC_HITS_MAX];
    struct public_known known = {.n_names = 0};
    (void)state;
    for (int i = 0; i < PUBLIC_HITS_MAX * 2; i++)
        memcpy(text + (size_t)i * 12, "13800000000 ", 12);
    size_t n = public_scan(str_of(text), &known, hit);
    unit_equal((int64_t)n, PUBLIC_HITS_MAX, "no more than there is room for");
    for (size_t i = 1; i < n; i++)
        unit_equal(hit[i].place > hit[i - 1].place, 1, "in the order of their places");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_is_found_and_no_more),
        cmocka_unit_test(what_is_too_much_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
