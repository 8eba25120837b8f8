-- SPDX-License-Identifier: Apache-2.0
-- fold filed
insert into appeal(id, kind, words, spot, name, phone, promised, returns, rated, pile)
  values ($matter, $kind, $words, $spot, $who_name, $who_phone, $promised, 0, 0, 0);
-- fold filed each claim
insert into appeal_claim(appeal, no, words) values ($matter, $n, $words);
-- fold filed each photo
insert into appeal_photo(appeal, entry, no, file) values ($matter, $entry, $n, $value);
-- fold dispatched
update appeal set at = $to, pile = 1 where id = $matter;
insert into appeal_tally(unit, got, answered, rated, solved, voided) values ($to, 1, 0, 0, 0, 0)
  on conflict (unit) do update set got = appeal_tally.got + 1;
-- fold signed
update appeal set pile = 2 where id = $matter;
-- fold withdrawn
update appeal set pile = 0 where id = $matter;
-- fold returned
update appeal_tally set got = got - 1 where unit = (select at from appeal where id = $matter);
update appeal set at = null, pile = 0 where id = $matter;
update appeal set returns = $times, back = $reason, back_words = $words where id = $matter;
-- fold transferred
update appeal_tally set got = got - 1 where unit = (select at from appeal where id = $matter);
update appeal set at = $to, pile = 1 where id = $matter;
insert into appeal_tally(unit, got, answered, rated, solved, voided) values ($to, 1, 0, 0, 0, 0)
  on conflict (unit) do update set got = appeal_tally.got + 1;
update appeal set hand_words = $words where id = $matter;
-- fold declined
update appeal set ground = $ground, track = $track, ground_words = $words where id = $matter;
-- fold reopened
update appeal_tally set answered = answered - 1,
  rated = rated - (select a.rated from appeal a where a.id = $matter),
  solved = solved - (select case when a.rated = 1 then a.solved else 0 end from appeal a where a.id = $matter)
  where unit = (select at from appeal where id = $matter);
update appeal set again_words = $words, rated = 0, pile = 1 where id = $matter;
-- fold answered
update appeal_tally set answered = answered + 1 where unit = (select at from appeal where id = $matter);
update appeal set answer = $words, answered = $entry, pile = 0 where id = $matter;
-- fold answered each photo
insert into appeal_photo(appeal, entry, no, file) values ($matter, $entry, $n, $value);
-- fold answered each reply
update appeal_claim set done = $done, reply = $words where appeal = $matter and no = $no;
-- fold answered_amended
update appeal set answer = $words, answered = $entry where id = $matter and answered = $amends;
-- fold answered_amended each reply
update appeal_claim set done = $done, reply = $words where appeal = $matter and no = $no
   and exists (select 1 from appeal where id = $matter and answered = $entry);
-- fold answered_voided
update appeal_tally set answered = answered - 1, voided = voided + 1,
  rated = rated - (select a.rated from appeal a where a.id = $matter),
  solved = solved - (select case when a.rated = 1 then a.solved else 0 end from appeal a where a.id = $matter)
  where unit = (select at from appeal where id = $matter);
update appeal set answer = null, answered = null, rated = 0, pile = 2 where id = $matter;
update appeal_claim set done = null, reply = null where appeal = $matter;
delete from appeal_photo where appeal = $matter and entry = $amends;
-- fold filed_amended
update appeal set words = $words, spot = $spot, name = $who_name, phone = $who_phone where id = $matter;
-- fold rated
update appeal_tally set rated = rated + 1, solved = solved + $solved
  where unit = (select at from appeal where id = $matter);
update appeal set solved = $solved, satisfied = $satisfied, rated = 1 where id = $matter;
-- fold org.moved
update appeal_tally set got = got - 1,
  answered = answered - (select case when a.pile = 0 then 1 else 0 end from appeal a where a.id = $matter),
  rated = rated - (select a.rated from appeal a where a.id = $matter),
  solved = solved - (select case when a.rated = 1 then a.solved else 0 end from appeal a where a.id = $matter)
  where unit = $source and exists (select 1 from appeal a where a.id = $matter and a.at = $source);
insert into appeal_tally(unit, got, answered, rated, solved, voided)
  select $target, 1, case when a.pile = 0 then 1 else 0 end, a.rated, case when a.rated = 1 then a.solved else 0 end, 0
    from appeal a where a.id = $matter and a.at = $source
  on conflict (unit) do update set got = appeal_tally.got + excluded.got,
    answered = appeal_tally.answered + excluded.answered, rated = appeal_tally.rated + excluded.rated,
    solved = appeal_tally.solved + excluded.solved;
update appeal set at = $target where id = $matter and at = $source;
