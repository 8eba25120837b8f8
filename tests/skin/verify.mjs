// SPDX-License-Identifier: Apache-2.0
// verify.mjs OUTSIDER VERIFIER: the script of the page /verify against other people's programs and vectors.
// Every receipt that the test of xiezhi-verify makes, right and wrong ones, is judged again and must get the
// same verdict with the same fields; hashes agree with OpenSSL's; signatures with Wycheproof's vectors where
// $XIEZHI_DATA has them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { isUtf8 } from 'node:buffer';
import { createHash, createHmac } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import { gunzipSync } from 'node:zlib';

const [outsider, verifier] = process.argv.slice(2);
const ROOT = new URL('../../', import.meta.url);
for (const name of ['hash', 'ed25519', 'receipt'])
  runInThisContext(readFileSync(new URL(`skin/${name}.js`, ROOT), 'utf8'), { filename: name });
const { hash, ed25519, receipt } = globalThis.xiezhi;
const hex = (bytes) => Buffer.from(bytes).toString('hex');
const unhex = (text) => new Uint8Array(Buffer.from(text, 'hex'));

function hashes() {
  const key = new Uint8Array(32).fill(7);
  let n = 0;
  for (let size = 0; size < 300; size++, n += 3) {
    const bytes = Uint8Array.from({ length: size }, (_, i) => size * 31 + i * i);
    for (const name of ['sha256', 'sha512'])
      assert.equal(hex(hash[name](bytes)), createHash(name).update(bytes).digest('hex'), `${name} of ${size}`);
    assert.equal(hex(hash.hmac(key, bytes)), createHmac('sha256', key).update(bytes).digest('hex'));
  }
  console.log(`hashes: ${n} agree with OpenSSL`);
}

// What xiezhi-verify --json says, in its form.
function say(bytes, policy) {
  try {
    const r = receipt.judge(bytes, policy);
    const fields = r.fields.map((f) => ({ name: f.name, state: f.state,
      ...(f.by === undefined ? {} : { by: Number(f.by) }), ...(f.state === 'opened' ? { value: f.value } : {}) }));
    return { act: r.act, fields, index: Number(r.index), kind: r.kind, kind_proved: r.kindProved, origin: r.origin,
      size: Number(r.size), verdict: r.verdict === 'signed' ? 'signed only' : r.verdict, witnesses: r.witnesses };
  } catch (e) {
    if (!(e instanceof receipt.Refuted)) throw e;
    return { verdict: 'refuted', why: e.why };
  }
}

// A signed note is UTF-8, and the page refuses a file that is not; xiezhi-verify passes over such a line of a
// key that it does not know.
function receipts() {
  const folder = mkdtempSync(join(tmpdir(), 'verify-skin-'));
  const reasons = new Set(), count = { held: 0, refuted: 0 };
  try {
    execFileSync(outsider, [verifier, 'keep', folder], { stdio: 'pipe' });
    const policy = receipt.readPolicy(readFileSync(join(folder, 'policy'), 'utf8'));
    for (const name of readdirSync(folder).filter((n) => n.endsWith('.tlog-proof'))) {
      const said = readFileSync(join(folder, name.replace('tlog-proof', 'json')), 'utf8');
      const bytes = readFileSync(join(folder, name));
      const ours = say(new Uint8Array(bytes), policy), theirs = JSON.parse(said);
      if (theirs.verdict === 'refuted' || !isUtf8(bytes)) {
        assert.equal(ours.verdict, 'refuted', `${name}: they say ${theirs.what}`);
        reasons.add(ours.why);
        count.refuted++;
      } else {
        assert.deepEqual(ours, theirs, name);
        count.held++;
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  assert.ok(count.held >= 6 && count.refuted > 150, JSON.stringify(count));
  console.log(`receipts: ${count.held} hold, ${count.refuted} are refuted for ${reasons.size} reasons, as xiezhi-verify says`);
}

// By form, not by name: files with signatures over edwards25519.
function signatures() {
  const data = process.env.XIEZHI_DATA;
  let n = 0;
  if (data)
    for (const name of readdirSync(data, { recursive: true }).filter((f) => /ed25519.*\.json(\.gz)?$/.test(f))) {
      const bytes = readFileSync(join(data, name));
      const file = JSON.parse(name.endsWith('.gz') ? gunzipSync(bytes) : bytes);
      for (const group of file.algorithm === 'EDDSA' ? file.testGroups : [])
        for (const t of group.tests) {
          const good = ed25519.verify(unhex(group.publicKey.pk), unhex(t.msg), unhex(t.sig));
          assert.equal(good, t.result === 'valid', `${name}: ${t.tcId} ${t.comment}`);
          n++;
        }
    }
  console.log(n ? `signatures: ${n} vectors agree` : 'signatures: skipped, no vectors of Wycheproof under $XIEZHI_DATA');
}

hashes();
receipts();
signatures();
