// One line a test, and a closing line that counts them.

export class Report {
    passed = 0;
    failed = 0;

    /** Runs one test; what it throws, or the faults it gives, are printed under its line. */
    async test(name, run) {
        const start = performance.now();
        const faults = await this.#faults(run);
        const took = `${((performance.now() - start) / 1000).toFixed(1)} s`;
        if (faults.length === 0) {
            this.passed += 1;
            console.log(`ok    ${name} (${took})`);
        } else {
            this.failed += 1;
            console.log(`FAIL  ${name} (${took})`);
            faults.slice(0, 20).forEach((fault) => console.log(`      - ${fault}`));
            if (faults.length > 20) console.log(`      … and ${faults.length - 20} more`);
        }
    }

    async #faults(run) {
        try {
            return (await run()) ?? [];
        } catch (error) {
            return [error.message.split('\n').slice(0, 6).join('\n        ')];
        }
    }

    /** Prints the closing line and gives the exit status. A run without a test is not a good run. */
    close() {
        console.log(`${this.passed} passed, ${this.failed} failed`);
        return this.failed === 0 && this.passed > 0 ? 0 : 1;
    }
}
