// One line a test, in the order in which they were asked for, and a closing line that counts them.

import { availableParallelism } from 'node:os';

export class Report {
    passed = 0;
    failed = 0;
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
        const good = faults.length === 0;
        this[good ? 'passed' : 'failed'] += 1;
        console.log(`${good ? 'ok   ' : 'FAIL '} ${name} (${seconds} s)`);
        faults.slice(0, 20).forEach((fault) => console.log(`      - ${fault}`));
        if (faults.length > 20) console.log(`      … and ${faults.length - 20} more`);
    }

    /** Waits for all tests, prints the closing line and gives the exit status. A run without a test is not a good run. */
    async close() {
        await this.#printed;
        console.log(`${this.passed} passed, ${this.failed} failed`);
        return this.failed === 0 && this.passed > 0 ? 0 : 1;
    }
}

async function faultsOf(run) {
    try {
        return (await run()) ?? [];
    } catch (error) {
        return [error.message.split('\n').slice(0, 6).join('\n        ')];
    }
}
