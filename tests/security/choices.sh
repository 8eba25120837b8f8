#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A field with 2,000 choices: by name, by parts of it, by code; what is not one of them; who may look them up.
# choices.sh XIEZHI PACK
. "$(dirname "$0")/lib.sh"
make_node
serve '2026-03-02 09:00'
password=demo-liaoning-1
file none -d '{"kind":"help","topic":"heat","words":"x","about":null}'
is 'a request' 201 "$code"
login shenyang_hotline "$password"
form=/appeal/$matter/dispatch

# try TYPED [MORE...]: the form of dispatching sent without script.
try() {
    typed=$1
    shift
    ask shenyang_hotline "$base/appeal/$matter"
    token=$(token "$form")
    ask shenyang_hotline -H "$own" -d _go=send -d "_key=$(key)" -d urgent=general --data-urlencode "to=$typed" \
        --data-urlencode "_csrf=$token" "$@" "$base$form"
}
offered() { grep -o 'type="radio" id="f-dispatch-to-[0-9]*" name="to" value="[a-z_]*"' "$work/body" | sed 's/.*value="\(.*\)"/\1/'; }

ask shenyang_hotline "$base/appeal/$matter"
has 'a line to type' 'data-choose="/appeal/[0-9]*/dispatch?choose=to"' "$work/body"
is 'no list of thousands' 0 "$(grep -c '<option value="[0-9]*">沈阳' "$work/body")"

try '和平区 住房'
is 'one that is called partly so is not taken' 422 "$code"
is 'it is offered' shenyang_heping_build "$(offered)"
try 住房和城乡建设局
is 'many' 422 "$code"
is 'twenty are offered' 20 "$(offered | wc -l)"
is 'of the own city first' shenyang_build "$(offered | head -n 1)"
is 'then of its districts' 14 "$(offered | grep -c '^shenyang')"
has 'that there are more is said' '符合的太多' "$work/body"
try 没有这样的单位
is 'none' 422 "$code"
has 'none is said at the field' 'id="f-dispatch-to-error">请从列出的选项中选择' "$work/body"
try shenyang_heping
is 'a government takes no requests' 422 "$code"
is 'a government is not offered' 0 "$(offered | grep -cx shenyang_heping)"
try 999999
is 'a number that is no unit' 422 "$code"
try '<b>"'
is 'signs' 422 "$code"
lacks 'signs are escaped' 'value="<b>' "$work/body"
try '和平区 住房' -d to=shenyang_heping_build
is 'a line and a choice' 422 "$code"

look() { # WHO WORDS [FIELD]
    ask "$1" -G --data-urlencode "choose=${3:-to}" --data-urlencode "like=$2" "$base$form"
}
look shenyang_hotline '和平区 住房'
is 'offers while one types' '{"more":false,"rows":[{"code":"shenyang_heping_build","name":"沈阳市和平区住房和城乡建设局"}]}' "$(cat "$work/body")"
look shenyang_hotline 'heping HOUSING'
has 'in English too' shenyang_heping_build "$work/body"
look shenyang_hotline ''
is 'nothing is typed' '{"more":false,"rows":[]}' "$(cat "$work/body")"
look shenyang_hotline x urgent
is 'a field with a list of its own' 404 "$code"
look shenyang_hotline x nothing
is 'no field' 404 "$code"
look stranger x
is 'a stranger may not look up' 404 "$code"
login shenyang_heping_edu "$password"
look shenyang_heping_edu x
is 'an officer of another unit may not look up' 404 "$code"
form=/appeal/file
look stranger '和平区 教育' about
is 'who may file may look up who is complained about' 200 "$code"
has 'and is offered it' shenyang_heping_edu "$work/body"
form=/appeal/$matter/dispatch

ask shenyang_hotline -H "Idempotency-Key: $(key)" -H 'Content-Type: application/json' -H "$own" \
    -H "Origin: $base" -d '{"to":"和平区 住房","urgent":"general"}' "$base$form"
has 'a program is told, too' '"name":"to","reason":"core.form.which"' "$work/body"
try 沈阳市和平区住房和城乡建设局
is 'the whole name is taken' 303 "$code"
login shenyang_heping_build "$password"
ask shenyang_heping_build "$base/appeal/$matter"
is 'it lies where it was sent' 200 "$code"
form=/appeal/$matter/transfer
ask shenyang_heping_build "$base/appeal/$matter"
ask shenyang_heping_build -H "$own" -d _go=send -d "_key=$(key)" -d words=x -d to=shenyang_heping_city \
    --data-urlencode "_csrf=$(token "$form")" "$base$form"
is 'a code is taken' 303 "$code"
finish
