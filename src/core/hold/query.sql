-- SPDX-License-Identifier: Apache-2.0
-- one  hold_by_id(id id(hold))
--   -> id id(hold), no key, stage stage(hold), at unit ?, about id, about_no key, law code(hold_law), until time, stops bool,
--      words veiled, lift_words veiled ?, opened time, placer veiled ?
select m.id, m.no, m.stage, m.at, h.about, a.no as about_no, h.law, h.until, h.stops, h.words, h.lift_words, m.opened,
       s.person as placer
  from matter m join hold h on h.id = m.id join matter a on a.id = h.about
       left join seat s on s.matter = m.id and s.name = 'placer' where m.id = $id;
-- many hold_whats(id id(hold)) -> what code(fact)
select what from hold_what where hold = $id order by no;
-- many hold_acts(id id(hold)) -> entry int, kind code(fact), at time, office unit ?
select entry, kind, at, office from act where matter = $id order by entry limit 500;
-- list hold_desk()
--   -> id id(hold), no key, stage stage(hold), at unit ?, about_no key, law code(hold_law), until time, opened time
--   filter law, stage
--   sort   -id
-- scan ok: the holds of one unit, which are few
select m.id, m.no, m.stage, m.at, a.no as about_no, h.law, h.until, m.opened
  from matter m join hold h on h.id = m.id join matter a on a.id = h.about
 where m.kind = 'hold' and {scope m};
-- many hold_counts() -> year int, law code(hold_law), placed int, lifted int, ran_out int
-- scan ok: one row for each year and article
select year, law, placed, lifted, ran_out from hold_count order by year, law;
-- one  hold_job(id id(hold)) -> about id, until time, stops bool
select about, until, stops from hold where id = $id;
-- one  hold_refusing(about id, what key, now time) -> law code(hold_law)
select h.law from hold_standing s join hold h on h.id = s.hold
 where s.about = $about and s.what = $what and h.until >= $now order by s.hold limit 1;
-- many hold_on(about id) -> id id(hold), no key, at unit ?, law code(hold_law), until time, stops bool
select m.id, m.no, m.at, h.law, h.until, h.stops from hold h join matter m on m.id = h.id
 where h.about = $about and h.standing = 1 order by h.id limit 20;
-- many hold_stopped(about id) -> hold id(hold), what code(fact)
select hold, what from hold_standing where about = $about order by hold, what limit 500;
