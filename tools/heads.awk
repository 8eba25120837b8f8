# SPDX-License-Identifier: Apache-2.0
# Wraps the head comment of a C source (from its second line to the first end of a comment) at 100
# columns; a paragraph whose lines fit stays as it is.  clang-format leaves heads alone, since it would
# run the paragraphs "Floor", "Not here", "Source" together.
function flush_paragraph(    i, text, cut) {
    if (!is_long)
        for (i = 1; i <= n; i++) print paragraph[i]
    else {
        text = paragraph[1]
        for (i = 2; i <= n; i++) text = text " " substr(paragraph[i], 4)
        while (length(text) > 100) {
            for (cut = 101; cut > 3 && substr(text, cut, 1) != " "; cut--) ;
            if (cut <= 3) break
            print trimmed(substr(text, 1, cut))
            text = " * " untrimmed(substr(text, cut))
        }
        print text
    }
    n = is_long = 0
}
function trimmed(s) { sub(/ +$/, "", s); return s }
function untrimmed(s) { sub(/^ +/, "", s); return s }

FNR == 2 && /^\/\* [a-z0-9_]+\.[ch] -- / { in_head = 1 }
!in_head { print; next }
/^ \* (Floor|Not here|Source|Pure|Reads)/ { flush_paragraph() }
{ paragraph[++n] = $0; if (length($0) > 100) is_long = 1 }
/\*\/$/ { flush_paragraph(); in_head = 0 }
