// SPDX-License-Identifier: Apache-2.0
// Thousands of texts by which strangers attack pages (other people's lists below $XIEZHI_DATA, where they are
// there; a few of our own always) come in as requests.  Who reads them sees them as they were written: no script
// runs, no element is made, nothing is fetched.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { startNode } from './node.mjs';
import { staff } from './people.mjs';

const DATA = process.env.XIEZHI_DATA || '../shared/data';
const WORDS_MAX = 4500;
const OWN = ['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "'-alert(1)-'", '</textarea><svg onload=alert(1)>',
  '</title><script>alert(1)</script>', '{{c.words}}', '<a href="javascript:alert(1)">x</a>', '&lt;b&gt;', '<!--', ']]>'];

function lists() {
  const xss = `${DATA}/security/xss_payloads_half.txt.gz`, naughty = `${DATA}/security/blns.json`;
  const lines = existsSync(xss) ? gunzipSync(readFileSync(xss)).toString('utf8').split('\n') : [];
  const strings = existsSync(naughty) ? JSON.parse(readFileSync(naughty, 'utf8')) : [];
  return [...OWN, ...strings, ...lines].map((s) => s.trim()).filter((s) => s && s.length < WORDS_MAX);
}

// As many as one request holds.
function bundles(texts) {
  const all = [[]];
  let n = 0;
  for (const text of texts) {
    if (n + text.length + 1 > WORDS_MAX) {
      all.push([]);
      n = 0;
    }
    all.at(-1).push(text);
    n += text.length + 1;
  }
  return all;
}

async function send(node, texts) {
  const words = texts.join('\n');
  const answer = await fetch(`${node.url}/appeal/file`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() },
    body: JSON.stringify({ kind: 'help', topic: 'noise', words }),
  });
  return { status: answer.status, words, ...(answer.status === 201 ? await answer.json() : {}) };
}

// What is refused in a bundle is looked for in its halves.
async function fileAll(node, texts, filed, refused) {
  const answer = await send(node, texts);
  if (answer.status === 201) return filed.push(answer);
  assert.equal(answer.status, 422, `refused by a rule and not by an accident: ${texts[0].slice(0, 60)}`);
  if (texts.length === 1) return refused.push(texts[0]);
  const half = texts.length >> 1;
  await fileAll(node, texts.slice(0, half), filed, refused);
  return fileAll(node, texts.slice(half), filed, refused);
}

const plain = (s) => s.replace(/\s+/gu, ' ').trim();

async function read(v, { matter, words }) {
  assert.equal(await v.go(`/appeal/${matter}`), 200);
  const shown = await v.page.locator('.x-words').first().evaluate((e) => ({
    text: e.textContent,
    elements: [...e.querySelectorAll('*')].map((x) => x.localName).filter((x) => !['span', 'br'].includes(x)),
  }));
  assert.deepEqual(shown.elements, [], 'no element is made of what was written');
  assert.equal(plain(shown.text), plain(words), 'it is read as it was written');
}

export default function declare(test) {
  test('Texts that attack a page are read as they were written', async (world) => {
    const node = await startNode(), filed = [], refused = [], texts = lists();
    try {
      for (const bundle of bundles(texts)) await fileAll(node, bundle, filed, refused);
      assert.ok(refused.length < texts.length / 20, `${refused.length} of ${texts.length} are refused`);
      const v = await staff({ node, browser: world.browser, states: new Map(), open: world.open }, 'clerk', { lang: 'zh' });
      v.page.on('dialog', (d) => v.wrongs.push(`a dialog: ${d.message()}`));
      for (const request of filed) await read(v, request);
      await v.close();
      console.log(`        ${texts.length} texts in ${filed.length} requests, ${refused.length} refused by a rule`);
    } finally {
      await node.stop();
    }
  });
}
