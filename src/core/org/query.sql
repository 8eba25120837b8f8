-- SPDX-License-Identifier: Apache-2.0
-- one  org_unit(unit unit)
--   -> unit unit, code key, parent unit ?, answers bool, kind code(unit_kind), region int ?, until time ?
select id, code, parent, answers, kind, region, until from unit where id = $unit;
-- one  org_unit_by_code(code key) -> unit unit, region int ?
select id, region from unit where code = $code;
-- one  org_units_made() -> n int
-- scan ok: counting, once for each new unit
select count(*) from unit;
-- many org_units_below(office unit) -> unit unit
select a.unit from unit_above a join unit u on u.id = a.unit where a.above = $office and u.until is null
 union all select id from unit where id = $office and until is null;
-- many org_units_now() -> unit unit
-- scan ok: 2,500 units
select id from unit where until is null order by code;
-- many org_posts(account id(account), now time) -> post id(post), unit unit, role code(role)
select id, unit, role from post
 where account = $account and held = 1 and since <= $now and coalesce(until, $now) >= $now order by id;
-- many org_posts_held(account id(account)) -> post id(post), role code(role), unit unit, asked bool
select p.id, p.role, p.unit, m.stage = 'asked' from post p join matter m on m.id = p.id
 where p.account = $account and (p.held = 1 or m.stage = 'asked') order by p.id;
-- one  org_account_of(login key) -> id id(account), closed bool
select id, closed from holder where login = $login;
-- one  org_post_by_id(id id(post))
--   -> id id(post), no key, stage stage(post), account id(account), login key, name veiled, unit unit, role code(role),
--      duty code(post_duty) ?, stands_for id(post) ?, since time, until time ?, closed bool,
--      words veiled ?, ground code(post_ground) ?
select m.id, m.no, m.stage, p.account, h.login, h.name, p.unit, p.role, p.duty, p.stands_for, p.since, p.until, h.closed,
       p.words, p.ground
  from matter m join post p on p.id = m.id join holder h on h.id = p.account where m.id = $id;
-- one  org_account_by_id(id id(account)) -> id id(account), no key, stage stage(account), login key, name veiled, opened time
select m.id, m.no, m.stage, h.login, h.name, m.opened from matter m join holder h on h.id = m.id where m.id = $id;
-- many org_posts_of(id id(account))
--   -> id id(post), unit unit, role code(role), duty code(post_duty) ?, stage stage(post), since time, until time ?
select p.id, p.unit, p.role, p.duty, m.stage, p.since, p.until from post p join matter m on m.id = p.id
 where p.account = $id order by p.id;
-- many org_acts(id id) -> entry int, kind code(fact), at time, office unit ?, was code(unit) ?
select a.entry, a.kind, a.at, a.office,
       (select w.code from unit_was w where w.unit = a.office and w.until > a.at and w.code is not null
         order by w.until limit 1) as was
  from act a where a.matter = $id order by a.entry;
-- list org_desk()
--   -> id id(post), stage stage(post), login key, name veiled, role code(role), unit unit, duty code(post_duty) ?,
--      since time, until time ?
--   filter stage, role
--   sort   -id
-- scan ok: an administrator's list
select m.id, m.stage, h.login, h.name, p.role, p.unit, p.duty, p.since, p.until
  from matter m join post p on p.id = m.id join holder h on h.id = p.account
 where m.kind = 'post' and {scope m};
-- list org_accounts() -> id id(account), stage stage(account), login key, name veiled, opened time
--   filter stage
--   sort   -id, login
-- scan ok: an administrator's list
select m.id, m.stage, h.login, h.name, m.opened from matter m join holder h on h.id = m.id where m.kind = 'account';
-- one  org_code_used(code key) -> n int
-- scan ok: codes that were used once are few
select (select count(*) from unit u where u.code = $code) + (select count(*) from unit_was w where w.code = $code)
     + (select count(*) from change c join matter m on m.id = c.id
         where c.code = $code and m.stage in ('asked', 'given', 'due')) as n;
-- one  org_is_below(unit unit, above unit) -> n int
select count(*) from unit_above where unit = $unit and above = $above;
-- one  org_change_of(unit unit, other unit) -> n int
-- scan ok: changes of units are few
select count(*) from change c join matter m on m.id = c.id
 where m.is_open = 1 and (c.unit in ($unit, $other) or c.parent in ($unit, $other) or c.target in ($unit, $other));
