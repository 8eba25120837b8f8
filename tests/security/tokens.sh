#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The programs' door: tokens are made once, bound to account, operations and end; nothing else opens
# it; a program is told what is wrong.  tokens.sh XIEZHI PACK
. "$(dirname "$0")/lib.sh"
make_node
serve_api() { serve "$1" && api=$base/api/v1; }
serve_api '2026-03-02 09:00'

# call TOKEN ARGUMENT...: curl as a program, without cookies; head, body, status as ask leaves them.
call() {
    bearer=$1
    shift
    code=$(curl -s --noproxy '*' -m 20 ${bearer:+-H "Authorization: Bearer $bearer"} -D "$work/head" \
        -o "$work/body" -w '%{http_code}' "$@")
}
# post TOKEN ADDRESS JSON [ARGUMENT...]
post() {
    bearer=$1 to=$2 json=$3
    shift 3
    call "$bearer" -H 'Content-Type: application/json' -H "Idempotency-Key: $(key)" -d "$json" "$@" \
        "$api$to"
}
# make WHO NAME DAYS [OP...]: a token of that account, in $token; empty when none was shown.
make() {
    who=$1 name=$2 days=$3
    shift 3
    ask "$who" "$base/account"
    csrf=$(token /account/token)
    ops=
    for op; do ops="$ops --data-urlencode op=$op"; done
    # shellcheck disable=SC2086
    ask "$who" -H "$own" --data-urlencode "name=$name" -d "days=$days" $ops \
        --data-urlencode "_csrf=$csrf" "$base/account/token"
    token=$(grep -ao 'xiezhi_[A-Za-z0-9_-]*' "$work/body" | head -n 1)
}
reason() { field reason; }

