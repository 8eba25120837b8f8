-- SPDX-License-Identifier: Apache-2.0
-- one  ledger_size() -> n int
select coalesce(max(id), -1) + 1 from entry;
-- one  ledger_entry(entry int) -> leaf text
select leaf from entry where id = $entry;
-- many ledger_entries(entry int, end int) -> leaf text
select leaf from entry where id >= $entry and id < $end order by id;
-- exec ledger_add_entry(entry int, leaf text)
insert into entry(id, leaf) values ($entry, $leaf);
-- one  ledger_vault(entry int) -> seed bytes ?, value text
select case when l.id is null then v.seed end, coalesce(l.value, v.value)
  from vault v left join vault_left l on l.id = (select max(id) from vault_left where entry = v.entry)
 where v.entry = $entry;
-- many ledger_vaults(entry int, end int) -> entry int, seed bytes ?, value text
select v.entry, case when l.id is null then v.seed end, coalesce(l.value, v.value)
  from vault v left join vault_left l on l.id = (select max(id) from vault_left where entry = v.entry)
 where v.entry >= $entry and v.entry < $end order by v.entry;
-- one  ledger_vault_first(entry int) -> value text
select value from vault where entry = $entry;
-- exec ledger_blank_vault(entry int, seed bytes, value text)
update vault set seed = $seed, value = $value where entry = $entry;
-- one  ledger_vault_left(entry int) -> id int, value text
select id, value from vault_left where entry = $entry order by id desc limit 1;
-- one  ledger_vault_left_newest() -> id int
select coalesce(max(id), 0) from vault_left;
-- exec ledger_blank_vault_left(id int, value text)
update vault_left set value = $value where id = $id;
-- exec ledger_add_vault_left(id int, entry int, value text)
insert into vault_left(id, entry, value) values ($id, $entry, $value);
-- exec ledger_add_vault(entry int, seed bytes, value text)
insert into vault(entry, seed, value) values ($entry, $seed, $value);
-- one  ledger_tile(level int, idx int) -> hashes bytes
select hashes from tile where level = $level and idx = $idx;
-- exec ledger_add_tile(level int, idx int, hashes bytes)
insert into tile(level, idx, hashes) values ($level, $idx, $hashes);
-- one  ledger_matter_key(matter id) -> key bytes, acts int, view bytes ?, secret bytes ?
select key, acts, view, secret from matter_key where matter = $matter;
-- exec ledger_add_matter_key(matter id, key bytes, view bytes ?, secret bytes ?)
insert into matter_key(matter, key, acts, view, secret) values ($matter, $key, 1, $view, $secret);
-- exec ledger_set_codes(matter id, view bytes ?, secret bytes ?)
update matter_key set view = $view, secret = $secret where matter = $matter;
-- exec ledger_count_act(matter id)
update matter_key set acts = acts + 1 where matter = $matter;
-- one  ledger_newest_matter() -> matter id
select coalesce(max(matter), 0) from matter_key;
-- one  ledger_cursor(name key) -> entry int
select entry from cursor where name = $name;
-- exec ledger_set_cursor(name key, entry int)
insert into cursor(name, entry) values ($name, $entry) on conflict (name) do update set entry = $entry;
-- one  ledger_node(key key) -> value text
select value from node where key = $key;
-- exec ledger_set_node(key key, value text)
insert into node(key, value) values ($key, $value) on conflict (key) do update set value = $value;
-- many ledger_matter_keys(after id) -> matter id, key bytes, acts int
select matter, key, acts from matter_key where matter > $after order by matter limit 500;
