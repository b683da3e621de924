// Browser tests of a built site: node run.mjs SITE_DIR [--screenshots DIR] [--only WORD]
//
// Every check is a function `(report, bench)`; it asks for a test of each page that has the part it is about. `bench` holds
// the site, the browser, the address under which the site is served, and `open(page, options, use)`.

import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { launch, visit } from './browser.mjs';
import { Report } from './report.mjs';
import { Site } from './site.mjs';
import { quiet } from './checks/quiet.mjs';
import { layout } from './checks/layout.mjs';
import { accessible } from './checks/accessible.mjs';
import { plain } from './checks/plain.mjs';
import { figures } from './checks/figures.mjs';
import { tabs } from './checks/tabs.mjs';
import { search } from './checks/search.mjs';
import { screenshots } from './checks/screenshots.mjs';

const CHECKS = { quiet, layout, accessible, plain, figures, tabs, search, screenshots };

const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { screenshots: { type: 'string', default: 'target/screenshots' }, only: { type: 'string' } },
});
if (positionals.length !== 1) {
    console.error(`usage: node run.mjs SITE_DIR [--screenshots DIR] [--only ${Object.keys(CHECKS).join('|')}]`);
    process.exit(2);
}

const site = new Site(resolve(positionals[0]));
const browser = await launch();
const server = await site.serve('/some/where/');
const report = new Report();
const bench = {
    site, browser, url: server.url, shots: resolve(values.screenshots),
    open: (page, options, use) => visit(browser, server.url + (page.file ?? page), options, use),
};
try {
    for (const [name, check] of Object.entries(CHECKS)) {
        if (values.only === undefined || values.only === name) check(report, bench);
    }
    process.exitCode = await report.close();
} finally {
    await browser.close();
    server.close();
}
