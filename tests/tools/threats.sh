#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# threats.sh SOURCE TESTS: every row of docs/THREATS.md ends with tests that exist, or says "not stopped"
# or "not yet".  TESTS is what Meson knows of them, intro-tests.json.  Then faults are planted.
source=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
names=$work/names
tr ',' '\n' <"$2" | sed -n 's/.*"name": "\([^"]*\)".*/\1/p' >"$names"

# look FILE: what is wrong, a line each.
look() {
    awk -F'|' '/^\|/ && !/^\|---/ && !/^\| attacker / { print FNR "|" NF "|" $(NF - 1) }' "$1" |
        while IFS='|' read -r line columns last; do
            [ "$columns" = 6 ] || echo "THREATS.md:$line: a row has four columns"
            known=
            for name in $(printf %s "$last" | grep -o '`[^`]*`' | tr -d '\140'); do
                if grep -Fqx -- "$name" "$names" || [ -e "$source/tests/$name.e2e.mjs" ] ||
                    { [ "${name#fuzz/}" != "$name" ] && [ -e "$source/tests/$name.c" ]; }; then
                    known=1
                else
                    case $name in
                    */* | outsider) echo "THREATS.md:$line: there is no test $name" ;;
                    esac
                fi
            done
            [ -n "$known" ] || case $last in
            *'not stopped'* | *'not yet'*) ;;
            *) echo "THREATS.md:$line: names no test and does not say not stopped or not yet" ;;
            esac
        done
}

n=0 bad=0
is() { # WHAT WANTED GOT
    n=$((n + 1))
    if [ "$2" = "$3" ]; then echo "ok $n - $1"; else bad=1 && echo "not ok $n - $1: $3"; fi
}
is 'every row of docs/THREATS.md' '' "$(look "$source/docs/THREATS.md")"
rows=$(grep -c '^| [a-z]' "$source/docs/THREATS.md")
is 'there are rows' yes "$([ "$rows" -gt 40 ] && echo yes)"
head='| attacker | gains | rule | seen by |
|---|---|---|---|'
plant() { # ROW: what is said of it
    printf '%s\n%s\n' "$head" "$1" >"$work/THREATS.md"
    look "$work/THREATS.md"
}
is 'a test that is not there' 'THREATS.md:3: there is no test unit/nothing' \
    "$(plant '| a | b | c | `unit/nothing`, `unit/json` |')"
is 'no test and no word' 'THREATS.md:3: names no test and does not say not stopped or not yet' \
    "$(plant '| a | b | c | by reading `src` |')"
is 'a column less' 'THREATS.md:3: a row has four columns' "$(plant '| a | b | `unit/json` |')"
is 'a good row' '' "$(plant '| a | b | c | `unit/json` |')"
is 'one that is open' '' "$(plant '| a | b | c | not stopped |')"
echo "1..$n"
exit $bad