# ---- made by a person on his own page, shown once ----
ask stranger "$base/account"
is 'nobody has an account page' 403 "$code"
login clerk demo-clerk-1
make clerk 'queue display' 30 appeal.dispatch
is 'made' 200 "$code"
does=$token
is 'prefix and 256 bits' 50 ${#does}
ask clerk "$base/account"
lacks 'it is shown only once' "$does" "$work/body"
has 'its name stays' 'queue display' "$work/body"
make clerk 'reader' 1
reads=$token
is 'another' 50 ${#reads}
[ "$reads" != "$does" ] && is 'no two are alike' yes yes || is 'no two are alike' yes no
is 'kept as a hash' '' "$(grep -rlaF -- "${does#xiezhi_}" "$node" | head -n 1)"
make clerk 'too long' 91
is 'over 90 days' '422 ' "$code $token"
make clerk 'no day' 0
is 'no day' '422 ' "$code $token"
make clerk '' 5
is 'no name' '422 ' "$code $token"
make clerk 'more' 5 org.open_unit
is "an operation of another's role" '422 ' "$code $token"
make clerk 'more' 5 appeal.nothing
is 'an operation that is none' '422 ' "$code $token"
ask clerk -H "$own" -d name=x -d days=5 "$base/account/token"
is 'no token without the form' 403 "$code"
ask clerk -H 'Sec-Fetch-Site: cross-site' -d name=x -d days=5 "$base/account/token"
is 'nor from elsewhere' 403 "$code"

# ---- what it opens ----
file citizen -d '{"kind":"help","topic":"noise","words":"text"}'
call "$reads" "$api/appeal/$matter"
is 'it reads' 200 "$code"
has 'as JSON' '^Content-Type: application/json' "$work/head"
lacks 'and sets no cookie' '^Set-Cookie' "$work/head"
call "$reads" "$api/appeal"
is 'and lists' 200 "$code"
post "$reads" "/appeal/$matter/dispatch" '{"to":3,"urgent":"general"}'
is 'a reader does nothing' '403 web.api.scope' "$code $(reason)"
has 'and hears why' 'WWW-Authenticate: .*insufficient_scope' "$work/head"
post "$reads" "/appeal/999999/dispatch" '{"to":3,"urgent":"general"}'
is 'and nothing of what is there' '403 web.api.scope' "$code $(reason)"
post "$does" "/appeal/$matter/decline" '{"ground":"other_track","words":"x"}'
is 'bound to its operations' '403 web.api.scope' "$code $(reason)"
post "$does" "/appeal/$matter/dispatch" '{"to":3,"urgent":"general"}' \
    -H 'Origin: https://elsewhere.example' -H 'Sec-Fetch-Site: cross-site'
is 'free of the Origin rule' 201 "$code"
post "$does" "/appeal/$matter/dispatch" '{"to":3,"urgent":"general"}'
is 'the law is the same' '409 core.wrong_stage' "$code $(reason)"
has 'as problem details' '^Content-Type: application/problem+json' "$work/head"
post "$does" /appeal/file '{"kind":"help","topic":"noise","words":"text"}'
is 'not even what anybody may' '403 web.api.scope' "$code $(reason)"
post '' /appeal/file '{"kind":"help","topic":"noise","words":"text"}'
is 'which needs none' 201 "$code"

# ---- nothing beside it ----
jar=$(sed -n 's/.*__Host-s\t//p' "$work/clerk.jar")
call "$reads" -H "Cookie: __Host-s=$jar" "$api/appeal"
is 'a token and a cookie' '400 web.api.cookie' "$code $(reason)"
call '' -H "Cookie: __Host-s=$jar" "$api/appeal"
is 'a cookie alone' '400 web.api.cookie' "$code $(reason)"
call '' "$api/appeal"
is 'nothing' '401 web.forbidden' "$code $(reason)"
has 'is challenged' '^WWW-Authenticate: Bearer realm="xiezhi"' "$work/head"
call "$reads" "$base/appeal"
is 'a token is nothing to the pages of people' 403 "$code"
call "$reads" "$base/account"
is 'nor to the account' 403 "$code"
for path in /login /logout /account /account/token /healthz /robots.txt / ''; do
    call "$reads" "$api$path"
    is "only what is declared: $path" 404 "$code"
done

# ---- wrong, revoked, over: alike ----
answer() {
    call "$1" "$api/appeal"
    echo "$code $(cat "$work/body") $(header www-authenticate)"
}
wrong=$(answer "xiezhi_$(printf 'A%.0s' $(seq 43))")
is 'a wrong one' '401 web.api.token' "${wrong%% *} $(reason)"
is 'one that is none' "$wrong" "$(answer nonsense)"
is 'half of one' "$wrong" "$(answer "${reads%????}")"
is "a session's id" "$wrong" "$(answer "$jar")"
call '' -H 'Authorization: Basic Y2xlcms6ZGVtby1jbGVyay0x' "$api/appeal"
is 'name and password' "$wrong" "$code $(cat "$work/body") $(header www-authenticate)"
login env demo-env-1
ask clerk "$base/account"
id=$(tr '\n' ' ' <"$work/body" | sed 's/<tr/\n<tr/g' | grep 'queue display' | sed 's/.*name="id" value="\([^"]*\)".*/\1/')
ask env "$base/account"
make env mine 5
ask env "$base/account"
csrf=$(token /account/revoke)
ask env -H "$own" --data-urlencode "id=$id" --data-urlencode "_csrf=$csrf" "$base/account/revoke"
call "$does" "$api/appeal"
is "nobody revokes another's" 200 "$code"
ask clerk "$base/account"
ask clerk -H "$own" --data-urlencode "id=$id" --data-urlencode "_csrf=$(token /account/revoke)" "$base/account/revoke"
is 'revoked' 303 "$code"
is 'and answers like a wrong one' "$wrong" "$(answer "$does")"
post "$does" "/appeal/$matter/dispatch" '{"to":3,"urgent":"general"}'
is 'for operations too' '401 web.api.token' "$code $(reason)"
ask clerk "$base/logout"
ask clerk -H "$own" -d everywhere=yes --data-urlencode "_csrf=$(token /logout)" "$base/logout"
call "$reads" "$api/appeal"
is 'signing out ends no program' 200 "$code"
stop
serve_api '2026-03-03 09:01'
is 'a day later it is over and answers like a wrong one' "$wrong" "$(answer "$reads")"

# ---- what a program is told ----
call '' "$api/appeal/new?lang=en"
is 'a word that means nothing' '400 web.api.query' "$code $(reason)"
login clerk demo-clerk-1
make clerk reader 1
call "$token" "$api/appeal?stage=nowhere"
is 'a filter that is no value' '400 web.api.query' "$code $(reason)"
call "$token" "$api/appeal?sort=colour"
is 'a sort that is none' '400 web.api.query' "$code $(reason)"
call "$token" "$api/appeal?sort=-id&stage=filed"
is 'those that are' 200 "$code"
call '' -d '{}' -H 'Content-Type: application/json' "$api/appeal/file"
is 'no key' '400 web.api.key' "$code $(reason)"
post '' /appeal/file '{"kind":'
is 'no JSON' '400 web.api.body' "$code $(reason)"
call '' -H "Idempotency-Key: $(key)" -d 'kind=help' "$api/appeal/file"
is 'a form without files' '400 web.api.body' "$code $(reason)"
call '' "$api/appeal/file"
is 'the wrong method' '405 POST' "$code $(header allow)"
post '' /appeal/new '{}'
is 'the wrong method for a page' '405 GET, HEAD' "$code $(header allow)"
post '' /appeal/file '{"kind":"help","topic":"noise","words":"","colour":"red"}' -H 'Accept-Language: en'
is 'mistakes' 422 "$code"
has 'all at once' '"reason":"core.form.errors"' "$work/body"
has 'each with its field' '"name":"words","reason":"core.form.needed","detail":"Please fill' "$work/body"
has 'also one that is not there' '"name":"colour","reason":"core.form.unknown"' "$work/body"
has 'in the language asked for' '^Content-Language: en' "$work/head"
post '' /appeal/file '{"kind":"help","topic":"noise","words":""}' -H 'Accept-Language: zh-CN'
has 'or the other' '"detail":"请填写或选择"' "$work/body"

# ---- a citizen's program ----
post '' /appeal/file '{"kind":"help","topic":"noise","words":"by a program"}'
matter=$(field matter) no=$(field no) view_code=$(field view_code) secret=$(field secret)
call '' "$api/track?no=$no&view_code=$view_code"
is 'codes never stand in an address' '405 POST' "$code $(header allow)"
call '' -H 'Content-Type: application/json' -d "{\"no\":\"$no\",\"view_code\":\"wrong\"}" "$api/track"
is 'a wrong code' '422 web.track_wrong' "$code $(reason)"
call '' -H 'Content-Type: application/json' -d "{\"no\":\"$no\",\"view_code\":\"$view_code\"}" "$api/track"
is 'the right one' 200 "$code"
ticket=$(field token)
call "$ticket" "$api/appeal/$matter"
is 'opens the matter' 200 "$code"
has 'with its words' 'by a program' "$work/body"
post "$ticket" "/appeal/$matter/withdraw" '{}'
is 'and not what needs the passcode' '409 core.wrong_secret' "$code $(reason)"
post "$ticket" "/appeal/$matter/withdraw" "{\"_secret\":\"$secret\"}"
is 'with it that too' 201 "$code"
stop
serve_api '2026-03-03 09:35'
is 'for half an hour' "$wrong" "$(answer "$ticket")"
finish
