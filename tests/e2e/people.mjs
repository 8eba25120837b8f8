// SPDX-License-Identifier: Apache-2.0
// What a citizen, the hotline's clerk and an officer do with the pages.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { visitor } from './visitor.mjs';

export const PHOTO = {
  name: 'wall.png',
  mimeType: 'image/png',
  buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGM4YSMCRAwQCgAhfgRh5kKs'
    + 'PwAAAABJRU5ErkJggg==', 'base64'),
};

export const WISHES = {
  zh: { words: '工地夜里施工，凌晨两点还在打桩，孩子睡不着。', claims: ['夜里停工', '装隔音墙'], place: '长江街12号',
    name: '陈阿姨', phone: '13800000000', reply: '已责令停工', answer: '已到现场处理，夜间不再施工。' },
  en: { words: 'The building site works at night: pile driving at two in the morning, and the children cannot sleep.',
    claims: ['No work at night', 'Put up a noise barrier'], place: '12 Changjiang Street', name: 'Mrs Chen',
    phone: '13800000000', reply: 'Ordered to stop', answer: 'We were there. No more work at night.' },
};

const people = new Map(readFileSync('pack/demo/people.tsv', 'utf8').split('\n')
  .map((line) => line.split('\t')).filter((cells) => cells.length === 5)
  .map(([login, , , , password]) => [login, password]));

// First page of the form: everything about the matter.
export async function fillFirst(v, { photo = true } = {}) {
  const { page } = v, wish = WISHES[v.lang];
  await page.check('[name=kind][value=help]');
  await page.selectOption('[name=topic]', 'noise');
  await page.fill('[name=words]', wish.words);
  for (const [i, claim] of wish.claims.entries()) await page.fill(`[name="claim.${i + 1}.words"]`, claim);
  await page.fill('[name=spot]', wish.place);
  if (photo) await page.setInputFiles('[name=photo]', PHOTO);
}

export async function fillWho(v) {
  await v.page.fill('[name="who.name"]', WISHES[v.lang].name);
  await v.page.fill('[name="who.phone"]', WISHES[v.lang].phone);
}

// What stands on the page that is shown once after filing.
export async function readCodes(v) {
  assert.equal(await v.heading(), v.t('web.receipt'));
  const codes = await v.page.locator('.x-codes dd').allInnerTexts();
  return { no: await v.page.locator('.x-number').innerText(), code: codes[0], secret: codes[1] };
}

export async function file(v, how) {
  await v.go('/appeal/new');
  await fillFirst(v, how);
  await v.press('core.form.next');
  await fillWho(v);
  await v.press('core.form.next');
  await v.press('appeal.file.do');
  return readCodes(v);
}

export async function track(v, { no, code, secret = '' }) {
  await v.go('/track');
  await v.page.fill('[name=no]', no);
  await v.page.fill('[name=view_code]', code);
  await v.page.fill('[name=secret]', secret);
  await v.press('web.track.do');
}

export async function signIn(v, login) {
  await v.go('/login');
  await v.page.fill('[name=name]', login);
  await v.page.fill('[name=password]', people.get(login));
  await v.press('web.login.do');
  await v.page.waitForURL((u) => u.pathname === '/');
}

// Somebody of the office, signed in; signing in is slow on purpose, so it is done once a person.
export async function staff(world, login, how = {}) {
  if (!world.states.has(login)) {
    const once = await visitor(world, {});
    await signIn(once, login);
    world.states.set(login, await once.context.storageState());
    await once.close();
  }
  return visitor(world, { ...how, state: world.states.get(login) });
}

// The newest first, and from page to page: a long run has filled the desk.
export async function openFromDesk(v, no) {
  await v.go('/appeal?sort=-id');
  const link = v.page.getByRole('link', { name: no });
  while (!await link.count()) {
    const next = v.page.locator('a[rel=next]');
    if (!await next.count()) throw new Error(`${no} is on no page of the desk`);
    await Promise.all([v.page.waitForEvent('load'), next.click()]);
  }
  await Promise.all([v.page.waitForEvent('load'), link.click()]);
  return new URL(v.page.url()).pathname;
}

export async function dispatch(v, no, unit) {
  const path = await openFromDesk(v, no);
  await v.page.selectOption('#form-dispatch [name=to]', { label: v.t(`unit.${unit}`) });
  await v.page.check('#form-dispatch [name=urgent][value=general]');
  await v.press('appeal.dispatch.do');
  return path;
}

export async function answer(v, no) {
  const wish = WISHES[v.lang];
  await openFromDesk(v, no);
  for (let i = 1; i <= wish.claims.length; i++) {
    await v.page.check(`[name="reply.${i}.done"][value=solved]`);
    await v.page.fill(`[name="reply.${i}.words"]`, `${wish.reply} ${i}`);
  }
  await v.page.fill('#form-answer [name=words]', wish.answer);
  await v.press('appeal.answer.do');
}
