#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The walls of the processes of a served node, seen from outside: what the kernel says of each, which
# descriptors it has, what it was told; and when a node does not start.
# sandbox.sh XIEZHI PACK ACTS LOOSE OLD_KERNEL
. "$(dirname "$0")/lib.sh"
acts=$3 loose=$4 old=$5

"$acts" >"$work/acts"
code=$?
if [ $code = 77 ]; then
    cat "$work/acts"
    exit 77
fi
grep ': skipped$' "$work/acts"
grep '^not ok' "$work/acts"
is 'acts from inside' "0 0" "$code $(grep -c '^not ok' "$work/acts")"
passed=$((passed + $(grep -c '^ok' "$work/acts")))
[ "$(grep -c '^ok' "$work/acts")" -gt 100 ] && is 'they were tried' yes yes || is 'they were tried' yes no
landlock=
grep -q 'no Landlock' "$work/acts" && landlock=--no-landlock

make_node
SECRET_OF_SHELL=hunter2 serve '2026-03-02 09:00' --socket "$work/door" $landlock
named() { # NAME: the process of that name
    for p in $pid $(cat "/proc/$pid/task/$pid/children" 2>/dev/null); do
        [ "$(cat "/proc/$p/comm" 2>/dev/null)" = "xiezhi-$1" ] && echo "$p"
    done
}
said() { sed -n "s/^$2:[[:space:]]*//p" "/proc/$1/status"; } # PID FIELD

# ---- what the kernel says ----
for name in parent signer server; do
    p=$(named "$name")
    is "$name: a process of that name" 1 "$(echo "$p" | wc -w)"
    is "$name: a filter of calls" 2 "$(said "$p" Seccomp)"
    is "$name: no new privileges" 1 "$(said "$p" NoNewPrivs)"
    is "$name: no core dump" '0 0' "$(awk '/^Max core/ { print $5, $6 }' "/proc/$p/limits")"
    for task in "/proc/$p/task"/*; do
        is "$name: in every thread" '2 1' \
            "$(sed -n 's/^Seccomp:[[:space:]]*//p; s/^NoNewPrivs:[[:space:]]*//p' "$task/status" | sort -r | tr '\n' ' ' | sed 's/ $//')"
    done
done
is 'the server has threads' yes "$([ "$(ls "/proc/$(named server)/task" | wc -l)" -gt 8 ] && echo yes)"

