/**
 * The first faults of a value. Asked about a large document as a whole, `parse` explains every fault, which takes its memory and,
 * above 10^5 faults, its stack; here it is asked about the faulty parts only.
 */
import { mostIssues } from '../errors.ts'
import { compileAccepts, type Accepts } from './accepts.ts'
import { parse, type Issue } from './parse.ts'
import { isRecord, optionsByValue, type Schema } from './schema.ts'

export interface Issues {
  /** The first of them, up to `mostIssues`. */
  readonly first: readonly Issue[]
  /** Number of all errors, as far as they were counted. */
  readonly count: number
}

type ObjectSchema = Extract<Schema, { readonly kind: 'object' }>

/** Values of fewer parts than this are explained as a whole. */
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
    const { issues } = parse(schema, value)
    return { first: issues.slice(0, mostIssues), count: issues.length }
  }
  const first: Issue[] = []
  let count = 0
  const explain = (one: Schema, given: unknown, path: readonly PropertyKey[]): void => {
    if (one.kind === 'optional') return given === undefined ? undefined : explain(one.inner, given, path)
    if (accepts(one, given)) return
    if (first.length >= mostIssues) return void count++
    const before = count
    if (one.kind === 'list' && Array.isArray(given)) {
      for (let i = 0; i < given.length; i++) explain(one.element, given[i], [...path, i])
    } else if (one.kind === 'object' && isRecord(given)) {
      const { fields } = one
      for (const key in fields)
        explain(fields[key]!, Object.hasOwn(given, key) ? given[key] : undefined, [...path, key])
      const stray = Object.keys(given).find((key) => !Object.hasOwn(fields, key))
      if (stray !== undefined) add({ code: 'unrecognized_keys', keys: [stray], path: [...path] })
    } else {
      const branch = isRecord(given) ? branchOf(one, given) : undefined
      if (branch) return explain(branch, given, path)
      ask(one, shortened(given, 3), path)
      if (count === before && !isSmall(given)) add({ code: 'custom', path: [...path], message: 'Invalid input' })
      return
    }
    // Its parts are valid, so the fault is its length, or a number that is read as another one.
    if (count === before) ask(one, given, path)
  }
  const add = (issue: Issue): void => {
    count++
    if (first.length < mostIssues) first.push(issue)
  }
  const ask = (one: Schema, given: unknown, path: readonly PropertyKey[]): void => {
    for (const issue of parse(one, given).issues) add({ ...issue, path: [...path, ...issue.path] })
  }
  explain(schema, value, [])
  return { first, count }
}

/** The branch that an object names in its discriminating field. */
const branchOf = (schema: Schema, given: Record<string, unknown>): Schema | undefined =>
  schema.kind === 'variants' ? optionsByValue(schema.field, schema.options).get(given[schema.field]) : undefined

/** The objects that may stand at a place of a document. */
export function objectsAt(schema: Schema, document: unknown, path: readonly PropertyKey[]): ObjectSchema[] {
  const [key, ...rest] = path
  switch (schema.kind) {
    case 'optional':
      return objectsAt(schema.inner, document, path)
    case 'union':
    case 'variants': {
      const branch = isRecord(document) ? branchOf(schema, document) : undefined
      const branches = branch ? [branch] : schema.options
      return branches.flatMap((one) => objectsAt(one, document, path))
    }
    case 'list': {
      const list = Array.isArray(document) ? (document as unknown[]) : []
      return key === undefined ? [] : objectsAt(schema.element, list[Number(key)], rest)
    }
    case 'object': {
      const { fields } = schema
      if (key === undefined) return [schema]
      if (!Object.hasOwn(fields, key) || !isRecord(document)) return []
      return objectsAt(fields[String(key)]!, document[String(key)], rest)
    }
    default:
      return []
  }
}

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
