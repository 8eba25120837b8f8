-- SPDX-License-Identifier: Apache-2.0
-- Derived: everything here is folded from entries and can be dropped at any time.
create table sample (
  id bigint primary key,
  words bigint not null           -- veiled
);
