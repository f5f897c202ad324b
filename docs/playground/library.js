// The library in a worker. A call that takes too long ends it, and the next one starts another: nothing is asked of the network again.
const TIME_MAX = 8_000;

/** A file of the page. */
export async function fetched(name) {
    const response = await fetch(name);
    if (!response.ok) throw new Error(`${name}: ${response.status}`);
    return response;
}

export class Library {
    #code;
    #parts;
    #worker;
    #waiting = new Map();
    #calls = 0;

    async load() {
        const [code, wasm, zones] = await Promise.all(['worker.js', 'redress.wasm', 'zones.json'].map(fetched));
        this.#code = URL.createObjectURL(new Blob([await code.text()], { type: 'text/javascript' }));
        this.#parts = { wasm: new Uint8Array(await wasm.arrayBuffer()), zones: await zones.json() };
        await this.#begin();
    }

    async call(call, given) {
        if (this.#worker === undefined) await this.#begin();
        return this.#ask(call, given);
    }

    #begin() {
        this.#worker = new Worker(this.#code, { type: 'module' });
        this.#worker.onmessage = ({ data: { id, result, failure } }) => {
            const waiting = this.#waiting.get(id);
            if (waiting === undefined) return;
            this.#waiting.delete(id);
            clearTimeout(waiting.timer);
            if (failure === undefined) waiting.resolve(result);
            else waiting.reject(Object.assign(new Error(failure.message), { place: failure.place }));
        };
        this.#worker.onerror = () => this.#end('the library stopped');
        return this.#ask('start', this.#parts);
    }

    #ask(call, given) {
        return new Promise((resolve, reject) => {
            const id = ++this.#calls;
            const timer = setTimeout(() => this.#end(`not done in ${TIME_MAX / 1000} seconds`), TIME_MAX);
            this.#waiting.set(id, { resolve, reject, timer });
            this.#worker.postMessage({ id, call, given });
        });
    }

    #end(why) {
        this.#worker?.terminate();
        this.#worker = undefined;
        for (const { reject, timer } of this.#waiting.values()) {
            clearTimeout(timer);
            reject(Object.assign(new Error(why), { place: {} }));
        }
        this.#waiting.clear();
    }
}
