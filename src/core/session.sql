-- SPDX-License-Identifier: Apache-2.0
-- one  session_account(login key) -> id id, name text, password text
select id, name, password from account where login = $login;
-- exec session_add_account(id id, login key, name text, password text)
insert into account(id, login, name, password) values ($id, $login, $name, $password);
-- one  session_login(id id) -> login key
select login from account where id = $id;
-- one  session_name(id id) -> name text
select name from account where id = $id;
-- exec session_blank_name(id id, name text)
update account set name = $name where id = $id;
-- exec session_set_password(id id, password text)
update account set password = $password where id = $id;
-- exec session_add(id bytes, account id, post id, opened time, until time)
insert into session(id, account, post, opened, until) values ($id, $account, $post, $opened, $until);
-- one  session_row(id bytes, now time) -> account id, name text, post id, until time, unit unit ?, role key ?
select s.account, a.name, s.post, s.until, p.unit, p.role
  from session s join account a on a.id = s.account
  left join post p on p.id = s.post and p.account = s.account and p.held = 1
   and p.since <= $now and coalesce(p.until, $now) >= $now where s.id = $id;
-- exec session_end(id bytes)
delete from session where id = $id;
-- exec session_end_all(account id)
delete from session where account = $account;
-- exec session_drop_old(now time)
-- scan ok: a nightly job over the open sessions
delete from session where until < $now;
-- one  session_open_now(now time) -> n int
-- scan ok: the open sessions of a node, when it is asked how it is
select count(*) from session where until > $now;
