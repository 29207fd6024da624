/**
 * The first faults that zod finds in a value. Asked about a large document as a whole, zod explains every fault, which takes
 * its memory and, above 10^5 faults, its stack; here it is asked about the faulty parts only.
 */
import * as z from 'zod'
import { mostIssues } from '../errors.ts'
import { compileAccepts, type Accepts } from './accepts.ts'

export type Issue = z.core.$ZodIssue
export interface Issues {
  /** The number of all faults, as far as they were counted. */
  readonly first: readonly Issue[]
  /** Number of all errors, as far as they were counted. */
  readonly count: number
}

export type Schema = z.core.$ZodType
type Definition = Schema['_zod']['def'] & Readonly<Record<string, unknown>>

/** Values of fewer parts than this are explained by zod itself. */
const smallValues = 10_000
/** Entries of a list or object that are shown to a union: what is valid there is smaller. */
const mostEntries = 64

const accepted = new WeakMap<Schema, Accepts>()
function accepts(schema: Schema, value: unknown): boolean {
  let known = accepted.get(schema)
  if (!known) accepted.set(schema, (known = compileAccepts(schema)))
  return known(value)
}

/** `value` is plain data that the schema does not accept. O(values). */
export function firstIssues(schema: Schema, value: unknown): Issues {
  if (isSmall(value)) {
    const issues = z.safeParse(schema, value).error?.issues ?? []
    return { first: issues.slice(0, mostIssues), count: issues.length }
  }
  const first: Issue[] = []
  let count = 0
  const explain = (one: Schema, given: unknown, path: readonly PropertyKey[]): void => {
    const definition = one._zod.def as Definition
    if (definition.type === 'optional')
      return given === undefined ? undefined : explain(definition['innerType'] as Schema, given, path)
    if (accepts(one, given)) return
    if (first.length >= mostIssues) return void count++
    const before = count
    if (definition.type === 'array' && Array.isArray(given)) {
      const element = definition['element'] as Schema
      for (let i = 0; i < given.length; i++) explain(element, given[i], [...path, i])
    } else if (definition.type === 'object' && isRecord(given)) {
      const shape = definition['shape'] as Record<string, Schema>
      for (const key in shape) explain(shape[key]!, Object.hasOwn(given, key) ? given[key] : undefined, [...path, key])
      const stray = Object.keys(given).find((key) => !Object.hasOwn(shape, key))
      if (stray !== undefined)
        add({ code: 'unrecognized_keys', keys: [stray], path: [...path], message: 'Unknown field' })
    } else {
      const branch = isRecord(given) ? branchOf(definition, given) : undefined
      if (branch) return explain(branch, given, path)
      const short = shortened(given, 3)
      ask(one, short, path)
      if (count === before && !isSmall(given))
        add({ code: 'custom', path: [...path], message: 'Invalid input', input: short } as Issue)
      return
    }
    // Its parts are valid, so the fault is its length, or a number that zod reads as another one.
    if (count === before) ask(one, given, path)
  }
  const add = (issue: Issue): void => {
    count++
    if (first.length < mostIssues) first.push(issue)
  }
  const ask = (one: Schema, given: unknown, path: readonly PropertyKey[]): void => {
    for (const issue of z.safeParse(one, given).error?.issues ?? []) add({ ...issue, path: [...path, ...issue.path] })
  }
  explain(schema, value, [])
  return { first, count }
}

/** The branch of a discriminated union that an object names in its discriminating field. */
function branchOf(definition: Definition, given: Record<string, unknown>): Schema | undefined {
  const key = definition['discriminator']
  if (definition.type !== 'union' || typeof key !== 'string') return undefined
  return (definition['options'] as Schema[]).find((option) => {
    const shape = (option._zod.def as Definition)['shape'] as Record<string, Schema>
    return accepts(shape[key]!, given[key])
  })
}

/** The fields that an object may have at a place of a document. */
export function fieldsAt(schema: Schema, document: unknown, path: readonly PropertyKey[]): string[] {
  const definition = schema._zod.def as Definition
  const { type } = definition
  if (type === 'optional') return fieldsAt(definition['innerType'] as Schema, document, path)
  if (type === 'union') {
    const branch = isRecord(document) ? branchOf(definition, document) : undefined
    const branches = branch ? [branch] : (definition['options'] as Schema[])
    return [...new Set(branches.flatMap((one) => fieldsAt(one, document, path)))]
  }
  const [key, ...rest] = path
  if (type === 'array') {
    const list = Array.isArray(document) ? (document as unknown[]) : []
    return key === undefined ? [] : fieldsAt(definition['element'] as Schema, list[Number(key)], rest)
  }
  if (type !== 'object') return []
  const shape = definition['shape'] as Record<string, Schema>
  if (key === undefined) return Object.keys(shape)
  if (!Object.hasOwn(shape, key) || !isRecord(document)) return []
  return fieldsAt(shape[String(key)]!, document[String(key)], rest)
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whether a value has few parts; looks at no more than that many. */
function isSmall(root: unknown): boolean {
  const stack = [root]
  for (let seen = 0; stack.length > 0; seen++) {
    if (seen + stack.length > smallValues) return false
    const value = stack.pop()
    if (Array.isArray(value)) {
      if (value.length > smallValues) return false
      for (const entry of value) stack.push(entry)
    } else if (isRecord(value)) for (const key in value) stack.push(value[key])
  }
  return true
}

function shortened(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depth === 0) return Array.isArray(value) ? [] : {}
  if (Array.isArray(value)) return value.slice(0, mostEntries).map((entry) => shortened(entry, depth - 1))
  const short: Record<string, unknown> = {}
  let taken = 0
  for (const key in value) {
    if (taken++ === mostEntries) break
    Object.defineProperty(short, key, {
      value: shortened((value as Record<string, unknown>)[key], depth - 1),
      enumerable: true,
    })
  }
  return short
}
