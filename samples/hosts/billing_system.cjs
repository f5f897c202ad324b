'use strict';

/*
 * The billing system of both hosts in JavaScript: what it keeps, and its monthly runs. It knows nothing of how the library
 * is called: billing.js and billing.mjs give it a book, whose `settle` takes [name, fields] of each record of a case and
 * gives the statement as plain records without what they do not have.
 */

const fs = require('node:fs');
const path = require('node:path');

/** What `settle` throws where the library refuses a case: nothing was decided. */
class Refused extends Error {}

// ---- What the billing system keeps -------------------------------------------------------------------------------------

/** Of a customer. Runs change it: balance, ends, credits, billed charges. */
class Customer {
    constructor(id, { currency, balance }) {
        Object.assign(this, { id, currency, balance });
        this.records = []; // of cases, as {run, name, fields}; `run` is the only run that it is for, or '' for all
    }

    ofRun(run, name) {
        return this.records.filter((r) => ['', run].includes(r.run) && (name === undefined || r.name === name));
    }

    /** In the case of a run: an id is a key within one case only; another run may have a line of the same id. */
    find(run, name, id) {
        const found = this.ofRun(run, name).find((r) => r.fields.id === id);
        if (found === undefined) throw new Error(`no ${name} ${id}`);
        return found.fields;
    }
}

/** All currencies of the data have two decimals. Sums are made in whole cents, as a number of JavaScript is not exact. */
function cents(amount) {
    if (!/^\d+\.\d\d$/.test(amount)) throw new Error(`${amount} is not an amount`);
    return BigInt(amount.replace('.', ''));
}

function amountOf(all) {
    return `${all / 100n}.${String(all % 100n).padStart(2, '0')}`;
}

/** The runs by name, and the customers. */
function read(path) {
    const runs = new Map();
    const customers = [];
    for (const line of fs.readFileSync(path, 'utf8').split('\n')) {
        const words = line.startsWith('#') ? [] : line.split(/\s+/).filter((word) => word !== '');
        if (words.length === 0) continue;
        const run = runs.has(words[0]) ? words.shift() : '';
        const name = words.shift();
        const id = ['run', 'customer'].includes(name) ? words.shift() : '';
        const fields = Object.fromEntries(words.map((word) => word.match(/^([^=]*)=(.*)$/).slice(1)));
        if (name === 'run') runs.set(id, fields);
        else if (name === 'customer') customers.push(new Customer(id, fields));
        else customers.at(-1).records.push({ run, name, fields });
    }
    return [runs, customers];
}

// ---- Showing -----------------------------------------------------------------------------------------------------------

function showAmount(name, amount, currency) {
    console.log(`    ${name.padEnd(60)}${amount.padStart(10)} ${currency}`);
}

function showInvoice(customer, run, title) {
    console.log(`  ${title}`);
    showAmount('balance', customer.balance, customer.currency);
    for (const { fields } of customer.ofRun(run, 'subscription')) {
        if (fields.end !== undefined) console.log(`    ${fields.id} until ${fields.end}`);
    }
    let total = 0n;
    for (const { fields } of customer.ofRun(run, 'line')) {
        showAmount(fields.id, fields.amount, customer.currency);
        total += cents(fields.amount);
    }
    showAmount('to pay', amountOf(total), customer.currency);
}

function showDecisions({ currency, decisions }) {
    for (const { subscription, guarantee = '', outcome, amount, remedy, reason, missing = '' } of decisions) {
        const promise = `${subscription} ${guarantee}`;
        if (outcome === 'granted') console.log(`  granted: ${promise}, ${amount} ${currency} as ${remedy}`);
        else if (outcome === 'review') console.log(`  for a person: ${promise}, ${reason}, ${missing}`);
        else console.log(`  ${outcome}: ${promise}, ${reason}`);
    }
}

// ---- Billing -----------------------------------------------------------------------------------------------------------

/** All that is known: also the credits and charges that earlier runs stored. */
function caseOf(customer, run, asOf) {
    return [
        ['case', { id: `${customer.id}-${run}`, as_of: asOf, currency: customer.currency }],
        ...customer.ofRun(run).map(({ name, fields }) => [name, fields]),
    ];
}

