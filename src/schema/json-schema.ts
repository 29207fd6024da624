/**
 * A schema as JSON Schema, draft 2020-12. Objects, and what is long and stands in several
 * places, are written once, in `$defs`.
 */
import type { Schema } from './schema.ts'

type Json = Record<string, unknown>

export function toJsonSchema(schema: Schema): Json {
  const uses = new Map<Schema, number>()
  const count = (one: Schema): void => {
    const seen = uses.get(one) ?? 0
    uses.set(one, seen + 1)
    if (seen === 0) partsOf(one).forEach(count)
  }
  count(schema)
  const names = new Map<Schema, string>()
  const definitions: Json = {}
  const write = (one: Schema): Json => {
    if (one.kind === 'optional') return write(one.inner)
    if (one === schema || !(one.kind === 'object' || (uses.get(one)! > 1 && isLong(one)))) return jsonOf(one, write)
    let name = names.get(one)
    if (name === undefined) {
      names.set(one, (name = `shared${names.size}`))
      // Takes its place before its parts do.
      definitions[name] = {}
      definitions[name] = jsonOf(one, write)
    }
    return { $ref: `#/$defs/${name}` }
  }
  const { title, description, ...root } = write(schema)
  const about = { ...(title === undefined ? {} : { title }), ...(description === undefined ? {} : { description }) }
  return { ...about, $schema: 'https://json-schema.org/draft/2020-12/schema', ...root, $defs: definitions }
}

const isLong = (schema: Schema): boolean =>
  schema.kind === 'values' ? schema.values.length > 4 : schema.kind === 'union' || schema.kind === 'variants'

function partsOf(schema: Schema): readonly Schema[] {
  switch (schema.kind) {
    case 'optional':
      return [schema.inner]
    case 'list':
      return [schema.element]
    case 'tuple':
      return schema.items
    case 'record':
      return [schema.key, schema.entry]
    case 'object':
      return Object.values(schema.fields)
    case 'union':
    case 'variants':
      return schema.options
    default:
      return []
  }
}

function jsonOf(schema: Schema, write: (schema: Schema) => Json): Json {
  switch (schema.kind) {
    case 'anything':
      return {}
    case 'optional':
      return write(schema.inner)
    case 'boolean':
    case 'null':
      return { type: schema.kind }
    case 'int':
      return {
        type: 'integer',
        minimum: Math.max(schema.min, Number.MIN_SAFE_INTEGER),
        maximum: Math.min(schema.max, Number.MAX_SAFE_INTEGER),
      }
    case 'number':
      return {
        type: 'number',
        ...bounds({ minimum: schema.min, exclusiveMinimum: schema.above, maximum: schema.max }),
      }
    case 'text':
      return { type: 'string', ...bounds({ minLength: schema.isFilled ? 1 : -Infinity, maxLength: schema.max }) }
    case 'values': {
      const { values } = schema
      return { type: typeof values[0], ...(values.length === 1 ? { const: values[0] } : { enum: [...values] }) }
    }
    case 'list':
      return {
        type: 'array',
        ...bounds({ minItems: schema.min || -Infinity, maxItems: schema.max }),
        items: write(schema.element),
      }
    case 'tuple': {
      const { length } = schema.items
      return { type: 'array', prefixItems: schema.items.map(write), items: false, minItems: length, maxItems: length }
    }
    case 'record':
      return { type: 'object', propertyNames: write(schema.key), additionalProperties: write(schema.entry) }
    case 'union':
      return { anyOf: schema.options.map(write) }
    case 'variants':
      return { oneOf: schema.options.map(write) }
    case 'object': {
      const fields = Object.entries(schema.fields)
      const required = fields.filter(([, field]) => field.kind !== 'optional').map(([name]) => name)
      return {
        ...schema.about,
        type: 'object',
        properties: Object.fromEntries(fields.map(([name, field]) => [name, write(field)])),
        ...(required.length > 0 ? { required } : {}),
        additionalProperties: false,
      }
    }
  }
}

/** Bounds that bound something. */
const bounds = (all: Readonly<Record<string, number>>): Json =>
  Object.fromEntries(Object.entries(all).filter(([, bound]) => Number.isFinite(bound)))
