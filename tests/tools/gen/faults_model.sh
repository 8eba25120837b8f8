# SPDX-License-Identifier: Apache-2.0
# Sourced by faults.sh: what is wrong in facts.txt, ops.txt, react.txt, pages.txt.
# shellcheck shell=sh

# ---- lines
fault 'an odd indentation' appeal/facts.txt '  topic  code' '   topic  code' \
    '3 spaces in front: two a level'
fault 'a tab' appeal/facts.txt '  topic  code(topic)' "  topic	code(topic)" 'a tab: two spaces a level'
fault 'a level too deep' watch/ops.txt '  refuse same_colour' '    refuse same_colour' \
    'too deep: only a `group` has lines below it'
fault 'an unclosed parenthesis' appeal/facts.txt 'code(topic)' 'code(topic' \
    "'code(' is not closed by ')' on this line"
fault 'a word that declares nothing' appeal/facts.txt 'fact signed' 'fakt signed' \
    "'fakt' is not known here: facts.txt has type, matter, fact"

# ---- types and matters
fault 'a type nobody declared' appeal/facts.txt 'keep   kind kind,' 'keep   kind knid,' \
    "there is no type 'knid': neither of the language nor a \`type\` in facts.txt"
fault 'a type twice' appeal/facts.txt 'type urgent  enum' 'type kind  enum' "type 'kind' stands here twice"
fault 'a word of an enum twice' appeal/facts.txt 'help complain' 'help ask complain' \
    "'ask' stands here twice"
fault 'a type of the language declared again' appeal/facts.txt 'type done ' 'type money ' \
    "type 'money' is a type of the language already"
fault 'a matter without stages' trade/facts.txt '  stages running end sold' '' \
    "matter 'auction' has no \`stages\`" 'matter auction'
fault 'a stage twice' appeal/facts.txt 'end closed declined' 'end closed sent declined' \
    "'sent' stands here twice"
fault 'a stage that is a clause word' appeal/facts.txt 'stages filed sent' 'stages filed state' \
    "'state' is a word of the language: call it otherwise"
fault 'a circle that a seat names and nobody declares' appeal/facts.txt 'coded for who' 'coded for whom' \
    "seat 'party' is for 'whom': there is no such circle" 'matter appeal'
fault 'a coded seat without a circle' appeal/facts.txt ' coded for who' ' coded' \
    "seat 'party' is coded: write \`for CIRCLE\`, who may know the person"
fault 'a seat twice' trade/facts.txt 'agent unit, owner unit' 'agent unit, agent unit' \
    "seat 'agent' of 'lot' stands here twice"
fault 'a circle used above its line' appeal/facts.txt 'circle who  party, intake' 'circle who  near, intake' \
    "circle 'near' must stand above the one that names it"
fault 'an unknown seat in a circle' appeal/facts.txt 'officer of at, supervisor above at' \
    'officer of att, supervisor above at' "there is no seat 'att' in appeal"
fault 'a seat of a person behind of' watch/facts.txt 'supervisor of at' 'supervisor of holder' \
    "seat 'holder' holds a person: \`of\` and \`above\` ask for a unit's"
fault 'a stage of once that is none' trade/facts.txt 'bidders anyone once opened' \
    'bidders anyone once open_ed' "once 'open_ed': there is no such stage"

# ---- clocks
fault 'a clock from an unknown fact' appeal/facts.txt 'from answered to reopened' 'from answerd to reopened' \
    "there is no fact 'answerd'"
fault 'a clock that never starts' appeal/facts.txt 'again  HOT-05 from answered to reopened' 'again  HOT-05' \
    "clock 'again' never starts: write \`from FACT\`"
fault 'a clock without a row' appeal/facts.txt 'again  HOT-05' 'again  hot_5' \
    "here stands a row of the pack like HOT-03, and not 'hot_5'"
fault 'a clock by a field nobody keeps' appeal/facts.txt 'answer HOT-03 by urgent' 'answer HOT-03 by urgency' \
    "clock 'answer by urgency': no fact of 'appeal' keeps it openly to the office"
fault 'a clock at a field that is no time' trade/facts.txt 'TEN-03 at closes' 'TEN-03 at papers' \
    "clock 'bids at papers': no fact of 'lot' keeps such a time"
fault 'a stop without go' power/facts.txt ' go resumed' '' "clock 'decide': \`stop\` and \`go\` belong together"
fault 'a clock of facts of another matter' watch/facts.txt 'hear   ESV-08 from card_objected' \
    'hear   ESV-08 from rule_lived' "fact 'rule_lived' is not of matter 'card', whose clock this is"
