# SPDX-License-Identifier: Apache-2.0
# Meson's testlog.txt in, `N passed, N failed, N skipped` out.  A program that prints TAP (cmocka does)
# counts line by line, another as one; one that ended badly has failed at least once.
function close_program() {
    if (named && bad == 0 && !is_well) bad = 1
    if (named && ok + bad + skip == 0) ok = 1
    passed += ok; failed += bad; skipped += skip
    ok = bad = skip = is_well = 0
}
/^test: / { close_program(); named = 1 }
/^result: / {
    is_well = $0 ~ /exit status (0|77)$/
    if ($0 ~ /exit status 77$/) skip = 1
}
/^ok / { if (/# SKIP/) skip++; else ok++ }
/^not ok / { if (/# SKIP/) skip++; else bad++ }
END { close_program(); printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped }
