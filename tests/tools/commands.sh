#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# commands.sh XIEZHI VERIFY PACK: every wrong use of the terminal says what, where and what to do, ends
# with its exit code, and leaves the folders as they were.
xiezhi=$(realpath "$1") verify=$(realpath "$2") pack=$(realpath "$3")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
n=0 bad=0

# says CODE SENTENCE COMMAND...: its exit code, and a line of its words in which SENTENCE stands.
says() {
    n=$((n + 1)) code=$1 sentence=$2
    shift 2
    said=$("$@" 2>&1 </dev/null)
    came=$?
    if [ $came -eq "$code" ] && printf '%s\n' "$said" | grep -Fq -- "$sentence"; then
        echo "ok $n - $sentence"
    else
        bad=1
        printf 'not ok %s - %s: code %s, wanted %s and: %s\n%s\n' "$n" "$*" "$came" "$code" "$sentence" "$said"
    fi
}

# is REASON TEST...: the test holds.
is() {
    n=$((n + 1)) reason=$1
    shift
    if "$@"; then echo "ok $n - $reason"; else bad=1 && echo "not ok $n - $reason"; fi
}
state() { find "${1:-.}" -printf '%p %s\n' | sort | cksum; }

# Which command.
says 2 'usage: xiezhi COMMAND' "$xiezhi"
says 0 'usage: xiezhi COMMAND' "$xiezhi" help
says 2 'there is no command bogus' "$xiezhi" bogus
for command in init rebuild check backup export-ledger recover rotate scene serve witness; do
    says 0 "usage: xiezhi $command " "$xiezhi" $command --help
    says 0 "usage: xiezhi $command " "$xiezhi" help $command
    says 2 "which f" "$xiezhi" $command
    says 2 "usage: xiezhi $command " "$xiezhi" $command --bogus
done
says 2 'there is no command bogus' "$xiezhi" help bogus

# Which folder.
mkdir empty
echo hello >letter
before=$(state)
for command in rebuild check backup export-ledger serve; do
    to=
    case $command in backup | export-ledger) to=out ;; esac
    says 1 'there is no such folder' "$xiezhi" $command none $to
    says 1 'that is no folder' "$xiezhi" $command letter $to
    says 1 'no node is in this folder: xiezhi init makes one' "$xiezhi" $command empty $to
done
is 'a command that finds no node makes nothing' [ "$before" = "$(state)" ]

# init: what fails leaves nothing behind.
cp -R "$pack" org && printf 'extra\tnobody\t1\n' >>org/org.tsv
cp -R "$pack" people && printf 'x\tX\tnobody\tofficer\tsecret\n' >>people/people.tsv
cp -R "$pack" terms && echo 'HOT-02' >>terms/terms.tsv
cp -R "$pack" post && printf 'x\tX\tgov\tboss\tsecret\n' >>post/people.tsv
cp -R "$pack" role && printf 'intake\tagain\n' >>role/roles.tsv
cp -R "$pack" words && printf 'core.size_kb\t（千）\t(KB)\n' >>words/text.tsv
cp -R "$pack" mute && printf 'boss\tnone\n' >>mute/roles.tsv
cp -R "$pack" few && grep -v '^supervisor' "$pack/roles.tsv" >few/roles.tsv
cp -R "$pack" bytes && printf 'HOT-02\t*\t1\tdays\t\377\n' >>bytes/terms.tsv
cp -R "$pack" hold && printf 'SUP-93\tgo\t5\tappeal.withdraw\tnone\n' >>hold/holds.tsv
cp -R "$pack" unsaid && printf 'SUP-93\tgo\t5\tappeal.answer\tnone\n' >>unsaid/holds.tsv
cp -R "$pack" empties && rm empties/holds.tsv
rows() { wc -l <"$1" | tr -d ' '; }
mkdir full && echo hello >full/letter
before=$(state)
says 1 "org/org.tsv:$(rows org/org.tsv): no unit nobody" "$xiezhi" init node --demo --pack org
says 1 "people/people.tsv:$(rows people/people.tsv): no unit nobody" "$xiezhi" init node --demo --pack people
says 1 "terms/terms.tsv:$(rows terms/terms.tsv): no row of terms" "$xiezhi" init node --pack terms
says 1 "post/people.tsv:$(rows post/people.tsv): no role boss in roles.tsv" "$xiezhi" init node --demo --pack post
says 1 "role/roles.tsv:$(rows role/roles.tsv): a role twice" "$xiezhi" init node --pack role
says 1 "words/text.tsv:$(rows words/text.tsv): what stands in {} is not what the program" \
    "$xiezhi" init node --pack words
says 1 'mute/text.tsv: no words role.boss' "$xiezhi" init node --pack mute
says 1 'few/roles.tsv: no role supervisor, which org.ask_hand names' "$xiezhi" init node --pack few
says 1 "hold/holds.tsv:$(rows hold/holds.tsv): no row of holds" "$xiezhi" init node --pack hold
says 1 'unsaid/holds.tsv: no words hold_law.SUP-93' "$xiezhi" init node --pack unsaid
says 1 'empties/holds.tsv: no row SUP-91, which text.tsv has words for' "$xiezhi" init node --pack empties
says 1 'bytes/terms.tsv is not UTF-8' "$xiezhi" init node --pack bytes
says 1 'none/terms.tsv cannot be read; it belongs to the pack of law' "$xiezhi" init node --pack none
says 1 'none/terms.tsv cannot be read; it belongs to the pack of law' "$xiezhi" init empty --pack none
says 1 'the folder cannot be made: No such file' "$xiezhi" init a/b/c --pack "$pack"
says 1 'the folder is not empty' "$xiezhi" init full --pack "$pack"
says 1 'letter: Not a directory' "$xiezhi" init letter --pack "$pack"
says 2 '--node 12: a division code has six digits' "$xiezhi" init node --node 12
says 2 '--node abc: a division code has six digits' "$xiezhi" init node --node abc
says 2 '--clock noon: a moment is written' "$xiezhi" init node --clock noon
for origin in '' 'a b' a+b; do
    says 2 "--origin $origin: a log's name" "$xiezhi" init node --origin "$origin"
