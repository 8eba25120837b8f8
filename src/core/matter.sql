-- SPDX-License-Identifier: Apache-2.0
-- one  matter_by_id(id id) -> id id, kind key, no key, stage key, open bool, at unit ?, topic key ?, due time ?, opened time, last int, held int
select id, kind, no, stage, is_open, at, topic, due, opened, last, held from matter where id = $id;
-- exec matter_add(id id, kind key, no key, stage key, open bool, at unit ?, topic key ?, due time ?, opened time, last int)
insert into matter(id, kind, no, stage, is_open, at, topic, due, opened, last, held, stops)
  values ($id, $kind, $no, $stage, $open, $at, $topic, $due, $opened, $last, 0, 0);
-- exec matter_touch(id id, last int)
update matter set last = $last where id = $id;
-- exec matter_move(id id, stage key ?, open bool ?, last int)
update matter set stage = coalesce($stage, stage), is_open = coalesce($open, is_open), last = $last where id = $id;
-- exec matter_move_due(id id, stage key ?, open bool ?, last int)
update matter set stage = coalesce($stage, stage), is_open = coalesce($open, is_open), last = $last,
  due = (select min(due) from clock where matter = $id and running = 1) where id = $id;
-- exec matter_lie(id id, at unit ?)
update matter set at = $at where id = $id;
-- exec matter_move_at(id id, source unit, target unit)
update matter set at = $target where id = $id and at = $source;
-- exec matter_move_seat(id id, source unit, target unit)
update seat set unit = $target where matter = $id and unit = $source;
-- one  matter_seat(matter id, name key) -> unit unit ?, person veiled ?
select unit, person from seat where matter = $matter and name = $name;
-- exec matter_sit(matter id, name key, unit unit ?, person veiled ?)
insert into seat(matter, name, unit, person) values ($matter, $name, $unit, $person)
  on conflict (matter, name) do update set unit = $unit, person = $person;
-- exec matter_leave(matter id, name key)
delete from seat where matter = $matter and name = $name;
-- exec matter_act(matter id, entry int, kind key, at time, office unit ?, actor veiled ?)
insert into act(matter, entry, kind, at, office, actor) values ($matter, $entry, $kind, $at, $office, $actor);
-- many matter_done(matter id, kind key) -> entry int, office unit ?, actor veiled ?
select entry, office, actor from act where matter = $matter and kind = $kind order by entry;
-- exec matter_clock(matter id, name key, started time, due time)
insert into clock(matter, name, started, due, running, held) -- one that starts while a hold stops them stands still at once
  values ($matter, $name, $started, $due,
          case when exists (select 1 from matter where id = $matter and stops > 0) then 0 else 1 end,
          case when exists (select 1 from matter where id = $matter and stops > 0) then cast($started as bigint) else null end)
  on conflict (matter, name) do update set started = excluded.started, due = excluded.due, running = excluded.running,
    held = excluded.held;
-- exec matter_clock_end(matter id, name key)
update clock set running = 0, held = null where matter = $matter and name = $name;
-- exec matter_clocks_end(matter id)
update clock set running = 0, held = null where matter = $matter;
-- many matter_clocks(matter id) -> name key, started time, due time, running bool, held time ?
select name, started, due, running, held from clock where matter = $matter order by name;
-- exec matter_hold(matter id, stops int)
update matter set held = held + 1, stops = stops + $stops where id = $matter;
-- exec matter_hold_end(matter id, stops int)
update matter set held = held - 1, stops = stops - $stops where id = $matter;
-- exec matter_clocks_stop(matter id, at time)
update clock set running = 0, held = $at where matter = $matter and running = 1;
-- exec matter_clocks_go(matter id, at time, day int, zone int)
update clock set running = 1, held = null, -- the last hold that stopped them is over: due moves by as long as it stood still;
  -- the end of a day stays one, and the day on which it was stopped is not counted
  due = due + case when (due + 1 + $zone) % $day = 0 then (($at + $zone) / $day - (held + $zone) / $day) * $day
                   else $at - held end
  where matter = $matter and held is not null and exists (select 1 from matter m where m.id = $matter and m.stops = 0);
-- exec matter_due(matter id)
update matter set due = (select min(due) from clock where matter = $matter and running = 1) where id = $matter;
-- many matter_ran_out(now time) -> matter id, name key, due time
select matter, name, due from clock where running = 1 and due <= $now order by due limit 200;
-- one  matter_is_above(unit unit, above unit) -> n int
select count(*) from unit_above where unit = $unit and above = $above;
-- exec matter_take(matter id, entry int, source key, key key, work id, file hash, no int, map key, map_hash hash, at time)
insert into taken(matter, entry, source, key, work, file, no, map, map_hash, at)
  values ($matter, $entry, $source, $key, $work, $file, $no, $map, $map_hash, $at);
-- one  matter_taken(source key, key key) -> matter id
select matter from taken where source = $source and key = $key limit 1;
-- one  matter_folded() -> entry int
select entry from folded where id = 0;
-- exec matter_set_folded(entry int)
insert into folded(id, entry) values (0, $entry) on conflict (id) do update set entry = $entry;
