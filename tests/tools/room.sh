#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# room.sh GEN FLOORS TIDY: in a copy of the house the empty room is made, read, compiled and watched;
# names that are taken or no names are refused with a sentence, and nothing is written.
gen=$(realpath "$1") floors=$(realpath "$2") tidy=$(realpath "$3")
root=$(realpath "$(dirname "$0")/../..")
room=$root/tools/room
house=$(mktemp -d)
trap 'rm -rf "$house"' EXIT
n=0 bad=0

# ok REASON COMMAND...: the command succeeds.
ok() {
    n=$((n + 1)) reason=$1
    shift
    if said=$("$@" 2>&1); then
        echo "ok $n - $reason"
    else
        bad=1
        printf 'not ok %s - %s\n%s\n' "$n" "$reason" "$said"
    fi
}

# refused SENTENCE [NAME]...: exit code 2, exactly this sentence, and the house is as it was.
refused() {
    n=$((n + 1)) sentence=$1
    shift
    before=$(state)
    said=$(HOUSE=$house "$room" "$@" 2>&1)
    if [ $? -eq 2 ] && [ "$said" = "room: $sentence" ] && [ "$before" = "$(state)" ]; then
        echo "ok $n - refused: $sentence"
    else
        bad=1
        printf 'not ok %s - said: %s\nwanted: room: %s\n' "$n" "$said" "$sentence"
    fi
}
state() { cd "$house" && find . -type f -exec cksum {} + | sort | cksum; }

make_room() { HOUSE=$house "$room" zebra; }
rooms() { sed -n "/^rooms = /{s/^rooms = \[//;s/\]\$//;s/[',]/ /g;p}" "$house/meson.build"; }
read_model() { "$gen" -C "$house" -d "$house/d" model "$house/made" $(rooms); }
read_sql() { "$gen" -C "$house" -d "$house/d" sql "$house/made" --core src/core $(rooms); }
read_page() { "$gen" -C "$house" -d "$house/d" page "$house/made" --core src/core $(rooms); }
read_text() {
    # shellcheck disable=SC2046
    "$gen" -C "$house" -d "$house/d" text "$house/made" $(rooms) src/web \
        $(cd "$house" && ls src/core/*.c src/web/*.c src/core/*/*.c)
}
compile() {
    for source in "$house"/src/zebra/*.c "$house"/made/zebra_*.gen.c "$house"/src/main/rooms.c; do
        ${CC:-cc} -std=gnu17 -D_GNU_SOURCE -Wall -Wextra -Wshadow -Wconversion -Wmissing-prototypes -Werror \
            -include "$house/src/base/banned.h" -I "$house/src" -I "$house/made" \
            -c "$source" -o "$house/one.o" || return
    done
}
watched() { cd "$house" && "$1"; }

mkdir "$house/made"
cp -R "$root/src" "$root/FLOORS" "$root/meson.build" "$house"
mkdir -p "$house/verify" "$house/replay" "$house/tests/room/bell" "$house/tools"

ok 'the empty room is copied' make_room
ok 'main lists it' grep -q '^    &zebra_room,$' "$house/src/main/rooms.c"
ok 'its words, facts, operations and pages are read' read_model
ok 'its statements are planned' read_sql
ok 'its template is checked' read_page
ok 'every key has words' read_text
ok 'it compiles, and so does the list of rooms' compile
ok 'no wall is crossed' watched "$floors"
ok 'its sources are tidy' watched "$tidy"

refused 'which name? make room NAME=tax'
refused 'Tax is no name for a room: 2 to 20 characters of a-z and 0-9, a letter first' Tax
refused '../x is no name for a room: 2 to 20 characters of a-z and 0-9, a letter first' ../x
refused 'src/zebra is there already: take another name' zebra
refused 'src/appeal is there already: take another name' appeal
refused 'org is a part of the house: take another name' org
refused 'seat is the name of a table: take another name' seat
refused '/track is an address of the house: take another name' track
refused 'facts is a part of the house: take another name' facts
refused 'bell is a part of the house: take another name' bell
refused 'errno.h is a header of the system: take another name' errno
refused '税务 is no name for a room: 2 to 20 characters of a-z and 0-9, a letter first' 税务
refused 'which name? make room NAME=tax' ''
refused 'int is a word of C: take another name' int
refused 'order is a word of SQL: take another name' order
echo "1..$n"
exit $bad
