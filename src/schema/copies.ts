/**
 * A copy compiled from a schema, for data of a program that may be of any size: what `parse` finds no fault in is copied in less room
 * and time. An object keeps the shape that it has, and lists of equal numbers and texts after each other are one list, so copies are
 * for reading only.
 */
import { compileAccepts } from './accepts.ts'
import { isObject, longestList, optionsByValue, type Schema } from './schema.ts'

/** What is not copied: `parse` says why, or copies it. */
export const refused = Symbol('refused')

/** A copy of a value, each part of which is read once; `refused` where it may have a fault. */
export type Copy = (value: unknown) => unknown

type Compile = (schema: Schema) => Copy
type Of<K extends Schema['kind']> = Extract<Schema, { readonly kind: K }>

export function compileCopy(schema: Schema): Copy {
  const known = new Map<Schema, Copy>()
  const compile = (one: Schema): Copy => {
    let made = known.get(one)
    if (!made) known.set(one, (made = compileOne(one, compile)))
    return made
  }
  return compile(schema)
}

function compileOne(schema: Schema, compile: Compile): Copy {
  switch (schema.kind) {
    case 'optional': {
      const copy = compile(schema.inner)
      return (value) => (value === undefined ? undefined : copy(value))
    }
    case 'list':
      return compileList(schema, compile(schema.element))
    case 'tuple':
      return compileTuple(schema.items.map(compile))
    case 'record':
      return compileRecord(compileAccepts(schema.key), compile(schema.entry))
    case 'object':
      return compileObject(schema.fields, compile)
    case 'union':
      return compileUnion(schema.options.map(compile))
    case 'variants':
      return compileVariants(schema, compile)
    default: {
      const accepts = compileAccepts(schema)
      return (value) => (accepts(value) ? value : refused)
    }
  }
}

/** Lists up to this length are held against the one before them. */
const short = 8

/** Takes a list, or the one before it where that is equal. */
function sharing(): (list: unknown[]) => unknown[] {
  let latest: unknown[] = []
  return (list) => {
    let isSame = list.length === latest.length
    for (let i = 0; i < list.length; i++) {
      if (typeof list[i] === 'object') return list
      isSame &&= Object.is(list[i], latest[i])
    }
    if (!isSame) latest = list
    return latest
  }
}

function compileList({ min, max }: Of<'list'>, copy: Copy): Copy {
  const shared = sharing()
  const most = Math.min(max, longestList)
  return (value) => {
    if (!Array.isArray(value)) return refused
    const { length } = value
    if (!(length >= min && length <= most)) return refused
    const made = new Array<unknown>(length)
    for (let i = 0; i < length; i++) if ((made[i] = copy(value[i])) === refused) return refused
    return length <= short ? shared(made) : made
  }
}

function compileTuple(items: readonly Copy[]): Copy {
  const shared = sharing()
  return (value) => {
    if (!Array.isArray(value) || value.length !== items.length) return refused
    const made = new Array<unknown>(items.length)
    for (let i = 0; i < items.length; i++) if ((made[i] = items[i]!(value[i])) === refused) return refused
    return shared(made)
  }
}

function compileRecord(isKey: (name: string) => boolean, copy: Copy): Copy {
  return (value) => {
    if (!isObject(value) || Object.getPrototypeOf(value) !== Object.prototype) return refused
    const made = { ...value }
    for (const name in made) {
      const entry = made[name]
      const copied = isKey(name) ? copy(entry) : refused
      // Set as any other field, this one would be the prototype.
      if (copied === refused || name === '__proto__') return refused
      if (copied !== entry) made[name] = copied
    }
    return made
  }
}

const compileUnion =
  (options: readonly Copy[]): Copy =>
  (value) => {
    for (let i = 0; i < options.length; i++) {
      const made = options[i]!(value)
      if (made !== refused) return made
    }
    return refused
  }

function compileVariants({ field, options }: Of<'variants'>, compile: Compile): Copy {
  const branches = new Map<unknown, Copy>()
  for (const [value, option] of optionsByValue(field, options)) branches.set(value, compile(option))
  return (value) => {
    if (!isObject(value)) return refused
    const copy = branches.get(value[field])
    return copy ? copy(value) : refused
  }
}

function compileObject(fields: Of<'object'>['fields'], compile: Compile): Copy {
  const keys = Object.keys(fields)
  const copies = keys.map((key) => compile(fields[key]!))
  const weight = keys.map((key) => (fields[key]!.kind === 'optional' ? 0 : 1))
  const required = weight.reduce((sum: number, one) => sum + one, 0)
  const numberOf = new Map(keys.map((key, i) => [key, i]))
  // As in `compileAccepts`: the field that followed this one in the last object is tried first.
  const nextOf = new Array<number>(keys.length + 1).fill(0)
  return (value) => {
    if (!isObject(value)) return refused
    // A spread reads every field once, and takes no more room than what it copies.
    const made = { ...value }
    let found = 0
    let last = keys.length
    for (const key in made) {
      let field = nextOf[last]!
      if (keys[field] !== key) {
        const known = numberOf.get(key)
        if (known === undefined) return refused
        field = nextOf[last] = known
      }
      const entry = made[key]
      const copied = copies[field]!(entry)
      if (copied === refused) return refused
      if (copied !== entry) made[key] = copied
      found += weight[field]!
      last = field
    }
    return found === required ? made : refused
  }
}
