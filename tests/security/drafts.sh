#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What somebody has typed and not sent: his alone, sealed on the disk, gone when sent and after 30 days.  drafts.sh XIEZHI PACK
. "$(dirname "$0")/lib.sh"
make_node
serve '2026-03-02 09:00'
file citizen -d '{"kind":"help","topic":"noise","words":"x"}'
for who in clerk env water chief; do login $who demo-$who-1; done
ask clerk -H "$own" -H "Idempotency-Key: $(key)" -H 'Content-Type: application/json' \
    -d '{"to":"3","urgent":"general"}' "$base/appeal/$matter/dispatch"
is 'the request is dispatched' 201 "$code"
track citizen "$no" "$view_code"
secret_words=zinnoberrot7

# save WHO OP ID TOKEN [ARGUMENT...]
save() {
    who=$1 op=$2 id=$3 t=$4
    shift 4
    ask "$who" -H "$own" -H 'Accept: application/json' --data-urlencode "_op=$op" --data-urlencode "_id=$id" \
        --data-urlencode "_csrf=$t" --data-urlencode "words=$secret_words" "$@" "$base/draft"
}
ask env "$base/appeal/$matter"
lacks 'nothing was begun' 'draft=answer' "$work/body"
token=$(token "/appeal/$matter/answer") sign=$(token "/appeal/$matter/sign")

save env appeal.answer "$matter" "$sign"
is 'the token of another form' 403 "$code"
save env appeal.answer "$matter" ''
is 'no token' 403 "$code"
save env appeal.sign "$matter" "$sign"
is 'a form without a long text' 404 "$code"
save env appeal.nothing "$matter" "$token"
is 'no such operation' 404 "$code"
save water appeal.answer "$matter" "$token"
is 'the token of another person' 403 "$code"
save stranger appeal.answer "$matter" "$token"
is 'a stranger' 400 "$code"
save citizen appeal.answer "$matter" "$token"
is 'who holds the codes' 400 "$code"
save env appeal.answer 7 "$token"
is 'no such matter' 404 "$code"
head -c 300000 /dev/zero | tr '\0' x >"$work/large"
save env appeal.answer "$matter" "$token" --data-urlencode "words@$work/large"
is 'too long' 413 "$code"
ask env "$base/draft"
is 'there is nothing to read at /draft' 404 "$code"
ask env "$base/appeal/$matter"
lacks 'what was refused was not kept' 'draft=answer' "$work/body"

save env appeal.answer "$matter" "$token"
is 'an officer types' 200 "$code"
at=$(field at)
save env appeal.answer "$matter" "$token" --data-urlencode "_draft=$at"
lacks 'he goes on in the same window' '另一个窗口' "$work/body"
save env appeal.answer "$matter" "$token" --data-urlencode "_draft=$at"
has 'an older window is told that another one typed' '另一个窗口' "$work/body"
stop
serve '2026-03-02 09:00'
ask env "$base/appeal/$matter"
has 'it is offered again, also after a new start' 'draft=answer' "$work/body"
ask env "$base/appeal/$matter?draft=answer"
has 'and goes on' "$secret_words" "$work/body"
for who in chief citizen clerk; do
    ask $who "$base/appeal/$matter?draft=answer"
    lacks "$who does not read it" "$secret_words" "$work/body"
    lacks "$who does not hear of it" 'action="/draft"' "$work/body"
done
for f in "$node"/*.db "$node"/*.db-wal "$log"; do
    lacks "no word of it in $(basename "$f")" "$secret_words" "$f"
done

# ---- it goes ----
ask env "$base/appeal/$matter"
ask env -H "$own" -F "_csrf=$(token "/appeal/$matter/answer")" -F "_key=$(key)" -F _go=send -F "_draft=$at" \
    -F "words=done" "$base/appeal/$matter/answer"
is 'the answer is sent' 303 "$code"
file other -d '{"kind":"help","topic":"noise","words":"y"}'
ask clerk -H "$own" -H "Idempotency-Key: $(key)" -H 'Content-Type: application/json' \
    -d '{"to":"3","urgent":"complex"}' "$base/appeal/$matter/dispatch"
ask env "$base/appeal/$matter"
lacks 'a draft is of one matter' 'draft=answer' "$work/body"
save env appeal.answer "$matter" "$(token "/appeal/$matter/answer")"
is 'another draft' 200 "$code"
ask env "$base/appeal/$matter"
ask env -H "$own" --data-urlencode "_op=appeal.answer" --data-urlencode "_id=$matter" --data-urlencode _go=discard \
    --data-urlencode "_csrf=$(token /draft)" "$base/draft"
is 'discarded' 303 "$code"
ask env "$base/appeal/$matter"
lacks 'it is gone' 'draft=answer' "$work/body"
save env appeal.answer "$matter" "$(token "/appeal/$matter/answer")"
ask env --data-urlencode 'at=2026-03-30 09:00' "$base/test/clock"
login env demo-env-1
ask env "$base/appeal/$matter"
has 'after 28 days it is there' 'draft=answer' "$work/body"
ask env --data-urlencode 'at=2026-04-02 09:00' "$base/test/clock"
login env demo-env-1
ask env "$base/appeal/$matter"
is 'the matter is open' 200 "$code"
lacks 'after 31 days it is not' 'draft=answer' "$work/body"
finish
