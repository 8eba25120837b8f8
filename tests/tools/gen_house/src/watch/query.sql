-- SPDX-License-Identifier: Apache-2.0
-- one  watch_card(size int)
--   -> id id, colour colour, promised time ?, solved bool, size int, price money, name text ?, unit unit ?
select id, colour, promised, solved, size, price, name, unit from watch_card where id = $size;
-- many watch_marks(size int) -> no int, words text ?
select no, words from watch_mark where card = $size order by no;
