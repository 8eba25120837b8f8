#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# go-log.sh: our log, read and checked by the libraries that others have published for such logs
# (golang.org/x/mod/sumdb/note and tlog).  A node with a witness takes ENTRIES (default 600) requests;
# export and receipts go to the Go program in go-log/, then again with one byte changed.  Needs Go and
# its module proxy; without, it says so.  Writes nothing but to its output.
command -v go >/dev/null || { echo 'skipped: there is no Go here'; exit 0; }
. "$(dirname "$0")/common.sh"
ENTRIES=${ENTRIES:-600} WITNESS_PORT=$((PORT + 1)) witness=

end_witness() {
    [ -z "$witness" ] || { kill "$witness" && wait "$witness"; } 2>/dev/null
    witness=
}
trap 'end_witness; end_all; rm -rf "$temp"' EXIT

go_log=$temp/go-log
(cd bench/go-log && go build -o "$go_log" .) || { echo 'skipped: the Go modules are not to be had'; exit 0; }
[ -x "$xiezhi" ] || build
node=$temp/node
"$xiezhi" init "$node" --demo >/dev/null || fail 'no node'
vkey=$("$xiezhi" witness init "$temp/witness" --name bench.invalid/witness | sed -n 's/^verifier key //p')
grep '^log ' "$node/policy" >>"$temp/witness/logs"
printf '%s\thttp://127.0.0.1:%s/\tprivate\n' "$vkey" "$WITNESS_PORT" >"$node/witnesses"
{ grep '^log ' "$node/policy"; echo "witness $vkey"; } >"$temp/policy"
"$xiezhi" witness "$temp/witness" --listen "127.0.0.1:$WITNESS_PORT" 2>"$temp/witness.log" &
witness=$!
"$xiezhi" serve "$node" --listen "127.0.0.1:$PORT" 2>"$temp/serve.log" &
served=$!
base=http://127.0.0.1:$PORT
wait_for "$base/healthz"

# file N: a request; its receipt goes to $temp/N.tlog-proof.
file() {
    curl -s -H "Idempotency-Key: go-log-0000000000-$1" -H 'Content-Type: application/json' -H "Origin: $base" \
        -d "{\"kind\":\"ask\",\"topic\":\"noise\",\"words\":\"go-log $1\"}" "$base/appeal/file" >"$temp/answer"
    grep -q '"receipt":"c2sp' "$temp/answer"
}
for _ in $(seq 200); do # until its witness was heard
    file 0 && break
    sleep 0.1
done
for n in $(seq "$ENTRIES"); do
    file "$n" || fail "request $n: $(cat "$temp/answer")"
done
printf '%s\n' "$(sed 's/.*"receipt":"\(c2sp[^"]*\)".*/\1/; s/\\n/\n/g' "$temp/answer")" >"$temp/last.tlog-proof"
sleep 3 # the newest head is offered to the witness within a second
kill "$served" && wait "$served"
served=
"$xiezhi" export-ledger "$node" "$temp/export" || fail 'no export'
sed '1,/^$/d' "$temp/last.tlog-proof" >"$temp/head"
cp "$temp/head" "$temp/export/checkpoint.$(sed -n 2p "$temp/head")"
"$go_log" "$temp/policy" "$temp/export" "$temp/last.tlog-proof" || fail 'Go refutes what should hold'
bundle=$temp/export/tile/entries/000
printf 'X' | dd of="$bundle" bs=1 seek=100 conv=notrunc 2>/dev/null
"$go_log" "$temp/policy" "$temp/export" && fail 'Go does not see the changed byte'
echo 'a changed byte is refuted'
