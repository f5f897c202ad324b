// Reads and changes the times of a case's incidents and work in its XML, and leaves everything else as it was written.
const TAG = /<(incident|maintenance)\b[^<>]*>/g;
const attribute = (name) => new RegExp(`(\\s${name}\\s*=\\s*)(["'])([^"'<]*)\\2`);
const valueOf = (tag, name) => tag.match(attribute(name))?.[3];
const instant = (milliseconds) => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
const STRETCHES_MAX = 50;

export function stretches(xml) {
    return [...xml.matchAll(TAG)].slice(0, STRETCHES_MAX).map(({ 0: tag, 1: record, index }) => ({
        record, index, tag, id: valueOf(tag, 'id') ?? '', start: Date.parse(valueOf(tag, 'start')), end: Date.parse(valueOf(tag, 'end')),
    })).filter(({ start, end }) => start <= end);
}

export function moved(xml, { index, tag }, start, end) {
    const at = (text, name, milliseconds) => text.replace(attribute(name), (_, before, quote) => before + quote + instant(milliseconds) + quote);
    return xml.slice(0, index) + at(at(tag, 'start', start), 'end', end) + xml.slice(index + tag.length);
}
