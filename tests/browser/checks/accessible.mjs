// axe finds nothing in five themes, and the colors of series keep their contrast and stay apart.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { THEMES } from '../browser.mjs';
import { apart, contrast } from '../colors.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What mdBook's own frame breaks around the content, which our theme cannot mend without a copy of its page template. */
const FRAME = {
};

async function violations(page) {
    await page.evaluate(AXE);
    const found = await page.evaluate(async (tags) => {
        const result = await axe.run(document, { runOnly: tags, resultTypes: ['violations'] });
        return result.violations.flatMap(({ id, nodes }) => nodes.map((node) => ({
            id,
            content: document.querySelector(node.target[0])?.closest('main') !== null,
            text: `${id}: ${node.html.slice(0, 140)} ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? ''}`,
        })));
    }, TAGS);
    return found.filter(({ id, content }) => content || !(id in FRAME)).map(({ text }) => text);
}

const INKS = ['s1', 's2', 's3', 's4', 's5', 's6'];
const WORDS = ['good', 'bad', 'mixed', 'none', 'muted', 'axis'];

/** Contrast of every ink against the page, and how far series are apart, in a theme. */
async function inks(page) {
    const read = (names) => page.evaluate((wanted) => wanted.map((name) => getComputedStyle(document.documentElement).getPropertyValue(`--rn-${name}`).trim()), names);
    const paper = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const series = await read(INKS);
    const faults = [...series, ...await read(WORDS)].filter((ink) => contrast(ink, paper) < 4.5).map((ink) => `${ink} has ${contrast(ink, paper).toFixed(1)}:1 against ${paper}`);
    return [...faults, ...apart(series, 0.07)];
}

export function accessible(report, { site, open }) {
    for (const theme of THEMES) {
        report.test(`colors of series keep their contrast and stay apart in ${theme}`, () => open(site.pages[0], { theme }, inks));
        for (const page of site.pages) {
            report.test(`${page.file}: axe finds nothing in ${theme}`, () => open(page, { theme }, violations));
        }
    }
    for (const page of site.pages) {
        report.test(`${page.file}: axe finds nothing at 360 px`, () => open(page, { width: 360 }, violations));
    }
}
