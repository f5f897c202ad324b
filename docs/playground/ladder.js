// The ladders of the rules with the value that was looked up on the rung that it reached.
import { element } from './element.js';
import { elements, valueOf } from './xml.js';

const LADDERS_MAX = 12;
const BOUNDS = { at_least: 'at least', above: 'above', at_most: 'at most', below: 'below' };

/** By the steps of the statement, whose words of a tier are "97.7% is at least 95.0%." or "1% falls to the last tier." */
export function ladders(rules, { decisions, steps }) {
    const all = elements(rules);
    return steps.filter(({ kind }) => kind === 'tier').slice(0, LADDERS_MAX).flatMap((step) => {
        const decision = decisions.find(({ number }) => number === step.decision);
        const tiers = all.find((one) => one.name === 'tiers' && valueOf(one, 'name') === step.name &&
            (one.parent?.name !== 'guarantee' || valueOf(one.parent, 'id') === decision?.guarantee));
        if (tiers === undefined) return [];
        const value = step.text.match(/^(.*?) (?:is (?:at least|above|at most|below) |falls to )/)?.[1] ?? '';
        const rungs = all.filter(({ name, parent }) => name === 'tier' && parent === tiers).map((tier) => {
            const bound = Object.keys(BOUNDS).find((name) => tier.fields.has(name));
            const words = bound ? `${BOUNDS[bound]} ${valueOf(tier, bound)}` : 'otherwise';
            return { words, value: valueOf(tier, 'value') ?? '', here: bound ? step.text === `${value} is ${words}.` : step.text.includes('falls to the last tier') };
        });
        return [{ title: `${step.name} by ${step.formula}: ${decision?.guarantee}, ${decision?.subscription}`, value, rungs }];
    });
}

export function showLadders(place, found) {
    place.replaceChildren(...found.flatMap(({ title, value, rungs }) => {
        const list = element('ol', { class: 'ladder', 'aria-label': title });
        list.append(...rungs.map(({ words, value: gives, here }) => {
            const rung = element('li', here ? { 'aria-current': 'true' } : {});
            rung.append(element('span', {}, words), element('b', {}, gives), ...(here ? [element('em', {}, `here: ${value}`)] : []));
            return rung;
        }));
        return [element('p', { class: 'note' }, title), list];
    }));
    if (found.length === 0) place.replaceChildren(element('p', { class: 'note' }, 'No ladder decided this case.'));
}
