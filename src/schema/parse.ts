/** A value held against a schema, with every fault explained. In zod's way: the same faults, in the same order. */
import { codePoints, isRecord, longestList, optionsByValue, type Schema } from './schema.ts'

interface At {
  /** From the value that was parsed. */
  path: PropertyKey[]
  /** Whether further rules of the same value were checked: its type is right. */
  readonly isOfType?: boolean
}
export type Issue = At &
  (
    | { readonly code: 'invalid_type'; readonly expected: Expected }
    | { readonly code: 'invalid_value'; readonly values: readonly unknown[] }
    | { readonly code: 'too_small'; readonly minimum: number; readonly isOver?: boolean; readonly of: Measured }
    | { readonly code: 'too_big'; readonly maximum: number; readonly of: Measured }
    | { readonly code: 'unrecognized_keys'; readonly keys: readonly string[] }
    | { readonly code: 'invalid_key' }
    | { readonly code: 'custom'; readonly message: string }
    /** The faults of each branch. */
    | { readonly code: 'invalid_union'; readonly errors: readonly (readonly Issue[])[] }
    /** No branch has this value in its discriminating field. */
    | { readonly code: 'invalid_variant'; readonly field: string; readonly options: readonly unknown[] }
  )
type Expected = 'string' | 'number' | 'int' | 'boolean' | 'array' | 'tuple' | 'object' | 'record' | 'null'
type Measured = 'number' | 'int' | 'string' | 'array'

export interface Parsed {
  /** A copy, of use where there are no issues. */
  readonly value: unknown
  readonly issues: readonly Issue[]
}

/** Reads each part once, and calls nothing of it. O(parts · branches of unions). */
export function parse(schema: Schema, value: unknown): Parsed {
  const issues: Issue[] = []
  return { value: run(schema, value, issues), issues }
}

function run(schema: Schema, value: unknown, issues: Issue[]): unknown {
  switch (schema.kind) {
    case 'anything':
      return value
    case 'optional':
      return value === undefined ? undefined : run(schema.inner, value, issues)
    case 'boolean':
      return typeof value === 'boolean' ? value : wrongType('boolean', value, issues)
    case 'null':
      return value === null ? value : wrongType('null', value, issues)
    case 'int':
      return runInt(schema, value, issues)
    case 'number':
      return runNumber(schema, value, issues)
    case 'text':
      return runText(schema, value, issues)
    case 'values':
      if (!(schema.values as readonly unknown[]).includes(value))
        issues.push({ code: 'invalid_value', values: schema.values, path: [] })
      return value
    case 'list':
      return runList(schema, value, issues)
    case 'tuple':
      return runTuple(schema.items, value, issues)
    case 'record':
      return runRecord(schema, value, issues)
    case 'object':
      return runObject(schema, value, issues)
    case 'union':
      return runUnion(schema.options, value, issues)
    case 'variants':
      return runVariants(schema, value, issues)
  }
}

type Of<K extends Schema['kind']> = Extract<Schema, { readonly kind: K }>

function wrongType(expected: Expected, value: unknown, issues: Issue[]): unknown {
  issues.push({ code: 'invalid_type', expected, path: [] })
  return value
}
const tooSmall = (minimum: number, of: Measured, issues: Issue[], isOfType = true) =>
  void issues.push({ code: 'too_small', minimum, of, path: [], isOfType })
const tooBig = (maximum: number, of: Measured, issues: Issue[], isOfType = true) =>
  void issues.push({ code: 'too_big', maximum, of, path: [], isOfType })

function runInt({ min, max, plainZero }: Of<'int'>, value: unknown, issues: Issue[]): unknown {
  if (typeof value !== 'number' || !Number.isFinite(value)) return wrongType('number', value, issues)
  if (!Number.isInteger(value)) return wrongType('int', value, issues)
  if (value > Number.MAX_SAFE_INTEGER) tooBig(Number.MAX_SAFE_INTEGER, 'int', issues)
  if (value < Number.MIN_SAFE_INTEGER) tooSmall(Number.MIN_SAFE_INTEGER, 'int', issues)
  if (value < min) tooSmall(min, 'number', issues)
  if (value > max) tooBig(max, 'number', issues)
  return plainZero ? value + 0 : value
}

function runNumber({ min, max, above }: Of<'number'>, value: unknown, issues: Issue[]): unknown {
  if (typeof value !== 'number' || !Number.isFinite(value)) return wrongType('number', value, issues)
  if (value < min) tooSmall(min, 'number', issues)
  if (value <= above)
    issues.push({ code: 'too_small', minimum: above, isOver: true, of: 'number', path: [], isOfType: true })
  if (value > max) tooBig(max, 'number', issues)
  return value
}

