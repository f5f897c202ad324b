// Everything that reads what people write runs here, under the page's time limit.
import { Book, functions, review, start, vocabulary } from 'redress';
import { granted } from './amounts.js';
import { curve } from './lengths.js';
import { instant } from './times.js';

async function withBook(rules, use) {
    const book = await Book.load(rules);
    try {
        return use(book);
    } finally {
        book.free();
    }
}

// null where the case can't be.
function grantedFor(book, facts) {
    try {
        return granted(book.settle(facts, { steps: false }).decisions);
    } catch {
        return null;
    }
}

const calls = {
    start: async ({ wasm, zones }) => { await start({ wasm, zones }); },
    vocabulary: () => vocabulary(),
    functions: () => functions(),
    check: ({ rules }) => review(rules),
    settle: ({ rules, facts }) => withBook(rules, (book) => book.settle(facts)),
    explain: ({ rules, facts }) => withBook(rules, (book) => ({
        html: book.explain(facts, { format: 'html' }), statement: book.settle(facts), declared: book.facts })),
    curve: ({ rules, around: [before, after], begin, offset, longest, present }) => withBook(rules, (book) =>
        curve((minutes) => grantedFor(book, before + instant(begin + minutes * 60_000, offset) + after), longest, present)),
};

onmessage = async ({ data: { id, call, given } }) => {
    try {
        postMessage({ id, result: await calls[call](given) });
    } catch (failure) {
        postMessage({ id, failure: { message: String(failure.message), place: failure.place ?? {} } });
    }
};
