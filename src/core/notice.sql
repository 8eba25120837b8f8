-- SPDX-License-Identifier: Apache-2.0
-- exec notice_tell_role(entry int, matter id, kind key, fact key, at time, role key, not_of int, but int, now time)
insert into notice(account, entry, matter, kind, fact, at, post, newest)
select p.account, cast($entry as bigint), cast($matter as bigint), cast($kind as text), cast($fact as text), cast($at as bigint),
       p.id, 1
  from post p where p.role = $role and p.unit <> $not_of and p.account <> $but
   and p.held = 1 and p.since <= $now and coalesce(p.until, $now) >= $now
   and not exists (select 1 from notice n where n.account = p.account and n.entry = $entry);
-- exec notice_tell_of(entry int, matter id, kind key, fact key, at time, role key, unit unit, not_of int, but int, now time)
insert into notice(account, entry, matter, kind, fact, at, post, newest)
select p.account, cast($entry as bigint), cast($matter as bigint), cast($kind as text), cast($fact as text), cast($at as bigint),
       p.id, 1
  from post p where p.role = $role and p.unit = $unit and p.unit <> $not_of and p.account <> $but
   and p.held = 1 and p.since <= $now and coalesce(p.until, $now) >= $now
   and not exists (select 1 from notice n where n.account = p.account and n.entry = $entry);
-- exec notice_tell_above(entry int, matter id, kind key, fact key, at time, role key, unit unit, not_of int, but int, now time)
insert into notice(account, entry, matter, kind, fact, at, post, newest)
select p.account, cast($entry as bigint), cast($matter as bigint), cast($kind as text), cast($fact as text), cast($at as bigint),
       p.id, 1
  from post p where p.role = $role and p.unit in (select above from unit_above where unit = $unit) and p.unit <> $not_of and p.account <> $but
   and p.held = 1 and p.since <= $now and coalesce(p.until, $now) >= $now
   and not exists (select 1 from notice n where n.account = p.account and n.entry = $entry);
-- exec notice_tell_one(account int, entry int, matter id, kind key, fact key, at time)
insert into notice(account, entry, matter, kind, fact, at, post, newest)
select cast($account as bigint), cast($entry as bigint), cast($matter as bigint), cast($kind as text), cast($fact as text),
       cast($at as bigint), 0, 1
 where not exists (select 1 from notice n where n.account = $account and n.entry = $entry);
-- exec notice_older(entry int, matter id)
update notice set newest = 0 where matter = $matter and newest = 1 and entry < $entry
   and account in (select n.account from notice n where n.matter = $matter and n.newest = 1 and n.entry = $entry);
-- many notice_told(entry int, matter id) -> account int
select account from notice where matter = $matter and newest = 1 and entry = $entry order by account limit 500;
-- one  notice_unread(account int, but id) -> n int
select count(*) from (
  select n.entry from notice n where n.account = $account and n.newest = 1
     and coalesce(n.seen, 9007199254740991) >= 9007199254740991 and n.matter <> $but -- `=` would be led along the primary key
     and (n.post = 0 or exists (select 1 from post p where p.id = n.post and p.held = 1)) limit 100) u;
-- many notice_new(account int, matter id) -> entry int, told code(fact), at time
select entry, fact || '.tell', at from notice where matter = $matter and newest in (0, 1) and account = $account and seen is null
 order by entry limit 500;
-- exec notice_see(account int, matter id, until int, now time)
update notice set seen = $now where matter = $matter and newest in (0, 1) and account = $account and entry <= $until
   and seen is null;
-- exec notice_see_all(account int, until int, now time)
update notice set seen = $now where account = $account and entry <= $until and seen is null;
-- exec notice_erase(matter id)
delete from notice where matter = $matter;
-- exec notice_drop_old(seen time, at time)
-- scan ok: a nightly job
delete from notice where seen < $seen or at < $at;
