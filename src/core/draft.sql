-- SPDX-License-Identifier: Apache-2.0
-- one  draft_row(account int, op key, matter int) -> at time, body bytes
select at, body from draft where account = $account and op = $op and matter = $matter;
-- one  draft_at(account int, op key, matter int) -> at time
select at from draft where account = $account and op = $op and matter = $matter;
-- one  draft_count(account int) -> n int
select count(*) from draft where account = $account;
-- exec draft_keep(account int, op key, matter int, at time, body bytes)
insert into draft(account, op, matter, at, body) values ($account, $op, $matter, $at, $body)
  on conflict (account, op, matter) do update set at = excluded.at, body = excluded.body;
-- exec draft_end(account int, op key, matter int)
delete from draft where account = $account and op = $op and matter = $matter;
-- exec draft_erase(matter id)
delete from draft where matter = $matter;
-- exec draft_drop_old(at time)
-- scan ok: a nightly job over what people have not sent
delete from draft where at < $at;
