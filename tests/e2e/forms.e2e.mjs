// SPDX-License-Identifier: Apache-2.0
// Mistakes, corrections, impatience: nothing typed is lost and nothing is sent twice.
import assert from 'node:assert/strict';
import { answer, dispatch, file, fillFirst, fillWho, PHOTO, readCodes, staff, track, WISHES } from './people.mjs';
import { visitor } from './visitor.mjs';

// Every line of the list of mistakes leads to a field that can be filled in.
async function followMistakes(v) {
  const links = v.page.locator('.x-errors a'), n = await links.count();
  for (let i = 0; i < n; i++) {
    const to = (await links.nth(i).getAttribute('href')).slice(1);
    await links.nth(i).click();
    const there = await v.page.evaluate((id) => {
      const target = document.getElementById(id), active = document.activeElement;
      return !!target && (target === active || target.contains(active) || (location.hash === `#${id}` && !active.closest('.x-errors')));
    }, to);
    assert.ok(there, `${to} is led to`);
  }
  return n;
}

async function mistakes(world, lang, script) {
  const v = await visitor(world, { lang, script }), wish = WISHES[lang];
  await v.go('/appeal/new');
  await v.page.check('[name=kind][value=suggest]');
  await v.page.fill('[name=spot]', wish.place);
  await v.page.fill('[name="claim.2.words"]', wish.claims[1]);
  await v.page.setInputFiles('[name=photo]', PHOTO);
  await v.press('core.form.next');
  assert.equal(await followMistakes(v), 2, 'topic and words are missing');
  assert.ok(await v.page.locator('.x-errors').evaluate((e) => e.compareDocumentPosition(document.querySelector('form.x-form')) & 4),
    'the mistakes stand before the form');
  assert.equal(await v.page.inputValue('[name=kind]:checked'), 'suggest');
  assert.equal(await v.page.inputValue('[name=spot]'), wish.place);
  assert.equal(await v.page.inputValue('[name="claim.2.words"]'), wish.claims[1]);
  assert.ok((await v.text()).includes(PHOTO.name), 'the photo is kept');
  await v.page.selectOption('[name=topic]', 'road');
  await v.page.fill('[name=words]', wish.words);
  await v.press('core.form.next');
  await v.page.fill('[name="who.name"]', wish.name);
  await v.page.fill('[name="who.phone"]', 'abc');
  await v.press('core.form.next');
  assert.equal(await followMistakes(v), 1, 'the phone is wrong');
  await v.page.fill('[name="who.phone"]', wish.phone);
  await v.press('core.form.next');
  const check = await v.text();
  for (const said of [wish.words, wish.place, wish.claims[1], wish.name, wish.phone, PHOTO.name])
    assert.ok(check.includes(said), `${said} is shown before sending`);
  await v.press('appeal.file.do');
  await readCodes(v);
  await v.close();
}

async function answerMistakes(world) {
  const citizen = await visitor(world, {}), clerk = await staff(world, 'clerk', {}), v = await staff(world, 'env', {});
  const codes = await file(citizen, { photo: false });
  await v.go(await dispatch(clerk, codes.no, 'env'));
  await v.page.check('[name="reply.1.done"][value=solved]');
  await v.page.fill('[name="reply.1.words"]', '已解决');
  await v.page.fill('#form-answer [name=words]', '见逐条答复');
  await v.press('appeal.answer.do');
  assert.ok(await followMistakes(v) >= 1, 'the second claim has no answer');
  assert.ok(await v.page.isChecked('[name="reply.1.done"][value=solved]'));
  assert.equal(await v.page.inputValue('[name="reply.1.words"]'), '已解决');
  await answer(v, codes.no);
  assert.ok((await v.text()).includes(v.t('appeal.stage.answered')));
  for (const one of [citizen, clerk, v]) await one.close();
}

