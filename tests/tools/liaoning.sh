#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# liaoning.sh SOURCE: the rows of pack/liaoning are what its `make` makes, and it is the province: 14 cities, 100
# county-level divisions, each with government, hotline and supervisor, every unit that answers with an officer.
pack=$1/pack/liaoning
made=$(mktemp -d "${TMPDIR:-/tmp}/liaoning.XXXXXX") || exit
trap 'rm -rf "$made"' EXIT
failed=0
is() { # WHAT WANTED CAME
    [ "$2" = "$3" ] || { echo "$1: $3, not $2"; failed=1; }
}
"$pack/make" "$made" || exit
for file in org.tsv people.tsv text.tsv tiles.tsv; do
    cmp "$made/$file" "$pack/$file" || failed=1
done
of() { # FILE CONDITION: how many rows
    awk -F '\t' "!/^#/ && $2 { n++ } END { print n + 0 }" "$pack/$1"
}
at_least() { # WHAT LEAST CAME
    [ "$3" -ge "$2" ] || { echo "$1: $3, at least $2"; failed=1; }
}
is cities 14 "$(of places.tsv '$1 % 10000 && $1 % 100 == 0')"
is counties 100 "$(of places.tsv '$1 % 100')"
is governments 115 "$(of org.tsv '$3 == "government"')"
is hotlines 115 "$(of org.tsv '$1 ~ /(^|_)hotline$/')"
is intake 115 "$(of people.tsv '$4 == "intake"')"
is supervisors 115 "$(of people.tsv '$4 == "supervisor"')"
at_least 'departments of the province' 30 "$(of org.tsv '$5 == 210000 && $3 == "department"')"
at_least 'units that answer' 1800 "$(of org.tsv '$4 == 1')"
is officers "$(of org.tsv '$4 == 1')" "$(of people.tsv '$4 == "officer"')"
is tiles 114 "$(of tiles.tsv 1)"
is 'tiles in one place' '' "$(awk -F '\t' '!/^#/ { print substr($1, 5) == "00" ? "p" : substr($1, 1, 4), $2, $3 }' "$pack/tiles.tsv" | sort | uniq -d)"
exit $failed
