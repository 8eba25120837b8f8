#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The battery through nginx, as in production: exact server_name, others 444, our unix socket behind.
# nginx.sh ECHO BATTERY DATA.  Skipped (77) where nginx is missing.
# What nginx would answer or rewrite itself (HTTP/1.0, Expect, Upgrade) is refused by its configuration.
set -u
nginx=$(command -v nginx || echo /usr/sbin/nginx)
[ -x "$nginx" ] || { echo "nginx is missing: skipped"; exit 77; }
folder=$(mktemp -d)
chmod 755 "$folder"
mkfifo "$folder/port"
"$1" - "$folder/http.sock" "$folder" >"$folder/port" 2>"$folder/log" &
server=$!
read -r port <"$folder/port"

configure() {
    cat >"$folder/nginx.conf" <<CONF
daemon off;
master_process off;
worker_processes 1;
pid $folder/nginx.pid;
error_log $folder/error.log notice;
events { worker_connections 256; }
http {
    access_log off;
    client_body_temp_path $folder/body;
    proxy_temp_path $folder/proxy;
    fastcgi_temp_path $folder/fastcgi;
    uwsgi_temp_path $folder/uwsgi;
    scgi_temp_path $folder/scgi;
    large_client_header_buffers 4 16k;
    client_header_timeout 3s;
    client_body_timeout 2s;
    client_max_body_size 2g;
    ignore_invalid_headers off;
    underscores_in_headers on;
    server_tokens off;
    upstream xiezhi { server unix:$folder/http.sock; keepalive 8; }
    server { listen 127.0.0.1:$1 default_server; return 444; }
    server {
        listen 127.0.0.1:$1;
        server_name xiezhi.test;
        if (\$server_protocol != HTTP/1.1) { return 400; }
        if (\$http_expect) { return 400; }
        if (\$http_upgrade) { return 400; }
        location / {
            proxy_pass http://xiezhi;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host \$http_host;
            proxy_set_header X-Real-IP \$remote_addr;
        }
    }
}
CONF
}

# nginx takes no port 0: try some until one is free; its pid file says that it listens.
for try in 1 2 3 4 5; do
    port=$(shuf -i 20000-60000 -n 1)
    configure "$port"
    "$nginx" -p "$folder" -c "$folder/nginx.conf" 2>"$folder/start" &
    proxy=$!
    while kill -0 "$proxy" 2>/dev/null && [ ! -s "$folder/nginx.pid" ]; do :; done
    kill -0 "$proxy" 2>/dev/null && break
done

failed=0
"$2" --nginx "127.0.0.1:$port" "$3" || failed=1
kill "$proxy"
wait "$proxy"
kill "$server"
wait "$server" || { echo "the server ended badly"; cat "$folder/log"; failed=1; }
rm -rf "$folder"
exit $failed
