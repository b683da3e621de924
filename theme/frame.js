// Mends of mdBook's own page frame that would otherwise need a copy of its page template.
//
// - the toggle of the table of contents is a label, which no key reaches: it becomes a button
// - the bar with the book's title is a landmark, so that nothing stands outside of one
// - what scrolls sideways can be scrolled with the keyboard in every browser
'use strict';

(() => {
    /** Puts a button where mdBook has a label for a hidden checkbox; the checkbox still does the work. */
    function reachableToggle() {
        const label = document.getElementById('mdbook-sidebar-toggle');
        const checkbox = document.getElementById('mdbook-sidebar-toggle-anchor');
        if (!label || !checkbox) return;
        const button = document.createElement('button');
        button.type = 'button';
        for (const name of ['id', 'class', 'title', 'aria-label', 'aria-controls']) button.setAttribute(name, label.getAttribute(name) ?? '');
        button.append(...label.childNodes);
        label.replaceWith(button);
        button.addEventListener('click', () => checkbox.click());
        // The sidebar is also closed by a swipe and by dragging its edge: the page's class is what always tells.
        const tell = () => button.setAttribute('aria-expanded', String(document.documentElement.classList.contains('sidebar-visible')));
        new MutationObserver(tell).observe(document.documentElement, { attributeFilter: ['class'] });
        tell();
    }

    function landmark() {
        document.getElementById('mdbook-menu-bar')?.setAttribute('role', 'banner');
    }

    function scrollers() {
        for (const box of document.querySelectorAll('main pre > code, main .table-wrapper, main .rn-scroll')) {
            if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
        }
    }

    reachableToggle();
    landmark();
    scrollers();
    addEventListener('resize', scrollers);
})();
