import { granted } from './amounts.js';
import { showCurve } from './curve.js';
import { deadlines, movingDeadline } from './deadlines.js';
import { editor, mark, position, put, textOf } from './editors.js';
import { element, part } from './element.js';
import { aroundEnd, happenings, moving } from './facts.js';
import { Form } from './form.js';
import { ladders, showLadders } from './ladder.js';
import { Library, fetched } from './library.js';
import { read, written } from './link.js';
import { Schema } from './schema.js';
import { showTimeline } from './timeline.js';
import { offsetOf } from './times.js';
import { compared, showVersions } from './versions.js';
import { elements, valueOf } from './xml.js';

const DAY = 1440;  // minutes
const LONGEST = 62 * DAY;

const library = new Library();
const [gallery, vocabulary, functions] = await loaded().catch((failure) => {
    say(`The page can't be loaded: ${failure.message}`);
    throw failure;
});

let pack = '';
let round = 0;      // of settling: what an older one finds is not shown
let dragged = false;
let busy = 0;
let waiting = false;  // a bar was moved while it was settled
let settled;        // { html, statement } of what is shown
let closing = [];   // the deadlines of what was settled last

let timer;
function changedSoon() {
    // While a bar is held it is settled on the way, and not only at rest.
    if (dragged && timer !== undefined) return;
    if (dragged && busy > 0) return void (waiting = true);
    clearTimeout(timer);
    timer = setTimeout(settle, 250);
}

const schema = new Schema(vocabulary, 'rules', functions);
const rulesView = editor('rules', 'The rules, as XML', schema, changedSoon);
const secondView = editor('second', 'A second version of the rules, as XML', schema, changedSoon);
const caseView = editor('case', 'The case, as XML', new Schema(vocabulary, 'case'), changedSoon);
const form = new Form(part('form'), vocabulary, (make) => caseView.dispatch({ changes: make(textOf(caseView)) }));

const book = (view) => ({ ...gallery.calendars, [pack]: textOf(view) });
const comparing = () => !part('versions').hidden;

async function loaded() {
    const [packs] = await Promise.all([fetched('gallery.json').then((response) => response.json()), library.load()]);
    return Promise.all([packs, library.call('vocabulary'), library.call('functions')]);
}

function say(text) {
    part('status').textContent = text;
}

// What was settled last stays, and says that it is of before.
function refuse(why) {
    say(why);
    part('stale').textContent = `Not of what is written now: ${why}`;
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
    clearTimeout(timer);
    timer = undefined;
    const mine = ++round;
    const facts = textOf(caseView);
    const all = elements(facts);
    if (!dragged) showFacts(all);
    settled = undefined;
    ++busy;
    try {
        const findings = await library.call('check', { rules: book(rulesView) });
        if (mine !== round) return;
        showFindings(findings.filter(({ file }) => file === undefined || file === pack));
        if (findings.some(({ severity }) => severity === 'error')) return refuse('The rules have errors');
        const found = await library.call('explain', { rules: book(rulesView), facts });
        if (mine !== round) return;
        settled = found;
        form.declare(found.declared);
        mark(caseView, []);
        part('stale').textContent = '';
        part('explanation').srcdoc = found.html;
        showLadders(part('ladders'), ladders(textOf(rulesView), found.statement));
        const { decisions, currency } = found.statement;
        say(`Settled: ${granted(decisions)} ${currency} by ${decisions.length} decision${decisions.length === 1 ? '' : 's'}`);
        // What was written since is shown by the next round.
        if (dragged || timer !== undefined) return;
        const offset = offsetOf(valueOf(all[0], 'as_of'));
        closing = deadlines(found.statement, offset);
        showFacts(all);
        await compareVersions(mine, found.statement, facts, offset);
        await findCurve(mine, facts, all);
    } catch (failure) {
        if (mine !== round) return;
        if (failure.place?.line) mark(caseView, [{ ...failure.place, severity: 'error', message: failure.message }]);
        if (settled === undefined) return refuse(failure.message);
        clearCurve();
        say(failure.message);
    } finally {
        --busy;
        if (waiting && busy === 0) {
            waiting = false;
            changedSoon();
        }
    }
}

// --- what happened ---

function showTimes(all) {
    const found = happenings(all);
    const shown = [...found, ...closing];
    showTimeline(part('timeline'), shown, {
        move: (number, start, end) => {
            // The text may have changed since this was drawn.
            const now = happenings(elements(textOf(caseView)))[number];
            if (number >= found.length) rulesView.dispatch({ changes: movingDeadline(textOf(rulesView), shown[number], start) });
            else if (now !== undefined) caseView.dispatch({ changes: moving(now, start, end) });
        },
        drag: (whether) => {
            dragged = whether;
            if (!whether) changedSoon();
        },
    });
    return found;
}

