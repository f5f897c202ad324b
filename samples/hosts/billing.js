'use strict';

/*
 * A billing system in JavaScript for Node: two monthly runs over a few customers, with the service credits of their SLAs.
 *
 *     node billing.js RULES DATA [ZONES]
 *
 * Prints each invoice before and after. koffi calls the library; REDRESS_LIBRARY names it where the system does not find
 * it. The same program in other languages stands beside this one and prints the same.
 */

const fs = require('node:fs');
const koffi = require('koffi');

// ---- The library -------------------------------------------------------------------------------------------------------

const ABI_VERSION_NEEDED = 2;
const OK = 0, INVALID_CASE = 4, LIMIT_EXCEEDED = 5; // of enum redress_status
const ENDS_AT_NUL = -1;

/** The functions that this host calls, as redress_abi.h declares them; `_Out_` tells koffi which pointer it fills. */
const PROTOTYPES = [
    'redress_error *redress_error_new()',
    'void redress_error_free(redress_error *error)',
    'const char *redress_error_message(const redress_error *error)',
    `int redress_book_load_with_zones(_Out_ redress_book **out, const char *path, const char *zone_directory,
                                      redress_error *error)`,
    'void redress_book_free(redress_book *book)',
    'int redress_case_new(_Out_ redress_case **out, redress_error *error)',
    'int redress_case_add(redress_case *c, const char *record, redress_error *error)',
    'int redress_case_set(redress_case *c, const char *field, const char *value, int64_t size, redress_error *error)',
    'void redress_case_free(redress_case *c)',
    `int redress_settle(_Out_ redress_statement **out, const redress_book *book, redress_case *c,
                        redress_error *error)`,
    'int64_t redress_statement_count(const redress_statement *statement, const char *record)',
    'const char *redress_statement_get(const redress_statement *statement, const char *record, int64_t index, const char *field)',
    'void redress_statement_free(redress_statement *statement)',
    'int64_t redress_vocabulary_count()',
    'const char *redress_vocabulary_get(int64_t index, const char *property)',
];

