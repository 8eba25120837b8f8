-- SPDX-License-Identifier: Apache-2.0
-- one  org_unit(unit unit) -> unit unit, code key, parent unit ?, answers bool, kind code(unit_kind), region int ?
select id, code, parent, answers, kind, region from unit where id = $unit;
-- one  org_unit_by_code(code key) -> unit unit, region int ?
select id, region from unit where code = $code;
-- one  org_units_made() -> n int
-- scan ok: counting, once for each new unit
select count(*) from unit;
-- many org_units_below(office unit) -> unit unit
select unit from unit_above where above = $office union all select id from unit where id = $office;
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
-- many org_acts(id id) -> entry int, kind code(fact), at time, office unit ?
select entry, kind, at, office from act where matter = $id order by entry;
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
