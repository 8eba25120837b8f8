-- SPDX-License-Identifier: Apache-2.0
-- fold asked
insert into erase(id, about, law, year, wish, whole, words, running, halted, reached, entries, columns)
  values ($matter, $about, $law, $year, $wish, $whole, $words, 0, 0, 0, 0, 0);
insert into erase_count(year, law, asked, refused, withdrawn, done) values ($year, $law, 1, 0, 0, 0)
  on conflict (year, law) do update set asked = erase_count.asked + 1;
-- fold asked each field
insert into erase_field(erase, no, field) values ($matter, $n, $value);
-- fold approved
update erase set approved = $entry where id = $matter;
-- fold refused
update erase set back_words = $words where id = $matter;
update erase_count set refused = refused + 1 where (year, law) = (select year, law from erase where id = $matter);
-- fold withdrawn
update erase set back_words = $words where id = $matter;
update erase_count set withdrawn = withdrawn + 1 where (year, law) = (select year, law from erase where id = $matter);
-- fold begun
update erase set running = 1 where id = $matter;
-- fold erased
insert into erase_part(place, entry, erase) values ($place, $entry, $matter);
update erase set reached = case when $place > reached then $place else reached end, entries = entries + 1 where id = $matter;
-- fold erased each column
update erase set columns = columns + 1 where id = $matter;
-- fold halted
update erase set running = 0, halted = 1 where id = $matter;
update erase_count set refused = refused + 1 where (year, law) = (select year, law from erase where id = $matter);
-- fold carried_out
update erase set running = 0 where id = $matter;
update erase_count set done = done + 1 where (year, law) = (select year, law from erase where id = $matter);
