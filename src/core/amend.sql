-- SPDX-License-Identifier: Apache-2.0
-- exec amend_add(entry int, matter id, first int, before int, voids bool, at time, office unit ?, why veiled ?)
insert into amended(entry, matter, first, before, voids, at, office, why)
  values ($entry, $matter, $first, $before, $voids, $at, $office, $why);
-- one  amend_first(entry int) -> first int
select first from amended where entry = $entry;
-- many amend_of(first int) -> entry int, before int, voids bool, at time, office unit ?, why veiled ?
select entry, before, voids, at, office, why from amended where first = $first order by entry;
-- one  amend_newest(matter id, kind key) -> entry int ?
select max(a.entry) from act a where a.matter = $matter and a.kind = $kind
   and not exists (select 1 from amended x where x.first = a.entry and x.voids = 1);
-- many amend_acts_after(matter id, entry int) -> entry int, kind key, actor veiled ?
select entry, kind, actor from act where matter = $matter and entry > $entry order by entry;
-- exec amend_due(matter id, name key, due time)
update clock set due = $due where matter = $matter and name = $name and (running = 1 or held is not null);
-- exec amend_topic(id id, topic key)
update matter set topic = $topic where id = $id;
