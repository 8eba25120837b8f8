#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# log.sh: the log without HTTP: entries appended, hashed and signed in batches; a rebuild; the
# outsider's verifier; start, memory and disk with a full year in it.  Writes its rows into
# bench/RESULTS.md.  FACTS (default 1000000): how many; about 2 minutes and 2 GB under TMPDIR.
. "$(dirname "$0")/common.sh"
FACTS=${FACTS:-1000000}

# One number at the head of each line of a round's file.
rounds() {
    for _ in $(seq "$ROUNDS"); do
        "$@" || exit
    done
}

append() {
    rm -rf "$temp/plain"
    "$xiezhi" init "$temp/plain" --demo >/dev/null && "$grow" "$temp/plain" 200000 --no-fold >>"$temp/append"
}

# elapsed COMMAND...: its seconds, and those of processor, as /usr/bin/time tells them.
elapsed() {
    bash -c 'TIMEFORMAT="%R %U %S"; time "$@" >/dev/null' - "$@" 2>"$temp/time" || { cat "$temp/time" >&2; exit 1; }
    tail -1 "$temp/time"
}

per_second() {
    awk -v n="$entries" '{ printf "%.0f\n", n / $1 }'
}

per_cpu_second() {
    awk -v n="$entries" '{ printf "%.0f\n", n / ($2 + $3) }'
}

rebuild() {
    elapsed "$xiezhi" rebuild "$temp/year" | tee -a "$temp/rebuild.raw" | per_second >>"$temp/rebuild"
}

verify() {
    elapsed build/verify/xiezhi-verify ledger "$temp/export" --policy "$temp/year/policy" >"$temp/verify.time"
    per_second <"$temp/verify.time" >>"$temp/verify"
    per_cpu_second <"$temp/verify.time" >>"$temp/verify.cpu"
}

# Milliseconds from the command to the first page, with the files in the page cache.
start_once() {
    from=$(date +%s%N)
    "$xiezhi" serve "$temp/year" --listen "127.0.0.1:$PORT" --authority "localhost:$PORT" --alone 2>"$temp/serve.log" &
    served=$!
    while ! curl -sf -o /dev/null "http://localhost:$PORT/healthz"; do
        kill -0 "$served" 2>/dev/null || fail "$(cat "$temp/serve.log")"
        sleep 0.01
    done
    echo $((($(date +%s%N) - from) / 1000000)) >>"$temp/start"
    sleep 1
    pss >>"$temp/pss"
    end_served
}

pss() {
    for p in $(family "$served"); do
        grep '^Pss:' "/proc/$p/smaps_rollup"
    done | awk '{ kb += $2 } END { printf "%.1f\n", kb / 1024 }'
}

bytes() {
    cat "$1"/ledger.db* "$1"/state-*.db* | wc -c
}

build
"$xiezhi" init "$temp/year" --demo >/dev/null || exit
"$grow" "$temp/year" "$FACTS" >"$temp/grown" || exit
entries=$((FACTS + 16))
size=$(bytes "$temp/year")
rounds append
rounds rebuild
ROUNDS=3 rounds start_once # the first signs the head that the export carries
"$xiezhi" export-ledger "$temp/year" "$temp/export" >/dev/null || exit
rounds verify
served_pss=$(median "$temp/pss")
{
    heading 'The log' "bench/log.sh (FACTS=$FACTS, ROUNDS=$ROUNDS)"
    echo "Histories of four facts (filed with 200 Chinese characters, dispatched, answered with 60, rated), each a hidden"
    echo "entry with tags and a vault row; a batch of 512 is one commit (synchronous FULL) and one signed head."
    echo
    echo '| what | rounds | median | target |'
    echo '|---|---|---|---|'
    echo "| append + hash + sign, vault row included, no fold, entries/s | $(sed 's/ .*//' "$temp/append" | tr '\n' ' ')| $(median "$temp/append") | 100,000 |"
    echo "| the same with all tables folded (once, $FACTS) | $(sed 's/ .*//' "$temp/grown") | | |"
    echo "| rebuild, secondary indexes last, facts/s | $(row_of "$temp/rebuild")| $(median "$temp/rebuild") | 150,000 |"
    echo "| xiezhi-verify ledger, entries/s | $(row_of "$temp/verify")| $(median "$temp/verify") | |"
    echo "| the same by second of processor (one core) | $(row_of "$temp/verify.cpu")| $(median "$temp/verify.cpu") | 1,000,000 |"
    echo "| start to first answer with $entries entries, ms | $(row_of "$temp/start")| $(median "$temp/start") | 1,000 |"
    echo "| PSS of all processes, idle, MB | $(row_of "$temp/pss")| $served_pss | 64 |"
    echo "| disk per entry with all tables and indexes, bytes | $((size / entries)) | | 1,024 |"
} | tee -a "$results"
