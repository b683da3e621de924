// One line a test, in the order in which they were asked for, and a closing line that counts them.

import { availableParallelism } from 'node:os';

export class Report {
    passed = 0;
    #failed = [];
    #free = Math.min(4, availableParallelism());
    #waiting = [];
    #printed = Promise.resolve();

    /** Runs one test as soon as there is room; what it throws, or the faults it gives, are printed under its line. */
    test(name, run) {
        const outcome = this.#take().then(async () => {
            const start = performance.now();
            const faults = await faultsOf(run);
            this.#give();
            return { faults, seconds: ((performance.now() - start) / 1000).toFixed(1) };
        });
        this.#printed = this.#printed.then(async () => this.#print(name, await outcome));
    }

    #take() {
        if (this.#free > 0) {
            this.#free -= 1;
            return Promise.resolve();
        }
        return new Promise((resolve) => this.#waiting.push(resolve));
    }

    #give() {
        const next = this.#waiting.shift();
        if (next) next();
        else this.#free += 1;
    }

    #print(name, { faults, seconds }) {
        const lines = [`${faults.length === 0 ? 'ok   ' : 'FAIL '} ${name} (${seconds} s)`];
        lines.push(...faults.slice(0, 20).map((fault) => `      - ${fault}`));
        if (faults.length > 20) lines.push(`      … and ${faults.length - 20} more`);
        if (faults.length === 0) this.passed += 1;
        else this.#failed.push(lines);
        console.log(lines.join('\n'));
    }

    /**
     * Waits for all tests, prints those that failed once more, where whoever reads only the end of a log sees them, and the
     * closing line; gives the exit status. A run without a test is not a good run.
     */
    async close() {
        await this.#printed;
        this.#failed.forEach((lines) => console.log(lines.join('\n')));
        console.log(`${this.passed} passed, ${this.#failed.length} failed`);
        return this.#failed.length === 0 && this.passed > 0 ? 0 : 1;
    }
}

async function faultsOf(run) {
    try {
        return (await run()) ?? [];
    } catch (error) {
        return [error.message.split('\n').slice(0, 6).join('\n        ')];
    }
}
