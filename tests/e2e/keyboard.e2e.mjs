// SPDX-License-Identifier: Apache-2.0
// Filing and answering with Tab, Enter, Space and the arrows alone; one always sees where one is.
import assert from 'node:assert/strict';
import { file, readCodes, dispatch, staff, WISHES } from './people.mjs';
import { PHONE, visitor } from './visitor.mjs';

const TABS_MAX = 120;

// What has the focus is drawn around, and stands in sight.
const seen = () => {
  const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
  return {
    drawn: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    inSight: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 0,
    what: e.outerHTML.slice(0, 90),
  };
};

async function tabTo(v, selector) {
  for (let i = 0; i < TABS_MAX; i++) {
    await v.page.keyboard.press('Tab');
    const now = await v.page.evaluate(seen);
    assert.ok(now.drawn && now.inSight, `the focus is seen at ${now.what}`);
    if (await v.page.evaluate((s) => document.activeElement.matches(s), selector)) return;
  }
  assert.fail(`Tab does not come to ${selector}`);
}

async function typeInto(v, selector, text) {
  await tabTo(v, selector);
  await v.page.keyboard.insertText(text);
}

async function enter(v) {
  await Promise.all([v.page.waitForEvent('load'), v.page.keyboard.press('Enter')]);
}

async function skipToContent(v) {
  await tabTo(v, '.x-skip');
  await v.page.keyboard.press('Enter');
  assert.equal(await v.page.evaluate(() => document.activeElement.id), 'main', 'the skip link skips');
}

async function fileByKeyboard(world, lang) {
  const v = await visitor(world, { lang, size: PHONE }), wish = WISHES[lang];
  await v.go('/appeal/new');
  await skipToContent(v);
  await tabTo(v, '[name=kind]');
  await v.page.keyboard.press('Space');
  await v.page.keyboard.press('ArrowDown');
  assert.equal(await v.page.inputValue('[name=kind]:checked'), 'help', 'the arrow chooses the next');
  await tabTo(v, '[name=topic]');
  await v.page.keyboard.press('ArrowDown');
  assert.notEqual(await v.page.inputValue('[name=topic]'), '');
  await typeInto(v, '[name=words]', wish.words);
  await typeInto(v, '[name="claim.1.words"]', wish.claims[0]);
  await typeInto(v, '[name=spot]', wish.place);
  await enter(v);
  assert.equal(await v.page.locator('[name="who.name"]').count(), 1, 'Enter in a line goes on to the next page');
  await skipToContent(v);
  await typeInto(v, '[name="who.name"]', wish.name);
  await typeInto(v, '[name="who.phone"]', wish.phone);
  await tabTo(v, '[name=_go][value=next]');
  await enter(v);
  await tabTo(v, '[name=_go][value=send]');
  await enter(v);
  assert.match((await readCodes(v)).no, /\d/);
  await v.close();
}

async function answerByKeyboard(world, lang) {
  const citizen = await visitor(world, { lang }), clerk = await staff(world, 'clerk', { lang });
  const { no } = await file(citizen, { photo: false });
  await dispatch(clerk, no, 'env');
  const v = await staff(world, 'env', { lang }), wish = WISHES[lang];
  await v.go('/appeal');
  await skipToContent(v);
  const link = `td a[href="${await v.page.getByRole('link', { name: no }).getAttribute('href')}"]`;
  await tabTo(v, link);
  await enter(v);
  await skipToContent(v);
  for (let i = 1; i <= wish.claims.length; i++) {
    await tabTo(v, `[name="reply.${i}.done"]`);
    await v.page.keyboard.press('Space');
    await typeInto(v, `[name="reply.${i}.words"]`, wish.reply);
  }
  await typeInto(v, '#form-answer [name=words]', wish.answer);
  await tabTo(v, '#form-answer .x-do');
  await enter(v);
  assert.ok((await v.text()).includes(v.t('appeal.stage.answered')));
  for (const one of [citizen, clerk, v]) await one.close();
}

async function findByKeyboard(world, lang) {
  const citizen = await visitor(world, { lang }), clerk = await staff(world, 'clerk', { lang });
  const { no } = await file(citizen, { photo: false });
  await dispatch(clerk, no, 'env');
  const v = await staff(world, 'env', { lang });
  await v.go('/');
  await v.page.keyboard.press('/');
  await v.page.keyboard.insertText(`"${WISHES[lang].place}"`);
  await enter(v);
  assert.equal(await v.heading(), v.t('web.search'));
  await v.page.keyboard.press('/');
  assert.ok(await v.page.evaluate(() => document.activeElement.matches('#f-q')), 'the box of the page');
  await tabTo(v, '.x-hits a');
  await enter(v);
  assert.ok((await v.text()).includes(no));
  for (const one of [citizen, clerk, v]) await one.close();
}

export default function declare(test) {
  for (const lang of ['zh', 'en']) {
    test(`A citizen files a request by keyboard alone (${lang})`, (world) => fileByKeyboard(world, lang));
    test(`An officer finds a request by keyboard alone (${lang})`, (world) => findByKeyboard(world, lang));
    test(`An officer answers by keyboard alone (${lang})`, (world) => answerByKeyboard(world, lang));
  }
}
