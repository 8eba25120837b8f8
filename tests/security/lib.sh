# SPDX-License-Identifier: Apache-2.0
# lib.sh -- a served demonstration node, visitors with cookie jars, checks that count.  Sourced by the
# scripts beside it, which are called with: XIEZHI PACK
set -u
xiezhi=$1 pack=$2
work=$(mktemp -d)
node=$work/node log=$work/log
passed=0 failed=0 pid=

stop() {
    [ -n "$pid" ] && kill "$pid" 2>/dev/null && wait "$pid"
    pid=
}
trap 'stop; rm -rf "$work"' EXIT

# serve CLOCK [WORD...]: the node on a free port of $address, for browsers $host; sets base, port.
address=127.0.0.1 host=localhost
serve() {
    clock=$1
    shift
    for try in 1 2 3 4 5 6 7 8 9 10; do
        port=$(shuf -i 9500-9599 -n 1)
        base=http://$host:$port
        said=$(cat "$log" 2>/dev/null | wc -c)
        "$xiezhi" serve "$node" --listen "$address:$port" --authority "$host:$port" --alone \
            --clock "$clock" "$@" >>"$log" 2>&1 &
        pid=$!
        while kill -0 "$pid" 2>/dev/null; do # who answers there may be another test's node
            tail -c "+$((said + 1))" "$log" | grep -q "http://$host:$port/" && return
            sleep 0.02
        done
        stop
    done
    echo 'the node does not start'
    cat "$log"
    exit 1
}

make_node() {
    "$xiezhi" init "$node" --demo --pack "$pack" --clock '2026-03-02 08:00' >"$log" 2>&1 || { cat "$log"; exit 1; }
}

# ask WHO ARGUMENT...: curl as that visitor; head in $work/head, body in $work/body, status in $code.
ask() {
    jar=$work/$1.jar
    shift
    code=$(curl -s --noproxy '*' -m 20 -b "$jar" -c "$jar" -D "$work/head" -o "$work/body" \
        -w '%{http_code}' "$@")
}

# The own page's headers, as a browser sends them.
own='Sec-Fetch-Site: same-origin'

# token FORM: the form token of the form with that address in the last body.
token() {
    tr '\n' ' ' <"$work/body" | sed "s#<form#\n<form#g" | grep "action=\"$1\"" |
        sed 's/.*name="_csrf" value="\([^"]*\)".*/\1/' | head -n 1
}
key() { head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n'; }
# field NAME: a member of the JSON answer.
field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p" "$work/body"; }
header() { tr -d '\r' <"$work/head" | sed -n "s/^$1: //Ip"; }

login() { # WHO PASSWORD
    ask "$1" "$base/login"
    ask "$1" -H "$own" --data-urlencode "name=$1" --data-urlencode "password=$2" --data-urlencode "_csrf=$(token /login)" "$base/login"
}

# file WHO ARGUMENT...: a request without account, as JSON; sets matter, no, view_code, secret, entry.
file() {
    who=$1
    shift
    ask "$who" -H "Idempotency-Key: $(key)" -H 'Content-Type: application/json' "$@" "$base/appeal/file"
    matter=$(field matter) no=$(field no) view_code=$(field view_code) secret=$(field secret)
    entry=$(field entry)
}

# track WHO NUMBER CODE
track() {
    ask "$1" "$base/track"
    ask "$1" -H "$own" --data-urlencode "no=$2" --data-urlencode "view_code=$3" \
        --data-urlencode "_csrf=$(token /track)" "$base/track"
}

is() { # WHAT WANTED GOT
    if [ "$2" = "$3" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED %s: wanted "%s", got "%s"\n' "$1" "$2" "$3"
    fi
}
among() { # WHAT "STATUS..." GOT
    case " $2 " in *" $3 "*) is "$1" yes yes ;; *) is "$1" "one of $2" "$3" ;; esac
}
has() { # WHAT PATTERN FILE
    grep -aq -- "$2" "$3" && is "$1" yes yes || is "$1" "$2" absent
}
lacks() { # WHAT PATTERN FILE
    grep -aq -- "$2" "$3" && is "$1" absent "$2" || is "$1" yes yes
}

# says WHAT CODE SENTENCE COMMAND...: its exit code, and a part of what it says, which stays in $work/said.
says() {
    what=$1 wanted=$2 sentence=$3
    shift 3
    timeout 60 "$@" >"$work/said" 2>&1 </dev/null
    is "$what" "$wanted" $?
    grep -aFq -- "$sentence" "$work/said" || {
        is "$what: it says so" "$sentence" "$(cat "$work/said")"
        return
    }
    is "$what: it says so" yes yes
}

finish() {
    kill -0 "$pid" 2>/dev/null && is 'the node still runs' yes yes || is 'the node still runs' yes no
    grep -aqi 'assert\|[a-z]sanitizer' "$log" && cat "$log" && failed=$((failed + 1))
    echo "$passed passed, $failed failed, 0 skipped"
    [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
    exit
}
