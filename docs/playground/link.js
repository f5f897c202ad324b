// What is written, in the fragment of a link: nothing is sent.
const BYTES_MAX = 4_000_000;
const LINK_MAX = 1_000_000;  // characters; browsers cut longer ones, or refuse them

const piped = (bytes, stream) => new Blob([bytes]).stream().pipeThrough(stream);

export async function written(content) {
    const packed = await new Response(piped(JSON.stringify(content), new CompressionStream('deflate-raw'))).arrayBuffer();
    let text = '';
    for (const byte of new Uint8Array(packed)) text += String.fromCharCode(byte);
    const fragment = btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
    if (fragment.length > LINK_MAX) throw new RangeError('too much is written for a link; save the pack and the case');
    return fragment;
}

async function unpacked(fragment) {
    const packed = Uint8Array.from(atob(fragment.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
    const reader = piped(packed, new DecompressionStream('deflate-raw')).getReader();
    const parts = [];
    let size = 0;
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
        size += part.value.length;
        if (size > BYTES_MAX) throw new RangeError('it holds too much');
        parts.push(part.value);
    }
    return JSON.parse(await new Blob(parts).text()) ?? {};
}

export async function read(fragment) {
    const { pack, rules, facts, second } = await unpacked(fragment).catch((failure) => {
        throw failure instanceof RangeError ? failure : new Error('it is damaged, or a part of it is missing');
    });
    if (![pack, rules, facts, second ?? ''].every((text) => typeof text === 'string')) throw new Error('it is of another page');
    return { pack, rules, facts, second: second ?? undefined };
}
