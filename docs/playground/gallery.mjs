// Writes gallery.json: all packs with their samples, and the calendars.
//   gallery.mjs ROOT OUTPUT
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [root, output] = process.argv.slice(2);
const texts = (folder, end) => (existsSync(folder) ? readdirSync(folder).sort().filter((name) => name.endsWith(end)) : [])
    .map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
const packs = {};
for (const [name, rules] of texts(join(root, 'rules'), '.xml')) {
    // Samples stand in folders by SLA; of its versions each has those that it decides, by their statements.
    const id = rules.match(/<sla\b[^>]*?\sid\s*=\s*"([^"]*)"/)[1];
    const title = rules.match(/<sla\b[^>]*?\stitle\s*=\s*"([^"]*)"/)?.[1] ?? id;
    const from = rules.match(/<sla\b[^>]*?\seffective_from\s*=\s*"([^"]*)"/)[1];
    const folder = join(root, 'samples', id);
    const statements = new Map(texts(folder, '.statement.xml'));
    const decides = (sample) => {
        const versions = [...(statements.get(`${sample}.statement.xml`) ?? '').matchAll(/<decision [^>]*?\seffective_from="([^"]*)"/g)];
        return versions.length === 0 || versions.some(([, version]) => version === from);
    };
    const samples = texts(folder, '.case.xml').map(([file, text]) => [file.slice(0, -'.case.xml'.length), text]).filter(([sample]) => decides(sample));
    samples.sort(([a], [b]) => (b === 'worked_example') - (a === 'worked_example'));
    packs[name] = { title: `${title} (${name})`, rules, samples: Object.fromEntries(samples) };
}
const calendars = Object.fromEntries(texts(join(root, 'rules', 'calendars'), '.xml').map(([name, text]) => [`calendars/${name}`, text]));
writeFileSync(output, JSON.stringify({ packs, calendars }));
