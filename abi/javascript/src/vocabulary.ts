import { start, type Library } from './library.js';

/** A field of a record, or an attribute of an element of the rules. See redress_vocabulary_get in redress_abi.h. */
export interface VocabularyField {
    part: 'case' | 'formula' | 'statement' | 'rules';
    record: string;
    field: string;
    type: string;
    presence: string;
    default: string;
    /** The set of a token; the range of a whole number. */
    values: string[];
    refers_to: string;
    sign: string;
    doc: string;
    record_doc: string;
    parents: string[];
    occurs: string;
    key: string[];
    text: string;
}

const LISTS = new Set(['values', 'parents', 'key']);
const PROPERTIES = ['part', 'record', 'field', 'type', 'presence', 'default', 'values', 'refers_to', 'sign', 'doc', 'record_doc',
    'parents', 'occurs', 'key', 'text'];

export function vocabularyOf(library: Library): VocabularyField[] {
    return Array.from({ length: library.number('redress_vocabulary_count') }, (_, index) =>
        Object.fromEntries(PROPERTIES.map((name) => {
            const text = library.text('redress_vocabulary_get', BigInt(index), name) ?? '';
            return [name, LISTS.has(name) ? text.split(' ').filter(Boolean) : text];
        })) as unknown as VocabularyField);
}

/** Every field that a case may carry, that formulas may name, or that a statement has, and every attribute of rules. */
export async function vocabulary(): Promise<VocabularyField[]> {
    return vocabularyOf(await start());
}

/** A function that formulas can call. */
export interface FormulaFunction {
    name: string;
    /** How it is written: `floor(x) or floor(x, step)`. */
    usage: string;
}

/** Every function that formulas can call. */
export async function functions(): Promise<FormulaFunction[]> {
    const lines = (await start()).text('redress_functions') ?? '';
    return [...lines.matchAll(/^(\S+) (.*)$/gm)].map(([, name, usage]) => ({ name: name!, usage: usage! }));
}
