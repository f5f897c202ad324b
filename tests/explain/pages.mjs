// Looks at pages of `redress explain` in a browser, as their readers do. Screenshots are left in the folder.
//   node pages.mjs COMMAND ROOT FOLDER
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';
import { unlike } from './compare.mjs';

const [command, root, folder] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// A page of every outcome, of several decisions, and of each language.
const pages = {
    granted: ['ua_hosting/scheduled_work_across'],
    denied: ['atlassian/claimed_a_second_too_late', '--language', 'de'],
    review: ['algolia/not_covered_plan'],
    pending: ['algolia/month_not_over', '--for', 'customer'],
    nothing: ['by_hosting/data_deleted_after_the_period'],
    several: ['by_hosting/both_on_one_day', '--language', 'uk'],
};
const views = [
    { name: 'light', width: 1000, scheme: 'light' },
    { name: 'dark', width: 1000, scheme: 'dark' },
    { name: 'phone', width: 390, scheme: 'light' },
    { name: 'phone_dark', width: 390, scheme: 'dark' },
];

const faults = [];
const expect = (holds, fault) => holds || faults.push(fault);

function explained([sample, ...options]) {
    const file = join(root, 'samples', `${sample}.case.xml`);
    return execFileSync(command, ['explain', '--rules', join(root, 'rules'), '--format', 'html', ...options, file], { encoding: 'utf8' });
}

// Whether every text in a drawing can be read on what lies below it: axe does not look into drawings.
function unreadableTexts() {
    const channels = (color) => color.match(/[\d.]+/g).slice(0, 3).map((c) => c / 255);
    const luminance = (color) => {
        const [r, g, b] = channels(color).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (a, b) => {
        const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
        return (high + 0.05) / (low + 0.05);
    };
    return [...document.querySelectorAll('svg text')].filter((text) => {
        const below = text.classList.contains('in')
            ? getComputedStyle(text.previousElementSibling).fill
            : getComputedStyle(text.closest('section')).backgroundColor;
        return contrast(getComputedStyle(text).fill, below) < 4.5;
    }).map((text) => text.textContent);
}

async function violations(page) {
    await page.evaluate(axe);
    const found = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
    return found.violations.map((v) => `${v.id}: ${v.nodes[0].html}`);
}

// What is focused, one after the other, by the key alone.
async function tabStops(page) {
    const stops = [];
    for (let i = 0; i < 60; ++i) {
        await page.keyboard.press('Tab');
        const stop = await page.evaluate(() => document.activeElement.tagName + ' ' + (document.activeElement.className || ''));
        if (stop.startsWith('BODY')) break;
        stops.push(stop.trim());
    }
    return stops;
}

async function look(page, name, html, view) {
    const at = `${name}, ${view.name}`;
    await page.setViewport({ width: view.width, height: 900 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: view.scheme }]);
    const requests = [];
    const requested = (request) => requests.push(request.url());
    page.on('request', requested);
    const file = join(folder, `${name}.html`);
    writeFileSync(file, html);
    await page.goto(`file://${file}`);
    page.off('request', requested);
    expect(requests.every((url) => url === `file://${file}`), `${at}: asks for ${requests}`);
    for (const violation of await violations(page)) faults.push(`${at}: ${violation}`);
    for (const text of await page.evaluate(unreadableTexts)) faults.push(`${at}: '${text}' can't be read in its drawing`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide <= view.width, `${at}: ${wide} wide`);
    const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const bright = background.match(/\d+/g).map(Number)[0] > 128;
    expect(bright === (view.scheme === 'light'), `${at}: the background is ${background}`);
    await page.screenshot({ path: join(folder, `${name}_${view.name}.png`), fullPage: true });
}

async function lookAtOperation(page, name) {
    const summaries = await page.$$('summary');
    const regions = await page.$$('[tabindex="0"]');
    const stops = await tabStops(page);
    expect(stops.filter((stop) => stop === 'SUMMARY').length === summaries.length, `${name}: keys reach ${stops}`);
    expect(stops.filter((stop) => stop === 'DIV scroll').length >= Math.min(regions.length, 1), `${name}: the drawing can't be reached by keys`);
    if (summaries.length > 0) {
        await summaries[0].focus();
        await page.keyboard.press('Enter');
        expect(await page.evaluate(() => document.querySelector('details').open), `${name}: a key opens no details`);
    }
    await page.emulateMediaType('print');
    const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(paper === 'rgb(255, 255, 255)', `${name}: printed on ${paper}`);
    const hidden = await page.evaluate(() => [...document.querySelectorAll('details p')].filter((p) => !p.checkVisibility({ contentVisibilityAuto: true })).length);
    expect(hidden === 0, `${name}: ${hidden} readings are not printed`);
    const pdf = await page.pdf({ format: 'A4', path: join(folder, `${name}.pdf`) });
    expect(pdf.length > 10000, `${name}: prints nothing`);
    await page.emulateMediaType(null);
}

const browser = await puppeteer.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'], timeout: 120000 });
try {
    const page = await browser.newPage();
    page.setDefaultTimeout(120000);
    for (const [name, arguments_] of Object.entries(pages)) {
        const html = explained(arguments_);
        for (const view of views) await look(page, name, html, view);
        await lookAtOperation(page, name);
    }
    for (const name of ['explanation_light', 'explanation_phone_dark', 'differences']) {
        const [kept, drawn] = [join(root, 'docs/pictures'), join(folder, 'pictures')].map((place) => join(place, `${name}.png`));
        const fault = await unlike(page, kept, drawn);
        expect(fault === '', fault);
    }
    const found = faults.length;
    // Faults planted in a page must be found.
    const planted = explained(pages.granted)
        .replaceAll('--soft:#525d6b', '--soft:#d0d0d0')
        .replaceAll('--rec:#b0452f', '--rec:#ffd0d0')
        .replaceAll(/<title id="chart[^<]*<\/title>/g, '')
        .replace('<p class="why">', '<p class="why" style="width:1500px">');
    await look(page, 'planted', planted, views[0]);
    const report = faults.splice(found).join('\n');
    for (const wanted of ['color-contrast', 'svg-img-alt', "can't be read in its drawing", 'wide']) {
        expect(report.includes(wanted), `a planted fault was not found: ${wanted}\n${report}`);
    }
} finally {
    await browser.close();
}
for (const fault of faults) console.log(fault);
console.log(`${Object.keys(pages).length} pages in ${views.length} views, ${faults.length} faults`);
process.exitCode = faults.length > 0 ? 1 : 0;
