#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# page.sh: a matter's page made from the database, with the cookie of its party, against nginx with
# a static file of 1 KB; the same load generator, alternating.  Then the same matter as its officer
# reads it, as a page and as JSON: each answer waits until the record of it is on the disk.  Writes
# its rows into bench/RESULTS.md.  CONNS (default 32), READERS (64): connections that read with a record.
. "$(dirname "$0")/common.sh"
CONNS=${CONNS:-32} READERS=${READERS:-64}

start_nginx() {
    mkdir -p "$temp/www" && head -c 1024 /dev/zero | tr '\0' 'x' >"$temp/www/file.txt"
    cat >"$temp/nginx.conf" <<CONF
worker_processes 2; daemon off; pid $temp/nginx.pid; error_log $temp/nginx.log;
events { worker_connections 256; }
http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000;
  client_body_temp_path $temp/b; proxy_temp_path $temp/p; fastcgi_temp_path $temp/f;
  uwsgi_temp_path $temp/u; scgi_temp_path $temp/s;
  server { listen 127.0.0.1:$((PORT + 1)); root $temp/www; } }
CONF
    chmod -R a+rX "$temp"
    [ "$(id -u)" != 0 ] || chown nobody "$temp"
    plain nginx -c "$temp/nginx.conf" 2>"$temp/nginx.err" &
    wait_for "http://127.0.0.1:$((PORT + 1))/file.txt" "$temp/nginx.err"
    nginx=$(cat "$temp/nginx.pid")
}

# One filing as a browser would make it: its party cookie and its matter.
file_one() {
    at=http://localhost:$PORT
    visitor=$(curl -s -D - -o "$temp/form" "$at/appeal/new" | tr -d '\r' |
        sed -n 's/^Set-Cookie: \(__Host-v=[^;]*\).*/\1/p')
    words=$(yes '小区供暖温度不够已经连续多天没人' | head -13 | tr -d '\n')
    party=$(curl -s -D - -o /dev/null -H "Cookie: $visitor" -H "Origin: $at" \
        --data-urlencode "_csrf=$(hidden _csrf)" --data-urlencode "_key=$(hidden _key)" \
        -d '_go=send&kind=help&topic=noise' --data-urlencode "words=$words" "$at/appeal/file" |
        tr -d '\r' | sed -n 's/^Set-Cookie: \(__Host-p=[^;]*\).*/\1/p')
    matter=$(curl -s -H "Cookie: $visitor; $party" "$at/receipt" | grep -o '/appeal/[0-9][0-9]*' | head -1)
    [ -n "$party" ] && [ -n "$matter" ] || fail 'the filing gave no cookie or no matter'
}

hidden() {
    sed -n "s/.*name=\"$1\" value=\"\([^\"]*\)\".*/\1/p" "$temp/form" | head -1
}

# Whoever signs in: his cookie in $session.
sign_in() {
    visitor_in=$(curl -s -D - -o "$temp/form" "$at/login" | tr -d '\r' |
        sed -n 's/^Set-Cookie: \(__Host-v=[^;]*\).*/\1/p')
    session=$(curl -s -D - -o /dev/null -H "Cookie: $visitor_in" -H "Origin: $at" \
        --data-urlencode "_csrf=$(hidden _csrf)" -d "name=$1&password=$2" "$at/login" | tr -d '\r' |
        sed -n 's/^Set-Cookie: \(__Host-s=[^;]*\).*/\1/p')
    [ -n "$session" ] || fail "$1 cannot sign in"
}

records() {
    sqlite3 -readonly "$temp/node/ledger.db" 'select count(*) from read_record'
}

build
start_nginx
serve "$temp/node"
file_one
get_ours() {
    "$load" get --port "$PORT" --path "$matter" --cookie "$visitor; $party" \
        --expect '小区供暖温度不够' --conns "$CONNS" --seconds "$1"
}
get_read() { # SECONDS QUERY
    "$load" get --port "$PORT" --path "$matter$2" --cookie "$session" \
        --expect '小区供暖温度不够' --conns "$READERS" --seconds "$1"
}
# round WHICH SECONDS QUERY: its rate, its processor, and a record for each answer.
read_round() {
    c0=$(cpu "$served") r0=$(records)
    get_read "$2" "$3" >"$temp/out" || exit
    c1=$(cpu "$served") r1=$(records)
    awk '{ printf "%d\n", $1 }' "$temp/out" >>"$temp/$1"
    awk -v c="$c0 $c1" '{ split(c, t, " "); printf "%.1f\n", (t[2] - t[1]) * 1e6 / $4 }' "$temp/out" >>"$temp/$1.cpu"
    awk -v n="$((r1 - r0))" '{ exit n < $4 }' "$temp/out" || fail "$(cat "$temp/out") answers left $((r1 - r0)) records"
}
get_theirs() {
    "$load" get --port $((PORT + 1)) --path /file.txt --expect xxxx --conns "$CONNS" --seconds "$1"
}
get_ours 1 >/dev/null || exit
get_theirs 1 >/dev/null || exit
for _ in $(seq "$ROUNDS"); do
    c0=$(cpu "$served")
    get_ours "$SECONDS_EACH" >"$temp/out" || exit
    c1=$(cpu "$served")
    awk '{ printf "%d\n", $1 }' "$temp/out" >>"$temp/ours"
    awk -v c="$c0 $c1" '{ split(c, t, " "); printf "%.1f\n", (t[2] - t[1]) * 1e6 / $4 }' "$temp/out" >>"$temp/ours.cpu"
    c0=$(cpu "$nginx")
    get_theirs "$SECONDS_EACH" >"$temp/out" || exit
    c1=$(cpu "$nginx")
    awk '{ printf "%d\n", $1 }' "$temp/out" >>"$temp/theirs"
    awk -v c="$c0 $c1" '{ split(c, t, " "); printf "%.1f\n", (t[2] - t[1]) * 1e6 / $4 }' "$temp/out" >>"$temp/theirs.cpu"
done
sign_in clerk demo-clerk-1
for _ in $(seq "$ROUNDS"); do
    read_round page "$SECONDS_EACH" ''
    read_round twin "$SECONDS_EACH" '?as=json'
done
ours=$(median "$temp/ours") theirs=$(median "$temp/theirs")
size=$(curl -s -H "Cookie: $visitor; $party" "http://localhost:$PORT$matter" | wc -c)
{
    heading 'A page from the database against nginx' "bench/page.sh (CONNS=$CONNS, ROUNDS=$ROUNDS, ${SECONDS_EACH} s each)"
    echo "The page of a matter ($size bytes) with the party's cookie, each reply checked for the citizen's words;"
    echo "nginx with two workers and a static file of 1,024 bytes."
    echo
    echo '| | rounds (per second) | median | processor, µs a request |'
    echo '|---|---|---|---|'
    echo "| page of a matter | $(row_of "$temp/ours")| $ours | $(median "$temp/ours.cpu") |"
    echo "| as its officer reads it, with a record ($READERS connections) | $(row_of "$temp/page")| $(median "$temp/page") | $(median "$temp/page.cpu") |"
    echo "| the same as JSON, with a record | $(row_of "$temp/twin")| $(median "$temp/twin") | $(median "$temp/twin.cpu") |"
    echo "| nginx, static 1 KB | $(row_of "$temp/theirs")| $theirs | $(median "$temp/theirs.cpu") |"
    echo
    echo "**Ratio of medians $(awk -v a="$ours" -v b="$theirs" 'BEGIN { printf "%.3f", a / b }')** (target .35, aim .5)."
} | tee -a "$results"
