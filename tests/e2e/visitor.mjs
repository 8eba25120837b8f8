// SPDX-License-Identifier: Apache-2.0
// A browser in somebody's hands: its language, its width, with script or without; what goes wrong in
// it is written down (words on the console, broken policy, requests to other hosts).
import assert from 'node:assert/strict';
import { words } from './words.mjs';

export const PHONE = { width: 360, height: 740 };
export const TABLET = { width: 768, height: 1024 };
export const DESKTOP = { width: 1440, height: 900 };

// The browser names an answer of 400 and above on its console; such pages are asked for on purpose.
const EXPECTED = /^Failed to load resource: the server responded with a status of 4\d\d/;

function watch(page, url, wrongs) {
  page.on('console', (m) => {
    if (['error', 'warning'].includes(m.type()) && !EXPECTED.test(m.text()))
      wrongs.push(`console: ${m.text()}`);
  });
  page.on('pageerror', (e) => wrongs.push(`script: ${e.message}`));
  page.on('request', (r) => {
    if (!r.url().startsWith(`${url}/`) && !/^(blob|data|about):/.test(r.url()))
      wrongs.push(`request to another host: ${r.url()}`);
  });
}

// script: true, false (none at all), 'blocked' (the browser has it, the page's own does not arrive).
export async function visitor(world, { lang = 'zh', script = true, size = DESKTOP, state } = {}) {
  const context = await world.browser.newContext({
    baseURL: world.node.url,
    viewport: size,
    locale: lang === 'en' ? 'en-GB' : 'zh-CN',
    javaScriptEnabled: script !== false,
    storageState: state,
    acceptDownloads: true,
  });
  context.setDefaultTimeout(8000);
  const wrongs = [];
  if (script === 'blocked')
    await context.route('**/skin/*.js', (r) => r.fulfill({ contentType: 'text/javascript', body: '' }));
  if (script) {
    await context.exposeFunction('e2eViolation', (what) => wrongs.push(`policy: ${what}`));
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (e) =>
        window.e2eViolation(`${e.violatedDirective} ${e.blockedURI}`));
    });
  }
  const page = await context.newPage();
  watch(page, world.node.url, wrongs);
  world.open.push(context);
  return {
    page, context, lang, script, wrongs,
    t: (key, args) => words(lang, key, args),
    async go(path) {
      const answer = await page.goto(path + (path.includes('?') ? '&' : '?') + `lang=${lang}`);
      return answer.status();
    },
    async press(key) {
      await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: words(lang, key), exact: true }).first().click()]);
    },
    heading: () => page.locator('h1').innerText(),
    text: () => page.locator('main').innerText(),
    close: async () => {
      await context.close();
      assert.deepEqual(wrongs, [], 'something went wrong in the browser');
    },
  };
}
