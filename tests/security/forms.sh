#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Forms of others: tokens, origins, keys of repetition, what the address may say.  forms.sh XIEZHI PACK
. "$(dirname "$0")/lib.sh"
make_node
serve '2026-03-02 09:00'

# ---- the token and where the form comes from ----
ask a "$base/appeal/new"
has 'a visitor has a cookie' '__Host-v=' "$work/head"
token=$(token /appeal/file)
ask b "$base/appeal/new"
other_visitor=$(token /appeal/file)
ask a "$base/track"
other_op=$(token /track)
altered=$(printf %s "$token" | sed 's/^\(.\{19\}\)B/\1C/; t; s/./B/20') # never what stood there
later=$(printf %s "$token" | sed 's/^[0-9]*/9999999999999/')

# send TOKEN HEADER...: a whole form as visitor a.
send() {
    form_token=$1
    shift
    ask a "$@" -H 'Accept: application/json' -F _go=send -F "_key=$(key)" -F kind=help -F topic=noise \
        -F words=text -F "_csrf=$form_token" "$base/appeal/file"
}
cases=0
while IFS='|' read -r why which status header; do
    [ -n "$why" ] || continue
    case $which in
    own) t=$token ;; none) t= ;; other_op) t=$other_op ;; other_visitor) t=$other_visitor ;;
    altered) t=$altered ;; later) t=$later ;;
    esac
    if [ -n "$header" ]; then
        send "$t" -H "$header"
    else
        send "$t"
    fi
    is "$why" "$status" "$code"
    cases=$((cases + 1))
done <<END
own token from our own page|own|201|Sec-Fetch-Site: same-origin
own token, an old browser says its origin|own|201|Origin: $base
no token|none|403|Sec-Fetch-Site: same-origin
the token of another operation|other_op|403|Sec-Fetch-Site: same-origin
the token of another visitor|other_visitor|403|Sec-Fetch-Site: same-origin
a token altered in one character|altered|403|Sec-Fetch-Site: same-origin
a token made to last longer|later|403|Sec-Fetch-Site: same-origin
from a page of another host|own|403|Sec-Fetch-Site: cross-site
from a page of a sister host|own|403|Sec-Fetch-Site: same-site
typed by hand|own|403|Sec-Fetch-Site: none
what no browser says|own|403|Sec-Fetch-Site: Same-Origin
nothing about its origin|own|403|
another origin|own|403|Origin: https://evil.example
the origin with another port|own|403|Origin: http://localhost:1
the origin as https|own|403|Origin: https://localhost:$port
a sandboxed frame|own|403|Origin: null
our origin with a tail|own|403|Origin: $base.evil.example
END
is 'all rows were tried' 17 "$cases"
ask c -H "$own" -H 'Accept: application/json' -F _go=send -F "_key=$(key)" -F kind=help -F topic=noise \
    -F words=text -F "_csrf=$token" "$base/appeal/file"
is 'the token without its cookie' 403 "$code"

# ---- JSON: a cookie beside it needs our own page ----
json() { # WHO ARGUMENT...
    who=$1
    shift
    ask "$who" -H "Idempotency-Key: $(key)" -d '{"kind":"help","topic":"noise","words":"x"}' "$@" "$base/appeal/file"
}
json none -H 'Content-Type: application/json'
is 'JSON without a cookie' 201 "$code"
json a -H 'Content-Type: application/json'
is 'JSON with a cookie and no origin' 403 "$code"
json a -H 'Content-Type: application/json' -H 'Sec-Fetch-Site: cross-site'
is 'JSON with a cookie from elsewhere' 403 "$code"
json a -H 'Content-Type: text/plain'
is 'JSON called text, as a foreign form can send it' 400 "$code"
json a -H 'Content-Type: text/plain; application/json'
is 'JSON in a parameter of the type' 400 "$code"
json a -H 'Content-Type: application/x-www-form-urlencoded' -H "$own"
is 'JSON called a form' 403 "$code"

