-- SPDX-License-Identifier: Apache-2.0
-- one  bell_by_id(id id(bell)) -> id id(bell), name veiled, rings int, touches int
select id, name, rings, touches from bell where id = $id;
