// A page asks nobody else, reports no error and runs nothing from a record: under a sub-path, from a file, and at an
// address that does not exist.

import { visit } from '../browser.mjs';

/** Runs inside the page: whatever in its content could run. */
function programs() {
    const handlers = [...document.querySelectorAll('main *')].filter((element) => [...element.attributes].some((a) => /^on/i.test(a.name)));
    const scripts = [...document.querySelectorAll('main script, main iframe, main object, main embed')];
    const links = [...document.querySelectorAll('main [href], main [src]')].filter((e) => /^\s*javascript:/i.test(e.getAttribute('href') ?? e.getAttribute('src')));
    return [...handlers, ...scripts, ...links].map((element) => `could run: ${element.outerHTML.slice(0, 120)}`);
}

/** Moves over everything of ours that reacts, then gives what went wrong. */
async function useAll(page) {
    for (const select of await page.locator('.rn-switch select:visible').all()) {
        for (const option of await select.locator('option').all()) await select.selectOption(await option.getAttribute('value'));
    }
    for (const chart of await page.locator('svg.rn-chart:visible').all()) {
        await chart.focus();
        await page.keyboard.press('ArrowRight');
    }
    const hostile = await page.evaluate(() => window.hostile);
    return [...page.faults, ...(hostile === undefined ? [] : [`text of a record ran: ${hostile}`]), ...await page.evaluate(programs)];
}

export function quiet(report, { site, browser, open }) {
    for (const page of [...site.pages, 'index.html', 'print.html']) {
        const name = page.file ?? page;
        report.test(`${name}: no error, no request elsewhere, no program in a record`, () => open(page, {}, useAll));
        report.test(`${name}: the same from a file`, () => visit(browser, site.fileUrl(name), {}, useAll));
    }
    report.test('an unknown address shows the page for it, styled, with a way back', () => unknownAddress(site, browser));
}

/** The page for unknown addresses holds absolute addresses, so it is met where the site was built to be hosted. */
async function unknownAddress(site, browser) {
    const base = /<base href="([^"]+)"/.exec(site.read('404.html'))?.[1] ?? '/';
    const server = await site.serve(new URL(base, 'http://localhost').pathname);
    try {
        return await visit(browser, `${server.url}no/such/page.html`, {}, async (page) => {
            const styled = await page.evaluate(() => getComputedStyle(document.querySelector('main')).maxWidth !== 'none');
            const links = await page.locator('#mdbook-sidebar a[href]').count();
            return [...page.faults, ...(styled ? [] : ['has no style']), ...(links > 0 ? [] : ['has no link back'])];
        });
    } finally {
        server.close();
    }
}
