# SPDX-License-Identifier: Apache-2.0
# Sourced by the tests of the tools that watch the rules: a house with one fault, and what is said of it.
# $tool is the program under test.  Each case prints a line of TAP.
n=0 bad=0
house=$(mktemp -d)
trap 'rm -rf "$house"' EXIT

# plant PATH: a file of standard input in an otherwise lawful house.
plant() {
    mkdir -p "$house/$(dirname "$1")"
    cat >"$house/$1"
}

# says REASON MESSAGE: the tool refuses the house with exactly this line.  Then the house is torn down.
says() {
    n=$((n + 1))
    said=$(cd "$house" && "$tool" 2>&1)
    code=$?
    if [ $code -eq 1 ] && [ "$said" = "$2" ]; then
        echo "ok $n - $1"
    else
        bad=1
        echo "not ok $n - $1"
        printf 'exit %s, said:\n%s\nwanted:\n%s\n' "$code" "$said" "$2"
    fi
    rebuild
}

# agrees REASON: the tool finds nothing.
agrees() {
    n=$((n + 1))
    if said=$(cd "$house" && "$tool" 2>&1) && [ -z "$said" ]; then
        echo "ok $n - $1"
    else
        bad=1
        echo "not ok $n - $1"
        printf 'said:\n%s\n' "$said"
    fi
    rebuild
}

done_planting() {
    echo "1..$n"
    exit $bad
}
