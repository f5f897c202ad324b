/*
 * A billing system in JavaScript for Node: two monthly runs over a few customers, with the service credits of their SLAs.
 *
 *     node billing.mjs RULES DATA
 *
 * Prints each invoice before and after. The npm package `redress` is the library, with its time zones. billing.js calls the
 * native library instead; the billing system itself is billing_system.cjs, and knows of neither.
 */

import { Book, CaseError } from 'redress';
import system from './billing_system.cjs';

await system.main(async (rules, zones) => {
    if (zones !== undefined) throw new Error(`${zones} is not needed: the package has its time zones`);
    const book = await Book.load(rules);
    return {
        settle(records) {
            const facts = {};
            for (const [name, fields] of records) (facts[name] ??= []).push(fields);
            try {
                return book.settle(facts);
            } catch (failure) {
                throw failure instanceof CaseError ? new system.Refused(failure.message) : failure;
            }
        },
        free: () => book.free(),
    };
});
