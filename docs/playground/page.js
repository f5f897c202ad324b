import { xml } from '@codemirror/lang-xml';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { tags } from '@lezer/highlight';
import { EditorView, basicSetup } from 'codemirror';
import { moved, stretches } from './facts.js';
import { Library } from './library.js';
import { read, written } from './link.js';

const part = (id) => document.getElementById(id);
const library = new Library();
let gallery;
let pack = '';
let round = 0;

function element(name, attributes = {}, text = '') {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.textContent = text;
    return made;
}

let timer;
function changedSoon(update) {
    if (!update.docChanged) return;
    clearTimeout(timer);
    timer = setTimeout(settle, 250);
}
// Colours that can be read in light and in dark.
const colours = HighlightStyle.define([
    { tag: tags.comment, color: 'var(--soft)' },
    { tag: tags.tagName, color: 'var(--strong)' },
    { tag: tags.attributeName, color: 'var(--text)' },
    { tag: tags.attributeValue, color: 'var(--value)' },
    { tag: [tags.angleBracket, tags.processingInstruction, tags.character], color: 'var(--soft)' },
]);
const editor = (id, label) => new EditorView({
    parent: part(id),
    extensions: [basicSetup, xml(), syntaxHighlighting(colours), lintGutter(), EditorView.updateListener.of(changedSoon),
        EditorView.contentAttributes.of({ 'aria-label': label })],
});
const rulesView = editor('rules', 'The rules, as XML');
const caseView = editor('case', 'The case, as XML');
// Whoever has no pointer scrolls by keys.
for (const view of [rulesView, caseView]) view.scrollDOM.tabIndex = 0;
const textOf = (view) => view.state.doc.toString();
const put = (view, text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });

const rules = () => ({ ...gallery.calendars, [pack]: textOf(rulesView) });

function position(doc, { line, column }) {
    if (!(line >= 1 && line <= doc.lines)) return 0;
    const found = doc.line(line);
    return Math.min(found.from + Math.max((column ?? 1) - 1, 0), found.to);
}

function mark(view, findings) {
    const doc = view.state.doc;
    view.dispatch(setDiagnostics(view.state, findings.map((finding) => {
        const from = position(doc, finding);
        return { from, to: Math.min(from + 1, doc.length), severity: finding.severity, message: finding.message };
    })));
}

function showFindings(findings) {
    mark(rulesView, findings);
    part('findings').replaceChildren(...findings.slice(0, 100).map((finding) => {
        const go = element('button', { type: 'button', class: finding.severity }, `${finding.severity}: ${finding.message}`);
        go.onclick = () => {
            rulesView.dispatch({ selection: { anchor: position(rulesView.state.doc, finding) }, scrollIntoView: true });
            rulesView.focus();
        };
        const item = element('li');
        item.append(go);
        return item;
    }));
}

async function settle() {
    const mine = ++round;
    const facts = textOf(caseView);
    showTimeline(facts);
    try {
        const findings = await library.call('check', { rules: rules() });
        if (mine !== round) return;
        showFindings(findings.filter(({ file }) => file === undefined || file === pack));
        if (findings.some(({ severity }) => severity === 'error')) {
            part('status').textContent = 'The rules have errors';
            return;
        }
        const { html, statement } = await library.call('explain', { rules: rules(), facts });
        if (mine !== round) return;
        mark(caseView, []);
        part('explanation').srcdoc = html;
        part('status').textContent = `Settled: ${statement.match(/<decision /g)?.length ?? 0} decisions`;
        await showCurve(mine);
    } catch (failure) {
        if (mine !== round) return;
        if (failure.place.line) mark(caseView, [{ ...failure.place, severity: 'error', message: failure.message }]);
        part('status').textContent = failure.message;
    }
}

// --- what happened ---

const MINUTES = 15 * 60_000;

