-- SPDX-License-Identifier: Apache-2.0
-- fold opened
insert into sample(id, words) values ($matter, $words);
