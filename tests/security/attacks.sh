#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Twenty attacks that belong to no other script here, each on a served node: what an intruder types, sends or
# pretends, and what he is told.  attacks.sh XIEZHI PACK
. "$(dirname "$0")/lib.sh"
make_node
serve '2026-03-02 09:00'
login clerk demo-clerk-1
login env demo-env-1
json='Content-Type: application/json'

# as WHO PATH [ARGUMENT...]: GET
as() {
    who=$1 path=$2
    shift 2
    ask "$who" "$@" "$base$path"
}

# ---- 1: a script in what a citizen writes, read by an officer ----
script='<script>document.title="owned"</script><img src=x onerror=alert(1)>"'"'"'{{c.words}}'
file citizen -d "$(printf '{"kind":"help","topic":"noise","words":%s}' "$(printf %s "$script" | sed 's/\\/\\\\/g; s/"/\\"/g; s/.*/"&"/')")"
is '1 it is filed' 201 "$code"
mine=$matter mine_no=$no mine_view=$view_code mine_secret=$secret
as clerk "/appeal/$mine"
has '1 it is read as it was written' '&lt;script&gt;document.title=' "$work/body"
lacks '1 and is no script' '<script>document' "$work/body"
lacks '1 nor a picture with a handler' '<img src=x' "$work/body"
has '1 and no script would run' "script-src 'self'" "$work/head"

# ---- 2: a script in the address ----
for path in '/search?q=%22%3E%3Csvg%20onload%3Dalert(1)%3E' '/login?next=%22%3E%3Csvg%20onload%3Dalert(1)%3E' \
    '/appeal?stage=%22%3E%3Csvg%20onload%3Dalert(1)%3E' '/%22%3E%3Csvg%20onload%3Dalert(1)%3E' '/appeal/new?kind=%3Csvg%20onload%3Dalert(1)%3E'; do
    as clerk "$path"
    lacks "2 nothing of $path is an element" '<svg onload' "$work/body"
    [ "$code" -lt 500 ] && is "2 $path breaks nothing" yes yes || is "2 $path" 'below 500' "$code"
done

# ---- 3: statements in filters, sorting, search and numbers ----
as clerk '/appeal?as=json'
whole=$(wc -c <"$work/body")
for path in "/appeal?sort=id;drop%20table%20matter&as=json" "/appeal?stage=sent'%20or%20'1'='1&as=json" \
    "/appeal?topic=noise%27--&as=json" "/appeal?after=1%20union%20select%20password%20from%20account&as=json"; do
    as clerk "$path"
    among "3 $path is a word, and no statement" "200 400" "$code"
    lacks "3 $path finds no password" 'argon2' "$work/body"
done
as clerk "/search?q=%27%20or%201%3D1%20--&as=json"
lacks '3 a search for a statement finds no account' 'password' "$work/body"
as clerk '/appeal?as=json'
is '3 the list is as long as before' "$whole" "$(wc -c <"$work/body")"

# ---- 4: fields that nobody asks for ----
for extra in '"stage":"closed"' '"at":1' '"unit":3' '"actor":1' '"no":"1"' '"view_code":"A"' '"__proto__":{"a":1}'; do
    ask citizen -H "Idempotency-Key: $(key)" -H "$json" -d "{\"kind\":\"help\",\"topic\":\"noise\",\"words\":\"x\",$extra}" "$base/appeal/file"
    is "4 a filing with $extra" 422 "$code"
done

# ---- 5: JSON that is none, or too much of it ----
deep=$(head -c 20000 /dev/zero | tr '\0' '[')
for body in '{"kind":"help","kind":"ask"}' "$deep" '{"a":1e999999}' '{"words":"\ud800"}' '{"words":"' '[]' 'null' '"x"' '{}x'; do
    printf %s "$body" >"$work/json"
    ask citizen -H "Idempotency-Key: $(key)" -H "$json" --data-binary "@$work/json" "$base/appeal/file"
    among "5 refused" "400 422" "$code"