async function wrongSecret(world) {
  const citizen = await visitor(world, {}), clerk = await staff(world, 'clerk', {}), env = await staff(world, 'env', {});
  const codes = await file(citizen, { photo: false });
  await dispatch(clerk, codes.no, 'env');
  await answer(env, codes.no);
  const v = await visitor(world, {});
  await track(v, { no: codes.no, code: codes.code });
  await v.page.check('[name=solved][value=no]');
  await v.page.check('[name=satisfied][value="2"]');
  await v.page.fill('[name=_secret]', codes.code);
  await v.press('appeal.rate.do');
  assert.ok((await v.page.locator('.x-errors').innerText()).includes(v.t('core.wrong_secret')));
  assert.ok(await v.page.isChecked('[name=satisfied][value="2"]'), 'the answers are kept');
  for (const one of [citizen, clerk, env, v]) await one.close();
}

const count = async (world) => {
  const clerk = await staff(world, 'clerk', {});
  const desk = await (await clerk.page.request.get('/appeal?as=json')).json();
  await clerk.close();
  return desk.rows.total;
};

async function toSend(v) {
  await v.go('/appeal/new');
  await fillFirst(v, { photo: false });
  await v.press('core.form.next');
  await fillWho(v);
  await v.press('core.form.next');
}

async function twoClicks(world, script) {
  const before = await count(world), v = await visitor(world, { script });
  await toSend(v);
  await v.page.getByRole('button', { name: v.t('appeal.file.do') }).dblclick();
  await v.page.locator('.x-codes').waitFor(); // whichever of the two ways there was gone to its end
  await readCodes(v);
  assert.equal(await count(world), before + 1, 'one request');
  await v.close();
}

// What a browser does when somebody goes back to a sent form, agrees to "send again", and lands on the receipt.
async function sendAgain(v, sent) {
  const url = await v.page.evaluate(async ({ action, fields }) => {
    const body = new FormData();
    for (const [name, value] of fields) body.append(name, value);
    return (await fetch(action, { method: 'POST', body })).url;
  }, sent);
  await v.page.goto(url);
}

async function backAndAgain(world) {
  const before = await count(world), v = await visitor(world, {});
  await toSend(v);
  const sent = await v.page.locator('form.x-form').evaluate((form, send) => ({
    action: form.action,
    fields: [...new FormData(form)].filter(([, value]) => typeof value === 'string').concat([['_go', send]]),
  }), 'send');
  await v.press('appeal.file.do');
  const first = await readCodes(v);
  await sendAgain(v, sent);
  assert.match(v.page.url(), /\/receipt$/);
  assert.deepEqual(await readCodes(v), first, 'the same receipt again');
  assert.equal(await count(world), before + 1, 'and no second request');
  await v.close();
}

async function moreClaims(world, script) {
  const v = await visitor(world, { script });
  await v.go('/appeal/new');
  await v.page.fill('[name="claim.1.words"]', '第一');
  await v.page.getByRole('button', { name: v.t('core.form.add') }).click();
  await v.page.fill('[name="claim.4.words"]', '第四');
  assert.equal(await v.page.inputValue('[name="claim.1.words"]'), '第一', 'what was typed is kept');
  await v.close();
}

async function onlyForComplaints(world) {
  const v = await visitor(world, {});
  await v.go('/appeal/new');
  await v.page.check('[name=kind][value=ask]');
  assert.equal(await v.page.isVisible('[name=about]'), false);
  await v.page.check('[name=kind][value=complain]');
  assert.equal(await v.page.isVisible('[name=about]'), true);
  await v.close();
}

export default function declare(test) {
  for (const [lang, script] of [['zh', true], ['en', true], ['zh', false], ['en', false]])
    test(`Mistakes are listed, lead to their fields, and nothing typed is lost (${lang}, ${script ? 'with' : 'without'} script)`,
      (world) => mistakes(world, lang, script));
  test('A claim without an answer is a mistake and the other answers are kept', answerMistakes);
  test('A wrong second secret rates nothing and the answers are kept', wrongSecret);
  for (const script of [true, false]) {
    test(`Two clicks on the button make one request (${script ? 'with' : 'without'} script)`, (world) => twoClicks(world, script));
    test(`One more claim can be added (${script ? 'with' : 'without'} script)`, (world) => moreClaims(world, script));
  }
  test('Going back after sending and sending again makes no second request', backAndAgain);
  test('The unit complained about is asked only for a complaint', onlyForComplaints);
}
