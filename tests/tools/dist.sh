#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# dist.sh: the offline archive serves where nothing else is.  It is made twice (the same bytes), unpacked
# into an empty folder, and lived in by chroot, without network: a node is made and served, a request
# filed over loopback, its receipt verified by the archive's own verifier.  Needs root, else it is skipped.
cd "$(dirname "$0")/../.." || exit 2
if [ "$(id -u)" != 0 ]; then
    printf 'dist: chroot and unshare need root: skipped\n0 passed, 0 failed, 1 skipped\n'
    exit
fi
if [ -z "${XIEZHI_DIST_INSIDE:-}" ]; then
    export XIEZHI_DIST_INSIDE=1
    exec unshare --net --mount --propagation private "$0" "$@"
fi
ip link set lo up
work=$(mktemp -d)
passed=0 failed=0 pid=
leave() {
    [ -n "$pid" ] && kill "$pid" 2>/dev/null && wait "$pid"
    umount "$work/root/proc" 2>/dev/null
    rm -rf --one-file-system "$work"
}
trap leave EXIT
is() {
    reason=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "failed: $reason"
    fi
}
end() {
    echo "$passed passed, $failed failed, 0 skipped"
    [ "$failed" = 0 ]
    exit
}
# Nothing but the archive: no shell, no library, no word of this machine's environment.
inside() { env -i "$chroot" "$root" "$@"; }
chroot=$(command -v chroot) root=$work/root

for time in first second; do
    ./dist --to "$work/$time" >"$work/said" 2>&1 || { cat "$work/said"; exit 1; }
done
archive=$(basename "$work"/first/*.tar.gz)
is 'what is made twice is the same bytes' cmp "$work/first/$archive" "$work/second/$archive"
is 'its hash is beside it' sh -c "cd '$work/first' && sha256sum -c --quiet *.sha256"

mkdir -p "$root/proc" "$root/tmp" "$root/srv"
tar -xzf "$work/first/$archive" -C "$root/srv"
house=/srv/$(ls "$root/srv")
mount -t proc proc "$root/proc"
is 'every file is as it was packed' sh -c "cd '$root$house' && sha256sum -c --quiet SHA256SUMS"
is 'no file is missing in the list' [ "$(wc -l <"$root$house/SHA256SUMS")" = \
    "$(find "$root$house" -type f ! -name SHA256SUMS | wc -l)" ]
is 'each package has its licence' sh -c "cut -f1 '$root$house/licences/PACKAGES.tsv' | while read -r p; do
    [ -s '$root$house/licences/'\$p ] || exit 1; done"

xiezhi=$house/bin/xiezhi verify=$house/bin/xiezhi-verify
is 'a node is made' inside "$xiezhi" init /srv/node --demo --pack "$house/pack/demo"
: >"$work/log"
env -i "$chroot" "$root" "$xiezhi" serve /srv/node --listen 127.0.0.1:9600 --authority localhost:9600 --alone >"$work/log" 2>&1 &
pid=$!
for ((i = 0; i < 200; i++)); do
    grep -q '^xiezhi: http' "$work/log" && break
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.05
done
is 'a request is filed' inside "$xiezhi" run /srv/node appeal.file kind=help topic=noise words='at night' \
    --receipt /tmp/receipt.tlog-proof
inside "$verify" receipt /tmp/receipt.tlog-proof --policy /srv/node/policy >"$work/said"
is 'its receipt is verified' [ $? = 0 ]
is 'it opens what was filed' grep -q 'words: opened: "at night"' "$work/said"
awk '/^index / { $2-- } { print }' "$root/tmp/receipt.tlog-proof" >"$root/tmp/other.tlog-proof"
inside "$verify" receipt /tmp/other.tlog-proof --policy /srv/node/policy >/dev/null 2>&1
is 'a receipt with another place in the log is refuted' [ $? = 1 ]
# What runs is the archive's, and nothing of this machine.
foreign() {
    cat /proc/"$1"/maps | awk '$6 ~ /^\// { print $6 }' | grep -v "^$root$house/lib/\|^$root/srv/node/\|^/memfd:\|^/dev/zero" | sort -u
}
for process in $pid $(pgrep -P "$pid"); do
    is "process $process maps files of the archive only: $(foreign "$process" | tr '\n' ' ')" [ -z "$(foreign "$process")" ]
    is "process $process runs by the archive's loader" grep -q "$house/lib/ld.so" "/proc/$process/maps"
done
# process NAME: its number.
process() {
    for child in $(pgrep -P "$pid"); do
        tr '\0' '\n' <"/proc/$child/environ" | grep -qx "XIEZHI_PROCESS=$1" && echo "$child"
    done
}
for name in server signer render; do
    is "$name runs" [ -n "$(process $name)" ]
done
curl -s --noproxy '*' -o "$work/page.pdf" 'http://localhost:9600/appeal/new?as=pdf'
is 'a page is had as PDF, in the font of the archive' grep -aq NotoSansCJK "$work/page.pdf"
is 'nothing is missed' sh -c "! grep -q 'missing\|is not beside' '$work/log'"

# The server dies: its parent starts it again by the same loader.
kill -KILL "$(process server)"
for ((i = 0; i < 200; i++)); do
    [ "$(grep -c '^xiezhi: http' "$work/log")" = 2 ] && break
    sleep 0.05
done
is 'a server that was killed is started again' [ "$(grep -c '^xiezhi: http' "$work/log")" = 2 ]
kill "$pid" && wait "$pid"
is 'it ends when told to' [ $? = 0 ]
pid=
is 'tables and ledger agree' inside "$xiezhi" check /srv/node
mkdir -p "$root/tmp/appeal/scenes" && cp src/appeal/scenes/life.scene "$root/tmp/appeal/scenes/"
is 'a scene is played, its receipts handed to the verifier' \
    inside "$xiezhi" scene /tmp/appeal/scenes/life.scene --packs "$house/pack"

# install, by busybox and nothing else.
mkdir "$root/bin" && cp "$(command -v busybox)" "$root/bin/busybox" || exit 2
for word in sh cp mkdir mv ln rm sha256sum uname dirname cat; do ln -s busybox "$root/bin/$word"; done
busy() { env -i PATH=/bin "$chroot" "$root" "$@"; }
is 'it is installed' busy "$house/install"
is 'it is installed over itself' busy "$house/install"
is 'current leads there' [ "$(readlink "$root/opt/xiezhi/current")" = "$(cat "$root$house/VERSION")" ]
is 'what was installed starts' busy /opt/xiezhi/current/bin/xiezhi help
echo x >>"$root$house/README.md"
said=$(busy "$house/install" 2>&1)
is 'an archive that was altered is not installed' [ $? = 1 ]
is 'and is told what to do' [ "${said#*copy the archive again}" != "$said" ]
[ $failed = 0 ] || cat "$work/log"
end
