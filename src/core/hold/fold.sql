-- SPDX-License-Identifier: Apache-2.0
-- fold placed
insert into hold(id, about, law, until, stops, year, words, standing)
  values ($matter, $about, $law, $until, $stops, $year, $words, 1);
insert into hold_count(year, law, placed, lifted, ran_out) values ($year, $law, 1, 0, 0)
  on conflict (year, law) do update set placed = hold_count.placed + 1;
-- fold placed each what
insert into hold_what(hold, no, what) values ($matter, $n, $value);
insert into hold_standing(about, what, hold) values ($about, $value, $matter);
-- fold lifted
update hold set standing = 0, lift_words = $words where id = $matter;
delete from hold_standing where hold = $matter;
update hold_count set lifted = lifted + 1 where (year, law) = (select year, law from hold where id = $matter);
-- fold last_passed
update hold set standing = 0 where id = $matter;
delete from hold_standing where hold = $matter;
update hold_count set ran_out = ran_out + 1 where (year, law) = (select year, law from hold where id = $matter);
