// The programs of the documentation print what stands below them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

const root = process.env.REDRESS_ROOT;
for (const page of ['docs/calling.md', 'abi/javascript/README.md']) {
    test(`the program of ${page}`, () => {
        const [, program, shown] = readFileSync(join(root, page), 'utf8').match(/^```js\n(import .*?)^```$.*?^```text\n(.*?)^```$/ms);
        const file = fileURLToPath(new URL('shown.mjs', import.meta.url));
        writeFileSync(file, program);
        assert.equal(execFileSync('node', [file], { cwd: root, encoding: 'utf8' }), shown);
    });
}
