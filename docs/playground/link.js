// What is written, in the fragment of a link: nothing is sent.
const BYTES_MAX = 4_000_000;

const piped = (bytes, stream) => new Blob([bytes]).stream().pipeThrough(stream);

export async function written(content) {
    const packed = await new Response(piped(JSON.stringify(content), new CompressionStream('deflate-raw'))).arrayBuffer();
    let text = '';
    for (const byte of new Uint8Array(packed)) text += String.fromCharCode(byte);
    return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

export async function read(fragment) {
    const packed = Uint8Array.from(atob(fragment.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
    const reader = piped(packed, new DecompressionStream('deflate-raw')).getReader();
    const parts = [];
    let size = 0;
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
        size += part.value.length;
        if (size > BYTES_MAX) throw new Error('the link holds too much');
        parts.push(part.value);
    }
    const { pack, rules, facts, second } = JSON.parse(await new Blob(parts).text());
    if (![pack, rules, facts, second ?? ''].every((text) => typeof text === 'string')) throw new Error('the link is of another page');
    return { pack, rules, facts, second: second ?? undefined };
}
