#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Files: what may come in, what stays on disk, what goes out and to whom.  files.sh XIEZHI PACK
. "$(dirname "$0")/lib.sh"
make_node
serve '2026-03-02 09:00'

printf '%%PDF-1.4\n<script>alert(1)</script>\n' >"$work/real.pdf"
printf '<html><script>alert(1)</script></html>' >"$work/page.pdf"
data=$(dirname "$0")/../data/pictures
printf 'MZ program' >"$work/program.png"
printf '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>' >"$work/drawing.svg"
{ printf '%%PDF-1.4\n'; head -c 11000000 /dev/zero; } >"$work/large.pdf"
: >"$work/empty.pdf"

on_disk() { find "$node/blobs" -type f | wc -l; }
waiting() { find "$node/uploads" -type f | wc -l; }
# send WHO ARGUMENT...: a whole request for help with whatever files
send() {
    who=$1
    shift
    ask "$who" "$base/appeal/new"
    ask "$who" -H "$own" -H Expect: -F _go=send -F "_key=$(key)" -F kind=help -F topic=noise -F words=text \
        -F "_csrf=$(token /appeal/file)" "$@" "$base/appeal/file"
}

# ---- what may come in ----
cases=0
while IFS='|' read -r why status argument; do
    before=$(on_disk)
    eval "send a $argument"
    is "$why" "$status" "$code"
    [ "$status" = 303 ] && grew=1 || grew=0
    is "$why: files that stay" "$grew" "$(($(on_disk) - before))"
    cases=$((cases + 1))
done <<'END'
a document|303|-F "photo=@$work/real.pdf"
a picture|303|-F "photo=@$data/ok.png"
a page called a document|422|-F "photo=@$work/page.pdf;type=application/pdf"
a program called a picture|422|-F "photo=@$work/program.png;type=image/png"
a drawing that runs script|422|-F "photo=@$work/drawing.svg;type=image/svg+xml"
11 MB|422|-F "photo=@$work/large.pdf;type=application/pdf"
six files|422|-F "photo=@$work/real.pdf" -F "photo=@$work/real.pdf" -F "photo=@$work/real.pdf" -F "photo=@$work/real.pdf" -F "photo=@$work/real.pdf" -F "photo=@$work/real.pdf"
a name with a path|303|-F "photo=@$work/real.pdf;filename=../../../../etc/cron.d/evil.pdf"
a name of another system|303|-F "photo=@$work/real.pdf;filename=C:\\\\windows\\\\evil.pdf"
a name that is hidden|303|-F "photo=@$work/real.pdf;filename=.htaccess"
a name that is markup|303|-F "photo=@$work/real.pdf;filename=<i>evil'&.pdf"
a name with a mark of secrecy|422|-F "photo=@$work/real.pdf;filename=绝密★1年.pdf"
a file in a field of text|422|-F "words2=x" -F "spot=@$work/real.pdf"
a file in a field that is not there|422|-F "nothing=@$work/real.pdf"
a file for one of our own fields|422|-F "_file.photo=@$work/real.pdf"
a reference that we did not seal|303|-F "_file.photo=AAAA" -F "photo=@$work/real.pdf"
text in place of a file|422|-F photo=words
END
is 'all rows were tried' 17 "$cases"
send a -F "photo=@$work/empty.pdf"
is 'an empty file is no file' 303 "$code"
yes ' ' | head -n 40 | sed "s#.*#-F photo=@$work/real.pdf#" >"$work/forty"
send a $(cat "$work/forty")
is 'forty files' 413 "$code"
is 'and none of them waits' 7 "$(waiting)"

# ---- not where none is asked for, and not without a form of ours ----
before=$(on_disk) waited=$(waiting)
ask b "$base/track"
ask b -H "$own" -F no=1 -F view_code=1 -F "_csrf=$(token /track)" -F "f=@$work/real.pdf" "$base/track"
is 'an operation that asks for none' 413 "$code"
ask b -H "$own" -F "f=@$work/real.pdf" "$base/checkpoint"
is 'an address that takes no form' 413 "$code"
ask b -H "$own" -F _go=send -F "_key=$(key)" -F kind=help -F topic=noise -F words=text -F _csrf=none \
    -F "photo=@$work/real.pdf" "$base/appeal/file"
is 'no token' 403 "$code"
ask b -H "$own" -F _go=send -F "_key=$(key)" -F words=text -F _csrf=none -F "photo=@$work/real.pdf" "$base/appeal/1/answer"
is "an officer's operation" 403 "$code"
is 'nothing stays' "$before $waited" "$(on_disk) $(waiting)"

