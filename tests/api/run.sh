#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The command line as a client of the running node: xiezhi run, with exit codes and words; openapi and
# roles without one.  run.sh XIEZHI PACK
. "$(dirname "$0")/../security/lib.sh"
export LANG=C.UTF-8 LC_ALL=
make_node
# says CODE SENTENCE COMMAND...
says() {
    wanted=$1 sentence=$2
    shift 2
    "$@" >"$work/out" 2>&1
    is "$sentence: code" "$wanted" $?
    has "says" "$sentence" "$work/out"
}
says 1 'this node is not being served' "$xiezhi" run "$node" appeal.file kind=help
serve '2026-03-02 09:00'

# ---- wrong use ----
says 2 'which folder' "$xiezhi" run
says 2 'which operation' "$xiezhi" run "$node"
says 2 'there is no such operation' "$xiezhi" run "$node" appeal.shout
says 2 'which matter' "$xiezhi" run "$node" appeal.sign
says 2 'neither a number nor an id' "$xiezhi" run "$node" appeal.sign abc
says 2 'FIELD=VALUE' "$xiezhi" run "$node" appeal.file kind
says 2 'stands twice' "$xiezhi" run "$node" appeal.file kind=help kind=ask
says 2 'cannot be read' "$xiezhi" run "$node" appeal.file photo=@/nowhere
says 2 'cannot be read' "$xiezhi" run "$node" appeal.file --token /nowhere
says 2 'a key has 16' "$xiezhi" run "$node" appeal.file --key short
says 2 'is not a word' "$xiezhi" run "$node" appeal.file --bogus
says 0 'usage: xiezhi run' "$xiezhi" run --help

# ---- anybody ----
says 0 'done: entry' "$xiezhi" run "$node" appeal.file kind=help topic=noise words='at night' \
    claim.1.words='stop it' who.name=Wang who.phone=13800000000 --receipt "$work/receipt"
has 'codes are told' 'view code [0-9A-Z-]*, passcode' "$work/out"
number=$(sed -n 's/.*matter \([0-9-]*\) .*/\1/p' "$work/out")
has 'the receipt is one' '^c2sp.org/tlog-proof' "$work/receipt"
says 1 'There is a problem (core.form.errors' "$xiezhi" run "$node" appeal.file kind=help topic=noise colour=red
has 'each mistake' 'words: Please fill' "$work/out"
LANG=zh_CN.UTF-8 says 1 '有些地方需要改正' "$xiezhi" run "$node" appeal.file kind=help topic=noise colour=red
says 1 'web.not_found' "$xiezhi" run "$node" appeal.dispatch "$number" to=3 urgent=general

# ---- somebody with a token ----
login clerk demo-clerk-1
ask clerk "$base/account"
ask clerk -H "$own" -d name=desk -d days=2 -d op=appeal.dispatch -d op=appeal.import \
    --data-urlencode "_csrf=$(token /account/token)" "$base/account/token"
grep -ao 'xiezhi_[A-Za-z0-9_-]*' "$work/body" | head -n 1 >"$work/token"
says 1 'web.api.scope' "$xiezhi" run "$node" appeal.decline "$number" words=x --token "$work/token"
says 1 'APP-03\|core.form' "$xiezhi" run "$node" appeal.dispatch "$number" to=999 urgent=general --token "$work/token"
says 0 'done: entry' "$xiezhi" run "$node" appeal.dispatch "$number" to=3 urgent=general \
    --token "$work/token" --key 0123456789abcdef
cp "$work/out" "$work/first"
says 0 'done: entry' env XIEZHI_TOKEN="$(cat "$work/token")" "$xiezhi" run "$node" appeal.dispatch "$number" \
    to=3 urgent=general --key 0123456789abcdef
is 'the same key, the same answer' "$(cat "$work/first")" "$(cat "$work/out")"
says 1 'core.conflict' "$xiezhi" run "$node" appeal.dispatch "$number" to=4 urgent=general \
    --token "$work/token" --key 0123456789abcdef
says 1 'core.wrong_stage, HOT-02' "$xiezhi" run "$node" appeal.dispatch "$number" to=3 urgent=general --token "$work/token"
says 1 '"reason":"core.wrong_stage"' "$xiezhi" run "$node" appeal.dispatch "$number" to=3 urgent=general --token "$work/token" --json
printf 'kind,topic,words\nhelp,noise,one\n' >"$work/rows.csv"
says 0 'done: entry' "$xiezhi" run "$node" appeal.import "rows=@$work/rows.csv" --token "$work/token"
echo xiezhi_nonsense >"$work/bad"
says 1 'web.api.token' "$xiezhi" run "$node" appeal.dispatch "$number" to=3 urgent=general --token "$work/bad"
lacks 'no token is in the log' "$(cut -c8-30 "$work/token")" "$log"

# ---- without a node ----
says 0 '"openapi":"3.1.0"' "$xiezhi" openapi --
says 0 '"openapi":"3.1.0"' "$xiezhi" openapi "$node"
says 1 'there is no such folder' "$xiezhi" openapi /nowhere
says 0 'Who\|诉求人，凭办理密码' "$xiezhi" roles "$node"
has 'with the roles of the pack' '话务受理' "$work/out"
says 0 'Intake' "$xiezhi" roles "$node" --en
says 0 '"by":\["officer of at"\]' "$xiezhi" roles -- --json
finish
