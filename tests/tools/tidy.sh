#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# tidy.sh TOOL: a rule of style that is broken is named, with the file and the line.
tool=$(realpath "$1")
. "$(dirname "$0")/plant.sh"
spdx='SPDX-License-Identifier: Apache-2.0'

rebuild() { rm -rf "$house"/*; }
# lines N TEXT: so many of them.
lines() { awk -v n="$1" -v text="$2" 'BEGIN { for (i = 0; i < n; i++) print text }'; }

rebuild
agrees 'an empty house'

{
    printf '// %s\n#include "base/long.h"\n\nint long_one(void)\n{\n' "$spdx"
    lines 58 '    x();'
    printf '}\n'
    lines 535 ''
} | plant src/base/long.c
agrees 'a function of 60 lines in a file of 599'

{
    printf '// %s\n#include "base/long.h"\n\nint long_one(void)\n{\n' "$spdx"
    lines 58 '    x();'
    lines 9 '        {"row", 1},'
    printf '}\n'
} | plant src/base/long.c
agrees 'rows of a table are no lines of a function'

{
    printf '// %s\nstatic int longer_one(struct x *x,\n                      int y)\n{\n' "$spdx"
    lines 59 '    x();'
    printf '}\n'
} | plant src/base/long.c
says 'a function of 61 lines' 'src/base/long.c:4: longer_one has 61 lines, at most 60'

{
    echo "// $spdx"
    lines 600 'int x;'
} | plant tests/unit/file.c
says 'a file of 601 lines' 'tests/unit/file.c:601: 601 lines, at most 600: split it by noun'

{
    echo "// $spdx"
    printf '%0100d\n%0101d\n' 0 0
} | plant verify/wide.c
says 'a line of 101 columns' 'verify/wide.c:3: 101 columns, at most 100'

printf '// %s\n/* caf\303\251 */\n' "$spdx" | plant src/base/word.c
says 'a letter that is not ASCII' \
    'src/base/word.c:2: byte 0xc3 in column 7: sources are ASCII'

printf '// %s\n\tint x;\n' "$spdx" | plant src/base/tab.c
says 'a tab' 'src/base/tab.c:2: tab in column 1'

printf '// %s\nint x; \n' "$spdx" | plant src/base/blank.c
says 'a blank at the end' 'src/base/blank.c:2: blank at the end of the line'

printf '// %s\nint x;' "$spdx" | plant src/base/end.c
says 'a file that does not end' 'src/base/end.c:2: the last line does not end'

printf 'int x;\n' | plant src/base/free.c
says 'no licence' "src/base/free.c:1: this line must be \`// $spdx\`"

printf '#!/bin/sh\necho\n' | plant tools/free
says 'no licence in a script' "tools/free:2: this line must be \`# $spdx\`"

printf '// %s\nint FIXMEs;\n/* FIX%s: later */\n' "$spdx" ME | plant src/base/later.c
says 'a promise' 'src/base/later.c:3: FIX''ME may not stand on main'

printf '// %s\ntypedef struct x y; /* typedef */\n' "$spdx" | plant src/base/type.c
says 'a typedef' 'src/base/type.c:2: no typedefs: write `struct x`'

printf '// %s\n#ifndef X\n' "$spdx" | plant src/base/head.h
says 'a header that does not say what it is' \
    'src/base/head.h:2: this line must begin with `/* head.h -- ` and say what it is'

plant src/base/told.h <<C
// $spdx
/* told.h -- a header. */
#define CALL(x) f(x)
struct told {
    enum status (*call)(int x);
};

/* What it does,
 * in two lines. */
int told_one(int x,
             int y);
int told_two(void); /* under the same roof */
/* What it does. */
__attribute__((format(printf, 1, 2))) void told_three(const char *format, ...);
C
agrees 'contracts, also one for a few prototypes in a row'

plant src/base/untold.h <<C
// $spdx
/* untold.h -- a header. */
/* About the next one. */
int untold_one(void);

int untold_two(void);
__attribute__((format(printf, 1, 2))) void untold_three(const char *format, ...);
C
says 'no contract, behind an empty line' \
    'src/base/untold.h:6: untold_two has no contract: say above it what it does
src/base/untold.h:7: untold_three has no contract: say above it what it does'

printf '\t\303\251\n' | plant src/base/notes.md
agrees 'texts are not sources'

done_planting
