#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Once a day the log says its root by SM3: as the outsider works it out, and as openssl does from the
# entries alone.  sm3.sh XIEZHI PACK VERIFY
. "$(dirname "$0")/../security/lib.sh"
verify=$3
make_node
roots() { "$xiezhi" export-ledger "$node" "$work/$1" >/dev/null && cat "$work/$1"/tile/entries/000.p/* | LC_ALL=C tr '{' '\n' | LC_ALL=C sed -n '/"fact":"core.sm3_root"/s/.*"root":"\([0-9a-f]*\)","size":\([0-9]*\).*/\2 \1/p'; }
file_one() {
    file citizen -d '{"kind":"help","topic":"noise","words":"text"}'
    is "$1" 201 "$code"
}
# passes FROM TO: serve until what follows from TO has been stated.
passes() {
    serve "$1"
    ask clock --data-urlencode "at=$2:00.000" -H "$own" "$base/test/clock"
    is "until $2" 200 "$code"
    stop
}
passes '2026-03-02 09:00' '2026-03-02 23:59'
is 'none on the first day' '' "$(roots first)"
passes '2026-03-03 00:30' '2026-03-03 00:31'
size=$(roots second | cut -d' ' -f1)
[ "${size:-0}" -gt 40 ] && is 'one on the second, of all entries before' yes yes || is 'one on the second' yes "$size"
passes '2026-03-04 00:30' '2026-03-05 00:31'
is 'none of days on which nothing was entered' "$size" "$(roots third | cut -d' ' -f1 | tr '\n' ' ' | sed 's/ $//')"
serve '2026-03-06 09:00'
file_one 'a request'
stop
passes '2026-03-06 09:01' '2026-03-07 00:01'
roots last >/dev/null
is 'again when something was' 2 "$(roots again | grep -c .)"
says 'the outsider works out the same' 0 '2 roots by SM3, all right' "$verify" ledger "$work/last" --policy "$node/policy" --sm3
says 'and says nothing of it unasked' 0 'signed only' "$verify" ledger "$work/last" --policy "$node/policy"
lacks 'nothing' 'SM3' "$work/said"
says 'tables agree' 0 'agree' "$xiezhi" check "$node"

# RFC 6962 with SM3, from the bundle's bytes, with nothing of ours.
sm3() { openssl dgst -sm3 -binary; }
cat "$work/last"/tile/entries/000.p/* >"$work/bundle"
mkdir "$work/leaf"
at=0 i=0 all=$(stat -c %s "$work/bundle")
while [ "$at" -lt "$all" ]; do
    n=$(od -An -j"$at" -N2 -tu1 "$work/bundle" | awk '{ print $1 * 256 + $2 }')
    { printf '\000'; tail -c "+$((at + 3))" "$work/bundle" | head -c "$n"; } | sm3 >"$work/leaf/$i"
    at=$((at + 2 + n)) i=$((i + 1))
done
tree() { # FROM N: the root of so many leaves, in a file whose name it prints
    [ "$2" = 1 ] && echo "$work/leaf/$1" && return
    k=1
    while [ $((k * 2)) -lt "$2" ]; do k=$((k * 2)); done
    # shellcheck disable=SC2046
    set -- "$1" "$2" "$k" $(tree "$1" "$k") $(tree $(($1 + k)) $(($2 - k)))
    { printf '\001'; cat "$4" "$5"; } | sm3 >"$work/node.$1.$2"
    echo "$work/node.$1.$2"
}
want=$(roots check | tail -n 1)
[ "${want% *}" -gt 40 ] || finish
is 'openssl works out the same' "${want#* }" "$(od -An -v -tx1 "$(tree 0 "${want% *}")" | tr -d ' \n')"
serve '2026-03-08 09:00'
finish
