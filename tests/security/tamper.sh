#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A date is changed in the database by hand while the node is served: the pages of the office turn red, check names
# the row, rebuild restores it, the receipt holds all the while.  tamper.sh XIEZHI PACK VERIFIER
. "$(dirname "$0")/lib.sh"
verify=$3
make_node
serve '2026-03-02 09:00'

# alarm: does a page of the office tell of it?
alarm() {
    ask chief "$base/appeal/board"
    grep -aq 'x-alarm' "$work/body" && echo red || echo quiet
}
# wait_for WANTED: until the pages are so, a minute at most.
wait_for() {
    begun=$(date +%s)
    for try in $(seq 300); do
        [ "$(alarm)" = "$1" ] && break
        curl -s --noproxy '*' -m 1 -o /dev/null http://127.0.0.1:1/ # a moment
        sleep 0.2
    done
    took=$(($(date +%s) - begun))
}

file citizen -d '{"kind":"help","topic":"noise","words":"夜里施工"}'
is 'filed' 201 "$code"
track citizen "$no" "$view_code"
ask citizen "$base/receipt/$entry.tlog-proof"
cp "$work/body" "$work/receipt.tlog-proof"
login chief demo-chief-1
login clerk demo-clerk-1
is 'all is quiet' quiet "$(alarm)"
state=$(ls "$node"/state-*.db)
sqlite3 "$state" "update matter set due = due + 86400000 where id = $matter"
wait_for red
is 'the board turns red' red "$(alarm)"
[ "$took" -le 60 ] && is 'within a minute' yes yes || is 'within a minute' yes "$took s"
ask chief "$base/appeal/board"
has 'it names the row' "table matter, row id=$matter" "$work/body"
has 'and the column' 'due is' "$work/body"
ask citizen "$base/healthz"
is 'whoever watches the node hears it' '503 false' "$code $(field agrees)"
ask citizen "$base/"
lacks 'citizens are not told of it' 'x-alarm' "$work/body"
"$xiezhi" check "$node" >"$work/said" 2>&1
is 'check finds it as well' 1 $?
has 'and names it' "table matter, row id=$matter" "$work/said"
stop
"$xiezhi" check "$node" >"$work/said" 2>&1
is 'also when nothing runs' 1 $?
"$xiezhi" rebuild "$node" >"$work/said" 2>&1
is 'rebuilt' 0 $?
"$xiezhi" check "$node" >"$work/said" 2>&1
is 'all agrees again' 0 $?
"$xiezhi" export-ledger "$node" "$work/out" >/dev/null 2>&1
has 'that it was so stays in the ledger' "matter.$matter" "$work/out/tile/entries/000.p/"*
"$verify" receipt "$work/receipt.tlog-proof" --policy "$node/policy" >"$work/said" 2>&1
is 'the receipt that was handed out holds' 0 $?
serve '2026-03-02 09:10'
login chief demo-chief-1
wait_for quiet
is 'the board is as it was' quiet "$(alarm)"
finish
