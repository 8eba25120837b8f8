#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A person's way in: an account with codes, a password of his own, a post given by two, another post, a stand-in,
# a reset, the end.  accounts.sh XIEZHI PACK
. "$(dirname "$0")/lib.sh"
make_node
serve '2026-03-02 09:00'

# post WHO PATH JSON: as a program of somebody signed in; sets code, matter, no, view_code, secret.
post() {
    ask "$1" -H "$own" -H "Idempotency-Key: $(key)" -H 'Content-Type: application/json' -d "$3" "$base$2"
    matter=$(field matter) no=$(field no) view_code=$(field view_code) secret=$(field secret)
}
# password WHO NO VIEW SECRET FRESH AGAIN
password() {
    ask "$1" "$base/password"
    ask "$1" -H "$own" --data-urlencode "no=$2" --data-urlencode "view_code=$3" --data-urlencode "secret=$4" \
        --data-urlencode "fresh=$5" --data-urlencode "again=$6" \
        --data-urlencode "_csrf=$(token /password)" "$base/password"
}
# sees WHO PATH: the status of a page.
sees() {
    ask "$1" "$base$2"
    echo "$code"
}

login admin demo-admin-1
login guard demo-guard-1
login env demo-env-1
login envadmin demo-envadmin-1

# ---- an account, and the password that only its holder knows ----
post admin /org/open_account '{"login":"new.li","name":"李新"}'
is 'opened' 201 "$code"
account=$matter number=$no view=$view_code second=$secret
login new.li ''
is 'no password opens it' 422 "$code"
login new.li anything-at-all
is 'nor any other' 422 "$code"
password new "$number" "$view" "wrong" 'a long password' 'a long password'
is 'not with a wrong passcode' 422 "$code"
password new "$number" "$view" "$second" 'a long password' 'another password'
is 'not where the two differ' 422 "$code"
password new "$number" "$view" "$second" short short
is 'not a short one' 422 "$code"
password new "$number" "$view" "$second" 'a long password' 'a long password'
is 'set, and signed in' 303 "$code"
is 'the account is its own' 200 "$(sees new "/org/account/$account")"
is 'and no desk is open to it' 403 "$(sees new /appeal)"
password thief "$number" "$view" "$second" 'a thief was here' 'a thief was here'
is 'the codes are used up' 422 "$code"
track thief "$number" "$view"
is 'also to look' 422 "$code"
ask new -H 'Sec-Fetch-Site: cross-site' -d 'password=a long password&fresh=12345678&again=12345678' "$base/password"
is "somebody else's page sets none" 403 "$code"

# ---- a post ----
post envadmin /org/ask_post '{"login":"new.li","unit":3,"role":"officer"}'
is 'asked for' 201 "$code"
one=$matter
is 'not in force yet' 403 "$(sees new /appeal)"
post envadmin "/org/post/$one/give_post" '{}'
is 'who asked cannot give' 404 "$code"
post guard "/org/post/$one/give_post" '{}'
is 'given' 201 "$code"
login new.li 'a long password'
cp "$work/new.li.jar" "$work/new.jar"
is 'the desk is open' 200 "$(sees new /appeal)"

# ---- two posts, one at a time ----
post admin /org/ask_post '{"login":"new.li","unit":4,"role":"officer"}'
two=$matter
post guard "/org/post/$two/give_post" '{}'
ask new "$base/account"
has 'the other is offered' "name=\"post\" value=\"$two\"" "$work/body"
old=$(sed -n 's/.*__Host-s\t//p' "$work/new.jar")
t=$(token /account/post)
ask new -H "$own" -d "post=$two" --data-urlencode "_csrf=$t" "$base/account/post"
is 'gone over' 303 "$code"
[ "$(sed -n 's/.*__Host-s\t//p' "$work/new.jar")" != "$old" ] && is 'a new session' yes yes || is 'a new session' new "$old"
is 'the old one is over' 403 "$(curl -s -o /dev/null -w '%{http_code}' -H "Cookie: __Host-s=$old" "$base/appeal")"
ask new "$base/account"
has 'acts in the other' "name=\"post\" value=\"$one\"" "$work/body"
t=$(token /account/post)
ask new -H "$own" -d "post=$((one - 20))" --data-urlencode "_csrf=$t" "$base/account/post"
is "nobody goes over to another's post" 403 "$code"

# ---- a stand-in ----
post new "/org/post/$two/stand_in" '{"login":"env","until":"2026-03-20"}'
is 'named' 201 "$code"
stand_in=$matter
post env "/org/post/$two/stand_in" '{"login":"water","until":"2026-03-20"}'
is 'only by who holds it' 404 "$code"
post new "/org/post/$two/stand_in" '{"login":"new.li","until":"2026-03-20"}'
has 'not himself' 'own_post' "$work/body"
post guard "/org/post/$stand_in/give_post" '{}'
is 'given as well' 201 "$code"
ask env "$base/account"
has 'the stand-in may act there' "name=\"post\" value=\"$stand_in\"" "$work/body"

# ---- ended at once ----
post envadmin "/org/post/$two/end_post" '{"ground":"moved"}'
is "another unit's administrator ends nothing" 404 "$code"
post guard "/org/post/$two/end_post" '{"ground":"moved"}'
is 'ended' 201 "$code"
is 'with the session in it' 403 "$(sees new /appeal)"

# ---- reset ----
is 'still signed in' 200 "$(sees new /account)"
post admin "/org/account/$account/reset_account" '{}'
is 'reset' 201 "$code"
[ -n "$view_code" ] && [ "$view_code" != "$view" ] && is 'new codes' yes yes || is 'new codes' others "$view_code"
is 'signed out' 403 "$(sees new /account)"
login new.li 'a long password'
is 'the password holds no longer' 422 "$code"
password again "$number" "$view_code" "$secret" 'another long one' 'another long one'
is 'set again' 303 "$code"

# ---- changing it oneself ----
ask again "$base/password"
ask again -H "$own" --data-urlencode 'password=wrong' --data-urlencode 'fresh=yet another one' \
    --data-urlencode 'again=yet another one' --data-urlencode "_csrf=$(token /password)" "$base/password"
is 'not without the present one' 422 "$code"
cp "$work/again.jar" "$work/elsewhere.jar"
ask again -H "$own" --data-urlencode 'password=another long one' --data-urlencode 'fresh=yet another one' \
    --data-urlencode 'again=yet another one' --data-urlencode "_csrf=$(token /password)" "$base/password"
is 'changed' 303 "$code"
is 'goes on' 200 "$(sees again /account)"
is 'elsewhere it is over' 403 "$(sees elsewhere /account)"

# ---- the end ----
post admin "/org/account/$account/close_account" '{}'
is 'closed' 201 "$code"
is 'over' 403 "$(sees again /account)"
login new.li 'yet another one'
is 'for good' 422 "$code"
for secret_word in 'a long password' 'another long one' 'yet another one' "$view" "$second"; do
    is 'no password or code is kept in clear' '' "$(grep -rlaF -- "$secret_word" "$node" "$log")"
done
finish
