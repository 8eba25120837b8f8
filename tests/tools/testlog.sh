#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# testlog.sh: what Meson's log of tests is counted as.
cd "$(dirname "$0")/../.." || exit 2
n=0 bad=0

# program RESULT [LINE...]: a program's part of the log.
program() {
    printf 'test:         unit/x\nresult:       %s\n--- stdout ---\n' "$1"
    shift
    [ $# = 0 ] || printf '%s\n' "$@"
}

# counts REASON NUMBERS: of the log.
counts() {
    n=$((n + 1))
    said=$(awk -f tools/testlog.awk "$log")
    if [ "$said" = "$2" ]; then
        echo "ok $n - $1"
    else
        bad=1
        echo "not ok $n - $1: said $said, wanted $2"
    fi
}

log=$(mktemp)
trap 'rm -f "$log"' EXIT

printf 'Log of Meson test suite run\n' >"$log"
counts 'no program' '0 passed, 0 failed, 0 skipped'

program 'exit status 0' '1..2' 'ok 1 - a' 'ok 2 - b' >"$log"
program 'exit status 0' >>"$log"
counts 'TAP line by line, another program as one' '3 passed, 0 failed, 0 skipped'

program 'exit status 1' '1..2' 'ok 1 - a' 'not ok 2 - b' >"$log"
counts 'a failed line' '1 passed, 1 failed, 0 skipped'

program 'killed by signal 6 SIGABRT' '1..9' 'ok 1 - a' >"$log"
program 'exit status 0' 'ok 1 - a' >>"$log"
counts 'a program that died half-way has failed once' '2 passed, 1 failed, 0 skipped'

program 'exit status 1' >"$log"
counts 'a program that says nothing and fails' '0 passed, 1 failed, 0 skipped'

program 'exit status 0' 'ok 1 # SKIP a' 'not ok 2 # SKIP b' 'ok 3 - c' >"$log"
program 'exit status 77' >>"$log"
counts 'what is skipped is neither' '1 passed, 0 failed, 3 skipped'

echo "1..$n"
exit $bad
