-- SPDX-License-Identifier: Apache-2.0
-- list core_reads()
--   -> id int, at time, number key, login key, name veiled ?, role code(role) ?, unit unit ?, door key, fields text,
--      shown bool, day day
--   filter number, login, day
--   sort   -id
select r.id, r.at, r.no, r.login, h.name, r.role, r.unit, r.door, r.fields, r.shown, r.day
  from read_record r left join holder h on h.id = r.account where r.id > 0;
