-- SPDX-License-Identifier: Apache-2.0
-- one  appeal_by_id(id id(appeal)) -> id id(appeal), no key
select m.id, m.no from matter m where m.id = $id;
-- many appeal_claims(id id(appeal)) -> no int, words veiled,
--   done done ?
select no, words, done from appeal_claim where appeal = $id order by no;
-- many appeal_units() -> unit unit, name key
select id, name from unit where answers = 1 order by name;
-- list appeal_desk() -> id id(appeal), no key
--   sort -id
select m.id, m.no from matter m where m.kind = 'appeal' and {scope m};
