import { CaseError } from './errors.js';
import type { Library } from './library.js';
import type { CaseRecords } from './records.js';

/** A value of a field. Money and numbers with a fraction are texts: JavaScript's numbers are not exact. */
export type Value = string | number | bigint | boolean | Date | readonly string[];

/** A whole case: its XML, or its records by their names, one or several of each. */
export type Facts = string | Uint8Array | CaseRecords;

function textOf(value: Value, record: string, field: string): string {
    if (typeof value === 'string') return value;
    if (typeof value === 'boolean') return value ? 'yes' : 'no';
    if (typeof value === 'bigint' || Number.isSafeInteger(value)) return String(value);
    if (value instanceof Date && !Number.isNaN(value.getTime()) && value.getMilliseconds() === 0) {
        return value.toISOString().replace('.000Z', 'Z');
    }
    if (Array.isArray(value)) return value.join(' ');
    throw new CaseError('invalid_case', `${record}.${field}: ${String(value)} is not exact: expected a text, a whole number, ` +
        'true or false, a Date in whole seconds, or a list of ids', { record, field });
}

function add(library: Library, pointer: number, record: string, fields: object): void {
    library.checked(CaseError, 'redress_case_add', pointer, record);
    for (const [field, value] of Object.entries(fields) as [string, Value | undefined][]) {
        if (value === undefined) continue;
        if (field.includes('\0')) throw new CaseError('invalid_case', `${JSON.stringify(field)} is no name of a field`, { record });
        const text = new TextEncoder().encode(textOf(value, record, field));
        library.checked(CaseError, 'redress_case_set', pointer, field, text, BigInt(text.length));
    }
}

/** Runs `use` with the case in the library. */
export function withCase<T>(library: Library, facts: Facts, use: (pointer: number) => T): T {
    let pointer: number;
    if (typeof facts === 'string' || facts instanceof Uint8Array) {
        const xml = typeof facts === 'string' ? new TextEncoder().encode(facts) : facts;
        pointer = library.made(CaseError, 'redress_case_parse', xml, BigInt(xml.length));
    } else {
        pointer = library.made(CaseError, 'redress_case_new');
    }
    try {
        if (typeof facts !== 'string' && !(facts instanceof Uint8Array)) {
            for (const [record, given] of Object.entries(facts) as [string, object | object[]][]) {
                for (const fields of Array.isArray(given) ? given : [given]) add(library, pointer, record, fields as object);
            }
        }
        return use(pointer);
    } finally {
        library.number('redress_case_free', pointer);
    }
}