fault 'a passed fact that keeps something' watch/facts.txt \
    'fact object_passed open  moves card upheld        # silence: the card stands' \
    'fact object_passed open  moves card upheld
  keep   legal time' "fact 'object_passed' is stated by the clock and keeps nothing" '  clock  object'

# ---- what may be published
fault 'public in a stage that is none' appeal/facts.txt 'public answered closed' 'public answered clsoed' \
    "matter 'appeal' has no stage 'clsoed'"
fault 'public in no stage' appeal/facts.txt 'public answered closed from' 'public from' \
    "behind \`public\` stand the stages in which it may be proposed"
fault 'public from a field that is none' appeal/facts.txt 'from answered.words' 'from answered.word' \
    "public from appeal.answered.word: write FACT.FIELD, a text of a fact of 'appeal'"
fault 'public from what is no text' appeal/facts.txt 'from answered.words' 'from answered.photo' \
    "public from appeal.answered.photo: write FACT.FIELD, a text of a fact of 'appeal'"
fault 'public above the stages' appeal/facts.txt '  stages filed sent' '  public answered
  stages filed sent' "\`public\` of 'appeal' stands once, below its \`stages\`"

# ---- facts
fault 'a fact without a face' appeal/facts.txt 'fact signed hidden' 'fact signed' \
    "fact 'signed' is \`open\` or \`hidden\`: say it behind the name"
fault 'a fact twice' appeal/facts.txt 'fact signed hidden' 'fact dispatched hidden' \
    "fact 'dispatched' stands here twice"
fault 'an unknown stage' appeal/facts.txt 'moves appeal signed' 'moves appeal singed' \
    "matter 'appeal' has no stage 'singed'"
fault 'an unknown matter' appeal/facts.txt 'moves appeal signed' 'moves apeal signed' \
    "there is no matter 'apeal' in this room"
fault 'a seat set that is none' appeal/facts.txt 'moves appeal sent  set at to' 'moves appeal sent  set att to' \
    "set 'att': appeal has no such seat" 'fact dispatched'
fault 'a seat set from a field not kept' appeal/facts.txt 'sent  set at to' 'sent  set at unit' \
    "set 'at unit': fact 'dispatched' keeps no 'unit'" 'fact dispatched'
fault 'a seat set from a field of another type' appeal/facts.txt 'sent  set at to' 'sent  set at urgent' \
    "set 'at urgent': the field is of another type than the seat"
fault 'new codes for a seat that has none' appeal/facts.txt 'sent  set at to' 'sent  set at anew' \
    "set 'at anew': only a coded seat gets new codes, and where it has had some" 'fact dispatched'
fault 'text without a circle' appeal/facts.txt 'words text for near, photo' 'words text, photo' \
    "'words': text, person, place and file are personal: write \`for CIRCLE\`" '  keep   words text, photo'
fault 'clear text in an open fact' watch/facts.txt 'remedy text for near' 'remedy text' \
    "'remedy': an open fact may keep no text, person, place, file or form in clear: write \`for CIRCLE\`"
fault 'an unknown circle' appeal/facts.txt 'times int, words text for desk' 'times int, words text for dsek' \
    "matter 'appeal' has no circle 'dsek'"
fault 'a word of the envelope' watch/facts.txt 'duty code(post)' 'post code(post)' \
    "'post' belongs to the envelope that every fact has: call the field otherwise"
fault 'n in a group' appeal/facts.txt 'keep no int, done' 'keep n int, done' \
    "'n' is the number of a record in its group: call the field otherwise"
fault 'a word of C' appeal/facts.txt 'times int' 'long int' "'long' is a word of C: call the field otherwise"
fault 'a field twice' appeal/facts.txt 'to unit, urgent urgent' 'to unit, to unit' "'to' stands here twice"
fault 'a list without a number' appeal/facts.txt 'photo file * 0..5 for near' 'photo file * for near' \
    "'photo *' says how many: * n..m"
fault 'clauses out of order' appeal/facts.txt 'photo file * 0..5 for near' 'photo file for near * 0..5' \
    "'*' cannot stand here in 'photo': n..m ? * n..m from tag for when, in this order, and a comma before the next field"
fault 'bounds of a type without bounds' trade/facts.txt 'closes time' 'closes time 1..5' \
    "'closes' takes no n..m: text, int, decimal, money and file do"