done
printf '{"kind":"help","topic":"noise","words":"a\000b\377"}' >"$work/json"
ask citizen -H "Idempotency-Key: $(key)" -H "$json" --data-binary "@$work/json" "$base/appeal/file"
is '5 bytes that are no text' 400 "$code"

# ---- 6: one field, two values ----
ask citizen -H "$own" -H 'Accept: application/json' -F _go=send -F "_key=$(key)" -F kind=help -F kind=ask -F topic=noise \
    -F words=x -F "_csrf=$(as citizen /appeal/new && token /appeal/file)" "$base/appeal/file"
is '6 a field given twice' 422 "$code"

# ---- 7: another host's name ----
for name in evil.example "localhost:$port.evil.example" "evil.example@localhost:$port" "LOCALHOST:1"; do
    ask citizen -H "Host: $name" "$base/"
    is "7 Host: $name" 400 "$code"
done
ask citizen -H 'X-Forwarded-Host: evil.example' -H 'X-Forwarded-Proto: https' -H 'Forwarded: host=evil.example' "$base/verify"
lacks '7 no address is made from what a proxy might have said' 'evil.example' "$work/body"

# ---- 8: a session that the intruder chose before ----
printf 'localhost\tFALSE\t/\tTRUE\t0\t__Host-s\tchosen-by-an-intruder\n' >"$work/water.jar"
login water demo-water-1
is '8 signed in' 303 "$code"
lacks '8 with a session of its own' 'chosen-by-an-intruder' "$work/water.jar"
as water /account
is '8 which works' 200 "$code"
ask intruder -b '__Host-s=chosen-by-an-intruder' "$base/account"
is '8 and the chosen one does not' 403 "$code"

# ---- 9: a session stolen before its holder signed out ----
cp "$work/water.jar" "$work/thief.jar"
as water /logout
ask water -H "$own" --data-urlencode "_csrf=$(token /logout)" "$base/logout"
as thief /account
is '9 a stolen session ends with the holder’s' 403 "$code"

# ---- 10: other methods, and methods in disguise ----
for method in PUT DELETE PATCH OPTIONS TRACE CONNECT PROPFIND; do
    ask citizen -X "$method" "$base/appeal/new"
    among "10 $method" "400 405 501" "$code"
done
ask clerk -H "$own" -H 'X-HTTP-Method-Override: DELETE' "$base/appeal/$mine?_method=DELETE"
among '10 a method in disguise is none' '200 400' "$code"
as clerk "/appeal/$mine"
is '10 and the request is still there' 200 "$code"

# ---- 11: files of the machine ----
for path in '/skin/../../../etc/passwd' '/%2e%2e/%2e%2e/etc/passwd' '/skin/..%2f..%2fledger.db' '/tile/../ledger.db' \
    '/tile/0/..%5c..%5cledger.db' '/appeal/..%00/ledger.db' '//etc/passwd' '/skin//etc/passwd' '/.git/config' '/ledger.db'; do
    ask citizen --path-as-is "$base$path"
    among "11 $path" "400 404" "$code"
    lacks "11 $path shows no file" 'root:\|SQLite format' "$work/body"
done

# ---- 12: a line of one's own in the answer's head ----
for path in '/?lang=en%0d%0aSet-Cookie:%20a=b' '/login?next=/%0d%0aX-Evil:%201' '/%0d%0aX-Evil:1'; do
    as citizen "$path"
    lacks "12 $path" '^X-Evil\|^Set-Cookie: a=b' "$work/head"
done

# ---- 13: to another house after signing in ----
for next in https://evil.example //evil.example '/\evil.example' 'javascript:alert(1)' /%09/evil.example; do
    as water "/login?next=$next"
    ask water -H "$own" --data-urlencode name=water --data-urlencode password=demo-water-1 --data-urlencode "next=$next" \
        --data-urlencode "_csrf=$(token /login)" "$base/login"
    case $(header Location) in
    '' | "/"[!/\\]* | /) is "13 next=$next" yes yes ;;
    *) is "13 next=$next" 'a page of ours' "$(header Location)" ;;
    esac
    rm -f "$work/water.jar"
done

