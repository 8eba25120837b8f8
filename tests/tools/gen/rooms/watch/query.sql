-- SPDX-License-Identifier: Apache-2.0
-- many watch_units_above(id id(card)) -> unit unit, name key
select u.id, u.name from unit u join unit_above a on a.above = u.id;
