/**
 * A predicate compiled from a schema: true only where `parse` would find no fault and give an equal value back. Ten times as fast
 * as parsing, because it copies nothing and explains nothing. For plain data only: what `JSON.parse` or `plainCopy` made.
 */
import { codePoints, longestList, optionsByValue, type Schema } from './schema.ts'

export type Accepts = (value: unknown) => boolean

export function compileAccepts(schema: Schema): Accepts {
  const known = new Map<Schema, Accepts>()
  const compile = (one: Schema): Accepts => {
    let made = known.get(one)
    if (!made) known.set(one, (made = compileOne(one, compile)))
    return made
  }
  return compile(schema)
}

type Compile = (schema: Schema) => Accepts
type Of<K extends Schema['kind']> = Extract<Schema, { readonly kind: K }>

function compileOne(schema: Schema, compile: Compile): Accepts {
  switch (schema.kind) {
    case 'anything':
      return () => true
    case 'optional':
      return compile(schema.inner)
    case 'boolean':
      return (value) => typeof value === 'boolean'
    case 'null':
      return (value) => value === null
    case 'int': {
      const { min, max, plainZero } = schema
      const inRange: Accepts = (value) =>
        Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max
      return plainZero && min <= 0 ? (value) => inRange(value) && !Object.is(value, -0) : inRange
    }
    case 'number': {
      const { min, max, above } = schema
      return (value) =>
        Number.isFinite(value) && (value as number) >= min && (value as number) <= max && (value as number) > above
    }
    case 'text':
      return compileText(schema)
    case 'values':
      return membership(schema.values)
    case 'list':
      return compileList(schema, compile)
    case 'tuple':
      return compileTuple(schema.items.map(compile))
    case 'record':
      return compileRecord(compile(schema.key), compile(schema.entry))
    case 'union':
      return compileUnion(schema.options.map(compile))
    case 'variants':
      return compileVariants(schema, compile)
    case 'object':
      return compileObject(schema.fields, compile)
  }
}

function compileText({ isFilled, max, rule }: Of<'text'>): Accepts {
  const least = isFilled ? 1 : 0
  const holds = rule?.holds
  return (value) =>
    typeof value === 'string' &&
    value.length >= least &&
    (value.length <= max || codePoints(value) <= max) &&
    (holds === undefined || holds(value))
}

function compileList({ element, min, max }: Of<'list'>, compile: Compile): Accepts {
  const accepts = compile(element)
  const most = Math.min(max, longestList)
  return (value) => {
    // A Proxy may say a length that is no number.
    if (!Array.isArray(value) || !(value.length >= min && value.length <= most)) return false
    for (let i = 0; i < value.length; i++) if (!accepts(value[i])) return false
    return true
  }
}

const compileTuple =
  (items: readonly Accepts[]): Accepts =>
  (value) => {
    if (!Array.isArray(value) || value.length !== items.length) return false
    for (let i = 0; i < items.length; i++) if (!items[i]!(value[i])) return false
    return true
  }

const compileRecord =
  (key: Accepts, entry: Accepts): Accepts =>
  (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    for (const name in value) if (!key(name) || !entry((value as Record<string, unknown>)[name])) return false
    return true
  }

const compileUnion =
  (options: readonly Accepts[]): Accepts =>
  (value) => {
    for (let i = 0; i < options.length; i++) if (options[i]!(value)) return true
    return false
  }

function compileVariants({ field, options }: Of<'variants'>, compile: Compile): Accepts {
  const branches = new Map<unknown, Accepts>()
  for (const [value, option] of optionsByValue(field, options)) branches.set(value, compile(option))
  return (value) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, field)) return false
    const branch = branches.get((value as Record<string, unknown>)[field])
    return branch !== undefined && branch(value)
  }
}

function compileObject(fields: Of<'object'>['fields'], compile: Compile): Accepts {
  const keys = Object.keys(fields)
  const accepts = keys.map((key) => compile(fields[key]!))
  const weight = keys.map((key) => (fields[key]!.kind === 'optional' ? 0 : 1))
  const required = weight.reduce((sum: number, one) => sum + one, 0)
  const numberOf = new Map(keys.map((key, i) => [key, i]))
  // Objects of a document repeat their order of keys: the field that followed this one in the last object is tried first.
  const nextOf = new Array<number>(keys.length + 1).fill(0)
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    let found = 0
    let last = keys.length
    for (const key in value) {
      let field = nextOf[last]!
      if (keys[field] !== key) {
        const known = numberOf.get(key)
        if (known === undefined) return false
        field = nextOf[last] = known
      }
      if (!accepts[field]!((value as Record<string, unknown>)[key])) return false
      found += weight[field]!
      last = field
    }
    return found === required
  }
}

function membership(values: readonly unknown[]): Accepts {
  if (values.length === 1) {
    const only = values[0]
    return (value) => value === only
  }
  // A few are compared sooner than a set is asked.
  if (values.length < 13) return (value) => values.includes(value)
  const set = new Set(values)
  return (value) => set.has(value)
}
