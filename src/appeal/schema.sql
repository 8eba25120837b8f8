-- SPDX-License-Identifier: Apache-2.0
-- Derived: everything here is folded from entries and can be dropped at any time.
create table appeal (
  id bigint primary key,
  kind text not null,
  words bigint not null,          -- veiled
  spot bigint,                    -- veiled
  name bigint,                    -- veiled
  phone bigint,                   -- veiled
  answer bigint,                  -- veiled
  answered bigint,                -- the entry of that answer, or of its last correction
  promised bigint,                -- until when, by the system that it was brought from
  returns bigint not null,        -- how often units sent it back
  back text,                      -- why, the last time
  back_words bigint,              -- veiled
  hand_words bigint,              -- veiled: why it was transferred, the last time
  ground text,                    -- why it was not accepted
  track text,                     -- where it belongs instead
  ground_words bigint,            -- veiled
  again_words bigint,             -- veiled: why it was taken up again
  at bigint,                      -- where it lies: what the board counts
  pile smallint not null,         -- 1: sent to it, 2: signed for; 0: nothing is to be done there
  solved smallint,
  satisfied bigint,
  rated smallint not null
);
create index appeal_pile on appeal (at, pile, id) where pile > 0;
-- What lies, or lay when it was closed, with each unit, so that a board of many units reads one row of each.
create table appeal_tally (
  unit bigint primary key,
  got bigint not null,
  answered bigint not null,
  rated bigint not null,
  solved bigint not null,
  voided bigint not null          -- answers that were made void
);
create table appeal_claim (
  appeal bigint not null,
  no bigint not null,
  words bigint not null,          -- veiled
  done text,
  reply bigint,                   -- veiled
  primary key (appeal, no)
);
create table appeal_photo (
  appeal bigint not null,
  entry bigint not null,          -- the act with which it came
  no bigint not null,
  file bigint not null,           -- veiled
  primary key (appeal, entry, no)
);
