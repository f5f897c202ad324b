// What happened as bars that can be dragged, or moved by keys.
import { element } from './element.js';
import { clock, day, moment } from './times.js';

const MINUTE = 60_000, HOUR = 60 * MINUTE;
const STEP = 15 * MINUTE;
const TICKS = [1, 3, 6, 12, 24, 48, 96, 168, 336, 720, 2160, 8760];  // hours
const TICKS_MAX = 10;  // with words; of up to so many days each has a line
const DAYS_MAX = 62;

function axis(from, until, offset) {
    const hours = TICKS.find((step) => (until - from) / HOUR / step <= TICKS_MAX);
    const made = element('div', { class: 'axis', 'aria-hidden': 'true' });
    if (hours === undefined) return made;
    const zone = offset * MINUTE;
    const step = (until - from <= DAYS_MAX * 24 * HOUR ? Math.min(hours, 24) : hours) * HOUR;
    for (let time = Math.ceil((from + zone) / step) * step - zone; time < until; time += step) {
        const [midnight, named] = [24, hours].map((every) => (time + zone) % (every * HOUR) === 0);
        const tick = element('span', { class: 'tick' }, !named ? '' : midnight ? day(time, offset) : clock(time, offset));
        tick.style.left = `${(100 * (time - from)) / (until - from)}%`;
        made.append(tick);
    }
    return made;
}

/** `move(number, start, end)` changes what is written, `drag(whether)` says that a bar is held. One with a `unit` moves by that alone. */
export function showTimeline(place, all, { move, drag }) {
    const kept = place.contains(document.activeElement) ? document.activeElement.dataset.number : undefined;
    if (all.length === 0) return place.replaceChildren();
    const first = Math.min(...all.map(({ start }) => start)), last = Math.max(...all.map(({ end }) => end));
    const margin = Math.max((last - first) / 10, 6 * HOUR);
    const [from, until] = [first - margin, last + margin];
    const share = (time) => (100 * (time - from)) / (until - from);
    const rows = all.map(({ kind, id, start, end, offset, lasts, open, unit: whole }, number) => {
        const name = kind === 'case' ? 'settled' : `${kind} ${id}`;
        const times = (begin, finish) => (lasts ? `${moment(begin, offset)} to ${open ? 'now' : moment(finish, offset)}` : moment(begin, offset));
        const label = element('div', { class: 'name', title: name }, `${name} `);
        const said = element('span', { class: 'note' });
        label.append(said);
        const bar = element('div', { class: `bar ${kind}`, role: 'slider', tabindex: '0', 'aria-label': name, 'aria-valuemin': Math.round(from / 1000),
            'aria-valuemax': Math.round(until / 1000), 'data-number': number, title: `${name}, ${times(start, end)}` });
        let [begin, finish] = [start, end];  // where it was moved to since this was drawn
        const put = (from, to) => {
            [begin, finish] = [from, Math.max(from, to)];
            Object.assign(bar.style, { left: `${share(begin)}%`, width: `${Math.max(share(open ? end : finish) - share(begin), 0)}%` });
            bar.setAttribute('aria-valuenow', Math.round(begin / 1000));
            bar.setAttribute('aria-valuetext', said.textContent = times(begin, finish));
        };
        put(start, end);
        bar.onkeydown = (event) => {
            const step = whole ?? STEP;
            const shift = { ArrowLeft: -step, ArrowRight: step }[event.key];
            if (shift === undefined) return;
            event.preventDefault();
            put(event.shiftKey ? begin : begin + shift, finish + shift);
            move(number, begin, finish);
        };
        const track = element('div', { class: 'track' });
        bar.onpointerdown = (down) => {
            bar.setPointerCapture(down.pointerId);
            drag(true);
            const unit = whole ?? ((until - from) / track.clientWidth > 4 * MINUTE ? STEP : MINUTE);
            bar.onpointermove = ({ clientX }) => {
                const shift = Math.round(((clientX - down.clientX) / track.clientWidth) * (until - from) / unit) * unit;
                put(start + shift, end + shift);
                move(number, begin, finish);
            };
            bar.onpointerup = bar.onpointercancel = () => {
                bar.onpointermove = bar.onpointerup = bar.onpointercancel = null;
                drag(false);
            };
        };
        track.append(bar);
        const row = element('div', { class: 'row' });
        row.append(label, track);
        return row;
    });
    place.replaceChildren(axis(from, until, all[0].offset), ...rows);
    if (kept !== undefined) place.querySelector(`[data-number="${Number(kept)}"]`)?.focus();
}
