-- SPDX-License-Identifier: Apache-2.0
-- The truth (ledger.db): migrated, backed up, flushed at every commit. Written only by ledger, op, session, token, second, code, read_record, react, notice, draft.
create table entry (
  id bigint primary key,          -- index in the log, from 0
  leaf text not null              -- canonical JSON, the bytes that are hashed
);
create table vault (
  entry bigint primary key,
  seed bytea not null,            -- 16 bytes from which the salts come; zeroes once a field was erased
  value text not null             -- canonical JSON array of the committed columns; blanks once a field was erased
);
create table vault_left (         -- what an erasure left of a row: the newest of its entry is in force
  id bigint primary key,          -- from 1 on: rows are only added and overwritten in their length, so that none is moved
  entry bigint not null,
  value text not null             -- for each column [salt, value] or, of what is gone, its commitment
);
create index vault_left_entry on vault_left (entry, id);
create table tile (
  level bigint not null,
  idx bigint not null,
  hashes bytea not null,          -- 256 hashes: only full tiles are kept
  primary key (level, idx)
);
create table matter_key (
  matter bigint primary key,
  key bytea not null,             -- 32 random bytes: its tags
  acts bigint not null,           -- how many entries bear them
  view bytea,                     -- hash of the view code of its coded seat
  secret bytea                    -- hash of the second secret
);
create table idem (
  id bytea primary key,           -- the key's first 8 bytes, then a hash of scope and key
  body bytea not null,            -- HMAC of what was asked
  entry bigint not null,          -- what it made: its first entry; -1: none
  matter bigint not null,
  refused smallint not null,
  at bigint not null
);
create table account (
  id bigint primary key,
  login text not null unique,
  name text not null,
  password text not null
);
create table session (
  id bytea primary key,           -- hash of the cookie
  account bigint not null,
  post bigint not null,           -- the post in use; 0: none
  opened bigint not null,
  until bigint not null
);
create index session_account on session (account);
create table token (
  id bytea primary key,           -- hash of the token
  account bigint not null,
  post bigint not null,           -- the post in which it acts; 0: none
  name text not null,             -- what its owner calls it
  ops text not null,              -- what it may ask for, 'appeal.answer appeal.sign'; empty: it only reads
  made bigint not null,
  until bigint not null
);
create index token_account on token (account);
create table second (
  account bigint primary key,
  secret bytea not null,          -- what the person's device holds, sealed under the node's key
  step bigint not null,           -- of the last code that was used
  made bigint not null
);
create table read_record (        -- what an account was shown of hidden fields, committed before it left; no entry of the log
  id bigint primary key,          -- from 1, in the order in which they were committed
  matter bigint not null,         -- 0: the entry is of none
  no text not null,               -- its number
  fields text not null,           -- '17:appeal.filed:words,who.name 21:appeal.answered:words': entry, fact, columns; no value
  account bigint not null,
  login text not null,
  role text,                      -- of the post in use
  unit bigint,
  door text not null,             -- the address that was asked, and as what: '/appeal csv'
  shown smallint not null,        -- the party of the matter is told of it
  at bigint not null,
  day bigint not null             -- in Beijing
);
create index read_record_no on read_record (no, id);
create index read_record_login on read_record (login, id);
create index read_record_day on read_record (day, id);
create table cursor (
  name text primary key,
  entry bigint not null           -- the next entry to hear
);
create table notice (             -- who was told of which fact: no word of its matter
  account bigint not null,        -- 0: whoever holds the matter's codes
  entry bigint not null,          -- the fact
  matter bigint not null,
  kind text not null,             -- of the matter, a text key: 'appeal', 'directive.share'
  fact text not null,             -- 'appeal.answered'; its words are the text row appeal.answered.tell
  at bigint not null,             -- when it happened
  post bigint not null,           -- in which he was told; 0: as a person
  newest smallint not null,       -- of its matter, to this account
  seen bigint,                    -- when he looked
  primary key (account, entry)
);
create index notice_inbox on notice (account, coalesce(seen, 9007199254740991), entry) where newest = 1;
create index notice_matter on notice (matter, newest);
create table draft (              -- what an account has typed into a form and not sent
  account bigint not null,
  op text not null,
  matter bigint not null,         -- 0: none yet
  at bigint not null,
  body bytea not null,            -- sealed under the node's key
  primary key (account, op, matter)
);
create index draft_matter on draft (matter);
create table node (
  key text primary key,
  value text not null
);