# ---- tricks with parts ----
ask c "$base/appeal/new"
token=$(token /appeal/file)
parts() { # WHY STATUS: the body from standard input, boundary B
    sed 's/$/\r/' >"$work/parts"
    ask c -H "$own" -H 'Content-Type: multipart/form-data; boundary=B' --data-binary "@$work/parts" "$base/appeal/file"
    is "$1" "$2" "$code"
}
parts 'two names' 400 <<'END'
--B
Content-Disposition: form-data; name="photo"; filename="a.pdf"; filename="b.html"

x
--B--
END
parts 'a name in the long form' 400 <<'END'
--B
Content-Disposition: form-data; name="photo"; filename*=UTF-8''evil.html

x
--B--
END
parts 'an encoded part' 400 <<'END'
--B
Content-Disposition: form-data; name="photo"; filename="a.pdf"
Content-Transfer-Encoding: base64

JVBERi0x
--B--
END
parts 'no end' 400 <<'END'
--B
Content-Disposition: form-data; name="photo"; filename="a.pdf"

%PDF-1.4
END
parts 'bytes behind the end' 400 <<'END'
--B
Content-Disposition: form-data; name="words"

x
--B--
--B
Content-Disposition: form-data; name="words"

y
--B--
END
parts 'a line break in a name' 400 <<'END'
--B
Content-Disposition: form-data; name="photo"; filename="a
X-Evil: 1.pdf"

x
--B--
END
is 'nothing stays of them' "$before $waited" "$(on_disk) $(waiting)"

# ---- what goes out, and to whom ----
send filer -F "photo=@$work/real.pdf;filename=Lärm \"<i>.pdf"
ask filer "$base/receipt"
page=$(grep -o '/appeal/[0-9][0-9]*' "$work/body" | head -n 1)
id=${page#/appeal/}
login clerk demo-clerk-1
login env demo-env-1
login build demo-build-1
# The receipt of the first entry tells its number; the file's reference is entry, column, item.
ask filer "$base$page?as=json"
entry=$(grep -o '"entry":[0-9]*' "$work/body" | head -n 1 | cut -d: -f2)
found=
for column in $(seq 0 40); do
    n=$(((entry << 24) | (column << 16)))
    ask filer "$base/file/$n"
    [ "$code" = 200 ] && found=$n
done
[ -n "$found" ] && is 'the file is found' yes yes || is 'the file is found' yes no
ask filer "$base/file/$found"
cmp -s "$work/body" "$work/real.pdf" && is 'byte for byte' yes yes || is 'byte for byte' same other
is 'by its first bytes' application/pdf "$(header content-type)"
has 'as attachment' '^Content-Disposition: attachment; filename="' "$work/head"
lacks 'its name is not markup' '[<>]' "$work/head"
is 'in a sandbox' sandbox "$(header content-security-policy)"
is 'not sniffed' nosniff "$(header x-content-type-options)"
is 'not kept by what lies between' no-store "$(header cache-control)"
for want in 'clerk 200' 'env 404' 'build 404' 'stranger 404'; do
    ask "${want% *}" "$base/file/$found"
    is "for ${want% *}" "${want#* }" "$code"
done
plain() { # the answer without its moment and the number in its links
    grep -v -i '^date\|^set-cookie' "$work/head"
    sed 's#/file/[0-9]*#/file/N#g' "$work/body"
}
ask stranger "$base/file/$found"
hidden=$(plain)
ask stranger "$base/file/$(printf %s "$found" | tr 0-9 9)" # as long a number, of no entry
is 'hidden and absent answer alike' "$hidden" "$(plain)"
for n in 0 -1 x 1x 99999999999999999999 9223372036854775807 '' ../1 1/2 %00 1?as=json; do
    ask filer "$base/file/$n"
    case $n in ../1 | %00) want=4 ;; *) want=404 ;; esac
    is "/file/$n" "$want" "$(printf %.${#want}s "$code")"
done

# ---- what was never sent goes away ----
send d -F "photo=@$work/real.pdf" -F kind=nonsense
is 'a form with a mistake keeps its file' 422 "$code"
reference=$(grep -o 'name="_file.photo" value="[^"]*' "$work/body" | sed 's/.*value="//')
[ -n "$reference" ] && is 'as a sealed reference' yes yes || is 'as a sealed reference' yes no
before=$(on_disk)
send e -F "_file.photo=$reference"
is "another visitor's reference" 303 "$code"
is 'brings no file' "$before" "$(on_disk)"
send d -F "_file.photo=$reference"
is 'its own brings it' "303 $((before + 1))" "$code $(on_disk)"
send d -F "_file.photo=$reference"
is 'a second request has a file of its own' "303 $((before + 2))" "$code $(on_disk)"
stop
find "$node/uploads" -type f -exec touch -d '25 hours ago' {} +
: >"$node/uploads/fresh"
serve '2026-03-02 09:00'
is 'at the next start the old ones are gone' 1 "$(waiting)"
is 'and what was sent is not' "$((before + 2))" "$(on_disk)"
finish
