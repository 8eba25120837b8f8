#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The render process: what it makes for whom, and that the node lives when it dies.  render.sh XIEZHI PACK
. "$(dirname "$0")/lib.sh"
make_node
serve '2026-03-02 09:00'

# ---- QR codes ----
ask a "$base/receipt/3.qr.svg"
is 'the QR code of an entry' '200 image/svg+xml' "$code $(header content-type)"
has 'is a picture' '^<svg xmlns=.*</svg>$' "$work/body"
cp "$work/body" "$work/qr3"
ask a "$base/receipt/4.qr.svg"
cmp -s "$work/body" "$work/qr3" && is 'each entry has its own' other same || is 'each entry has its own' yes yes
for path in 99999.qr.svg -1.qr.svg x.qr.svg 3.qr 3.svg 03.qr.svg; do
    ask a "$base/receipt/$path"
    is "/receipt/$path" 404 "$code"
done
ask a "$base/appeal/new"
ask a -H "$own" -H Expect: -F _go=send -F "_key=$(key)" -F kind=help -F topic=noise -F words=text \
    -F "_csrf=$(token /appeal/file)" "$base/appeal/file"
ask a "$base/receipt"
has 'the receipt page shows it' '<img [^>]*src="/receipt/[0-9]*.qr.svg" alt="存证号 [0-9]* 的二维码' "$work/body"
ask a "$base/receipt?lang=en"
has 'and says in English what it is' 'alt="QR code of entry [0-9]*: ' "$work/body"

# ---- pictures ----
data=$(dirname "$0")/../data/pictures
send() { # FILE: a request with that picture
    ask b "$base/appeal/new"
    ask b -H "$own" -H Expect: -F _go=send -F "_key=$(key)" -F kind=help -F topic=noise -F words=text \
        -F "_csrf=$(token /appeal/file)" -F "photo=@$1" "$base/appeal/file"
}
before=$(find "$node/blobs" -type f | wc -l)
send "$data/gps6.jpg"
is 'a photograph is taken' 303 "$code"
kept=$(find "$node/blobs" -type f)
is 'as one file' 1 "$(echo "$kept" | wc -l)"
has 'that was there to be lost' GPSSECRET "$data/gps6.jpg"
lacks 'nobody keeps where it was taken' 'GPSSECRET\|CAMERAXYZ\|SECRETCOMMENT\|Exif' "$kept"
is 'nor anywhere else' '' "$(grep -rl GPSSECRET "$node")"
ask b "$base/receipt"
cp "$work/body" "$work/receipt"
ask b "$base$(grep -o '/appeal/[0-9][0-9]*' "$work/body" | head -n 1)?as=json"
has 'the entry commits what is kept' "$(sha256sum <"$kept" | cut -d' ' -f1)" "$work/body"
for row in cut.jpg:可能已损坏 trunc.png:可能已损坏 head.png:可能已损坏 pixels.png:请不要超过.50.百万像素; do
    send "$data/${row%%:*}"
    is "${row%%:*} is refused" 422 "$code"
    has 'and the field says why' "${row#*:}" "$work/body"
done
is 'nothing of them is kept' "$((before + 1))" "$(find "$node/blobs" -type f | wc -l)"

# ---- tables ----
login clerk demo-clerk-1
ask clerk "$base/appeal?as=xlsx"
is 'a list as a spreadsheet' '200 application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' \
    "$code $(header content-type)"
is 'as attachment' 'attachment; filename="2026-03-02-desk.xlsx"' "$(header content-disposition)"
is 'an archive' PK "$(head -c 2 "$work/body")"
ask b "$base/appeal?as=xlsx"
is 'not for everybody' 403 "$code"
import() { # FILE: a table of requests
    ask clerk "$base/appeal/table"
    ask clerk -H "$own" -H Expect: -F _go=send -F "_key=$(key)" -F "_csrf=$(token /appeal/import)" \
        -F "rows=@$1" "$base/appeal/import"
}
tables=$(dirname "$0")/../data/tables
import "$(dirname "$0")/../../src/appeal/scenes/table.xlsx"
is 'a spreadsheet is taken' 303 "$code"
kept=$(find "$node/blobs" -type f -newer "$kept")
is 'as text' 类别,事项 "$(head -n 1 "$kept" | sed 's/^\xef\xbb\xbf//' | cut -d, -f1,2)"
for file in "$tables"/*.xlsx; do
    [ "${file##*/}" = honest.xlsx ] && continue
    import "$file"
    is "${file##*/} is refused" 422 "$code"
    has 'and the field says why' '<p class="[^"]*error[^"]*"[^>]*>[^<]*\(表格\|行\)' "$work/body"
done

# ---- printed pages ----
for path in /receipt "$(grep -o '/appeal/[0-9][0-9]*' "$work/receipt" | head -n 1)"; do
    for lang in zh en; do
        ask b "$base$path?as=pdf&lang=$lang"
        is "$path as PDF in $lang" '200 application/pdf %PDF' "$code $(header content-type) $(head -c 4 "$work/body")"
    done
done
is 'as attachment' 'attachment; filename="2026-03-02-matter.pdf"' "$(header content-disposition)"
ask stranger "$base$path?as=pdf"
is 'not for a stranger' 404 "$code"

# ---- it dies ----
renders() { pgrep -P "$pid" -x xiezhi-render; }
first=$(renders)
kill -9 "$first"
ask a "$base/receipt/3.qr.svg"
is 'it is killed and started again' 200 "$code"
[ "$(renders)" != "$first" ] && is 'as another process' yes yes || is 'as another process' yes no
workers=$(pgrep -P "$(renders)")
kill -9 $workers
for worker in $workers; do # one that still lives would take the next request with it
    while kill -0 "$worker" 2>/dev/null; do :; done
done
ask a "$base/receipt/3.qr.svg"
is 'those who do its work are killed' 200 "$code"

# In the middle of a large picture: as soon as one of them has worked for 50 ms.
ask b "$base/appeal/new"
curl -s --noproxy '*' -b "$work/b.jar" -o "$work/died" -w '%{http_code}' -H "$own" -H Expect: -F _go=send \
    -F "_key=$(key)" -F kind=help -F topic=noise -F words=text -F "_csrf=$(token /appeal/file)" \
    -F "photo=@$data/slow.png" "$base/appeal/file" >"$work/code" &
sender=$! killed=
while [ -z "$killed" ] && kill -0 "$sender" 2>/dev/null; do
    for child in $(pgrep -P "$(renders)"); do
        used=$(cut -d' ' -f14 "/proc/$child/stat" 2>/dev/null)
        [ "${used:-0}" -ge 5 ] && kill -9 "$child" && killed=yes
    done
done
wait "$sender"
is 'it is killed at work' yes "$killed"
is 'what it worked at is refused' 422 "$(cat "$work/code")"
has 'with the reason' 'it broke the program that reads it' "$work/died"
has 'and the node says so too' 'xiezhi render: a file that was read ended its reader (signal 9)' "$log"
ask a "$base/receipt/3.qr.svg"
is 'and the next request is answered' 200 "$code"

# ---- it is away ----
mkdir "$work/bin"
cp "$xiezhi" "$work/bin/xiezhi"
stop
rm -r "$node"
: >"$log"
xiezhi=$work/bin/xiezhi
make_node
serve '2026-03-02 09:00'
has 'without it the node says so' 'xiezhi-render is not beside this program' "$log"
ask a "$base/receipt/3.qr.svg"
is 'a code is answered with try again' 503 "$code"
ask a "$base/appeal/new"
is 'and pages are served' 200 "$code"
finish
