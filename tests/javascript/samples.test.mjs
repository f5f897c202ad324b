// Every sample gives the statement, or the refusal, that the native library gives; explanations are those of the command.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { Book, RedressError } from 'redress';

const root = process.env.REDRESS_ROOT;
const book = await Book.load(join(root, 'rules'));
const cases = readdirSync(join(root, 'samples'), { recursive: true })
    .filter((name) => name.endsWith('.case.xml')).sort()
    .map((name) => join(root, 'samples', name.slice(0, -'.case.xml'.length)));

// Which zone data computed a statement is no part of what was decided.
const withoutProvenance = (xml) => xml.replace(/ {2}<provenance [^>]*\/>\n/, '');

test('statements are the same bytes', () => {
    let statements = 0;
    for (const name of cases) {
        const facts = readFileSync(`${name}.case.xml`);
        if (existsSync(`${name}.statement.xml`)) {
            const expected = readFileSync(`${name}.statement.xml`, 'utf8');
            assert.equal(withoutProvenance(book.settle(facts).xml), withoutProvenance(expected), name);
            ++statements;
        } else if (existsSync(`${name}.error.txt`)) {
            const expected = readFileSync(`${name}.error.txt`, 'utf8').trimEnd();
            assert.throws(() => book.settle(facts), { message: expected }, name);
        }
    }
    assert.ok(statements > 1_000, `${statements} statements`);
});

test('explanations are those of the command', () => {
    const asked = [['html', 'auditor', 'en'], ['text', 'customer', 'de'], ['markdown', 'auditor', 'uk']];
    const seen = new Set();
    let number = 0;
    for (const name of cases) {
        const folder = name.slice(0, name.lastIndexOf('/'));
        if (seen.has(folder) || !existsSync(`${name}.statement.xml`)) continue;
        seen.add(folder);
        const [format, audience, language] = asked[number++ % asked.length];
        const expected = execFileSync(process.env.REDRESS_COMMAND, ['explain', '--rules', join(root, 'rules'), '--format', format,
            '--for', audience, '--language', language, `${name}.case.xml`], { encoding: 'utf8' });
        const explained = book.explain(readFileSync(`${name}.case.xml`, 'utf8'), { format, audience, language });
        assert.equal(explained, expected, `${name}, ${format}`);
    }
    assert.ok(number > 25, `${number} explanations`);
});

test('an explanation of what is refused says why', () => {
    assert.throws(() => book.explain('<case/>'), RedressError);
});
