-- SPDX-License-Identifier: Apache-2.0
-- one  appeal_by_id(id id(appeal))
--   -> id id(appeal), no key, kind kind, topic code(topic), stage stage(appeal), at unit ?,
--      words veiled, spot veiled ?, name veiled ?, phone veiled ?, answer veiled ?, due time ?, opened time,
--      back code(return_reason) ?, back_words veiled ?, hand_words veiled ?,
--      ground code(decline_ground) ?, track code(track) ?, ground_words veiled ?, again_words veiled ?,
--      rated bool, solved bool ?, satisfied int ?, promised time ?
select m.id, m.no, a.kind, m.topic, m.stage, m.at, a.words, a.spot, a.name, a.phone, a.answer, m.due, m.opened,
       a.back, a.back_words, a.hand_words, a.ground, a.track, a.ground_words, a.again_words, a.rated, a.solved,
       a.satisfied, a.promised
  from matter m join appeal a on a.id = m.id where m.id = $id;
-- many appeal_claims(id id(appeal)) -> no int, words veiled, done done ?, reply veiled ?
select no, words, done, reply from appeal_claim where appeal = $id order by no;
-- many appeal_photos(id id(appeal)) -> entry int, file veiled
select entry, file from appeal_photo where appeal = $id order by entry, no;
-- many appeal_acts(id id(appeal))
--   -> entry int, kind code(fact), at time, office unit ?, was code(unit) ?, taken bool, source unit ?, target unit ?
select a.entry, a.kind, a.at, a.office,
       (select w.code from unit_was w where w.unit = a.office and w.until > a.at and w.code is not null
         order by w.until limit 1) as was,
       case when a.entry < t.entry then 1 else 0 end as taken, v.source, v.target
  from act a left join taken t on t.matter = a.matter
       left join unit_moved v on v.matter = a.matter and v.entry = a.entry
 where a.matter = $id order by a.entry;
-- many appeal_amended(id id(appeal)) -> entry int, first int, before int, voids bool, at time, office unit ?, why veiled ?
select entry, first, before, voids, at, office, why from amended where matter = $id order by entry;
-- one  appeal_taken(id id(appeal))
--   -> source key, key key, file hash, no int, map code(map), map_hash hash, at time, entry int
select source, key, file, no, map, map_hash, at, entry from taken where matter = $id;
-- many appeal_units() -> unit unit
-- scan ok: 1,800 units
select id from unit where answers = 1 order by code;
-- one  appeal_returns(id id(appeal)) -> returns int
select returns from appeal where id = $id;
-- one  appeal_office(unit unit) -> unit unit, parent unit ?
select id, parent from unit where id = $unit;
-- one  appeal_is_below(unit unit, office unit) -> n int
select count(*) from unit_above where unit = $unit and above = $office;
-- many appeal_board_done(unit unit) -> at unit, kind code(unit_kind), region int ?, below bool, got int, answered int, rated int, solved int, voided int
-- scan ok: the units below one, which the statement has put together itself
with child(at, unit) as (
  select id, id from unit where parent = $unit
  union all select c.id, a.unit from unit c join unit_above a on a.above = c.id where c.parent = $unit
  union all select id, id from unit where id = $unit)
select k.at, u.kind, u.region, exists (select 1 from unit b where b.parent = k.at) as below,
       coalesce(sum(t.got), 0) as got, coalesce(sum(t.answered), 0) as answered, coalesce(sum(t.rated), 0) as rated,
       coalesce(sum(t.solved), 0) as solved, coalesce(sum(t.voided), 0) as voided
  from child k join unit u on u.id = k.at left join appeal_tally t on t.unit = k.unit
 where u.answers = 1 or u.id = $unit or exists (select 1 from unit b where b.parent = k.at)
    or (u.until is not null and t.got > 0)
 group by k.at, u.region, u.kind order by case when u.kind = 'government' then 0 else 1 end, k.at;
-- many appeal_board_open(unit unit, now time) -> at unit, sent int, taken int, late int, due time ?
-- scan ok: the units below one, which the statement has put together itself
with child(at, unit) as (
  select id, id from unit where parent = $unit
  union all select c.id, a.unit from unit c join unit_above a on a.above = c.id where c.parent = $unit
  union all select id, id from unit where id = $unit)
select k.at, sum(case when a.pile = 1 then 1 else 0 end) as sent, sum(case when a.pile = 2 then 1 else 0 end) as taken,
       sum(case when c.due < $now then 1 else 0 end) as late, min(c.due) as due
  from child k join appeal a on a.at = k.unit and a.pile > 0
       left join clock c on c.matter = a.id and c.name = 'answer' and c.held is null
 group by k.at order by k.at;
-- one  appeal_rating(id id(appeal)) -> rated bool
select rated from appeal where id = $id;
-- list appeal_desk()
--   -> id id(appeal), no key, topic code(topic), stage stage(appeal), opened time, due time ?
--   filter topic, stage
--   sort   due, -id
-- scan ok: the open matters of one unit, or an intake desk that asks for the newest: sorted after the index
select m.id, m.no, m.topic, m.stage, m.opened, m.due from matter m
 where m.kind = 'appeal' and {scope m};
-- list appeal_open(unit unit ?, office unit, pile pile ?, before int ?, own bool ?)
--   -> id id(appeal), no key, topic code(topic), stage stage(appeal), at unit ?, opened time, due time ?
--   filter topic
--   sort   due, -id
-- scan ok: the open ones of the units below, by their index, sorted for a page
select m.id, m.no, m.topic, m.stage, m.at, m.opened, c.due
  from appeal a join matter m on m.id = a.id left join clock c on c.matter = a.id and c.name = 'answer' and c.held is null
 where a.pile > 0 and a.at in (
       select u.unit from unit_above u where u.above = coalesce(cast($unit as bigint), $office)
          and cast($own as bigint) is null
       union all select coalesce(cast($unit as bigint), $office))
   and (cast($pile as text) is null or $pile = 'late' or ($pile = 'sent' and a.pile = 1) or ($pile = 'signed' and a.pile = 2))
   and (cast($before as bigint) is null or c.due < $before) and {scope m};
-- list appeal_below(unit unit ?, office unit, part part ?, own bool ?)
--   -> id id(appeal), no key, topic code(topic), stage stage(appeal), at unit ?, opened time, due time ?
--   filter topic, stage
--   sort   -id
-- scan ok: from the newest on, past what lies elsewhere; by unit it would fetch and sort all for each page
select m.id, m.no, m.topic, m.stage, m.at, m.opened, m.due from matter m join appeal a on a.id = m.id
 where m.kind = 'appeal' and +m.at in (
       select u.unit from unit_above u where u.above = coalesce(cast($unit as bigint), $office)
          and cast($own as bigint) is null
       union all select coalesce(cast($unit as bigint), $office))
   and (cast($part as text) is null or ($part = 'answered' and m.stage in ('answered', 'closed'))
        or ($part = 'rated' and a.rated = 1) or ($part = 'solved' and a.rated = 1 and a.solved = 1))
   and {scope m}
