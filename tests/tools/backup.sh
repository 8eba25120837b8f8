#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A node is copied while people file; the copy is whole, and stands in for a node that is lost.
# backup.sh XIEZHI PACK VERIFY
. "$(dirname "$0")/../security/lib.sh"
verify=$3
request='{"kind":"complain","topic":"noise","words":"夜里施工很吵","who":{"name":"王某","phone":"13800000000"}}'

# ---- what cannot be copied ----
says 'a folder without a node' 1 'there is no such folder' "$xiezhi" backup "$work/none" "$work/copy"
make_node
mkdir "$work/full" && echo hello >"$work/full/letter"
says 'a folder with something in it' 1 'the folder is not empty' "$xiezhi" backup "$node" "$work/full"
is 'which stays as it was' letter "$(ls "$work/full")"
mv "$node/policy" "$work/policy"
says 'a node without its policy' 1 'policy is missing' "$xiezhi" backup "$node" "$work/copy"
is 'and nothing is left of the copy' absent "$([ -e "$work/copy" ] && echo there || echo absent)"
mv "$work/policy" "$node/policy"

# ---- while people file ----
serve '2026-03-02 09:00'
file citizen -d "$request"
is 'a request before' 201 "$code"
printf '%%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%%%EOF\n' >"$work/paper.pdf"
ask b "$base/appeal/new"
ask b -H "$own" -H 'Accept: application/json' -F _go=send -F "_key=$(key)" -F kind=help -F topic=noise -F words=text \
    -F "photo=@$work/paper.pdf" -F "_csrf=$(token /appeal/file)" "$base/appeal/file"
is 'and one with a file' 201 "$code"
: >"$work/going"
: >"$work/filed"
(
    while [ -e "$work/going" ]; do
        curl -s --noproxy '*' -o /dev/null -w '%{http_code}\n' -H "Idempotency-Key: $(key)" \
            -H 'Content-Type: application/json' -d "$request" "$base/appeal/file"
    done >"$work/filed"
) &
filing=$!
until [ "$(wc -l <"$work/filed")" -gt 2 ]; do sleep 0.05; done
says 'a copy while they do' 0 'copied ' "$xiezhi" backup "$node" "$work/copy"
until [ "$(wc -l <"$work/filed")" -gt 5 ]; do sleep 0.05; done
rm "$work/going"
wait $filing
is 'nobody was refused meanwhile' 0 "$(grep -vc '^201$' "$work/filed")"
is 'no key, no memory of the signer, no tables' '' \
    "$(find "$work/copy" -name 'signer*' -o -name 'state-*' -o -name 'head' -o -name 'key')"
is 'others may not read it' 700 "$(stat -c %a "$work/copy")"
copied=$(sed -n 's/^copied \([0-9]*\) entries.*/\1/p' "$work/said")
says 'its tables are made' 0 "folded $copied entries" "$xiezhi" rebuild "$work/copy"
says 'and agree' 0 'tables, vault, tree and tags agree' "$xiezhi" check "$work/copy"
has 'the file among them' "checked $copied entries, .* 1 files" "$work/said"
says 'its log is what was signed' 0 'wrote' "$xiezhi" export-ledger "$work/copy" "$work/out"
says 'by the key of the node' 0 'signed only' "$verify" ledger "$work/out" --policy "$node/policy"

# ---- an older day's copy is no node ----
stop
cp -R "$node/signer" "$work/copy/signer"
node=$work/copy
serve '2026-03-02 10:00'
has 'the signer refuses a log that lost entries' 'rolled back' "$log"
file citizen -d "$request"
is 'nothing is taken in' 503 "$code"
ask citizen "$base/"
is 'what there is can be read' 200 "$code"
stop
rm -rf "$work/copy/signer"

# ---- the newest one is ----
node=$work/node
says 'a copy of all' 0 'copied' "$xiezhi" backup "$node" "$work/newest"
mv "$node" "$work/lost"
cp -R "$work/lost/signer" "$work/newest/signer"
node=$work/newest
serve '2026-03-02 11:00'
file another -d "$request"
is 'it goes on' 201 "$code"
stop
says 'and agrees' 0 'tables, vault, tree and tags agree' "$xiezhi" check "$node"
node=$work/newest
serve '2026-03-02 12:00'
finish
