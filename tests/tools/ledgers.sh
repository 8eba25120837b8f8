#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# ledgers.sh XIEZHI VERIFY: each node kept below tests/data/ledgers, as an earlier release wrote it, is folded by this
# program, agrees with its tables, and its log is what it was.
# ledgers.sh keep VERSION: play the scenes and keep their nodes, once a release.
[ "$1" = keep ] || xiezhi=$(realpath "$1") verify=$(realpath "$2") || exit 2
cd "$(dirname "$0")/../.." || exit 2
data=tests/data/ledgers
work=$(mktemp -d /tmp/xiezhi-ledgers-XXXXXX)
trap 'rm -rf "$work"' EXIT

if [ "$1" = keep ]; then
    to=$data/${2:?which version?}
    [ ! -e "$to" ] || { echo "ledgers: $to is there; what a release wrote is not made anew" >&2; exit 1; }
    mkdir -p "$to"
    for scene in src/appeal/scenes/life src/appeal/scenes/return src/appeal/scenes/others src/core/erase/scenes/life \
        src/core/org/scenes/posts src/core/hold/scenes/clocks src/core/directive/scenes/share; do
        name=$(basename "$(dirname "$(dirname "$scene")")")-${scene##*/}
        build/src/main/xiezhi scene $scene.scene --keep "$work/$name" || exit 1
        # Tables are made anew by whoever reads it; the signer's key and memory are in no backup.
        rm -rf "$work/$name"/state-* "$work/$name"/shadow* "$work/$name/signer" "$work/$name"/*.db-shm
        [ ! -s "$work/$name/ledger.db-wal" ] || { echo "ledgers: $name was not closed" >&2; exit 1; }
        tar -C "$work" --format=gnu --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf - "$name" |
            gzip -9 -n >"$to/$name.tar.gz"
    done
    exit
fi

n=0 bad=0
say() {
    n=$((n + 1))
    [ "$1" = 0 ] && echo "ok $n - $2" && return
    bad=1 && echo "not ok $n - $2" && sed 's/^/# /' "$work/said"
}
for kept in "$data"/*/*.tar.gz; do
    name=$(basename "$kept" .tar.gz) of=${kept#"$data"/}
    rm -rf "${work:?}"/* && tar -xzf "$kept" -C "$work" || exit 2
    node=$work/$name
    "$xiezhi" rebuild "$node" >"$work/said" 2>&1
    say $? "$of is folded: $(tail -n 1 "$work/said")"
    "$xiezhi" check "$node" >"$work/said" 2>&1
    say $? "$of agrees: $(tail -n 1 "$work/said")"
    "$xiezhi" export-ledger "$node" "$work/log" >"$work/said" 2>&1
    say $? "$of is written out"
    "$verify" ledger "$work/log" --policy "$node/policy" >"$work/said" 2>&1
    say $? "$of is a log that its own key signed"
done
echo "1..$n"
[ $n -gt 0 ] || { echo "# nothing below $data"; exit 1; }
exit $bad
