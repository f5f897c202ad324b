// Everything that reads what people write runs here, under the page's time limit.
import { Book, review, start } from 'redress';

async function withBook(rules, use) {
    const book = await Book.load(rules);
    try {
        return use(book);
    } finally {
        book.free();
    }
}

const calls = {
    start: async ({ wasm, zones }) => { await start({ wasm, zones }); },
    check: ({ rules }) => review(rules),
    explain: ({ rules, facts }) => withBook(rules, (book) => ({
        html: book.explain(facts, { format: 'html' }), statement: book.settle(facts, { steps: false }).xml })),
    // What is granted for each of several cases; null where one can't be.
    amounts: ({ rules, cases }) => withBook(rules, (book) => cases.map((facts) => {
        try {
            const granted = book.settle(facts, { steps: false }).decisions.filter(({ outcome }) => outcome === 'granted');
            return granted.map(({ amount }) => amount);
        } catch {
            return null;
        }
    })),
};

onmessage = async ({ data: { id, call, given } }) => {
    try {
        postMessage({ id, result: await calls[call](given) });
    } catch (failure) {
        postMessage({ id, failure: { message: String(failure.message), place: failure.place ?? {} } });
    }
};
