-- SPDX-License-Identifier: Apache-2.0
-- fold seen
insert into watch_card(id, colour) values ($entry, $colour);
