-- SPDX-License-Identifier: Apache-2.0
-- exec search_add(gram int, block int, bits int)
insert into search_gram(gram, block, bits) values ($gram, $block, $bits)
  on conflict (gram, block) do update set bits = search_gram.bits | excluded.bits;
-- exec search_add_four(g1 int, b1 int, m1 int, g2 int, b2 int, m2 int, g3 int, b3 int, m3 int, g4 int, b4 int, m4 int)
-- scan ok: the rows that are given
insert into search_gram(gram, block, bits) values ($g1, $b1, $m1), ($g2, $b2, $m2), ($g3, $b3, $m3), ($g4, $b4, $m4)
  on conflict (gram, block) do update set bits = search_gram.bits | excluded.bits;
-- exec search_drop_bit(gram int, block int, bit int)
update search_gram set bits = bits & ~cast($bit as bigint) where gram = $gram and block = $block;
-- exec search_drop_empty(gram int, block int)
delete from search_gram where gram = $gram and block = $block and bits = 0;
-- exec search_add_text(matter id, entry int, col int, field key, grams bytes)
insert into search_text(matter, entry, col, field, grams) values ($matter, $entry, $col, $field, $grams);
-- exec search_drop_text(matter id, entry int, col int)
delete from search_text where matter = $matter and entry = $entry and col = $col;
-- many search_texts(matter id, after int) -> entry int, col int, field key, grams bytes
select entry, col, field, grams from search_text where matter = $matter and entry > $after order by entry, col limit 400;
-- many search_blocks(gram int, upto int) -> block int, bits int
select block, bits from search_gram where gram = $gram and block <= $upto order by block desc limit 64;
-- many search_lying(unit unit, upto id) -> matter id
select id from matter where at = $unit and id <= $upto order by id desc limit 64;
