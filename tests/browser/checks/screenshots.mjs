// Pictures for people: a handful of pages in light and dark, wide and on a phone.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { THEMES } from '../browser.mjs';

export function screenshots(report, { site, open, shots }) {
    mkdirSync(shots, { recursive: true });
    const pages = [...new Set([site.pages.find((page) => page.has('rn-ledger')), ...site.pages.filter((page) => page.has('rn-figure')), site.pages[0]])].filter(Boolean).slice(0, 5);
    for (const [at, page] of pages.entries()) {
        report.test(`${page.file}: pictures are taken`, async () => {
            for (const theme of at === 1 ? THEMES : ['light', 'navy']) {
                for (const width of [360, 1280]) {
                    await open(page, { theme, width }, (visit) => visit.screenshot({ path: join(shots, `${page.name}-${theme}-${width}.png`), fullPage: true }));
                }
            }
            await open(page, { media: 'print', width: 700 }, (visit) => visit.screenshot({ path: join(shots, `${page.name}-print.png`), fullPage: true }));
        });
    }
}
