#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# import.sh XIEZHI PACK VERIFY: a table of another system through `xiezhi import` into a served node: a
# trial, rows with mistakes, gzip, words of the command; then a table of 3,000 rows during which the
# server is killed, the whole node is killed and the command is sent again: nothing is lost or doubled.
verify=$3 map=nyc311
. "$(dirname "$0")/../security/lib.sh"
trap 'stop; rm -rf "$work"' EXIT
TMPDIR=$work
export TMPDIR

# rows FROM TO: a table as the city's portal writes it.
head='Unique Key,Created Date,Closed Date,Agency,Complaint Type,Descriptor,Incident Address,Intersection Street 1,Intersection Street 2,City,Borough,Status,Due Date,Resolution Description'
rows() {
    echo "$head"
    seq "$1" "$2" | awk '{ printf "%d,06/%02d/2021 %02d:%02d:07 PM,,%s,Noise - Park,\"Loud \"\"Music\"\", at night\",%d MAIN STREET,,,BRONX,BRONX,Open,,\n",
        $1, $1 % 28 + 1, $1 % 12 + 1, $1 % 60, $1 % 2 ? "NYPD" : "DOT", $1 }'
}

# import WANTED ARGUMENT...: the command as the data officer; its exit code is checked, its words are in $work/said.
import() {
    wanted=$1
    shift
    "$xiezhi" import appeals --map $map --as data --password-file "$work/pw" --port "$port" "$@" >"$work/said" 2>&1
    is "import $*: exit code" "$wanted" $?
}
says() { has "import says: $1" "$1" "$work/said"; }

echo demo-data-1 >"$work/pw"
make_node
serve '2026-03-02 09:00'

# Rows with mistakes are left out and told, the others come in.
{
    rows 1 2
    cat <<'ROWS'
3,13/01/2021 01:00:00 PM,,NYPD,Noise,Loud,,,,,,Open,,
4,03/14/2021 02:30:00 AM,,NYPD,Noise,Loud,,,,,,Open,,
5,11/07/2021 01:30:00 AM,11/07/2021 01:10:00 AM,NYPD,Noise,Loud,,,,,,Closed,,"Done, as asked."
6,06/01/2021 01:00:00 PM,05/01/2021 01:00:00 PM,NYPD,Noise,Loud,,,,,,Closed,,Done.
7,06/01/2021 01:00:00 PM,,FBI,Noise,Loud,,,,,,Open,,
8,06/01/2027 01:00:00 PM,,NYPD,Noise,Loud,,,,,,Open,,
,06/01/2021 01:00:00 PM,,NYPD,Noise,Loud,,,,,,Open,,
1,06/01/2021 01:00:00 PM,,NYPD,Noise,Loud,,,,,,Open,,
ROWS
} >"$work/mixed.csv"
import 1 --dry-run "$work/mixed.csv"
says 'rows in the table  10'
says 'would come in      4'
says 'left out           6'
gzip -k "$work/mixed.csv"
import 1 "$work/mixed.csv.gz"
says 'brought in         3'
says 'there already      1'
says 'left out           6'
says 'row 4, Created Date: The time is not written as the map says'
says 'row 5, Created Date: The clocks were put forward over this hour'
says 'row 7, Closed Date: Earlier than what happened before it'
says 'row 8, Agency: There is no such unit'
says 'row 9, Created Date: It lies in the future'
says 'row 10, Unique Key:'
says "table sha256 $(sha256sum "$work/mixed.csv" | cut -d' ' -f1)"

# What cannot be done is said, with what to do.
import 1 "$work/none.csv"
says 'it cannot be read'
head -c 200 "$work/mixed.csv.gz" >"$work/cut.csv.gz"
import 1 "$work/cut.csv.gz"
says 'it cannot be unpacked'
printf 'a,b\n1,2\n' >"$work/other.csv"
import 1 "$work/other.csv"
says 'The table lacks a column that the map names, or has it twice: Unique Key'
map=none
import 1 "$work/mixed.csv"
says 'the node refuses: .*; map: '
map=nyc311
echo wrong >"$work/wrong"
import 1 --password-file "$work/wrong" "$work/mixed.csv"
says 'data is not let in'
echo demo-call-1 >"$work/call"
import 1 --as call --password-file "$work/call" "$work/mixed.csv"
says 'the node refuses: '
import 2
says 'which table?'
import 2 "$work/mixed.csv" --port x
says 'a port is a number'
"$xiezhi" import rooms --map $map --as data "$work/mixed.csv" >"$work/said" 2>&1
is 'a room without an import' 2 $?
says 'no room of that name has an import'

# In the middle of 3,000 rows the server is killed, then everything; the command is sent again.
rows 1001 4000 >"$work/many.csv"
"$xiezhi" import appeals --map $map --as data --password-file "$work/pw" --port "$port" "$work/many.csv" \
    >"$work/first" 2>&1 &
first=$!
begun() { # that many open requests are on the board: the table is being read
    until [ "$(on_board)" -ge "$1" ]; do :; done
}
on_board() {
    ask over -H 'Accept: application/json' "$base/appeal/board"
    sed -n 's/.*"now":[0-9]*,"open":\([0-9]*\).*/\1/p' "$work/body"
}
login over demo-over-1
begun 300
kill -9 $(pgrep -P $pid | while read -r p; do [ "$(ls /proc/"$p"/task | wc -l)" -gt 3 ] && echo "$p"; done)
begun 1000
kill -9 $first $pid $(pgrep -P $pid)
wait $first $pid 2>/dev/null
serve '2026-03-02 09:00'
import 0 "$work/many.csv"
n=$(sed -n 's/^brought in *//p; s/^there already *//p' "$work/said" | paste -sd+)
is 'what is there and what came in is the table' 3000 $(($n))
import 0 "$work/many.csv"
says 'brought in         0'
says 'there already      3000'
login over demo-over-1
is 'the board counts each open request once' 3002 "$(on_board)"

# What was brought in is found by its words: kind of complaint, street, both, and neither is made up.
login call demo-call-1
# seek WORDS: how many matters the first page finds.
seek() {
    ask call -H 'Accept: application/json' -G --data-urlencode "q=$1" "$base/search"
    grep -o '"no":' "$work/body" | wc -l
}
is 'a kind of complaint' 20 "$(seek 'noise park')"
is 'a street and a number' 1 "$(seek '"3999 main street"')"
is 'read out over the phone' 1 "$(seek '"3OO1 main street"')"
is 'a street that is none' 0 "$(seek '"3999 broad street"')"
# Digits alone are sought at the end of numbers too, and one of them may end so.
is 'other words stand where they like' 1 "$(seek 'bronx "3999 main"')"
is 'and must all be there' 0 "$(seek 'queens "3999 main"')"
stop
"$xiezhi" check "$node" >"$work/said" 2>&1
is 'the ledger agrees with the tables' 0 $?
"$xiezhi" export-ledger "$node" "$work/out" >/dev/null 2>&1 &&
    "$verify" ledger "$work/out" --policy "$node/policy" >"$work/said" 2>&1
is 'the outsider agrees' 0 $?
serve '2026-03-02 09:00'
finish
