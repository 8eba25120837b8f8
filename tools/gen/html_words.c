// SPDX-License-Identifier: Apache-2.0
#include "html_words.h"

#include "base/utf8.h"

/* Is `name` one of the blank-separated words? */
static bool among(const char *words, struct str name)
{
    struct str rest = str_of(words);
    while (rest.n)
        if (str_eq(str_cut(rest, ' ', &rest), name))
            return true;
    return false;
}

bool html_words_element(struct str name)
{
    return html_words_void(name) ||
           among("a abbr address article aside b bdi bdo blockquote button caption cite code "
                 "colgroup data dd del details dfn div dl dt em fieldset figcaption figure footer "
                 "form g h1 h2 h3 h4 h5 h6 header i ins kbd label legend li main mark meter nav ol "
                 "optgroup option output p pre progress q rect rp rt ruby s samp section select "
                 "small "
                 "span strong sub summary sup svg table tbody td text textarea tfoot th thead time "
                 "tr u ul "
                 "var",
                 name);
}

bool html_words_void(struct str name)
{
    return among("br col hr img input wbr", name);
}

struct home {
    const char *element, *parents;
};

static const struct home homes[] = {
    {"li", "ul ol"},
    {"tr", "table thead tbody tfoot"},
    {"td", "tr"},
    {"th", "tr"},
    {"thead", "table"},
    {"tbody", "table"},
    {"tfoot", "table"},
    {"caption", "table"},
    {"colgroup", "table"},
    {"col", "colgroup"},
    {"dt", "dl div"},
    {"dd", "dl div"},
    {"option", "select optgroup"},
    {"summary", "details"},
    {"legend", "fieldset"},
    {"figcaption", "figure"},
};

bool html_words_fits(struct str name, struct str parent)
{
    for (size_t i = 0; i < sizeof homes / sizeof *homes; i++)
        if (str_is(name, homes[i].element))
            return among(homes[i].parents, parent);
    if (among("ul ol", parent))
        return false;
    return !among("table thead tbody tfoot tr dl select", parent) ||
           (str_is(parent, "select") && str_is(name, "optgroup")) ||
           (str_is(parent, "dl") && str_is(name, "div"));
}

bool html_words_ends_p(struct str name)
{
    return among("address article aside blockquote details div dl fieldset figcaption figure "
                 "footer form h1 h2 h3 h4 h5 h6 header hr main nav ol p pre section table ul",
                 name);
}

bool html_words_attribute(struct str name)
{
    return str_starts(name, S("aria-")) || str_starts(name, S("data-")) ||
           among("abbr action alt autocomplete checked class colspan datetime dir disabled "
                 "download focusable for headers height hidden high href id inputmode label lang "
                 "list low "
                 "max maxlength method min multiple name open optimum pattern placeholder "
                 "readonly rel required reversed role rowspan scope selected size src start step "
                 "tabindex target title type value viewbox width x y",
                 name);
}

bool html_words_address(struct str name)
{
    return among("href src action", name);
}

bool html_words_shown(struct str name)
{
    return among("abbr alt aria-description aria-label aria-placeholder aria-roledescription "
                 "aria-valuetext label placeholder title",
                 name);
}

static bool is_ascii_letter(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Signs, digits and blanks are the same in both languages; any other character is part of a word.
 */
static bool is_word(uint32_t c)
{
    if (c < 0x80)
        return is_ascii_letter(c);
    bool latin_sign = c <= 0xbf || c == 0xd7 || c == 0xf7;
    bool sign = c >= 0x2000 && c <= 0x2bff;
    bool chinese_sign = (c >= 0x3000 && c <= 0x3004) || (c >= 0x3008 && c <= 0x3020);
    bool wide_sign = (c >= 0xff01 && c <= 0xff20) || (c >= 0xff3b && c <= 0xff40) ||
                     (c >= 0xff5b && c <= 0xff65);
    return !latin_sign && !sign && !chinese_sign && !wide_sign;
}

struct str html_words_first(struct str text)
{
    size_t from = 0, at = 0;
    bool inside = false;
    while (at < text.n) {
        size_t before = at;
        uint32_t c = 0;
        bool word = utf8_next(text, &at, &c) != OK || is_word(c);
        if (at == before)
            at++;
        if (word && !inside)
            from = before;
        if (!word && inside)
            return str_part(text, from, before - from);
        inside = word;
    }
    return inside ? str_part(text, from, text.n - from) : (struct str){0};
}
