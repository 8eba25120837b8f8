-- SPDX-License-Identifier: Apache-2.0
-- many power_items() -> item code(power)
select item from power_item;
-- many power_units(item code(power)) -> unit unit
select unit from power_unit where item = $item;
-- many power_tokens(id id(case)) -> node key, at stage(case), other stage(appeal)
select node, stage, 'filed' from power_token where id = $id;