# ---- what each has open, and was told ----
descriptors() { # PID
    for fd in "/proc/$1/fd"/*; do
        readlink "$fd"
    done | sed "s#^$node/##; s#state-[0-9a-f]*#state#; s#socket:.*#socket#; s# (deleted)##" |
        grep -v '^shadow-served/' | sort
}
if [ "$(id -u)" = 0 ]; then
    server=$(named server)
    is 'parent: what is open' "/memfd:xiezhi-nothing /memfd:xiezhi-poison $log $log socket socket socket" \
        "$(descriptors "$pid" | tr '\n' ' ' | sed 's/ $//')"
    is 'signer: what is open' "/memfd:xiezhi-nothing $log $log signer signer/head socket" \
        "$(descriptors "$(named signer)" | tr '\n' ' ' | sed 's/ $//')"
    is 'server: what is open' "/memfd:xiezhi-nothing $log anon_inode:[eventfd] anon_inode:[eventpoll] ledger.db ledger.db-shm \
ledger.db-wal lock socket state.db state.db-shm state.db-wal" \
        "$(descriptors "$server" | uniq | tr '\n' ' ' | sed 's/ $//')"
    is 'server: sockets, of the signer, of render, of no courier, the port, the door' 5 "$(descriptors "$server" | grep -c socket)"
    for name in signer server; do
        is "$name: was told" "XIEZHI_PROCESS=$name" "$(tr '\0' '\n' <"/proc/$(named $name)/environ")"
    done
else
    echo 'what each has open: only root sees it: skipped'
fi

# ---- who connects while no server runs waits for the next ----
kill -9 "$(named server)"
ask w "$base/healthz"
is 'answered after a crash' 200 "$code"
[ -z "$landlock" ] && has 'whoever watches the node is told' '"walls":"whole"' "$work/body"
kill -9 "$(named signer)"
while [ "$(named signer | wc -w)" != 1 ] || ! curl -s --noproxy '*' -o /dev/null "$base/healthz"; do :; done
is 'the next has its walls as well' 2 "$(said "$(named server)" Seccomp)"
ask a "$base/appeal/new"
ask a -H "$own" -H 'Accept: application/json' -F _go=send -F "_key=$(key)" -F kind=help -F topic=noise \
    -F words=text -F "_csrf=$(token /appeal/file)" "$base/appeal/file"
is 'and serves' 201 "$code"

# ---- what the office is told ----
login clerk demo-clerk-1
ask clerk "$base/"
if [ -z "$landlock" ]; then
    lacks 'whole walls are not spoken of' 'no-landlock' "$work/body"
    "$xiezhi" check "$node" >"$work/check" 2>&1
    lacks 'nor by check' 'landlock' "$work/check"
fi
stop
[ ! -e "$work/door" ] && is 'the door is taken away at the end' yes yes || is 'the door is taken away at the end' yes no
serve '2026-03-02 09:00' --no-landlock
has 'the terminal' '^xiezhi: --no-landlock: the processes may open' "$log"
ask watch "$base/healthz"
has 'whoever watches the node' '"walls":"no_landlock"' "$work/body"
ask citizen "$base/"
lacks 'a citizen is not told' 'no-landlock' "$work/body"
login clerk demo-clerk-1
ask clerk "$base/?lang=en"
has 'every page of who is signed in' 'Protection is incomplete' "$work/body"
ask clerk "$base/appeal/desk"
has 'in both languages' 'Protection is incomplete\|防护不完整' "$work/body"
"$xiezhi" check "$node" >"$work/check" 2>&1
has 'check' '^served last with --no-landlock' "$work/check"
is 'the calls are kept all the same' 2 "$(said "$(named server)" Seccomp)"
stop

# ---- the courier, where there is somebody to be asked ----
"$xiezhi" witness init "$work/witness" --name notary.example/w1 >"$work/said" 2>&1
printf '%s\thttp://127.0.0.1:9/\tprivate\n' "$(sed -n 's/^verifier key //p' "$work/said")" >"$node/witnesses"
"$xiezhi" serve "$node" --listen "$address:$port" --authority "$host:$port" $landlock >"$work/watched" 2>&1 &
pid=$!
while kill -0 "$pid" 2>/dev/null && ! grep -q "http://$host:$port/" "$work/watched"; do sleep 0.02; done
has 'a witness that was not heard keeps operations waiting' 'operations answer BUSY' "$work/watched"
for name in parent server courier; do
    is "$name: a filter of calls" 2 "$(said "$(named $name)" Seccomp)"
done
is 'courier: was told' "XIEZHI_PROCESS=courier" "$(tr '\0' '\n' <"/proc/$(named courier)/environ")"
is 'courier: what is open' "/memfd:xiezhi-nothing $work/watched socket" \
    "$(descriptors "$(named courier)" | uniq | tr '\n' ' ' | sed 's/ $//')"
kill -9 "$(named courier)"
while kill -0 "$pid" 2>/dev/null && ! [ "$(said "$(named courier)" Seccomp 2>/dev/null)" = 2 ]; do sleep 0.02; done
has 'another courier comes after it, with its walls' 'courier ended; starting it again' "$work/watched"
stop
rm "$node/witnesses"

# ---- when it does not start ----
says 'walls with a hole' 1 'the sandbox does not hold: the server can still connect' \
    "$loose" serve "$node" --listen "127.0.0.1:$port" --alone
says 'a kernel without Landlock' 1 'or add --no-landlock' "$old" "$xiezhi" serve "$node" --listen "127.0.0.1:$port" --alone
"$old" "$xiezhi" serve "$node" --listen "127.0.0.1:$port" --authority "localhost:$port" --alone --no-landlock >>"$log" 2>&1 &
pid=$!
while kill -0 $pid 2>/dev/null && ! curl -s --noproxy '*' -o /dev/null "$base/healthz"; do :; done
is 'unless a person says so' 200 "$(ask x "$base/healthz"; echo "$code")"
finish
