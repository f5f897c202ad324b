import { RedressError, RulesError } from './errors.js';
import type { Library } from './library.js';

/** Rules: the texts of files by their names, as 'vultr.xml' or 'calendars/ukraine.xml'; in Node also the path of a file or folder. */
export type Rules = string | Record<string, string | Uint8Array>;

async function read(path: string): Promise<Record<string, Uint8Array>> {
    const { readdir, readFile, stat } = await import('node:fs/promises');
    const files: Record<string, Uint8Array> = {};
    const unreadable = (failure: unknown) => new RulesError('not_readable', `${path}: ${(failure as Error).message}`, { file: path });
    if (!(await stat(path).catch((failure) => { throw unreadable(failure); })).isDirectory()) {
        files[path.replace(/^.*\//, '')] = await readFile(path);
        return files;
    }
    const walk = async (folder: string, name: string): Promise<void> => {
        for (const entry of await readdir(folder, { withFileTypes: true })) {
            if (entry.isDirectory()) await walk(`${folder}/${entry.name}`, `${name}${entry.name}/`);
            else if (entry.name.endsWith('.xml')) files[`${name}${entry.name}`] = await readFile(`${folder}/${entry.name}`);
        }
    };
    await walk(path, '');
    return files;
}

let folders = 0;

/** Rules in the module's own file system. Messages name them as the host does. */
export class RuleFiles {
    readonly folder: string;
    readonly #library: Library;
    readonly #shown: string;

    private constructor(library: Library, files: Record<string, string | Uint8Array>, shown: string) {
        this.#library = library;
        this.folder = `/rules/${folders++}`;
        this.#shown = shown;
        library.files.mkdirTree(this.folder);
        for (const [name, content] of Object.entries(files)) {
            const parts = name.split('/');
            if (name.includes('\0') || parts.some((part) => part === '' || part === '.' || part === '..')) {
                this.remove();
                throw new RulesError('not_readable', `'${name}' is no name of a file of rules: expected one such as 'vultr.xml'`);
            }
            library.files.mkdirTree([this.folder, ...parts.slice(0, -1)].join('/'));
            library.files.writeFile(`${this.folder}/${name}`, content);
        }
    }

    static async of(library: Library, rules: Rules): Promise<RuleFiles> {
        if (typeof rules !== 'string') return new RuleFiles(library, rules, '');
        const folder = rules.replace(/\/+$/, '');
        const files = await read(folder);
        const isFile = Object.keys(files).length === 1 && folder.endsWith(`/${Object.keys(files)[0]}`) || files[folder] !== undefined;
        return new RuleFiles(library, files, isFile ? folder.replace(/[^/]*$/, '') : `${folder}/`);
    }

    /** The name that the host knows, wherever a text names a file. */
    named(text: string): string {
        return text.replaceAll(`${this.folder}/`, this.#shown).replaceAll(this.folder, this.#shown);
    }

    /** Runs a call; what it throws names files as the host does. */
    run<T>(call: () => T): T {
        try {
            return call();
        } catch (failure) {
            if (!(failure instanceof RedressError)) throw failure;
            const place = { ...failure.place };
            if (place.file !== undefined) place.file = this.named(place.file);
            throw new (failure.constructor as typeof RedressError)(failure.status, this.named(failure.message), place);
        }
    }

    remove(): void {
        const files = this.#library.files;
        const clear = (folder: string): void => {
            for (const name of files.readdir(folder).filter((entry) => entry !== '.' && entry !== '..')) {
                const path = `${folder}/${name}`;
                if (files.isDir(files.stat(path).mode)) clear(path);
                else files.unlink(path);
            }
            files.rmdir(folder);
        };
        clear(this.folder);
    }
}
