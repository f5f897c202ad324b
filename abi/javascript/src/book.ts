import { withCase, type Facts } from './case.js';
import { CaseError, RedressError, RulesError } from './errors.js';
import { start, ZONE_FOLDER, type Library } from './library.js';
import { RuleFiles, type Rules } from './rule_files.js';
import { readStatement, type Statement } from './statement.js';

/** A version of an SLA in a book. */
export interface Sla {
    sla: string;
    title: string;
    /** '' for any. */
    currency: string;
    timezone: string;
    effective_from: string;
    /** '' where it has no end. */
    effective_to: string;
    digest: string;
    file: string;
}

/** A fact that the rules of a book declare beyond the vocabulary. */
export interface DeclaredFact {
    record: string;
    field: string;
    type: string;
    presence: string;
    default: string;
    values: string;
    sign: string;
    doc: string;
}

/** How an explanation is written. */
export interface Explain {
    format?: 'text' | 'markdown' | 'html';
    audience?: 'auditor' | 'customer';
    language?: 'en' | 'de' | 'uk';
}

interface Kept {
    library: Library;
    pointer: number;
    files: RuleFiles;
}

function release({ library, pointer, files }: Kept): void {
    library.number('redress_book_free', pointer);
    files.remove();
}

const forgotten = new FinalizationRegistry<Kept>(release);

/** Rules, compiled. Immutable: load it once. */
export class Book {
    #kept: Kept | undefined;

    private constructor(kept: Kept) {
        this.#kept = kept;
        forgotten.register(this, kept, this);
    }

    /** The rules of files. All or nothing: the first thing wrong refuses the book, as a RulesError. */
    static async load(rules: Rules): Promise<Book> {
        const library = await start();
        const files = await RuleFiles.of(library, rules);
        try {
            const pointer = files.run(() => library.made(RulesError, 'redress_book_load_with_zones', files.folder, ZONE_FOLDER));
            return new Book({ library, pointer, files });
        } catch (failure) {
            files.remove();
            throw failure;
        }
    }

    /** Decides what is due. Without steps the statement does not explain itself; everything else is the same. */
    settle(facts: Facts, { steps = true }: { steps?: boolean } = {}): Statement {
        const { library, pointer: book } = this.#opened();
        const call = steps ? 'redress_settle' : 'redress_settle_without_steps';
        return withCase(library, facts, (pointer) => {
            const statement = library.made(CaseError, call, book, pointer);
            try {
                return readStatement(library, statement);
            } finally {
                library.number('redress_statement_free', statement);
            }
        });
    }

    /** What was decided of a case and why, for people: what the command `redress explain` prints. */
    explain(facts: Facts, { format = 'text', audience = 'auditor', language = 'en' }: Explain = {}): string {
        const { library, files } = this.#opened();
        const xml = typeof facts === 'string' ? facts : this.canonical(facts);
        const failed = library.number('redress_explain', files.folder, ZONE_FOLDER, xml, format, audience, language);
        const text = library.text('redress_explanation') ?? '';
        if (failed !== 0) throw new RedressError('invalid_argument', files.named(text));
        return text;
    }

    /** The case in canonical XML, the evidence to store with the invoice. */
    canonical(facts: Facts): string {
        const { library } = this.#opened();
        return withCase(library, facts, (pointer) =>
            library.madeText(CaseError, 'redress_case_xml', pointer));
    }

    /** The SLAs, one for each version, by id and effective_from. */
    get slas(): Sla[] {
        const names = ['sla', 'title', 'currency', 'timezone', 'effective_from', 'effective_to', 'digest', 'file'];
        return this.#rows('redress_book_count', 'redress_book_get', names);
    }

    /** The facts that the rules declare beyond the vocabulary. */
    get facts(): DeclaredFact[] {
        const names = ['record', 'field', 'type', 'presence', 'default', 'values', 'sign', 'doc'];
        return this.#rows('redress_book_fact_count', 'redress_book_fact_get', names);
    }

    /** Frees it now, rather than when nothing refers to it. */
    free(): void {
        if (this.#kept === undefined) return;
        forgotten.unregister(this);
        release(this.#kept);
        this.#kept = undefined;
    }

    #rows<Row>(count: string, get: string, names: string[]): Row[] {
        const { library, pointer, files } = this.#opened();
        return Array.from({ length: library.number(count, pointer) }, (_, index) => Object.fromEntries(
            names.map((name) => [name, files.named(library.text(get, pointer, BigInt(index), name) ?? '')])) as Row);
    }

    #opened(): Kept {
        if (this.#kept === undefined) throw new RedressError('invalid_argument', 'the book is freed');
        return this.#kept;
    }
}
