// The credit over the length of an outage, with every step and the length that it has.
import { drawn, element } from './element.js';
import { span } from './times.js';

const HEIGHT = 220, LEFT = 64, RIGHT = 16, TOP = 20, BOTTOM = 36;
const HOURS = [1, 2, 4, 6, 12, 24, 48, 96, 168, 336];
const STEPS_MAX = 60;

/** The length at which each step begins, with what it gives. */
export function stepsOf({ exact, points }) {
    return exact ? points.filter(([, amount], i) => i > 0 && amount !== points[i - 1][1]) : [];
}

export function amountAt({ points }, minutes) {
    return points.findLast(([at]) => at <= minutes)?.[1] ?? null;
}

/** `length` is in minutes. */
export function showCurve(place, found, currency, length) {
    const { until, exact, points } = found;
    const width = Math.max(place.clientWidth, 280);
    const most = Math.max(...points.map(([, amount]) => Number(amount ?? 0)), 0);  // for drawing alone
    const x = (minutes) => LEFT + ((width - LEFT - RIGHT) * minutes) / until;
    const y = (amount) => HEIGHT - BOTTOM - ((HEIGHT - BOTTOM - TOP) * Number(amount)) / (most || 1);
    const svg = drawn('svg', { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, role: 'img',
        'aria-label': `The credit in ${currency} over the length in hours; its steps stand below` });
    const line = (from, to, name) => svg.append(drawn('line', { x1: from[0], y1: from[1], x2: to[0], y2: to[1], class: name }));
    const text = (at, content, anchor, name = '') => svg.append(drawn('text', { x: at[0], y: at[1], 'text-anchor': anchor, class: name }, content));

    line([LEFT, y(0)], [width - RIGHT, y(0)], 'rule');
    line([LEFT, TOP], [LEFT, y(0)], 'rule');
    const hours = HOURS.find((step) => until / 60 / step <= 9) ?? Math.ceil(until / 540);
    for (let hour = 0; hour * 60 <= until; hour += hours) {
        line([x(hour * 60), y(0)], [x(hour * 60), y(0) + 4], 'rule');
        text([x(hour * 60), y(0) + 17], String(hour), 'middle');
    }
    text([width - RIGHT, HEIGHT - 4], 'hours', 'end');
    text([LEFT - 6, 12], currency, 'end');
    text([LEFT - 6, y(0) + 4], '0', 'end');

    // A level holds until the next step; what could not be resolved is drawn as a slope.
    let path = '', before = null;
    points.forEach(([minutes, amount], i) => {
        if (amount === null) return void (before = null);
        path += before === null ? `M${x(minutes)} ${y(amount)}` : `${exact ? `H${x(minutes)}` : ''}L${x(minutes)} ${y(amount)}`;
        if (exact && i === points.length - 1) path += `H${x(until)}`;
        before = amount;
    });
    svg.append(drawn('path', { d: path, class: 'credit' }));
    let [lastX, lastY] = [-Infinity, -Infinity];
    const labels = exact ? stepsOf(found).filter(([, amount]) => amount !== null) : points.filter(([, amount]) => Number(amount) === most).slice(0, 1);
    for (const [minutes, amount] of labels.slice(0, STEPS_MAX)) {
        const at = [Math.min(x(minutes) + 4, width - RIGHT - 50), y(amount) - 5];
        if (at[0] - lastX < 50 && Math.abs(at[1] - lastY) < 13) continue;
        text(at, amount, 'start', 'amount');
        [lastX, lastY] = at;
    }
    const marker = drawn('g', { class: 'marker' });
    const markerLine = drawn('line', { y1: TOP, y2: y(0) }), dot = drawn('circle', { r: 5 });
    marker.append(markerLine, dot);
    svg.append(marker);
    const list = element('ol', { class: 'steps', 'aria-label': 'Steps of the credit' });
    list.append(...stepsOf(found).slice(0, STEPS_MAX).map(([minutes, amount]) =>
        element('li', { 'data-minutes': minutes }, `from ${span(minutes)}: ${amount ?? 'not possible'}`)));
    place.replaceChildren(svg, list);
    const mark = (minutes) => {
        const amount = amountAt(found, minutes);
        for (const end of ['x1', 'x2']) markerLine.setAttribute(end, x(minutes));
        dot.setAttribute('cx', x(minutes));
        dot.setAttribute('cy', y(amount ?? 0));
        return amount === null ? `${span(minutes)}: not possible` : `${span(minutes)}: ${exact ? '' : 'about '}${amount} ${currency}`;
    };
    return { mark, said: mark(length) };
}
