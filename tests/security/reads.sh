#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Whoever is shown what others wrote leaves a record, by whichever way it comes to him: page, JSON,
# table, spreadsheet, PDF, search, file, receipt, a program's door.  The party leaves none and is told;
# the auditor has the list of all, and is in it.  reads.sh XIEZHI PACK
. "$(dirname "$0")/lib.sh"
make_node
serve '2026-03-02 09:00'

# sql STATEMENT: as anybody finds it in the ledger's file.
sql() { sqlite3 -readonly "$node/ledger.db" "$1"; }
# left WHAT DOORS: the records since the last call are of these addresses, N for a number; who, role, unit of the newest.
seen=0
left() {
    is "$1" "$2" "$(sql "select group_concat(door, ',') from (select door from read_record where id > $seen order by id)" |
        sed 's/[0-9][0-9]*/N/g')"
    seen=$(sql 'select coalesce(max(id), 0) from read_record')
}
newest() { sql 'select login, role, unit, shown, fields from read_record order by id desc limit 1'; }

# ---- a request with a photograph ----
ask citizen "$base/appeal/new"
ask citizen -H "$own" -H Expect: -F _go=send -F "_key=$(key)" -F kind=help -F topic=noise -F words=canary-words \
    -F 'claim.1.words=canary-claim' -F 'claim.2.words=canary-more' -F who.name=canary-name -F who.phone=13800000000 \
    -F "_csrf=$(token /appeal/file)" -F "photo=@$(dirname "$0")/../data/pictures/gps6.jpg" "$base/appeal/file"
ask citizen "$base/receipt"
at=$(grep -o '/appeal/[0-9][0-9]*' "$work/body" | head -n 1)
ask citizen "$base$at"
has 'its party reads it' canary-words "$work/body"
file=$(grep -o '/file/[0-9]*' "$work/body" | head -n 1)
ask citizen "$base$at?as=json"
ask citizen "$base$file"
is 'and has the photograph' '200 image/jpeg' "$code $(header content-type)"
left 'the party leaves no record' ''

# ---- every way to an officer ----
login clerk demo-clerk-1
ask clerk "$base/appeal"
left 'a list without hidden fields leaves none' ''
ask clerk "$base$at"
has 'the page shows it' canary-words "$work/body"
left 'a page leaves one record' '/appeal/N'
is 'of the person, the post, what was shown' clerk,intake,2,1 "$(newest | cut -d'|' -f1-4 | tr '|' ,)"
has 'of each field once, however many items' ':appeal.filed:words,photo,claim.words,who.name,who.phone$' - <<EOF
$(newest)
EOF
is 'and no value stands in it' 0 "$(sql "select count(*) from read_record where fields like '%canary%'")"
ask clerk "$base$at?as=json"
has 'as JSON' canary-name "$work/body"
left 'JSON leaves one' '/appeal/N json'
ask clerk "$base$at?as=csv"
left 'a table of the claims' '/appeal/N csv'
ask clerk "$base$at?as=xlsx"
is 'a spreadsheet' 200 "$code"
left 'of the same' '/appeal/N xlsx'
ask clerk "$base$at?as=pdf"
is 'a PDF' '200 application/pdf' "$code $(header content-type)"
left 'on paper' '/appeal/N pdf'
ask clerk "$base$file"
is 'the photograph' '200 image/jpeg' "$code $(header content-type)"
left 'is a hidden field' '/file/N'
has 'of the photograph alone' ':appeal.filed:photo$' - <<EOF
$(newest)
EOF
ask clerk -G --data-urlencode 'q=canary-claim' "$base/search"
has 'a hit' '<mark>' "$work/body"
left 'shows the words where it was found' '/search'
ask clerk -G --data-urlencode 'q=canary-nothing' "$base/search"
left 'what was not found leaves none' ''
entry=$(sql 'select fields from read_record order by id desc limit 1' | cut -d: -f1)
ask clerk "$base/receipt/$entry.tlog-proof"
sed -n 's/^extra //p' "$work/body" | base64 -d >"$work/extra"
has 'a receipt opens what he may know' canary-words "$work/extra"
left 'and that is recorded' '/receipt/N.tlog-proof'
ask clerk -H "$own" -H 'Content-Type: application/json' -H "Idempotency-Key: $(key)" -d '{"to":3}' "$base$at/dispatch"
is 'a form with a mistake' 422 "$code"
left 'as a problem it shows nothing' ''
ask clerk "$base$at"
left 'the page again' '/appeal/N'
ask clerk -H "$own" -d 'to=3' --data-urlencode "_csrf=$(token "$at/dispatch")" -d "_key=$(key)&_go=send" "$base$at/dispatch"
is 'the form again, within its page' 422 "$code"
has 'which shows the words' canary-words "$work/body"
left 'leaves one by the operation' '/appeal/N/dispatch'
ask clerk "$base/account"
ask clerk -H "$own" --data-urlencode name=display -d days=1 --data-urlencode "_csrf=$(token /account/token)" "$base/account/token"
bearer=$(grep -ao 'xiezhi_[A-Za-z0-9_-]*' "$work/body" | head -n 1)
code=$(curl -s --noproxy '*' -H "Authorization: Bearer $bearer" -o "$work/body" -w '%{http_code}' "$base/api/v1$at")
has 'a program of his reads it' canary-words "$work/body"
left 'in his name' '/appeal/N api'
is 'his' clerk "$(newest | cut -d'|' -f1)"

