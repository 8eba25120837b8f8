#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A node behind docs/nginx.conf.example itself, with this machine's names, ports and a certificate of
# its own: pages, forms and programs through TLS; nothing for other names, nothing of /metrics.
# proxy.sh XIEZHI PACK CONFIG.  Skipped (77) where nginx or openssl is missing.
nginx=$(command -v nginx || echo /usr/sbin/nginx)
[ -x "$nginx" ] && command -v openssl >/dev/null || { echo 'nginx or openssl is missing: skipped'; exit 77; }
config=$3
. "$(dirname "$0")/../security/lib.sh"
chmod 755 "$work"
make_node
tls=$(shuf -i 20000-39999 -n 1) plain=$(shuf -i 40000-59999 -n 1)
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=xiezhi.example \
    -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null || { echo 'no certificate'; exit 1; }
authority=xiezhi.example:$tls
"$xiezhi" serve "$node" --listen 127.0.0.1:0 --socket "$work/http.sock" --authority "$authority" --alone \
    --clock '2026-03-02 09:00' >>"$log" 2>&1 &
pid=$!
while kill -0 "$pid" 2>/dev/null && [ ! -S "$work/http.sock" ]; do :; done
{
    cat <<CONF
daemon off;
master_process off;
worker_processes 1;
pid $work/nginx.pid;
error_log $work/error.log notice;
events { worker_connections 256; }
http {
    client_body_temp_path $work/body_temp;
    proxy_temp_path $work/proxy_temp;
    fastcgi_temp_path $work/fastcgi_temp;
    uwsgi_temp_path $work/uwsgi_temp;
    scgi_temp_path $work/scgi_temp;
CONF
    sed -e "s#unix:/run/xiezhi/http.sock#unix:$work/http.sock#" -e "s#listen 80#listen 127.0.0.1:$plain#" \
        -e "s#listen 443#listen 127.0.0.1:$tls#" -e "s#/etc/ssl/xiezhi/fullchain.pem#$work/cert.pem#" \
        -e "s#/etc/ssl/xiezhi/key.pem#$work/key.pem#" \
        -e "s#proxy_set_header Host \$host#proxy_set_header Host \$http_host#" "$config"
    echo '}'
} >"$work/nginx.conf"
is 'nginx -t' 0 "$("$nginx" -t -p "$work" -c "$work/nginx.conf" >"$work/said" 2>&1; echo $?)"
"$nginx" -p "$work" -c "$work/nginx.conf" 2>>"$work/said" &
proxy=$!
while kill -0 "$proxy" 2>/dev/null && [ ! -s "$work/nginx.pid" ]; do :; done
kill -0 "$proxy" 2>/dev/null || { cat "$work/said" "$work/error.log"; exit 1; }
base=https://$authority

through() { # WHO ARGUMENT...
    who=$1
    shift
    ask "$who" -k --resolve "xiezhi.example:$tls:127.0.0.1" "$@"
}
through anyone "$base/"
is 'a page' 200 "$code"
has 'with its own headers' "^content-security-policy: default-src 'none'" "$work/head"
has 'and those of the proxy' '^strict-transport-security' "$work/head"
through program -H 'Content-Type: application/json' -H "Idempotency-Key: $(key)" \
    -d '{"kind":"help","topic":"noise","words":"text"}' "$base/api/v1/appeal/file"
is 'a program' 201 "$code"
through clerk "$base/login"
through clerk -H "$own" -d name=clerk -d password=demo-clerk-1 --data-urlencode "_csrf=$(token /login)" "$base/login"
is 'somebody signs in' 303 "$code"
through clerk "$base/appeal"
is 'and opens the desk' 200 "$code"
through anyone "$base/healthz"
is 'it is well' 200 "$code"
through anyone "$base/metrics"
is 'what it counts is for the machine' 404 "$code"
is 'the socket keeps that too' 404 "$(curl -s --noproxy '*' -o /dev/null -w '%{http_code}' --unix-socket "$work/http.sock" \
    -H "Host: $authority" http://x/metrics)"
through anyone -H 'Host: elsewhere.example' "$base/"
is 'another name' 000 "$code"
is 'plain HTTP leads to TLS' "301 https://xiezhi.example/appeal/new" "$(curl -s --noproxy '*' -o /dev/null \
    -w '%{http_code} %{redirect_url}' --resolve "xiezhi.example:$plain:127.0.0.1" "http://xiezhi.example:$plain/appeal/new")"
kill "$proxy"
wait "$proxy"
finish
