# SPDX-License-Identifier: Apache-2.0
# common.sh: sourced by the scripts of bench/.  Builds, makes a temporary folder, starts and ends
# product and peers in it.  XIEZHI (the program), ROUNDS, SECONDS_EACH, PORT may be set.
cd "$(dirname "$0")/.." || exit 2
root=$PWD
# ALONE=1 (root): product, peer and load generator run before whatever else the machine does.  Not by
# nice: PostgreSQL gives each client's process a scheduling group of its own.
if [ "$ALONE" = 1 ]; then
    ALONE=0 exec chrt -r 1 "$root/bench/${0##*/}" "$@"
fi
ROUNDS=${ROUNDS:-5} SECONDS_EACH=${SECONDS_EACH:-5} PORT=${PORT:-9310}
xiezhi=${XIEZHI:-$root/build/src/main/xiezhi}
results=$root/bench/RESULTS.md
loaded=$(cut -d' ' -f1-3 /proc/loadavg)
temp=$(mktemp -d "${TMPDIR:-/tmp}/bench.XXXXXX") && chmod 755 "$temp" || exit
trap 'end_all; rm -rf "$temp"' EXIT
trap 'exit 130' INT TERM

fail() {
    echo "bench: $*" >&2
    exit 1
}

# Peers do not run as root.
plain() {
    if [ "$(id -u)" = 0 ]; then
        runuser -u nobody -- "$@"
    else
        "$@"
    fi
}

build() {
    tools/build build src/main/xiezhi verify/xiezhi-verify bench/load bench/grow >"$temp/build.log" ||
        { tail -20 "$temp/build.log" >&2; exit 1; }
    load=$root/build/bench/load grow=$root/build/bench/grow
}

# serve FOLDER [WORD...]: a node on $PORT, ready to take operations; its process in $served.  It is
# made with these words of `init` if it is not there yet.
serve() {
    [ -e "$1" ] || "$xiezhi" init "$@" --demo >/dev/null || fail "no node in $1"
    "$xiezhi" serve "$1" --listen "127.0.0.1:$PORT" --authority "localhost:$PORT" --alone \
        2>"$temp/serve.log" &
    served=$!
    wait_for "http://localhost:$PORT/appeal/new"
}

wait_for() {
    for _ in $(seq 600); do
        curl -sf -o /dev/null "$1" && return
        sleep 0.05
    done
    fail "nobody answers at $1: $(tail -3 "${2:-$temp/serve.log}")"
}

end_served() {
    [ -z "$served" ] || { kill "$served" && wait "$served"; } 2>/dev/null
    served=
}

# start_postgres DATABASE: fsync on, everything else as Debian ships it; an empty database.
start_postgres() {
    pg=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
    mkdir "$temp/pg" && cd "$temp/pg" && { [ "$(id -u)" != 0 ] || chown nobody "$temp/pg"; }
    plain "$pg/initdb" -D "$temp/pg/data" -U bench --auth=trust --encoding UTF8 >"$temp/pg.log" 2>&1 ||
        fail "initdb: $(tail -1 "$temp/pg.log")"
    plain "$pg/postgres" -D "$temp/pg/data" -k "$temp/pg" -c listen_addresses= -c fsync=on \
        -c synchronous_commit=on 2>>"$temp/pg.log" &
    for _ in $(seq 100); do
        plain "$pg/pg_isready" -q -h "$temp/pg" && break
        sleep 0.1
    done
    plain "$pg/createdb" -h "$temp/pg" -U bench "$1" || fail "PostgreSQL: $(tail -1 "$temp/pg.log")"
    postmaster=$(head -1 "$temp/pg/data/postmaster.pid")
    cd "$root" || exit
}

end_all() {
    end_served
    [ -z "$postmaster" ] || { kill -INT "$postmaster" && while [ -e "$temp/pg/data/postmaster.pid" ]; do sleep 0.1; done; }
    [ -z "$nginx" ] || kill "$nginx" 2>/dev/null
}

# median FILE: of a column of numbers.
median() {
    sort -n "$1" | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

row_of() {
    tr '\n' ' ' <"$1"
}

# cpu PID...: seconds of processor used by these processes and all below them, ended ones too.
cpu() {
    for p in $(family "$@"); do
        sed 's/.*) //' "/proc/$p/stat" 2>/dev/null
    done | awk '{ t += $12 + $13 + $14 + $15 } END { printf "%.2f", t / 100 }'
}

family() {
    for f in "$@"; do
        echo "$f"
        family $(pgrep -P "$f")
    done
}

heading() {
    printf '\n## %s\n\n%s, %s cores, Linux %s, %s; load of the machine before %s, %s\n`%s`\n\n' "$1" \
        "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)" "$(nproc)" "$(uname -r)" \
        "$(date -u '+%Y-%m-%d %H:%M UTC')" "$loaded" \
        "$(chrt -p $$ | sed -n 's/.*policy: //p')" "$2"
}
