// Editors of XML that know the vocabulary and show findings at their place.
import { isolateHistory, redoDepth, undoDepth } from '@codemirror/commands';
import { xml } from '@codemirror/lang-xml';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { Transaction } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { basicSetup } from 'codemirror';
import { part } from './element.js';

// Colours that can be read in light and in dark.
const colours = HighlightStyle.define([
    { tag: tags.comment, color: 'var(--soft)' },
    { tag: tags.tagName, color: 'var(--strong)' },
    { tag: tags.attributeName, color: 'var(--text)' },
    { tag: tags.attributeValue, color: 'var(--value)' },
    { tag: [tags.angleBracket, tags.processingInstruction, tags.character], color: 'var(--soft)' },
]);

export function editor(id, label, schema, changed) {
    const view = new EditorView({
        parent: part(id),
        extensions: [basicSetup, xml(schema.mode), schema.extensions, syntaxHighlighting(colours), lintGutter(), EditorView.lineWrapping,
            EditorView.updateListener.of((update) => update.docChanged && changed()),
            EditorView.contentAttributes.of({ 'aria-label': label })],
    });
    // Whoever has no pointer scrolls by keys.
    view.scrollDOM.tabIndex = 0;
    return view;
}

export const textOf = (view) => view.state.doc.toString();

/** Another text. What people wrote can be undone to; a text from the gallery that nobody changed is there still. */
export function put(view, text) {
    const written = undoDepth(view.state) + redoDepth(view.state) > 0;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text },
        annotations: [Transaction.addToHistory.of(written), isolateHistory.of('full')] });
}

export function position(doc, { line, column }) {
    if (!(line >= 1 && line <= doc.lines)) return 0;
    const found = doc.line(line);
    return Math.min(found.from + Math.max((column ?? 1) - 1, 0), found.to);
}

export function mark(view, findings) {
    const doc = view.state.doc;
    view.dispatch(setDiagnostics(view.state, findings.map((finding) => {
        const from = position(doc, finding);
        return { from, to: Math.min(from + 1, doc.length), severity: finding.severity, message: finding.message };
    })));
}
