#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A log that lost entries is closed, and another goes on for it: its entry 0 says what was lost.
# recover.sh XIEZHI XIEZHI-VERIFY PACK
. "$(dirname "$0")/lib.sh"
# serve_once NODE [WORDS COMMAND...]: serve it until it listens, then end it.
serve_once() {
    : >served
    "$xiezhi" serve "$1" --listen 127.0.0.1:0 --alone 2>served &
    pid=$!
    while kill -0 $pid 2>/dev/null && ! grep -q '^xiezhi: http' served; do
        "$xiezhi" check "$1" >/dev/null 2>&1 # takes a moment
    done
    shift
    [ $# = 0 ] || says 1 "$@"
    kill $pid && wait $pid
}

"$xiezhi" init node --demo --pack "$pack" >/dev/null
serve_once node 'end it first' "$xiezhi" recover node --successor new --why lost_key
mkdir old && cp node/*.db old/
"$xiezhi" rotate node >/dev/null # an entry more
serve_once node
says 1 'nothing is lost: its' "$xiezhi" recover node --successor new --why lost_entries
says 1 'nothing is lost: its' "$xiezhi" recover node --successor new --why forked
cp -r node whole
rm node/*.db && cp old/*.db node/
serve_once node
is 'rolled back' grep -q 'it was rolled back' served
says 2 '--successor: which folder?' "$xiezhi" recover node --why lost_entries
says 2 '--why: lost_entries, lost_key or forked' "$xiezhi" recover node --successor new --why stolen
says 1 'says lost_entries' "$xiezhi" recover node --successor new --why forked
says 1 'cannot be read' "$xiezhi" recover node --successor new --why lost_entries --head none
sed '2s/.*/40/' node/public/checkpoint >forged
says 1 'no checkpoint which this log signed' "$xiezhi" recover node --successor new --why lost_entries --head forged
is 'what was refused closes nothing' [ ! -e node/signer/closed ]
is 'and makes nothing' [ ! -e new ]
size=$(sed -n 2p node/public/checkpoint) root=$(sed -n 3p node/public/checkpoint | base64 -d | od -An -v -tx1 | tr -d ' \n')
origin=$(sed -n 1p node/public/checkpoint | tr -d '\n' | sha256sum | cut -d' ' -f1)
says 0 "$((size - 1)) of the $size entries that it signed are left (lost_entries)" \
    "$xiezhi" recover node --successor new --why lost_entries --origin successor.test/log

# The old one is served to be read, also with the database that had everything.
serve_once node
is 'the old one stays refused' grep -q 'operations answer BUSY' served
rm node/*.db && cp whole/*.db node/
serve_once node
is 'with all its entries too: it says that it is closed' grep -q 'this log is closed' served
is 'and signs nothing' grep -q 'operations answer BUSY' served

# The new one names it in entry 0.
serve_once new
is 'the new one may be written to' [ "$(grep -c BUSY served)" = 0 ]
says 0 'wrote' "$xiezhi" export-ledger new out
says 0 'signed only' "$verify" ledger out --policy new/policy
first=$(head -c 3000 out/tile/entries/000.p/* | tr -d '\0' | sed 's/"v":1}.*/"v":1}/' | head -n 1)
for part in '"fact":"core.log_succeeded"' "\"before\":\"$origin\"" "\"size\":$size" "\"root\":\"$root\"" \
    "\"kept\":$((size - 1))" '"why":"lost_entries"'; do
    case $first in
    *"$part"*) is "entry 0 has $part" true ;;
    *) is "entry 0 has $part: $first" false ;;
    esac
done
says 0 'agree' "$xiezhi" check new

# A key that is gone: nothing of the entries is.
rm -r whole/signer
says 0 "$size of the $size entries that it signed are left (lost_key)" \
    "$xiezhi" recover whole --successor newer --why lost_key
echo "1..$n"
exit $bad
