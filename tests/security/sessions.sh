#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Signing in and out, slow guessing, and the codes of those without account.  sessions.sh XIEZHI PACK
. "$(dirname "$0")/lib.sh"
make_node
serve '2026-03-02 09:00'

session() { sed -n 's/.*__Host-s\t//p' "$work/$1.jar"; }
# Does the desk open for the visitor?
desk() {
    ask "$1" "$base/appeal"
    echo "$code"
}
# with COOKIE: the desk with that session alone.
with() { curl -s -o /dev/null -w '%{http_code}' -H "Cookie: __Host-s=$1" "$base/appeal"; }

# ---- a new id, ours and never theirs ----
ask clerk "$base/login"
before=$(sed -n 's/.*__Host-v\t//p' "$work/clerk.jar")
login clerk demo-clerk-1
is 'signed in' 303 "$code"
one=$(session clerk)
[ ${#one} = 43 ] && [ "$one" != "$before" ] && is 'a new id of 256 bits' yes yes || is 'a new id' new "$one"
has 'flags of the session' '__Host-s=[^;]*; Path=/; Secure; HttpOnly; SameSite=Lax' "$work/head"
is 'the desk opens' 200 "$(desk clerk)"
planted=$(printf 'A%.0s' $(seq 43))
cp "$work/clerk.jar" "$work/planted.jar"
curl -s -o "$work/body" -D "$work/head" -c "$work/planted2.jar" "$base/login"
ask planted2 -H "$own" -H "Cookie: __Host-s=$planted" "$base/login"
is 'a planted session opens nothing' 403 "$(with "$planted")"
login env demo-env-1
is 'officer signed in' 303 "$code"
first=$(session env)
ask env "$base/login"
ask env -H "$own" -d name=env -d password=demo-env-1 --data-urlencode "_csrf=$(token /login)" "$base/login"
[ "$(session env)" != "$first" ] && is 'signing in again gives another id' yes yes || is 'another id' other same
is 'and the one before is over' 403 "$(with "$first")"

# ---- forms are bound to the session ----
ask clerk "$base/logout"
clerk_token=$(token /logout)
ask env -H "$own" --data-urlencode "_csrf=$clerk_token" "$base/logout"
is "another account's token" 403 "$code"
is 'and nothing is over' 200 "$(desk env)"
ask clerk -d everywhere=yes --data-urlencode "_csrf=$clerk_token" -H 'Sec-Fetch-Site: cross-site' "$base/logout"
is 'signing out from elsewhere' 403 "$code"
ask clerk "$base/logout?everywhere=yes"
is 'a link signs nobody out' 200 "$(desk clerk)"

# ---- over is over ----
login clerk demo-clerk-1
one=$(session clerk)
cp "$work/clerk.jar" "$work/kept.jar"
ask clerk "$base/logout"
ask clerk -H "$own" --data-urlencode "_csrf=$(token /logout)" "$base/logout"
is 'signed out' 303 "$code"
has 'the cookie is forgotten' '^Set-Cookie: __Host-s=; .*; Max-Age=0' "$work/head"
is 'the kept cookie opens nothing' 403 "$(with "$one")"
ask kept "$base/appeal"
lacks 'nor shows a name' '话务员' "$work/body"
login water demo-water-1
here=$(session water)
rm "$work/water.jar"
login water demo-water-1
there=$(session water)
is 'two places' '200 200' "$(with "$here") $(with "$there")"
ask water "$base/logout"
ask water -H "$own" -d everywhere=yes --data-urlencode "_csrf=$(token /logout)" "$base/logout"
is 'everywhere' '403 403' "$(with "$here") $(with "$there")"
is 'others are not touched' 200 "$(desk env)"

# ---- a party's half hour ends with signing out ----
file maker -d '{"kind":"help","topic":"noise","words":"text"}'
is 'filed' 201 "$code"
track party "$no" "$view_code"
is 'opened by code' 303 "$code"
ask party "$base/appeal/$matter"
is 'the party reads' 200 "$code"
ask party "$base/logout"
ask party -H "$own" --data-urlencode "_csrf=$(token /logout)" "$base/logout"
ask party "$base/appeal/$matter"
is 'after signing out it is closed' 404 "$code"

# ---- wrong, absent, unknown answer alike ----
answer() { # NUMBER CODE
    ask guesser "$base/track"
    ask guesser -H "$own" --data-urlencode "no=$1" --data-urlencode "view_code=$2" \
        --data-urlencode "_csrf=$(token /track)" "$base/track"
    echo "$code $(sed 's/name="_csrf" value="[^"]*"//; s/name="no"[^>]*//' "$work/body" | md5sum)"
}
wrong=$(printf %s "$view_code" | tr '0-9A-HJKMNP-TV-Z' '1-9A-HJKMNP-TV-Z0')
file maker2 -d '{"kind":"help","topic":"noise","words":"other"}'
first_no=$(printf %s "$no")
want=$(answer "$first_no" "$wrong")
is 'a wrong code' 422 "${want%% *}"
is 'no such number' "$want" "$(answer "${no%?}" "$wrong")"
is 'a number that is none' "$want" "$(answer 'nonsense' "$wrong")"
is 'a code that is none' "$want" "$(answer "$first_no" 'nonsense')"
is 'no code' "$want" "$(answer "$first_no" '')"
is 'nothing at all' "$want" "$(answer '' '')"
is 'the code of another matter' "$want" "$(answer "$first_no" "$(printf %s "$wrong")")"
is 'a long code' "$want" "$(answer "$first_no" "$(printf -- '-%.0s' $(seq 5000))")"
ask viaurl "$base/track?no=$first_no&view_code=$view_code"
is 'a code in the address opens nothing' '' "$(header set-cookie | grep __Host-p)"
for part in "$view_code" "$secret"; do
    lacks 'no code is in the log' "$part" "$log"
    is 'no code is on disk in clear' '' "$(grep -rla -- "$part" "$node" | head -n 1)"
done

# ---- guessing is slow and locks nobody out ----
guess() { # NAME PASSWORD
    ask slow "$base/login"
    ask slow -H "$own" -d "name=$1" -d "password=$2" --data-urlencode "_csrf=$(token /login)" "$base/login"
    echo "$code $(sed 's/name="_csrf" value="[^"]*"//' "$work/body" | md5sum)"
}
known=$(guess build wrong-wrong-1)
is 'a wrong password' 422 "${known%% *}"
is 'an unknown name answers alike' "$known" "$(guess nobody wrong-wrong-1)"
for i in 2 3; do guess build "wrong-wrong-$i" >/dev/null; done
for i in 2 3; do guess nobody "wrong-wrong-$i" >/dev/null; done
slow=$(guess build demo-build-1)
[ "$slow" != "$known" ] && is 'the fourth must wait' yes yes || is 'the fourth must wait' waiting answered
is 'for an unknown name too' "$slow" "$(guess nobody demo-build-1)"
login chief demo-chief-1
is 'others sign in meanwhile' 303 "$code"
stop
serve '2026-03-02 09:02'
login build demo-build-1
is 'its owner waits two minutes at most' 303 "$code"

# ---- half a day ----
is 'the session lasts' 200 "$(desk env)"
stop
serve '2026-03-02 21:01'
is 'twelve hours later it is over' 403 "$(desk env)"
stop

# ---- far from this machine: no password in clear, no account that everybody knows ----
host=$(hostname -I 2>/dev/null | tr ' ' '\n' | grep '^[0-9]*\.' | grep -v '^127\.' | head -n 1)
if [ -n "$host" ]; then
    address=$host
    serve '2026-03-02 09:00'
    ask far "$base/login"
    is 'no form for a password over plain HTTP' 403 "$code"
    lacks 'nor a field' 'type="password"' "$work/body"
    ask far -H "$own" -d name=chief -d password=demo-chief-1 "$base/login"
    is 'nor a way to send one' 403 "$code"
    ask far "$base/appeal/new"
    is 'citizens may still read' 200 "$code"
    stop
fi
address=127.0.0.1 host=localhost
serve '2026-03-02 09:00' --socket "$work/socket"
proxied() { # WHO ADDRESS PASSWORD: what a browser behind the proxy sends
    ask "$1" --unix-socket "$work/socket" -H "X-Real-IP: $2" "$base/login"
    ask "$1" --unix-socket "$work/socket" -H "X-Real-IP: $2" -H "$own" -d "name=${1%_*}" -d "password=$3" \
        --data-urlencode "_csrf=$(token /login)" "$base/login"
}
proxied chief_here 127.0.0.1 demo-chief-1
is 'a demonstration account behind the proxy of this machine' 303 "$code"
proxied chief_far 203.0.113.7 demo-chief-1
is 'a demonstration account from elsewhere' 422 "$code"
ask clerk -H 'X-Real-IP: 127.0.0.1' "$base/login"
is 'an address told over TCP is not an error' 200 "$code"
finish
