-- SPDX-License-Identifier: Apache-2.0
-- one  sample_by_id(id id(sample))
--   -> no key, stage stage(sample), words veiled
select m.no, m.stage, a.words from matter m join sample a on a.id = m.id where m.id = $id;
