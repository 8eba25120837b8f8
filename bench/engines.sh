#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# engines.sh: durable filings over HTTP, receipt in the reply, on a node whose ledger is in SQLite's
# files and on one whose ledger is in PostgreSQL, alternating.
# Writes its rows into bench/RESULTS.md; with RESULTS set, there instead.
# CONNS (default 100): connections of the load generator.
. "$(dirname "$0")/common.sh"
CONNS=${CONNS:-100} results=${RESULTS:-$results}
LEAST=1000 # operations a second on PostgreSQL

# file_on NAME WORD...: one round on the node of that name, which is made with these words.
file_on() {
    name=$1
    shift
    serve "$temp/$name" "$@"
    "$load" file --port "$PORT" --conns "$CONNS" --seconds 1 >/dev/null || exit
    c0=$(cpu "$served") p0=$(cpu "$postmaster")
    "$load" file --port "$PORT" --conns "$CONNS" --seconds "$SECONDS_EACH" >"$temp/out" || exit
    c1=$(cpu "$served") p1=$(cpu "$postmaster")
    awk '{ printf "%d\n", $1 }' "$temp/out" >>"$temp/$name.rate"
    awk -v c="$c0 $c1 $p0 $p1" '{ split(c, t, " ")
        printf "%.0f\n", (t[2] - t[1]) * 1e6 / $4 >> own
        printf "%.0f\n", (t[4] - t[3]) * 1e6 / $4 >> theirs
    }' own="$temp/$name.cpu" theirs="$temp/$name.server" "$temp/out"
    end_served
}

build
start_postgres node
for _ in $(seq "$ROUNDS"); do
    file_on files
    file_on postgres --db "postgres://bench@/node?host=$temp/pg"
done
for name in files postgres; do
    "$xiezhi" check "$temp/$name" >"$temp/check.$name" 2>&1 || fail "$(tail -1 "$temp/check.$name")"
done
ours=$(median "$temp/files.rate") theirs=$(median "$temp/postgres.rate")
{
    heading 'Filing over HTTP on both engines' "bench/engines.sh (CONNS=$CONNS, ROUNDS=$ROUNDS, ${SECONDS_EACH} s each)"
    echo "Each filing is a form post with token and fresh key, 200 Chinese characters; its reply (201) is sent after"
    echo "the commit is flushed and after the signature. PostgreSQL as Debian ships it, fsync on, unix socket."
    echo
    echo '| ledger in | rounds (per second) | median | processor of the node, µs a filing | of PostgreSQL |'
    echo '|---|---|---|---|---|'
    echo "| SQLite's files | $(row_of "$temp/files.rate")| $ours | $(median "$temp/files.cpu") | - |"
    echo "| PostgreSQL | $(row_of "$temp/postgres.rate")| $theirs | $(median "$temp/postgres.cpu") | $(median "$temp/postgres.server") |"
    echo
    echo "**PostgreSQL $theirs a second** (target $LEAST), $(awk -v a="$theirs" -v b="$ours" 'BEGIN { printf "%.2f", a / b }') of SQLite's files."
    echo "Afterwards \`check\` of each: $(cat "$temp/check.files"); $(cat "$temp/check.postgres")."
} | tee -a "$results"
[ "${theirs%.*}" -ge "$LEAST" ]
