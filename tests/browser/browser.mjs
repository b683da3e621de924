// Chromium, and visits to pages that record whatever a page should not do.

import { chromium } from 'playwright-core';

export const THEMES = ['light', 'rust', 'coal', 'navy', 'ayu'];

const QUIET = [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync',
];

export function launch() {
    return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: QUIET });
}

/**
 * Opens `url` in a fresh context and hands the page to `use`; gives what `use` gives.
 *
 * `page.faults` collects console errors, exceptions, dialogs and requests that leave the site (which are refused).
 */
export async function visit(browser, url, options, use) {
    const { theme = 'light', width = 1280, height = 900, javaScript = true, media = 'screen', colorScheme = 'light' } = options;
    const context = await browser.newContext({ viewport: { width, height }, javaScriptEnabled: javaScript, colorScheme });
    try {
        const page = await context.newPage();
        page.faults = [];
        await watch(context, page, url);
        await context.addInitScript(`try { localStorage.getItem('mdbook-theme') ?? localStorage.setItem('mdbook-theme', '${theme}') } catch {}`);
        // mdBook opens the print dialog of print.html, which has no place in a test.
        await context.addInitScript('window.print = () => {}');
        await page.emulateMedia({ media, reducedMotion: 'reduce' });
        await page.goto(url, { waitUntil: 'load' });
        return await use(page);
    } finally {
        await context.close();
    }
}

/** Records faults of a page, and refuses requests that leave the site. */
async function watch(context, page, url) {
    const home = url.startsWith('file:') ? 'file:' : new URL(url).origin;
    await context.route('**/*', (route) => {
        const wanted = route.request().url();
        if (wanted.startsWith(home) || wanted.startsWith('data:')) return route.continue();
        page.faults.push(`asks another host: ${wanted}`);
        return route.abort();
    });
    page.on('console', (message) => {
        const own = message.location().url === url && /status of 404/.test(message.text());
        if (message.type() === 'error' && !own) page.faults.push(`console: ${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => page.faults.push(`exception: ${error.message}`));
    page.on('dialog', (dialog) => { page.faults.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
}
