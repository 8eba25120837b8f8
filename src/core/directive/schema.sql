-- SPDX-License-Identifier: Apache-2.0
create table directive (
  id bigint primary key,
  about bigint,                   -- the matter; or
  unit bigint not null,           -- the unit that it is about: without another, the one that leads
  kind text not null,
  law text not null,
  year bigint not null,           -- in which it was issued
  lead bigint not null,
  sender bigint not null,
  words bigint not null,          -- veiled
  until bigint not null,          -- by when it is to be answered
  answer bigint,                  -- veiled
  more_until bigint,              -- the day that was asked for
  more_words bigint,              -- veiled: why
  said_words bigint,              -- veiled: what was said to that
  back_words bigint,              -- veiled: why it was sent back, the last time
  end_words bigint,               -- veiled: why it was accepted or withdrawn
  returns bigint not null,
  urges bigint not null,
  late smallint not null,         -- an answer was not there in time
  waits smallint not null         -- and is not there yet
);
create index directive_about on directive (about, id) where about is not null;
create index directive_sender on directive (sender, id);
create index directive_waits on directive (waits, id) where waits = 1;
create table directive_share (
  id bigint primary key,
  directive bigint not null,
  kind text not null,
  lead bigint not null,
  sender bigint not null,
  words bigint not null,          -- veiled: the directive's, for this unit
  until bigint not null,
  answer bigint,                  -- veiled
  more_until bigint,
  more_words bigint,              -- veiled
  said_words bigint,              -- veiled
  back_words bigint,              -- veiled
  returns bigint not null,
  urges bigint not null,
  late smallint not null
);
create index directive_share_of on directive_share (directive, id);
create table directive_file (     -- papers of a directive, or of a share
  matter bigint not null,
  entry bigint not null,          -- the act with which it came
  no bigint not null,
  file bigint not null,           -- veiled
  primary key (matter, entry, no)
);
create table directive_count (    -- for everybody: by year and kind
  year bigint not null,
  kind text not null,
  issued bigint not null,
  accepted bigint not null,
  withdrawn bigint not null,
  returned bigint not null,
  extended bigint not null,
  urged bigint not null,
  late bigint not null,
  primary key (year, kind)
);
