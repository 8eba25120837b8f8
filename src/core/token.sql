-- SPDX-License-Identifier: Apache-2.0
-- exec token_add(id bytes, account id, post id, name text, ops text, made time, until time)
insert into token(id, account, post, name, ops, made, until)
  values ($id, $account, $post, $name, $ops, $made, $until);
-- one  token_row(id bytes, now time) -> account id, person text, ops text, until time, unit unit ?, role key ?
select t.account, a.name, t.ops, t.until, p.unit, p.role
  from token t join account a on a.id = t.account
  left join post p on p.id = t.post and p.account = t.account and p.held = 1
   and p.since <= $now and coalesce(p.until, $now) >= $now where t.id = $id;
-- many token_of(account id) -> id bytes, name text, ops text, made time, until time
select id, name, ops, made, until from token where account = $account order by made, id;
-- exec token_end(id bytes, account id)
delete from token where id = $id and account = $account;
-- exec token_end_all(account id)
delete from token where account = $account;
-- exec token_drop_old(account id, now time)
delete from token where account = $account and until <= $now;
