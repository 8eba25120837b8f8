-- SPDX-License-Identifier: Apache-2.0
create table job (
  id bigint primary key,
  begun bigint not null,          -- the entry that began it
  does text not null,             -- the operation of every row
  rows bigint not null,           -- the table, a file
  running smallint not null,
  done bigint not null,           -- rows that became operations
  had bigint not null,            -- rows whose matter was there already
  missed bigint not null,         -- rows that were left, see job_left
  read bigint not null,           -- bytes of the file that are behind us
  why text,                       -- the file could not be read further than
  broke bigint,                   -- this row,
  heading bigint,                 -- because of this column
  map text,                       -- of an import
  map_hash bytea,
  trial smallint not null         -- nothing is entered, only reported
);
create index job_running on job (running, id);
create table job_left (
  job bigint not null,
  no bigint not null,             -- of the row: the headings are row 1
  heading bigint,                 -- veiled: the column of a foreign table
  field text,
  why text not null,
  most bigint,                    -- what the sentence of `why` says as {n}
  primary key (job, no)
);
