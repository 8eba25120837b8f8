-- SPDX-License-Identifier: Apache-2.0
-- one  erase_by_id(id id(erasure))
--   -> id id(erasure), no key, stage stage(erasure), about_no key, law code(erase_law), wish bool, whole bool, words veiled,
--      back_words veiled ?, halted bool, due time ?, opened time, entries int, columns int
select m.id, m.no, m.stage, a.no as about_no, e.law, e.wish, e.whole, e.words, e.back_words, e.halted, m.due, m.opened, e.entries, e.columns
  from matter m join erase e on e.id = m.id join matter a on a.id = e.about where m.id = $id;
-- many erase_fields(id id(erasure)) -> field code(erase_field)
select field from erase_field where erase = $id order by no;
-- many erase_parts(id id(erasure)) -> place int, entry int
select place, entry from erase_part where erase = $id order by place, entry limit 500;
-- many erase_acts(id id(erasure)) -> entry int, kind code(fact), at time, office unit ?
select entry, kind, at, office from act where matter = $id order by entry limit 500;
-- list erase_desk()
--   -> id id(erasure), no key, stage stage(erasure), law code(erase_law), opened time, due time ?
--   filter law, stage
--   sort   due, -id
-- scan ok: the erasures of one unit, which are few
select m.id, m.no, m.stage, e.law, m.opened, m.due from matter m join erase e on e.id = m.id
 where m.kind = 'erasure' and {scope m};
-- many erase_counts() -> year int, law code(erase_law), asked int, refused int, withdrawn int, done int
-- scan ok: one row for each year and law
select year, law, asked, refused, withdrawn, done from erase_count order by year, law;
-- one  erase_job(id id(erasure)) -> about id, whole bool, approved int ?, entries int, columns int
select about, whole, approved, entries, columns from erase where id = $id;
-- one  erase_next() -> id id(erasure), about id, whole bool, approved int, reached int, entries int, columns int
select id, about, whole, approved, reached, entries, columns from erase where running = 1 order by id limit 1;
-- one  erase_pending(about id) -> id id(erasure), stage stage(erasure), due time ?
select m.id, m.stage, m.due from erase e join matter m on m.id = e.id where e.about = $about and m.is_open = 1 limit 1;
-- many erase_places(about id, from int) -> entry int
select entry from act where matter = $about and entry >= $from
 union select a.entry from public_text p join act a on a.matter = p.id where p.about = $about and a.entry >= $from
 order by entry limit 200;
-- many erase_of(place int) -> entry int
select entry from erase_part where place = $place order by entry;
