// SPDX-License-Identifier: Apache-2.0
// Every page in both languages, at three widths, with and without its script: what axe says, what the
// browser complains of, whether the words are whole, whether it fits a narrow telephone and paper.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { places, stand } from './places.mjs';
import { DESKTOP, PHONE, TABLET, visitor } from './visitor.mjs';
import { words } from './words.mjs';

const AXE = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');
const FIRST_VIEW_BYTES = 100 * 1024;

export async function axe(page) {
  await page.evaluate(AXE);
  return page.evaluate(async () => (await window.axe.run()).violations.map((v) =>
    `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(' | ')}`));
}

// Words that nobody wrote for a reader: keys of the tables, holes, brackets around a key.
export function looksRaw(text) {
  return text.match(/\b(?:appeal|core|web|topic|unit|org|job|hold|directive|public)\.[a-z_]+(?:\.[a-z_]+)*\b|\{\w+(?::\w+)?\}|\[\[|⟦|\bundefined\b|\(null\)/);
}

// Chinese on an English page, outside what is marked as Chinese and what people have written.
export const chineseWords = () => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode())
    if (/\p{Script=Han}/u.test(node.data) && !node.parentElement.closest('[lang|=zh], [data-user], script'))
      found.push(node.data.trim());
  return found;
};

export async function fits(page, width) {
  await page.setViewportSize({ width, height: 700 });
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

async function checkWords(v, place) {
  const { page, lang } = v;
  const text = await page.locator('body').innerText();
  assert.equal(looksRaw(text), null, 'words are whole');
  assert.equal(await page.locator('html').getAttribute('lang'), lang === 'en' ? 'en' : 'zh-CN');
  const heading = await v.heading(), title = await page.title();
  const head = words(lang, place.heading, { no: '' });
  assert.ok(heading.includes(head.trim()), `heading ${heading}`);
  assert.ok(title.includes(heading) && title.endsWith(words(lang, 'web.site')), `title ${title}`);
  if (place.wrong) assert.ok(title.startsWith(words(lang, 'web.title_error')), `title of a page with mistakes: ${title}`);
  if (lang === 'en') assert.deepEqual(await page.evaluate(chineseWords), [], 'no Chinese words unmarked');
}

async function checkPlace(world, place, lang, script) {
  const v = await stand(world, place, { lang, script, size: DESKTOP });
  assert.equal(v.status, place.status || v.status);
  if (!place.status) assert.ok(v.status < 500 && (place.wrong || v.status === 200), `status ${v.status}`);
  await checkWords(v, place);
  for (const size of [DESKTOP, TABLET, PHONE]) {
    await v.page.setViewportSize(size);
    assert.deepEqual(await axe(v.page), [], `axe at ${size.width}`);
  }
  assert.ok(await fits(v.page, 320) <= 0, 'fits 320 px');
  await v.close();
}

async function checkPaper(world, place, lang) {
  const v = await stand(world, place, { lang });
  await v.page.emulateMedia({ media: 'print' });
  for (const hidden of ['.x-nav', '.x-switches', '.x-skip', 'button'])
    assert.equal(await v.page.locator(hidden).locator('visible=true').count(), 0, `${hidden} is not for paper`);
  assert.ok(await v.page.locator('h1').isVisible());
  const pdf = await v.page.pdf({ format: 'A4' });
  assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
  await v.close();
}

async function bytesOf(world, place) {
  const v = await stand(world, place, {});
  const context = v.context, cold = await context.newPage();
  const cdp = await context.newCDPSession(cold);
  let bytes = 0;
  cdp.on('Network.loadingFinished', (e) => { bytes += e.encodedDataLength; });
  await cdp.send('Network.enable');
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
  await cold.goto(v.page.url(), { waitUntil: 'load' });
  await v.close();
  return bytes;
}

async function bigType(world, lang) {
  const v = await visitor(world, { lang, size: PHONE });
  const size = () => v.page.locator('main p').first().evaluate((e) => parseFloat(getComputedStyle(e).fontSize));
  await v.go('/appeal/new');
  const before = await size();
  await Promise.all([v.page.waitForEvent('load'), v.page.getByRole('link', { name: v.t('web.big_on') }).click()]);
  assert.ok(await size() > before * 1.2, 'letters are larger');
  assert.ok(await fits(v.page, 320) <= 0, 'and still fit 320 px');
  assert.deepEqual(await axe(v.page), []);
  await v.go('/track');
  assert.ok(await size() > before * 1.2, 'on the next page too');
  await v.page.getByRole('link', { name: v.t('web.big_off') }).click();
  await v.page.waitForURL(/big=0/);
  await v.close();
}

async function switchLanguage(world) {
  const v = await visitor(world, {});
  await v.page.goto('/track');
  await v.page.getByRole('link', { name: 'English' }).click();
  await v.page.waitForURL(/lang=en/);
  await v.page.goto('/appeal/new');
  assert.equal(await v.heading(), words('en', 'appeal.new'), 'it is remembered');
  await v.close();
}

export default function declare(test) {
  for (const lang of ['zh', 'en']) {
    for (const place of places)
      for (const script of [true, 'blocked'])
        test(`The page ${place.name} is sound (${lang}, ${script === true ? 'with script' : 'its script blocked'})`,
          (world) => checkPlace(world, place, lang, script));
    test(`Every page can be printed (${lang})`, async (world) => {
      for (const place of places) await checkPaper(world, place, lang);
    });
    test(`Large letters are switched on, fit and stay (${lang})`, (world) => bigType(world, lang));
  }
  test('The language is switched on any page and remembered', switchLanguage);
  for (const name of ['home', 'new', 'track', 'matter-party', 'matter-officer', 'desk', 'login'])
    test(`The first view of ${name} is at most 100 KB`, async (world) => {
      const bytes = await bytesOf(world, places.find((p) => p.name === name));
      assert.ok(bytes > 1000 && bytes <= FIRST_VIEW_BYTES, `${bytes} bytes`);
    });
}
