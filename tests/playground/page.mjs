// What people do with the playground, and what others could put into it.
//   page.mjs SITE FOLDER SAMPLES PICTURE [--draw]
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import puppeteer from 'puppeteer-core';
import { unlike } from './compare.mjs';

const [site, folder, samples, picture, mode] = process.argv.slice(2);
const errors = [];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm', '.json': 'application/json' };
let reached = true;
let missing;  // a file that the server does not have
const server = createServer((request, response) => {
    if (!reached) {
        errors.push(`it asked for ${request.url}`);
        return request.socket.destroy();
    }
    const name = new URL(request.url, 'http://localhost').pathname.replace(/^\/$/, '/index.html').slice(1);
    try {
        if (name === missing) throw new Error('not there');
        const content = readFileSync(join(site, name));
        response.writeHead(200, { 'content-type': TYPES[extname(name)] }).end(content);
    } catch {
        response.writeHead(404).end();
    }
});
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const home = `http://127.0.0.1:${server.address().port}/`;

const browser = await puppeteer.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'], timeout: 120_000 });
const page = await browser.newPage();
page.setDefaultTimeout(60_000);
page.on('pageerror', (error) => errors.push(error.message));
page.on('dialog', (dialog) => { errors.push(`a script ran: ${dialog.message()}`); dialog.dismiss(); });

const status = (wanted) => page.waitForFunction((text) => document.getElementById('status').textContent.includes(text), {}, wanted);
const explanation = () => page.$eval('#explanation', (frame) => frame.srcdoc);
const explained = (text) => page.waitForFunction((wanted) => document.getElementById('explanation').srcdoc.includes(wanted), {}, text);
async function write(editor, text) {
    await page.evaluate((id, content) => {
        const target = document.querySelector(`#${id} .cm-content`);
        const { view } = target.cmTile ?? target.cmView;
        view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: content } });
    }, editor, text);
}
// What was written last is settled, with its curve.
const settledAgain = async () => {
    await page.evaluate(() => {
        for (const id of ['status', 'lasted']) document.getElementById(id).textContent = '';
        document.getElementById('incident').onchange();
    });
    await status('Settled');
    await page.waitForFunction(() => document.getElementById('lasted').textContent !== '');
};
const textOf = (editor) => page.$eval(`#${editor} .cm-content`, (target) => (target.cmTile ?? target.cmView).view.state.doc.toString());
// Drags a bar of the timeline so many points to the right.
async function drag(selector, points, held = async () => {}) {
    await page.$eval(selector, (bar) => bar.scrollIntoView({ block: 'center' }));
    const box = await (await page.$(selector)).boundingBox();
    await page.mouse.move(box.x + 5, box.y + 5);
    await page.mouse.down();
    await page.mouse.move(box.x + 5 + points, box.y + 5, { steps: 4 });
    await held();
    await page.mouse.up();
}
async function step(name, run) {
    await run();
    assert.deepEqual(errors, [], name);
    console.log(`ok: ${name}`);
}