# ---- keys of repetition ----
k=$(key)
repeat() { # WHO WORDS
    ask "$1" -H "Idempotency-Key: $k" -H 'Content-Type: application/json' \
        -d "{\"kind\":\"help\",\"topic\":\"noise\",\"words\":\"$2\"}" "$base/appeal/file"
}
repeat none1 one
is 'a key for the first time' 201 "$code"
first=$(field matter)
view=$(field view_code)
[ -n "$view" ] && is 'it has codes' yes yes || is 'it has codes' yes no
repeat none1 one
is 'the same key and body: the same matter' "$first" "$(field matter)"
is 'and the same codes: the first reply may be lost' "$view" "$(field view_code)"
repeat none1 two
is 'the same key with another body' 409 "$code"
lacks 'a conflict tells nothing of the matter' view_code "$work/body"
for bad in '' short 'with blank in the key 123' "$(printf 'x%.0s' $(seq 65))" 'quote"quote"quote"'; do
    ask none1 -H "Idempotency-Key: $bad" -H 'Content-Type: application/json' \
        -d '{"kind":"help","topic":"noise","words":"x"}' "$base/appeal/file"
    is "a key that is none: $bad" 400 "$code"
done
# The visitor who files with a form key sees the codes again; another with the same key and body does not.
k=$(key)
ask a "$base/appeal/new"
ask a -H "$own" -F _go=send -F "_key=$k" -F kind=help -F topic=noise -F words=same \
    -F "_csrf=$(token /appeal/file)" "$base/appeal/file"
