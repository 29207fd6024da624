/** The whole documents as text; what is picked is marked and scrolled to. */
import { h } from './dom.ts'
import { jsonLines, type JsonLines } from './json-lines.ts'
import type { TabContent } from './panel.ts'
import { graphPath, planPath } from './source.ts'
import type { Store } from './store.ts'
import { virtualList } from './virtual-list.ts'

interface Document {
  readonly name: string
  readonly side: number
  readonly isGraph: boolean
}

export function sourceTab(store: Store): TabContent {
  const documents = store.sides.flatMap(({ model, name }, side): Document[] => {
    const of = store.sides.length > 1 ? ` of ${name}` : ''
    return [
      ...(model.graph ? [{ name: `graph${of}`, side, isGraph: true }] : []),
      { name: `plan${of}`, side, isGraph: false },
    ]
  })
  const made = new Map<Document, JsonLines>()
  let current = documents[0]!
  let marked = -1
  const linesOf = (document: Document): JsonLines => {
    const { graph, plan } = store.sides[document.side]!.model
    const found = made.get(document) ?? jsonLines(document.isGraph ? graph : plan)
    made.set(document, found)
    return found
  }
  const list = virtualList('Source', (row) =>
    h(
      'div',
      { class: row === marked ? 'line marked' : 'line' },
      h('span', { class: 'number' }, String(row + 1)),
      linesOf(current).lines[row]!,
    ),
  )
  const select = h(
    'select',
    {
      'aria-label': 'Document',
      onchange: () => {
        current = documents[select.selectedIndex]!
        show()
      },
    },
    ...documents.map(({ name }) => h('option', {}, name)),
  )
  const show = (): void => {
    const { lines, lineOf } = linesOf(current)
    const picked = store.pickedOn(current.side)?.thing
    const { model } = store.sides[current.side]!
    const path = picked && (current.isGraph ? graphPath(model, picked) : planPath(model, picked))
    marked = path === undefined ? -1 : (lineOf.get(path) ?? -1)
    list.update(lines.length)
    if (marked >= 0) list.scrollTo(marked)
  }
  store.on('picked', () => list.element.isConnected && show())
  return { element: h('div', { class: 'column' }, h('div', { class: 'bar' }, select), list.element), shown: show }
}