# ---- who may not, and who may without the party being told ----
login water demo-water-1
ask water "$base$at"
is 'another office is shown nothing' 404 "$code"
left 'and leaves nothing' ''
login chief demo-chief-1
ask clerk -H "$own" -H 'Content-Type: application/json' -H "Idempotency-Key: $(key)" -d '{"to":3,"urgent":"general"}' "$base$at/dispatch"
is 'sent to an office' 201 "$code"
ask chief "$base$at"
left 'supervision is recorded' '/appeal/N'
is 'and the party is not told of it' chief,supervisor,1,0 "$(newest | cut -d'|' -f1-4 | tr '|' ,)"
ask citizen "$base$at"
has 'the party is told which office read' '12345热线服务中心 · 话务受理' "$work/body"
lacks 'without a name' '李一' "$work/body"
lacks 'nor of supervision' '· 督办 ·' "$work/body"
ask citizen "$base$at?lang=en"
has 'in English too' '12345 Hotline Centre · Intake · read' "$work/body"

# ---- the auditor's list ----
no=$(sql "select no from read_record where login = 'clerk' limit 1")
login auditor demo-auditor-1
ask auditor -G --data-urlencode "number=$no" "$base/reads?as=json"
is 'all reads of a matter' "$(sql "select count(*) from read_record where no = '$no'")" \
    "$(sed 's/.*"total":\([0-9]*\).*/\1/' "$work/body")"
left 'in which names are shown: recorded as well' '/reads json,/reads json'
ask auditor "$base/reads?login=chief&as=json"
is 'of a person' 1 "$(sed 's/.*"total":\([0-9]*\).*/\1/' "$work/body")"
ask auditor "$base/reads?day=2026-03-02&as=json"
is 'of a day' 0 "$(grep -c '"total":0,' "$work/body")"
ask auditor "$base/reads?day=2026-03-03&as=json"
is 'of a day on which nobody read' 1 "$(grep -c '"total":0,' "$work/body")"
ask auditor "$base/reads?login=auditor&as=csv"
has 'he himself is in it, as a table' 'auditor' "$work/body"
for who in clerk chief citizen stranger; do
    ask $who "$base/reads"
    is "the list is not for $who" 403 "$code"
done

# ---- it is truth: in a backup, and untouched by a rebuild ----
stop
kept=$(sql 'select count(*), max(id) from read_record')
says 'a backup' 0 '' "$xiezhi" backup "$node" "$work/copy"
says 'tables made anew' 0 '' "$xiezhi" rebuild "$work/copy"
is 'all records are there' "$kept" "$(sqlite3 -readonly "$work/copy/ledger.db" 'select count(*), max(id) from read_record')"
serve '2026-03-02 10:00'
finish
