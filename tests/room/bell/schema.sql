-- SPDX-License-Identifier: Apache-2.0
create table bell (
  id bigint primary key,
  name bigint not null,           -- veiled
  rings bigint not null,
  touches bigint not null
);
create table bell_echo (
  entry bigint primary key,
  heard bigint not null
);
