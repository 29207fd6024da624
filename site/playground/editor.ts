/** The JSON editor: completion and field descriptions from the schema (completion.ts), faults from the planner itself. */
import { completionKeymap } from '@codemirror/autocomplete'
import { json, jsonLanguage } from '@codemirror/lang-json'
import { syntaxTree } from '@codemirror/language'
import { setDiagnostics } from '@codemirror/lint'
import { EditorState, Prec, Transaction } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import { basicSetup } from 'codemirror'
import { completeDocument, describeField } from './completion.ts'

/** A fault of the document: `path` is its JSON path. */
export interface Fault {
  readonly code: string
  readonly message: string
  readonly path?: string
}

export interface Editor {
  text(): string
  /** Replaces the whole text, and shows its beginning. The first one is not undone: there is nothing before it. */
  show(text: string): void
  /** Marks faults at their places; gives the line of each, from 1. */
  mark(issues: readonly Fault[]): number[]
  goTo(issue: Fault): void
}

export function makeEditor(parent: Element, onChange: () => void): Editor {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      extensions: [
        basicSetup,
        json(),
        jsonLanguage.data.of({ autocomplete: completeDocument }),
        describeField,
        Prec.high(keymap.of(completionKeymap)),
        EditorView.updateListener.of((update) => update.docChanged && onChange()),
        EditorView.contentAttributes.of({ 'aria-label': 'Graph document', tabindex: '0' }),
      ],
    }),
  })
  let isFirst = true
  const placeOf = (path: string | undefined) => locate(view.state, path ?? '')
  return {
    text: () => view.state.doc.toString(),
    show(text) {
      const annotations = Transaction.addToHistory.of(!isFirst)
      isFirst = false
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length, insert: text },
        selection: { anchor: 0 },
        effects: EditorView.scrollIntoView(0),
        annotations,
      })
    },
    mark(issues) {
      const diagnostics = issues.map(({ message, path }) => ({ ...placeOf(path), severity: 'error' as const, message }))
      view.dispatch(
        setDiagnostics(
          view.state,
          diagnostics.toSorted((a, b) => a.from - b.from),
        ),
      )
      return diagnostics.map(({ from }) => view.state.doc.lineAt(from).number)
    },
    goTo({ path }) {
      const { from } = placeOf(path)
      view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) })
      view.focus()
    },
  }
}

type SyntaxNode = ReturnType<typeof syntaxTree>['topNode']

/** The text of the value at a JSON path such as `passes[3].to.offset`, or of the deepest part of the path that is there. */
function locate(state: EditorState, path: string): { from: number; to: number } {
  const whole = syntaxTree(state).topNode.firstChild
  if (!whole) return { from: 0, to: Math.min(1, state.doc.length) }
  let node: SyntaxNode = whole
  for (const [, key, index] of path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)) {
    const found = index === undefined ? valueOf(state, node, key!) : entriesOf(node)[Number(index)]
    if (!found) break
    node = found
  }
  // The first line of a long value is enough.
  return { from: node.from, to: Math.min(node.to, state.doc.lineAt(node.from).to) }
}

function valueOf(state: EditorState, object: SyntaxNode, key: string): SyntaxNode | null | undefined {
  const isNamed = (property: SyntaxNode): boolean => {
    const name = property.getChild('PropertyName')
    return name !== null && state.sliceDoc(name.from + 1, name.to - 1) === key
  }
  return object.getChildren('Property').find(isNamed)?.lastChild
}

function entriesOf(list: SyntaxNode): SyntaxNode[] {
  const entries: SyntaxNode[] = []
  for (let child = list.firstChild; child; child = child.nextSibling)
    if (!['[', ']', ','].includes(child.name)) entries.push(child)
  return entries
}
