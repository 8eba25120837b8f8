#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What is public to everybody: no name, number or draft in it; the feeds and their proofs, of which the
# outsider's program refuses each changed byte; what caches are told; what is left when it is withdrawn.
# public.sh XIEZHI PACK VERIFY
. "$(dirname "$0")/lib.sh"
verify=$3
make_node
serve '2026-03-02 09:00'

# do WHO ADDRESS JSON: an operation of that account.
do_op() {
    ask "$1" -H "$own" -H 'Content-Type: application/json' -H "Idempotency-Key: $(key)" -d "$3" "$base$2"
}
get() { # ADDRESS ARGUMENT...: as a stranger without anything
    to=$1
    shift
    : >"$work/body"
    code=$(curl -s --noproxy '*' -m 20 -D "$work/head" -o "$work/body" -w '%{http_code}' "$@" "$base$to")
}
propose() { # TITLE WORDS: sets public
    do_op env /public/propose "{\"class\":\"proactive\",\"law\":\"foi13\",\"topic\":\"noise\",\"reason\":\"internal reason\",\"title\":\"$1\",\"words\":\"$2\"}"
    is "proposed: $1" 201 "$code"
    public=$(field matter)
}
for who in env envpub water; do login "$who" "demo-$who-1"; done

# ---- nothing is public before somebody else approved it ----
get /public.atom
is 'an empty feed' 200 "$code"
propose 'First <&> title' 'The first draft words'
first=$public
get "/public/$first"
is 'a draft is no page' 404 "$code"
get "/receipt/$(field entry).tlog-proof"
do_op env "/public/$first/approve" '{}'
is 'not by an officer' 404 "$code"
do_op envpub "/public/$first/approve" '{}'
is 'approved' 201 "$code"
entry=$(field entry)
propose 'Second' "It is <b>bold</b> & 100 % \\\"quoted\\\""
second=$public
do_op envpub "/public/$second/approve" '{}'

# ---- everybody reads it, and no more ----
get "/public/$first"
is 'a page for everybody' 200 "$code"
has 'its words' 'The first draft words' "$work/body"
lacks 'and no reason of the office' 'internal reason' "$work/body"
lacks 'nor who proposed it' '王二' "$work/body"
get "/public/$first?as=json"
lacks 'nor in JSON' 'internal reason' "$work/body"
get "/receipt/$entry.tlog-proof"
is 'the approval has a receipt for everybody' 200 "$code"
cp "$work/body" "$work/receipt"
get /policy
cp "$work/body" "$work/policy"
says 'the outsider opens title and words' 0 'words: opened: "The first draft words"' "$verify" receipt "$work/receipt" --policy "$work/policy"
says 'and not who approved' 0 'actor: kept closed' "$verify" receipt "$work/receipt" --policy "$work/policy"
get '/public?as=csv'
has 'as a table' 'First' "$work/body"
get "/public?topic=noise&as=json"
has 'by topic' "\"id\":$second" "$work/body"
get "/public?unit=4&as=json"
lacks 'of another unit there is nothing' "\"id\":$second" "$work/body"
get '/search?kind=publication&q=draft'
has 'found by a word' '<mark>draft</mark>' "$work/body"

# ---- what caches are told ----
get /public -H 'Accept-Language: en'
is 'it may be kept for a while' 'public, max-age=10' "$(header cache-control)"
is 'without a cookie' '' "$(header set-cookie)"
tag=$(header etag)
get /public -H 'Accept-Language: en' -H "If-None-Match: $tag"
is 'who has it is told so' '304 0' "$code $(wc -c <"$work/body" | tr -d ' ')"
get /public -H 'Accept-Language: zh' -H "If-None-Match: $tag"
is 'another language is another page' 200 "$code"
ask env "$base/public"
is 'a page for somebody is not kept' 'no-store' "$(header cache-control)"
get /appeal/new
is 'nor is any other page' 'no-store' "$(header cache-control)"

