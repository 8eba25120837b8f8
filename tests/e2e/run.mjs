// SPDX-License-Identifier: Apache-2.0
// run.mjs [WORDS]: every *.e2e.mjs of this folder in a real browser against a node of its own; with
// WORDS only the tests whose sentence has them.  Ends with `N passed, N failed, N skipped`.
import { existsSync, readdirSync } from 'node:fs';
import { startNode } from './node.mjs';

const CHROMIUM = process.env.CHROMIUM || '/usr/bin/chromium';
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const only = process.argv[2] || '';
let passed = 0, failed = 0;

async function runOne(world, { sentence, run }) {
  const start = Date.now();
  world.open = [];
  try {
    await run(world);
    passed++;
    console.log(`ok      ${sentence} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
  } catch (e) {
    failed++;
    console.log(`FAILED  ${sentence}\n${e.stack}`);
  }
  for (const context of world.open) await context.close();
}

async function collect() {
  const tests = [];
  const here = new URL('.', import.meta.url);
  for (const name of readdirSync(here).filter((n) => n.endsWith('.e2e.mjs')).sort()) {
    const { default: declare } = await import(new URL(name, here));
    declare((sentence, run) => tests.push({ sentence, run }));
  }
  return tests.filter((t) => t.sentence.includes(only));
}

if (!existsSync(CHROMIUM)) {
  console.log(`browser: no ${CHROMIUM}: skipped\n0 passed, 0 failed, 1 skipped`);
  process.exit(0);
}
const { chromium } = await import('playwright-core');
const tests = await collect();
const node = await startNode();
const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
const world = { node, browser, states: new Map(), open: [] };
try {
  for (const test of tests) await runOne(world, test);
} finally {
  await browser.close();
  await node.stop();
}
console.log(`${passed} passed, ${failed} failed, 0 skipped`);
process.exit(failed || !passed ? 1 : 0);
