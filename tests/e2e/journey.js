// SPDX-License-Identifier: Apache-2.0
// journey.js XIEZHI ROOT [SHOTS]: a citizen files, the hotline dispatches, the bureau answers line by line, the
// citizen sees it and rates: in a real browser, in both languages, with script and without, axe on every page.
// Exit code 77 where node_modules or a browser is missing; SHOTS is a folder for pictures of the pages.
'use strict';
const { execFileSync, spawn } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

const [, , xiezhi, root, shots] = process.argv;
const browser_path = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((p) => fs.existsSync(p));
const modules = path.join(root, 'node_modules');
if (!browser_path || !fs.existsSync(path.join(modules, 'playwright-core'))) {
  console.log('skipped: no browser, or no node_modules (npm ci --ignore-scripts)');
  process.exit(77);
}
const { chromium } = require(path.join(modules, 'playwright-core'));
const axe = fs.readFileSync(path.join(modules, 'axe-core/axe.min.js'), 'utf8');
const password = (name) => `demo-${name}-1`;
const problems = [];
let pages_seen = 0;

function check(what, ok) {
  if (!ok) problems.push(what);
}

async function start(folder, port) {
  execFileSync(xiezhi, ['init', folder, '--pack', path.join(root, 'pack/demo'), '--demo'], { stdio: 'ignore' });
  const authority = `localhost:${port}`;
  const server = spawn(xiezhi, ['serve', folder, '--listen', `127.0.0.1:${port}`, '--authority', authority, '--alone'],
    { stdio: ['ignore', 'ignore', 'pipe'] });
  await new Promise((done, fail) => {
    server.stderr.on('data', (d) => { if (String(d).includes('http://')) done(); });
    server.on('exit', () => fail(new Error('the server did not start')));
  });
  return { server, base: `http://${authority}` };
}

class Visitor {
  constructor(page, base, tag) { Object.assign(this, { page, base, tag }); }

  static async make(browser, base, how) {
    const context = await browser.newContext({ viewport: { width: how.width, height: 900 },
      locale: how.lang === 'en' ? 'en-GB' : 'zh-CN' });
    if (!how.script) await context.route('**/*.js', (route) => route.abort());
    const page = await context.newPage();
    page.setDefaultTimeout(10000);
    page.on('console', (m) => {
      if (/Content Security Policy|Refused to/.test(m.text())) problems.push(`${how.tag}: ${m.text()}`);
    });
    return new Visitor(page, base, how.tag);
  }

  async open(address) { return (await this.page.goto(this.base + address)).status(); }

  // The page as it stands: a picture, and what axe says of it; axe runs although the page's own script is blocked.
  async look(name) {
    pages_seen++;
    if (shots) await this.page.screenshot({ path: path.join(shots, `${this.tag}-${name}.png`), fullPage: true });
    const cdp = await this.page.context().newCDPSession(this.page);
    const run = `${axe};axe.run().then(r => JSON.stringify(r.violations.map(v => v.id + ' ' + v.nodes[0].html.slice(0, 90))))`;
    const said = await cdp.send('Runtime.evaluate', { expression: run, awaitPromise: true }).catch(() => null);
    if (said && said.result.value && said.result.value !== '[]') problems.push(`${this.tag} ${name}: axe ${said.result.value}`);
    await cdp.detach();
  }

  async press(selector) { await Promise.all([this.page.waitForNavigation(), this.page.click(selector)]); }

  async shows(text) { return (await this.page.textContent('body')).includes(text); }

  async sign_in(name) {
    await this.open('/login');
    await this.page.fill('[name=name]', name);
    await this.page.fill('[name=password]', password(name));
    await this.press('.x-do');
  }
}

async function file(v) {
  await v.open('/appeal/new');
  await v.look('new');
  await v.press('button[value=next]');
  check(`${v.tag}: mistakes are listed and linked`, (await v.page.locator('.x-errors a').count()) >= 3);
  await v.look('mistakes');
  await v.page.check('input[name=kind][value=complain]');
  await v.page.selectOption('select[name=topic]', 'noise');
  await v.page.fill('textarea[name=words]', 'line one\nline <b>two</b>');
  await v.page.selectOption('select[name=about]', { index: 1 });
  await v.page.fill('[name="claim.1.words"]', 'stop');
  await v.page.fill('[name="claim.3.words"]', 'tell us');
  await v.page.click('button[value="add.claim"]');
  await v.page.waitForSelector('[name="claim.4.words"]');
  await v.press('button[value=next]');
  await v.page.fill('[name="who.name"]', 'Wang');
  await v.page.fill('[name="who.phone"]', '13800000000');
  await v.press('button[value=next]');
  await v.look('check');
  check(`${v.tag}: answers are shown before sending`, await v.shows('line <b>two</b>'));
  await v.page.locator('button[value=send]').dblclick();
  await v.page.waitForURL('**/receipt');
  await v.look('receipt');
  const codes = await v.page.locator('.x-code').allTextContents();
  const no = await v.page.textContent('.x-number');
  await v.press('.x-ways a >> nth=0');
  await v.look('matter');
  return { no, view: codes[0], secret: codes[1], address: new URL(v.page.url()).pathname };
}

