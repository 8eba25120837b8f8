// SPDX-License-Identifier: Apache-2.0
// The house at the scale of a province: one unit of two thousand is found by name, a board of many is read.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { startNode } from './node.mjs';
import { axe, chineseWords, fits, looksRaw } from './pages.e2e.mjs';
import { DESKTOP, PHONE, TABLET, visitor } from './visitor.mjs';

const PASSWORD = 'demo-liaoning-1';
const FOLDER = 'build/test-artifacts/screens';
const BUREAU = { zh: '沈阳市和平区住房和城乡建设局', en: 'Housing and Urban-Rural Development Bureau, Heping District, Shenyang' };
const PARTS = { zh: '和平区 住房', en: 'heping housing' };

async function signedIn(world, login, how = {}) {
  const v = await visitor(world, how);
  await v.go('/login');
  await v.page.fill('[name=name]', login);
  await v.page.fill('[name=password]', PASSWORD);
  await v.press('web.login.do');
  return v;
}

let keys = 0;
// An operation as a program asks for it, with the visitor's own cookies.
function ask(v, path, body) {
  const key = `e2e${String(keys++).padStart(20, '0')}`;
  return v.page.evaluate(async ([to, key, text]) => {
    const r = await fetch(to, { method: 'POST', body: text,
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key } });
    return r.json();
  }, [path, key, JSON.stringify(body)]);
}

async function filed(v, words) {
  const made = await ask(v, '/appeal/file', { kind: 'help', topic: 'heat', words });
  assert.ok(made.matter, JSON.stringify(made));
  return made.matter;
}

async function withProvince(world, run) {
  const node = await startNode('pack/liaoning');
  try {
    await run({ ...world, node, open: world.open });
  } finally {
    await node.stop();
  }
}

async function sentTo(world, id) {
  const v = await signedIn(world, 'shenyang_heping_build');
  assert.equal(await v.go(`/appeal/${id}`), 200, 'it lies with the bureau');
  await v.close();
}

// The line asks back, the radio answers.
async function findWithout(world, lang) {
  const v = await signedIn(world, 'shenyang_hotline', { lang, script: false });
  const id = await filedBy(world);
  await v.go(`/appeal/${id}`);
  await v.page.fill('#form-dispatch [name=to]', PARTS[lang]);
  await v.page.check('#form-dispatch [name=urgent][value=general]');
  await v.press('appeal.dispatch.do');
  await v.page.check(`#form-dispatch [name=to][value=shenyang_heping_build]`);
  await v.press('appeal.dispatch.do');
  await v.close();
  await sentTo(world, id);
}

async function filedBy(world) {
  const citizen = await visitor(world, {});
  await citizen.go('/');
  const id = await filed(citizen, '楼道没有暖气');
  await citizen.close();
  return id;
}

// Typed, offered, taken by the arrows and Enter.
async function findWith(world, lang) {
  const v = await signedIn(world, 'shenyang_hotline', { lang });
  const id = await filedBy(world);
  await v.go(`/appeal/${id}`);
  const line = v.page.locator('#form-dispatch [name=to]');
  await line.focus();
  await v.page.keyboard.insertText(PARTS[lang]);
  await v.page.locator('[role=option]').first().waitFor();
  assert.equal(await line.getAttribute('aria-expanded'), 'true');
  assert.deepEqual(await axe(v.page), [], 'axe over the open list');
  mkdirSync(FOLDER, { recursive: true });
  await v.page.screenshot({ path: `${FOLDER}/found-${lang}.png` });
  await v.page.keyboard.press('ArrowDown');
  assert.ok(await line.getAttribute('aria-activedescendant'));
  await v.page.keyboard.press('Enter');
  assert.equal(await line.inputValue(), BUREAU[lang]);
  assert.equal(await v.page.locator('[role=listbox]').isVisible(), false);
  await v.page.check('#form-dispatch [name=urgent][value=general]');
  await v.press('appeal.dispatch.do');
  await v.close();
  await sentTo(world, id);
}

