# SPDX-License-Identifier: Apache-2.0
# Sourced by faults.sh: what is wrong in text.tsv, or missing there.
# shellcheck shell=sh
command=text rooms=$here/words names='tiny say.c'
tab=$(printf '\t')
said=$(cd "$rooms" && "$gen" text "$house/out" tiny say.c 2>&1)
tell $? 'a room whose words are all there is accepted' "$said"
order=$(grep -o '^    {"[^"]*"' "$house/out/text.gen.c")
[ "$order" = "$(echo "$order" | LC_ALL=C sort)" ] && [ "$(echo "$order" | wc -l)" = 26 ]
tell $? 'all rows come out, sorted by key' "$order"

fault 'no head' tiny/text.tsv "key${tab}zh" "key${tab}cn" 'the first line is: key TAB zh TAB en'
fault 'a missing cell' tiny/text.tsv "${tab}Refused" '' 'a line is KEY TAB Chinese TAB English: no cell is empty'
fault 'a cell too many' tiny/text.tsv "Refused" "Refused${tab}Refused" \
    'a line is KEY TAB Chinese TAB English: no cell is empty'
fault 'a key that is none' tiny/text.tsv "tiny.made${tab}" "tiny..made${tab}" "'tiny..made' is no key"
fault 'a key twice' tiny/text.tsv "tiny.make${tab}" "tiny.made${tab}a${tab}b
tiny.make${tab}" "'tiny.made' stands twice (the other: tiny/text.tsv:18)" "tiny.made${tab}a"
fault 'a placeholder missing in English' tiny/text.tsv 'Number {no} is' 'It is' \
    '{no} is missing in the English text'
fault 'a placeholder missing in Chinese' tiny/text.tsv '{no}号' '' '{no} is missing in the Chinese text'
fault 'a placeholder formatted in one language only' tiny/text.tsv '{no}号' '{no:left}号' \
    '{no:left} is missing in the English text
tiny/text.tsv:9: {no} is missing in the Chinese text'
fault 'a placeholder left open' tiny/text.tsv '{no}号' '{no号' \
    "'{no号已办结' is no placeholder: write {n} or {due:left}"
fault 'one|many without a number' tiny/text.tsv 'Small thing' 'Small thing|Small things' \
    "one|many needs {n}, which picks, and one '|'"
fault 'a blank at the end' tiny/text.tsv 'Noise' 'Noise ' 'a blank at the end of a cell'
fault 'a key that nothing uses' tiny/text.tsv "topic.noise${tab}" "tropic.noise${tab}" \
    "nothing uses 'tropic.noise'"
# What is missing is said where it is needed: the row goes, and the sentence is of another file.
lacks() { # REASON KEY SENTENCE
    rm -rf "$house/rooms"
    cp -r "$rooms" "$house/rooms"
    grep -v "^$2$tab" "$rooms/tiny/text.tsv" >"$house/rooms/tiny/text.tsv"
    said=$(cd "$house/rooms" && "$gen" text "$house/out" tiny say.c 2>&1)
    code=$?
    [ $code = 1 ] && [ "$said" = "$3" ]
    tell $? "$1" "exit $code, said:
$said
wanted:
$3"
}
lacks 'a room without words' tiny "tiny: text.tsv has no 'tiny'"
lacks 'a fact without words' tiny.made "tiny/facts.txt:10: text.tsv has no 'tiny.made'"
lacks 'what a clock makes without words' tiny.wait_passed "tiny/facts.txt:9: text.tsv has no 'tiny.wait_passed'"
lacks 'a value of a type without words' tiny.done.solved "tiny/facts.txt:3: text.tsv has no 'tiny.done.solved'"
lacks 'a stage without words' tiny.stage.open "tiny/facts.txt:4: text.tsv has no 'tiny.stage.open'"
lacks 'an operation without its verb' tiny.make.do "tiny/ops.txt:2: text.tsv has no 'tiny.make.do'"
lacks 'a step without a title' tiny.make.lines "tiny/ops.txt:2: text.tsv has no 'tiny.make.lines'"
lacks 'a refusal without words' tiny.close.too_early "tiny/ops.txt:7: text.tsv has no 'tiny.close.too_early'"
lacks 'a field of a group without words' tiny.line.words \
    "tiny/ops.txt:6: text.tsv has neither 'tiny.make.line.words' nor 'tiny.line.words'"
lacks 'what is told without words' tiny.closed.tell "tiny/react.txt:2: text.tsv has no 'tiny.closed.tell'"
lacks 'a word of a template that is not there' tiny.lead "tiny/pages/home.html:2: text.tsv has no 'tiny.lead'"
lacks 'a word of a source that is not there' core.yes "say.c:5: text.tsv has no 'core.yes'"
lacks 'a page of the navigation without words' tiny.home "tiny/pages.txt:2: text.tsv has no 'tiny.home'
tiny/pages/home.html:1: text.tsv has no 'tiny.home'"
