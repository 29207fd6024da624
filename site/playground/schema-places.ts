/** The part of the documents' JSON Schema that applies at a place in a text, which may have faults. */
import { syntaxTree } from '@codemirror/language'
import type { EditorState } from '@codemirror/state'
import { graphJsonSchema } from 'memkit-gpu/json-schema'

/** The parts of a document schema. */
export interface Schema {
  readonly $ref?: string
  readonly oneOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema | false
  readonly prefixItems?: readonly Schema[]
  readonly $defs?: Readonly<Record<string, Schema>>
}
export type SyntaxNode = ReturnType<typeof syntaxTree>['topNode']

const root = graphJsonSchema() as Schema

/** The kinds of value that a schema allows, each a schema without references. */
function kindsOf(schema: Schema): readonly Schema[] {
  if (schema.$ref !== undefined) return kindsOf(root.$defs![schema.$ref.replace('#/$defs/', '')]!)
  const parts = schema.oneOf ?? schema.anyOf
  return parts ? parts.flatMap(kindsOf) : [schema]
}

/** The value of a property; undefined where it is not there yet. */
export function valueOf(property: SyntaxNode): SyntaxNode | undefined {
  const value = property.lastChild
  return value && !value.type.isError && !/^(PropertyName|:)$/.test(value.name) ? value : undefined
}

/** The content of a string or a name, whose closing quote may be missing. */
export const contentOf = (state: EditorState, { from, to }: SyntaxNode): string => {
  const text = state.sliceDoc(from, to)
  return text.slice(1, text.length > 1 && text.endsWith('"') ? -1 : undefined)
}

export const nameOf = (state: EditorState, property: SyntaxNode): string => {
  const name = property.getChild('PropertyName')
  return name ? contentOf(state, name) : ''
}

/** The kinds of value that may stand in a property or a list, whose node this is, or as the whole. */
export function kindsIn(state: EditorState, holder: SyntaxNode, index = 0): readonly Schema[] {
  if (holder.name === 'Property') {
    const key = nameOf(state, holder)
    return kindsOfObject(state, holder.parent!).flatMap(({ properties = {} }) =>
      Object.hasOwn(properties, key) ? kindsOf(properties[key]!) : [],
    )
  }
  if (holder.name === 'Array')
    return kindsOfValue(state, holder).flatMap(({ prefixItems, items }) => {
      const schema = prefixItems?.[index] ?? items
      return schema ? kindsOf(schema) : []
    })
  return kindsOf(root)
}

function kindsOfValue(state: EditorState, value: SyntaxNode): readonly Schema[] {
  const holder = value.parent
  if (!holder) return []
  let index = 0
  for (let before = value.prevSibling; before; before = before.prevSibling)
    if (!before.type.isError && !/^[[,]$/.test(before.name)) index++
  return kindsIn(state, holder, index)
}

/** Those kinds of object that fit what is written in one; all that may stand there, where none does. */
export function kindsOfObject(state: EditorState, object: SyntaxNode): readonly Schema[] {
  const kinds = kindsOfValue(state, object).filter(({ properties }) => properties)
  const fitting = kinds.filter(({ properties }) =>
    object.getChildren('Property').every((property) => {
      const name = nameOf(state, property)
      const value = valueOf(property)
      const said = properties![name]?.const
      return said === undefined || value?.name !== 'String' || contentOf(state, value) === said
    }),
  )
  return fitting.length > 0 ? fitting : kinds
}
