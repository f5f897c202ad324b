// Writes the types of records, and the zone data, of the package from what was built and from the system.
//   generate.mjs MODULE_FOLDER PACKAGE_FOLDER ZONE_FOLDER
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [moduleFolder, folder, zoneFolder] = process.argv.slice(2);
const { default: createRedress } = await import(pathToFileURL(join(moduleFolder, 'redress.mjs')));
const library = await createRedress({ wasmBinary: readFileSync(join(moduleFolder, 'redress.wasm')) });

function text(value) {
    const bytes = new TextEncoder().encode(`${value}\0`);
    const pointer = library._malloc(bytes.length);
    library.HEAPU8.set(bytes, pointer);
    return pointer;
}
const properties = Object.fromEntries(['part', 'record', 'field', 'type', 'presence', 'values', 'doc', 'record_doc', 'occurs']
    .map((name) => [name, text(name)]));
const rows = Array.from({ length: Number(library._redress_vocabulary_count()) }, (_, index) =>
    Object.fromEntries(Object.entries(properties).map(([name, pointer]) =>
        [name, library.UTF8ToString(library._redress_vocabulary_get(BigInt(index), pointer))])));

const typeName = (record) => record.split('_').map((word) => word[0].toUpperCase() + word.slice(1)).join('');
const isName = (name) => /^[a-z_]+$/.test(name);
const comment = (doc) => `    /** ${doc} */`;

const CASE_TYPES = {
    count: 'number | bigint | string', number: 'number | bigint | string', ratio: 'number | bigint | string', money: 'number | bigint | string',
    instant: 'Date | string', flag: "boolean | 'yes' | 'no'", references: 'readonly string[] | string', duration: 'number | string',
};
const STATEMENT_TYPES = { count: 'number', flag: 'boolean' };

function recordsOf(part) {
    const records = new Map();
    for (const row of rows.filter((one) => one.part === part && isName(one.field))) {
        records.set(row.record, [...(records.get(row.record) ?? []), row]);
    }
    return records;
}

function tokens(row) {
    return row.type === 'token' ? row.values.split(' ').map((value) => `'${value}'`).join(' | ') : undefined;
}

function interfaceOf(name, doc, lines) {
    return `/** ${doc} */\nexport interface ${name} {\n${lines.join('\n')}\n}\n`;
}

const blocks = ['// The records of cases and statements, by the names of the vocabulary.\n'];
const parts = [];
for (const [record, fields] of recordsOf('case')) {
    const name = `${typeName(record)}Record`;
    blocks.push(interfaceOf(name, fields[0].record_doc, [
        ...fields.flatMap((row) => [comment(row.doc),
            `    ${row.field}${row.presence === 'required' ? '' : '?'}: ${tokens(row) ?? CASE_TYPES[row.type] ?? 'string'};`]),
        '    /** What the rules declare beyond the vocabulary. */',
        '    [declared: string]: unknown;']));
    parts.push(`    ${record}${record === 'case' ? '' : '?'}: ${name} | readonly ${name}[];`);
}
blocks.push(interfaceOf('CaseRecords', 'A whole case, as its records by their names: one or several of each.', parts));
for (const [record, fields] of recordsOf('statement')) {
    blocks.push(interfaceOf(record === 'statement' ? 'StatementFields' : typeName(record), fields[0].record_doc, fields.flatMap((row) => [
        comment(row.doc),
        `    ${row.field}${row.presence === 'always' ? '' : '?'}: ${tokens(row) ?? STATEMENT_TYPES[row.type] ?? 'string'};`])));
}
writeFileSync(join(folder, 'src', 'records.ts'), blocks.join('\n'));

const zones = {};
function gather(path, name) {
    for (const entry of readdirSync(path)) {
        const [inner, innerName] = [join(path, entry), `${name}${entry}`];
        if (['right', 'posix', 'localtime', 'posixrules'].includes(innerName)) continue;
        if (statSync(inner).isDirectory()) gather(inner, `${innerName}/`);
        else {
            const content = readFileSync(inner);
            if (content.subarray(0, 4).toString('latin1') === 'TZif') zones[innerName] = content.toString('base64');
        }
    }
}
gather(zoneFolder, '');
const version = readFileSync(join(zoneFolder, 'tzdata.zi'), 'utf8').match(/^# version (\S+)/)[1];
const sorted = Object.fromEntries(Object.entries(zones).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(join(folder, 'zones.json'), JSON.stringify({ version, zones: sorted }));
