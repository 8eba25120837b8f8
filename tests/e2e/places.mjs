// SPDX-License-Identifier: Apache-2.0
// Every page there is, and how somebody gets there: who, the HTTP status, the words of its heading,
// the way.
import assert from 'node:assert/strict';
import { answer, dispatch, file, fillFirst, fillWho, openFromDesk, PHOTO, staff, track, WISHES } from './people.mjs';
import { visitor } from './visitor.mjs';

const plain = (m) => ({ no: m.no, code: m.code });

// Three requests: just filed, sent to the environment bureau, answered there.
async function prepare(world, lang) {
  const citizen = await visitor(world, { lang });
  const clerk = await staff(world, 'clerk', { lang }), officer = await staff(world, 'env', { lang });
  const made = { filed: await file(citizen), sent: await file(citizen), answered: await file(citizen) };
  for (const m of [made.sent, made.answered]) m.path = await dispatch(clerk, m.no, 'env');
  await answer(officer, made.answered.no);
  for (const v of [citizen, clerk, officer]) await v.close();
  return made;
}

// A form's hidden field is spoiled, or the form is, and it is sent.
const spoiled = (name) => async (v) => {
  await v.go('/track');
  await v.page.locator(`[name=${name}]`).evaluate((e) => { e.value = 'x'; });
  await v.press('web.track.do');
};

async function toCheck(v) {
  await v.go('/appeal/new');
  await fillFirst(v);
  await v.press('core.form.next');
  await fillWho(v);
  await v.press('core.form.next');
}

async function accuse(v, m) {
  const citizen = await visitor({ ...v.world, open: v.world.open }, { lang: v.lang });
  await citizen.go('/appeal/new');
  await fillFirst(citizen);
  await citizen.page.check('[name=kind][value=complain]');
  await citizen.page.selectOption('[name=about]', { label: v.t('unit.build') });
  await citizen.press('core.form.next');
  await citizen.press('core.form.next');
  await citizen.press('appeal.file.do');
  const no = await citizen.page.locator('.x-number').innerText();
  await citizen.close();
  await dispatch(v, no, 'build');
}

async function filed(v) {
  const citizen = await visitor({ ...v.world, open: v.world.open }, { lang: v.lang });
  const { no } = await file(citizen);
  await citizen.close();
  return no;
}

// The bureau was told that a request was dispatched to it.
async function noticed(v) {
  const clerk = await staff({ ...v.world, open: v.world.open }, 'clerk', { lang: v.lang });
  await dispatch(clerk, await filed(v), 'env');
  await clerk.close();
}

// Signed for by nobody, sent back by the unit, seen by the desk.
async function returned(v) {
  const no = await filed(v);
  await dispatch(v, no, 'env');
  const officer = await staff({ ...v.world, open: v.world.open }, 'env', { lang: v.lang });
  await openFromDesk(officer, no);
  await officer.page.selectOption('#form-return [name=reason]', 'not_ours');
  await officer.page.fill('#form-return [name=words]', '-');
  await officer.press('appeal.return.do');
  await officer.close();
  await openFromDesk(v, no);
}

// A clerk has read a request, and the auditor looks who did.
async function readBefore(v) {
  const clerk = await staff({ ...v.world, open: v.world.open }, 'clerk', { lang: v.lang });
  await openFromDesk(clerk, await filed(v));
  await clerk.close();
  await v.go('/reads');
}

async function declined(v) {
  await openFromDesk(v, await filed(v));
  await v.page.selectOption('#form-decline [name=ground]', 'other_track');
  await v.page.selectOption('#form-decline [name=track]', 'review');
  await v.page.fill('#form-decline [name=words]', '-');
  await v.press('appeal.decline.do');
}

// The page of a job that was just begun, when it has ended.
async function jobDone(v) {
  const done = v.page.locator('.x-state', { hasText: v.t('job.work.stage.done') });
  for (let i = 0; i < 40 && await done.count() === 0; i++) {
    await v.page.waitForTimeout(100);
    await v.page.reload();
  }
}

// The tables of the scene: what stands in them is opened, or there already, or mistaken.
async function openUnits(v) {
  await v.go('/org/tables');
  await v.page.setInputFiles('#f-import_units-rows', 'src/core/org/scenes/units.csv');
  await v.press('org.import_units.do');
  await jobDone(v);
}

