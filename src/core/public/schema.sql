-- SPDX-License-Identifier: Apache-2.0
create table public_text (
  id bigint primary key,
  about bigint,                   -- the matter that it is about
  at bigint not null,             -- whose it is
  class text not null,
  law text not null,
  topic text not null,
  reason bigint not null,         -- veiled: why this class; of a correction why
  drafted bigint,                 -- the entry of the newest draft
  draft_title bigint,             -- veiled
  draft_words bigint,             -- veiled
  plea bigint,                    -- veiled: why what the check found may be public
  up smallint not null,           -- it is public
  versions bigint not null,       -- how often it was approved
  title bigint,                   -- veiled: as it is public; nothing once it was withdrawn
  words bigint,                   -- veiled
  approved bigint,                -- the entry that says so
  since bigint not null,          -- when it became public; 0: never
  changed bigint not null,        -- when it was last approved
  back_words bigint,              -- veiled: why it was not approved, the last time
  recalled smallint not null,     -- somebody says that it must be withdrawn
  recall_words bigint,            -- veiled
  ground text,                    -- why it was withdrawn
  end_words bigint,               -- veiled
  ended bigint not null,          -- 0: it was not
  end_entry bigint
);
create index public_text_about on public_text (about, id) where about is not null;
create index public_text_up on public_text (since, id) where up = 1;
create index public_text_ended on public_text (ended, id) where ended > 0;
create table public_unit (        -- how many of a unit are public
  unit bigint primary key,
  n bigint not null
);
create table public_hit (         -- what the check found in a draft
  publication bigint not null,
  entry bigint not null,
  no bigint not null,
  what text not null,
  part text not null,
  place bigint not null,          -- the character, from 1
  size bigint not null,
  primary key (publication, entry, no)
);
create table public_event (       -- what the feed tells, in order
  entry bigint primary key,
  publication bigint not null,
  no bigint,                      -- which version; of a withdrawal none
  kind text not null,             -- public.approved, public.withdrawn
  at bigint not null,
  title bigint,                   -- veiled
  words bigint not null           -- veiled: of a withdrawal why
);
create table public_stamp (       -- one row: the entry after which nothing changed on any page that all may read
  id bigint primary key,
  entry bigint not null
);
create index public_event_of on public_event (publication, entry);
