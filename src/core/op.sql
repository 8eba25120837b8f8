-- SPDX-License-Identifier: Apache-2.0
-- one  op_idem(id bytes) -> body bytes, entry int, matter id, refused bool
select body, entry, matter, refused from idem where id = $id;
-- exec op_add_idem(id bytes, body bytes, entry int, matter id, refused bool, at time)
insert into idem(id, body, entry, matter, refused, at) values ($id, $body, $entry, $matter, $refused, $at);
-- exec op_drop_idem(at time)
-- scan ok: a nightly job over one week's keys
delete from idem where at < $at;