async function track(v, matter) {
  check(`${v.tag}: strangers get 404`, (await v.open(matter.address)) === 404);
  await v.look('stranger');
  await v.open('/track');
  await v.page.fill('[name=no]', matter.no);
  await v.page.fill('[name=view_code]', 'AAAAA-AAAAA');
  await v.press('.x-do');
  check(`${v.tag}: a wrong code opens nothing`, (await v.page.locator('.x-errors').count()) === 1);
  await v.look('track');
  await v.page.fill('[name=view_code]', matter.view);
  await v.press('.x-do');
  matter.state = await v.page.textContent('.x-state');
  check(`${v.tag}: the code opens the matter`, new URL(v.page.url()).pathname === matter.address);
}

async function dispatch(v, matter) {
  await v.look('login');
  await v.sign_in('clerk');
  await v.open('/appeal');
  await v.look('desk');
  await v.open(matter.address);
  await v.page.selectOption('#form-dispatch select', { index: 1 });
  await v.page.check('#form-dispatch input[value=general]');
  await v.press('#form-dispatch .x-do');
  check(`${v.tag}: not to the accused`, await v.shows('APP-03'));
  await v.look('refused');
  await v.page.selectOption('#form-dispatch select', { index: 3 });
  await v.press('#form-dispatch .x-do');
  check(`${v.tag}: dispatched`, (await v.page.locator('.x-done').count()) === 1);
}

async function answer(v, matter) {
  await v.sign_in('env');
  await v.open(matter.address);
  await v.look('officer');
  check(`${v.tag}: the name is hidden from the bureau`, !(await v.shows('Wang')));
  await v.page.check('[name="reply.1.done"][value=solved]');
  await v.page.fill('[name="reply.1.words"]', 'stopped');
  await v.page.fill('#form-answer [name=words]', 'all done');
  await v.press('#form-answer .x-do');
  check(`${v.tag}: a line without answer is a mistake`, (await v.page.locator('#f-answer-reply\\.2-error').count()) === 1);
  await v.page.check('[name="reply.2.done"][value=refused]');
  await v.page.fill('[name="reply.2.words"]', 'no ground');
  await v.press('#form-answer .x-do');
  check(`${v.tag}: answered`, (await v.page.locator('.x-done').count()) === 1);
}

async function rate(v, matter, script) {
  if (script) await v.page.waitForFunction((had) => document.querySelector('.x-state').textContent !== had, matter.state, { timeout: 5000 })
    .catch(() => problems.push(`${v.tag}: the page did not renew itself`));
  await v.open(matter.address);
  check(`${v.tag}: the citizen sees the answer`, await v.shows('no ground'));
  await v.page.check('#form-rate [name=solved][value=yes]');
  await v.page.check('#form-rate [name=satisfied][value="4"]');
  await v.page.fill('#form-rate [name=_secret]', 'AAAAA-AAAAA');
  await v.press('#form-rate .x-do');
  check(`${v.tag}: a wrong secret rates nothing`, (await v.page.locator('.x-errors').count()) === 1);
  await v.look('wrong-secret');
  await v.page.fill('#form-rate [name=_secret]', matter.secret);
  await v.press('#form-rate .x-do');
  check(`${v.tag}: rated`, (await v.page.locator('.x-done').count()) === 1);
  await v.look('rated');
}

async function journey(browser, base, how) {
  const filer = await Visitor.make(browser, base, how);
  const friend = await Visitor.make(browser, base, how);
  const clerk = await Visitor.make(browser, base, how);
  const officer = await Visitor.make(browser, base, how);
  check(`${how.tag}: home`, (await filer.open('/')) === 200);
  await filer.look('home');
  const matter = await file(filer);
  await track(friend, matter);
  await clerk.open('/login');
  await dispatch(clerk, matter);
  await answer(officer, matter);
  await rate(friend, matter, how.script);
}

async function main() {
  const folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'xiezhi-e2e-')), 'node');
  const { server, base } = await start(folder, 20000 + (process.pid % 10000));
  const browser = await chromium.launch({ executablePath: browser_path, args: ['--no-sandbox', '--disable-gpu',
    '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
  const hows = [[true, 'zh', 1440], [true, 'en', 768], [false, 'zh', 360], [false, 'en', 1440]];
  try {
    for (const [script, lang, width] of hows)
      await journey(browser, base, { script, lang, width, tag: `${lang}-${width}-${script ? 'script' : 'plain'}` });
  } finally {
    await browser.close();
    server.removeAllListeners('exit');
    server.kill();
    fs.rmSync(path.dirname(folder), { recursive: true, force: true });
  }
  problems.forEach((p) => console.log(p));
  console.log(`${hows.length} journeys, ${pages_seen} pages looked at, ${problems.length} problems`);
  process.exit(problems.length ? 1 : 0);
}

main().catch((e) => { console.log(problems.join('\n')); console.log(e.stack); process.exit(1); });
