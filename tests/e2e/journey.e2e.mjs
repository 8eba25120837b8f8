// SPDX-License-Identifier: Apache-2.0
// The way of a request from the citizen's phone and back, in both languages, with script and without.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { answer, dispatch, file, signIn, track, WISHES } from './people.mjs';
import { PHONE, visitor } from './visitor.mjs';
import { words } from './words.mjs';

async function getReceipt(world, v) {
  const link = v.page.getByRole('link', { name: v.t('web.receipt.get') });
  const [download] = await Promise.all([v.page.waitForEvent('download'), link.click()]);
  const path = join(world.node.home, `receipt-${v.lang}-${v.script}`);
  await download.saveAs(path);
  return path;
}

async function rate(v, codes) {
  await v.page.check('[name=solved][value=yes]');
  await v.page.check('[name=satisfied][value="5"]');
  await v.page.fill('#form-rate [name=_secret]', codes.secret);
  await v.press('appeal.rate.do');
}

async function isOut(v) {
  return (await v.go('/appeal')) === 403;
}

async function journey(world, how) {
  const citizen = await visitor(world, { ...how, size: PHONE });
  const codes = await file(citizen);
  assert.ok(world.node.verifies(await getReceipt(world, citizen)), 'the receipt is accepted');
  await citizen.close();

  const clerk = await visitor(world, how);
  await signIn(clerk, 'clerk');
  await dispatch(clerk, codes.no, 'env');
  assert.match(await clerk.text(), new RegExp(words(how.lang, 'appeal.stage.sent')));

  const officer = await visitor(world, how);
  await signIn(officer, 'env');
  await answer(officer, codes.no);
  assert.match(await officer.text(), new RegExp(words(how.lang, 'appeal.stage.answered')));

  const later = await visitor(world, { ...how, size: PHONE });
  await track(later, { no: codes.no, code: codes.code });
  const seen = await later.text();
  assert.ok(seen.includes(WISHES[how.lang].answer), 'the citizen reads the answer');
  for (const i of [1, 2]) assert.ok(seen.includes(`${WISHES[how.lang].reply} ${i}`), `and the line to claim ${i}`);
  await rate(later, codes);
  assert.ok((await later.text()).includes(words(how.lang, 'appeal.rating')), 'the rating is shown');
  assert.equal(await later.page.locator('#form-rate').count(), 0, 'and is given once');
  await later.close();
  await signOutEverywhere(world, how, officer);
  await clerk.close();
}

async function signOutEverywhere(world, how, first) {
  world.states.delete('env'); // it will be over
  const second = await visitor(world, how);
  await signIn(second, 'env');
  assert.equal(await isOut(first), false, 'still signed in on the first device');
  await second.go('/logout');
  await second.page.check('[name=everywhere]');
  await second.press('web.logout.do');
  assert.equal(await isOut(second), true, 'out on this device');
  assert.equal(await isOut(first), true, 'and on the other');
  await first.close();
  await second.close();
}

export default function declare(test) {
  for (const lang of ['zh', 'en'])
    for (const script of [true, false])
      test(`An officer answers and the citizen sees it and rates it (${lang}, ${script ? 'with' : 'without'} script)`,
        (world) => journey(world, { lang, script }));
  test('A receipt with one byte changed is not accepted', async (world) => {
    const { readFileSync, writeFileSync } = await import('node:fs');
    const citizen = await visitor(world, { size: PHONE });
    await file(citizen, { photo: false });
    const path = await getReceipt(world, citizen), bytes = readFileSync(path);
    bytes[bytes.length - 10] ^= 1;
    writeFileSync(path, bytes);
    assert.equal(world.node.verifies(path), false);
    await citizen.close();
  });
}
