-- SPDX-License-Identifier: Apache-2.0
-- one  job_by_id(id id(work))
--   -> id id(work), no key, stage stage(work), opened time, does code(fact), rows veiled, done int, missed int,
--      why code(fact) ?, broke int ?, heading veiled ?
select m.id, m.no, m.stage, m.opened, j.does, j.rows, j.done, j.missed, j.why, j.broke, j.heading
  from matter m join job j on j.id = m.id where m.id = $id;
-- many job_left(id id(work)) -> no int, field code(fact) ?, why code(fact), most int ?
select no, field, why, most from job_left where job = $id order by no limit 500;
-- one  job_next() -> id id(work), begun int, does code(fact), rows veiled, done int, missed int, read int
select id, begun, does, rows, done, missed, read from job where running = 1 order by id limit 1;
