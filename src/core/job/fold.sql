-- SPDX-License-Identifier: Apache-2.0
-- fold begun
insert into job(id, begun, does, rows, running, done, had, missed, read, map, map_hash, trial)
  values ($matter, $entry, $does, $rows, 1, 0, 0, 0, 0, $map, $map_hash, coalesce($trial, 0));
-- fold went_on
update job set done = done + $done, read = $read where id = $matter;
-- fold went_on each left
insert into job_left(job, no, field, why, most) values ($matter, $no, $field, $why, $most);
update job set missed = missed + 1 where id = $matter;
-- fold took
update job set done = done + $done, had = had + $had, read = $read where id = $matter;
-- fold took each left
insert into job_left(job, no, heading, field, why, most) values ($matter, $no, $heading, $field, $why, $most);
update job set missed = missed + 1 where id = $matter;
-- fold ended
update job set running = 0, why = $why, broke = $no, heading = $heading where id = $matter;
-- fold stopped
update job set running = 0 where id = $matter;
