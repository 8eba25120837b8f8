-- SPDX-License-Identifier: Apache-2.0
create table erase (
  id bigint primary key,
  about bigint not null,          -- the matter
  law text not null,
  year bigint not null,           -- in which it was asked
  wish smallint not null,         -- the person concerned wishes it
  whole smallint not null,
  words bigint not null,          -- veiled: why
  back_words bigint,              -- veiled: why it was refused or withdrawn
  approved bigint,                -- the entry that approved it
  running smallint not null,
  halted smallint not null,
  reached bigint not null,        -- entries before this one are done with
  entries bigint not null,        -- of which something was erased
  columns bigint not null
);
create index erase_about on erase (about);
create index erase_running on erase (running, id);
create table erase_field (
  erase bigint not null,
  no bigint not null,
  field text not null,
  primary key (erase, no)
);
create table erase_part (
  place bigint not null,          -- the entry of which something was erased
  entry bigint not null,          -- the entry that says so
  erase bigint not null,
  primary key (place, entry)
);
create index erase_part_erase on erase_part (erase, place);
create table erase_count (        -- for everybody: by the year and the law under which it was asked
  year bigint not null,
  law text not null,
  asked bigint not null,
  refused bigint not null,
  withdrawn bigint not null,
  done bigint not null,
  primary key (year, law)
);