try {
    let rules, facts;
    await step('a sample is shown with its explanation', async () => {
        await page.setViewport({ width: 1300, height: 1000 });
        await page.goto(home);
        await status('Settled: 21.72 UAH by 2 decisions');
        await explained('21.72');
        [rules, facts] = [await textOf('rules'), await textOf('case')];
        await page.waitForSelector('#curve .credit');
    });
    await step('the picture of the documentation shows this page', async () => {
        await page.setViewport({ width: 1300, height: 1760 });
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]);
        await settledAgain();
        const drawn = join(folder, 'playground.png'), planted = join(folder, 'planted.png');
        await page.screenshot({ path: drawn });
        if (mode === '--draw') return copyFileSync(drawn, picture);
        await page.$eval('#curve', (curve) => curve.parentElement.remove());
        await page.screenshot({ path: planted });
        assert.equal(await unlike(page, picture, drawn), '');
        assert.match(await unlike(page, planted, drawn), /is of another page/);
        await page.reload();
        await status('Settled');
        await page.waitForSelector('#curve .credit');
    });
    if (mode === '--draw') process.exit();
    await step('it is accessible, light and dark, and fits a phone', async () => {
        for (const [scheme, width] of [['light', 1300], ['dark', 1300], ['dark', 390]]) {
            await page.setViewport({ width, height: 1000 });
            await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
            await page.evaluate(axe);
            const found = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'], iframes: false }));
            assert.deepEqual(found.violations.map((one) => `${one.id}: ${one.nodes[0].html}`), [], `${scheme}, ${width}`);
            assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= width, `${width}`);
            await page.screenshot({ path: join(folder, `${scheme}_${width}.png`), fullPage: true });
        }
        await page.setViewport({ width: 1300, height: 1000 });
    });
    await step('an error is shown at its place', async () => {
        await write('rules', rules.replace('Europe/Kyiv', 'Europe/Kyjiv'));
        await status('The rules have errors');
        assert.match(await page.$eval('#findings', (list) => list.textContent), /unknown time zone 'Europe\/Kyjiv'/);
        await page.waitForSelector('#rules .cm-lint-marker-error, #rules .cm-lintRange-error');
        await write('rules', rules);
        await status('Settled');
    });
    await step('undoing ends at the text of the gallery, and brings back what another pack replaced', async () => {
        const other = await browser.newPage();
        await other.goto(home);
        await other.waitForFunction(() => document.getElementById('status').textContent.includes('Settled'));
        const content = () => other.$eval('#rules .cm-content', (target) => (target.cmTile ?? target.cmView).view.state.doc.toString());
        const undo = async () => {
            await other.focus('#rules .cm-content');
            await other.keyboard.down('Control');
            await other.keyboard.press('z');
            await other.keyboard.up('Control');
        };
        await undo();
        assert.equal(await content(), rules);
        await other.keyboard.type('x');
        const written = await content();
        assert.notEqual(written, rules);
        await other.select('#pack', 'vultr.xml');
        assert.match(await content(), /id="vultr"/);
        await undo();
        assert.equal(await content(), written);
        await undo();
        assert.equal(await content(), rules);
        await other.close();
    });
    await step('what was settled before says so where the case can be settled no more', async () => {
        const stale = (wanted) => page.waitForFunction((text) => document.getElementById('stale').textContent === text, {}, wanted);
        for (const [text, why] of [['', '1:1: the document is empty, expected a root element'],
            [facts.replace('sla="ua_hosting"', 'sla="vultr"'), "6:38: the book has no SLA 'vultr': it has ua_hosting"]]) {
            await write('case', text);
            await stale(`Not of what is written now: ${why}`);
            assert.match(await explanation(), /21\.72/);
        }
        await write('case', facts);
        await stale('');
    });
    // Two hours are 0.3 % of 744: availability is 99.7 %, another band than that of 17 hours.
    await step('an incident that is dragged, or moved by keys, changes the explanation', async () => {
        const before = await explanation();
        await drag('.bar.incident', 55, () => page.waitForFunction((old) => document.getElementById('explanation').srcdoc !== old, {}, before));
        assert.notEqual(await textOf('case'), facts);
        await write('case', facts);
        await page.waitForFunction((old) => document.getElementById('explanation').srcdoc === old, {}, before);
        await page.focus('.bar.incident');
        const moved = await explanation();
        await page.keyboard.press('ArrowRight');
        await page.waitForFunction((old) => document.getElementById('explanation').srcdoc !== old, {}, moved);
        assert.match(await textOf('case'), /start="2017-07-12T04:15:00\+03:00" end="2017-07-12T21:15:00\+03:00"/);
        // A key that is held moves it each time, however long settling takes.
        for (let i = 0; i < 8; ++i) await page.keyboard.press('ArrowRight');
        await page.keyboard.down('Shift');
        for (let i = 0; i < 4; ++i) await page.keyboard.press('ArrowLeft');
        await page.keyboard.up('Shift');
        assert.match(await textOf('case'), /start="2017-07-12T06:15:00\+03:00" end="2017-07-12T22:15:00\+03:00"/);
        assert.equal(await page.$eval('.bar.incident', (bar) => bar.getAttribute('aria-valuetext')), '12 Jul 06:15 to 12 Jul 22:15');
    });
    await step('a claim that is dragged is filed at another time', async () => {
        await write('case', facts);
        await settledAgain();
        assert.match(await page.$eval('#timeline', (part) => part.textContent), /claim claim-1 31 Jul 12:00/);
        await drag('.bar.claim', -65);
        await page.waitForFunction(() => !document.querySelector('#timeline').textContent.includes('31 Jul 12:00'));
        assert.doesNotMatch(await textOf('case'), /filed="2017-07-31T12:00/);
        await write('case', facts);
        await settledAgain();
    });
    await step('the moment of settling and work can be dragged', async () => {
        const bar = await page.$('.bar.case');
        await bar.focus();
        for (let i = 0; i < 4; ++i) {
            const before = await textOf('case');
            await page.keyboard.press('ArrowLeft');
            assert.notEqual(await textOf('case'), before);
            await settledAgain();
        }
        assert.match(await textOf('case'), /as_of="2017-08-01T08:00:00\+03:00"/);
        const work = '<maintenance id="work-1" start="2017-07-12T05:00:00+03:00" end="2017-07-12T06:00:00+03:00"/>';
        await write('case', facts.replace('</case>', `  ${work}\n</case>`));
        await settledAgain();
        const before = await explanation();
        await drag('.bar.maintenance', 40);
        assert.doesNotMatch(await textOf('case'), /start="2017-07-12T05:00:00/);
        await page.waitForFunction((old) => document.getElementById('explanation').srcdoc !== old, {}, before);
        await write('case', facts);
        await settledAgain();
    });
    // Claims of June close at the end of 15 July, in UTC; this one was filed a second later.
    await step('a deadline that is moved is moved in the rules, and what is late is in time', async () => {
        await page.select('#pack', 'atlassian.xml');
        await page.select('#sample', 'claimed_a_second_too_late');
        await explained('too late');
        await page.waitForSelector('.bar.deadline');
        assert.match(await page.$eval('#timeline', (part) => part.textContent), /deadline closes claim-1 16 Jul 00:00/);
        const before = await textOf('rules');
        await page.focus('.bar.deadline');
        await page.keyboard.press('ArrowRight');
        assert.equal(await textOf('rules'), before.replace('until="date(window.end) + 14 days"', 'until="date(window.end) + 15 days"'));
        await page.waitForFunction(() => document.querySelector('#timeline').textContent.includes('deadline closes claim-1 17 Jul 00:00'));
        assert.match(await explanation(), /in time/);
        await settledAgain();
        await drag('.bar.deadline', -150);
        const days = Number((await textOf('rules')).match(/until="date\(window\.end\) \+ (\d+) days"/)[1]);
        assert.ok(days < 14, `${days} days`);
        await explained('too late');
        await page.select('#pack', 'ua_hosting.xml');
        await explained('21.72');
        await settledAgain();
    });
    // Of 744 hours more than 1.05 % are 1.1 %, the band of 5 %; 2.15, 5.05 and 10.05 % begin the others. 217.17 UAH are the month's fee.
    await step('every step of the credit over the length is found, and the present length is marked', async () => {
        await page.waitForSelector('#curve .steps li');
        assert.deepEqual(await page.$$eval('#curve .steps li', (items) => items.map((item) => item.textContent)),
            ['from 7 h 49 min: 10.86', 'from 16 h: 21.72', 'from 37 h 35 min: 54.29', 'from 74 h 47 min: 130.30']);
        assert.deepEqual(await page.$$eval('#curve .amount', (texts) => texts.map((text) => text.textContent)), ['10.86', '21.72', '54.29', '130.30']);
        assert.equal(await page.$eval('#length', (slider) => slider.value), '1020');
        assert.equal(await page.$eval('#lasted', (output) => output.textContent), '17 h: 21.72 UAH');
        const slid = (minutes) => page.$eval('#length', (slider, value) => {
            slider.value = value;
            slider.dispatchEvent(new Event('input'));
            return document.getElementById('lasted').textContent;
        }, minutes);
        assert.equal(await slid(468), '7 h 48 min: 0 UAH');
        assert.equal(await slid(469), '7 h 49 min: 10.86 UAH');
        // Without an outage there is nothing to slide.
        await write('case', facts.replace(/ *<incident [^>]*>\n/, '').replace(' incident="outage-1"', ''));
        await page.waitForFunction(() => document.getElementById('length').disabled);
        assert.deepEqual(await page.$$eval('#lasted, #curve', (parts) => parts.map((part) => part.textContent)), ['', '']);
        await write('case', facts);
        await page.waitForFunction(() => !document.getElementById('length').disabled);
        await settledAgain();
    });
    await step('elements, attributes and names are completed and explained', async () => {
        // Writes at the end of `text`, and says what is offered.
        const offered = async (text, typed) => {
            await page.evaluate((wanted) => {
                const target = document.querySelector('#rules .cm-content');
                const { view } = target.cmTile ?? target.cmView;
                const at = view.state.doc.toString().indexOf(wanted) + wanted.length;
                view.dispatch({ selection: { anchor: at }, scrollIntoView: true });
                view.focus();
            }, text);
            await page.keyboard.type(typed);
            await page.keyboard.down('Control');
            await page.keyboard.press('Space');
            await page.keyboard.up('Control');
            await page.waitForSelector('.cm-tooltip-autocomplete li');
            const labels = await page.$$eval('.cm-tooltip-autocomplete .cm-completionLabel', (items) => items.map((item) => item.textContent));
            await page.keyboard.press('Escape');
            await write('rules', rules);
            return labels;
        };
        assert.ok((await offered('daily="00:30-07:30"/>', '<g')).includes('guarantee'));
        assert.ok((await offered('<downtime', ' w')).includes('weight'));
        assert.ok((await offered('<let name="month_fee" clause="6"', ' value="subscription.m')).includes('subscription.monthly_price'));
        assert.ok((await offered('<let name="month_fee" clause="6"', ' value="fl')).includes('floor'));
        assert.ok((await offered('<let name="month_fee" clause="6"', ' value="month_')).includes('month_fee'));
        await settledAgain();
        await page.evaluate(() => {
            const { view } = (({ cmTile, cmView }) => cmTile ?? cmView)(document.querySelector('#rules .cm-content'));
            view.dispatch({ selection: { anchor: view.state.doc.toString().indexOf('<exclude') }, scrollIntoView: true });
        });
        const [tag] = await page.$$('xpath/.//div[@id="rules"]//span[text()="exclude"]');
        await tag.hover();
        await page.waitForFunction(() => document.querySelector('.cm-tooltip-hover')?.textContent.includes('time that is not downtime'));
        await page.mouse.move(0, 0);
    });
    await step('pack, case, statement and explanation are saved', async () => {
        const saved = mkdtempSync(join(folder, 'saved_'));
        const client = await browser.target().createCDPSession();
        await client.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: saved });
        const wanted = { 'save-rules': ['ua_hosting.xml', rules], 'save-case': ['case.xml', facts],
            'save-statement': ['statement.xml', readFileSync(join(samples, 'worked_example.statement.xml'), 'utf8')],
            'save-page': ['explanation.html', await explanation()] };
        for (const [button, [name, text]] of Object.entries(wanted)) {
            await page.click(`#${button}`);
            for (let i = 0; i < 200 && !existsSync(join(saved, name)); ++i) await new Promise((ready) => setTimeout(ready, 50));
            assert.equal(readFileSync(join(saved, name), 'utf8'), text, `${name} of ${readdirSync(saved)}`);
        }
        rmSync(saved, { recursive: true });
    });
    await step('the form and the XML of the case follow each other', async () => {
        const field = (number, name) => `#field-${number}-${name}`;
        await write('case', facts.replace('price="1303"', 'price="2606"'));
        await page.waitForFunction((input) => document.querySelector(input).value === '2606', {}, field(2, 'price'));
        await page.$eval(field(2, 'price'), (input) => {
            input.value = '1303';
            input.dispatchEvent(new Event('change'));
        });
        assert.equal(await textOf('case'), facts);
        await page.select('#kind', 'maintenance');
        await page.click('#add');
        const added = '  <maintenance id="maintenance-1" start="2017-08-01T09:00:00+03:00" end="2017-08-01T09:00:00+03:00"/>\n</case>';
        assert.equal(await textOf('case'), facts.replace('</case>', added));
        await page.waitForSelector(field(5, 'start'));
        await page.select('#more-5', 'emergency');
        await page.select(field(5, 'emergency'), 'yes');
        assert.match(await textOf('case'), /<maintenance [^>]* emergency="yes"\/>/);
        // Fields that refer to records are lists of those that the case has.
        const offered = (input) => page.$$eval(`${input} option`, (options) => options.map(({ value, selected }) => (selected ? `${value}!` : value)));
        await page.select('#more-5', 'subscriptions');
        assert.deepEqual(await offered(field(5, 'subscriptions')), ['expert-ssd']);
        await page.select(field(5, 'subscriptions'), 'expert-ssd');
        assert.match(await textOf('case'), /<maintenance [^>]* subscriptions="expert-ssd"\/>/);
        assert.deepEqual(await offered(field(4, 'incident')), ['', 'outage-1!']);
        await page.focus('#add');
        await write('case', (await textOf('case')).replace('incident="outage-1"', 'incident="outage-2"').replace('subscriptions="expert-ssd"', 'subscriptions="other expert-ssd"'));
        await page.waitForFunction((input) => document.querySelector(input).value === 'outage-2', {}, field(4, 'incident'));
        assert.deepEqual(await offered(field(4, 'incident')), ['', 'outage-1', 'outage-2!']);
        assert.deepEqual(await offered(field(5, 'subscriptions')), ['expert-ssd!', 'other!']);
        await page.select(field(4, 'incident'), 'outage-1');
        const [remove] = await page.$$('xpath/.//button[text()="Remove maintenance"]');
        await remove.click();
        assert.equal(await textOf('case'), facts);
        await settledAgain();
    });
    await step('the form offers what the rules declare', async () => {
        await page.select('#pack', 'aws_ec2_instance.xml');
        await page.waitForSelector('#form option[value="region_level"]');
        const claim = await page.$eval('#form option[value="region_level"]', (option) => option.parentElement.id);
        await page.select(`#${claim}`, 'region_level');
        const field = `#${claim.replace('more', 'field')}-region_level`;
        assert.deepEqual(await page.$$eval(`${field} option`, (options) => options.map(({ value }) => value)), ['', 'yes', 'no']);
        assert.match(await page.$eval(`${field}-doc`, (doc) => doc.textContent), /^Whether a region-level credit is asked for/);
        await page.select(field, 'yes');
        assert.match(await textOf('case'), /<claim [^>]* region_level="yes"/);
        await page.select('#pack', 'ua_hosting.xml');
        await explained('21.72');
        await settledAgain();
    });
    // 20 % of 217.17 are 43.434.
    await step('the ladder shows the value, and two versions their difference', async () => {
        assert.deepEqual(await page.$$eval('#ladders [aria-current] > *', (parts) => parts.map((part) => part.textContent)),
            ['at least 95.0%', '10%', 'here: 97.7%']);
        assert.equal((await page.$$('#ladders li')).length, 5);
        await page.click('#compare');
        await page.waitForSelector('#result table');
        await write('second', rules.replace('<tier at_least="95.0%" value="10%"/>', '<tier at_least="95.0%" value="20%"/>'));
        await page.waitForFunction(() => document.querySelector('#result tr:last-child')?.textContent === 'all21.7243.4321.71');
        assert.match(await page.$eval('#result', (result) => result.textContent), /availability, expert-ssd, 2017-07-01/);
        await page.evaluate(axe);
        const found = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'], iframes: false }));
        assert.deepEqual(found.violations.map((one) => `${one.id}: ${one.nodes[0].html}`), []);
        await page.screenshot({ path: join(folder, 'versions.png'), fullPage: true });
        // Two claims for one month: the first has 10 or 20 % of 300 UAH, the second nothing more.
        const rows = () => page.$$eval('#result tr', (lines) => lines.slice(1).map((line) => [...line.children].map((cell) => cell.textContent)));
        await page.select('#sample', 'second_claim_same_month');
        await page.waitForFunction(() => document.querySelector('#result tr:last-child').textContent === 'all30.0060.0030.00');
        assert.deepEqual((await rows()).slice(0, 2), [['availability, site-1, 2026-06-01, claim-1', '30.00', '60.00', '30.00'],
            ['availability, site-1, 2026-06-01, claim-2', 'denied, already_credited', 'denied, already_credited', '0']]);
        await write('second', '<sla');
        await page.waitForSelector('#result .error');
        await page.click('#compare');
        await write('case', facts);
    });
    await step('a link brings back what was written, and nothing is sent', async () => {
        await write('case', facts.replace('1303', '2606'));
        await page.click('#share');
        await status('The link is in the address bar');
        const link = page.url();
        await page.goto('about:blank');
        await page.goto(link);
        await status('Settled');
        assert.match(await textOf('case'), /2606/);
        // In a page that is open, too; a broken one changes nothing.
        await write('case', facts);
        await page.evaluate((fragment) => { location.hash = fragment; }, new URL(link).hash.slice(0, -9));
        await page.waitForFunction(() => document.getElementById('unread').textContent.includes('a part of it is missing'));
        assert.equal(await textOf('case'), facts);
        await page.evaluate((fragment) => { location.hash = fragment; }, new URL(link).hash);
        await page.waitForFunction(() => document.getElementById('unread').textContent === '');
        await settledAgain();
        assert.match(await textOf('case'), /2606/);
        // What can't be made smaller is too long.
        const shared = page.url();
        await write('case', `${facts}<!--${randomBytes(900_000).toString('base64')}-->`);
        await page.evaluate(() => { document.getElementById('status').textContent = ''; });
        await status('Settled');
        await page.click('#share');
        await status('No link: too much is written for a link');
        assert.equal(page.url(), shared);
    });
    await step('it works without a network once it is loaded', async () => {
        reached = false;
        await write('case', facts);
        await explained('21.72');
        await page.select('#pack', 'vultr.xml');
        await status('Settled');
        reached = true;
    });
    await step('every pack is in the gallery, with samples', async () => {
        const packs = await page.$$eval('#pack option', (options) => options.map(({ value }) => value));
        assert.deepEqual(packs.sort(), readdirSync(join(samples, '../../rules')).filter((name) => name.endsWith('.xml')).sort());
        for (const pack of packs) {
            await page.evaluate(() => { document.getElementById('status').textContent = ''; });
            await page.select('#pack', pack);
            await page.waitForFunction(() => document.getElementById('status').textContent !== '');
            assert.match(await page.$eval('#status', (said) => said.textContent), /^Settled/, pack);
        }
    });
    await step('what is not there to load is said', async () => {
        const other = await browser.newPage();
        for (missing of ['gallery.json', 'worker.js', 'redress.wasm', 'zones.json']) {
            await other.goto(home);
            await other.waitForFunction((name) => document.getElementById('status').textContent === `The page can't be loaded: ${name}: 404`, {}, missing);
        }
        missing = undefined;
        await other.close();
    });
    // The worker takes a call and never answers.
    await step('a call that takes too long is ended, and the next one is answered', async () => {
        const other = await browser.newPage();
        await other.evaluateOnNewDocument(() => {
            const post = Worker.prototype.postMessage;
            Worker.prototype.postMessage = function (...given) {
                if (!window.hanging) post.apply(this, given);
            };
        });
        const said = (text) => other.waitForFunction((wanted) => document.getElementById('status').textContent.includes(wanted), {}, text);
        await other.goto(home);
        await said('Settled');
        await other.evaluate(() => {
            window.hanging = true;
            document.getElementById('incident').onchange();
        });
        await said('not done in 8 seconds');
        await other.evaluate(() => {
            window.hanging = false;
            document.getElementById('incident').onchange();
        });
        await said('Settled');
        await other.close();
    });
    await step('hostile input runs nothing and stops nothing', async () => {
        const markup = '&lt;img src=x onerror=alert(1)&gt;&lt;script&gt;alert(1)&lt;/script&gt;';
        await page.select('#pack', 'ua_hosting.xml');
        await write('case', facts.replace('id="outage-1"', `id="${markup}"`).replace('incident="outage-1"', `incident="${markup}"`));
        await page.waitForFunction(() => document.querySelector('#timeline .bar.incident')?.title.includes('onerror'));
        for (const text of ['<a>'.repeat(90_000), '<a>'.repeat(200_000), 'x'.repeat(16 << 20), '\0', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>']) {
            await write('case', text);
            await page.waitForFunction(() => !/^(Settled|Loading)/.test(document.getElementById('status').textContent));
        }
        const packed = (content) => deflateRawSync(content).toString('base64url');
        const broken = [['x', 'it is damaged'], ['%%%', 'it is damaged'], [packed('null'), 'it is of another page'],
            [packed('{"pack": "__proto__", "rules": "", "facts": ""}'), 'it names no pack'], [packed(Buffer.alloc(64 << 20, 32)), 'it holds too much']];
        for (const [fragment, why] of broken) {
            await page.goto('about:blank');
            await page.goto(`${home}#${fragment}`);
            await status('Settled');
            assert.match(await page.$eval('#unread', (unread) => unread.textContent), new RegExp(`^The link can't be read: ${why}`));
        }
        await explained('21.72');
    });
} finally {
    await browser.close();
    server.close();
}
