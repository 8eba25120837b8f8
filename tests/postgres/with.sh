#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# with.sh COMMAND...: run the command beside a PostgreSQL of its own, on a unix socket alone, in a
# temporary folder that goes with it.  $XIEZHI_DB is the address of an empty database in it, $XIEZHI_PG
# the command that stops, starts or restarts it, $XIEZHI_SQL one that runs SQL there.
# Exit code of the command; 77 where PostgreSQL is missing.  No cluster of the machine is touched.
set -u
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -x "$bin/initdb" ] || { echo 'PostgreSQL is missing: skipped'; exit 77; }
folder=$(mktemp -d "${TMPDIR:-/tmp}/xiezhi-pg-XXXXXX") || exit 2
user=$(id -un)
if [ "$user" = root ]; then
    user=postgres
    chown "$user" "$folder" || exit 2
fi
unset PGHOST PGPORT PGUSER PGDATABASE PGPASSWORD PGPASSFILE PGSERVICE PGOPTIONS

# As the owner of the cluster, who is never root.
plain() { (cd "$folder" && if [ "$(id -u)" = 0 ]; then exec runuser -u "$user" -- "$@"; else exec "$@"; fi); }

stop() {
    plain "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT TERM

cat >"$folder/pg" <<PG
#!/bin/bash
cd "$folder" || exit 2
[ "\$(id -u)" = 0 ] && as='runuser -u $user --'
exec \$as "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w -m fast -o "-k $folder -c listen_addresses=" "\$@"
PG
cat >"$folder/sql" <<SQL
#!/bin/bash
exec "$bin/psql" -h "$folder" -U xiezhi -d "\${DATABASE:-node}" -XAtq -v ON_ERROR_STOP=1 "\$@"
SQL
chmod 755 "$folder/pg" "$folder/sql"

if ! plain "$bin/initdb" -D "$folder/data" -U xiezhi --auth=trust --encoding UTF8 --locale C >"$folder/made" 2>&1 ||
    ! "$folder/pg" start >>"$folder/made" 2>&1 </dev/null || ! DATABASE=postgres "$folder/sql" -c 'create database node'; then
    cat "$folder/made" "$folder/log"
    exit 1
fi
export XIEZHI_PG=$folder/pg XIEZHI_SQL=$folder/sql
export XIEZHI_DB="postgres://xiezhi@/node?host=$folder"
"$@"
