/**
 * A predicate compiled from a zod schema: true only where `schema.parse(value)` would succeed and give an equal value back. Ten
 * times as fast as parsing, because it copies nothing and explains nothing; where it is false, zod is asked.
 *
 * Derived from the schema, so that a document has one definition. For kinds of schema that it does not know it answers false.
 */
import type * as z from 'zod'
import { int32Array } from './typed-arrays.ts'

export type Accepts = (value: unknown) => boolean

interface Definition {
  readonly type: string
  readonly checks?: readonly { _zod: { def: CheckDefinition } }[]
  readonly [key: string]: unknown
}
interface CheckDefinition {
  readonly check: string
  readonly [key: string]: unknown
}

const never: Accepts = () => false

/** For plain data only: what `JSON.parse` or `plainCopy` made. */
export function compileAccepts(schema: z.core.$ZodType): Accepts {
  const known = new Map<z.core.$ZodType, Accepts>()
  const compile = (one: z.core.$ZodType): Accepts => {
    let made = known.get(one)
    if (!made) known.set(one, (made = compileOne(one._zod.def as unknown as Definition, compile)))
    return made
  }
  return compile(schema)
}

function compileOne(definition: Definition, compile: (schema: z.core.$ZodType) => Accepts): Accepts {
  const { base, rest } = compileBounded(definition) ?? {
    base: compileType(definition, compile),
    rest: definition.checks ?? [],
  }
  const checks = rest.map(({ _zod }) => compileCheck(_zod.def))
  if (checks.length === 0) return base
  if (checks.length === 1) {
    const check = checks[0]!
    return (value) => base(value) && check(value)
  }
  return (value) => {
    if (!base(value)) return false
    for (let i = 0; i < checks.length; i++) if (!checks[i]!(value)) return false
    return true
  }
}

/**
 * Strings and whole numbers have a predicate of their own that checks type and bounds at once: nearly every value of a document
 * is one of them.
 */
function compileBounded(
  definition: Definition,
): { base: Accepts; rest: NonNullable<Definition['checks']> } | undefined {
  const isString = definition.type === 'string' && definition['format'] === undefined
  if (!isString && (definition.type !== 'number' || definition['format'] !== 'safeint')) return undefined
  let [least, most] = [-Infinity, Infinity]
  const rest = (definition.checks ?? []).filter(({ _zod: { def } }) => {
    const isOfLength = def.check === 'min_length' || def.check === 'max_length'
    const isOfValue = def.check === 'greater_than' || def.check === 'less_than'
    if (isString ? !isOfLength : !isOfValue || def['inclusive'] !== true) return true
    const bound = def[isOfValue ? 'value' : def.check === 'min_length' ? 'minimum' : 'maximum'] as number
    if (def.check === 'min_length' || def.check === 'greater_than') least = Math.max(least, bound)
    else most = Math.min(most, bound)
    return false
  })
  const base: Accepts = isString
    ? (value) => typeof value === 'string' && value.length >= least && value.length <= most
    : (value) => Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most
  return { base, rest }
}

function compileType(definition: Definition, compile: (schema: z.core.$ZodType) => Accepts): Accepts {
  switch (definition.type) {
    case 'unknown':
      return () => true
    case 'boolean':
      return (value) => typeof value === 'boolean'
    case 'number':
      return definition['check'] === undefined ? Number.isFinite : never
    case 'literal':
      return membership(definition['values'] as readonly unknown[])
    case 'enum':
      return membership(Object.values(definition['entries'] as Record<string, unknown>))
    case 'array': {
      const element = compile(definition['element'] as z.core.$ZodType)
      return (value) => {
        if (!Array.isArray(value)) return false
        for (let i = 0; i < value.length; i++) if (!element(value[i])) return false
        return true
      }
    }
    case 'tuple': {
      if (definition['rest'] !== null) return never
      const items = (definition['items'] as z.core.$ZodType[]).map(compile)
      return (value) => {
        if (!Array.isArray(value) || value.length !== items.length) return false
        for (let i = 0; i < items.length; i++) if (!items[i]!(value[i])) return false
        return true
      }
    }
    case 'null':
      return (value) => value === null
    case 'record': {
      const key = compile(definition['keyType'] as z.core.$ZodType)
      const entry = compile(definition['valueType'] as z.core.$ZodType)
      return (value) => {
        if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
        for (const name in value) if (!key(name) || !entry((value as Record<string, unknown>)[name])) return false
        return true
      }
    }
    case 'union':
      return compileUnion(definition, compile)
    case 'object':
      return compileObject(definition, compile)
    default:
      return never
  }
}