// A table of three requests, of which one names no topic.
async function bring(v) {
  const rows = ['kind', 'topic', 'words'].map((f) => v.t(`appeal.${f}`)).join(',') + '\n'
    + [['help', 'noise'], ['ask', 'nothing'], ['praise', 'school']].map(([kind, topic], i) =>
      `${v.t(`appeal.kind.${kind}`)},${topic === 'nothing' ? topic : v.t(`topic.${topic}`)},${i + 1}`).join('\n');
  await v.go('/appeal/table');
  await v.page.setInputFiles('[name=rows]', { name: 'requests.csv', mimeType: 'text/csv', buffer: Buffer.from(rows) });
  await v.press('appeal.import.do');
  await jobDone(v);
}

// The former hotline's table: two of its nine rows come in, or are there already.
async function takeOver(v) {
  await v.go('/appeal/others');
  await v.page.setInputFiles('[name=rows]', 'src/appeal/scenes/others.csv');
  await v.page.selectOption('[name=map]', 'hotline');
  await v.press('appeal.take_over.do');
  await jobDone(v);
}

async function seeTaken(v) {
  const data = await staff({ ...v.world, open: v.world.open }, 'data', { lang: v.lang });
  await takeOver(data);
  await data.close();
  await v.go('/appeal?stage=closed&topic=water');
  await v.page.locator('main tbody a').first().click();
  assert.equal(await v.page.getByText('hotline T-1').count(), 1);
}

// A hold on the request of that number.
async function hold(v, no) {
  await v.go('/hold/new');
  await v.page.fill('#form-place [name=no]', no);
  await v.page.selectOption('#form-place [name=law]', 'SUP-91');
  await v.page.fill('#form-place [name=until]', '2026-03-06');
  await v.page.fill('#form-place [name=words]', '-');
  await v.press('hold.place.do');
}

async function held(v) {
  const chief = await staff({ ...v.world, open: v.world.open }, 'chief', { lang: v.lang });
  const no = await filed(v);
  await hold(chief, no);
  await chief.close();
  await openFromDesk(v, no);
}

// A directive about the request of that number: the environment bureau leads, the water bureau assists.
async function direct(v, no) {
  await v.go('/directive/new');
  await v.page.check('#form-issue [name=kind][value=oversee]');
  await v.page.selectOption('#form-issue [name=law]', 'inspection');
  await v.page.fill('#form-issue [name=no]', no);
  await v.page.fill('#form-issue [name=words]', '-');
  await v.page.selectOption('#form-issue [name=to]', { label: v.t('unit.env') });
  await v.page.selectOption('#form-issue [name="helper.1.unit"]', { label: v.t('unit.water') });
  await v.press('directive.issue.do');
}

async function directed(v, path) {
  const chief = await staff({ ...v.world, open: v.world.open }, 'chief', { lang: v.lang });
  const no = await filed(v);
  await direct(chief, no);
  await chief.close();
  if (!path) return openFromDesk(v, no);
  await v.go(path);
  await v.page.locator('main tbody a').first().click();
}

// Another place for a unit is asked for once, and given by nobody.
async function askChange(v) {
  await v.go('/org/changes');
  const asked = v.page.locator('main tbody a');
  if (await asked.count() > 0) return asked.first().click();
  await v.page.selectOption('#form-ask_change [name=unit]', { label: v.t('unit.heat') });
  await v.page.check('#form-ask_change [name=sort][value=place]');
  await v.page.selectOption('#form-ask_change [name=parent]', { label: v.t('unit.env') });
  await v.press('org.ask_change.do');
}

// One of the environment bureau's requests is offered to the water bureau.
async function offer(v, m) {
  await v.go('/org/hands');
  await v.page.selectOption('#form-ask_hand [name=target]', { label: v.t('unit.water') });
  await v.page.check('#form-ask_hand [name=which][value=listed]');
  await v.page.fill('#form-ask_hand [name=no]', m.sent.no);
  await v.press('org.ask_hand.do');
}

