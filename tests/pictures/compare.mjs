// Whether a picture of the documentation shows what is drawn today: the same size, and the same light and dark from afar. Fonts and
// words may differ.
import { readFileSync } from 'node:fs';

const CELL = 10;           // points of the picture to each side
const STEP = 0.1;          // of the way from black to white: less is the same
const CHANGED_MAX = 0.01;  // of all cells

/** What is wrong with `kept`, or ''. Both are files in PNG; `page` is any page of a browser. */
export async function unlike(page, kept, drawn) {
    const [one, other] = [kept, drawn].map((file) => readFileSync(file, 'base64'));
    const found = await page.evaluate(async (cell, step, ...pictures) => {
        const [first, second] = await Promise.all(pictures.map(async (text) => {
            const image = await createImageBitmap(new Blob([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))]));
            const { width, height } = image;
            const canvas = new OffscreenCanvas(width, height).getContext('2d');
            canvas.drawImage(image, 0, 0);
            const { data } = canvas.getImageData(0, 0, width, height);
            const columns = Math.ceil(width / cell);
            const cells = Array.from({ length: columns * Math.ceil(height / cell) }, () => [0, 0]);
            for (let i = 0; i < data.length; i += 4) {
                const [x, y] = [(i / 4) % width, Math.floor(i / 4 / width)];
                const one = cells[Math.floor(y / cell) * columns + Math.floor(x / cell)];
                one[0] += 0.2126 * data[i] + 0.7152 * data[i + 1] + 0.0722 * data[i + 2];
                one[1] += 255;
            }
            return { size: `${width} x ${height}`, cells: cells.map(([sum, most]) => sum / most) };
        }));
        if (first.size !== second.size) return `${first.size}, drawn ${second.size}`;
        return first.cells.filter((value, i) => Math.abs(value - second.cells[i]) > step).length / first.cells.length;
    }, CELL, STEP, one, other);
    if (typeof found !== 'number') return `${kept} is ${found}: draw it anew`;
    return found <= CHANGED_MAX ? '' : `${kept} is of another page, ${(100 * found).toFixed(1)} % differ: draw it anew`;
}
