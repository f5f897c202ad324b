// The package as its users see it: results, errors with their place, reviews, the vocabulary.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { Book, CaseError, RedressError, RulesError, functions, review, vocabulary } from 'redress';

const root = process.env.REDRESS_ROOT;
const text = readFileSync(join(root, 'rules', 'ua_hosting.xml'), 'utf8');
const facts = {
    case: { id: 'july', as_of: new Date('2017-08-01T09:00:00+03:00'), currency: 'UAH' },
    account: { id: 'customer-1', overdue_invoices: 0 },
    subscription: { id: 'vps-1', sla: 'ua_hosting', price: '1303', price_period: 'P6M' },
    incident: [{ id: 'outage-1', start: '2017-07-12T04:00:00+03:00', end: '2017-07-12T21:00:00+03:00' }],
    claim: { id: 'claim-1', filed: '2017-07-31T12:00:00+03:00', subscription: 'vps-1', incident: 'outage-1' },
};

// 17 of 744 hours are 2.3 %: the band of 10 % of a month's fee of 217.17 UAH.
test('a case by its records, with rules from memory', async () => {
    const book = await Book.load({ 'ua_hosting.xml': text });
    const statement = book.settle(facts);
    const [decision] = statement.decisions;
    assert.equal(decision.outcome, 'granted');
    assert.equal(decision.amount, '21.72');
    assert.equal(decision.breached, true);
    assert.equal(decision.sentence, '21.72 UAH to the balance.');
    assert.equal('missing' in decision, false);
    assert.deepEqual(statement.adjustments.map(({ kind, amount }) => [kind, amount]), [['balance', '21.72']]);
    assert.equal(statement.as_of, '2017-08-01T06:00:00Z');
    assert.ok(statement.steps.length > 0);
    assert.deepEqual(book.settle(facts, { steps: false }).steps, []);
    assert.equal(book.settle(statement.xml && book.canonical(facts)).xml, statement.xml);
    assert.deepEqual(book.slas.map(({ sla, timezone, file }) => [sla, timezone, file]), [['ua_hosting', 'Europe/Kyiv', 'ua_hosting.xml']]);
    book.free();
    assert.throws(() => book.settle(facts), { status: 'invalid_argument', message: 'the book is freed' });
});

test('an error of rules has its place, in the names of the host', async () => {
    const wrong = text.replace('Europe/Kyiv', 'Europe/Kyjiv');
    const line = wrong.slice(0, wrong.indexOf('Europe/Kyjiv')).split('\n').length;
    await assert.rejects(Book.load({ 'packs/mine.xml': wrong }), (error) => {
        assert.ok(error instanceof RulesError);
        assert.equal(error.status, 'invalid_rules');
        assert.equal(error.place.file, 'packs/mine.xml');
        assert.equal(error.place.line, line);
        assert.match(error.message, /^packs\/mine\.xml:\d+:\d+: unknown time zone 'Europe\/Kyjiv'; did you mean 'Europe\/Kyiv'\?$/);
        return true;
    });
    await assert.rejects(Book.load('/no/such/folder'), { name: 'RulesError', status: 'not_readable' });
    for (const name of ['../out.xml', '/out.xml', 'a//b.xml', '']) {
        await assert.rejects(Book.load({ [name]: text }), { name: 'RulesError', status: 'not_readable' });
    }
});

test('a review tells every fault at its place', async () => {
    const findings = await review({ 'mine.xml': text.replace('Europe/Kyiv', 'Europe/Kyjiv') });
    assert.deepEqual([findings[0].severity, findings[0].file, findings[0].record, findings[0].field],
        ['error', 'mine.xml', 'sla', 'timezone']);
    assert.deepEqual(await review({ 'mine.xml': text }), []);
});

test('an error of a case has its place', async () => {
    const book = await Book.load({ 'ua_hosting.xml': text });
    assert.throws(() => book.settle('<case xmlns="urn:redress:case:1"\n  id="a" as_of="2017-08-01" currency="UAH"/>'), (error) =>
        error instanceof CaseError && error.place.line === 2 && error.place.field === 'as_of');
    assert.throws(() => book.settle({ ...facts, account: { id: 'a', standing: 'bad' } }),
        { name: 'CaseError', message: "account.standing: 'bad' is not one of good, suspended, violation" });
    assert.throws(() => book.settle({ ...facts, subscription: { ...facts.subscription, price: 13.5 } }),
        { name: 'CaseError', message: /^subscription\.price: 13\.5 is not exact/ });
    assert.throws(() => book.settle({ ...facts, nonsense: {} }), RedressError);
    assert.throws(() => book.settle('<case'), CaseError);
    assert.throws(() => book.settle('<a>'.repeat(100_000)), CaseError);
});

test('many books and cases leave the module small', async () => {
    for (let i = 0; i < 100; ++i) (await Book.load({ 'ua_hosting.xml': text })).free();
    const book = await Book.load({ 'ua_hosting.xml': text });
    for (let i = 0; i < 1_000; ++i) assert.equal(book.settle(facts).decisions[0].amount, '21.72');
});

test('the vocabulary says what a form needs', async () => {
    const rows = await vocabulary();
    const standing = rows.find((row) => row.part === 'case' && row.record === 'account' && row.field === 'standing');
    assert.deepEqual([standing.type, standing.values, standing.default], ['token', ['good', 'suspended', 'violation'], 'good']);
});

// Those of the table in docs/rules.md.
test('the functions are those of the rule language', async () => {
    const rows = await functions();
    assert.deepEqual(rows.map(({ name }) => name).sort(), ['abs', 'ceil', 'date', 'days', 'end_of', 'floor', 'max', 'min', 'opening_time',
        'round', 'start_of', 'window_end', 'window_start', 'working_days']);
    assert.deepEqual(rows.find(({ name }) => name === 'floor'), { name: 'floor', usage: 'floor(x) or floor(x, step)' });
});
