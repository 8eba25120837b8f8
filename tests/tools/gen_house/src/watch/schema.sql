-- SPDX-License-Identifier: Apache-2.0
create table watch_card (
  id bigint primary key,
  colour text not null,
  promised bigint,
  solved smallint not null,
  size bigint not null,
  price bigint not null,
  name text,
  unit bigint
);
create table watch_mark (
  card bigint not null,
  no bigint not null,
  words text,
  primary key (card, no)
);
