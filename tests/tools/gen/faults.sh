#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# faults.sh GEN ROOMS: rooms that use every word of the small languages are accepted; with one fault
# planted each is refused with exactly one sentence that names the file and the line.
# A fault is: reason, file, what stands there (first hit), what is put there instead, the sentence,
# and where it is said if not at that line: the beginning of another line.
gen=$1 rooms=$2 n=0 bad=0
[ -x "$gen" ] && [ -d "$rooms" ] || { echo "usage: faults.sh GEN ROOMS" >&2; exit 2; }
gen=$(cd "$(dirname "$gen")" && pwd)/${gen##*/}
here=$(cd "$(dirname "$0")" && pwd)
house=$(mktemp -d)
trap 'rm -rf "$house"' EXIT
command=model
names='core appeal watch power trade'

tell() { # OK REASON [DETAIL]
    n=$((n + 1))
    if [ "$1" = 0 ]; then echo "ok $n - $2"; else bad=1; echo "not ok $n - $2"; printf '%s\n' "$3"; fi
}

# plant FILE OLD NEW: change the first hit; its line is printed, 0 if there is none.
plant() {
    old=$2 new=$3 awk '
        BEGIN { old = ENVIRON["old"]; new = ENVIRON["new"] }
        { at = hit ? 0 : index($0, old)
          if (at) { hit = NR; $0 = substr($0, 1, at - 1) new substr($0, at + length(old)) }
          print > "'"$house"'/changed" }
        END { print hit + 0 }' "$1"
    cp "$house/changed" "$1"
}

fault() { # REASON FILE OLD NEW SENTENCE [ELSEWHERE]
    rm -rf "$house/rooms"
    cp -r "$rooms" "$house/rooms"
    line=$(plant "$house/rooms/$2" "$3" "$4")
    if [ "$line" = 0 ]; then tell 1 "$1" "'$3' does not stand in $2"; return; fi
    if [ -n "$6" ]; then
        line=$(start=$6 awk 'index($0, ENVIRON["start"]) == 1 { print NR; exit }' "$house/rooms/$2")
    fi
    said=$(cd "$house/rooms" && "$gen" $command "$house/out" $names 2>&1)
    code=$?
    [ $code = 1 ] && [ "$said" = "$2:$line: $5" ]
    tell $? "$1" "exit $code, said:
$said
wanted:
$2:$line: $5"
}

mkdir "$house/out"
said=$(cd "$rooms" && "$gen" model "$house/out" $names 2>&1)
tell $? 'rooms with every word of the languages are accepted' "$said"
. "$here/faults_model.sh"
if [ -f "$here/faults_text.sh" ]; then . "$here/faults_text.sh"; fi
echo "1..$n"
exit $bad
