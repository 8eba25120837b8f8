-- SPDX-License-Identifier: Apache-2.0
create table watch_card (
  id bigint primary key,
  colour text not null
);
