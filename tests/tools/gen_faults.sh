#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# gen_faults.sh GEN COMMAND FAULTS: each row of FAULTS plants one fault in a lawful house, and is refused
# with exactly its message.  Columns, parted by tabs: why; the file; what stands there; what is put in its
# place (\n: a new line, \r: CR; an empty "what": at the end of the file); FILE:LINE: message.
gen=$(realpath "$1") command=$2 faults=$(realpath "$3")
home=$(realpath "$(dirname "$0")/gen_house")
house=$(mktemp -d)
trap 'rm -rf "$house"' EXIT
n=0 bad=0

run() { (cd "$house" && "$gen" "$command" "$house/out" --core src/core src/core/org src/appeal src/watch 2>&1); }

rebuild() {
    rm -rf "$house/src" "$house/out"
    cp -r "$home/src" "$house/src"
    mkdir "$house/out"
}

# plant FILE OLD NEW: the first OLD becomes NEW; exit 3 if there is none.
plant() {
    OLD=$2 NEW=$3 awk 'BEGIN { old = ENVIRON["OLD"]; new = ENVIRON["NEW"]; gsub(/\\n/, "\n", old); gsub(/\\n/, "\n", new)
        gsub(/\\r/, "\r", new) }
        { text = text $0 "\n" }
        END {
            if (old == "") { printf "%s%s\n", text, new; exit }
            at = index(text, old)
            if (!at) exit 3
            printf "%s%s%s", substr(text, 1, at - 1), new, substr(text, at + length(old))
        }' "$house/$1" >"$house/planted" && cp "$house/planted" "$house/$1"
}

report() { # verdict why details
    n=$((n + 1))
    echo "$1 $n - $2"
    [ "$1" = ok ] && return
    bad=1
    printf '%s\n' "$3"
}

rebuild
if said=$(run) && [ -z "$said" ]; then report ok 'the house without a fault'; else
    report 'not ok' 'the house without a fault' "$said"; fi

tab=$(printf '\t')
while IFS= read -r row; do
    case $row in '#'* | '') continue ;; esac
    why=${row%%"$tab"*} rest=${row#*"$tab"}
    file=${rest%%"$tab"*} rest=${rest#*"$tab"}
    old=${rest%%"$tab"*} rest=${rest#*"$tab"}
    new=${rest%%"$tab"*} want=${rest#*"$tab"}
    rebuild
    if ! plant "$file" "$old" "$new"; then
        report 'not ok' "$why" "nothing to plant in $file: $old"
        continue
    fi
    said=$(run)
    code=$?
    if [ $code -eq 1 ] && [ "$said" = "$want" ]; then report ok "$why"; else
        report 'not ok' "$why" "exit $code, said:
$said
wanted:
$want"; fi
done <"$faults"
echo "1..$n"
exit $bad
