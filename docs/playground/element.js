// Elements of the page. Texts are only ever texts.
function filled(made, attributes, text) {
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return made;
}

export const part = (id) => document.getElementById(id);
export const element = (name, attributes = {}, text = undefined) => filled(document.createElement(name), attributes, text);
export const drawn = (name, attributes = {}, text = undefined) =>
    filled(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, text);

export function table(head, rows) {
    const made = element('table');
    const row = (cells, name) => {
        const line = element('tr');
        line.append(...cells.map((cell) => element(name, name === 'th' ? { scope: 'col' } : {}, cell)));
        return line;
    };
    made.append(row(head, 'th'), ...rows.map((cells) => row(cells, 'td')));
    return made;
}
