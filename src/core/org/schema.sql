-- SPDX-License-Identifier: Apache-2.0
create table unit (
  id bigint primary key,
  code text not null,             -- its words are the text row unit.CODE
  parent bigint,
  answers smallint not null,      -- takes citizens' requests
  kind text not null,             -- a code of the pack: government, department, ...
  region bigint,                  -- division code, GB/T 2260
  until bigint,                   -- when it ended
  target bigint                   -- the unit that it went into
);
create index unit_code on unit (code);
create index unit_parent on unit (parent);
create table unit_above (         -- every unit over it, near and far
  unit bigint not null,
  above bigint not null,
  primary key (unit, above)
);
create index unit_below on unit_above (above, unit);
create table holder (             -- people who have an account
  id bigint primary key,          -- the account's
  login text not null,
  name bigint not null,           -- veiled
  closed smallint not null
);
create index holder_login on holder (login);
create table post (
  id bigint primary key,
  account bigint not null,
  unit bigint not null,
  role text not null,
  duty text,                      -- in charge, deputy, ...
  stands_for bigint,              -- the post whose holder is away
  since bigint not null,
  until bigint,                   -- 0: without end
  held smallint not null,         -- was given, and is not ended
  words bigint,                   -- veiled: why it was not given
  ground text                     -- why it ended
);
create index post_account on post (account);
create index post_role on post (role, unit);
create table unit_was (             -- what it was called, or beneath which unit it was
  unit bigint not null,
  entry bigint not null,          -- that ended it
  until bigint not null,
  code text,
  parent bigint,                  -- 0: beneath none
  primary key (unit, entry)
);
create table change (
  id bigint primary key,
  unit bigint not null,
  sort text not null,
  code text,
  parent bigint,
  target bigint,
  since bigint not null,
  step smallint not null,         -- 1: its day has come, 2: matters move; else 0
  reached bigint not null,        -- matters up to this one have moved
  moved bigint not null,
  words bigint                    -- veiled: why it was not given
);
create index change_step on change (step, id) where step > 0;
create index change_unit on change (unit, id);
create table unit_moved (           -- a matter that another unit has from then on
  matter bigint not null,
  entry bigint not null,
  source bigint not null,
  target bigint not null,
  primary key (matter, entry)
);
create table hand (
  id bigint primary key,
  source bigint not null,
  target bigint not null,
  words bigint,                   -- veiled: what is to be known
  moved bigint,                   -- how many were taken
  back bigint                     -- veiled: why it was declined
);
create table hand_item (
  hand bigint not null,
  no bigint not null,
  matter bigint not null,
  moved smallint not null,
  primary key (hand, no)
);
create index hand_item_matter on hand_item (matter, hand);
