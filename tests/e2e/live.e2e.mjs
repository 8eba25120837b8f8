// SPDX-License-Identifier: Apache-2.0
// Two people at once: what one does shows on the other's open page.
import assert from 'node:assert/strict';
import { answer, dispatch, file, signIn, staff, track } from './people.mjs';
import { visitor } from './visitor.mjs';

const stateIs = (words) => document.querySelector('.x-state').innerText.includes(words);

// A mark that a reload would wipe away.
const mark = (v) => v.page.evaluate(() => { window.sameDocument = true; });
const isMarked = (v) => v.page.evaluate(() => window.sameDocument === true);

function whenListening(page) {
  return page.waitForResponse((r) => /[?&]live$/.test(r.url()) && r.status() === 200);
}

async function citizenSees(world, lang) {
  const citizen = await visitor(world, { lang }), codes = await file(citizen, { photo: false });
  const open = await visitor(world, { lang }), listening = whenListening(open.page);
  await track(open, { no: codes.no, code: codes.code });
  await listening;
  await mark(open);
  const clerk = await staff(world, 'clerk', { lang });
  await dispatch(clerk, codes.no, 'env');
  await open.page.waitForFunction(stateIs, open.t('appeal.stage.sent'));
  assert.ok(await isMarked(open), 'without a reload');
  for (const v of [citizen, open, clerk]) await v.close();
}

// Somebody files a request, and it is sent to the environment bureau.
async function sendOne(world) {
  const citizen = await visitor(world, {}), clerk = await staff(world, 'clerk', {});
  const { no } = await file(citizen, { photo: false });
  await dispatch(clerk, no, 'env');
  return { citizen, clerk, no };
}

async function deskSees(world) {
  const officer = await staff(world, 'env', {}), listening = whenListening(officer.page);
  await officer.go('/appeal');
  await listening;
  await mark(officer);
  const { citizen, clerk, no } = await sendOne(world);
  await officer.page.getByRole('link', { name: no }).waitFor();
  assert.ok(await isMarked(officer), 'without a reload');
  for (const v of [citizen, officer, clerk]) await v.close();
}

async function typedStays(world) {
  const citizen = await visitor(world, {}), clerk = await staff(world, 'clerk', {});
  const { no } = await file(citizen, { photo: false });
  const path = await dispatch(clerk, no, 'env');
  const one = await staff(world, 'env', {}), two = await staff(world, 'env', {});
  const listening = whenListening(one.page);
  await one.go(path);
  await listening;
  await one.page.fill('#form-answer [name=words]', '正在写的话');
  await answer(two, no);
  await one.page.waitForFunction(stateIs, one.t('appeal.stage.answered'));
  assert.equal(await one.page.inputValue('#form-answer [name=words]'), '正在写的话', 'what is being typed stays');
  for (const v of [citizen, clerk, one, two]) await v.close();
}

async function reloadShows(world) {
  const citizen = await visitor(world, { script: false }), codes = await file(citizen, { photo: false });
  await track(citizen, { no: codes.no, code: codes.code });
  const clerk = await staff(world, 'clerk', {});
  await dispatch(clerk, codes.no, 'env');
  assert.ok(!(await citizen.text()).includes(citizen.t('appeal.stage.sent')), 'nothing moves by itself');
  await citizen.page.reload();
  assert.ok((await citizen.text()).includes(citizen.t('appeal.stage.sent')));
  for (const v of [citizen, clerk]) await v.close();
}

async function signOutEnds(world) {
  const v = await visitor(world, {});
  await signIn(v, 'env');
  const listening = whenListening(v.page);
  await v.go('/appeal');
  const stream = (await listening).request();
  const over = new Promise((done) => {
    const end = (r) => { if (r === stream) done(); };
    v.page.on('requestfinished', end);
    v.page.on('requestfailed', end);
  });
  const other = await v.context.newPage();
  await other.goto('/logout');
  await other.getByRole('button', { name: v.t('web.logout.do') }).click();
  await other.waitForURL((u) => u.pathname === '/');
  await Promise.race([over, v.page.waitForEvent('close', { timeout: 8000 })]);
  await v.close();
}

// The unread notices are counted on whatever page is open; j and Enter lead to the matter, which is then read.
async function isTold(world) {
  const officer = await staff(world, 'env', {}), listening = whenListening(officer.page);
  await officer.go('/inbox');
  const all = officer.page.getByRole('button', { name: officer.t('web.inbox.read') });
  if (await all.count()) await Promise.all([officer.page.waitForEvent('load'), all.click()]);
  assert.equal(await officer.page.locator('.x-nav b').count(), 0, 'all are read');
  await officer.go('/appeal');
  await listening;
  await mark(officer);
  const { citizen, clerk, no } = await sendOne(world);
  await officer.page.locator('.x-nav b').waitFor();
  assert.ok(await isMarked(officer), 'without a reload');
  await officer.go('/inbox');
  await officer.page.keyboard.press('j');
  assert.equal(await officer.page.evaluate(() => document.activeElement.innerText), no, 'j goes to the first');
  await Promise.all([officer.page.waitForEvent('load'), officer.page.keyboard.press('Enter')]);
  assert.ok((await officer.text()).includes(officer.t('appeal.dispatched.tell')), 'the matter says what is new');
  assert.equal(await officer.page.locator('.x-nav b').count(), 0, 'what is being looked at is not counted');
  await officer.page.waitForFunction(async () => !(await (await fetch('/inbox')).text()).includes('/inbox/read'));
  for (const v of [citizen, officer, clerk]) await v.close();
}

export default function declare(test) {
  for (const lang of ['zh', 'en'])
    test(`The clerk dispatches and the citizen's open page says so by itself (${lang})`, (world) => citizenSees(world, lang));
  test('The clerk dispatches and the request appears on the bureau\'s open desk', deskSees);
  test('A request comes to the bureau and every open page of its officer says so; opening it is reading it', isTold);
  test('A colleague answers and what the officer is typing stays', typedStays);
  test('Without script a plain reload shows what has happened', reloadShows);
  test('Signing out ends the stream of an open page', signOutEnds);
}
