# SPDX-License-Identifier: Apache-2.0
# lib.sh -- a folder of its own and checks that count, as TAP.  Sourced by the scripts beside it, which
# are called with: XIEZHI XIEZHI-VERIFY PACK
set -u
xiezhi=$1 verify=$2 pack=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
n=0 bad=0

# says CODE WORDS COMMAND...: it ends with that code and says these words.
says() {
    code=$1 words=$2 n=$((n + 1))
    shift 2
    "$@" >said 2>&1
    got=$?
    if [ "$got" = "$code" ] && grep -qF -e "$words" said; then
        echo "ok $n - $words"
    else
        echo "not ok $n - $words: code $got, wanted $code:"
        sed 's/^/# /' said
        bad=1
    fi
}
is() {
    what=$1 n=$((n + 1))
    shift
    "$@" && echo "ok $n - $what" || { echo "not ok $n - $what"; bad=1; }
}
