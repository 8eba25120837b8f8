#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Another key for a log: the entry that says so is signed by both, whoever knows either key can
# verify, nothing else may change meanwhile.  rotate.sh XIEZHI XIEZHI-VERIFY PACK
. "$(dirname "$0")/lib.sh"
# Serve it until its head is signed, then end it.
serve_once() {
    : >served
    "$xiezhi" serve node --listen 127.0.0.1:0 --alone 2>served &
    pid=$!
    while kill -0 $pid 2>/dev/null && ! grep -q '^xiezhi: http' served; do
        "$xiezhi" check node >/dev/null 2>&1 # takes a moment
    done
    [ "$1" = while_served ] && says 1 'is the node served?' "$xiezhi" rotate node
    kill $pid && wait $pid
}
export_to() {
    says 0 'wrote' "$xiezhi" export-ledger node "$1"
}

"$xiezhi" init node --demo --pack "$pack" >/dev/null
serve_once while_served
export_to before
grep '^log ' node/policy >old
says 0 'both keys sign for 90 days' "$xiezhi" rotate node
says 1 'changed less than 90 days ago' "$xiezhi" rotate node
grep '^log ' node/policy | tail -n 1 >new
is 'the policy has both keys' [ "$(grep -c '^log ' node/policy)" = 2 ]
serve_once alone
export_to after
cp before/checkpoint "after/checkpoint.$(sed -n 2p before/checkpoint)"
is 'both have signed' [ "$(grep -c '^— ' after/checkpoint)" = 2 ]
says 0 '1 earlier checkpoints' "$verify" ledger after --policy old
says 0 '1 earlier checkpoints' "$verify" ledger after --policy node/policy
says 1 'refuted' "$verify" ledger after --policy new # it does not know who signed before
rm after/checkpoint.*
says 0 'signed only' "$verify" ledger after --policy new
is 'the entry names the new key' grep -q '"fact":"core.key_changed".*"key":"'"$(sed 's/^log //' new | tr -d '\n' |
    sha256sum | cut -d' ' -f1)" after/tile/entries/000.p/*
says 0 'agree' "$xiezhi" check node

# After 90 days the new one signs alone, and it may be changed again.
echo 1 >node/signer/key.until
serve_once alone
export_to later
is 'the new one signs alone' [ "$(grep -c '^— ' later/checkpoint)" = 1 ]
says 1 'refuted' "$verify" ledger later --policy old
says 0 'both keys sign for 90 days' "$xiezhi" rotate node

# A change that was cut off behind the making of the key goes on with that key.
echo 1 >node/signer/key.until
cp node/signer/key node/signer/key.next
says 0 "$(sed -n 2p node/policy | sed 's/^log //' | cut -c1-8)" "$xiezhi" rotate node
is 'what was made for it is used up' [ ! -e node/signer/key.next ]
says 1 'no node is in this folder' "$xiezhi" rotate "$work"
says 2 'which folder?' "$xiezhi" rotate
echo "1..$n"
exit $bad
