// Tabs by keyboard: one stop for Tab, arrows between them, all groups of a page together, remembered on the next page.

/** Label of the selected tab and of the visible panels, group by group. */
const state = (page) => page.evaluate(() => [...document.querySelectorAll('.rn-tabs.rn-ready')].map((group) => ({
    labels: [...group.querySelectorAll(':scope > .rn-tab')].map((panel) => panel.dataset.label),
    selected: [...group.querySelectorAll('[role=tab][aria-selected=true]')].map((tab) => tab.textContent),
    stops: [...group.querySelectorAll('[role=tab]')].filter((tab) => tab.tabIndex === 0).length,
    seen: [...group.querySelectorAll(':scope > .rn-tab')].filter((panel) => panel.getClientRects().length > 0).map((panel) => panel.dataset.label),
})));

function faultsOf(groups, wanted, when) {
    return groups.flatMap(({ labels, selected, stops, seen }) => {
        const label = labels.includes(wanted) ? wanted : labels[0];
        const good = stops === 1 && selected.join() === label && seen.join() === label;
        return good ? [] : [`${when}: ${selected.join() || 'nothing'} is selected and ${seen.join() || 'nothing'} is seen, not ${label}`];
    });
}

async function byKeyboard(page) {
    const [{ labels }] = await state(page);
    const faults = faultsOf(await state(page), labels[0], 'at first');
    await page.locator('[role=tab][aria-selected=true]').first().focus();
    await page.keyboard.press('ArrowRight');
    faults.push(...faultsOf(await state(page), labels[1], 'after ArrowRight'));
    await page.reload();
    faults.push(...faultsOf(await state(page), labels[1], 'after coming back'));
    await page.locator('[role=tab][aria-selected=true]').first().focus();
    await page.keyboard.press('Home');
    faults.push(...faultsOf(await state(page), labels[0], 'after Home'));
    return faults;
}

export function tabs(report, { site, open }) {
    for (const page of site.pages.filter((each) => each.has('rn-tabs'))) {
        report.test(`${page.file}: tabs with the keyboard, remembered`, () => open(page, {}, async (visit) => {
            const groups = await state(visit);
            return groups.length === 0 ? ['there are no tabs'] : byKeyboard(visit);
        }));
    }
}
