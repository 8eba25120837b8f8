-- SPDX-License-Identifier: Apache-2.0
-- What core folds of every matter: rooms join these and never write them.
create table matter (
  id bigint primary key,
  kind text not null,             -- the matter's word: 'appeal'
  no text not null,               -- the number that a person says on the phone
  stage text not null,
  is_open smallint not null,      -- before `end`: clocks run
  at bigint,                      -- the unit where it lies
  topic text,
  due bigint,                     -- the earliest running clock
  opened bigint not null,
  last bigint not null,           -- its newest entry
  held smallint not null,         -- how many holds stand on it (core/hold)
  stops smallint not null         -- and how many of them stop its clocks
);
create index matter_due on matter (coalesce(due, 9007199254740991), id);
create index matter_at on matter (at, coalesce(due, 9007199254740991), id);
create index matter_new on matter (at, id) where at is not null; -- a desk, the newest first
create index matter_topic on matter (topic, coalesce(due, 9007199254740991), id);
create table seat (
  matter bigint not null,
  name text not null,
  unit bigint,
  person bigint,                  -- veiled
  primary key (matter, name)
);
create index seat_unit on seat (unit, matter) where unit is not null;
create table clock (
  matter bigint not null,
  name text not null,
  started bigint not null,
  due bigint not null,
  running smallint not null,
  held bigint,                    -- a hold stops it since then: it stands still and has not run out
  primary key (matter, name)
);
create index clock_due on clock (due) where running = 1;
create table act (
  matter bigint not null,
  entry bigint not null,
  kind text not null,             -- 'appeal.filed'
  at bigint not null,             -- act time
  office bigint,
  actor bigint,                   -- veiled
  primary key (matter, entry)
);
create table amended (            -- corrections and voidings of entries
  entry bigint primary key,       -- that corrects or voids
  matter bigint not null,
  first bigint not null,          -- what is corrected, as it was first stated
  before bigint not null,         -- the version before this one
  voids smallint not null,
  at bigint not null,
  office bigint,
  why bigint                      -- veiled
);
create index amended_first on amended (first, entry);
create index amended_matter on amended (matter, entry);
create table taken (              -- matters that a declared import brought
  matter bigint primary key,
  entry bigint not null,          -- that says so: acts before it happened elsewhere
  source text not null,
  key text not null,              -- there
  work bigint not null,           -- the job that brought it
  file bytea not null,            -- hash of the table
  no bigint not null,             -- its row: the headings are row 1
  map text not null,
  map_hash bytea not null,
  at bigint not null              -- when it was entered here
);
create index taken_key on taken (source, key);
create table search_gram (        -- where something is written: no word, and nobody's without the node's key
  gram bigint not null,           -- of a word under the key of its circle (core/search_gram.h)
  block bigint not null,          -- 32 matters: their ids divided by it
  bits bigint not null,           -- which of them
  primary key (gram, block)
);
create table search_text (        -- the grams of one personal field, by which an erasure finds them
  matter bigint not null,
  entry bigint not null,
  col bigint not null,            -- its committed column
  field text not null,            -- and its name, as an erasure names it
  grams bytea not null,           -- 6 bytes each, in order
  primary key (matter, entry, col)
);
create table folded (
  id bigint primary key,          -- always 0
  entry bigint not null           -- the next entry to fold
);