fault 'a tag on what is no id' trade/facts.txt 'seal hash, price money' 'seal hash tag, price money' \
    "'seal': \`tag\` is for an id that a fact keeps"
fault 'an id of an unknown matter' trade/facts.txt 'lot id(lot) tag, seal' 'lot id(lto) tag, seal' \
    "there is no matter 'lto'"
fault 'an open fact wider than an entry' watch/facts.txt 'id(entry) * 1..50' 'id(entry) * 1..500
  group  more * 0..500
    keep other hash' "open fact 'card_raised' may need 90440 bytes in clear; an entry has 65535: fewer items, or hidden" \
    'fact card_raised'
fault 'more columns than a fact may have' appeal/facts.txt 'track code(track) ?' "track code(track) ?$(seq -f ', f%g int' 1 81 | tr -d '\n')" \
    "fact 'declined' has 98 committed columns; at most 96" 'fact declined'
fault 'a form in clear in an open fact' power/facts.txt 'fact applied hidden' 'fact applied open' \
    "'sheet': an open fact may keep no text, person, place, file or form in clear: write \`for CIRCLE\`" '  keep   sheet form(item)'
fault 'a form picked by nothing' power/facts.txt 'sheet form(item)' 'sheet form(itme)' \
    "'sheet form(itme)': no code or key 'itme' stands before it"
fault 'from in a fact' appeal/facts.txt 'track code(track) ?' 'track code(track) ? from appeal_units' \
    "'track': \`from\` is for what an operation asks"

# ---- operations
fault 'an unknown clause of an operation' appeal/ops.txt '  within again' '  before again' \
    "'before' is not known here: an operation has by, on, within, after, not by, sign, many, law, ask, group, step, refuse, and one of state, record, amends, voids, job, imports"
fault 'an operation twice' appeal/ops.txt 'op transfer ' 'op return ' "op 'return' stands here twice"
fault 'nobody may ask' watch/ops.txt 'op draft  by rule_author  record' 'op draft  record' \
    "op 'draft': who may ask? write \`by\`"
fault 'no result' watch/ops.txt 'op draft  by rule_author  record rule_drafted' 'op draft  by rule_author' \
    "op 'draft' has one of state, record, amends, voids, job, imports"
fault 'two results' appeal/ops.txt 'record signed' 'record signed  state signed' \
    "op 'sign' has one of state, record, amends, voids, job, imports"
fault 'an unknown fact' appeal/ops.txt 'record signed' 'record singed' "there is no fact 'singed'"
fault 'an unknown stage of on' appeal/ops.txt 'on appeal sent  record' 'on appeal snet  record' \
    "matter 'appeal' has no stage 'snet'"
fault 'an unknown matter of on' appeal/ops.txt 'on appeal sent  record' 'on apeal sent  record' \
    "op 'sign': there is no matter 'apeal'"
fault 'an unknown seat of by' appeal/ops.txt 'officer of helper' 'officer of helpers' \
    "there is no seat 'helpers' in appeal"
fault 'an unknown clock' appeal/ops.txt 'within again' 'within agian' "matter 'appeal' has no clock 'agian'"
fault 'a secret of somebody without a code' appeal/ops.txt 'supervisor above at  on appeal answered' \
    'supervisor above at with secret  on appeal answered' \
    "'with secret' is for a coded seat that asks for an operation"
fault 'an unknown fact of not by' watch/ops.txt 'not by rule_drafted' 'not by rule_drafter' \
    "not by 'rule_drafter': there is no such fact, nor a person's seat"
fault 'not by without a row' watch/ops.txt 'not by rule_drafted ESV-08' 'not by rule_drafted' \
    "here stands a row of the pack like HOT-03, and not ''"
fault 'a law that is no row' appeal/ops.txt 'law HOT-03' 'law hot-03' \
    "here stands a row of the pack like HOT-03, and not 'hot-03'"
fault 'too many at once' appeal/ops.txt 'many 200' 'many 20000' "many '20000': write 2 to 512"
fault 'author where nothing is amended' appeal/ops.txt 'op help  by officer of at' 'op help  by author' \
    "op 'help': 'author' is for operations that amend"
fault 'a form that lacks what the fact keeps' appeal/ops.txt 'to unit from appeal_units, urgent urgent' \
    'to unit from appeal_units' \
    "fact 'dispatched' keeps 'urgent', which is not asked here: ask it, or \`state\` in place of \`record\`" 'op dispatch'
fault 'a form that asks what the fact does not keep' watch/ops.txt 'ground mended, words' \
    'ground mended, why text, words' "'why' is asked, but fact 'card_closed' keeps no such field"