function showFacts(all) {
    const lasting = showTimes(all).filter(({ lasts }) => lasts);
    form.show(all);
    const chosen = part('incident').selectedIndex;
    part('incident').replaceChildren(...lasting.map(({ id, kind }) => element('option', {}, `${kind} ${id}`)));
    part('incident').selectedIndex = Math.max(0, Math.min(chosen, lasting.length - 1));
}

// --- what if ---

function clearCurve() {
    part('curve').replaceChildren();
    part('lasted').textContent = '';
    part('length').disabled = true;
    onresize = null;
}

async function findCurve(mine, facts, all) {
    const one = happenings(all).filter(({ lasts }) => lasts)[part('incident').selectedIndex];
    if (one === undefined) return clearCurve();
    const present = Math.round((one.end - one.start) / 60_000);
    const open = (Date.parse(valueOf(all[0], 'as_of')) - one.start) / 60_000 || 0;
    const found = await library.call('curve', { rules: book(rulesView), around: aroundEnd(facts, one), begin: one.start, offset: one.offset,
        longest: Math.max(Math.min(Math.floor(open), LONGEST), present, 60), present });
    if (mine !== round) return;
    const slider = part('length');
    const draw = () => showCurve(part('curve'), found, valueOf(all[0], 'currency') ?? '', Number(slider.value));
    slider.disabled = false;
    slider.max = found.until;
    slider.value = present;
    let drawn = draw();
    const show = (said) => {
        part('lasted').textContent = said;
        slider.setAttribute('aria-valuetext', said);
    };
    show(drawn.said);
    slider.oninput = () => show(drawn.mark(Number(slider.value)));
    onresize = () => { drawn = draw(); };
}

// --- two versions ---

async function compareVersions(mine, statement, facts, offset) {
    if (!comparing()) return;
    try {
        const second = await library.call('settle', { rules: book(secondView), facts });
        if (mine !== round) return;
        mark(secondView, []);
        showVersions(part('result'), compared(statement, second, offset));
    } catch (failure) {
        if (mine !== round) return;
        mark(secondView, failure.place.line ? [{ ...failure.place, severity: 'error', message: failure.message }] : []);
        part('result').replaceChildren(element('p', { class: 'error' }, failure.message));
    }
}

function showSecond(text) {
    part('versions').hidden = text === undefined;
    part('both').classList.toggle('pair', text !== undefined);
    part('result').replaceChildren();
    part('compare').setAttribute('aria-expanded', String(text !== undefined));
    put(secondView, text ?? '');
}

// --- the gallery, links and files ---

function open(name, content) {
    pack = name;
    const samples = gallery.packs[name].samples;
    part('pack').value = name;
    part('sample').replaceChildren(...Object.keys(samples).map((sample) => element('option', { value: sample }, sample)));
    put(rulesView, content?.rules ?? gallery.packs[name].rules);
    put(caseView, content?.facts ?? Object.values(samples)[0] ?? '');
    showSecond(content?.second);
}

// Where it can't be read, what is written stays.
async function openLink() {
    part('unread').textContent = '';
    if (location.hash.length < 2) return;
    try {
        const content = await read(location.hash.slice(1));
        if (!Object.hasOwn(gallery.packs, content.pack)) throw new Error('it names no pack');
        open(content.pack, content);
    } catch (failure) {
        part('unread').textContent = `The link can't be read: ${failure.message}`;
    }
}

function save(name, type, text) {
    if (text === undefined) return say('There is nothing to save until the case is settled');
    const link = element('a', { download: name, href: URL.createObjectURL(new Blob([text], { type })) });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

part('pack').onchange = () => open(part('pack').value);
part('sample').onchange = () => put(caseView, gallery.packs[pack].samples[part('sample').value]);
part('incident').onchange = () => settle();
part('compare').onclick = () => showSecond(comparing() ? undefined : textOf(rulesView));
part('share').onclick = async () => {
    try {
        const second = comparing() ? { second: textOf(secondView) } : {};
        history.replaceState(null, '', `#${await written({ pack, rules: textOf(rulesView), facts: textOf(caseView), ...second })}`);
        await navigator.clipboard?.writeText(location.href).catch(() => {});
        say('The link is in the address bar');
    } catch (failure) {
        say(`No link: ${failure.message}`);
    }
};
part('save-rules').onclick = () => save(pack, 'application/xml', textOf(rulesView));
part('save-case').onclick = () => save('case.xml', 'application/xml', textOf(caseView));
part('save-statement').onclick = () => save('statement.xml', 'application/xml', settled?.statement.xml);
part('save-page').onclick = () => save('explanation.html', 'text/html', settled?.html);

part('pack').replaceChildren(...Object.entries(gallery.packs).map(([name, { title }]) => element('option', { value: name }, title)));
await openLink();
onhashchange = openLink;
if (pack === '') open(Object.hasOwn(gallery.packs, 'ua_hosting.xml') ? 'ua_hosting.xml' : Object.keys(gallery.packs)[0]);
