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
  promised bigint,                -- until when, by the system that it was brought from
  returns bigint not null,        -- how often units sent it back
  back text,                      -- why, the last time
  back_words bigint,              -- veiled
  hand_words bigint,              -- veiled: why it was transferred, the last time
  ground text,                    -- why it was not accepted
  track text,                     -- where it belongs instead
  ground_words bigint,            -- veiled
  again_words bigint,             -- veiled: why it was taken up again
  solved smallint,
  satisfied bigint,
  rated smallint not null
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