fault 'a form of another type' appeal/ops.txt 'solved bool, satisfied int 1..5' \
    'solved bool, satisfied bool' "'satisfied' is of another type than in fact 'rated'"
fault 'a form that may lack what the fact always keeps' watch/ops.txt 'ground mended, words' \
    'ground mended ?, words' \
    "'ground' may lack here, but fact 'card_closed' always keeps it: write \`?\` there"
fault 'a conditional field that the fact always keeps' watch/ops.txt 'ground mended, words text 1..1000' \
    'words text 1..1000, ground mended when words' \
    "'ground' may lack here, but fact 'card_closed' always keeps it: write \`?\` there"
fault 'more items than the fact keeps' watch/ops.txt '..10MB * 0..5' '..10MB * 0..9' \
    "'proof' may have 9 items, but fact 'card_objected' keeps at most 5"
fault 'a range upside down' appeal/ops.txt 'words text 1..5000, photo' 'words text 5000..1, photo' \
    "'5000..1' is no range for 'words': n..m, n not over m"
fault 'a size without a unit that is one' trade/ops.txt '1KB..100MB' '1KB..100MiB' \
    "'1KB..100MiB' is no range for 'box': n..m, n not over m"
fault 'a kind of file that is none' appeal/ops.txt 'file(csv xlsx)' 'file(csv xls)' \
    "'file(csv xls)': inside may stand one of image pdf csv xlsx cipher"
fault 'a query that is not there' watch/ops.txt 'from watch_units_above(id)' 'from watch_units_over(id)' \
    "'to': there is no query 'watch_units_over' in query.sql"
fault 'an argument that nobody asks' power/ops.txt 'power_units(item)' 'power_units(itme)' \
    "'to': 'itme' is no field asked here, nor id, me, office"
fault 'a condition on an unknown field' appeal/ops.txt 'when ground = other_track' \
    'when grounds = other_track' "condition: there is no field 'grounds' here"
fault 'a condition against no value' appeal/ops.txt 'when kind = complain' 'when kind = complaint' \
    "condition: 'complaint' is no value, field or seat that 'kind' can be compared with"
fault 'a condition that ends early' appeal/ops.txt 'when to = about' 'when to =' \
    'a condition is f, not f, or f = v, joined by and, or'
fault 'a refusal that nobody says' appeal/ops.txt 'refuse to_accused APP-03 when to = about' \
    'refuse to_accused APP-03' \
    "refusal 'appeal.dispatch.to_accused': only an operation with \`state\` has a decide.c: write \`when\`" 'op dispatch'
fault 'a refusal twice' power/ops.txt 'refuse order_broken' 'refuse not_at_node' \
    "refusal 'not_at_node' stands here twice"
fault 'circle where it is asked' power/ops.txt 'words text 1..500' 'words text 1..500 for near' \
    "'words': \`for\` stands in facts.txt, where the field is kept"
fault 'a group that does not say how many' appeal/ops.txt 'group  claim * 0..20' 'group  claim' \
    "group 'claim' says how many: ?, * n..m, or each QUERY(f)"
fault 'a group without fields' appeal/ops.txt '    ask  words text 1..500' '' \
    "group 'claim' has no \`ask\` below it" '  group  claim'
fault 'a job of an operation that is none' appeal/ops.txt 'job file ' 'job files ' \
    "job 'files': there is no such operation in this room"
fault 'a job without a file' appeal/ops.txt 'rows file(csv xlsx) ..2GB, map' 'map' \
    "op 'import' is a job: it must ask for a file" 'op import'
fault 'a job whose rows lie on a matter' appeal/ops.txt 'job file ' 'job dispatch ' \
    "op 'import': neither a job nor the operation of its rows has \`on\`"
fault 'an amendment of an unknown fact' appeal/ops.txt 'amends answered' 'amends answerd' \
    "there is no fact 'answerd'"
fault 'a correction whose reason nobody may know' appeal/ops.txt 'amends answered for near' 'amends answered' \
    'behind the fact stands `for CIRCLE`: who may know the reason'
fault 'a correction whose reason is for no circle' appeal/ops.txt 'amends answered for near' 'amends answered for nearby' \
    "matter 'appeal' has no circle 'nearby'"
fault 'an author who may for ever' appeal/ops.txt 'amends answered for near  within COR-01' 'amends answered for near' \
    "op 'amend': how long may the author? write \`within ROW\`, a row of the pack"
