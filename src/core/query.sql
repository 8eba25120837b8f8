-- SPDX-License-Identifier: Apache-2.0
-- list core_reads()
--   -> id int, at time, number key, login key, name veiled ?, role code(role) ?, unit unit ?, door key, fields text,
--      shown bool, day day
--   filter number, login, day
--   sort   -id
select r.id, r.at, r.no, r.login, h.name, r.role, r.unit, r.door, r.fields, r.shown, r.day
  from read_record r left join holder h on h.id = r.account where r.id > 0;
-- list core_inbox(me person, office unit, kind key ?)
--   -> id int, about id, of code(fact), told code(fact), at time, seen time ?, unit unit ?, role code(role) ?, here bool
--   sort   -seen
select n.entry, n.matter, n.kind, n.fact || '.tell', n.at, n.seen, p.unit, p.role, n.post = 0 or p.unit = $office
  from notice n left join post p on p.id = n.post and p.held = 1
 where n.account = $me and n.account > 0 and n.newest = 1 and (cast($kind as text) is null or n.kind = $kind)
   and (n.post = 0 or p.id is not null);
-- many core_inbox_more(me person) -> id int, about id, told code(fact), at time
select n.entry, n.matter, n.fact || '.tell', n.at from notice n
 where n.account = $me and n.account > 0 and n.newest = 0 and n.seen is null order by n.entry desc limit 500;
-- many core_inbox_kinds(me person) -> kind key, words code(fact), n int
select n.kind, n.kind as words, sum(case when n.seen is null then 1 else 0 end) from notice n
 where n.account = $me and n.account > 0 and n.newest = 1 group by n.kind order by n.kind limit 100;
-- many core_inbox_due(office unit, until time) -> about id, due time
select id, due from matter where at = $office and coalesce(due, 9007199254740991) <= $until
 order by coalesce(due, 9007199254740991), id limit 100;
