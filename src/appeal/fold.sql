-- SPDX-License-Identifier: Apache-2.0
-- fold filed
insert into appeal(id, kind, words, spot, name, phone, promised, returns, rated)
  values ($matter, $kind, $words, $spot, $who_name, $who_phone, $promised, 0, 0);
-- fold filed each claim
insert into appeal_claim(appeal, no, words) values ($matter, $n, $words);
-- fold filed each photo
insert into appeal_photo(appeal, entry, no, file) values ($matter, $entry, $n, $value);
-- fold returned
update appeal set returns = $times, back = $reason, back_words = $words where id = $matter;
-- fold transferred
update appeal set hand_words = $words where id = $matter;
-- fold declined
update appeal set ground = $ground, track = $track, ground_words = $words where id = $matter;
-- fold reopened
update appeal set again_words = $words, rated = 0 where id = $matter;
-- fold answered
update appeal set answer = $words where id = $matter;
-- fold answered each photo
insert into appeal_photo(appeal, entry, no, file) values ($matter, $entry, $n, $value);
-- fold answered each reply
update appeal_claim set done = $done, reply = $words where appeal = $matter and no = $no;
-- fold rated
update appeal set solved = $solved, satisfied = $satisfied, rated = 1 where id = $matter;