// Requests all over the province; some are answered, some are late.
async function fill(world) {
  const hotline = await signedIn(world, 'shenyang_hotline');
  const answers = new Map();
  const units = ['shenyang_heping_build', 'shenyang_heping_build', 'shenyang_heping_station', 'shenyang_tiexi_city',
    'shenyang_heat', 'dalian_xigang_edu', 'anshan_haicheng_water', 'chaoyang_kazuo_health', 'env', 'dandong_bus'];
  for (const [i, unit] of units.entries()) {
    const id = await filed(hotline, `第 ${i + 1} 件`);
    const done = await ask(hotline, `/appeal/${id}/dispatch`, { to: unit, urgent: i < 2 ? 'emergency' : 'general' });
    assert.ok(done.entry, JSON.stringify(done));
    answers.set(unit, id);
  }
  await hotline.close();
  for (const unit of ['shenyang_heping_station', 'dalian_xigang_edu']) {
    const v = await signedIn(world, unit);
    await ask(v, `/appeal/${answers.get(unit)}/answer`, { words: '已经办好' });
    await v.close();
  }
  const clock = await fetch(`${world.node.url}/test/clock`, { method: 'POST',
    body: new URLSearchParams({ at: '2026-03-02 13:00' }) });
  assert.equal(clock.status, 200);
}

async function checkBoardPage(v, path, name) {
  assert.equal(await v.go(path), 200, path);
  assert.equal(looksRaw(await v.page.locator('body').innerText()), null, 'words are whole');
  if (v.lang === 'en') assert.deepEqual(await v.page.evaluate(chineseWords), [], 'no Chinese words unmarked');
  for (const size of [DESKTOP, TABLET, PHONE]) {
    await v.page.setViewportSize(size);
    if (v.script) assert.deepEqual(await axe(v.page), [], `axe of ${path} at ${size.width}`);
    if (v.script) await v.page.screenshot({ path: `${FOLDER}/${name}-${v.lang}-${size.width}.png`, fullPage: true });
  }
  if (v.script) assert.ok(await fits(v.page, 320) <= 0, `${path} fits 320 px`);
  await v.page.setViewportSize(DESKTOP);
}

// Every number of the table is the length of the list behind it.
async function checkNumbers(v) {
  const links = await v.page.locator('table td a').evaluateAll((all) => all.map((a) => [a.getAttribute('href'), a.textContent]));
  assert.ok(links.length > 100, `${links.length} numbers`);
  const late = await v.page.locator('tfoot td').nth(3).innerText();
  assert.ok(Number(late) > 0, 'what is late stays late after its time limit ran out');
  for (const [href, text] of links.filter(([, n]) => n !== '0').slice(0, 12).concat(links.filter(([, n]) => n === '0').slice(0, 3))) {
    const r = await v.page.request.get(href, { headers: { Accept: 'application/json' } });
    assert.equal(String((await r.json()).rows.total), text, href);
  }
}

async function boards(world, lang, script) {
  mkdirSync(FOLDER, { recursive: true });
  for (const login of script ? ['gov', 'shenyang', 'shenyang_heping'] : ['shenyang']) {
    const v = await signedIn(world, login, { lang, script });
    await checkBoardPage(v, '/appeal/board', `board-${login}`);
    await checkNumbers(v);
    await v.close();
  }
  const v = await signedIn(world, 'gov', { lang, script });
  await checkBoardPage(v, '/appeal/board?wall=light', 'wall-light');
  await checkBoardPage(v, '/appeal/board?wall=dark', 'wall-dark');
  await checkBoardPage(v, '/appeal/open', 'open');
  await checkBoardPage(v, '/appeal/below', 'below');
  await v.go('/appeal/board');
  await Promise.all([v.page.waitForEvent('load'), v.page.locator('.x-map a').first().click()]);
  assert.equal(await v.page.locator('.x-map').count(), 1, 'a city has a map of its divisions');
  await v.close();
  const dalian = await signedIn(world, 'dalian', { lang, script });
  const shenyang = new URL(v.page.url()).search;
  assert.equal((await dalian.page.request.get(`/appeal/board${shenyang}`)).status(), 403, 'no board of another city');
  await dalian.close();
}

export default function declare(test) {
  test('One unit of two thousand is found by name, with script and without', (world) => withProvince(world, async (w) => {
    for (const lang of ['zh', 'en']) {
      await findWithout(w, lang);
      await findWith(w, lang);
    }
  }));
  test('Board, lists, map and wall of a province are read by everybody', (world) => withProvince(world, async (w) => {
    await fill(w);
    for (const lang of ['zh', 'en'])
      for (const script of [true, false]) await boards(w, lang, script);
  }));
}
