// The case as a form: its records with the fields of the vocabulary, and those that the rules declare. What is written here is written into the XML.
import { element } from './element.js';
import { meaning } from './schema.js';
import { adding, elements, removing, setting, valueOf } from './xml.js';

const RECORDS_MAX = 40;
const IDS_MAX = 200;
const CHOSEN = new Set(['flag', 'token', 'reference', 'references']);  // types of fields whose values are a list

// What a field of the record can be, with none where it has one value.
function choices({ type, values, refers_to }, one, all) {
    if (type === 'flag') return ['', 'yes', 'no'];
    if (type === 'token') return ['', ...values];
    const ids = all.filter((other) => other.name === refers_to && other !== one).slice(0, IDS_MAX).map((other) => valueOf(other, 'id') ?? '').filter(Boolean);
    return type === 'reference' ? ['', ...ids] : ids;
}

function choose(input, values, chosen) {
    // What is written is shown as it is, also where there is nothing of that name; a longer list is changed in the XML alone.
    const offered = [...new Set([...values, ...chosen.slice(0, IDS_MAX)])];
    input.disabled = chosen.length > IDS_MAX;
    input.replaceChildren(...offered.map((value) => element('option', { value }, value)));
    for (const option of input.options) option.selected = chosen.includes(option.value);
    if (input.multiple) input.size = Math.min(Math.max(offered.length, 2), 5);
}

function byRecord(rows) {
    const found = new Map();
    for (const row of rows) found.set(row.record, [...(found.get(row.record) ?? []), row]);
    return found;
}

/** `change(make)` applies the changes that `make` has for the text as it is then. */
export class Form {
    #place;
    #fields = new Map();    // of each record of the vocabulary
    #declared = new Map();  // of each record what the rules declare beyond it
    #change;
    #shape = '';
    #asked = new Set();   // fields without a value that were added

    constructor(place, vocabulary, change) {
        this.#place = place;
        this.#change = change;
        this.#fields = byRecord(vocabulary.filter(({ part }) => part === 'case'));
    }

    /** The facts that the rules declare, from now on; shown with the next case. */
    declare(facts) {
        this.#declared = byRecord(facts.map((fact) => ({ ...fact, values: fact.values.split(' ').filter(Boolean) })));
    }