is 'filed by form' 303 "$code"
is 'and led to the receipt' /receipt "$(header location)"
ask a "$base/receipt"
is 'the receipt page' 200 "$code"
code_line=$(grep -o 'x-code">[^<]*' "$work/body" | head -n 1)
[ ${#code_line} -gt 20 ] && is 'it shows the code' yes yes || is 'it shows the code' yes "$code_line"
ask b "$base/appeal/new"
ask b -H "$own" -F _go=send -F "_key=$k" -F kind=help -F topic=noise -F words=same \
    -F "_csrf=$(token /appeal/file)" "$base/appeal/file"
ask b "$base/receipt"
lacks 'another visitor with the same key has other codes' "$code_line" "$work/body"
ask d "$base/receipt"
is 'a stranger has no receipt page' 303 "$code"

# One request is sent again and again while others read: each gets the first answer with its receipt,
# and nobody is disturbed.
k=$(key)
pids=
for i in 1 2 3 4; do
    curl -s -m 60 --noproxy '*' -w '%{http_code}\n' -o /dev/null "$base/appeal/new?n=[1-2000]" >"$work/read.$i" &
    pids="$pids $!"
    curl -s -m 60 --noproxy '*' -w '\n%{http_code}\n' -H "Idempotency-Key: $k" -H 'Content-Type: application/json' \
        -d '{"kind":"help","topic":"noise","words":"again"}' "$base/appeal/file?n=[1-300]" >"$work/again.$i" &
    pids="$pids $!"
done
wait $pids
is 'the same request is answered each time' 1200 "$(cat "$work"/again.? | grep -c '^201$')"
is 'with the receipt' 1200 "$(cat "$work"/again.? | grep -c '"receipt":"c2sp.org/tlog-proof')"
is 'and pages are read meanwhile' 8000 "$(cat "$work"/read.? | grep -c '^200$')"
lacks 'no process ended' 'starting it again' "$log"

# ---- what the address says goes nowhere ----
while read -r path; do
    ask e "$base$path"
    is "no way out by $path" '' "$(header location)"
    lacks "nothing of $path is markup" '<i>evil' "$work/body"
    lacks "no header by $path" '^X-Evil' "$work/head"
done <<'END'
/login?next=https://evil.example/
/track?next=//evil.example
/?lang=en%0d%0aX-Evil:1
/?lang=%22%3E%3Ci%3Eevil
/?big=1%0d%0aX-Evil:1
/?big=%3Ci%3Eevil
/?%3Ci%3Eevil=1&a=%22%3E%3Ci%3Eevil
/?done=%3Ci%3Eevil
/track?no=%22%3E%3Ci%3Eevil
/%3Ci%3Eevil
/appeal/new?kind=%22%3E%3Ci%3Eevil
END
ask e "$base/?lang=%3Cscript%3E"
is 'an unknown language is one of ours' yes "$(header set-cookie | grep -q '__Host-l=\(en\|zh\);' && echo yes)"
for host in evil.example "localhost:$port.evil.example" "LOCALHOST:$port " "localhost:1" "localhost"; do
    ask e -H "Host: $host" "$base/"
    [ "$host" = "LOCALHOST:$port " ] && want=200 || want=400
    is "Host: $host" $want "$code"
    lacks "Host: $host is not repeated" evil "$work/body"
done
ask e -H 'X-Forwarded-Host: evil.example' -H 'X-Forwarded-Proto: https' -H 'Forwarded: host=evil.example' "$base/login"
lacks 'forwarded words are not believed over TCP' evil "$work/body"

# ---- headers ----
for path in / /track /login /appeal/new /nothing /checkpoint /appeal/1 '/appeal/1?as=json' /file/1; do
    ask f "$base$path"
    has "$path: CSP" "^Content-Security-Policy: default-src 'none'; script-src 'self'" "$work/head"
    has "$path: nosniff" '^X-Content-Type-Options: nosniff' "$work/head"
    has "$path: referrer" '^Referrer-Policy: same-origin' "$work/head"
    has "$path: not kept" '^Cache-Control: no-store' "$work/head"
    has "$path: a type" '^Content-Type: ..*/' "$work/head"
done
ask g "$base/"
is 'cookies: flags' '' "$(header set-cookie | grep -v '^__Host-[a-z]=[^;]*; Path=/; Secure; HttpOnly; SameSite=Lax\(; Max-Age=[0-9]*\)*$')"
asset=$(grep -o '/skin/[^"]*css' "$work/body")
ask g "$base$asset"
has 'looks may be kept' 'immutable' "$work/head"
lacks 'looks set no cookie' '^[Ss]et-[Cc]ookie' "$work/head"

# ---- too much ----
head -c 300000 /dev/zero | tr '\0' a >"$work/big"
ask h -H "$own" -H 'Content-Type: application/x-www-form-urlencoded' --data-binary "@$work/big" "$base/track"
is 'a form of 300 KB' 413 "$code"
yes 'a=1&' | head -n 1500 | tr -d '\n' >"$work/many"
ask h -H "$own" -H 'Content-Type: application/x-www-form-urlencoded' --data-binary "@$work/many" "$base/track"
is '1,500 fields' 403 "$code"
deep() { printf '%*s' "$1" '' | tr ' ' "$2"; }
printf '{"words":%s1%s}' "$(deep 100000 '[')" "$(deep 100000 ']')" >"$work/deep"
json none -H 'Content-Type: application/json' --data-binary "@$work/deep"
is 'JSON 100,000 deep' 400 "$code"
{ printf '{"a":1'; seq -f ',"k%g":1' 1 20000; printf '}'; } | tr -d '\n' >"$work/keys"
ask none -H "Idempotency-Key: $(key)" -H 'Content-Type: application/json' --data-binary "@$work/keys" "$base/appeal/file"
is '20,000 keys' 413 "$code"
{ printf '{"claim":['; seq -f '{"words":"%g"},' 1 900; printf '{"words":"x"}]}'; } | tr -d '\n' >"$work/groups"
ask none -H "Idempotency-Key: $(key)" -H 'Content-Type: application/json' --data-binary "@$work/groups" "$base/appeal/file"
is '901 records of a group' 422 "$code"

# ---- the same visitor, half a day later ----
ask a "$base/appeal/new"
token=$(token /appeal/file)
stop
serve '2026-03-02 20:59'
send "$token" -H "$own"
is 'a form just under twelve hours old' 201 "$code"
stop
serve '2026-03-02 21:01'
send "$token" -H "$own"
is 'a form over twelve hours old' 403 "$code"
finish
