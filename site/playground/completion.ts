/** Completion and descriptions of fields and values, from the JSON Schema of documents, and of ids, from the document itself. */
import { snippet, type Completion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete'
import { syntaxTree } from '@codemirror/language'
import type { EditorState } from '@codemirror/state'
import { hoverTooltip } from '@codemirror/view'
import { contentOf, kindsIn, kindsOfObject, nameOf, valueOf, type Schema, type SyntaxNode } from './schema-places.ts'

/** A place where something may be written: in quotes that are there, or where none are. */
interface Place {
  readonly holder: SyntaxNode
  readonly isName: boolean
  readonly written?: SyntaxNode
}

export function completeDocument({ state, pos, explicit }: CompletionContext): CompletionResult | null {
  const place = placeAt(state, pos)
  if (!place || (!place.written && !explicit)) return null
  const { holder, isName, written } = place
  if (written && pos === written.from) return null
  const found = isName ? namesIn(state, holder, written) : valuesIn(state, holder)
  // In the order of the schema, and each once, where several kinds of object have it.
  const options = [...new Map(found.map((one) => [one.label, one])).values()].map((one, i) => ({
    ...one,
    sortText: String(i).padStart(4, '0'),
  }))
  return { from: written ? written.from + 1 : pos, options, validFor: /^[^"]*$/ }
}

function placeAt(state: EditorState, pos: number): Place | undefined {
  let node: SyntaxNode | null = syntaxTree(state).resolveInner(pos, -1)
  while (node?.type.isError) node = node.parent
  if (!node) return undefined
  // A name whose object is not closed is taken for a string that stands in it.
  const { parent } = node
  if (node.name === 'PropertyName') return { holder: parent!.parent!, isName: true, written: node }
  if (node.name === 'String' && parent) return { holder: parent, isName: parent.name === 'Object', written: node }
  if (/^[{[,:]$/.test(node.name)) node = parent!
  if (node.name === 'Property') return valueOf(node) ? undefined : { holder: node, isName: false }
  if (node.name === 'Object') return { holder: node, isName: true }
  return node.name === 'Array' || node.name === 'JsonText' ? { holder: node, isName: false } : undefined
}

function namesIn(state: EditorState, object: SyntaxNode, written: SyntaxNode | undefined): Completion[] {
  const taken = new Set(
    object.getChildren('Property').flatMap((one) => (one.from === written?.from ? [] : [nameOf(state, one)])),
  )
  const fields = new Map(kindsOfObject(state, object).flatMap(({ properties = {} }) => Object.entries(properties)))
  const hasColon = written !== undefined && /^\s*:/.test(state.sliceDoc(written.to, written.to + 20))
  return [...fields].flatMap(([name, schema]) => {
    if (taken.has(name)) return []
    const text = hasColon ? `"${name}"` : `"${name}": ${starts[schema.type ?? ''] ?? '${}'}`
    return [completion(name, text, schema, 'property')]
  })
}

/** The beginning of a value by type, with the place of the cursor. */
const starts: Readonly<Record<string, string>> = { string: '"${}"', array: '[${}]', object: '{ ${} }' }

function valuesIn(state: EditorState, holder: SyntaxNode): Completion[] {
  const kinds = kindsIn(state, holder)
  const values = kinds.flatMap((kind) =>
    valuesOf(kind).map((value) => completion(String(value), JSON.stringify(value), {}, 'enum')),
  )
  const isText = kinds.some(({ type, enum: listed, const: only }) => type === 'string' && !listed && only === undefined)
  const ids = isText ? idsFor(state, holder).map((id) => completion(id, JSON.stringify(id), {}, 'variable')) : []
  const begun = kinds.flatMap(({ type }) => (type === 'object' || type === 'array' ? [type] : []))
  const marks = [...new Set(begun)].map((type) =>
    completion(type === 'object' ? '{ }' : '[ ]', starts[type]!, {}, 'text'),
  )
  return [...values, ...ids, ...marks]
}

const valuesOf = ({ const: only, enum: listed, type }: Schema): readonly unknown[] =>
  only === undefined ? (listed ?? (type === 'boolean' ? [true, false] : [])) : [only]

/** Lists whose ids a field names, where its name is not that of the list. */
const listOf: Readonly<Record<string, string>> = {
  shader: 'shaders',
  pipeline: 'pipelines',
  after: 'passes',
  ...Object.fromEntries(
    ['from', 'to', 'use', 'resource', 'texture', 'indirect', 'resolve', 'buffer'].map((name) => [name, 'resources']),
  ),
}

function idsFor(state: EditorState, holder: SyntaxNode): string[] {
  const property = holder.name === 'Array' ? holder.parent! : holder
  const list = property.name === 'Property' ? listOf[nameOf(state, property)] : undefined
  const top = syntaxTree(state).topNode.getChild('Object')
  const entries = top?.getChildren('Property').find((one) => nameOf(state, one) === list)
  const objects = (entries && valueOf(entries)?.getChildren('Object')) ?? []
  return objects.flatMap((object) => {
    const id = object.getChildren('Property').find((one) => nameOf(state, one) === 'id')
    const value = id && valueOf(id)
    return value?.name === 'String' ? [contentOf(state, value)] : []
  })
}

function completion(label: string, text: string, schema: Schema, type: string): Completion {
  return {
    label,
    type,
    ...(schema.type === undefined || type !== 'property' ? {} : { detail: schema.type }),
    ...(schema.description === undefined ? {} : { info: schema.description }),
    apply(view, made, from, to) {
      const quote = (at: number) => view.state.sliceDoc(at, at + 1) === '"'
      // The inserted text has quotes of its own.
      snippet(text)(view, made, quote(from - 1) ? from - 1 : from, quote(to) ? to + 1 : to)
    },
  }
}

/** Says what a field means. */
export const describeField = hoverTooltip(({ state }, pos) => {
  const node = syntaxTree(state).resolveInner(pos)
  if (node.name !== 'PropertyName') return null
  const name = contentOf(state, node)
  const kinds = kindsOfObject(state, node.parent!.parent!)
  const description = kinds.find(({ properties }) => Object.hasOwn(properties!, name))?.properties![name]?.description
  if (description === undefined) return null
  return {
    pos: node.from,
    end: node.to,
    create() {
      const dom = document.createElement('div')
      dom.className = 'description'
      dom.textContent = description
      return { dom }
    },
  }
})
