/** The statuses of the library, by its names. */
export type Status = 'invalid_argument' | 'invalid_xml' | 'invalid_rules' | 'invalid_case' | 'limit_exceeded' | 'not_readable' |
    'out_of_memory' | 'internal';

/** Where something is wrong; what is not known is left out. Lines and columns count from 1. */
export interface Place {
    file?: string;
    line?: number;
    column?: number;
    record?: string;
    field?: string;
}

/** The library refused a call. Where it is neither a RulesError nor a CaseError, the host or the library has a defect. */
export class RedressError extends Error {
    readonly status: Status;
    readonly place: Place;

    constructor(status: Status, message: string, place: Place = {}) {
        super(message);
        this.name = new.target.name;
        this.status = status;
        this.place = place;
    }
}

/** The rules are wrong or can't be read: keep the old book. */
export class RulesError extends RedressError {}

/** The case is wrong: nothing was decided. */
export class CaseError extends RedressError {}
