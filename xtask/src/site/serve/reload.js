(state) => {
    // Shows what is wrong over the last good page, and loads the page again when there is a newer one.
    function show(fault) {
        document.getElementById('rn-fault')?.remove();
        if (!fault) return;
        const box = document.createElement('div');
        box.id = 'rn-fault';
        box.setAttribute('role', 'alert');
        box.style.cssText = 'position:fixed;inset:0 0 auto 0;z-index:9999;max-height:80vh;overflow:auto;padding:1em;'
            + 'background:#3b0d11;color:#fff;font:14px/1.5 monospace;white-space:pre-wrap;border-bottom:4px solid #e5484d';
        box.textContent = `The book has a fault; this is the last good page.\n\n${fault}`;
        document.body.append(box);
    }
    async function follow() {
        for (;;) {
            try {
                const news = await (await fetch(state.news + state.version)).json();
                if (news.version === state.version) continue;
                if (!news.fault) return location.reload();
                state = { ...state, ...news };
                show(state.fault);
            } catch {
                // The server is gone; it may come back.
                await new Promise((resolve) => setTimeout(resolve, 1000));
            }
        }
    }
    show(state.fault);
    follow();
}
