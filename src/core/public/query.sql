-- SPDX-License-Identifier: Apache-2.0
-- one  public_by_id(id id(publication))
--   -> id id(publication), no key, stage stage(publication), at unit, topic code(topic), class class, law code(public_law),
--      up bool, title veiled ?, words veiled ?, approved int ?, since time ?, changed time ?, corrected bool,
--      ground ground ?, end_words veiled ?, ended time ?, end_entry int ?
select m.id, m.no, case when m.stage = 'revising' then 'public' else m.stage end as stage, p.at, p.topic, p.class, p.law, p.up,
       p.title, p.words, p.approved, nullif(p.since, 0) as since, nullif(p.changed, 0) as changed,
       case when p.versions > 1 then 1 else 0 end as corrected, p.ground, p.end_words, nullif(p.ended, 0) as ended, p.end_entry
  from matter m join public_text p on p.id = m.id where m.id = $id;
-- one  public_draft(id id(publication), office unit)
--   -> stage stage(publication), due time ?, title veiled ?, words veiled ?, reason veiled, plea veiled ?, back_words veiled ?,
--      recalled bool, recall_words veiled ?, drafter veiled ?, entry int ?
select m.stage, m.due, p.draft_title as title, p.draft_words as words, p.reason, p.plea, p.back_words, p.recalled, p.recall_words,
       s.person as drafter, p.drafted as entry
  from matter m join public_text p on p.id = m.id left join seat s on s.matter = m.id and s.name = 'drafter'
 where m.id = $id and (p.at = $office or exists (select 1 from unit_above u where u.unit = p.at and u.above = $office));
-- one  public_subject(id id(publication), office unit) -> id id, no key
select a.id, a.no from public_text p join matter a on a.id = p.about
 where p.id = $id and (p.at = $office or exists (select 1 from unit_above u where u.unit = p.at and u.above = $office));
-- many public_hits(id id(publication), office unit) -> what leak, part part, place int, size int
select h.what, h.part, h.place, h.size from public_text p join public_hit h on h.publication = p.id and h.entry = p.drafted
 where p.id = $id and (p.at = $office or exists (select 1 from unit_above u where u.unit = p.at and u.above = $office))
 order by h.no;
-- many public_events(id id(publication))
--   -> entry int, kind code(fact), at time, no int ?, old bool, title veiled ?, words veiled
select e.entry, e.kind, e.at, e.no, case when e.no > 0 and p.up = 1 and e.entry < p.approved then 1 else 0 end as old, e.title, e.words
  from public_event e join public_text p on p.id = e.publication where e.publication = $id order by e.entry desc limit 200;
-- many public_acts(id id(publication), office unit) -> entry int, kind code(fact), at time, office unit ?
select a.entry, a.kind, a.at, a.office from public_text p join act a on a.matter = p.id
 where p.id = $id and (p.at = $office or exists (select 1 from unit_above u where u.unit = p.at and u.above = $office))
 order by a.entry limit 500;
-- list public_list(unit unit ?)
--   -> id id(publication), no key, title veiled, topic code(topic), at unit, since time, changed time
--   filter topic
--   sort   -since, since
select p.id, m.no, p.title, p.topic, p.at, p.since, p.changed from public_text p join matter m on m.id = p.id
 where p.up = 1 and (cast($unit as bigint) is null or p.at = $unit);
-- many public_units() -> unit unit, n int
-- scan ok: one row for each unit that has proposed something
select unit, n from public_unit where n > 0 order by n desc, unit limit 60;
-- list public_gone()
--   -> id id(publication), no key, at unit, since time, ended time, ground ground, words veiled
--   filter ground
--   sort   -ended, ended
select p.id, m.no, p.at, p.since, p.ended, p.ground, p.end_words as words from public_text p join matter m on m.id = p.id
 where p.ended > 0;
-- list public_desk()
--   -> id id(publication), no key, stage stage(publication), class class, title veiled ?, topic code(topic), at unit ?, recalled bool,
--      opened time, due time ?
--   filter stage, class
--   sort   due, -id
-- scan ok: the publications of one unit, or of those below one
select m.id, m.no, m.stage, p.class, p.draft_title as title, p.topic, m.at, p.recalled, m.opened, m.due
  from matter m join public_text p on p.id = m.id where m.kind = 'publication' and {scope m};
-- one  public_standing(id id) -> n int
select count(*) from (select id from public_text where id = $id and up = 1
  union all select id from public_text where about = $id and up = 1) s;
-- one  public_job(id id(publication))
--   -> about id ?, class class, law code(public_law), topic code(topic), drafted int, versions int, recalled bool
select about, class, law, topic, drafted, versions, recalled from public_text where id = $id;
-- many public_on(about id)
--   -> id id(publication), no key, title veiled ?, since time, ended time
select p.id, m.no, p.title, p.since, p.ended from public_text p join matter m on m.id = p.id
 where p.about = $about and p.since > 0 order by p.id desc limit 20;
-- many public_feed(after int)
--   -> entry int, id id(publication), kind code(fact), at time, title veiled ?, words veiled, up bool
select e.entry, e.publication as id, e.kind, e.at, e.title, e.words, p.up
  from public_event e join public_text p on p.id = e.publication where e.entry > $after order by e.entry limit 25;
-- many public_latest()
--   -> entry int, id id(publication), kind code(fact), at time, title veiled ?, words veiled, at_unit unit, since time, up bool, newest bool
-- scan ok: from the end of its key, a hundred
select e.entry, e.publication as id, e.kind, e.at, e.title, e.words, p.at as at_unit, p.since, p.up,
       case when e.entry = coalesce(p.end_entry, p.approved) then 1 else 0 end as newest
  from public_event e join public_text p on p.id = e.publication order by e.entry desc limit 100;
-- one  public_newest() -> entry int
select entry from public_stamp where id = 0;
