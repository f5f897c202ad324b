// Instants as cases have them, in the zone offset in which they were written.
const EARLIEST = Date.UTC(1900, 0, 1), LATEST = Date.UTC(9998, 0, 1);
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (number) => String(number).padStart(2, '0');

/** In minutes. */
export function offsetOf(text) {
    const [, sign, hours, minutes] = text?.match(/([+-])(\d\d):(\d\d)$/) ?? [];
    return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

const local = (milliseconds, offset) => new Date(Math.min(Math.max(milliseconds, EARLIEST), LATEST) + offset * 60_000);

export function instant(milliseconds, offset) {
    const size = Math.abs(offset);
    const zone = offset === 0 ? 'Z' : `${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
    return local(milliseconds, offset).toISOString().slice(0, 19) + zone;
}

export function day(milliseconds, offset) {
    const date = local(milliseconds, offset);
    return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
}

export function clock(milliseconds, offset) {
    const date = local(milliseconds, offset);
    return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
}

export const moment = (milliseconds, offset) => `${day(milliseconds, offset)} ${clock(milliseconds, offset)}`;

export function span(minutes) {
    const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
    return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}
