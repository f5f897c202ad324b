import { RulesError, type Place } from './errors.js';
import { start, ZONE_FOLDER } from './library.js';
import { RuleFiles, type Rules } from './rule_files.js';

/** A fault or a warning. */
export interface Finding extends Place {
    severity: 'error' | 'warning';
    /** Of an error the name of its status; of a warning its code, as docs/warnings.md has it. */
    code: string;
    message: string;
    /** The line, as written. */
    source?: string;
}

/** All that is wrong and doubtful in rules, for those who write them, in the order of files and lines. */
export async function review(rules: Rules): Promise<Finding[]> {
    const library = await start();
    const files = await RuleFiles.of(library, rules);
    try {
        return files.run(() => {
            const pointer = library.made(RulesError, 'redress_review_load', files.folder, ZONE_FOLDER);
            try {
                return Array.from({ length: library.number('redress_review_count', pointer) }, (_, index) => {
                    const get = (field: string) => library.text('redress_review_get', pointer, BigInt(index), field) ?? '';
                    const finding: Record<string, string | number> = { severity: get('severity'), code: get('code') };
                    finding.message = files.named(get('message'));
                    for (const field of ['file', 'record', 'field', 'source']) if (get(field) !== '') finding[field] = files.named(get(field));
                    for (const field of ['line', 'column']) if (get(field) !== '') finding[field] = Number(get(field));
                    return finding as unknown as Finding;
                });
            } finally {
                library.number('redress_review_free', pointer);
            }
        });
    } finally {
        files.remove();
    }
}
