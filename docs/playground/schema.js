// What editors know by the vocabulary: which elements and attributes there are, what they mean, and the names for formulas.
import { xmlLanguage } from '@codemirror/lang-xml';
import { syntaxTree } from '@codemirror/language';
import { hoverTooltip } from '@codemirror/view';
import { element } from './element.js';
import { elements } from './xml.js';

const FORMULAS = new Set(['formula', 'condition_formula']);
const NAME = /[a-z_][a-z0-9_.]*/g;

const tokens = ({ type, values }) => (type === 'flag' ? ['yes', 'no'] : type === 'whole_number' ? [] : values);

export function meaning({ type, presence, default: usual, values, doc }) {
    const kind = [type.replaceAll('_', ' '), presence, usual && `${usual} unless given`].filter(Boolean).join(', ');
    return `${doc} (${kind}${values.length > 0 ? `: ${values.join(', ')}` : ''})`;
}

export class Schema {
    #rows;      // of this kind of text, by element and then attribute
    #elements;  // the doc of each
    #facts;     // what formulas can name, with its row

    constructor(vocabulary, part) {
        const rows = vocabulary.filter((row) => row.part === part);
        this.#rows = new Map(rows.map((row) => [`${row.record} ${row.field}`, row]));
        this.#elements = new Map(rows.map((row) => [row.record, row]));
        const named = vocabulary.filter((row) => part === 'rules' && (row.part === 'case' || row.part === 'formula'));
        this.#facts = new Map(named.map((row) => [`${row.record}.${row.field}`, row]));
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
        return [xmlLanguage.data.of({ autocomplete: (context) => this.#names(context) }),
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

    #names(context) {
        const node = syntaxTree(context.state).resolveInner(context.pos, -1);
        const word = context.matchBefore(/[a-z_][a-z0-9_.]*$/);
        if (!this.#isFormula(context.state, node) || (word === null && !context.explicit)) return null;
        const written = elements(context.state.doc.toString()).flatMap(({ name, fields }) =>
            (fields.has('name') && this.#rows.has(`${name} name`) ? [{ label: fields.get('name').value, type: 'variable', detail: name }] : []));
        const facts = [...this.#facts].map(([label, row]) => ({ label, type: 'property', detail: row.type, info: meaning(row) }));
        return { from: word?.from ?? context.pos, options: [...written, ...facts], validFor: /^[a-z0-9_.]*$/ };
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
                if (position < at || position > at + name.length || !this.#facts.has(name)) continue;
                [from, to, text] = [at, at + name.length, meaning(this.#facts.get(name))];
            }
        }
        return text ? { pos: from, end: to, above: true, create: () => ({ dom: element('div', { class: 'hover' }, text) }) } : null;
    }
}
