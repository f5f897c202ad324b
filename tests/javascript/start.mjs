// How long a new program takes to its first statement.
//   start.mjs ROOT
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = process.argv[2];
const began = performance.now();
const { Book } = await import('redress');
const book = await Book.load({ 'ua_hosting.xml': readFileSync(join(root, 'rules/ua_hosting.xml')) });
const statement = book.settle(readFileSync(join(root, 'samples/ua_hosting/worked_example.case.xml')));
const first = performance.now();
const facts = readFileSync(join(root, 'samples/ua_hosting/worked_example.case.xml'));
for (let i = 0; i < 200; ++i) book.settle(facts);
const settled = (performance.now() - first) / 200;
console.log(`to the first statement (${statement.decisions[0].amount}): ${Math.round(first - began)} ms; each further one ${settled.toFixed(2)} ms`);