# ---- 14: somebody else's matter by its number, in every form ----
login water demo-water-1
for path in "/appeal/$mine" "/appeal/$mine?as=json" "/appeal/$mine?as=pdf" "/api/v1/appeal/$mine" "/appeal/$mine?live=1"; do
    as water "$path"
    lacks "14 $path tells nothing" 'document.title' "$work/body"
    among "14 $path" '400 401 403 404' "$code"
done
ask water -H "$own" -H "$json" -H "Idempotency-Key: $(key)" -d '{"words":"x"}' "$base/appeal/$mine/answer"
is '14 nor may he answer it' 404 "$code"

# ---- 15: the codes of a request: guessed, mixed up, and the right one all the same ----
file other -d '{"kind":"ask","topic":"road","words":"y"}'
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
    track guesser "$mine_no" "AAAA-BBBB-CCCC-$i"
    is "15 guess $i" 422 "$code"
done
track guesser "$mine_no" "$view_code"
is '15 the code of another request' 422 "$code"
track citizen2 "$mine_no" "$mine_view"
is '15 the right one is not locked out' 303 "$code"
ask citizen2 -H "$own" -H "$json" -H "Idempotency-Key: $(key)" -d '{"secret":"wrong"}' "$base/appeal/$mine/withdraw"
among "15 who only reads may not withdraw" "403 422" "$code"

# ---- 16: a body in disguise ----
printf '{"kind":"help","topic":"noise","words":"x"}' | gzip >"$work/json.gz"
ask citizen -H "Idempotency-Key: $(key)" -H "$json" -H 'Content-Encoding: gzip' --data-binary "@$work/json.gz" "$base/appeal/file"
among "16 a packed body" "400 415 422" "$code"
ask citizen -H "Idempotency-Key: $(key)" -H 'Content-Type: text/plain' -d '{"kind":"help","topic":"noise","words":"x"}' "$base/appeal/file"
among "16 JSON that is called text" "400 403 415 422" "$code"
ask citizen -H "Idempotency-Key: $(key)" -H 'Content-Type: application/xml' -d '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>' "$base/appeal/file"
lacks '16 no entity is followed' 'root:' "$work/body"

# ---- 17: framed, sniffed, cached ----
for path in / /login /appeal "/appeal/$mine" /nowhere /track /verify /healthz /api/v1/nowhere; do
    as clerk "$path"
    has "17 $path is framed by nobody" "frame-ancestors 'none'" "$work/head"
    has "17 $path is what it says" 'nosniff' "$work/head"
done
as clerk "/appeal/$mine"
has '17 what is private is kept by no cache' '[Nn]o-store' "$work/head"

# ---- 18: as an administrator without being one ----
for path in /org/accounts /org/changes /erase/new; do
    as env "$path"
    among "18 $path" "403 404" "$code"
done
for op in org/open_account org/open_unit org/ask_change; do
    ask env -H "$own" -H "$json" -H "Idempotency-Key: $(key)" -d '{"login":"me","name":"me"}' "$base/$op"
    among "18 $op" "403 404" "$code"
done

# ---- 19: one name for another: the same letters to the eye, or bytes that are no letters ----
for name in 'clerk ' 'ｃlerk' 'сlerk' "clerk$(printf '\342\200\213')" 'CLERK'; do
    as nobody /login
    ask nobody -H "$own" --data-urlencode "name=$name" --data-urlencode 'password=demo-clerk-1' --data-urlencode "_csrf=$(token /login)" "$base/login"
    case $name in
    'clerk ') ;; # blanks around a name are no part of it
    *) is "19 $name is not clerk" 422 "$code" ;;
    esac
    rm -f "$work/nobody.jar"
done
printf 'kind=help&topic=noise&words=%%ff%%c0%%af&_go=send' >"$work/form"
ask citizen -H "$own" --data-binary "@$work/form" "$base/appeal/file"
is '19 bytes that are no text' 400 "$code"

# ---- 20: what the state must keep secret ----
file late -d '{"kind":"help","topic":"noise","words":"本件标注：机密★五年"}'
is '20 marked material is refused' 422 "$code"
has '20 and says so' '密' "$work/body"

finish
