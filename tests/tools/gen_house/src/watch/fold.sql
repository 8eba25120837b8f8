-- SPDX-License-Identifier: Apache-2.0
-- fold seen
insert into watch_card(id, colour, solved, size, price) values ($entry, $colour, $solved, $size, $price);
-- fold seen each score
insert into watch_mark(card, no, words) values ($entry, $value, null);
