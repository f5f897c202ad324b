// What editors know by the vocabulary: which elements and attributes there are, what they mean, and the names for formulas.
import { xmlLanguage } from '@codemirror/lang-xml';
import { syntaxTree } from '@codemirror/language';
import { hoverTooltip } from '@codemirror/view';
import { element } from './element.js';
import { elements, valueOf } from './xml.js';

const FORMULAS = new Set(['formula', 'condition_formula']);
const NAMING = new Set(['identifier', 'fact_name']);
const NAME = /[a-z_][a-z0-9_.]*/g;

const tokens = ({ type, values }) => (type === 'flag' ? ['yes', 'no'] : type === 'whole_number' ? [] : values);

export function meaning({ type, presence, default: usual, values, doc }) {
    const kind = [type.replaceAll('_', ' '), presence, usual && `${usual} unless given`].filter(Boolean).join(', ');
    return `${doc} (${kind}${values.length > 0 ? `: ${values.join(', ')}` : ''})`;
}

export class Schema {
    #rows;      // of this kind of text, by element and then attribute
    #elements;  // the doc of each
    #names;     // of formulas, as completions

    constructor(vocabulary, part, functions = []) {
        const rows = vocabulary.filter((row) => row.part === part);
        this.#rows = new Map(rows.map((row) => [`${row.record} ${row.field}`, row]));
        this.#elements = new Map(rows.map((row) => [row.record, row]));
        const named = vocabulary.filter((row) => part === 'rules' && (row.part === 'case' || row.part === 'formula'));
        this.#names = new Map([
            ...named.map((row) => ({ label: `${row.record}.${row.field}`, type: 'property', detail: row.type, info: meaning(row) })),
            ...functions.map(({ name, usage }) => ({ label: name, type: 'function', detail: 'function', info: usage })),
        ].map((one) => [one.label, one]));
    }

    /** As the XML mode takes it. In a case all records stand below the case. */
    get mode() {
        const isCase = this.#elements.has('account');
        const parentsOf = (row) => (isCase ? (row.record === 'case' ? [] : ['case']) : row.parents);
        const all = [...this.#elements.values()];
        return { elements: all.map((row) => ({
            name: row.record,
            top: parentsOf(row).length === 0,
            children: all.filter((other) => parentsOf(other).includes(row.record)).map(({ record }) => record),
            completion: { info: row.record_doc },
            attributes: [...this.#rows.values()].filter(({ record }) => record === row.record).map((one) => ({
                name: one.field, values: tokens(one), completion: { info: meaning(one) } })),
        })) };
    }

    get extensions() {
        return [xmlLanguage.data.of({ autocomplete: (context) => this.#offered(context) }),
            hoverTooltip((view, position, side) => this.#hover(view.state, position, side))];
    }

    #attribute(state, node) {
        const tag = node.parent?.parent?.getChild('TagName'), name = node.parent?.getChild('AttributeName');
        const text = (one) => (one ? state.sliceDoc(one.from, one.to) : '');
        return this.#rows.get(`${text(tag)} ${text(name)}`);
    }

    #isFormula(state, node) {
        return node.name === 'AttributeValue' && FORMULAS.has(this.#attribute(state, node)?.type);
    }

    #offered(context) {
        const node = syntaxTree(context.state).resolveInner(context.pos, -1);
        const word = context.matchBefore(/[a-z_][a-z0-9_.]*$/);
        if (!this.#isFormula(context.state, node) || (word === null && !context.explicit)) return null;
        const names = new Map([...this.#written(context.state.doc.toString()).map((one) => [one.label, one]), ...this.#names]);
        return { from: word?.from ?? context.pos, options: [...names.values()], validFor: /^[a-z0-9_.]*$/ };
    }

    // What the rules themselves name, as formulas call it.
    #written(text) {
        return elements(text).flatMap((one) => {
            const given = valueOf(one, 'name');
            if (given === undefined || !NAMING.has(this.#rows.get(`${one.name} name`)?.type)) return [];
            const owner = one.name === 'parameter' ? 'level' : one.name === 'fact' ? valueOf(one, 'record') : undefined;
            return [{ label: owner ? `${owner}.${given}` : given, type: 'variable', detail: one.name, info: valueOf(one, 'doc') }];
        });
    }

    #hover(state, position, side) {
        const node = syntaxTree(state).resolveInner(position, side);
        let [{ from, to }, text] = [node];
        if (node.name === 'TagName') text = this.#elements.get(state.sliceDoc(from, to))?.record_doc;
        if (node.name === 'AttributeName') {
            const row = this.#attribute(state, node);
            text = row && meaning(row);
        }
        if (this.#isFormula(state, node)) {
            for (const { 0: name, index } of state.sliceDoc(from, to).matchAll(NAME)) {
                const at = node.from + index;
                if (position < at || position > at + name.length || !this.#names.has(name)) continue;
                [from, to, text] = [at, at + name.length, this.#names.get(name).info];
            }
        }
        return text ? { pos: from, end: to, above: true, create: () => ({ dom: element('div', { class: 'hover' }, text) }) } : null;
    }
}
