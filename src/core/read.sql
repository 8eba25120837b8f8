-- SPDX-License-Identifier: Apache-2.0
-- one  read_newest() -> n int
select coalesce(max(id), 0) from read_record;
-- exec read_add(id int, matter id, fields text, account id, role key ?, unit unit ?, door key, shown bool, at time, day day)
insert into read_record(id, matter, no, fields, account, login, role, unit, door, shown, at, day)
  values ($id, $matter, coalesce((select no from matter where id = $matter), ''), $fields, $account,
          coalesce((select login from account where id = $account), ''), $role, $unit, $door, $shown, $at, $day);
-- many read_told(no key) -> day day, unit unit ?, role key ?, fields text, since time, until time, times int
select day, unit, role, fields, min(at), max(at), count(*) from read_record where no = $no and shown = 1
 group by day, unit, role, fields order by max(id) desc limit 100;
