// The search finds the words of the prose, and not the words of the figures.

/** Runs inside the page: its text with whatever the generator drew taken out, and code, whose dotted names are one word each. */
function prose() {
    const copy = document.querySelector('main').cloneNode(true);
    copy.querySelectorAll('figure, aside, pre, table, svg, code').forEach((part) => part.remove());
    return [...copy.querySelectorAll('p')].map((part) => part.textContent).join(' ');
}

/** Runs inside the page: texts that stand in its figures. */
function drawn() {
    const texts = [...document.querySelectorAll('.rn-figure .rn-caption, .rn-figure .rn-desc')].map((part) => part.textContent);
    return [...texts, ...[...document.querySelectorAll('.rn-mark[data-text]')].slice(0, 5).map((mark) => mark.dataset.text)];
}

/** The words of a page that stand outside its figures. */
const withoutFigures = (html) => html.replace(/<figure class="rn-figure".*?<\/figure>/gs, ' ').replace(/<[^>]+>/g, '');

const squeeze = (text) => text.replace(/\s+/g, ' ').trim();

/** A word of the prose that is long, and so likely to be found on this page first. */
const telling = (text) => text.match(/[A-Za-z]{5,}/g).sort((one, other) => other.length - one.length)[0];

async function finds(page) {
    const word = telling(await page.evaluate(prose));
    await page.keyboard.press('/');
    await page.locator('#mdbook-searchbar').pressSequentially(word);
    const results = page.locator('#mdbook-searchresults a');
    await results.first().waitFor({ timeout: 10_000 });
    const own = new URL(page.url()).pathname.split('/').at(-1);
    const found = await results.evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    return found.some((link) => link.includes(own)) ? page.faults : [`“${word}” of ${own} finds only ${found.join(', ')}`];
}

export function search(report, { site, open }) {
    report.test('the search finds a word of the prose', () => open(site.pages[0], {}, finds));
    report.test('the search works on a phone', () => open(site.pages.at(-1), { width: 360 }, finds));
    const index = squeeze(JSON.stringify(site.read(site.find(/^searchindex.*\.js$/))).replaceAll('\\\\', ''));
    const outside = squeeze(site.pages.map((page) => withoutFigures(site.read(page.file))).join(' '));
    for (const page of site.pages.filter((each) => each.has('rn-figure'))) {
        report.test(`${page.file}: no text of a figure is in the search index`, () => open(page, {}, async (visit) => {
            // What stands outside the figures as well is rightly found: “processes: 0” begins a sentence of a verdict.
            const texts = (await visit.evaluate(drawn)).map(squeeze).filter((text) => text.length > 8 && !outside.includes(text));
            return texts.filter((text) => index.includes(text)).map((text) => `indexed: “${text.slice(0, 100)}”`);
        }));
    }
}