function compileUnion(definition: Definition, compile: (schema: z.core.$ZodType) => Accepts): Accepts {
  const options = definition['options'] as z.core.$ZodType[]
  const accepts = options.map(compile)
  const { discriminator } = definition
  if (typeof discriminator !== 'string') {
    return (value) => {
      for (let i = 0; i < accepts.length; i++) if (accepts[i]!(value)) return true
      return false
    }
  }
  const branches = new Map<unknown, Accepts>()
  options.forEach((option, i) => {
    const { shape } = option._zod.def as unknown as { shape: Record<string, z.core.$ZodType> }
    const { values } = shape[discriminator]!._zod.def as unknown as { values: readonly unknown[] }
    for (const value of values) branches.set(value, accepts[i]!)
  })
  return (value) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, discriminator)) return false
    const branch = branches.get((value as Record<string, unknown>)[discriminator])
    return branch !== undefined && branch(value)
  }
}

function compileObject(definition: Definition, compile: (schema: z.core.$ZodType) => Accepts): Accepts {
  const catchall = definition['catchall'] as z.core.$ZodType | undefined
  if (catchall?._zod.def.type !== 'never') return never
  const shape = Object.entries(definition['shape'] as Record<string, z.core.$ZodType>)
  const isOptional = (field: z.core.$ZodType) => field._zod.def.type === 'optional'
  const keys = shape.map(([key]) => key)
  const accepts = shape.map(([, field]) =>
    compile(isOptional(field) ? (field._zod.def as unknown as { innerType: z.core.$ZodType }).innerType : field),
  )
  const weight = shape.map(([, field]) => (isOptional(field) ? 0 : 1))
  const required = weight.reduce((sum: number, one) => sum + one, 0)
  const numberOf = new Map(keys.map((key, i) => [key, i]))
  // Objects of a document repeat their order of keys: the field that followed this one in the last object is tried first.
  const nextOf = int32Array(shape.length + 1)
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    let found = 0
    let last = shape.length
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
  const set = new Set(values)
  return (value) => set.has(value)
}

function compileCheck(check: CheckDefinition): Accepts {
  switch (check.check) {
    case 'min_length':
    case 'max_length': {
      const atLeast = check.check === 'min_length'
      const bound = check[atLeast ? 'minimum' : 'maximum'] as number
      return atLeast
        ? (value) => (value as { length: number }).length >= bound
        : (value) => (value as { length: number }).length <= bound
    }
    case 'greater_than': {
      const { value: bound, inclusive } = check as unknown as { value: number; inclusive: boolean }
      return inclusive ? (value) => (value as number) >= bound : (value) => (value as number) > bound
    }
    case 'less_than': {
      const { value: bound, inclusive } = check as unknown as { value: number; inclusive: boolean }
      return inclusive ? (value) => (value as number) <= bound : (value) => (value as number) < bound
    }
    case 'overwrite': {
      const { tx } = check as unknown as { tx: (value: unknown) => unknown }
      return (value) => Object.is(tx(value), value)
    }
    case 'custom': {
      const { fn } = check as unknown as { fn?: (value: unknown) => unknown }
      return fn ? (value) => fn(value) === true : never
    }
    default:
      return never
  }
}
