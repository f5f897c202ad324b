// The elements of an XML text with the places of their attributes: one can be changed, and all else stays as it was written.
import { xmlLanguage } from '@codemirror/lang-xml';

const LENGTH_MAX = 300_000;  // a longer text is settled, and not drawn
const ELEMENTS_MAX = 2_000;
const NAMED = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function character(code) {
    return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}

const decoded = (text) => text.replace(/&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot|apos));/gi, (_, hexadecimal, decimal, name) =>
    (name ? NAMED[name.toLowerCase()] : character(hexadecimal ? parseInt(hexadecimal, 16) : Number(decimal))));
const encoded = (text) => text.replace(/[<&"'\r\n\t]/g, (one) => `&#${one.charCodeAt(0)};`);

/** In the order of the text: name, parent, fields by their names, and where each stands. An element whose tag has no end is left out. */
export function elements(text) {
    const found = [];
    if (text.length > LENGTH_MAX) return found;
    const open = [];
    let field;
    xmlLanguage.parser.parse(text).iterate({
        enter({ name, from, to }) {
            const one = open.at(-1);
            if (name === 'Element') {
                if (found.length === ELEMENTS_MAX) return false;
                open.push({ name: '', from, to, parent: one, fields: new Map(), written: from });
                found.push(open.at(-1));
            } else if (one !== undefined && !one.ended) {
                if (name === 'TagName') [one.name, one.written] = [text.slice(from, to), to];
                if (name === 'AttributeName') field = { name: text.slice(from, to), from: one.written };
                if (name === 'AttributeValue') {
                    one.fields.set(field.name, { ...field, to, value: decoded(text.slice(from + 1, to - 1)), inner: { from: from + 1, to: to - 1 } });
                    one.written = to;
                }
                if (name === 'EndTag' || name === 'SelfCloseEndTag') one.ended = true;
            } else if (name === 'CloseTag' && one !== undefined) {
                one.close = from;
            }
            return true;
        },
        leave({ name }) {
            if (name === 'Element') open.pop();
        },
    });
    return found.filter(({ ended }) => ended);
}

export const valueOf = (one, field) => one?.fields.get(field)?.value;

// Changes are those of the editor: from, to, insert.

/** Without a value the field is taken out. */
export function setting(one, field, value) {
    const known = one.fields.get(field);
    if (value === '') return known === undefined ? [] : [{ from: known.from, to: known.to, insert: '' }];
    if (known !== undefined) return [{ ...known.inner, insert: encoded(value) }];
    return [{ from: one.written, to: one.written, insert: ` ${field}="${encoded(value)}"` }];
}

/** As the last one below the first element of the text. */
export function adding(all, name, fields) {
    const [top] = all;
    if (top?.close === undefined) return [];
    const written = Object.entries(fields).map(([field, value]) => ` ${field}="${encoded(value)}"`).join('');
    return [{ from: top.close, to: top.close, insert: `  <${name}${written}/>\n` }];
}

/** With its line, where nothing else is on it. */
export function removing(text, { from, to }) {
    const before = text.slice(0, from).match(/\n[ \t]*$/)?.[0] ?? '';
    return [{ from: /^[ \t]*(\r?\n|$)/.test(text.slice(to, to + 200)) ? from - before.length : from, to, insert: '' }];
}

export function changed(text, changes) {
    let out = text;
    for (const { from, to, insert } of [...changes].sort((a, b) => b.from - a.from)) out = out.slice(0, from) + insert + out.slice(to);
    return out;
}
