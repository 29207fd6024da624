/** The descriptions of a JSON Schema: the comments of the types, put to the objects that have just their fields. */

type Docs = Readonly<Record<string, Readonly<Record<string, string>>>>
interface Node {
  readonly [key: string]: unknown
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null

/** Fields that tell objects with the same fields apart. */
const discriminators = ['kind', 'op', 'do', 'sampler'] as const

/** The schema with `title` and `description` for every object, and a description for every field of it. */
export function describeSchema(schema: Node, docs: Docs): Node {
  const named = new Map<string, string[]>()
  for (const [name, fields] of Object.entries(docs)) {
    const key = keyOf(Object.keys(fields).filter((field) => field !== ''))
    named.set(key, [...(named.get(key) ?? []), name])
  }
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit)
    if (!isNode(value)) return value
    const node: Record<string, unknown> = {}
    for (const [key, part] of Object.entries(value)) node[key] = visit(part)
    const { properties } = node
    if (!isNode(properties) || node['type'] !== 'object') return node
    const names = named.get(keyOf(Object.keys(properties))) ?? []
    const name = names.length > 1 ? pick(names, properties) : names[0]
    if (name === undefined) return node
    const fields = docs[name]!
    const described = Object.fromEntries(
      Object.entries(properties).map(([field, one]) => [field, { ...(one as Node), description: fields[field] }]),
    )
    return { title: name, description: fields[''], ...node, properties: described }
  }
  return namedByTitle(visit(schema) as Node)
}

/** The same schema, where each definition has the name of its type. */
function namedByTitle(schema: Node): Node {
  const definitions = Object.entries((schema['$defs'] ?? {}) as Readonly<Record<string, Node>>)
  const names = new Map<string, string>()
  const taken = new Set<string>()
  for (const [name, { title }] of definitions) {
    const better = typeof title === 'string' && !taken.has(title) ? title : name
    taken.add(better)
    names.set(`#/$defs/${name}`, better)
  }
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit)
    if (!isNode(value)) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, part]) => [
        key,
        key === '$ref' ? `#/$defs/${names.get(part as string)}` : visit(part),
      ]),
    )
  }
  const named = definitions.map(([name, one]) => [names.get(`#/$defs/${name}`)!, visit(one)])
  return { ...(visit({ ...schema, $defs: {} }) as Node), $defs: Object.fromEntries(named) as Node }
}

/** The type, of several with the same fields, that the literal of a field names: `copy` is the `op` of a CopyCommand. */
function pick(names: readonly string[], properties: Node): string | undefined {
  for (const field of discriminators) {
    const { const: literal } = (properties[field] ?? {}) as { const?: unknown }
    if (typeof literal !== 'string') continue
    const found = names.find((name) => name.toLowerCase().startsWith(literal.replaceAll('-', '')))
    if (found !== undefined) return found
  }
  return names[0]
}

const keyOf = (fields: readonly string[]): string => fields.toSorted().join(' ')