function runText({ isFilled, max, rule }: Of<'text'>, value: unknown, issues: Issue[]): unknown {
  if (typeof value !== 'string') return wrongType('string', value, issues)
  if (isFilled && value === '') tooSmall(1, 'string', issues)
  if (value.length > max && codePoints(value) > max) tooBig(max, 'string', issues)
  if (rule && !rule.holds(value)) issues.push({ code: 'custom', message: rule.message, path: [], isOfType: true })
  return value
}

/** A list with that many faults is not walked to its end. */
const mostFaults = 10_000

function runList({ element, min, max }: Of<'list'>, value: unknown, issues: Issue[]): unknown {
  if (!Array.isArray(value)) return wrongType('array', value, issues)
  const { length } = value
  if (length > longestList) {
    tooBig(Math.min(max, longestList), 'array', issues)
    return value
  }
  const made = new Array<unknown>(length)
  for (let i = 0; i < length && issues.length < mostFaults; i++) made[i] = within(i, element, value[i], issues)
  if (length < min) tooSmall(min, 'array', issues)
  if (length > max) tooBig(max, 'array', issues)
  return made
}

function runTuple(items: readonly Schema[], value: unknown, issues: Issue[]): unknown {
  if (!Array.isArray(value)) return wrongType('tuple', value, issues)
  if (value.length < items.length) {
    tooSmall(items.length, 'array', issues, false)
    return value
  }
  if (value.length > items.length) tooBig(items.length, 'array', issues, false)
  return items.map((item, i) => within(i, item, value[i], issues))
}

function runRecord({ key, entry }: Of<'record'>, value: unknown, issues: Issue[]): unknown {
  if (!isRecord(value) || !isPlain(value)) return wrongType('record', value, issues)
  const made: Record<string, unknown> = {}
  const strays: string[] = []
  for (const name of Object.keys(value)) {
    if (parse(key, name).issues.length === 0) put(made, name, within(name, entry, value[name], issues))
    else if (key.kind === 'values') strays.push(name)
    else issues.push({ code: 'invalid_key', path: [name] })
  }
  if (strays.length > 0) issues.push({ code: 'unrecognized_keys', keys: strays, path: [], isOfType: true })
  return made
}

function runObject({ fields }: Of<'object'>, value: unknown, issues: Issue[]): unknown {
  if (!isRecord(value)) return wrongType('object', value, issues)
  const made: Record<string, unknown> = {}
  for (const name in fields) {
    const field = fields[name]!
    const part = value[name]
    if (part === undefined && !(name in value)) {
      if (field.kind !== 'optional') within(name, field, undefined, issues)
    } else made[name] = within(name, field, part, issues)
  }
  const strays: string[] = []
  for (const name in value) if (!Object.hasOwn(fields, name)) strays.push(name)
  if (strays.length > 0) issues.push({ code: 'unrecognized_keys', keys: strays, path: [], isOfType: true })
  return made
}

/** The first branch without faults. If one alone is of the right type, its faults are those of the union. */
function runUnion(options: readonly Schema[], value: unknown, issues: Issue[]): unknown {
  const parsed: Parsed[] = []
  for (const option of options) {
    const one = parse(option, value)
    if (one.issues.length === 0) return one.value
    parsed.push(one)
  }
  const near = parsed.filter((one) => one.issues.every(({ isOfType }) => isOfType))
  if (near.length === 1) issues.push(...near[0]!.issues)
  else issues.push({ code: 'invalid_union', errors: parsed.map((one) => one.issues), path: [] })
  return value
}

function runVariants({ field, options }: Of<'variants'>, value: unknown, issues: Issue[]): unknown {
  if (!isRecord(value)) return wrongType('object', value, issues)
  const branches = optionsByValue(field, options)
  const branch = branches.get(value[field])
  if (branch) return run(branch, value, issues)
  issues.push({ code: 'invalid_variant', field, options: [...branches.keys()], path: [field] })
  return value
}

/** A part of a value: its faults get the key in front. */
function within(key: PropertyKey, schema: Schema, part: unknown, issues: Issue[]): unknown {
  const before = issues.length
  const made = run(schema, part, issues)
  for (let i = before; i < issues.length; i++) issues[i]!.path = [key, ...issues[i]!.path]
  return made
}

/** Sets a field of its own, whatever its name. */
const put = (object: Record<string, unknown>, name: string, value: unknown): void =>
  void Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })

/** Plain objects of any realm: those of an iframe have a prototype of their own. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
