-- SPDX-License-Identifier: Apache-2.0
-- one  second_row(account id) -> secret bytes, step int
select secret, step from second where account = $account;
-- exec second_add(account id, secret bytes, step int, made time)
insert into second(account, secret, step, made) values ($account, $secret, $step, $made);
-- exec second_use(account id, step int)
update second set step = $step where account = $account;
-- exec second_end(account id)
delete from second where account = $account;
