-- SPDX-License-Identifier: Apache-2.0
-- fold filed
insert into appeal(id, kind, words, spot, name, phone, rated)
  values ($matter, $kind, $words, $spot, $who_name, $who_phone, 0);
-- fold filed each claim
insert into appeal_claim(appeal, no, words) values ($matter, $n, $words);
-- fold filed each photo
insert into appeal_photo(appeal, entry, no, file) values ($matter, $entry, $n, $value);
-- fold answered
update appeal set answer = $words where id = $matter;
-- fold answered each photo
insert into appeal_photo(appeal, entry, no, file) values ($matter, $entry, $n, $value);
-- fold answered each reply
update appeal_claim set done = $done, reply = $words where appeal = $matter and no = $no;
-- fold rated
update appeal set solved = $solved, satisfied = $satisfied, rated = 1 where id = $matter;
