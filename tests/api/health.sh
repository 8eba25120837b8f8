#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# /healthz and /metrics: what is counted is what was done, and nothing personal or secret stands there.
# health.sh XIEZHI PACK
. "$(dirname "$0")/../security/lib.sh"
make_node
serve '2026-03-02 09:00'
# metric NAME{...}: its value.
metric() {
    ask watcher "$base/metrics"
    grep -v '^#' "$work/body" | grep -F "$1 " | sed 's/.* //'
}
ask watcher "$base/healthz"
is 'well' 200 "$code"
for member in reads writes clock disk; do has "$member" "\"$member\":true" "$work/body"; done
entries=$(field entries)
is 'all is folded' "$entries" "$(field folded)"
ask watcher "$base/metrics"
is 'metrics' 200 "$code"
has 'their type' '^Content-Type: application/openmetrics-text; version=1.0.0' "$work/head"
is 'their end' '# EOF' "$(tail -n 1 "$work/body")"
is 'every line is one' 0 "$(grep -cvE '^(# (TYPE|HELP) xiezhi_[a-z_]+ .+|xiezhi_[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.]+|# EOF)$' "$work/body")"
is 'each family once' '' "$(grep '^# TYPE' "$work/body" | sort | uniq -d)"
is 'nothing was done yet' 0 "$(metric 'xiezhi_operations_total{op="appeal.file",outcome="ok"}')"
file citizen -d '{"kind":"help","topic":"noise","words":"VERYPRIVATE"}'
file citizen2 -d '{"kind":"help","topic":"noise","words":"more"}'
is 'two were filed' 2 "$(metric 'xiezhi_operations_total{op="appeal.file",outcome="ok"}')"
is 'and took some time' 2 "$(metric 'xiezhi_operation_seconds_bucket{le="+Inf"}')"
is 'two entries more' $((entries + 2)) "$(metric xiezhi_entries)"
login clerk demo-clerk-1
is 'a session' 1 "$(metric xiezhi_sessions)"
ask clerk "$base/appeal"
is 'a page was shown' 1 "$(metric 'xiezhi_pages_total{page="appeal.desk"}')"
ask stranger "$base/appeal"
is 'one was not' 1 "$(metric 'xiezhi_replies_total{status="403"}')"
curl -s --noproxy '*' -o "$work/body" -H 'Host: elsewhere' "$base/"
is 'one was refused at the door' 1 "$(metric 'xiezhi_http_refused_total{reason="host"}')"
ask watcher "$base/metrics"
lacks 'nothing personal' 'VERYPRIVATE\|clerk' "$work/body"
lacks 'no number' "$no" "$work/body"
lacks 'no code' "$view_code" "$work/body"
finish
