import createRedress, { type Created } from './redress.mjs';
import { RedressError, type Place, type Status } from './errors.js';

/** Compiled zone files in base64, by their IANA names, and the version of the zone data. */
export interface Zones {
    version: string;
    zones: Record<string, string>;
}

/** Where the parts of the package come from, for hosts that bring them otherwise. */
export interface Parts {
    /** The bytes of redress.wasm. */
    wasm?: Uint8Array;
    /** The content of zones.json. */
    zones?: Zones;
}

/** The folder of the module's own file system that zone files are in: where explanations, too, look for them. */
export const ZONE_FOLDER = '/usr/share/zoneinfo';

async function bytesOf(name: string): Promise<Uint8Array> {
    const url = new URL(name, import.meta.url);
    if (url.protocol === 'file:') {
        const { readFile } = await import('node:fs/promises');
        return readFile(url);
    }
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
}

function fromBase64(text: string): Uint8Array {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** The C ABI, with texts as JavaScript has them. One for the whole program. */
export class Library {
    readonly files: Created['FS'];
    readonly #module: Created;
    readonly #error: number;
    readonly #names = new Map<string, number>();

    constructor(module: Created, zones: Zones) {
        this.#module = module;
        this.files = module.FS;
        this.#error = this.number('redress_error_new');
        if (this.#error === 0) throw new RedressError('out_of_memory', 'there is not enough memory');
        const names = Object.keys(zones.zones);
        for (const folder of new Set(names.map((name) => `${ZONE_FOLDER}/${name}`.replace(/\/[^/]*$/, '')))) {
            this.files.mkdirTree(folder);
        }
        for (const name of names) this.files.writeFile(`${ZONE_FOLDER}/${name}`, fromBase64(zones.zones[name]!));
        // The index, which the library takes the version and the names of zones from.
        const index = [`# version ${zones.version}`, ...names.map((name) => `Z ${name} 0`)];
        this.files.writeFile(`${ZONE_FOLDER}/tzdata.zi`, `${index.join('\n')}\n`);
    }

    /** Calls a function that returns a number or a pointer. Texts and bytes live during the call. */
    number(name: string, ...parameters: (number | bigint | string | Uint8Array | null)[]): number {
        const call = this.#module[`_${name}`];
        if (call === undefined) throw new Error(`the library has no function ${name}`);
        const lent: number[] = [];
        try {
            return Number(call(...parameters.map((parameter) => {
                if (parameter === null) return 0;
                if (typeof parameter === 'number' || typeof parameter === 'bigint') return parameter;
                const pointer = this.#lend(parameter);
                lent.push(pointer);
                return pointer;
            })));
        } finally {
            for (const pointer of lent) this.#module._free!(pointer);
        }
    }

    /** Calls a function that returns a text, or undefined for NULL. */
    text(name: string, ...parameters: (number | bigint | string | null)[]): string | undefined {
        const kept = parameters.map((parameter) => (typeof parameter === 'string' ? this.#name(parameter) : parameter));
        const pointer = this.number(name, ...kept);
        return pointer === 0 ? undefined : this.#module.UTF8ToString(pointer);
    }

    /** Calls a function that makes an object: `out` comes first, the error last. */
    made(kind: typeof RedressError, name: string, ...parameters: (number | bigint | string | Uint8Array | null)[]): number {
        const out = this.number('malloc', 4);
        if (out === 0) throw new RedressError('out_of_memory', 'there is not enough memory');
        try {
            this.checked(kind, name, out, ...parameters);
            return this.#module.HEAPU32[out >> 2]!;
        } finally {
            this.number('free', out);
        }
    }

    /** Calls a function that gives a text by a pointer: `out` follows the object, then comes where its size would go. */
    madeText(kind: typeof RedressError, name: string, object: number): string {
        const out = this.number('malloc', 4);
        if (out === 0) throw new RedressError('out_of_memory', 'there is not enough memory');
        try {
            this.checked(kind, name, object, out, null);
            return this.#module.UTF8ToString(this.#module.HEAPU32[out >> 2]!);
        } finally {
            this.number('free', out);
        }
    }

    /** Calls a function that may fail, with the error as its last parameter. */
    checked(kind: typeof RedressError, name: string, ...parameters: (number | bigint | string | Uint8Array | null)[]): void {
        const status = this.number(name, ...parameters, this.#error);
        if (status === 0) return;
        const text = (property: string) => this.text(`redress_error_${property}`, this.#error) ?? '';
        const place: Place = {};
        const [file, record, field] = [text('file'), text('record'), text('field')];
        if (file !== '') place.file = file;
        const line = this.number('redress_error_line', this.#error);
        if (line > 0) Object.assign(place, { line, column: this.number('redress_error_column', this.#error) });
        if (record !== '') place.record = record;
        if (field !== '') place.field = field;
        throw new kind(this.text('redress_status_name', status) as Status, text('message'), place);
    }

    // Names of records and fields are few: each is kept.
    #name(name: string): number {
        let pointer = this.#names.get(name);
        if (pointer === undefined) this.#names.set(name, pointer = this.#lend(name));
        return pointer;
    }

    #lend(content: string | Uint8Array): number {
        const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
        const pointer = this.number('malloc', bytes.length + 1);
        if (pointer === 0) throw new RedressError('out_of_memory', 'there is not enough memory');
        this.#module.HEAPU8.set(bytes, pointer);
        this.#module.HEAPU8[pointer + bytes.length] = 0;
        return pointer;
    }
}

let started: Promise<Library> | undefined;

async function begin(parts: Parts): Promise<Library> {
    const [wasmBinary, zones] = await Promise.all([
        parts.wasm ?? bytesOf('./redress.wasm'),
        parts.zones ?? bytesOf('./zones.json').then((bytes) => JSON.parse(new TextDecoder().decode(bytes)) as Zones),
    ]);
    return new Library(await createRedress({ wasmBinary, locateFile: (name) => name }), zones);
}

/** Starts the library, once; the first call may bring its parts. Calls that need the library start it themselves. */
export async function start(parts: Parts = {}): Promise<Library> {
    return started ??= begin(parts);
}
