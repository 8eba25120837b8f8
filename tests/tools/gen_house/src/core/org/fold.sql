-- SPDX-License-Identifier: Apache-2.0
-- fold unit_opened
insert into unit(id, code, parent, answers) values ($unit, $code, $parent, $answers);
insert into unit_above(unit, above) select $unit, above from unit_above where unit = $parent;
insert into unit_above(unit, above) select $unit, id from unit where id = $parent;
-- fold post_given
insert into post(id, account, unit, role, ended) values ($entry, $account, $unit, $role, 0);
-- fold post_ended
update post set ended = 1 where id = $given;
