#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# service.sh UNIT: systemd understands every line of it, and finds it well shut in.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sed 's#^ExecStart=[^ ]*#ExecStart=/bin/true#' "$1" >"$work/xiezhi.service"
said=$(systemd-analyze verify "$work/xiezhi.service" 2>&1)
code=$?
[ $code = 0 ] && [ -z "$said" ] || { echo "systemd-analyze verify: $code $said"; exit 1; }
sed 's#^ExecStart=[^ ]*#ExecStart=/bin/true#' "$1" >"$work/planted.service"
echo 'NoSuchWord=yes' >>"$work/planted.service"
systemd-analyze verify "$work/planted.service" 2>&1 | grep -q NoSuchWord || { echo 'a planted fault is not seen'; exit 1; }
systemd-analyze security --offline=true --threshold=25 "$work/xiezhi.service" >"$work/out" 2>&1 || {
    tail -n 3 "$work/out"
    exit 1
}
tail -n 1 "$work/out"