// A publication of the environment bureau, called as `words` says, and approved if somebody is to see it.
async function publish(v, approved) {
  const env = await staff({ ...v.world, open: v.world.open }, 'env', { lang: v.lang });
  await env.go('/public/new');
  await env.page.check('#form-propose [name=class][value=proactive]');
  await env.page.selectOption('#form-propose [name=law]', 'foi19');
  await env.page.selectOption('#form-propose [name=topic]', 'noise');
  await env.page.fill('#form-propose [name=reason]', '-');
  await env.page.fill('#form-propose [name=title]', v.t('public.words'));
  await env.page.fill('#form-propose [name=words]', '-');
  await env.press('public.propose.do');
  const at = new URL(env.page.url()).pathname;
  await env.close();
  if (!approved) return at;
  const envpub = await staff({ ...v.world, open: v.world.open }, 'envpub', { lang: v.lang });
  await envpub.go(at);
  await envpub.press('public.approve.do');
  if (approved === 'gone') {
    await envpub.go(at);
    await envpub.page.check('#form-withdraw [name=ground][value=outdated]');
    await envpub.page.fill('#form-withdraw [name=words]', '-');
    await envpub.press('public.withdraw.do');
  }
  await envpub.close();
  return at;
}

export const places = [
  { name: 'home', heading: 'web.welcome', way: (v) => v.go('/') },
  { name: 'new', heading: 'appeal.new', way: (v) => v.go('/appeal/new') },
  { name: 'new-mistakes', heading: 'appeal.file', wrong: true, way: async (v) => {
    await v.go('/appeal/new');
    await v.press('core.form.next');
  } },
  { name: 'new-who', heading: 'appeal.file', way: async (v) => {
    await v.go('/appeal/new');
    await fillFirst(v);
    await v.press('core.form.next');
  } },
  { name: 'new-check', heading: 'appeal.file', way: toCheck },
  { name: 'receipt', heading: 'web.receipt', way: async (v) => {
    await toCheck(v);
    await v.press('appeal.file.do');
  } },
  { name: 'track', heading: 'web.track', way: (v) => v.go('/track') },
  { name: 'verify', heading: 'web.verify', way: (v) => v.go('/verify') },
  { name: 'verify-nothing', heading: 'web.verify', wrong: true, way: async (v) => {
    await v.go('/verify');
    await v.press('web.verify.office');
  } },
  { name: 'verify-refuted', heading: 'web.verify', way: async (v) => {
    await v.go('/verify');
    await v.page.fill('#f-text', 'c2sp.org/tlog-proof@v1');
    await v.press('web.verify.office');
  } },
  { name: 'track-wrong', heading: 'web.track', wrong: true, way: (v, m) => track(v, { no: m.filed.no, code: 'AAAA' }) },
  { name: 'matter-party', heading: 'appeal.matter', way: (v, m) => track(v, plain(m.sent)) },
  { name: 'matter-party-answered', heading: 'appeal.matter', way: (v, m) => track(v, plain(m.answered)) },
  { name: 'matter-clerk', as: 'clerk', heading: 'appeal.matter', way: (v, m) => openFromDesk(v, m.filed.no) },
  { name: 'matter-clerk-refused', as: 'clerk', heading: 'appeal.matter', wrong: true, way: accuse },
  { name: 'matter-officer', as: 'env', heading: 'appeal.matter', way: (v, m) => openFromDesk(v, m.sent.no) },
  { name: 'matter-officer-mistakes', as: 'env', heading: 'appeal.matter', wrong: true, way: async (v, m) => {
    await openFromDesk(v, m.sent.no);
    await v.press('appeal.answer.do');
  } },
  { name: 'matter-returned', as: 'clerk', heading: 'appeal.matter', way: returned },
  { name: 'matter-declined', as: 'clerk', heading: 'appeal.matter', way: declined },
  { name: 'board', as: 'chief', heading: 'appeal.board', way: (v) => v.go('/appeal/board') },
  { name: 'matter-stranger', status: 404, heading: 'web.not_found', way: (v, m) => v.go(m.sent.path) },
  { name: 'desk', as: 'clerk', heading: 'appeal.desk', way: (v) => v.go('/appeal') },
  { name: 'desk-filtered', as: 'clerk', heading: 'appeal.desk', way: (v) => v.go('/appeal?stage=sent&topic=noise&sort=-id') },
  { name: 'desk-empty', as: 'water', heading: 'appeal.desk', way: (v) => v.go('/appeal') },
  { name: 'search', as: 'env', heading: 'web.search', way: async (v) => {
    await v.go(`/search?q=${encodeURIComponent(WISHES[v.lang].place)}`);
    assert.ok(await v.page.locator('.x-hits mark').count() > 0, 'something is found');
  } },
  { name: 'search-none', as: 'water', heading: 'web.search', way: (v) => v.go('/search?q=zeppelin') },
  { name: 'search-mistake', as: 'clerk', heading: 'web.search', wrong: true, way: (v) => v.go('/search?q=%2C') },
  { name: 'table', as: 'clerk', heading: 'appeal.table', way: async (v) => {
    await v.go('/appeal');
    await v.page.getByRole('link', { name: v.t('appeal.table') }).click();
  } },
  { name: 'others', as: 'data', heading: 'appeal.others', way: (v) => v.go('/appeal/others') },
  { name: 'job-others', as: 'data', heading: 'job.matter', way: takeOver },
  { name: 'matter-taken', as: 'clerk', heading: 'appeal.matter', way: seeTaken },
  { name: 'job', as: 'clerk', heading: 'job.matter', way: bring },
  { name: 'posts', as: 'guard', heading: 'org.desk', way: (v) => v.go('/org') },
  { name: 'post', as: 'guard', heading: 'org.post', way: async (v) => {
    await v.go('/org');
    await v.page.getByRole('link', { name: 'water', exact: true }).click();
  } },
  { name: 'tables', as: 'admin', heading: 'org.tables', way: async (v) => {
    await v.go('/org');
    await v.page.getByRole('link', { name: v.t('org.tables') }).click();
  } },
  { name: 'tables-mistake', as: 'admin', heading: 'org.import_units', wrong: true, way: async (v) => {
    await v.go('/org/tables');
    await v.press('org.import_units.do');
  } },
  { name: 'job-units', as: 'admin', heading: 'job.matter', way: openUnits },
  { name: 'post-ask', as: 'admin', heading: 'org.ask', way: (v) => v.go('/org/ask') },
  { name: 'accounts', as: 'auditor', heading: 'org.accounts', way: (v) => v.go('/org/accounts') },
  { name: 'account', as: 'admin', heading: 'org.account', way: async (v) => {
    await v.go('/org/accounts');
    await v.page.getByRole('link', { name: 'water', exact: true }).click();
  } },
  { name: 'reads', as: 'auditor', heading: 'core.reads', way: readBefore },
  { name: 'units', heading: 'org.units', way: (v) => v.go('/org/unit') },
  { name: 'unit', as: 'guard', heading: 'unit.env', way: (v) => v.go('/org/unit?unit=3') },
  { name: 'changes', as: 'admin', heading: 'org.changes', way: (v) => v.go('/org/changes') },
  { name: 'change', as: 'admin', heading: 'org.change', way: askChange },
  { name: 'hand', as: 'env', heading: 'org.hand', way: offer },
  { name: 'hands', as: 'env', heading: 'org.hands', way: (v) => v.go('/org/hands') },
  { name: 'account-open', as: 'admin', heading: 'org.open', way: (v) => v.go('/org/open') },
  { name: 'account-codes', as: 'admin', heading: 'web.receipt', way: async (v) => {
    await v.go('/org/open');
    await v.page.fill('#form-open_account [name=login]', `new${Date.now()}`);
    await v.page.fill('#form-open_account [name=name]', '-');
    await v.press('org.open_account.do');
  } },
  { name: 'hold-new', as: 'chief', heading: 'hold.place', way: (v) => v.go('/hold/new') },
  { name: 'hold-mistakes', as: 'chief', heading: 'hold.place', wrong: true, way: async (v) => {
    await v.go('/hold/new');
    await v.press('hold.place.do');
  } },
  { name: 'hold', as: 'chief', heading: 'hold.matter', way: async (v) => hold(v, await filed(v)) },
  { name: 'holds', as: 'chief', heading: 'hold.desk', way: async (v) => { await hold(v, await filed(v)); await v.go('/hold'); } },
  { name: 'hold-count', heading: 'hold.count', way: (v) => v.go('/hold/count') },
  { name: 'matter-held', as: 'clerk', heading: 'appeal.matter', way: held },
  { name: 'directive-new', as: 'chief', heading: 'directive.new', way: (v) => v.go('/directive/new') },
  { name: 'directive-mistakes', as: 'chief', heading: 'directive.issue', wrong: true, way: async (v) => {
    await v.go('/directive/new');
    await v.press('directive.issue.do');
  } },
  { name: 'directive', as: 'chief', heading: 'directive.matter', way: async (v) => direct(v, await filed(v)) },
  { name: 'directives-sent', as: 'chief', heading: 'directive.sent', way: async (v) => { await direct(v, await filed(v)); await v.go('/directive/sent'); } },
  { name: 'directives', as: 'env', heading: 'directive.desk', way: (v) => v.go('/directive') },
  { name: 'directive-lead', as: 'env', heading: 'directive.matter', way: (v) => directed(v, '/directive?sort=-id') },
  { name: 'shares', as: 'water', heading: 'directive.shares', way: (v) => v.go('/directive/shares') },
  { name: 'share', as: 'water', heading: 'directive.share_title', way: (v) => directed(v, '/directive/shares?sort=-id') },
  { name: 'directives-late', as: 'env', heading: 'directive.late', way: (v) => v.go('/directive/late') },
  { name: 'directive-count', heading: 'directive.count', way: (v) => v.go('/directive/count') },
  { name: 'matter-directed', as: 'clerk', heading: 'appeal.matter', way: (v) => directed(v) },
  { name: 'publications', heading: 'public.index', way: async (v) => { await publish(v, true); await v.go('/public'); } },
  { name: 'publication', heading: 'public.words', way: async (v) => v.go(await publish(v, true)) },
  { name: 'publication-draft', as: 'envpub', heading: 'public.matter', way: async (v) => v.go(await publish(v)) },
  { name: 'publication-gone', heading: 'public.matter', way: async (v) => v.go(await publish(v, 'gone')) },
  { name: 'publications-gone', heading: 'public.gone', way: async (v) => { await publish(v, 'gone'); await v.go('/public/gone'); } },
  { name: 'publications-desk', as: 'envpub', heading: 'public.desk', way: async (v) => { await publish(v); await v.go('/public/desk'); } },
  { name: 'publication-new', as: 'env', heading: 'public.new', way: (v) => v.go('/public/new') },
  { name: 'publication-mistakes', as: 'env', heading: 'public.propose', wrong: true, way: async (v) => {
    await v.go('/public/new');
    await v.press('public.propose.do');
  } },
  { name: 'login', heading: 'web.login', way: (v) => v.go('/login') },
  { name: 'login-wrong', heading: 'web.login', wrong: true, way: async (v) => {
    await v.go('/login');
    await v.press('web.login.do');
  } },
  { name: 'password', heading: 'web.password', way: (v) => v.go('/password') },
  { name: 'password-wrong', heading: 'web.password', wrong: true, way: async (v) => {
    await v.go('/password');
    await v.press('web.password');
  } },
  { name: 'password-own', as: 'water', heading: 'web.password', way: (v) => v.go('/password') },
  { name: 'my-account', as: 'water', heading: 'web.account', way: (v) => v.go('/account') },
  { name: 'inbox-empty', as: 'keeper', heading: 'core.inbox', way: (v) => v.go('/inbox') },
  { name: 'inbox', as: 'env', heading: 'core.inbox', way: async (v) => { await noticed(v); await v.go('/inbox'); } },
  { name: 'logout', as: 'water', heading: 'web.logout', way: (v) => v.go('/logout') },
  { name: 'error-400', status: 400, heading: 'web.bad_request', way: async (v) => {
    await v.go('/appeal/new');
    await v.page.locator('[name=_key]').evaluate((e) => { e.value = 'x'; });
    await v.press('core.form.next');
  } },
  { name: 'error-403', status: 403, heading: 'web.forbidden', way: (v) => v.go('/appeal') },
  { name: 'error-404', status: 404, heading: 'web.not_found', way: (v) => v.go('/nowhere') },
  { name: 'error-413', status: 413, heading: 'web.too_large', way: async (v) => {
    await v.go('/appeal/new');
    await v.page.setInputFiles('[name=photo]', []);
    await v.page.locator('[name=words]').evaluate((e) => { e.value = 'x'.repeat(300 * 1024); });
    await v.press('core.form.next');
  } },
  { name: 'error-419', status: 403, heading: 'web.expired', way: spoiled('_csrf') },
];

// Made once for each language, when first asked for.
function matters(world, lang) {
  world.matter ??= {};
  world.matter[lang] ??= prepare(world, lang);
  return world.matter[lang];
}

// Somebody who stands in that place.
export async function stand(world, place, how) {
  const v = place.as ? await staff(world, place.as, how) : await visitor(world, how);
  v.world = world;
  let status = 0;
  v.page.on('response', (r) => { if (r.request().isNavigationRequest()) status = r.status(); });
  await place.way(v, await matters(world, how.lang || 'zh'));
  v.status = status;
  return v;
}
