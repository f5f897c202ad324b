// What people do with the playground, and what others could put into it.
//   page.mjs SITE FOLDER
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import puppeteer from 'puppeteer-core';

const [site, folder] = process.argv.slice(2);
const errors = [];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm', '.json': 'application/json' };
let reached = true;
const server = createServer((request, response) => {
    if (!reached) {
        errors.push(`it asked for ${request.url}`);
        return request.socket.destroy();
    }
    const name = new URL(request.url, 'http://localhost').pathname.replace(/^\/$/, '/index.html').slice(1);
    try {
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
const textOf = (editor) => page.$eval(`#${editor} .cm-content`, (target) => (target.cmTile ?? target.cmView).view.state.doc.toString());
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
        await status('Settled');
        await explained('21.72');
        [rules, facts] = [await textOf('rules'), await textOf('case')];
        await page.waitForSelector('#curve polyline');
    });
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
    // Two hours are 0.3 % of 744: availability is 99.7 %, another band than that of 17 hours.
    await step('an incident that is dragged, or moved by keys, changes the explanation', async () => {
        const before = await explanation();
        const box = await (await page.$('.bar')).boundingBox();
        await page.mouse.move(box.x + 5, box.y + 5);
        await page.mouse.down();
        await page.mouse.move(box.x + 60, box.y + 5, { steps: 4 });
        await page.mouse.up();
        await page.waitForFunction((old) => document.getElementById('explanation').srcdoc !== old, {}, before);
        assert.notEqual(await textOf('case'), facts);
        await write('case', facts);
        await page.waitForFunction((old) => document.getElementById('explanation').srcdoc === old, {}, before);
        await page.focus('.bar');
        const moved = await explanation();
        await page.keyboard.press('ArrowRight');
        await page.waitForFunction((old) => document.getElementById('explanation').srcdoc !== old, {}, moved);
        assert.match(await textOf('case'), /start="2017-07-12T01:15:00Z" end="2017-07-12T18:15:00Z"/);
    });
    await step('the slider says what another length would give', async () => {
        await write('case', facts);
        await status('Settled');
        await page.waitForFunction(() => {
            const slider = document.getElementById('length');
            slider.value = 34;  // 17 hours, as the sample has it
            slider.dispatchEvent(new Event('input'));
            return document.getElementById('lasted').textContent === '17 hours: 21.72';
        });
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
    });
    await step('it works without a network once it is loaded', async () => {
        reached = false;
        await write('case', facts);
        await explained('21.72');
        await page.select('#pack', 'vultr.xml');
        await status('Settled');
        reached = true;
    });
    await step('hostile input runs nothing and stops nothing', async () => {
        const markup = '&lt;img src=x onerror=alert(1)&gt;&lt;script&gt;alert(1)&lt;/script&gt;';
        await page.select('#pack', 'ua_hosting.xml');
        await write('case', facts.replace('id="outage-1"', `id="${markup}"`).replace('incident="outage-1"', `incident="${markup}"`));
        await page.waitForFunction(() => document.querySelector('#timeline .bar')?.title.includes('onerror'));
        for (const text of ['<a>'.repeat(200_000), 'x'.repeat(16 << 20), '\0', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>']) {
            await write('case', text);
            await page.waitForFunction(() => !/^(Settled|Loading)/.test(document.getElementById('status').textContent));
        }
        const broken = [Buffer.from('null'), Buffer.from('{"pack": "__proto__", "rules": "", "facts": ""}'), Buffer.alloc(64 << 20, 32)];
        for (const fragment of ['x', '%%%', ...broken.map((content) => deflateRawSync(content).toString('base64url'))]) {
            await page.goto('about:blank');
            await page.goto(`${home}#${fragment}`);
            await status('Settled');
        }
        await explained('21.72');
    });
} finally {
    await browser.close();
    server.close();
}
