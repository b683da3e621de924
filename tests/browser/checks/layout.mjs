// A page fits a phone: it never scrolls sideways, and the words in its figures can be read.

const PHONE = { width: 360, height: 740 };

/** Smallest text in a figure, in CSS pixels on the screen. */
const SMALLEST = 12;

/** Runs inside the page: what sticks out of the window without a box of its own that scrolls. */
function stickingOut() {
    const faults = [];
    const content = document.getElementById('mdbook-content');
    for (const box of [document.scrollingElement, content]) {
        if (box && box.scrollWidth > box.clientWidth + 1) faults.push(`${box.tagName} scrolls sideways: ${box.scrollWidth} > ${box.clientWidth}`);
    }
    const scrolls = (element) => /auto|scroll|hidden|clip/.test(getComputedStyle(element).overflowX);
    const held = (element) => { for (let up = element.parentElement; up && up.tagName !== 'MAIN'; up = up.parentElement) if (scrolls(up)) return true; return false; };
    for (const element of document.querySelectorAll('main *')) {
        const { right, width } = element.getBoundingClientRect();
        if (width > 0 && right > innerWidth + 1 && !element.closest('svg *') && !held(element)) faults.push(`sticks out to ${Math.round(right)} px: ${element.outerHTML.slice(0, 90)}`);
    }
    return faults;
}

/** Runs inside the page: labels that are too small, cut off, or run into each other. */
function badLabels(smallest) {
    const faults = [];
    for (const chart of document.querySelectorAll('svg.rn-chart')) {
        if (chart.getClientRects().length === 0) continue;
        const frame = chart.getBoundingClientRect();
        const labels = [...chart.querySelectorAll('text')].filter((label) => label.getClientRects().length > 0 && label.textContent.trim() !== '');
        const boxes = labels.map((label) => label.getBoundingClientRect());
        labels.forEach((label, at) => {
            const size = parseFloat(getComputedStyle(label).fontSize) * chart.getScreenCTM().a;
            const box = boxes[at];
            const says = `“${label.textContent}” in ${chart.closest('figure')?.id}`;
            if (size < smallest - 0.05) faults.push(`${says} is ${size.toFixed(1)} px`);
            // What is drawn a little outside is still seen; boxes of text hold room for accents and tails besides.
            const out = Math.max(frame.left - box.left, box.right - frame.right, (frame.top - box.top) / 2, (box.bottom - frame.bottom) / 2);
            if (out > 4) faults.push(`${says} sticks out of its figure by ${out.toFixed(0)} px`);
            for (let other = 0; other < at; other += 1) {
                const across = Math.min(box.right, boxes[other].right) - Math.max(box.left, boxes[other].left);
                const down = Math.min(box.bottom, boxes[other].bottom) - Math.max(box.top, boxes[other].top);
                // Boxes of text hold room for accents and tails: only a real overlap counts.
                if (across > 1.5 && down > size * 0.45) faults.push(`${says} runs into “${labels[other].textContent}”`);
            }
        });
    }
    return faults;
}

export function layout(report, { site, open }) {
    for (const page of [...site.pages, 'print.html']) {
        report.test(`${page.file ?? page}: fits 360 px without scrolling sideways`, () => open(page, PHONE, (visit) => visit.evaluate(stickingOut)));
    }
    for (const page of site.pages.filter((each) => each.has('rn-chart'))) {
        for (const width of [360, 1280]) {
            report.test(`${page.file}: labels of figures can be read at ${width} px`, () =>
                open(page, { width }, (visit) => visit.evaluate(badLabels, SMALLEST)));
        }
    }
}
