-- SPDX-License-Identifier: Apache-2.0
-- one  directive_by_id(id id(directive))
--   -> id id(directive), no key, stage stage(directive), kind kind, law code(directive_law), unit unit, lead unit, sender unit,
--      words veiled, until time, due time ?, answer veiled ?, more_until time ?, more_words veiled ?, said_words veiled ?,
--      back_words veiled ?, end_words veiled ?, returns int, urges int, late bool, opened time, issuer veiled ?
select m.id, m.no, m.stage, d.kind, d.law, d.unit, d.lead, d.sender, d.words, d.until, m.due, d.answer, d.more_until,
       d.more_words, d.said_words, d.back_words, d.end_words, d.returns, d.urges, d.late, m.opened, s.person as issuer
  from matter m join directive d on d.id = m.id left join seat s on s.matter = m.id and s.name = 'issuer' where m.id = $id;
-- one  directive_subject(id id(directive)) -> id id, no key
select a.id, a.no from directive d join matter a on a.id = d.about where d.id = $id;
-- many directive_shares_of(id id(directive))
--   -> id id(share), no key, stage stage(share), at unit ?, until time, answer veiled ?, returns int, urges int, late bool
select m.id, m.no, m.stage, m.at, s.until, s.answer, s.returns, s.urges, s.late
  from directive_share s join matter m on m.id = s.id where s.directive = $id order by s.id;
-- many directive_files(id id(directive)) -> entry int, no int, file veiled
select entry, no, file from directive_file where matter = $id order by entry, no;
-- many directive_acts(id id(directive)) -> entry int, kind code(fact), at time, office unit ?
select entry, kind, at, office from act where matter = $id order by entry limit 500;
-- one  directive_share_by_id(id id(share))
--   -> id id(share), no key, stage stage(share), directive_no key, kind kind, at unit ?, lead unit, sender unit, words veiled,
--      until time, due time ?, answer veiled ?, more_until time ?, more_words veiled ?, said_words veiled ?, back_words veiled ?,
--      returns int, urges int, late bool, opened time
select m.id, m.no, m.stage, a.no as directive_no, s.kind, m.at, s.lead, s.sender, s.words, s.until, m.due, s.answer, s.more_until,
       s.more_words, s.said_words, s.back_words, s.returns, s.urges, s.late, m.opened
  from matter m join directive_share s on s.id = m.id join matter a on a.id = s.directive where m.id = $id;
-- many directive_share_files(id id(share)) -> entry int, no int, file veiled
select entry, no, file from directive_file where matter = $id order by entry, no;
-- many directive_acts_share(id id(share)) -> entry int, kind code(fact), at time, office unit ?
select entry, kind, at, office from act where matter = $id order by entry limit 500;
-- list directive_desk()
--   -> id id(directive), no key, kind kind, stage stage(directive), sender unit, opened time, due time ?, returns int, late bool
--   filter kind, stage
--   sort   due, -id
-- scan ok: the directives of one unit, which are few
select m.id, m.no, d.kind, m.stage, d.sender, m.opened, m.due, d.returns, d.late
  from matter m join directive d on d.id = m.id where m.kind = 'directive' and {scope m};
-- list directive_shares()
--   -> id id(share), no key, kind kind, stage stage(share), lead unit, opened time, due time ?, returns int, late bool
--   filter kind, stage
--   sort   due, -id
-- scan ok: the shares of one unit, which are few
select m.id, m.no, s.kind, m.stage, s.lead, m.opened, m.due, s.returns, s.late
  from matter m join directive_share s on s.id = m.id where m.kind = 'share' and {scope m};
-- list directive_sent(office unit)
--   -> id id(directive), no key, kind kind, stage stage(directive), lead unit, opened time, due time ?, returns int, late bool
--   filter kind, stage
--   sort   -id, due
-- scan ok: the directives of one unit, by their index
select m.id, m.no, d.kind, m.stage, d.lead, m.opened, m.due, d.returns, d.late
  from directive d join matter m on m.id = d.id where d.sender = $office and {scope m};
-- list directive_late()
--   -> id id(directive), no key, kind kind, stage stage(directive), lead unit, sender unit, until time, urges int
--   filter kind
--   sort   until, -id
-- scan ok: those that are overdue now, by their index
select m.id, m.no, d.kind, m.stage, d.lead, d.sender, d.until, d.urges
  from directive d join matter m on m.id = d.id where d.waits = 1 and {scope m};
-- many directive_units(office unit) -> unit unit
select a.unit from unit_above a join unit u on u.id = a.unit where a.above = $office and u.until is null
 union all select id from unit where id = $office and until is null;
-- many directive_counts()
--   -> year int, kind kind, issued int, accepted int, withdrawn int, returned int, extended int, urged int, late int
-- scan ok: one row for each year and kind
select year, kind, issued, accepted, withdrawn, returned, extended, urged, late from directive_count order by year, kind;
-- one  directive_job(id id(directive)) -> about id ?, kind kind, until time, more_until time ?, returns int
select about, kind, until, more_until, returns from directive where id = $id;
-- one  directive_share_job(id id(share)) -> kind kind, until time, more_until time ?, returns int
select kind, until, more_until, returns from directive_share where id = $id;
-- many directive_open_shares(id id(directive)) -> id id(share)
select m.id from directive_share s join matter m on m.id = s.id where s.directive = $id and m.is_open = 1 order by m.id;
-- many directive_on(about id)
--   -> id id(directive), no key, kind kind, stage stage(directive), sender unit, lead unit, until time, late bool, opened time
select m.id, m.no, d.kind, m.stage, d.sender, d.lead, d.until, d.late, m.opened
  from directive d join matter m on m.id = d.id where d.about = $about order by d.id desc limit 20;
