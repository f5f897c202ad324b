import type { Library } from './library.js';
import type { Adjustment, Charge, Credit, Decision, Provenance, StatementFields, Step } from './records.js';
import { vocabularyOf } from './vocabulary.js';

/** A statement: plain values. Money is a text, as is all that a number of JavaScript can't hold exactly. */
export interface Statement extends StatementFields {
    decisions: Decision[];
    steps: Step[];
    credits: Credit[];
    adjustments: Adjustment[];
    charges: Charge[];
    provenance: Provenance;
    /** All of it as canonical XML, to store. */
    xml: string;
}

type Reader = { field: string; read: (text: string) => unknown; optional: boolean };
let readers: Map<string, Reader[]> | undefined;

function readersOf(library: Library): Map<string, Reader[]> {
    if (readers !== undefined) return readers;
    readers = new Map();
    for (const row of vocabularyOf(library).filter(({ part }) => part === 'statement')) {
        const read = row.type === 'flag' ? (text: string) => text === 'yes' : row.type === 'count' ? Number : String;
        const known = readers.get(row.record) ?? [];
        known.push({ field: row.field, read, optional: row.presence !== 'always' });
        readers.set(row.record, known);
    }
    return readers;
}

/** All of a statement of the library, which is not needed afterwards. */
export function readStatement(library: Library, pointer: number): Statement {
    const records = <T>(record: string): T[] =>
        Array.from({ length: library.number('redress_statement_count', pointer, record) }, (_, index) => {
            const out: Record<string, unknown> = {};
            for (const { field, read, optional } of readersOf(library).get(record) ?? []) {
                const text = library.text('redress_statement_get', pointer, record, BigInt(index), field) ?? '';
                if (!optional || text !== '') out[field] = read(text);
            }
            return out as T;
        });
    return {
        ...records<StatementFields>('statement')[0]!,
        decisions: records('decision'), steps: records('step'), credits: records('credit'), adjustments: records('adjustment'),
        charges: records('charge'), provenance: records<Provenance>('provenance')[0]!,
        xml: library.text('redress_statement_xml', pointer, 0) ?? '',
    };
}
