// SPDX-License-Identifier: Apache-2.0
// What is typed and not sent is kept: an officer's on the server, over two browsers; a visitor's in his window alone.
import assert from 'node:assert/strict';
import { dispatch, file, staff } from './people.mjs';
import { visitor } from './visitor.mjs';

const WORDS = '#form-answer [name=words]';
const began = (v, key) => v.page.locator('.x-notice', { hasText: v.t(key).replace(/\{[^}]*\}/, '').trim() });

async function type(v, selector, words) {
  await v.page.fill(selector, words);
  await v.page.locator('.x-draft', { hasText: /\S/ }).first().waitFor();
}

async function officerGoesOn(world) {
  const citizen = await visitor(world, {}), clerk = await staff(world, 'clerk', {});
  const { no } = await file(citizen, { photo: false });
  const path = await dispatch(clerk, no, 'env');
  const one = await staff(world, 'env', {}), two = await staff(world, 'env', {});
  await one.go(path);
  assert.equal(await began(one, 'core.draft.began').count(), 0, 'nothing was begun');
  await type(one, WORDS, '正在核实');
  await two.go(path);
  assert.equal(await two.page.inputValue(WORDS), '', 'the form begins empty');
  await Promise.all([two.page.waitForEvent('load'), began(two, 'core.draft.began').getByRole('link').click()]);
  assert.equal(await two.page.inputValue(WORDS), '正在核实', 'and goes on where it was left');
  await type(two, WORDS, '已经核实');
  await one.page.fill(WORDS, '正在核实，请稍候');
  await one.page.locator('.x-draft', { hasText: one.t('core.draft.other').slice(-12) }).waitFor();
  await two.go(`${path}?draft=answer`);
  assert.equal(await two.page.inputValue(WORDS), '正在核实，请稍候', 'the newest wins');
  const other = await staff(world, 'chief', {});
  await other.go(path);
  assert.ok(!(await other.page.content()).includes('请稍候'), 'nobody else reads it');
  for (let i = 1; await two.page.locator(`[name="reply.${i}.done"]`).count(); i++) {
    await two.page.locator(`[name="reply.${i}.done"]`).first().check();
    await two.page.fill(`[name="reply.${i}.words"]`, '已办');
  }
  await two.press('appeal.answer.do');
  await one.go(path);
  assert.equal(await began(one, 'core.draft.began').count(), 0, 'what was sent is no draft');
  for (const v of [citizen, clerk, one, two, other]) await v.close();
}

async function officerDiscards(world, script) {
  const citizen = await visitor(world, {}), clerk = await staff(world, 'clerk', {});
  const { no } = await file(citizen, { photo: false });
  const path = await dispatch(clerk, no, 'env');
  const one = await staff(world, 'env', {});
  await one.go(path);
  await type(one, WORDS, '不要了');
  const two = await staff(world, 'env', { script });
  await two.go(path);
  await two.press('core.draft.discard');
  assert.equal(await began(two, 'core.draft.began').count(), 0);
  await two.go(`${path}?draft=answer`);
  assert.equal(await two.page.inputValue(WORDS), '', 'it is gone');
  for (const v of [citizen, clerk, one, two]) await v.close();
}

async function visitorGoesOn(world) {
  const v = await visitor(world, {});
  await v.go('/appeal/new');
  await v.page.check('[name=kind][value=help]');
  await v.page.fill('[name=words]', '路灯不亮');
  for (let i = 2; i <= 4; i++)
    if (!(await v.page.locator(`[name="claim.${i}.words"]`).count())) await v.page.click('button[value="add.claim"]');
  await v.page.fill('[name="claim.4.words"]', '修路灯');
  await v.page.locator('.x-draft', { hasText: v.t('core.draft.kept') }).waitFor();
  await v.page.reload();
  assert.equal(await v.page.inputValue('[name=words]'), '', 'nothing is filled in unasked');
  await v.page.getByRole('button', { name: v.t('core.draft.go_on') }).click();
  assert.equal(await v.page.inputValue('[name=words]'), '路灯不亮');
  assert.equal(await v.page.inputValue('[name="claim.4.words"]'), '修路灯');
  assert.ok(await v.page.isChecked('[name=kind][value=help]'));
  assert.equal(await v.page.evaluate(() => localStorage.length), 0, 'nothing outlives the window');
  await v.page.reload();
  await v.page.getByRole('button', { name: v.t('core.draft.discard') }).click();
  await v.page.reload();
  assert.equal(await v.page.getByRole('button', { name: v.t('core.draft.go_on') }).count(), 0, 'what was discarded is gone');
  const other = await v.context.newPage();
  await other.goto('/appeal/new');
  assert.equal(await other.getByRole('button', { name: v.t('core.draft.go_on') }).count(), 0);
  await v.close();
}

export default function declare(test) {
  test('An officer goes on in another browser with the draft of an answer, the newest wins, and sending ends it', officerGoesOn);
  for (const script of [true, false])
    test(`An officer discards a draft (${script ? 'with' : 'without'} script)`, (world) => officerDiscards(world, script));
  test('A visitor goes on with a draft in the same window and discards it', visitorGoesOn);
}
