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
-- many appeal_acts(id id(appeal)) -> entry int, kind code(fact), at time, office unit ?, taken bool
select a.entry, a.kind, a.at, a.office, case when a.entry < t.entry then 1 else 0 end as taken
  from act a left join taken t on t.matter = a.matter where a.matter = $id order by a.entry;
-- one  appeal_taken(id id(appeal))
--   -> source key, key key, file hash, no int, map code(map), map_hash hash, at time, entry int
select source, key, file, no, map, map_hash, at, entry from taken where matter = $id;
-- many appeal_units() -> unit unit
-- scan ok: 1,800 units
select id from unit where answers = 1 order by code;
-- one  appeal_returns(id id(appeal)) -> returns int
select returns from appeal where id = $id;
-- many appeal_board(office unit) -> at unit, stage stage(appeal), n int, due time ?
-- scan ok: what is open under one office, counted
select m.at, m.stage, count(*) as n, min(m.due) as due
  from unit_above u join matter m on m.at = u.unit
 where u.above = $office and m.kind = 'appeal' and m.is_open = 1 group by m.at, m.stage order by m.at, m.stage;
-- one  appeal_rating(id id(appeal)) -> rated bool
select rated from appeal where id = $id;
-- list appeal_desk()
--   -> id id(appeal), no key, topic code(topic), stage stage(appeal), opened time, due time ?
--   filter topic, stage
--   sort   due, -id
-- scan ok: the open matters of one unit, or an intake desk that asks for the newest: sorted after the index
select m.id, m.no, m.topic, m.stage, m.opened, m.due from matter m
 where m.kind = 'appeal' and {scope m}
