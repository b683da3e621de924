// The built site: its pages, what is on them, and a server that hosts it under a sub-path, as GitHub Pages does.

import { createServer } from 'node:http';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { extname, join, normalize, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

const TYPES = {
    '.css': 'text/css', '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.json': 'application/json',
    '.png': 'image/png', '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.csv': 'text/csv',
};

/** Pages that mdBook makes itself: not chapters, and met by tests of their own. */
const FURNITURE = ['404.html', 'index.html', 'print.html', 'toc.html'];

export class Site {
    constructor(folder) {
        this.folder = folder;
        const files = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.html')).sort();
        if (!files.includes('index.html')) throw new Error(`${folder} holds no index.html: build the book first`);
        this.pages = files.filter((file) => !FURNITURE.includes(file) && !file.startsWith(`results${sep}`)).map((file) => this.#describe(file));
    }

    /** Name, address and the parts of one page that tests ask for. */
    #describe(file) {
        const html = readFileSync(join(this.folder, file), 'utf8');
        return {
            file: file.split(sep).join('/'),
            name: file.replace(/\.html$/, '').replaceAll(sep, '-'),
            several: /class="rn-machine"[^>]* hidden/.test(html),
            has: (part) => new RegExp(`class="[^"]*\\b${part}(?![\\w-])`).test(html),
        };
    }

    /** The text of a file that belongs to the site. */
    read(file) {
        return readFileSync(join(this.folder, file), 'utf8');
    }

    /** The one file at the top whose name matches, such as the search index with its digest. */
    find(pattern) {
        return readdirSync(this.folder).find((file) => pattern.test(file));
    }

    fileUrl(file) {
        return pathToFileURL(join(this.folder, file)).href;
    }

    /** Serves the site below `base` until `close`; anything unknown is 404.html with its status. */
    serve(base) {
        const server = createServer((request, response) => {
            const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
            const file = path.startsWith(base) ? this.#resolve(path.slice(base.length)) : null;
            response.writeHead(file ? 200 : 404, { 'content-type': TYPES[extname(file ?? '404.html')] ?? 'application/octet-stream' });
            response.end(readFileSync(file ?? join(this.folder, '404.html')));
        });
        return new Promise((resolve) => {
            server.listen(0, '127.0.0.1', () => resolve({
                url: `http://127.0.0.1:${server.address().port}${base}`,
                close: () => server.close(),
            }));
        });
    }

    #resolve(path) {
        const file = normalize(join(this.folder, path === '' || path.endsWith('/') ? `${path}index.html` : path));
        if (!file.startsWith(this.folder)) return null;
        return statSync(file, { throwIfNoEntry: false })?.isFile() ? file : null;
    }
}
