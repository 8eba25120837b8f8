#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Play the battery over TCP and over the unix socket.  battery.sh ECHO BATTERY DATA
set -u
folder=$(mktemp -d)
mkfifo "$folder/port"
"$1" 127.0.0.1:0 "$folder/http.sock" "$folder" >"$folder/port" 2>"$folder/log" &
server=$!
read -r port <"$folder/port"
failed=0
"$2" "127.0.0.1:$port" "$3" || failed=1
"$2" "$folder/http.sock" "$3" || failed=1
kill "$server"
wait "$server" || { echo "the server ended badly"; cat "$folder/log"; failed=1; }
left=$(find "$folder" -type f ! -name log | wc -l)
[ "$left" = 0 ] || { echo "$left uploads were left on disk"; failed=1; }
if ls -l "$folder" | grep -q 'http.sock'; then echo "the socket was left"; failed=1; fi
rm -rf "$folder"
exit $failed
