// Until when claims can be filed, by the steps of a statement. One that is moved is moved in the rules, by whole days.
import { elements, setting, valueOf } from './xml.js';

const DAY = 86_400_000;
const DEADLINES_MAX = 20;

// A date includes the whole day.
const timeOf = ({ name, value }, offset) =>
    (/^\d{4}-\d\d-\d\d$/.test(value) ? Date.parse(`${value}T00:00:00Z`) - offset * 60_000 + (name === 'until' ? DAY : 0) : Date.parse(value));

/** As the timeline takes them. Days are those of the zone offset. */
export function deadlines({ decisions, steps }, offset) {
    const found = new Map();
    for (const step of steps) {
        if (step.kind !== 'claim' || !(step.name === 'from' || step.name === 'until') || !step.formula) continue;
        const start = timeOf(step, offset);
        const claim = decisions.find(({ number }) => number === step.decision)?.claim ?? '';
        if (Number.isFinite(start)) found.set(`${step.name} ${step.value}`, { kind: 'deadline', id: `${step.name === 'from' ? 'opens' : 'closes'} ${claim}`,
            start, end: start, offset,
            lasts: false, open: false, unit: DAY, name: step.name, formula: step.formula });
    }
    return [...found.values()].slice(0, DEADLINES_MAX);
}

// What is before the days that are added at its end, and these.
function parts(formula) {
    const [, before, sign, number] = formula.match(/^(.*) ([+-]) (\d{1,5}) days?$/s) ?? [];
    const whole = before ?? (/\bif\b/.test(formula) && !/^\(.*\)$/s.test(formula) ? `(${formula})` : formula);
    return [whole, number === undefined ? 0 : Number(`${sign}${number}`)];
}

/** The formula so many days later. */
export function later(formula, days) {
    const [before, present] = parts(formula);
    const all = present + days;
    return all === 0 ? before : `${before} ${all < 0 ? '-' : '+'} ${Math.abs(all)} day${Math.abs(all) === 1 ? '' : 's'}`;
}

/** The change of the rules, in which the days may be others already. */
export function movingDeadline(rules, { name, formula, start }, to) {
    const [before] = parts(formula);
    const claim = elements(rules).find((one) => one.name === 'claim' && parts(valueOf(one, name) ?? '')[0] === before);
    return claim === undefined ? [] : setting(claim, name, later(formula, Math.round((to - start) / DAY)));
}
