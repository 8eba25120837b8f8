-- SPDX-License-Identifier: Apache-2.0
-- one  bell_by_id(id id(bell)) -> id id(bell), name veiled, rings int, touches int
select id, name, rings, touches from bell where id = $id;
-- many bell_acts(id id(bell)) -> entry int, kind code(fact)
select entry, kind from act where matter = $id order by entry;
