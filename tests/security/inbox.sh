#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Notices: each account its own, no word of the matter, read by looking and not by fetching.  inbox.sh XIEZHI PACK
. "$(dirname "$0")/lib.sh"
make_node
serve '2026-03-02 09:00'
for who in clerk env water chief; do login $who demo-$who-1; done
quiet() { ask nobody --data-urlencode 'at=2026-03-02 09:00' "$base/test/clock"; }
dispatch() { # WORDS: a request of a citizen comes to env
    file "$1" -d "{\"kind\":\"help\",\"topic\":\"noise\",\"words\":\"$1\",\"spot\":\"zinnoberweg\"}"
    ask clerk -H "$own" -H "Idempotency-Key: $(key)" -H 'Content-Type: application/json' \
        -d '{"to":"3","urgent":"general"}' "$base/appeal/$matter/dispatch"
    is 'it is dispatched' 201 "$code"
    quiet
}
dispatch purpurrot1
first=$matter
dispatch purpurrot2

ask stranger "$base/inbox"
is 'a stranger has no notices' 403 "$code"
ask stranger "$base/inbox?as=csv"
is 'also not as a table' 403 "$code"
ask stranger "$base/inbox?live"
is 'and no stream of them' 404 "$code"
track citizen "$no" "$view_code"
ask citizen "$base/inbox"
is 'who holds codes has none' 403 "$code"
for as in html csv json; do
    ask env "$base/inbox?as=$as"
    is "an officer reads his as $as" 200 "$code"
    has "$as: the second request" "$matter\|$no" "$work/body"
    lacks "$as: no word of a request" 'purpurrot\|zinnoberweg\|噪声\|noise' "$work/body"
    ask water "$base/inbox?as=$as"
    lacks "$as: nobody else reads them" "$matter\|$no" "$work/body"
done
ask env "$base/inbox?kind=appeal&as=csv"
is 'of one kind' 3 "$(grep -c . "$work/body")"
ask env "$base/inbox?kind=hold&as=csv"
is 'of another' 1 "$(grep -c . "$work/body")"
for f in "$node/ledger.db" "$node/ledger.db-wal"; do
    lacks "a notice keeps no word ($(basename "$f"))" 'zinnoberweg.*appeal.dispatched' "$f"
done

# ---- read by looking ----
unread() { ask env "$base/inbox"; grep -ao '<b>未读' "$work/body" | wc -l; }
is 'two are unread' 2 "$(unread)"
for how in 'Sec-Fetch-Dest: empty' 'Sec-Purpose: prefetch' 'Accept: application/json'; do
    ask env -H "$how" "$base/appeal/$matter"
    quiet
    is "$how: that is not reading" 2 "$(unread)"
done
ask env -I "$base/appeal/$matter"
quiet
is 'neither is HEAD' 2 "$(unread)"
ask chief "$base/appeal/$matter"
quiet
is 'nor what somebody else reads' 2 "$(unread)"
ask env -H 'Sec-Fetch-Dest: document' "$base/appeal/$matter"
quiet
is 'a person has looked' 1 "$(unread)"

# ---- all read ----
ask env "$base/inbox"
token=$(token /inbox/read)
until=$(grep -ao 'name="until" value="[0-9]*"' "$work/body" | grep -o '[0-9]*')
read_all() { t=$1; shift; ask env "$@" --data-urlencode "until=$until" --data-urlencode "_csrf=$t" "$base/inbox/read"; }
read_all "$token" -H 'Sec-Fetch-Site: cross-site'
is 'from a page of another host' 403 "$code"
read_all '' -H "$own"
is 'without a token' 403 "$code"
ask water -H "$own" --data-urlencode "until=$until" --data-urlencode "_csrf=$token" "$base/inbox/read"
is 'by somebody else' 403 "$code"
is 'still one' 1 "$(unread)"
dispatch purpurrot3
read_all "$token" -H "$own"
is 'all that the page showed' 303 "$code"
is 'what came since is unread' 1 "$(unread)"
ask env "$base/appeal/$first"
lacks 'the first is read' '自您上次查看以来' "$work/body"

# ---- a refold tells nobody anew ----
stop
"$xiezhi" rebuild "$node" >"$work/said" 2>&1
is 'the tables are made anew' 0 "$?"
serve '2026-03-02 09:00'
quiet
login env demo-env-1
is 'nobody is told again' 1 "$(unread)"
finish