done
is 'an init that fails leaves nothing behind' [ "$before" = "$(state)" ]

# A node that was never served; one more that nobody may take for it.
says 0 'made empty' "$xiezhi" init empty --demo --pack "$pack"
before=$(state)
says 1 'the folder is not empty' "$xiezhi" init empty --pack "$pack"
says 1 'there is no checkpoint yet: serve the node once' "$xiezhi" export-ledger empty out
says 2 'which folder?' "$xiezhi" export-ledger empty
says 1 'cannot listen on 8080: that is no address with a port' "$xiezhi" serve empty --listen 8080
says 1 'cannot listen on 192.0.2.1:8080: Cannot assign' "$xiezhi" serve empty --listen 192.0.2.1:8080
says 1 'cannot listen on none/x: No such file' "$xiezhi" serve empty --listen 127.0.0.1:0 --socket none/x
says 1 'cannot listen on letter: File exists' "$xiezhi" serve empty --listen 127.0.0.1:0 --socket letter
says 2 '--clock noon: a moment is written' "$xiezhi" serve empty --clock noon
says 2 '--listen needs a value' "$xiezhi" serve empty --listen
says 2 'b is not a word of serve' "$xiezhi" serve empty b c
is 'what was refused made no file in the folder above' [ ! -e out ]

grep -v '^HOT-05' empty/pack/terms.tsv >fewer && cp empty/pack/terms.tsv all && cp fewer empty/pack/terms.tsv
says 1 'empty/pack/terms.tsv: no row HOT-05, which clock again of appeal wants' "$xiezhi" serve empty
cp all empty/pack/terms.tsv

mv empty/signer/key key
says 1 'empty/signer: no key that can be used (not_found)' timeout 20 "$xiezhi" serve empty --listen 127.0.0.1:0
mv key empty/signer/key

# A node that is served: its folder is in use, its port is taken, its log can be written out.
: >served
"$xiezhi" serve empty --listen 127.0.0.1:0 --alone 2>served &
pid=$!
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    grep -q '^xiezhi: http' served && break
    kill -0 $pid 2>/dev/null || break
    "$xiezhi" check empty >/dev/null 2>&1 # takes a moment
done
echo 'of a rebuild that was cut off, or that goes on' >empty/state-rebuild.db
says 1 'end it first' "$xiezhi" rebuild empty
is 'a rebuild that is kept out takes no file away' [ -e empty/state-rebuild.db ]
says 1 'end it first' "$xiezhi" serve empty --listen 127.0.0.1:0
says 1 'the folder is not empty' "$xiezhi" export-ledger empty full
says 1 'the folder cannot be made: No such file' "$xiezhi" export-ledger empty a/b
says 0 'wrote 52 entries to out' "$xiezhi" export-ledger empty out
is 'the folder with a letter holds the letter' [ "$(ls full)" = letter ]
says 0 'signed only' "$verify" ledger out --policy empty/policy
kill $pid && wait $pid
says 0 'folded 52 entries' "$xiezhi" rebuild empty
says 0 'tables, vault, tree and tags agree' "$xiezhi" check empty

# The verifier.
says 2 'no such command: bogus' "$verify" bogus
says 2 '--policy is missing' "$verify" ledger out
says 2 '--policy needs a value' "$verify" ledger out --policy
says 2 'no such option: --jsn' "$verify" ledger out --policy empty/policy --jsn
says 2 'one argument too many: b' "$verify" ledger out b --policy empty/policy
says 2 'cannot read the policy none' "$verify" ledger out --policy none
: >nothing
says 2 'nothing: no `log KEY` line' "$verify" ledger out --policy nothing
says 2 'letter, line 1: expected `log KEY`' "$verify" ledger out --policy letter
says 2 'give the folder of an exported ledger' "$verify" ledger none --policy empty/policy
says 2 'give the folder of an exported ledger' "$verify" ledger empty --policy empty/policy
says 1 'refuted: nothing, form' "$verify" receipt nothing --policy empty/policy
says 2 'cannot be read: give a .tlog-proof' "$verify" receipt empty --policy empty/policy
printf '{}' >feed
says 1 'refuted: feed, item 1, form: address' "$verify" feed feed --policy empty/policy
says 1 'refuted: empty/policy, item 1, form' "$verify" feed empty/policy --policy empty/policy
says 2 'cannot be read: give a feed' "$verify" feed empty --policy empty/policy
says 2 'no such option: --sm3' "$verify" feed feed --policy empty/policy --sm3
bundle=out/tile/entries/000.p/52
: >"$bundle"
says 1 "entry 0, byte 0: the bundle breaks off" "$verify" ledger out --policy empty/policy
rm "$bundle"
says 1 "1 finding; keep this copy" "$verify" ledger out --policy empty/policy

# Scenes.
says 1 'none:0: expected a scene, came no file that can be read' "$xiezhi" scene none
says 1 'full:0: expected a scene, came a folder' "$xiezhi" scene full
echo "1..$n"
exit $bad
