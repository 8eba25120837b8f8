-- SPDX-License-Identifier: Apache-2.0
create table hold (
  id bigint primary key,
  about bigint not null,          -- the matter
  law text not null,              -- the article, a row of the pack's holds.tsv
  until bigint not null,
  stops smallint not null,        -- the matter's clocks stand still as well
  year bigint not null,           -- in which it was placed
  words bigint not null,          -- veiled: why
  lift_words bigint,              -- veiled: why it was lifted
  standing smallint not null
);
create index hold_about on hold (about, id) where standing = 1;
create table hold_what (          -- the operations that it refuses
  hold bigint not null,
  no bigint not null,
  what text not null,             -- 'appeal.answer'
  primary key (hold, no)
);
create table hold_standing (      -- the same of those that stand: what each operation asks
  about bigint not null,
  what text not null,
  hold bigint not null,
  primary key (about, what, hold)
);
create index hold_standing_hold on hold_standing (hold);
create table hold_count (         -- for everybody: by year and article
  year bigint not null,
  law text not null,
  placed bigint not null,
  lifted bigint not null,
  ran_out bigint not null,
  primary key (year, law)
);
