#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# planted.sh SOURCE: the house itself, with one fault of each kind: its build ends, and names the file and the line that
# a person wrote.  The real build files are used on a copy; only what reads the rooms and the walls is built.
source=$(realpath "$1")
house=$(mktemp -d) n=0 bad=0
trap 'rm -rf "$house"' EXIT
targets='src/gen/facts.gen.h src/gen/sql.gen.c src/gen/appeal_page.gen.c src/gen/text.gen.c tools/floors.ok'

tar -C "$source" --exclude='./build*' --exclude=./node_modules --exclude=./data --exclude=./.git -cf - . | tar -C "$house" -xf -
cd "$house" || exit 2
unset ASAN_OPTIONS
meson setup build >setup.txt 2>&1 || { cat setup.txt; exit 1; }

# lawful REASON: the copy as it stands builds.
lawful() {
    n=$((n + 1))
    if ninja -C build $targets >said.txt 2>&1; then
        echo "ok $n - $1"
    else
        bad=1
        tail -20 said.txt
        echo "not ok $n - $1"
    fi
}

# fault REASON FILE SED WANTED: with that change to FILE the build fails, and a line of what it says begins with WANTED.
fault() {
    n=$((n + 1))
    cp "$2" kept
    sed -i "$3" "$2"
    if cmp -s "$2" kept; then
        bad=1
        echo "not ok $n - $1: the fault could not be planted"
        return
    fi
    ninja -C build $targets >said.txt 2>&1
    code=$?
    said=$(grep -aE '^[a-z_/]+\.(txt|sql|html|tsv|c):[0-9]+: ' said.txt | head -3)
    if [ $code -ne 0 ] && grep -qF -- "$4" <<<"$said"; then
        echo "ok $n - $1"
        sed 's/^/#   /' <<<"$said"
    else
        bad=1
        echo "not ok $n - $1"
        printf 'exit %s, wanted %s, said:\n' "$code" "$4"
        tail -5 said.txt
    fi
    cp kept "$2"
}

# The number of the first line of FILE with these words.
line() { grep -nF -- "$2" "$1" | head -1 | cut -d: -f1; }

lawful 'the house as it stands'
q=src/appeal/query.sql
fault 'an unknown column' $q 's/select rated from appeal/select rattled from appeal/' "$q:$(line $q 'select rated from')"
fault 'an unexplained scan' $q '/scan ok: 1,800 units/d' "$q:"
f=src/appeal/pages/desk.html
fault 'an unknown field in a page' $f 's/{{r.no}}/{{r.number}}/' "$f:$(line $f '{{r.no}}')"
f=src/appeal/text.tsv
fault 'a missing English word' $f 's/^appeal.desk\t\([^\t]*\)\t.*/appeal.desk\t\1\t/' "$f:$(grep -nP '^appeal\.desk\t' $f | cut -d: -f1)"
f=src/appeal/ops.txt
fault 'an unknown word in ops.txt' $f 's/^op dispatch  by/op dispatch  buy/' "$f:$(line $f 'op dispatch')"
f=src/appeal/facts.txt
fault 'an unknown word in facts.txt' $f 's/^fact answered hidden heavy/fact answered hidden hefty/' "$f:$(line $f 'fact answered')"
f=src/appeal/decide.c
fault 'an include across a wall' $f 's/^#include "appeal\/appeal.h"/#include "store\/store.h"/' "$f:$(line $f '#include')"
fault 'a write outside fold' $q 's/^select rated from appeal where id = \$id;/delete from appeal where id = $id;/' "$q:$(line $q 'select rated from')"
f=src/appeal/fold.sql
fault 'a fold of another house'"'"'s table' $f 's/^update appeal set solved.*/update matter set last = $satisfied where id = $matter;/' "$f:$(line $f 'update appeal set solved')"
lawful 'the house again'
echo "1..$n"
exit $bad
