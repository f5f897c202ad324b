// The module that the compiler writes.
interface Files {
    writeFile(path: string, content: Uint8Array | string): void;
    mkdirTree(path: string): void;
    readdir(path: string): string[];
    stat(path: string): { mode: number };
    isDir(mode: number): boolean;
    unlink(path: string): void;
    rmdir(path: string): void;
}
interface Created {
    FS: Files;
    HEAPU8: Uint8Array;
    HEAPU32: Uint32Array;
    UTF8ToString(pointer: number): string;
    [call: `_${string}`]: (...parameters: (number | bigint)[]) => number | bigint;
}
export type { Created };
export default function createRedress(options: { wasmBinary: Uint8Array; locateFile: (name: string) => string }): Promise<Created>;