function showTimeline(facts) {
    const all = stretches(facts);
    const kept = document.activeElement?.dataset?.stretch;
    const first = Math.min(...all.map(({ start }) => start)), last = Math.max(...all.map(({ end }) => end));
    const margin = Math.max((last - first) / 4, 6 * 3_600_000);
    const [from, until] = [first - margin, last + margin];
    const share = (time) => (100 * (time - from)) / (until - from);
    part('timeline').replaceChildren(...all.map((stretch, number) => {
        const { record, id, start, end } = stretch;
        const track = element('div', { class: 'track' });
        const name = `${record} ${id}`;
        const bar = element('div', { class: 'bar', role: 'slider', tabindex: '0', 'aria-label': name, 'aria-valuemin': Math.round(from / 1000),
            'aria-valuemax': Math.round(until / 1000), 'aria-valuenow': Math.round(start / 1000), 'data-stretch': number,
            'aria-valuetext': `${new Date(start).toISOString()} to ${new Date(end).toISOString()}`, title: name });
        const place = (shift) => Object.assign(bar.style, { left: `${share(start + shift)}%`, width: `${share(end) - share(start)}%` });
        // The text may have changed since this was drawn.
        const move = (shift, endOnly) => {
            const text = textOf(caseView);
            const now = stretches(text)[number];
            if (now === undefined) return;
            const begin = endOnly ? now.start : now.start + shift;
            put(caseView, moved(text, now, begin, Math.max(begin, now.end + shift)));
        };
        place(0);
        bar.onkeydown = (event) => {
            const shift = { ArrowLeft: -MINUTES, ArrowRight: MINUTES }[event.key];
            if (shift === undefined) return;
            event.preventDefault();
            move(shift, event.shiftKey);
            showTimeline(textOf(caseView));
        };
        bar.onpointerdown = (down) => {
            bar.setPointerCapture(down.pointerId);
            const shiftOf = ({ clientX }) => Math.round(((clientX - down.clientX) / track.clientWidth) * (until - from) / 60_000) * 60_000;
            bar.onpointermove = (event) => place(shiftOf(event));
            bar.onpointerup = (up) => {
                bar.onpointermove = bar.onpointerup = null;
                move(shiftOf(up), false);
            };
        };
        track.append(bar);
        return track;
    }));
    if (kept !== undefined) part('timeline').querySelector(`[data-stretch="${Number(kept)}"]`)?.focus();
    const chosen = part('incident').selectedIndex;
    part('incident').replaceChildren(...all.map(({ id, record }) => element('option', {}, `${record} ${id}`)));
    part('incident').selectedIndex = Math.max(0, Math.min(chosen, all.length - 1));
}

// --- what if ---

const POINTS = 97;  // half an hour each, to two days

async function showCurve(mine) {
    const facts = textOf(caseView);
    const stretch = stretches(facts)[part('incident').selectedIndex];
    if (stretch === undefined) return part('curve').replaceChildren();
    const cases = Array.from({ length: POINTS }, (_, i) => moved(facts, stretch, stretch.start, stretch.start + i * 1_800_000));
    const amounts = await library.call('amounts', { rules: rules(), cases });
    if (mine !== round) return;
    const total = (list) => list?.reduce((sum, amount) => sum + Number(amount), 0);  // for drawing alone
    const heights = amounts.map(total);
    const top = Math.max(...heights.filter((height) => height !== undefined), 1);
    const points = [];
    heights.forEach((height, i) => {
        if (height === undefined) return;
        const y = 100 - (95 * height) / top;
        points.push(`${i},${y}`, `${i + 1},${y}`);
    });
    const ns = 'http://www.w3.org/2000/svg';
    const svg = document.createElementNS(ns, 'svg');
    for (const [key, value] of Object.entries({ viewBox: `0 0 ${POINTS} 100`, preserveAspectRatio: 'none', role: 'img',
        'aria-label': `The credit over the length, at most ${top.toFixed(2)}` })) svg.setAttribute(key, value);
    const line = document.createElementNS(ns, 'polyline');
    line.setAttribute('points', points.join(' '));
    svg.append(line);
    part('curve').replaceChildren(svg);
    const say = () => {
        const i = Number(part('length').value);
        part('lasted').textContent = `${i / 2} hours: ${amounts[i] === null ? 'no case can say so' : amounts[i].join(' + ') || 'nothing'}`;
    };
    part('length').oninput = say;
    say();
}

// --- the gallery and links ---

function open(name, facts) {
    pack = name;
    const samples = gallery.packs[name]?.samples ?? {};
    part('pack').value = name;
    part('sample').replaceChildren(...Object.keys(samples).map((sample) => element('option', { value: sample }, sample)));
    put(rulesView, facts?.rules ?? gallery.packs[name].rules);
    put(caseView, facts?.facts ?? Object.values(samples)[0] ?? '');
}

async function openLink() {
    if (location.hash.length < 2) return false;
    try {
        const content = await read(location.hash.slice(1));
        if (!Object.hasOwn(gallery.packs, content.pack)) throw new Error('the link names no pack');
        open(content.pack, content);
        return true;
    } catch (failure) {
        part('status').textContent = `The link can't be read: ${failure.message}`;
        return false;
    }
}

part('pack').onchange = () => open(part('pack').value);
part('sample').onchange = () => put(caseView, gallery.packs[pack].samples[part('sample').value]);
part('incident').onchange = () => settle();
part('share').onclick = async () => {
    location.hash = await written({ pack, rules: textOf(rulesView), facts: textOf(caseView) });
    await navigator.clipboard?.writeText(location.href).catch(() => {});
    part('status').textContent = 'The link is in the address bar';
};

[gallery] = await Promise.all([fetch('gallery.json').then((response) => response.json()), library.load()]);
part('pack').replaceChildren(...Object.entries(gallery.packs).map(([name, { title }]) => element('option', { value: name }, title)));
if (!(await openLink())) open(Object.hasOwn(gallery.packs, 'ua_hosting.xml') ? 'ua_hosting.xml' : Object.keys(gallery.packs)[0]);
