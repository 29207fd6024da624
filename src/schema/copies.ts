/**
 * A copy compiled from a schema, for data of a program that may be of any size: what `parse` finds no fault in is copied in less room
 * and time. An object keeps the shape that it has, and lists of equal numbers and texts after each other are one list, so copies are
 * for reading only.
 */
import { compileAccepts, type Accepts } from './accepts.ts'
import { isRecord, longestList, optionsByValue, type Schema } from './schema.ts'

/** The result for a value that the fast copy does not accept: `parse` explains the fault, or copies it. */
export const refused = Symbol('refused')

/** A copy of a value, each part of which is read once; `refused` where it may have a fault. */
export type Copy = (value: unknown) => unknown

type Compile = (schema: Schema) => Copy
type Of<K extends Schema['kind']> = Extract<Schema, { readonly kind: K }>

/** Makes another copy of a schema than `copy`, which it has otherwise; `compile` gives those of its parts. */
export type OtherCopy = (schema: Schema, compile: Compile, copy: Copy) => Copy

/** @param others by schema: what copies values of it instead */
export function compileCopy(schema: Schema, others?: ReadonlyMap<Schema, OtherCopy>): Copy {
  const known = new Map<Schema, Copy>()
  const compile = (one: Schema): Copy => {
    let made = known.get(one)
    if (made) return made
    made = compileOne(one, compile)
    const other = others?.get(one)
    if (other) made = other(one, compile, made)
    known.set(one, made)
    return made
  }
  return compile(schema)
}

function compileOne(schema: Schema, compile: Compile): Copy {
  const isValue = leafOf(schema)
  if (isValue) return (value) => (isValue(value) ? value : refused)
  switch (schema.kind) {
    case 'optional': {
      const copy = compile(schema.inner)
      return (value) => (value === undefined ? undefined : copy(value))
    }
    case 'list':
      return compileList(schema, compile)
    case 'tuple':
      return compileTuple(schema.items, compile)
    case 'record':
      return compileRecord(compileAccepts(schema.key), compile(schema.entry))
    case 'object':
      return compileObject(schema.fields, compile)
    case 'union':
      return compileUnion(schema.options, compile)
    case 'variants':
      return compileVariants(schema, compile)
    default:
      throw new Error(`no copy of a ${schema.kind}`)
  }
}

/** The predicate of a schema without parts, whose valid values are their own copies; undefined for a schema with parts. */
function leafOf(schema: Schema): Accepts | undefined {
  switch (schema.kind) {
    case 'optional': {
      const inner = leafOf(schema.inner)
      return inner && ((value) => value === undefined || inner(value))
    }
    case 'list':
    case 'tuple':
    case 'record':
    case 'object':
    case 'union':
    case 'variants':
      return undefined
    default:
      return compileAccepts(schema)
  }
}

/** Lists up to this length are held against the one before them. */
const short = 8

function compileList({ element, min, max }: Of<'list'>, compile: Compile): Copy {
  const most = Math.min(max, longestList)
  const isValue = leafOf(element)
  const copyShort = isValue && sharing(isValue)
  const copy = compile(element)
  return (value) => {
    if (!Array.isArray(value)) return refused
    const { length } = value
    if (!(length >= min && length <= most)) return refused
    if (copyShort && length <= short) return copyShort(value, length)
    const made = new Array<unknown>(length)
    for (let i = 0; i < length; i++) if ((made[i] = copy(value[i])) === refused) return refused
    return made
  }
}

function compileTuple(items: readonly Schema[], compile: Compile): Copy {
  const areValues = items.map(leafOf)
  if (areValues.every((isValue) => isValue !== undefined)) {
    const copyShared = sharing((value, i) => areValues[i]!(value))
    return (value) =>
      Array.isArray(value) && value.length === items.length ? copyShared(value, items.length) : refused
  }
  const copies = items.map(compile)
  return (value) => {
    if (!Array.isArray(value) || value.length !== items.length) return refused
    const made = new Array<unknown>(items.length)
    for (let i = 0; i < items.length; i++) if ((made[i] = copies[i]!(value[i])) === refused) return refused
    return made
  }
}

