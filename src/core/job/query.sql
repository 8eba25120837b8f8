-- SPDX-License-Identifier: Apache-2.0
-- one  job_by_id(id id(work))
--   -> id id(work), no key, stage stage(work), opened time, does code(fact), rows veiled, done int, had int, missed int,
--      read int, map code(map) ?, trial bool, why code(fact) ?, broke int ?, heading veiled ?
select m.id, m.no, m.stage, m.opened, j.does, j.rows, j.done, j.had, j.missed, j.read, j.map, j.trial, j.why, j.broke,
       j.heading
  from matter m join job j on j.id = m.id where m.id = $id;
-- many job_left(id id(work), after int ?) -> no int, heading veiled ?, field code(fact) ?, why code(fact), most int ?
select no, heading, field, why, most from job_left where job = $id and no > coalesce($after, 0) order by no limit 500;
-- one  job_next()
--   -> id id(work), begun int, does code(fact), rows veiled, done int, had int, missed int, read int, map code(map) ?,
--      map_hash hash ?, trial bool
select id, begun, does, rows, done, had, missed, read, map, map_hash, trial from job where running = 1 order by id limit 1;
