// axe finds nothing in five themes, and the colors of series keep their contrast and stay apart.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { THEMES } from '../browser.mjs';
import { apart, contrast } from '../colors.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * Rules that mdBook's own frame around the content may break, each with the reason. None is needed: `theme/frame.js` and
 * `theme/rn.css` mend what axe found in mdBook 0.5. Content is held to every rule in any case.
 */
const FRAME = new Set([]);

async function violations(page) {
    const found = await page.evaluate(async (tags) => {
        const result = await axe.run(document, { runOnly: tags, resultTypes: ['violations'] });
        return result.violations.flatMap(({ id, nodes }) => nodes.map((node) => ({
            id,
            content: document.querySelector(node.target[0])?.closest('main') !== null,
            text: `${id}: ${node.html.slice(0, 140)} ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? ''}`,
        })));
    }, TAGS);
    return found.filter(({ id, content }) => content || !FRAME.has(id)).map(({ text }) => text);
}

/** axe in every theme, as a reader would change it, and then on a phone. */
async function everywhere(page) {
    await page.evaluate(AXE);
    const faults = [];
    for (const theme of THEMES) {
        await page.evaluate((name) => document.getElementById(`mdbook-theme-${name}`).click(), theme);
        await page.waitForFunction((name) => document.documentElement.classList.contains(name), theme);
        faults.push(...(await violations(page)).map((text) => `${theme}: ${text}`));
    }
    await page.setViewportSize({ width: 360, height: 740 });
    return [...faults, ...(await violations(page)).map((text) => `at 360 px: ${text}`)];
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
    }
    for (const page of site.pages) {
        report.test(`${page.file}: axe finds nothing, in five themes and at 360 px`, () => open(page, {}, everywhere));
    }
}
