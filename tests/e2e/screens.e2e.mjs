// SPDX-License-Identifier: Apache-2.0
// Pictures of every page to look at, in build/test-artifacts/screens: PLACE-LANG-WIDTH.png.
import { mkdirSync } from 'node:fs';
import { places, stand } from './places.mjs';
import { DESKTOP, PHONE, TABLET } from './visitor.mjs';

const FOLDER = 'build/test-artifacts/screens';

async function picture(world, place, lang) {
  const v = await stand(world, place, { lang, size: PHONE });
  for (const size of [PHONE, TABLET, DESKTOP]) {
    await v.page.setViewportSize(size);
    await v.page.screenshot({ path: `${FOLDER}/${place.name}-${lang}-${size.width}.png`, fullPage: true });
  }
  await v.close();
}

export default function declare(test) {
  test('Pictures of every page are taken', async (world) => {
    mkdirSync(FOLDER, { recursive: true });
    for (const lang of ['zh', 'en'])
      for (const place of places) await picture(world, place, lang);
  });
}
