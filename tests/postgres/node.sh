#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# node.sh XIEZHI PACK VERIFIER: a node whose ledger is in PostgreSQL, from the outside: made, served,
# cut off from its database, changed behind its back (P1), folded anew, exported, taken away.
. "$(dirname "$0")/../security/lib.sh"
verifier=$3
: "${XIEZHI_DB:?with.sh gives this test its database}" "${XIEZHI_PG:?}" "${XIEZHI_SQL:?}"
sql() { "$XIEZHI_SQL" -c "$1"; }
schemas() { sql "select count(*) from pg_namespace where nspname = 'ledger' or nspname like 'state%'"; }

# ---- made, and not made
secret=${XIEZHI_DB/xiezhi@/xiezhi:geheim@}
says 'a password in the address is refused' 1 'PGPASSFILE' "$xiezhi" init "$node" --pack "$pack" --db "$secret"
is 'and not repeated' 0 "$(grep -c geheim "$work/said")"
says 'another kind of address is refused' 1 'an address is postgres://' \
    "$xiezhi" init "$node" --pack "$pack" --db mysql://root@/node
mkdir "$work/bad" && cp "$pack"/* "$work/bad/" 2>/dev/null
printf 'x\tx\tnowhere\tofficer\tx\n' >>"$work/bad/people.tsv"
says 'people of no unit are refused' 1 'people.tsv' "$xiezhi" init "$node" --demo --pack "$work/bad" --db "$XIEZHI_DB"
is 'what failed leaves no folder' 1 "$(test -e "$node"; echo $?)"
is 'and nothing in the database' 0 "$(schemas)"
says 'a node is made' 0 "made $node" "$xiezhi" init "$node" --demo --pack "$pack" --db "$XIEZHI_DB"
is 'the folder holds no ledger' 1 "$(test -e "$node/ledger.db"; echo $?)"
is 'it remembers the database' "$XIEZHI_DB" "$(cat "$node/database")"
says 'it is copied by the database' 1 'pg_dump' "$xiezhi" backup "$node" "$work/copy"
is 'and nothing is left of that' 1 "$(test -e "$work/copy"; echo $?)"
says 'a database holds one node' 1 'a node already' "$xiezhi" init "$work/other" --pack "$pack" --db "$XIEZHI_DB"
is 'the other folder is gone' 1 "$(test -e "$work/other"; echo $?)"
is 'the first node is still there' 2 "$(schemas)"
"$xiezhi" init "$work/files" --pack "$pack" >/dev/null || exit 1
says 'a node in files stays in files' 1 'leave --db out' "$xiezhi" check "$work/files" --db "$XIEZHI_DB"

# ---- served
serve '2026-03-02 09:00'
says 'a second server is kept out' 1 'is held by xiezhi process' \
    "$xiezhi" serve "$node" --listen 127.0.0.1:9499 --authority localhost:9499 --alone
request='{"kind":"complain","topic":"noise","words":"夜里施工很吵","who":{"name":"王某","phone":"13800000000"}}'
send() { file "$1" -d "$request"; }
send citizen
is 'a request is filed' 201 "$code"
is 'and has a number' 1 "$(grep -c '^[0-9]' <<<"$no")"
send citizen
is 'another' 201 "$code"
says 'check agrees while it is served' 0 'agree' "$xiezhi" check "$node"

# patient WHAT: what is sent until it is answered happens.  A database that was away costs BUSY.
patient() {
    local busy=0
    for _ in $(seq 100); do
        send "$1"
        [ "$code" = 201 ] && break
        busy=$((busy + 1))
        sleep 0.1
    done
    is "$2" 201 "$code"
}
entries() { sql 'select count(*) from ledger.entry'; }
before=$(entries)
sql "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'xiezhi process%'" >/dev/null
patient citizen 'a request is filed after every connection was cut'
is 'once' "$((before + 1))" "$(entries)"
"$XIEZHI_PG" restart >/dev/null 2>&1 </dev/null
patient citizen 'a request is filed after the database came back'
is 'once' "$((before + 2))" "$(entries)"
ask stranger "$base/appeal/new"
is 'pages are there' 200 "$code"
server=$(pgrep -P "$pid" | while read -r p; do grep -qaz '^XIEZHI_PROCESS=server' "/proc/$p/environ" && echo "$p"; done)
kill -9 "$server"
patient citizen 'a request is filed after the server was killed'
is 'once' "$((before + 3))" "$(entries)"
stop
says 'check agrees' 0 'agree' "$xiezhi" check "$node"

# ---- P1: what is changed behind our back is named
state=$(sql "select nspname from pg_namespace where nspname like 'state_%'")
# changed TABLE PLACE SQL: check names the place; then the table is as before.
changed() {
    sql "create table public.kept as select * from $1; $3" >/dev/null
    says "$1 changed: $3" 1 "$2" "$xiezhi" check "$node"
    sql "begin; delete from $1; insert into $1 select * from public.kept; drop table public.kept; commit" >/dev/null
}
for table in $(sql "select tablename from pg_tables where schemaname = '$state' order by 1"); do
    [ "$(sql "select count(*) from $state.$table")" = 0 ] && continue
    tables=$((${tables:-0} + 1))
    column=$(sql "select attname || ' = ' || case typname when 'text' then 'coalesce(' || attname || ', '''') || ''x'''
        when 'bytea' then attname || ' || ''\\x00''::bytea' else 'coalesce(' || attname || ', 0) + 1' end
        from pg_attribute a join pg_type t on t.oid = a.atttypid
        where attrelid = '$state.$table'::regclass and attnum > 0 order by attnum desc limit 1")
    changed "$state.$table" "table $table, row" \
        "update $state.$table set $column where ctid = (select ctid from $state.$table limit 1)"
    changed "$state.$table" "table $table, row" "delete from $state.$table where ctid = (select ctid from $state.$table limit 1)"
done
is 'several tables had rows to change' yes "$([ "${tables:-0}" -ge 8 ] && echo yes)"
last=$(sql 'select max(id) from ledger.entry')
changed ledger.vault "entry $last" "update ledger.vault set value = replace(value, 'noise', 'noisf') where entry = $last"
changed ledger.vault "entry $last" "delete from ledger.vault where entry = $last"
changed ledger.entry "entry $last" "update ledger.entry set leaf = (select leaf from ledger.entry where id = $last - 1) where id = $last"
changed ledger.matter_key 'matter' 'update ledger.matter_key set acts = acts + 1 where ctid = (select ctid from ledger.matter_key limit 1)'
says 'all is as before' 0 'agree' "$xiezhi" check "$node"

# ---- folded anew
sql "update $state.matter set stage = 'sent'" >/dev/null
says 'a changed state is seen' 1 'table matter, row' "$xiezhi" check "$node"
says 'it is folded anew' 0 'folded' "$xiezhi" rebuild "$node"
says 'and agrees again' 0 'agree' "$xiezhi" check "$node"
is 'nothing is left beside it' 2 "$(schemas)"
sql "drop schema $state cascade" 2>/dev/null
serve '2026-03-02 09:30'
says 'a lost state is folded at the start' 0 'agree' "$xiezhi" check "$node"
send citizen
is 'and the node goes on' 201 "$code"

# ---- exported
stop
says 'the log is exported' 0 'wrote' "$xiezhi" export-ledger "$node" "$work/out"
says 'an outsider agrees' 0 "$(entries)" "$verifier" ledger "$work/out" --policy "$node/policy"
serve '2026-03-02 10:00'
finish