/** What an adjustment says is done only where things are as they were when it was made. */
function apply(customer, run, adjustment) {
    const change = (fields, field, before, after) => {
        if (fields[field] !== before) throw new Error(`${fields.id} has another ${field}`);
        fields[field] = after;
    };
    switch (adjustment.kind) {
        case 'balance':
            customer.balance = amountOf(cents(customer.balance) + cents(adjustment.amount));
            break;
        case 'extension':
            change(customer.find(run, 'subscription', adjustment.subscription), 'end', adjustment.end_before, adjustment.end_after);
            break;
        case 'discount':
            change(customer.find(run, 'line', adjustment.line), 'amount', adjustment.line_before, adjustment.line_after);
            break;
        case 'forfeit': // the credit is stored as it is left, with nothing remaining
            break;
        default:
            throw new Error(`an adjustment of an unknown kind: ${adjustment.kind}`);
    }
}

/** A new one, or the one of this id anew; every later case has it as it came. A credit's id is a key across all runs. */
function storeCredit(customer, { decision, ...credit }) { // a case has no decision
    customer.records = customer.records.filter((r) => r.name !== 'credit' || r.fields.id !== credit.id);
    customer.records.push({ run: '', name: 'credit', fields: credit });
    if (cents(credit.remaining) > 0n) {
        console.log(`  carried forward: ${credit.remaining} of ${credit.amount} ${customer.currency}`);
    }
}

/** Charging is up to the host; this one does where the amount is known. Later cases say that it is billed. */
function billCharge(customer, { id, amount, missing }, run, times) {
    if (amount === undefined) {
        console.log(`  for a person: ${id}, ${missing}`);
        return;
    }
    console.log(`  charged: ${id}, ${amount} ${customer.currency}`);
    const period = { amount, period_start: times.as_of, period_end: times.until };
    const subscription = customer.ofRun(run, 'subscription')[0].fields.id;
    customer.records.push({ run, name: 'line', fields: { id, ...period } });
    customer.records.push({
        run: '', name: 'charge', fields: { subscription, kind: 'one_time', bills: id, ...period },
    });
}

/** The statement; null where the case is refused, with what is wrong printed: then nothing was decided. */
function settle(book, customer, run, asOf) {
    try {
        return book.settle(caseOf(customer, run, asOf));
    } catch (refused) {
        if (!(refused instanceof Refused)) throw refused;
        console.log(`  for a person: ${refused.message}`);
        return null;
    }
}

function bill(book, customer, run, times) {
    console.log(`\n${customer.id}`);
    showInvoice(customer, run, 'before');
    const statement = settle(book, customer, run, times.as_of);
    if (statement === null) return; // the other customers are billed all the same
    showDecisions(statement);
    // In a database these loops are one transaction; a unique key on the credit's id keeps a repeated run out.
    for (const adjustment of statement.adjustments) apply(customer, run, adjustment);
    for (const credit of statement.credits) storeCredit(customer, credit);
    for (const charge of statement.charges) billCharge(customer, charge, run, times);
    showInvoice(customer, run, 'after');
}

async function billAll(open, rules, data, zones) {
    const book = await open(rules, zones); // once, for all customers
    try {
        const [runs, customers] = read(data);
        for (const [run, times] of runs) {
            console.log(`run ${run}, as of ${times.as_of}`);
            for (const customer of customers) bill(book, customer, run, times);
            console.log();
        }
    } finally {
        book.free();
    }
}

/** The program. `open(rules, zones)` gives the book; without `zones` its time zones are those that it has without being told. */
async function main(open) {
    try {
        const [, program, ...given] = process.argv;
        if (![2, 3].includes(given.length)) throw new Error(`usage: node ${path.basename(program)} RULES DATA [ZONES]`);
        await billAll(open, ...given);
    } catch (failure) {
        console.error(`billing: ${failure.message}`);
        process.exitCode = 1;
    }
}

module.exports = { Refused, main };
