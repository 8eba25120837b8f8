// SPDX-License-Identifier: Apache-2.0
// A citizen checks the receipt of his request: in his own browser, and without script by the office.  What holds
// is shown with its values; one flipped bit is refuted; the page says whose keys and whose word it was.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { file, WISHES } from './people.mjs';
import { visitor } from './visitor.mjs';

const name = 'receipt.tlog-proof', mimeType = 'application/octet-stream';

async function receiptOf(v) {
  await file(v, { photo: false });
  const link = v.page.getByRole('link', { name: v.t('web.receipt.get') });
  const [download] = await Promise.all([v.page.waitForEvent('download'), link.click()]);
  return readFileSync(await download.path());
}

// One bit of the last line of the proof's file, in the log's signature: still base64.
function flipped(bytes) {
  const text = bytes.toString('latin1'), at = text.lastIndexOf(' ') + 20;
  return Buffer.from(text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1), 'latin1');
}

async function judgeHere(v, buffer, policy) {
  await v.page.setInputFiles('#f-receipt', buffer ? { name, mimeType, buffer } : []);
  await v.page.setInputFiles('#f-policy', policy ? { name: 'policy', mimeType, buffer: policy } : []);
  await v.page.click('#verify-here');
  await v.page.locator('#verify-result h2').waitFor();
  await v.page.waitForFunction(() => document.activeElement.id === 'verify-result');
}

async function inTheBrowser(world, lang) {
  const v = await visitor(world, { lang }), receipt = await receiptOf(v), result = v.page.locator('#verify-result');
  const verdict = () => v.page.locator('[data-verdict]').getAttribute('data-verdict');
  await v.page.getByRole('contentinfo').getByRole('link', { name: v.t('web.receipt.verify') }).click();
  assert.equal(await v.heading(), v.t('web.verify'));
  await judgeHere(v, receipt);
  assert.equal(await verdict(), 'signed', await result.innerText());
  for (const words of ['web.verify.by_page', 'appeal.filed', 'web.verify.entered'])
    assert.ok((await result.innerText()).includes(v.t(words)), `it says ${words}`);
  assert.ok((await result.innerText()).includes(WISHES[lang].words), 'it shows what was opened');
  await judgeHere(v, flipped(receipt));
  assert.equal(await verdict(), 'refuted', await result.innerText());
  assert.ok((await result.innerText()).includes(v.t('core.receipt.why.signature')));
  await judgeHere(v, receipt, readFileSync(join(world.node.home, 'node', 'policy')));
  assert.equal(await verdict(), 'signed');
  assert.ok((await result.innerText()).includes(v.t('web.verify.by_policy')), 'whose keys they are');
  await judgeHere(v, receipt, Buffer.from('# nobody\n'));
  assert.ok((await result.innerText()).includes(v.t('core.receipt.why.policy_log')));
  await v.close();
}

async function pasted(world) {
  const v = await visitor(world, {}), receipt = await receiptOf(v);
  await v.go('/verify');
  await v.page.fill('#f-text', receipt.toString());
  await v.page.click('#verify-here');
  await v.page.locator('[data-verdict=signed]').waitFor();
  await v.close();
}

// Every reason that the script can have stands in the page.
async function reasons(world) {
  const v = await visitor(world, {}), script = readFileSync('skin/receipt.js', 'utf8');
  const names = new Set([...script.matchAll(/demand\([^;]*'(\w+)'\);/g)].map((m) => m[1]));
  await v.go('/verify');
  assert.ok(names.size > 15, `${names.size} reasons`);
  for (const why of names)
    assert.equal(await v.page.locator(`#verify-words [data-word="why.${why}"]`).count(), 1, why);
  await v.close();
}

async function byTheOffice(world, lang) {
  const v = await visitor(world, { lang, script: false }), receipt = await receiptOf(v);
  const ask = async (buffer, text = '') => {
    await v.go('/verify');
    assert.equal(await v.page.locator('#verify-here').isVisible(), false, 'nothing is offered that needs script');
    await v.page.setInputFiles('#f-receipt', buffer ? { name, mimeType, buffer } : []);
    await v.page.fill('#f-text', text);
    await v.press('web.verify.office');
    return v.text();
  };
  for (const held of [await ask(receipt), await ask(null, receipt.toString())])
    for (const words of [v.t('web.verify.office_only'), v.t('web.verify.signed'), v.t('appeal.filed'), WISHES[lang].words])
      assert.ok(held.includes(words), `it says ${words}: ${held}`);
  const refuted = await ask(flipped(receipt));
  assert.ok(refuted.includes(v.t('web.verify.refuted')) && refuted.includes(v.t('core.receipt.why.signature')), refuted);
  assert.ok((await ask(null)).includes(v.t('web.verify.nothing')));
  await v.close();
}

export default function declare(test) {
  for (const lang of ['zh', 'en']) {
    test(`A receipt is verified in the reader's browser, a flipped bit is refuted (${lang})`, (w) => inTheBrowser(w, lang));
    test(`Without script the office checks a receipt, and says that it is the office (${lang})`, (w) => byTheOffice(w, lang));
  }
  test('A receipt may be pasted to be verified', pasted);
  test('The page to verify has words for every reason of its script', reasons);
}
