-- SPDX-License-Identifier: Apache-2.0
-- one  org_unit(unit unit) -> unit unit, code key, parent unit ?, answers bool
select id, code, parent, answers from unit where id = $unit;
-- one  org_unit_by_code(code key) -> unit unit
select id from unit where code = $code;
-- one  org_units_made() -> n int
-- scan ok: counting, once for each new unit
select count(*) from unit;
-- many org_posts(account id) -> post int, unit unit, role code(role)
select id, unit, role from post where account = $account and ended = 0 order by id;
