#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What one may not see answers like what is not there, byte for byte but for the number that was asked:
# matters and their twins, operations, receipts, files.  absent.sh XIEZHI PACK
. "$(dirname "$0")/lib.sh"
make_node
serve '2026-03-02 09:00'

printf '%%PDF-1.4\nplans\n' >"$work/plan.pdf"
ask filer "$base/appeal/new"
ask filer -H "$own" -F _go=send -F "_key=$(key)" -F kind=help -F topic=noise -F words=x \
    -F "photo=@$work/plan.pdf" -F "_csrf=$(token /appeal/file)" "$base/appeal/file"
is 'a matter with a file' 303 "$code"
ask filer "$base/receipt"
hidden=$(grep -o '/appeal/[0-9][0-9]*' "$work/body" | head -n 1 | tr -dc 0-9)
ask filer "$base/appeal/$hidden?as=json"
entry=$(grep -o '"entry":[0-9]*' "$work/body" | head -n 1 | cut -d: -f2)
absent=$((hidden + 1000)) # numbers of as many digits: they stand in the answers
file_at=
for column in $(seq 0 40); do
    ask filer "$base/file/$(((entry << 24) | (column << 16)))"
    [ "$code" = 200 ] && file_at=$(((entry << 24) | (column << 16)))
done
for who in water:demo-water-1 chief:demo-chief-1 admin:demo-admin-1 env:demo-env-1; do
    login "${who%:*}" "${who#*:}"
done
# Somebody with codes of another matter; `file` sets `entry` anew.
filed=$entry
file none -d '{"kind":"help","topic":"noise","words":"y"}'
track other "$no" "$view_code"
ask stranger "$base/"

# plain NUMBER: the whole answer, without the moment, and in addresses the number asked as N (elsewhere
# its digits may stand in the log's name).
plain() {
    echo "$code"
    grep -v -i '^date:' "$work/head" | sed "s|/$1\\b|/N|g"
    sed "s|/$1\\b|/N|g" "$work/body"
}

# same WHAT WHO HIDDEN ABSENT ARGUMENT...: both addresses below $base, asked in the same way.
same() {
    what=$1 who=$2 one=$3 two=$4
    shift 4
    ask "$who" "$@" "$base$one"
    status=$code
    a=$(plain "$(printf %s "$one" | tr -dc 0-9)")
    ask "$who" "$@" "$base$two"
    is "$what, $who" "$a" "$(plain "$(printf %s "$two" | tr -dc 0-9)")"
    is "$what, $who: not there" 404 "$status"
}

json='Content-Type: application/json'
for who in stranger other water chief admin env; do
    ask "$who" "$base/" # cookies are set by now
    for twin in '' '?as=json' '?as=csv' '?live=head' '?lang=en'; do
        same "the page $twin" "$who" "/appeal/$hidden$twin" "/appeal/$absent$twin"
    done
    same 'a receipt' "$who" "/receipt/$filed.tlog-proof" "/receipt/$((filed + 8)).tlog-proof"
    same 'a file' "$who" "/file/$file_at" "/file/$((file_at + 1))" # it has no second file
    for op in answer dispatch rate nothing; do
        same "the operation $op" "$who" "/appeal/$hidden/$op" "/appeal/$absent/$op" -H "$own" -H "$json" \
            -H 'Idempotency-Key: absent-or-hidden-0001' \
            -d '{"words":"x","to":3,"urgent":"general","solved":true,"satisfied":3}'
    done
    # A form without a token is refused before anybody looks for the matter.
    ask "$who" -H "$own" -d words=x "$base/appeal/$hidden/answer"
    a=$(plain "$hidden")
    ask "$who" -H "$own" -d words=x "$base/appeal/$absent/answer"
    is "a form, $who" "$a" "$(plain "$absent")"
done
is 'the matter is there for whom it is' 200 "$(ask filer "$base/appeal/$hidden" && echo "$code")"
is 'and so is its receipt' 200 "$(ask filer "$base/receipt/$filed.tlog-proof" && echo "$code")"
finish
