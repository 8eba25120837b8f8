#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# scenes.sh BUILD: every scene of every room on PostgreSQL, a node after another in one database.
# Ends with `N passed, N failed, N skipped`, N being as many as there are scenes.
cd "$(dirname "$0")/../.." || exit 2
if [ -z "${XIEZHI_DB:-}" ]; then
    exec tests/postgres/with.sh "$0" "$@"
fi
passed=0 failed=0

# play PROGRAM FILE...
play() {
    local out p f
    out=$("$@")
    printf '%s\n' "$out" | sed '$d'
    read -r p f <<<"$(tail -n 1 <<<"$out" | tr -cs '0-9\n' ' ')"
    passed=$((passed + p)) failed=$((failed + ${f%% *}))
}

shopt -s nullglob
scenes=(src/*/scenes/*.scene src/core/*/scenes/*.scene) tried=(tests/room/*/scenes/*.scene)
play "$1/src/main/xiezhi" scene "${scenes[@]}"
play "$1/tests/room/xiezhi-test" scene "${tried[@]}"
lost=$((${#scenes[@]} + ${#tried[@]} - passed - failed))
left=$("$XIEZHI_SQL" -c "select count(*) from pg_namespace where nspname = 'ledger' or nspname like 'state%'")
if [ "$left" != 0 ]; then
    echo "$left schemas of the plays are left in the database"
    failed=$((failed + 1))
fi
echo "$passed passed, $((failed + lost)) failed, 0 skipped"
[ "$passed" -gt 0 ] && [ "$failed" -eq 0 ] && [ "$lost" -eq 0 ]
