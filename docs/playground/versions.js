// What two versions of rules decide of one case, side by side.
import { difference, granted } from './amounts.js';
import { element, table } from './element.js';
import { instant } from './times.js';

const ROWS_MAX = 200;

const nameOf = ({ guarantee = '', subscription = '', window_start = '', incident = '', ticket = '' }) =>
    JSON.stringify([guarantee, subscription, window_start, incident, ticket]);
const said = (decision) => (decision === undefined ? 'no decision' : decision.outcome === 'granted' ? decision.amount : `${decision.outcome}, ${decision.reason}`);
const dayOf = ({ window_start }, offset) => window_start && instant(Date.parse(window_start), offset).slice(0, 10);
const grantedBy = (decision) => granted(decision === undefined ? [] : [decision]);

// Several claims can be about the same: the first of one version stands beside the first of the other.
function byName(decisions) {
    const named = new Map(), counts = new Map();
    for (const decision of decisions) {
        const name = nameOf(decision), before = counts.get(name) ?? 0;
        counts.set(name, before + 1);
        named.set(`${name} ${before}`, decision);
    }
    return named;
}

/** Days are those of the zone offset. */
export function compared(first, second, offset) {
    const [left, right] = [first, second].map(({ decisions }) => byName(decisions));
    const rows = [...new Set([...left.keys(), ...right.keys()])].map((key) => {
        const [before, after] = [left.get(key), right.get(key)];
        const one = before ?? after;
        return [[one.guarantee, one.subscription, one.incident ?? one.ticket ?? dayOf(one, offset), one.claim].filter(Boolean).join(', '),
            said(before), said(after), difference(grantedBy(before), grantedBy(after))];
    });
    const totals = [first, second].map(({ decisions }) => granted(decisions));
    return [...rows.slice(0, ROWS_MAX), ['all', ...totals, difference(...totals)]];
}

export function showVersions(place, rows) {
    const scroll = element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Both results' });
    scroll.append(table(['Decision', 'Rules', 'Second version', 'Difference'], rows));
    place.replaceChildren(scroll);
}
