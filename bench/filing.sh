#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# filing.sh: durable filings over HTTP, receipt in the reply, against pgbench -N on PostgreSQL with
# fsync, alternating; then latency at a fixed rate.  Writes its rows into bench/RESULTS.md.
# CONNS (default 100): connections of the load generator; pgbench has 32 clients.  RATE: 2000.
. "$(dirname "$0")/common.sh"
CONNS=${CONNS:-100} RATE=${RATE:-2000}

# flushes NAME: fdatasync and fsync calls beside the requests of a shorter, slower run.
flushes() {
    timeout 4 strace -f -c -e trace=fdatasync,fsync -o "$temp/strace.$1" $(family "$2" | sed 's/^/-p /') 2>/dev/null &
    tracer=$!
    sleep 1
    shift 2
    "$@" >"$temp/strace.out" 2>&1
    wait "$tracer"
}

calls() {
    awk '$NF == "fdatasync" || $NF == "fsync" { n += $4 } END { print n + 0 }' "$temp/strace.$1"
}

pgbench_once() {
    (cd "$temp/pg" && plain "$pg/pgbench" -h "$temp/pg" -U bench -N -c 32 -j 2 -T "$1" -n bench) 2>/dev/null
}

build
start_postgres bench
(cd "$temp/pg" && plain "$pg/pgbench" -h "$temp/pg" -U bench -i -s 10 -q bench >>"$temp/pg.log" 2>&1) ||
    fail "pgbench: $(tail -1 "$temp/pg.log")"
serve "$temp/node"
"$load" file --port "$PORT" --conns "$CONNS" --seconds 2 >/dev/null || exit
pgbench_once 2 >/dev/null
for _ in $(seq "$ROUNDS"); do
    c0=$(cpu "$served")
    "$load" file --port "$PORT" --conns "$CONNS" --seconds "$SECONDS_EACH" >"$temp/out" || exit
    c1=$(cpu "$served")
    awk '{ printf "%d\n", $1 }' "$temp/out" >>"$temp/ours"
    awk -v c="$c0 $c1" '{ split(c, t, " "); printf "%.0f\n", (t[2] - t[1]) * 1e6 / $4 }' "$temp/out" >>"$temp/ours.cpu"
    c0=$(cpu "$postmaster")
    pgbench_once "$SECONDS_EACH" >"$temp/out"
    c1=$(cpu "$postmaster")
    sed -n 's/^number of transactions actually processed: \([0-9]*\).*/\1/p' "$temp/out" |
        awk -v c="$c0 $c1" '{ split(c, t, " "); printf "%.0f\n", (t[2] - t[1]) * 1e6 / $1 }' >>"$temp/theirs.cpu"
    sed -n 's/^tps = \([0-9]*\).*/\1/p' "$temp/out" >>"$temp/theirs"
done
ours=$(median "$temp/ours") theirs=$(median "$temp/theirs")
"$load" file --port "$PORT" --conns "$CONNS" --seconds 10 --rate "$RATE" >"$temp/fixed" || exit
flushes ours "$served" "$load" file --port "$PORT" --conns "$CONNS" --seconds 2
n_ours=$(sed -n 's/.* n \([0-9]*\) .*/\1/p' "$temp/strace.out")
flushes theirs "$postmaster" pgbench_once 2
n_theirs=$(sed -n 's/^number of transactions actually processed: \([0-9]*\).*/\1/p' "$temp/strace.out")
{
    heading 'Filing over HTTP against pgbench -N' "bench/filing.sh (CONNS=$CONNS, ROUNDS=$ROUNDS, ${SECONDS_EACH} s each)"
    echo "Each filing is a form post with token and fresh key, 200 Chinese characters; its reply (201) is sent after"
    echo "the commit with FULL and after the signature over a head that covers the entry, and carries the receipt."
    echo
    echo '| | rounds (per second) | median |'
    echo '|---|---|---|'
    echo "| filings over HTTP | $(row_of "$temp/ours")| $ours |"
    echo "| pgbench -N -c 32, PostgreSQL, fsync on, unix socket | $(row_of "$temp/theirs")| $theirs |"
    echo
    echo "**Ratio of medians $(awk -v a="$ours" -v b="$theirs" 'BEGIN { printf "%.2f", a / b }')** (target 2, aim 3)."
    echo "Processor time of server and signer: $(row_of "$temp/ours.cpu")µs a filing (median $(median "$temp/ours.cpu"));"
    echo "of PostgreSQL's processes without pgbench: median $(median "$temp/theirs.cpu") µs a transaction."
    echo "Flushes (strace -f -c, a shorter run slowed by it): $(calls ours) for $n_ours filings;"
    echo "PostgreSQL $(calls theirs) for $n_theirs transactions."
    echo "At a fixed $RATE a second, open loop: $(cat "$temp/fixed") (target p99 ≤ 50 ms)"
} | tee -a "$results"
