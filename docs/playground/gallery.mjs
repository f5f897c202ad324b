// Writes gallery.json: all packs with their samples, and the calendars.
//   gallery.mjs ROOT OUTPUT
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [root, output] = process.argv.slice(2);
const texts = (folder, end) => (existsSync(folder) ? readdirSync(folder).sort().filter((name) => name.endsWith(end)) : [])
    .map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
const packs = {};
for (const [name, rules] of texts(join(root, 'rules'), '.xml')) {
    // Samples stand in folders by SLA; versions of one SLA share them.
    const id = rules.match(/<sla\b[^>]*?\sid\s*=\s*"([^"]*)"/)[1];
    const title = rules.match(/<sla\b[^>]*?\stitle\s*=\s*"([^"]*)"/)?.[1] ?? id;
    const samples = texts(join(root, 'samples', id), '.case.xml').map(([file, text]) => [file.slice(0, -'.case.xml'.length), text]);
    samples.sort(([a], [b]) => (b === 'worked_example') - (a === 'worked_example'));
    packs[name] = { title: `${title} (${name})`, rules, samples: Object.fromEntries(samples) };
}
const calendars = Object.fromEntries(texts(join(root, 'rules', 'calendars'), '.xml').map(([name, text]) => [`calendars/${name}`, text]));
writeFileSync(output, JSON.stringify({ packs, calendars }));