# ---- the feeds ----
get /public.atom
is 'Atom' 'application/atom+xml; charset=utf-8' "$(header content-type)"
has 'with ids of this authority' "<id>$base/public/$first</id>" "$work/body"
has 'escaped' '<title>First &lt;&amp;&gt; title</title>' "$work/body"
lacks 'and nothing of the office' 'internal reason' "$work/body"
xmllint --noout "$work/body"
is 'sound XML' 0 $?
get /public/feed.json
is 'JSON feed' 'application/feed+json' "$(header content-type)"
cp "$work/body" "$work/feed"
lacks 'nothing of the office' 'internal reason' "$work/feed"
says 'the outsider believes it' 0 '2 items of' "$verify" feed "$work/feed" --policy "$work/policy"
says 'and says how' 0 'signed only' "$verify" feed "$work/feed" --policy "$work/policy"
changed() { # WHAT FROM TO
    sed "s|$2|$3|" "$work/feed" >"$work/changed"
    cmp -s "$work/feed" "$work/changed" && is "$1 was changed" yes no
    says "$1" 1 'refuted' "$verify" feed "$work/changed" --policy "$work/policy"
}
changed 'other words' 'The first draft words' 'The first drawn words'
changed 'another title' '"title":"Second"' '"title":"Secund"'
changed 'no title' '"title":"Second",' ''
changed 'another index' '"index":' '"index":1'
changed 'another leaf' '"leaf":"[0-9a-f]' '"leaf":"'
changed 'another time' '"date_published":"2026-03-02' '"date_published":"2026-03-01'
changed 'another address' "\"url\":\"$base/public/$first" "\"url\":\"$base/public/$second"
changed 'another host' "\"home_page_url\":\"http://localhost" "\"home_page_url\":\"http://remote"
changed 'another log' '"title":"\([^"]*\)","version"' '"title":"x\1","version"'
# Of every tenth byte of the file, changed by one bit, each is refused.
size=$(wc -c <"$work/feed") held=0 at=3
while [ "$at" -lt "$size" ]; do
    cp "$work/feed" "$work/changed"
    byte=$(od -An -tu1 -j "$at" -N 1 "$work/feed" | tr -d ' ')
    printf "\\$(printf %o $((byte ^ 1)))" | dd of="$work/changed" bs=1 seek="$at" conv=notrunc 2>/dev/null
    "$verify" feed "$work/changed" --policy "$work/policy" >"$work/said" 2>&1 && held=$((held + 1)) && echo "byte $at held" && cat "$work/said"
    at=$((at + 37))
done
is 'a changed bit anywhere is refused' 0 "$held"
get "/public/feed.json?after=$entry"
lacks 'whoever follows asks for what came later' 'The first draft words' "$work/body"
cp "$work/body" "$work/later"
says 'and can judge that alone' 0 '1 items of' "$verify" feed "$work/later" --policy "$work/policy"
get '/public/feed.json?after=x'
is 'a place that is none' 400 "$code"

# ---- withdrawn: the words leave at once, the entry stays ----
do_op envpub "/public/$first/withdraw" '{"ground":"mistaken","words":"It was a mistake"}'
is 'withdrawn' 201 "$code"
get /public -H 'Accept-Language: en' -H "If-None-Match: $tag"
is 'who kept it is told that it is another' 200 "$code"
lacks 'it is not in the list' 'First' "$work/body"
get "/public/$first"
is 'its page stays' 200 "$code"
lacks 'without the words' 'draft words' "$work/body"
lacks 'without the title' 'First' "$work/body"
has 'and says why' 'It was a mistake' "$work/body"
get "/receipt/$entry.tlog-proof"
cp "$work/body" "$work/receipt"
says 'the receipt keeps the words closed now' 0 'words: kept closed' "$verify" receipt "$work/receipt" --policy "$work/policy"
get /public.atom
has 'a tombstone' "<at:deleted-entry ref=\"$base/public/$first\"" "$work/body"
lacks 'and no words' 'draft words' "$work/body"
get /public/feed.json
cp "$work/body" "$work/feed"
lacks 'nor in the feed' 'draft words' "$work/feed"
says 'which holds' 0 '1 made public, 1 made public and closed since, 1 withdrawals' "$verify" feed "$work/feed" --policy "$work/policy"
get '/search?kind=publication&q=draft'
lacks 'found no more' '<mark>' "$work/body"
get "/public?as=json"
lacks 'nor listed' "\"id\":$first" "$work/body"

# ---- another unit has it: that is another page ----
get /public -H 'Accept-Language: en'
tag=$(header etag)
do_op env /org/ask_hand '{"target":4,"which":"topic","topic":"noise"}'
hand=$(field matter)
get /public -H 'Accept-Language: en' -H "If-None-Match: $tag"
is 'asked for, nothing has changed' 304 "$code"
do_op water "/org/hand/$hand/take_hand" '{}'
is 'handed over' 201 "$code"
get /public -H 'Accept-Language: en' -H "If-None-Match: $tag"
is 'who kept the list gets another' 200 "$code"
stop
"$xiezhi" check "$node" >"$work/said" 2>&1
is 'tables and entries agree' 0 $?
serve '2026-03-02 10:00'
finish
