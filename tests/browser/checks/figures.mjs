// Values with the pointer and the keyboard, the machine switch, and another machine laid over.

/** Values of the marks that can be seen in a chart, in their order. */
const values = (chart) => chart.evaluate((svg) => [...svg.querySelectorAll('.rn-mark[data-text]')].filter((mark) => mark.getClientRects().length > 0).map((mark) => mark.dataset.text));

async function byKeyboard(page) {
    const faults = [];
    const tip = page.locator('.rn-tip');
    const address = page.url();
    for (const chart of await page.locator('svg.rn-chart:visible:has(.rn-mark)').all()) {
        const texts = await values(chart);
        if (await chart.evaluate((svg) => svg.tabIndex) !== 0) faults.push('a chart cannot be reached with Tab');
        await chart.focus();
        for (const text of texts.slice(0, 3)) {
            await page.keyboard.press('ArrowRight');
            if (await tip.textContent() !== text) faults.push(`ArrowRight shows “${await tip.textContent()}”, not “${text}”`);
        }
        await page.keyboard.press('End');
        if (await tip.textContent() !== texts.at(-1)) faults.push(`End shows “${await tip.textContent()}”`);
        await page.keyboard.press('Home');
        if (await tip.textContent() !== texts[0]) faults.push(`Home shows “${await tip.textContent()}”`);
        await page.keyboard.press('Escape');
        if (await tip.textContent() !== '') faults.push('Escape leaves the value standing');
        if (await chart.evaluate((svg) => svg === document.activeElement)) faults.push('Escape does not leave the chart');
    }
    if (page.url() !== address) faults.push('an arrow key turned the page');
    return faults;
}

async function byPointer(page) {
    const chart = page.locator('svg.rn-chart:visible:has(.rn-mark)').first();
    const mark = chart.locator('.rn-mark[data-text]:visible').first();
    await mark.scrollIntoViewIfNeeded();
    await page.waitForTimeout(50);
    // The middle of a mark's outline may lie between its parts; where it takes the pointer is its own shape.
    await mark.locator('.rn-hit').first().hover({ force: true });
    const wanted = await values(chart);
    const shown = await page.locator('.rn-tip').textContent();
    return wanted.includes(shown) ? [] : [`hovering shows “${shown}”`];
}

/** Names of the machines whose blocks can be seen, figure by figure. */
const speaking = (page) => page.evaluate(() => [...document.querySelectorAll('.rn-figure')].map((figure) => ({
    all: [...figure.querySelectorAll('.rn-machine')].map((block) => block.dataset.machine),
    seen: [...figure.querySelectorAll('.rn-machine')].filter((block) => block.getClientRects().length > 0).map((block) => block.dataset.machine),
})));

async function switches(page) {
    const faults = [];
    const wrong = async (name, when) => {
        for (const { all, seen } of await speaking(page)) {
            const expected = all.includes(name) ? name : all[0];
            if (all.length > 0 && (seen.length !== 1 || seen[0] !== expected)) faults.push(`${when}: a figure shows ${seen.join(' and ') || 'nothing'}, not ${expected}`);
        }
    };
    const select = page.locator('.rn-switch select:visible').first();
    const names = await select.locator('option').evaluateAll((options) => options.map((option) => option.value));
    await wrong(names[0], 'at first');
    for (const name of [...names].reverse()) {
        await select.selectOption(name);
        await wrong(name, `after choosing ${name}`);
    }
    await select.selectOption(names.at(-1));
    await page.reload();
    await wrong(names.at(-1), 'after coming back');
    return faults;
}

async function laysOver(page) {
    const faults = [];
    const button = page.locator('.rn-switch button:visible').first();
    const ghosts = page.locator(`.rn-overlay[data-machine="${await button.getAttribute('value')}"]:visible`);
    if (await ghosts.count() > 0) faults.push('another machine is laid over unasked');
    await button.click();
    if (await ghosts.count() === 0) faults.push('the other machine does not appear');
    if (await button.getAttribute('aria-pressed') !== 'true') faults.push('the button does not say that it is pressed');
    await button.click();
    if (await ghosts.count() > 0) faults.push('the other machine does not go away');
    return faults;
}

export function figures(report, { site, open }) {
    for (const page of site.pages.filter((each) => each.has('rn-mark'))) {
        report.test(`${page.file}: values with the arrow keys`, () => open(page, {}, byKeyboard));
        report.test(`${page.file}: values with the arrow keys at 360 px`, () => open(page, { width: 360 }, byKeyboard));
        report.test(`${page.file}: values under the pointer`, () => open(page, {}, byPointer));
    }
    for (const page of site.pages.filter((each) => each.several)) {
        report.test(`${page.file}: the machine switch turns every figure, and is remembered`, () => open(page, {}, switches));
    }
    for (const page of site.pages.filter((each) => each.has('rn-overlay'))) {
        report.test(`${page.file}: another machine laid over`, () => open(page, {}, laysOver));
    }
}
