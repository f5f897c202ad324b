// What happened, by a case: incidents, work, tickets and claims with their times, when it is settled, and how these are moved.
import { instant, offsetOf } from './times.js';
import { setting, valueOf } from './xml.js';

const TIMES = { case: ['as_of'], incident: ['start', 'end'], maintenance: ['start', 'end'], ticket: ['opened', 'resolved'], claim: ['filed'] };
const HAPPENINGS_MAX = 50;

/** Those without an end last until the case is settled. */
export function happenings(all) {
    const settled = Date.parse(valueOf(all[0], 'as_of'));
    return all.filter(({ name }) => Object.hasOwn(TIMES, name)).map((element) => {
        const [from, until] = TIMES[element.name].map((field) => valueOf(element, field));
        const start = Date.parse(from);
        const lasts = TIMES[element.name].length === 2;
        return { element, kind: element.name, id: valueOf(element, 'id') ?? '', start, lasts, offset: offsetOf(from),
            end: until === undefined ? (lasts && settled > start ? settled : start) : Date.parse(until), open: lasts && until === undefined };
    }).filter(({ start, end }) => start <= end).slice(0, HAPPENINGS_MAX);
}

export function moving({ element, offset, open }, start, end) {
    const [first, last] = TIMES[element.name];
    return [...setting(element, first, instant(start, offset)), ...(last && !open ? setting(element, last, instant(end, offset)) : [])];
}

/** The text of the case before and after the end of one of them, to try other ends. */
export function aroundEnd(text, { element }) {
    const known = element.fields.get(TIMES[element.name][1]);
    return known !== undefined ? [text.slice(0, known.inner.from), text.slice(known.inner.to)]
        : [`${text.slice(0, element.written)} ${TIMES[element.name][1]}="`, `"${text.slice(element.written)}`];
}
