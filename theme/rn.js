// What the book adds with JavaScript, and only adds: without it every figure, table, tab and command is plain content.
//
// - marks:    the value of a mark on hover, and with the arrow keys once its chart has the focus
// - machines: which machine a page's figures speak of, and another machine laid over it
// - tabs:     the same question in two languages, one at a time
// - commands: the prompt of a command is not copied with it
//
// Text from records is only ever assigned as text, never parsed as HTML. Nothing here makes a request.
'use strict';

(() => {
    const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));

    /** Creates an element with properties, attributes (`aria-…`, `role`, `data-…`) and children. */
    function make(tag, given = {}, ...children) {
        const element = document.createElement(tag);
        for (const [name, value] of Object.entries(given)) {
            if (name in element) element[name] = value;
            else element.setAttribute(name, value);
        }
        element.append(...children);
        return element;
    }

    /** A choice that outlives the page where the browser allows it; file:// and private windows may not. */
    const memory = {
        get(key) {
            try { return localStorage.getItem(`rn-${key}`); } catch { return null; }
        },
        set(key, value) {
            try {
                if (value === null) localStorage.removeItem(`rn-${key}`);
                else localStorage.setItem(`rn-${key}`, value);
            } catch { /* The choice then lasts as long as the page. */ }
        },
    };

    // ---- marks ----------------------------------------------------------------------------------------------

    function marks() {
        const charts = all('svg.rn-chart').filter((chart) => chart.querySelector('.rn-mark[data-text]'));
        if (charts.length === 0) return;
        const tip = make('div', { className: 'rn-tip', role: 'status', 'aria-live': 'polite' });
        document.body.append(tip);
        let current = null;

        /** Shows what a mark says; `where` is its place among the marks, for who steps through them. */
        function show(mark, where = '') {
            if (mark === current) return;
            if (current) current.classList.remove('rn-current');
            current = mark;
            tip.textContent = mark ? mark.dataset.text : '';
            tip.dataset.where = where;
            if (!mark) return;
            mark.classList.add('rn-current');
            place(tip, mark.getBoundingClientRect());
        }

        charts.forEach((chart) => readable(chart, show));
        // A native title would show a second, slower tooltip over ours.
        all('.rn-mark[data-text] > title').forEach((title) => title.remove());
        // The tip stays with its mark; a browser scrolls by itself when a figure takes the focus.
        addEventListener('scroll', () => { if (current) place(tip, current.getBoundingClientRect()); }, { passive: true });
        addEventListener('resize', () => show(null));
    }

    /** Puts the tip above the mark, or below where there is no room, always inside the window. */
    function place(tip, mark) {
        const gap = 10;
        const { width, height } = tip.getBoundingClientRect();
        const middle = mark.left + mark.width / 2 - width / 2;
        const above = mark.top - height - gap;
        tip.style.left = `${Math.max(8, Math.min(middle, document.documentElement.clientWidth - width - 8))}px`;
        tip.style.top = `${above > 0 ? above : mark.bottom + gap}px`;
    }

    /** Lets one chart be read by pointer and by keyboard. */
    function readable(chart, show) {
        let at = -1;
        const visible = () => all('.rn-mark[data-text]', chart).filter((mark) => mark.getClientRects().length > 0);
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
        chart.tabIndex = 0;
        chart.addEventListener('pointerover', (event) => show(event.target.closest('.rn-mark[data-text]')));
        chart.addEventListener('pointerleave', () => show(null));
        chart.addEventListener('blur', () => { at = -1; show(null); });
        chart.addEventListener('keydown', (event) => {
            if (event.altKey || event.ctrlKey || event.metaKey) return;
            const list = visible();
            if (event.key === 'Escape') chart.blur();
            else if (event.key === 'Home') at = 0;
            else if (event.key === 'End') at = list.length - 1;
            else if (event.key in step) at = Math.max(0, Math.min(at + step[event.key], list.length - 1));
            else return;
            // mdBook turns the page on an arrow key.
            event.preventDefault();
            event.stopPropagation();
            if (event.key !== 'Escape') show(list[at] ?? null, ` · ${at + 1} of ${list.length}`);
        });
    }

    // ---- machines -------------------------------------------------------------------------------------------

    function machines() {
        const figures = all('.rn-figure').map((figure) => ({ figure, blocks: all('.rn-machine[data-machine]', figure) }));
        const several = figures.filter(({ blocks }) => blocks.length > 1);
        const names = new Set(figures.flatMap(({ blocks }) => blocks.map((block) => block.dataset.machine)));
        const controls = figures.map(({ figure, blocks }) => control(figure, blocks, choose, layOver)).filter(Boolean);
        let over = memory.get('overlay');

        function choose(name) {
            if (!names.has(name)) return;
            for (const { blocks } of several) {
                // A chart that this machine has not measured keeps its first one.
                const shown = blocks.find((block) => block.dataset.machine === name) ?? blocks[0];
                blocks.forEach((block) => { block.hidden = block !== shown; });
            }
            controls.forEach((show) => show(name, over));
            layOver(over);
        }

        function layOver(name) {
            over = name;
            all('.rn-overlay').forEach((group) => group.classList.toggle('rn-laid-over', group.dataset.machine === over));
            controls.forEach((show) => show(null, over));
        }

        if (controls.length === 0) return;
        choose(memory.get('machine') ?? several[0]?.blocks[0].dataset.machine);
        layOver(over);
    }

    /** The row of controls above one figure; gives a function that shows the present choice, or null where nothing can be chosen. */
    function control(figure, blocks, choose, layOver) {
        const ghosts = [...new Set(all('.rn-overlay[data-machine]', figure).map((group) => group.dataset.machine))];
        if (blocks.length < 2 && ghosts.length === 0) return null;
        const select = make('select', {}, ...blocks.map((block) => make('option', { value: block.dataset.machine }, block.dataset.machine)));
        const buttons = ghosts.map((name) => make('button', { type: 'button', value: name, 'aria-pressed': 'false' }, `Lay over ${name}`));
        const row = make('div', { className: 'rn-switch' });
        if (blocks.length > 1) row.append(make('label', {}, 'Machine ', select));
        row.append(...buttons);
        figure.prepend(row);

        select.addEventListener('change', () => keepInView(row, () => {
            memory.set('machine', select.value);
            choose(select.value);
        }));
        buttons.forEach((button) => button.addEventListener('click', () => {
            const name = button.getAttribute('aria-pressed') === 'true' ? null : button.value;
            memory.set('overlay', name);
            layOver(name);
        }));

        return (name, over) => {
            if (name !== null && blocks.some((block) => block.dataset.machine === name)) select.value = name;
            const shown = blocks.find((block) => !block.hidden);
            buttons.forEach((button) => {
                const drawn = all('.rn-overlay[data-machine]', shown).some((group) => group.dataset.machine === button.value);
                button.hidden = !drawn;
                button.setAttribute('aria-pressed', String(button.value === over));
            });
        };
    }

    /** Runs a change that may grow or shrink figures further up, and keeps `anchor` where the reader's eyes are. */
    function keepInView(anchor, change) {
        const before = anchor.getBoundingClientRect().top;
        change();
        scrollBy({ top: anchor.getBoundingClientRect().top - before, behavior: 'instant' });
    }

    // ---- tabs -----------------------------------------------------------------------------------------------

    function tabs() {
        const groups = all('.rn-tabs').map((group, number) => tabGroup(group, number, (label) => {
            memory.set('tab', label);
            groups.forEach((select) => select(label));
        }));
        const remembered = memory.get('tab');
        if (remembered !== null) groups.forEach((select) => select(remembered));
    }

    /** Turns labelled panels into tabs; gives a function that selects by label where the group has it. */
    function tabGroup(group, number, chosen) {
        const panels = all(':scope > .rn-tab[data-label]', group);
        const list = make('div', { className: 'rn-tablist', role: 'tablist', 'aria-label': 'Language' });
        const buttons = panels.map((panel, at) => {
            const id = `rn-tab-${number}-${at}`;
            const button = make('button', { type: 'button', role: 'tab', id, 'aria-controls': `${id}-panel` }, panel.dataset.label);
            panel.id = `${id}-panel`;
            panel.setAttribute('role', 'tabpanel');
            panel.setAttribute('aria-labelledby', id);
            button.addEventListener('click', () => keepInView(list, () => chosen(panel.dataset.label)));
            return button;
        });

        function select(label) {
            const at = panels.findIndex((panel) => panel.dataset.label === label);
            if (at < 0) return;
            panels.forEach((panel, other) => { panel.hidden = other !== at; });
            buttons.forEach((button, other) => {
                button.setAttribute('aria-selected', String(other === at));
                button.tabIndex = other === at ? 0 : -1;
            });
        }

        list.addEventListener('keydown', (event) => {
            const at = buttons.indexOf(document.activeElement);
            const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
            if (to === undefined || at < 0) return;
            event.preventDefault();
            event.stopPropagation();
            const button = buttons[(to + buttons.length) % buttons.length];
            button.focus();
            button.click();
        });

        if (panels.length > 1) {
            list.append(...buttons);
            group.prepend(list);
            group.classList.add('rn-ready');
            select(panels[0].dataset.label);
        }
        return select;
    }

    // ---- commands -------------------------------------------------------------------------------------------

    /** Turns a typed `$ ` into one that style draws, so that mdBook's copy button leaves it out. */
    function commands() {
        for (const code of all('pre > code.language-console')) {
            const lines = code.textContent.replace(/\n$/, '').split('\n');
            code.replaceChildren(...lines.flatMap((line, at) => [
                at > 0 ? '\n' : '',
                line.startsWith('$ ') ? make('span', { className: 'rn-command' }, line.slice(2)) : line,
            ]));
        }
    }

    marks();
    machines();
    tabs();
    commands();
})();
