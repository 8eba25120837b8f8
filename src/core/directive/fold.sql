-- SPDX-License-Identifier: Apache-2.0
-- fold issued
insert into directive(id, about, unit, kind, law, year, lead, sender, words, until, returns, urges, late, waits)
  values ($matter, $about, coalesce(cast($unit as bigint), $to), $kind, $law, $year, $to, $office, $words, $until, 0, 0, 0, 0);
insert into directive_count(year, kind, issued, accepted, withdrawn, returned, extended, urged, late)
  values ($year, $kind, 1, 0, 0, 0, 0, 0, 0)
  on conflict (year, kind) do update set issued = directive_count.issued + 1;
-- fold issued each proof
insert into directive_file(matter, entry, no, file) values ($matter, $entry, $n, $value);
-- fold more_asked
update directive set more_until = $until, more_words = $words, said_words = null where id = $matter;
-- fold extended
update directive set until = $until, said_words = $words, waits = 0 where id = $matter;
update directive_count set extended = extended + 1
  where (year, kind) = (select year, kind from directive where id = $matter);
-- fold more_refused
update directive set said_words = $words where id = $matter;
-- fold answered
update directive set answer = $words, waits = 0 where id = $matter;
-- fold answered each proof
insert into directive_file(matter, entry, no, file) values ($matter, $entry, $n, $value);
-- fold returned
update directive set returns = $times, until = $until, back_words = $words where id = $matter;
update directive_count set returned = returned + 1
  where (year, kind) = (select year, kind from directive where id = $matter);
-- fold accepted
update directive set end_words = $words where id = $matter;
update directive_count set accepted = accepted + 1
  where (year, kind) = (select year, kind from directive where id = $matter);
-- fold withdrawn
update directive set end_words = $words, waits = 0 where id = $matter;
update directive_count set withdrawn = withdrawn + 1
  where (year, kind) = (select year, kind from directive where id = $matter);
-- fold urged
update directive set urges = urges + 1 where id = $matter;
update directive_count set urged = urged + 1
  where (year, kind) = (select year, kind from directive where id = $matter);
-- fold answer_passed
update directive_count set late = late + 1
  where (year, kind) = (select year, kind from directive where id = $matter and late = 0);
update directive set late = 1, waits = 1 where id = $matter;
-- fold given
insert into directive_share(id, directive, kind, lead, sender, words, until, returns, urges, late)
  values ($matter, $directive, $kind, $lead, $office, $words, $until, 0, 0, 0);
-- fold help_more_asked
update directive_share set more_until = $until, more_words = $words, said_words = null where id = $matter;
-- fold help_extended
update directive_share set until = $until, said_words = $words where id = $matter;
-- fold help_more_refused
update directive_share set said_words = $words where id = $matter;
-- fold helped
update directive_share set answer = $words where id = $matter;
-- fold helped each proof
insert into directive_file(matter, entry, no, file) values ($matter, $entry, $n, $value);
-- fold handed_back
update directive_share set returns = $times, until = $until, back_words = $words where id = $matter;
-- fold pressed
update directive_share set urges = urges + 1 where id = $matter;
-- fold help_passed
update directive_share set late = 1 where id = $matter;
-- fold org.moved
update directive set lead = case when lead = $source then $target else lead end,
                     sender = case when sender = $source then $target else sender end where id = $matter;
update directive_share set lead = case when lead = $source then $target else lead end,
                           sender = case when sender = $source then $target else sender end where id = $matter;