/** The version is asked for first: an older library may lack functions, and then says so by its version. */
function openLibrary() {
    const library = koffi.load(process.env.REDRESS_LIBRARY || 'libredress.so.1');
    const find = (prototype) => {
        try {
            return library.func(prototype);
        } catch {
            const [, name] = prototype.match(/(redress_\w+)\(/);
            throw new Error(`the library has no function ${name}: it is another one, or an older one`);
        }
    };
    const version = find('int32_t redress_abi_version()')();
    if (version < ABI_VERSION_NEEDED) {
        throw new Error(`the library has version ${version} of the interface, ${ABI_VERSION_NEEDED} is needed`);
    }
    for (const type of ['error', 'book', 'case', 'statement']) koffi.opaque(`redress_${type}`);
    return Object.fromEntries(PROTOTYPES.map(find).map((call) => [call.info.name, call]));
}

/** What the library refuses. The message begins with the place: file, line and column, or record and field. */
class RedressError extends Error {
    constructor(status, message) {
        super(message);
        this.status = status;
    }
}

/**
 * The library, and what it describes a failure in. What it makes is freed by who asked for it, in a `finally`: the garbage
 * collector knows nothing of its memory. Strings that it returns are copied by koffi, and live on without their owner.
 */
class Redress {
    constructor() {
        this.calls = openLibrary();
        this.error = this.calls.redress_error_new();
    }

    free() {
        this.calls.redress_error_free(this.error);
    }

    check(status) {
        if (status !== OK) throw new RedressError(status, this.calls.redress_error_message(this.error));
    }

    /** What a function makes whose first parameter is `out` and whose last is `error`. */
    make(name, ...args) {
        const out = [null];
        this.check(this.calls[name](out, ...args, this.error));
        return out[0];
    }

    /** The fields that a record of a case can have. */
    fieldsOf(record) {
        const get = this.calls.redress_vocabulary_get;
        const rows = Array.from({ length: Number(this.calls.redress_vocabulary_count()) }, (_, i) => i);
        return rows.filter((i) => get(i, 'part') === 'case' && get(i, 'record') === record).map((i) => get(i, 'field'));
    }

    /** The statement about a case, given as [name, fields] of each of its records. */
    settle(book, records) {
        const facts = this.make('redress_case_new');
        try {
            for (const [name, fields] of records) {
                if (name !== 'case') this.check(this.calls.redress_case_add(facts, name, this.error));
                for (const [field, value] of Object.entries(fields)) {
                    this.check(this.calls.redress_case_set(facts, field, value, ENDS_AT_NUL, this.error));
                }
            }
            return new Statement(this.calls, this.make('redress_settle', book, facts));
        } finally {
            this.calls.redress_case_free(facts); // the statement doesn't need it
        }
    }
}

class Statement {
    constructor(calls, handle) {
        this.calls = calls;
        this.handle = handle;
    }

    free() {
        this.calls.redress_statement_free(this.handle);
    }

    /** A field of a record: '' where it has no value. */
    get(record, index, field) {
        const value = this.calls.redress_statement_get(this.handle, record, index, field);
        if (value === null) throw new Error(`the library knows no ${record}.${field}`);
        return value;
    }

    /** For each record of that name a function that gives its fields. */
    *each(record) {
        const count = this.calls.redress_statement_count(this.handle, record);
        for (let index = 0; index < count; ++index) yield (field) => this.get(record, index, field);
    }
}

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

function showDecisions(statement) {
    const currency = statement.get('statement', 0, 'currency');
    for (const get of statement.each('decision')) {
        const promise = `${get('subscription')} ${get('guarantee')}`;
        if (get('outcome') === 'granted') {
            console.log(`  granted: ${promise}, ${get('amount')} ${currency} as ${get('remedy')}`);
        } else if (get('outcome') === 'review') {
            console.log(`  for a person: ${promise}, ${get('reason')}, ${get('missing')}`);
        } else {
            console.log(`  ${get('outcome')}: ${promise}, ${get('reason')}`);
        }
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
function apply(customer, run, get) {
    const change = (fields, field, before, after) => {
        if (fields[field] !== get(before)) throw new Error(`${fields.id} has another ${field}`);
        fields[field] = get(after);
    };
    switch (get('kind')) {
        case 'balance':
            customer.balance = amountOf(cents(customer.balance) + cents(get('amount')));
            break;
        case 'extension':
            change(customer.find(run, 'subscription', get('subscription')), 'end', 'end_before', 'end_after');
            break;
        case 'discount':
            change(customer.find(run, 'line', get('line')), 'amount', 'line_before', 'line_after');
            break;
        case 'forfeit': // the credit is stored as it is left, with nothing remaining
            break;
        default:
            throw new Error(`an adjustment of an unknown kind: ${get('kind')}`);
    }
}

/** A new one, or the one of this id anew; every later case has it as it came. A credit's id is a key across all runs. */
function storeCredit(customer, get, creditFields) {
    const given = creditFields.map((field) => [field, get(field)]).filter(([, value]) => value !== '');
    customer.records = customer.records.filter((r) => r.name !== 'credit' || r.fields.id !== get('id'));
    customer.records.push({ run: '', name: 'credit', fields: Object.fromEntries(given) });
    if (cents(get('remaining')) > 0n) {
        console.log(`  carried forward: ${get('remaining')} of ${get('amount')} ${customer.currency}`);
    }
}

/** Charging is up to the host; this one does where the amount is known. Later cases say that it is billed. */
function billCharge(customer, get, run, times) {
    if (get('amount') === '') {
        console.log(`  for a person: ${get('id')}, ${get('missing')}`);
        return;
    }
    console.log(`  charged: ${get('id')}, ${get('amount')} ${customer.currency}`);
    const period = { amount: get('amount'), period_start: times.as_of, period_end: times.until };
    const subscription = customer.ofRun(run, 'subscription')[0].fields.id;
    customer.records.push({ run, name: 'line', fields: { id: get('id'), ...period } });
    customer.records.push({
        run: '', name: 'charge', fields: { subscription, kind: 'one_time', bills: get('id'), ...period },
    });
}

/** The statement; null where the case is refused, with what is wrong printed: then nothing was decided. */
function settle(redress, book, customer, run, asOf) {
    try {
        return redress.settle(book, caseOf(customer, run, asOf));
    } catch (refused) {
        if (![INVALID_CASE, LIMIT_EXCEEDED].includes(refused.status)) throw refused;
        console.log(`  for a person: ${refused.message}`);
        return null;
    }
}

function bill(redress, book, customer, run, times) {
    console.log(`\n${customer.id}`);
    showInvoice(customer, run, 'before');
    const statement = settle(redress, book, customer, run, times.as_of);
    if (statement === null) return; // the other customers are billed all the same
    try {
        showDecisions(statement);
        // In a database these loops are one transaction; a unique key on the credit's id keeps a repeated run out.
        const creditFields = redress.fieldsOf('credit');
        for (const get of statement.each('adjustment')) apply(customer, run, get);
        for (const get of statement.each('credit')) storeCredit(customer, get, creditFields);
        for (const get of statement.each('charge')) billCharge(customer, get, run, times);
    } finally {
        statement.free();
    }
    showInvoice(customer, run, 'after');
}

function main(rules, data, zones = null) { // null: the system's time zones
    const redress = new Redress();
    try {
        const book = redress.make('redress_book_load_with_zones', rules, zones); // once, for all customers
        try {
            const [runs, customers] = read(data);
            for (const [run, times] of runs) {
                console.log(`run ${run}, as of ${times.as_of}`);
                for (const customer of customers) bill(redress, book, customer, run, times);
                console.log();
            }
        } finally {
            redress.calls.redress_book_free(book);
        }
    } finally {
        redress.free();
    }
}

try {
    if (![4, 5].includes(process.argv.length)) throw new Error('usage: node billing.js RULES DATA [ZONES]');
    main(...process.argv.slice(2));
} catch (failure) {
    console.error(`billing: ${failure.message}`);
    process.exitCode = 1;
}
