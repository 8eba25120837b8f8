-- SPDX-License-Identifier: Apache-2.0
create table unit (
  id bigint primary key,
  code text not null,             -- its words are the text row unit.CODE
  parent bigint,
  answers smallint not null       -- takes citizens' requests
);
create index unit_code on unit (code);
create table unit_above (         -- every unit over it, near and far
  unit bigint not null,
  above bigint not null,
  primary key (unit, above)
);
create table post (
  id bigint primary key,          -- the entry that gave it
  account bigint not null,
  unit bigint not null,
  role text not null,
  ended smallint not null
);
create index post_account on post (account);
