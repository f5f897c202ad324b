/** Redress: which service credits an SLA grants, exactly and with reasons. */
export { Book, type DeclaredFact, type Explain, type Sla } from './book.js';
export type { Facts, Value } from './case.js';
export { CaseError, RedressError, RulesError, type Place, type Status } from './errors.js';
export { review, type Finding } from './findings.js';
export { start, type Parts, type Zones } from './library.js';
export type * from './records.js';
export type { Rules } from './rule_files.js';
export type { Statement } from './statement.js';
export { functions, vocabulary, type FormulaFunction, type VocabularyField } from './vocabulary.js';