/** A copy of a list of values without parts; the last one that was made where it is equal, as it mostly is. */
function sharing(isValue: (value: unknown, i: number) => boolean): (list: unknown[], length: number) => unknown {
  let latest: readonly unknown[] = []
  return (list, length) => {
    const before = latest
    let made = length === before.length ? undefined : new Array<unknown>(length)
    for (let i = 0; i < length; i++) {
      const entry = list[i]
      if (!made) {
        if (Object.is(entry, before[i])) continue
        made = new Array<unknown>(length)
        for (let k = 0; k < i; k++) made[k] = before[k]
      }
      if (!isValue(entry, i)) return refused
      made[i] = entry
    }
    return made ? (latest = made) : before
  }
}

function compileRecord(isKey: (name: string) => boolean, copy: Copy): Copy {
  return (value) => {
    if (!isRecord(value) || Object.getPrototypeOf(value) !== Object.prototype) return refused
    // A spread gives even `__proto__` as a field of its own, which is then set as any other.
    const made = { ...value }
    for (const name in made) {
      const entry = made[name]
      const copied = isKey(name) ? copy(entry) : refused
      if (copied === refused) return refused
      if (copied !== entry) made[name] = copied
    }
    return made
  }
}

function compileUnion(options: readonly Schema[], compile: Compile): Copy {
  const copies = options.map(compile)
  const needed = options.map((option) => neededKey(option, options))
  return (value) => {
    const isWithFields = isRecord(value)
    for (let i = 0; i < copies.length; i++) {
      const key = needed[i]
      if (isWithFields && key !== undefined && !(key in value)) continue
      const made = copies[i]!(value)
      if (made !== refused) return made
    }
    return refused
  }
}

/** A field that objects of an option must have, and others do not: a look at it spares a copy that would be refused at its end. */
function neededKey(option: Schema, options: readonly Schema[]): string | undefined {
  if (option.kind !== 'object') return undefined
  const others = options.filter((other) => other !== option)
  return Object.keys(option.fields).find(
    (key) =>
      option.fields[key]!.kind !== 'optional' &&
      others.every((other) => other.kind !== 'object' || other.fields[key] === undefined),
  )
}

function compileVariants({ field, options }: Of<'variants'>, compile: Compile): Copy {
  const branches = new Map<unknown, Copy>()
  for (const [value, option] of optionsByValue(field, options)) branches.set(value, compile(option))
  return (value) => {
    if (!isRecord(value)) return refused
    const copy = branches.get(value[field])
    return copy ? copy(value) : refused
  }
}

/** A field of an object's schema. */
interface Field {
  readonly key: string
  /** 1 for a field that must be there. */
  readonly weight: number
  readonly isValue: Accepts | undefined
  readonly copy: Copy
  /** The field that followed this one in the last object, which is tried first: objects of a document repeat their order of keys. */
  next: Field | undefined
}

function compileObject(fields: Of<'object'>['fields'], compile: Compile): Copy {
  const all = Object.entries(fields).map(([key, schema]): Field => {
    const weight = schema.kind === 'optional' ? 0 : 1
    return { key, weight, isValue: leafOf(schema), copy: compile(schema), next: undefined }
  })
  const required = all.reduce((sum, { weight }) => sum + weight, 0)
  const byKey = new Map(all.map((field) => [field.key, field]))
  const start: Field = { key: '', weight: 0, isValue: undefined, copy: () => refused, next: undefined }
  return (value) => {
    if (!isRecord(value)) return refused
    // A spread reads every field once, and takes no more room than what it copies.
    const made = { ...value }
    let found = 0
    let last = start
    for (const key in made) {
      let field = last.next
      if (field?.key !== key) {
        field = byKey.get(key)
        if (!field) return refused
        last.next = field
      }
      const entry = made[key]
      if (field.isValue) {
        if (!field.isValue(entry)) return refused
      } else {
        const copied = field.copy(entry)
        if (copied === refused) return refused
        if (copied !== entry) made[key] = copied
      }
      found += field.weight
      last = field
    }
    return found === required ? made : refused
  }
}
