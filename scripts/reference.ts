/**
 * `npm run docs:reference`: writes the JSON Schemas of the graph document, the plan and the device profile to `schema`, and pages about them to
 * `docs/reference`: every type and field, with an example of each from documents that are tested. With `--check` it writes nothing, and fails
 * where a file is old.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parseGraph, planGraph, profiles } from '../src/index.ts'
import { graphJsonSchema, planJsonSchema, profileJsonSchema } from '../src/json-schema/index.ts'
import { noted, rarelySaid } from './reference-examples.ts'

interface Schema {
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, Schema>>
  readonly title?: string
  readonly description?: string
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly items?: Schema
  readonly prefixItems?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: Schema | boolean
  readonly propertyNames?: Schema
}

const root = new URL('..', import.meta.url)
const golden = new URL('test/golden/', root)
const graphs = readdirSync(golden, { withFileTypes: true })
  .filter((entry) => existsSync(new URL(`${entry.name}/graph.json`, golden)))
  .map(({ name }) => JSON.parse(readFileSync(new URL(`${name}/graph.json`, golden), 'utf8')) as object)
const documents = [...graphs, ...rarelySaid]

let stale = false
mkdirSync(new URL('docs/reference/', root), { recursive: true })
page('document', 'The graph document, version 1', graphJsonSchema() as Schema, [...documents, ...documents.map(noted)])
page(
  'plan',
  'The plan document, version 1',
  planJsonSchema() as Schema,
  documents.flatMap((document) =>
    [profiles.vulkan, profiles.webgpu].map((profile) =>
      planGraph(parseGraph(document), profile, profile === profiles.vulkan ? { objective: 'overlap' } : {}),
    ),
  ),
)
page('profile', 'The device profile', profileJsonSchema() as Schema, [
  ...Object.values(profiles),
  {
    ...profiles.webgpu,
    limits: {
      ...profiles.webgpu.limits,
      maxColorAttachments: 8,
      maxColorAttachmentBytesPerSample: 32,
      maxStorageBuffersPerShaderStage: 8,
      maxUniformBuffersPerShaderStage: 12,
      maxSampledTexturesPerShaderStage: 16,
      maxSamplersPerShaderStage: 16,
      maxStorageTexturesPerShaderStage: 4,
    },
    formats: { rgba8unorm: ['attachment', 'storage-write'] },
  },
])
process.exitCode = stale ? 1 : 0

function page(name: string, heading: string, schema: Schema, examples: readonly object[]): void {
  const resolve = (node: Schema): Schema =>
    node.$ref === undefined
      ? node
      : node.$ref === '#'
        ? schema
        : resolve(schema.$defs![node.$ref.slice('#/$defs/'.length)]!)

  /** Every object type by its title, in the order in which the document reaches them. */
  const types = new Map<string, Schema>()
  const visit = (given: Schema): void => {
    const node = resolve(given)
    if (node.properties && node.title !== undefined) {
      if (types.has(node.title)) return
      types.set(node.title, node)
    }
    for (const part of [...Object.values(node.properties ?? {}), ...(node.anyOf ?? []), ...(node.oneOf ?? [])])
      visit(part)
    if (node.items) visit(node.items)
    node.prefixItems?.forEach(visit)
  }
  visit(schema)

  const found = new Map<string, string>()
  const collect = (given: Schema, value: unknown): void => {
    const node = resolve(given)
    const options = node.anyOf ?? node.oneOf
    if (options) {
      const option = options.find((one) => fits(resolve(one), value))
      if (option) collect(option, value)
    } else if (Array.isArray(value)) {
      for (const entry of value) if (node.items) collect(node.items, entry)
    } else if (node.properties && typeof value === 'object' && value !== null) {
      for (const [field, part] of Object.entries(value)) {
        const text = JSON.stringify(part)
        const key = `${node.title}.${field}`
        const known = found.get(key)
        if (known === undefined || weight(text) < weight(known)) found.set(key, text)
        const property = node.properties[field]
        if (property) collect(property, part)
      }
    }
  }
  const fits = (node: Schema, value: unknown): boolean => {
    if (node.anyOf ?? node.oneOf) return (node.anyOf ?? node.oneOf)!.some((one) => fits(resolve(one), value))
    if (node.const !== undefined) return node.const === value
    if (node.properties) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
      return (
        (node.required ?? []).every((field) => field in value) &&
        Object.entries(value).every(([field, part]) => {
          const property = node.properties![field]
          if (!property) return false
          const { const: literal } = resolve(property)
          return literal === undefined || literal === part
        })
      )
    }
    if (node.prefixItems ?? node.items) return Array.isArray(value)
    if (node.enum) return node.enum.includes(value)
    return node.type === 'null' ? value === null : typeof value === (node.type === 'string' ? 'string' : 'number')
  }
  for (const example of examples) collect(schema, JSON.parse(JSON.stringify(example)))

  const typeOf = (given: Schema): string => {
    const node = resolve(given)
    if (node.properties) return `[${node.title}](#${node.title!.toLowerCase().replaceAll(' ', '-')})`
    if (node.const !== undefined) return `\`${JSON.stringify(node.const)}\``
    if (node.enum)
      return node.enum.length > 16
        ? `one of ${node.enum.length}: ${node.enum
            .slice(0, 3)
            .map((one) => `\`${String(one)}\``)
            .join(' ')} …`
        : node.enum.map((one) => `\`${JSON.stringify(one)}\``).join(' ')
    const options = node.anyOf ?? node.oneOf
    if (options) return [...new Set(options.map(typeOf))].join(' or ')
    if (node.prefixItems) return `[${node.prefixItems.map(typeOf).join(', ')}]`
    if (node.items) return `list of ${typeOf(node.items)}`
    if (node.type === 'object') {
      const { additionalProperties: values } = node
      if (typeof values !== 'object' || Object.keys(values).length === 0) return 'any object'
      const keys = node.propertyNames && resolve(node.propertyNames).enum ? 'format' : 'name'
      return `object of ${pluralOf(typeOf(values))} by ${keys}`
    }
    return node.type === 'integer' ? 'whole number' : (node.type ?? 'anything')
  }

  const pluralOf = (type: string): string => (type.startsWith('list of') ? type.replace('list', 'lists') : `${type}s`)

  const schemaName = name === 'document' ? 'graph' : name
  const lines = [`# ${heading}`, '', '<!-- Made by npm run docs:reference from the JSON Schema. -->', '']
  lines.push(
    `The schema itself: \`schema/${schemaName}.json\` in the package, or \`memkit-gpu schema ${schemaName}\`.`,
    '',
  )
  const missing: string[] = []
  for (const [title, node] of types) {
    lines.push(`## ${title}`, '', node.description ?? '', '')
    lines.push('| Field | Type | Meaning | Example |', '| --- | --- | --- | --- |')
    for (const [field, property] of Object.entries(node.properties!)) {
      const example = found.get(`${title}.${field}`)
      if (example === undefined) missing.push(`${title}.${field}`)
      const optional = node.required?.includes(field) ? '' : '?'
      lines.push(
        `| \`${field}${optional}\` | ${typeOf(property).replaceAll('|', '\\|')} | ${(property.description ?? resolve(property).description ?? '').replaceAll('|', '\\|')} | \`${cell(example ?? '')}\` |`,
      )
    }
    lines.push('')
  }
  if (missing.length > 0) {
    console.error(`${name}: no example of ${missing.join(', ')}`)
    stale = true
  }
  write(`schema/${schemaName}.json`, `${JSON.stringify(schema, null, 2)}\n`)
  write(`docs/reference/${name}.md`, `${lines.join('\n').trimEnd()}\n`)
}

function write(file: string, text: string): void {
  const path = new URL(file, root)
  if (!process.argv.includes('--check')) writeFileSync(path, text)
  else if (readFileSync(path, 'utf8') !== text) {
    stale = true
    console.error(`${file} is not up to date: npm run docs:reference`)
  }
}

/** Examples that say something: neither empty nor long. */
function weight(text: string): number {
  return text === '[]' || text === '{}' || text === '""' ? 1000 : text.length
}

function cell(text: string): string {
  const short = text.length > 90 ? `${text.slice(0, 87)}…` : text
  return short.replaceAll('|', '\\|').replaceAll('`', '´')
}
