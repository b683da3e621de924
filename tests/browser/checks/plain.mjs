// Without JavaScript, and on paper, a page is whole.

/** Runs inside the page: what a reader without JavaScript, or with paper, would miss. */
function missing() {
    const faults = [];
    const seen = (element) => element !== null && element.getClientRects().length > 0 && getComputedStyle(element).visibility === 'visible';
    const need = (good, what) => { if (!good) faults.push(what); };
    need(document.title.trim() !== '', 'no title');
    need(seen(document.querySelector('main h1')), 'no visible heading');
    need(document.querySelector('main').innerText.trim().length > 80, 'hardly any text');
    for (const figure of document.querySelectorAll('main .rn-figure')) {
        const parts = [...figure.querySelectorAll('svg.rn-chart, .rn-absent')].filter(seen);
        need(parts.length > 0 && parts.every((part) => part.getBoundingClientRect().width > 200), `nothing is drawn in ${figure.id}`);
        need(seen(figure.querySelector('.rn-title')), `no title in ${figure.id}`);
        need(figure.innerText.trim() !== '', `no words in ${figure.id}`);
    }
    for (const verdict of document.querySelectorAll('main .rn-verdict')) {
        need(seen(verdict.querySelector('.rn-badge')) && seen(verdict), `${verdict.id} cannot be seen`);
    }
    for (const tab of document.querySelectorAll('main .rn-tab')) need(seen(tab), `the tab ${tab.dataset.label} cannot be seen`);
    for (const element of document.querySelectorAll('main [hidden]:not(.rn-switch *)')) {
        need(element.matches('.rn-machine, .rn-machine *') || element.matches('.rn-tab'), `hidden: ${element.outerHTML.slice(0, 90)}`);
    }
    return faults;
}

/** Runs inside the page: what does not belong on paper. */
function notForPaper() {
    const faults = [];
    const seen = (element) => element.getClientRects().length > 0;
    for (const selector of ['.rn-tools', '.rn-switch', '.rn-tablist', '.rn-tip', 'pre > .buttons', '#mdbook-menu-bar', '#mdbook-sidebar']) {
        if ([...document.querySelectorAll(selector)].some(seen)) faults.push(`${selector} is printed`);
    }
    const { color, backgroundColor } = getComputedStyle(document.documentElement);
    if (color !== 'rgb(0, 0, 0)' || backgroundColor !== 'rgb(255, 255, 255)') faults.push(`printed as ${color} on ${backgroundColor}`);
    for (const answer of document.querySelectorAll('main > details')) {
        if (![...answer.children].slice(1).every((child) => child.checkVisibility({ contentVisibilityAuto: true }))) faults.push('what a reader unfolds is not printed');
    }
    return faults;
}

export function plain(report, { site, open }) {
    for (const page of site.pages) {
        for (const colorScheme of ['light', 'dark']) {
            report.test(`${page.file}: whole without JavaScript (${colorScheme})`, () =>
                open(page, { javaScript: false, colorScheme }, async (visit) => {
                    // What is behind a switch can be opened without a program. On paper it is open as it is.
                    for (const behind of await visit.locator('main .rn-older > summary').all()) await behind.click();
                    return [...visit.faults, ...await visit.evaluate(missing)];
                }));
        }
    }
    for (const page of [...site.pages, 'print.html']) {
        report.test(`${page.file ?? page}: black on white and whole on paper`, () =>
            open(page, { media: 'print', theme: 'coal', width: 700 }, async (visit) => [...await visit.evaluate(missing), ...await visit.evaluate(notForPaper)]));
    }
}
