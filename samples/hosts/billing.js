'use strict';

/*
 * A billing system in JavaScript for Node: two monthly runs over a few customers, with the service credits of their SLAs.
 *
 *     node billing.js RULES DATA [ZONES]
 *
 * Prints each invoice before and after. koffi calls the native library; REDRESS_LIBRARY names it where the system does not
 * find it. billing.mjs does the same by the npm package `redress`, which needs no other library. The billing system itself
 * is billing_system.cjs. The same program in other languages stands beside this one and prints the same.
 */

const koffi = require('koffi');
const { Refused, main } = require('./billing_system.cjs');

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

/**
 * A book of the library, and what it describes a failure in. What the library makes is freed by who asked for it, in a
 * `finally`: the garbage collector knows nothing of its memory. Strings that it returns are copied by koffi, and live on
 * without their owner.
 */
class Book {
    constructor(rules, zones) {
        this.calls = openLibrary();
        this.error = this.calls.redress_error_new();
        this.handle = null; // freeing null does nothing
        try {
            this.handle = this.make('redress_book_load_with_zones', rules, zones);
        } catch (failure) {
            this.free();
            throw failure;
        }
    }

    free() {
        this.calls.redress_book_free(this.handle);
        this.calls.redress_error_free(this.error);
    }

    /** The message begins with the place: file, line and column, or record and field. */
    check(status) {
        if (status === OK) return;
        const message = this.calls.redress_error_message(this.error);
        throw [INVALID_CASE, LIMIT_EXCEEDED].includes(status) ? new Refused(message) : new Error(message);
    }

    /** What a function makes whose first parameter is `out` and whose last is `error`. */
    make(name, ...args) {
        const out = [null];
        this.check(this.calls[name](out, ...args, this.error));
        return out[0];
    }

    /** The statement about a case, given as [name, fields] of each of its records. */
    settle(records) {
        const facts = this.make('redress_case_new');
        try {
            for (const [name, fields] of records) {
                if (name !== 'case') this.check(this.calls.redress_case_add(facts, name, this.error));
                for (const [field, value] of Object.entries(fields)) {
                    this.check(this.calls.redress_case_set(facts, field, value, ENDS_AT_NUL, this.error));
                }
            }
            const statement = this.make('redress_settle', this.handle, facts);
            try {
                return this.read(statement);
            } finally {
                this.calls.redress_statement_free(statement);
            }
        } finally {
            this.calls.redress_case_free(facts);
        }
    }

    read(statement) {
        const records = (name) => Array.from({ length: Number(this.calls.redress_statement_count(statement, name)) }, (_, index) => {
            const values = this.fieldsOf(name).map((field) => [field, this.calls.redress_statement_get(statement, name, index, field)]);
            return Object.fromEntries(values.filter(([, value]) => value !== '')); // '' where it has no value
        });
        return {
            currency: this.calls.redress_statement_get(statement, 'statement', 0, 'currency'),
            decisions: records('decision'), adjustments: records('adjustment'), credits: records('credit'),
            charges: records('charge'),
        };
    }

    /** The fields of a record of statements. */
    fieldsOf(record) {
        const get = this.calls.redress_vocabulary_get;
        this.vocabulary ??= Array.from({ length: Number(this.calls.redress_vocabulary_count()) }, (_, i) =>
            ({ part: get(i, 'part'), record: get(i, 'record'), field: get(i, 'field') }));
        return this.vocabulary.filter((row) => row.part === 'statement' && row.record === record).map(({ field }) => field);
    }
}

main((rules, zones = null) => new Book(rules, zones)); // null: the system's time zones