    #rowsOf(record) {
        return [...(this.#fields.get(record) ?? []), ...(this.#declared.get(record) ?? [])];
    }

    show(all) {
        const records = all.filter(({ parent }, i) => i === 0 || parent === all[0]).slice(0, RECORDS_MAX);
        const numbers = records.map((one) => all.indexOf(one));
        const shown = records.map((one, i) => [one.name, ...this.#shownFields(one, numbers[i]).map(({ field }) => field)]);
        const shape = JSON.stringify([shown, [...this.#declared]]);
        // Whoever is writing in a field keeps it.
        if (shape === this.#shape) return this.#fill(records, numbers, all);
        this.#shape = shape;
        const kept = this.#place.contains(document.activeElement) ? document.activeElement.id : undefined;
        this.#place.replaceChildren(...records.map((one, i) => this.#record(one, numbers[i], all)), ...(records.length > 0 ? [this.#add()] : []));
        this.#fill(records, numbers, all);
        if (kept) document.getElementById(kept)?.focus();
    }

    #shownFields(one, number) {
        const rows = this.#rowsOf(one.name);
        const named = rows.filter(({ field, presence }) => presence === 'required' || one.fields.has(field) || this.#asked.has(`${number} ${field}`));
        const others = [...one.fields.keys()].filter((field) => !field.startsWith('xmlns') && !rows.some((row) => row.field === field));
        return [...named, ...others.map((field) => ({ field, type: 'text', values: [], doc: 'No field that is known.', presence: '' }))];
    }

    #fill(records, numbers, all) {
        records.forEach((one, i) => {
            for (const row of this.#shownFields(one, numbers[i])) {
                const input = document.getElementById(`field-${numbers[i]}-${row.field}`);
                const value = valueOf(one, row.field) ?? '';
                if (input === null || input === document.activeElement) continue;
                if (input.options === undefined) input.value = value;
                else choose(input, choices(row, one, all), row.type === 'references' ? value.split(/\s+/).filter(Boolean) : [value]);
            }
        });
    }

    #record(one, number, all) {
        const made = element('fieldset');
        made.append(element('legend', { title: this.#fields.get(one.name)?.[0].record_doc ?? '' }, `${one.name} ${valueOf(one, 'id') ?? ''}`));
        for (const row of this.#shownFields(one, number)) made.append(this.#field(row, number));
        const rest = this.#rowsOf(one.name).filter(({ field }) => !made.querySelector(`[data-field="${field}"]`));
        const actions = element('div', { class: 'actions' });
        if (rest.length > 0) {
            const more = element('select', { 'aria-label': `Add a field to ${one.name}`, id: `more-${number}` });
            more.append(element('option', { value: '' }, 'Add a field'), ...rest.map((row) => element('option', { value: row.field, title: row.doc }, row.field)));
            more.onchange = () => {
                this.#asked.add(`${number} ${more.value}`);
                const id = `field-${number}-${more.value}`;
                this.show(all);
                document.getElementById(id)?.focus();
            };
            actions.append(more);
        }
        if (number !== 0) {
            const remove = element('button', { type: 'button' }, `Remove ${one.name}`);
            remove.onclick = () => this.#change((text) => {
                this.#asked.clear();
                const now = elements(text)[number];
                return now?.name === one.name ? removing(text, now) : [];
            });
            actions.append(remove);
        }
        made.append(actions);
        return made;
    }

    #field(row, number) {
        const [id, doc] = [`field-${number}-${row.field}`, meaning(row)];
        const input = element(CHOSEN.has(row.type) ? 'select' : 'input', { id, 'aria-describedby': `${id}-doc`, 'data-field': row.field, spellcheck: 'false' });
        input.multiple = row.type === 'references';
        if (row.presence === 'required') input.setAttribute('aria-required', 'true');
        input.onchange = () => this.#change((text) => {
            const now = elements(text)[number];
            const value = input.multiple ? [...input.selectedOptions].map((option) => option.value).join(' ') : input.value;
            return now === undefined ? [] : setting(now, row.field, value);
        });
        const made = element('div', { class: 'field' });
        made.append(element('label', { for: id }, row.field), input, element('small', { id: `${id}-doc` }, doc));
        return made;
    }

    #add() {
        const made = element('div', { class: 'actions' });
        const kind = element('select', { 'aria-label': 'Kind of record', id: 'kind' });
        kind.append(...[...this.#fields.keys()].filter((name) => name !== 'case').map((name) => element('option', { value: name }, name)));
        kind.value = 'incident';
        const add = element('button', { type: 'button', id: 'add' }, 'Add record');
        add.onclick = () => this.#change((text) => {
            const all = elements(text);
            return adding(all, kind.value, this.#first(kind.value, all));
        });
        made.append(kind, add);
        return made;
    }

    // What a new record must have, as far as it can be known.
    #first(record, all) {
        const fields = {};
        for (const { field, type, presence, refers_to } of this.#rowsOf(record)) {
            if (presence !== 'required') continue;
            if (type === 'id') {
                const taken = new Set(all.filter(({ name }) => name === record).map((one) => valueOf(one, 'id')));
                let number = 1;
                while (taken.has(`${record}-${number}`)) ++number;
                fields[field] = `${record}-${number}`;
            }
            if (type === 'instant') fields[field] = valueOf(all[0], 'as_of') ?? '';
            if (type === 'reference') fields[field] = valueOf(all.find(({ name }) => name === refers_to), 'id') ?? '';
        }
        return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
    }
}
