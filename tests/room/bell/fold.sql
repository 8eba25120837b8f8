-- SPDX-License-Identifier: Apache-2.0
-- fold hung
insert into bell(id, name, rings, touches) values ($matter, $name, 0, 0);
-- fold rung
update bell set rings = $no where id = $matter;
-- fold touched
update bell set touches = touches + 1 where id = $matter;
-- fold echoed
insert into bell_echo(entry, heard) values ($entry, $heard);
