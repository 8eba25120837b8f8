-- SPDX-License-Identifier: Apache-2.0
-- fold unit_opened
insert into unit(id, code, parent, answers, kind, region)
  values ($unit, $code, $parent, $answers, $kind, $region);
insert into unit_above(unit, above) select $unit, above from unit_above where unit = $parent;
insert into unit_above(unit, above) select $unit, id from unit where id = $parent;
-- fold account_opened
insert into holder(id, login, name, closed) values ($matter, $login, $name, 0);
-- fold account_closed
update holder set closed = 1 where id = $matter;
-- fold post_asked
insert into post(id, account, unit, role, duty, stands_for, since, until, held)
  values ($matter, $account, $unit, $role, $duty, $stands_for, coalesce(cast($since as bigint), $at), $until, 0);
-- fold post_given
update post set held = 1, since = $since where id = $matter;
-- fold post_declined
update post set words = $words where id = $matter;
-- fold post_ended
update post set held = 0, ground = $ground where id = $matter;
-- fold term_passed
update post set held = 0 where id = $matter;
-- fold moved
update post set unit = $target, duty = null where id = $matter and unit = $source;
insert into unit_moved(matter, entry, source, target) values ($matter, $entry, $source, $target);
update change set reached = $matter, moved = moved + 1 where id = $change;
update hand set source = case when source = $source then $target else source end,
                target = case when target = $source then $target else target end where id = $matter;
update hand_item set moved = 1 where hand = $hand and matter = $matter;
-- fold change_asked
insert into change(id, unit, sort, code, parent, target, since, step, reached, moved)
  values ($matter, $unit, $sort, $code, $parent, $into, $since, 0, 0, 0);
-- fold change_given
update change set since = coalesce(cast($since as bigint), $at) where id = $matter;
-- fold change_declined
update change set words = $words where id = $matter;
-- fold day_passed
update change set step = 1 where id = $matter;
-- fold change_halted
update change set step = 0 where id = $matter;
-- fold change_done
update change set step = 0 where id = $matter;
-- fold unit_changed
update change set step = 2 where id = $matter;
insert into unit_was(unit, entry, until, code, parent)
  select id, $entry, $at, case when cast($code as text) is null then null else code end,
         case when cast($parent as bigint) is null then null else coalesce(parent, 0) end
    from unit where id = $unit and cast($into as bigint) is null;
update unit set code = coalesce($code, code), parent = coalesce($parent, parent) where id = $unit;
delete from unit_above            -- it and all beneath it leave what was above it, and come beneath another
 where cast($parent as bigint) is not null
   and unit in (select b.unit from unit_above b where b.above = $unit union all select u.id from unit u where u.id = $unit)
   and above in (select a.above from unit_above a where a.unit = $unit);
insert into unit_above(unit, above)
  select s.unit, t.above
    from (select b.unit from unit_above b where b.above = $unit union all select u.id as unit from unit u where u.id = $unit) s,
         (select a.above from unit_above a where a.unit = $parent union all select u.id as above from unit u where u.id = $parent) t;
insert into unit_was(unit, entry, until, parent) -- what was beneath a unit that ends goes where it goes
  select id, $entry, $at, parent from unit where parent = $unit and cast($into as bigint) is not null;
delete from unit_above
 where cast($into as bigint) is not null
   and unit in (select b.unit from unit_above b where b.above = $unit)
   and above in (select a.above from unit_above a where a.unit = $unit);
insert into unit_above(unit, above)
  select b.unit, t.above
    from unit_above b,
         (select a.above from unit_above a where a.unit = $into union all select u.id as above from unit u where u.id = $into) t
   where b.above = $unit;
delete from unit_above where above = $unit and cast($into as bigint) is not null;
update unit set parent = $into where parent = $unit and cast($into as bigint) is not null;
update unit set until = $at, answers = 0, target = $into where id = $unit and cast($into as bigint) is not null;
-- fold hand_asked
insert into hand(id, source, target, words) values ($matter, $unit, $target, $words);
-- fold hand_asked each item
insert into hand_item(hand, no, matter, moved) values ($matter, $n, $value, 0);
-- fold hand_taken
update hand set moved = $moved where id = $matter;
-- fold hand_declined
update hand set back = $words where id = $matter;
