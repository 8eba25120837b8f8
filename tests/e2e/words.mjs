// SPDX-License-Identifier: Apache-2.0
// The words of the pages, from the same tables that the product is built from, and its pack.
import { readdirSync, readFileSync } from 'node:fs';

const LANGS = ['zh', 'en'];
const rows = new Map();

const files = readdirSync('src', { recursive: true }).filter((name) => name.endsWith('/text.tsv'));

for (const file of [...files.map((name) => `src/${name}`), 'pack/demo/text.tsv'])
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const [key, ...cells] = line.split('\t');
    if (cells.length === LANGS.length) rows.set(key, cells);
  }

export const keys = [...rows.keys()];

// The words of a key with its {name} filled in; of "one|many" the second.
export function words(lang, key, args = {}) {
  const cells = rows.get(key);
  if (!cells) throw new Error(`there are no words ${key}`);
  const cell = cells[LANGS.indexOf(lang)].split('|').pop();
  return cell.replace(/\{(\w+)(:\w+)?\}/g, (all, name) => args[name] ?? all);
}