fault 'a limit for an author who may not' appeal/ops.txt 'by author, chief of at' 'by chief of at' \
    "op 'amend': \`within ROW\` is for its author: write \`by author\`"
fault 'a correction of nothing' appeal/ops.txt '  ask    words text 1..4000' '' \
    "op 'amend': what may be corrected? write \`ask\`" 'op amend'
fault 'a correction of what is not kept' appeal/ops.txt '  ask    words text 1..4000' '  ask    wording text 1..5000' \
    "'wording' is asked, but fact 'answered' keeps no such field"
fault 'a correction of a file' appeal/ops.txt '  ask    words text 1..4000' '  ask    photo file(image pdf) ..10MB * 0..5' \
    "op 'amend': a file is not corrected; bring another" 'op amend'
fault 'a voiding that asks' appeal/ops.txt 'voids answered for near' 'voids answered for near  ask words text 1..10' \
    "'ask' cannot stand here: the line should end before it"
fault 'two corrections of one fact' appeal/ops.txt 'amends filed for near' 'amends answered for near' \
    "fact 'answered_amended' is made by another operation already"
fault 'a correction of a correction' appeal/ops.txt 'amends filed for near' 'amends answered_amended for near' \
    "'answered_amended' is a correction itself: correct the fact once more"
fault 'a correction of another room' appeal/ops.txt 'amends filed for near' 'amends watch.card_raised for near' \
    "'watch.card_raised' is no fact of a matter of this room: it cannot be corrected here"
fault 'the name of two structs in C' appeal/ops.txt 'op sign ' 'op signed ' \
    "'appeal_signed' would be the name of two structs in C (the other: appeal/facts.txt:28)"

# ---- reactions
fault 'a reaction to an unknown fact' appeal/react.txt 'on dispatched transferred' 'on dispatched transfered' \
    "there is no fact 'transfered'"
fault 'a reaction to an unknown room' watch/react.txt 'trade.*' 'trades.*' "'trades.*': there is no such room"
fault 'a reaction to what no fact keeps' appeal/react.txt 'when times >= 3' 'when time >= 3' \
    "condition: there is no field 'time' here"
fault 'nothing follows' watch/react.txt '  state core.directed' '' \
    'nothing follows: write `state FACT` or `tell PARTY`'
fault 'a circle of reactions' watch/react.txt 'on mend_passed  state core.directed' \
    'on card_raised  state appeal.filed' "a circle: 'watch.card_raised' would follow from itself" 'on appeal.*'
fault 'telling a seat of another matter' watch/react.txt 'tell holder' 'tell officer of helper' \
    "there is no seat 'helper' in card"

# ---- pages
fault 'a page nobody may read' appeal/pages.txt '  by   officer of at, intake' '' \
    "page 'desk': who may read it? write \`by\`" 'page desk'
fault 'a path outside the room' appeal/pages.txt 'page desk /appeal' 'page desk /desk' \
    "page 'desk': the path begins with /appeal"
fault 'a path twice' appeal/pages.txt '/appeal/{id}/why' '/appeal/{id}' \
    "page 'why': page 'matter' of appeal has that path already"
fault 'an id without a matter' appeal/pages.txt 'page desk /appeal' 'page desk /appeal/{id}' \
    "page 'desk': {id} in the path and \`on MATTER\` belong together"
fault 'a page on an unknown query' appeal/pages.txt 'appeal_by_id(id)' 'appeal_by_no(id)' \
    "there is no query 'appeal_by_no' in query.sql"
fault 'a list read as many' appeal/pages.txt 'list rows   appeal_desk' 'many rows   appeal_desk' \
    "query 'appeal_desk' gives \`list\`, and not \`many\`"
fault 'an argument the page does not ask' appeal/pages.txt 'many units  appeal_units' \
    'many units  appeal_units(id)' "'id' is no field asked by this page, nor id (with \`on\`), me, office"
fault 'signed_in elsewhere than on a page' appeal/ops.txt 'op sign  by officer of at' 'op sign  by signed_in' \
    "'signed_in' is for pages; elsewhere name roles and seats"
fault 'what the page calls twice' appeal/pages.txt 'many claims' 'many a' "'a' stands here twice"
fault 'a file in an address' appeal/pages.txt 'ask  month day ?' 'ask  month file ?' \
    "'month': an address holds single values only"
fault 'pages have no such clause' appeal/pages.txt '  live filed' '  alive filed' \
    "'alive' is not known here: a page has on, by, ask, one, many, list, keep, group, live"
