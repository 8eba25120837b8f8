-- SPDX-License-Identifier: Apache-2.0
-- fold unit_opened
insert into unit(id, code, parent, answers, kind, region)
  values ($unit, $code, $parent, $answers, $kind, $region);
insert into unit_above(unit, above) select $unit, above from unit_above where unit = $parent;
insert into unit_above(unit, above) select $unit, id from unit where id = $parent;
-- fold account_opened
insert into holder(id, login, name, closed) values ($matter, $login, $name, 0);
-- fold account_closed
update holder set closed = 1 where id = $matter;
-- fold post_asked
insert into post(id, account, unit, role, duty, stands_for, since, until, held)
  values ($matter, $account, $unit, $role, $duty, $stands_for, coalesce(cast($since as bigint), $at), $until, 0);
-- fold post_given
update post set held = 1, since = $since where id = $matter;
-- fold post_declined
update post set words = $words where id = $matter;
-- fold post_ended
update post set held = 0, ground = $ground where id = $matter;
-- fold term_passed
update post set held = 0 where id = $matter;