-- one  org_against(unit unit, into unit) -> n int
select count(*) from matter m
 where m.at = $unit and m.is_open = 1 and exists (select 1 from seat s where s.matter = m.id and s.unit = $into);
-- one  org_change_by_id(id id(change))
--   -> id id(change), no key, stage stage(change), unit unit, sort sort, code code(unit) ?, parent unit ?, into unit ?,
--      since time, moved int, words veiled ?
select c.id, m.no, m.stage, c.unit, c.sort, c.code, c.parent, c.target, c.since, c.moved, c.words
  from change c join matter m on m.id = c.id where c.id = $id;
-- one  org_next_change()
--   -> id id(change), step int, unit unit, sort sort, code key ?, parent unit ?, into unit ?, reached int, moved int
select id, step, unit, sort, code, parent, target, reached, moved from change where step > 0 order by step desc, id limit 1;
-- many org_left(unit unit, into unit, after int) -> id id
-- scan ok: what lies with one unit, behind where the last step came
select m.id from matter m
 where m.at = $unit and m.is_open = 1 and m.id > $after
   and not exists (select 1 from seat s where s.matter = m.id and s.unit = $into)
 union select s.matter from seat s where s.unit = $unit and s.matter > $after
 order by 1 limit 100;
-- many org_against_by(id id(change)) -> id id, no key
select m.id, m.no from change c join matter m on m.at = c.unit and m.is_open = 1
 where c.id = $id and exists (select 1 from seat s where s.matter = m.id and s.unit = c.target)
 order by m.id limit 60;
-- list org_changes() -> id id(change), stage stage(change), unit unit, sort sort, since time
--   filter stage, sort
--   sort   -id
-- scan ok: an administrator's list
select m.id, m.stage, c.unit, c.sort, c.since from matter m join change c on c.id = m.id where m.kind = 'change';
-- one  org_unit_page(unit unit ?)
--   -> unit unit, code key, parent unit ?, kind code(unit_kind), region int ?, answers bool, until time ?, into unit ?
select id, code, parent, kind, region, answers, until, target from unit where id = $unit;
-- many org_units_under(unit unit ?) -> unit unit, until time ?
-- scan ok: the units that lie beneath none
select id, until from unit
 where parent = $unit or (cast($unit as bigint) is null and parent is null) order by code limit 500;
-- many org_unit_was(unit unit ?) -> code code(unit) ?, parent unit ?, top bool, until time
select code, case when parent = 0 then null else parent end, case when parent = 0 then 1 else 0 end, until
  from unit_was where unit = $unit order by until desc, entry desc limit 100;
-- many org_units_joined(unit unit ?) -> unit unit, until time
-- scan ok: a page of one unit
select id, until from unit where target = $unit order by until limit 100;
-- many org_hand_from(unit unit, topic key ?) -> id id
-- scan ok: the open matters of one unit
select id from matter
 where at = $unit and is_open = 1 and (cast($topic as text) is null or topic = $topic) order by id limit 500;
-- one  org_sits_in(id id, unit unit) -> n int
select count(*) from seat where matter = $id and unit = $unit;
-- one  org_hand_by_id(id id(hand))
--   -> id id(hand), no key, stage stage(hand), source unit, target unit, words veiled ?, moved int ?, back veiled ?,
--      giver veiled ?, taker veiled ?, opened time
select h.id, m.no, m.stage, h.source, h.target, h.words, h.moved, h.back,
       (select s.person from seat s where s.matter = m.id and s.name = 'giver'),
       (select s.person from seat s where s.matter = m.id and s.name = 'taker'), m.opened
  from hand h join matter m on m.id = h.id where h.id = $id;
-- many org_hand_items(id id(hand)) -> no int, matter id, number key, topic code(topic) ?, opened time, moved bool, open bool
select i.no, i.matter, m.no as number, m.topic, m.opened, i.moved, m.is_open
  from hand_item i join matter m on m.id = i.matter where i.hand = $id order by i.no;
-- list org_hands() -> id id(hand), no key, stage stage(hand), source unit, target unit, opened time
--   filter stage
--   sort   -id
-- scan ok: the lists of handover of one unit
select m.id, m.no, m.stage, h.source, h.target, m.opened from matter m join hand h on h.id = m.id
 where m.kind = 'hand' and {scope m};
