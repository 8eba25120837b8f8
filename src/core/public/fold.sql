-- SPDX-License-Identifier: Apache-2.0
-- fold proposed
insert into public_text(id, about, at, class, law, topic, reason, up, versions, since, changed, recalled, ended)
  values ($matter, $about, $office, $class, $law, $topic, $reason, 0, 0, 0, 0, 0, 0);
insert into public_unit(unit, n) values ($office, 0)
  on conflict (unit) do update set n = public_unit.n;
-- fold revised
update public_text set class = $class, law = $law, topic = $topic, reason = $reason, back_words = null where id = $matter;
-- fold correction_proposed
update public_text set reason = $reason, back_words = null where id = $matter;
-- fold checked
update public_text set drafted = $entry, draft_title = $title, draft_words = $words, plea = $plea where id = $matter;
-- fold checked each hit
insert into public_hit(publication, entry, no, what, part, place, size)
  values ($matter, $entry, $n, $what, $part, $place, $size);
-- fold approved
update public_unit set n = n + 1 where unit = (select at from public_text where id = $matter and up = 0);
update public_text set up = 1, versions = $no, title = $title, words = $words, approved = $entry, changed = $at,
  since = case when since = 0 then $at else since end, recalled = 0, back_words = null where id = $matter;
insert into public_event(entry, publication, no, kind, at, title, words)
  values ($entry, $matter, $no, 'public.approved', $at, $title, $words);
insert into public_stamp(id, entry) values (0, $entry) on conflict (id) do update set entry = $entry;
-- fold declined
update public_text set back_words = $words where id = $matter;
-- fold correction_declined
update public_text set back_words = $words where id = $matter;
-- fold recalled
update public_text set recalled = 1, recall_words = $words where id = $matter;
-- fold upheld
update public_text set recalled = 0 where id = $matter;
-- fold withdrawn
update public_unit set n = n - 1 where unit = (select at from public_text where id = $matter);
update public_text set up = 0, title = null, words = null, ground = $ground, end_words = $words, ended = $at,
  end_entry = $entry, recalled = 0 where id = $matter;
insert into public_event(entry, publication, kind, at, words) values ($entry, $matter, 'public.withdrawn', $at, $words);
insert into public_stamp(id, entry) values (0, $entry) on conflict (id) do update set entry = $entry;
-- fold org.moved
insert into public_unit(unit, n) values ($target, 0)
  on conflict (unit) do update set n = public_unit.n;
update public_unit set n = n - 1
  where unit = $source and exists (select 1 from public_text p where p.id = $matter and p.up = 1 and p.at = $source);
update public_unit set n = n + 1
  where unit = $target and exists (select 1 from public_text p where p.id = $matter and p.up = 1 and p.at = $source);
update public_text set at = $target where id = $matter and at = $source;
insert into public_stamp(id, entry) values (0, $entry) on conflict (id) do update set entry = $entry;
-- fold org.unit_changed
insert into public_stamp(id, entry) values (0, $entry) on conflict (id) do update set entry = $entry;
