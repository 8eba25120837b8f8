#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# floors.sh TOOL FLOORS: a wall that is crossed is named, with the file and the line.
tool=$(realpath "$1") floors=$(realpath "$2")
. "$(dirname "$0")/plant.sh"

rebuild() {
    rm -rf "$house"/*
    cp "$floors" "$house/FLOORS"
}
# The number of the line of FLOORS that begins with these words, and that line.
at() { grep -n "^$1" "$floors" | head -1 | cut -d: -f1; }
wall() { grep "^$1" "$floors" | head -1; }

rebuild
agrees 'an empty house'

plant src/term/due.c <<'C'
#include "base/str.h"
#include "crypt/hash.h"
#include "term/due.h"
#include <stdio.h>
// #include "store/store.h"
static const char *const text = "time(NULL)"; /* time(NULL) */
C
agrees 'what is allowed, and what stands in comments and literals'

plant src/appeal/view.c <<'C'
#include "facts.gen.h"
#include "appeal.gen.h"
#include "core/op/op.h"
C
agrees 'generated headers of all facts and of the own room'

plant src/core/org/org.h <<'C'
#include "org.gen.h"
C
agrees "the generated header of a part of core"

plant src/appeal/decide.c <<'C'
#include "core/ctx.h"

#include "store/store.h"
C
says 'a room may not see the database' \
    "src/appeal/decide.c:3: appeal may not include \"store/store.h\" (FLOORS:$(at power): $(wall power))"

plant src/appeal/decide.c <<'C'
#include "clue.gen.h"
C
says "a room may not see another room's generated header" \
    "src/appeal/decide.c:1: appeal may not include \"clue.gen.h\" (FLOORS:$(at power): $(wall power))"

plant src/tlog/tree.c <<'C'
#  include "crypt/password.h"
C
says 'of crypt the log knows hash and sign only' \
    "src/tlog/tree.c:1: tlog may not include \"crypt/password.h\" (FLOORS:$(at tlog): $(wall tlog))"

plant verify/main.c <<'C'
#include "../src/base/str.h"
C
says "the outsider's program takes nothing from src/" \
    "verify/main.c:1: verify may not include \"../src/base/str.h\" (FLOORS:$(at verify): verify:)"

plant verify/test/outsider.c <<'C'
#include "tlog/note.h"
C
agrees "the test of the outsider's program makes a ledger of ours"

plant src/core/op/op.c <<'C'
#include <sqlite3.h>
C
says 'only store and the generators know an engine' \
    "src/core/op/op.c:1: core may not include <sqlite3.h> (FLOORS:$(at 'only store'): only store tools)"

plant src/term/due.c <<'C'
#include <time.h>
static long now(void) { return time (NULL); }
static long of(const struct x *x) { return x->time(1) + x.time(2) + uptime(3); }
C
says 'a pure folder reads no clock; members and longer names are others' \
    "src/term/due.c:2: term may not call time (FLOORS:$(at 'never tlog.*time'))"

plant src/watch/react.c <<'C'
void *p = pthread_create(0);
C
says 'a room has no threads: a star at the end of a name' \
    "src/watch/react.c:1: watch may not call pthread_create (FLOORS:$(at 'never power.*pthread'))"

plant src/utils/misc.c <<'C'
#include "base/str.h"
C
says 'a folder that is not in FLOORS' \
    'src/utils/misc.c:1: folder utils has no line in FLOORS'

plant src/base/a.h <<'C'
#include "base/b.h"
C
plant src/base/b.h <<'C'
#include "base/c.h"
C
plant src/base/c.h <<'C'

#include "base/b.h"
C
says 'no circles; the one who only looks into a circle is not in it' \
    'src/base/b.h:1: "base/c.h" leads back here: a circle of includes
src/base/c.h:2: "base/b.h" leads back here: a circle of includes'

echo 'base crypt' >>"$house/FLOORS"
says 'a line that says nothing' \
    "FLOORS:$(($(wc -l <"$floors") + 1)): a line is \`folders: what they may\`"

done_planting
