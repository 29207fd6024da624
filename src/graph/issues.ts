/** Errors for the faults of shape, in words of the document: its ids, its fields, and what was found there. */
import { invalidDocument, shown, suggestion, type MemkitError } from '../errors.ts'
import { graphSchema } from './document.ts'
import { nearestId } from '../nearest-id.ts'
import { jsonPath } from './json-path.ts'
import { named, valueAt } from './named-places.ts'
import { objectsAt, type Issues } from '../schema/first-issues.ts'
import { parse, type Issue } from '../schema/parse.ts'
import type { Schema } from '../schema/schema.ts'

/** The errors for the first faults of `document`. */
export const documentErrors = ({ first }: Issues, document: unknown): MemkitError[] =>
  first.map((issue) => {
    const { path, message } = explain(issue, document, graphSchema)
    return named(invalidDocument(message, jsonPath(path)), document)
  })

interface Explained {
  readonly path: readonly PropertyKey[]
  readonly message: string
  /** A field that no object has at this place. */
  readonly unknown?: string
}

/** The words for a fault, and its place. */
export function explain(issue: Issue, document: unknown, schema: Schema): Explained {
  const found = plainest(issue, [], document)
  if (found.unknown === undefined) return found
  const place = found.path.slice(0, -1)
  const objects = objectsAt(schema, document, place)
  if (objects.some(({ fields }) => Object.hasOwn(fields, found.unknown!))) {
    // The field of another kind of object that may stand here: of the one that fits best, the fault is told.
    const [issue] = best(objects.map((one) => parse(one, valueAt(document, place)).issues))!
    return plainest(issue!, place, document)
  }
  const nearest = nearestId(
    found.unknown,
    objects.flatMap(({ fields }) => Object.keys(fields)),
  )
  return { ...found, message: found.message + suggestion(nearest) }
}

/**
 * The faults of the union's branch that fits best: the one with the fewest faults, none of them about the kind of value or
 * unknown keys.
 */
function plainest(issue: Issue, above: readonly PropertyKey[], document: unknown): Explained {
  const path = [...above, ...issue.path]
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? ''
    return { path: [...path, key], message: `Unknown field ${shown(key)}`, unknown: key }
  }
  if (issue.code !== 'invalid_union') return { path, message: plainWords(issue, path, valueAt(document, path)) }
  const branches = issue.errors.filter((branch) => branch.length > 0)
  const fits = best(branches)
  // If every branch expects another type of value, none fits best, and what they all expect is said.
  if (fits && misfit(fits) < wrongValue) return plainest(fits[0]!, path, document)
  return { path, message: noneOf(branches, path, valueAt(document, path)) }
}

/** The message where a value is of no type that a union takes. */
function noneOf(branches: readonly (readonly Issue[])[], path: readonly PropertyKey[], value: unknown): string {
  const firsts = branches.map(([issue]) => issue!)
  const values = firsts.flatMap((issue) => (issue.code === 'invalid_value' ? issue.values : []))
  if (values.length > 0) return oneOf(fieldOf(path), value, values)
  const types = [...new Set(firsts.flatMap((issue) => (issue.code === 'invalid_type' ? [typeWords(issue)] : [])))]
  const sizes = firsts.flatMap((issue) => (issue.code === 'too_big' || issue.code === 'too_small' ? [issue] : []))
  // A list of another length is of the right type.
  if (sizes.length > 0) return plainWords(sizes.at(-1)!, path, value)
  return wrongType(fieldOf(path), types.length > 0 ? types.join(' or ') : 'something else', value)
}

function plainWords(
  issue: Exclude<Issue, { code: 'invalid_union' }>,
  path: readonly PropertyKey[],
  value: unknown,
): string {
  const field = fieldOf(path)
  switch (issue.code) {
    case 'invalid_value':
      return oneOf(field, value, issue.values)
    case 'invalid_variant':
      return oneOf(field, value, issue.options)
    case 'invalid_type':
      return wrongType(field, typeWords(issue), value)
    case 'too_small':
    case 'too_big': {
      const bound = issue.code === 'too_small' ? issue.minimum : issue.maximum
      const isOver = issue.code === 'too_small' && issue.isOver === true
      const amount = isOver ? `above ${bound}` : `at ${issue.code === 'too_small' ? 'least' : 'most'} ${bound}`
      const unit = issue.of === 'string' ? 'character' : issue.of === 'array' ? 'entry' : undefined
      if (unit === undefined) return `${field} must be ${amount}, not ${found(value)}`
      const plural = bound === 1 ? unit : unit === 'entry' ? 'entries' : `${unit}s`
      return `${field} must have ${amount} ${plural}, not ${(value as { length: number }).length}`
    }
    case 'custom':
      return issue.message.startsWith('must ') ? `${field} ${issue.message}` : `${field} is not valid`
    default:
      return `${field} is not valid`
  }
}

/** A field with the indices behind it: `"size[1]"`. */
function fieldOf(path: readonly PropertyKey[]): string {
  const from = path.findLastIndex((key) => typeof key !== 'number')
  // Passes, resources and the like are known by id, not by number.
  if (path.length === 2 && from === 0) return `An entry of ${shown(String(path[0]))}`
  return path.length === 0 ? 'The document' : shown(jsonPath(path.slice(Math.max(0, from))))
}

const types: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
}
const typeWords = (issue: Extract<Issue, { code: 'invalid_type' }>): string => types[issue.expected] ?? issue.expected

const wrongType = (field: string, wanted: string, value: unknown): string =>
  value === undefined ? `${field} is missing; it is ${wanted}` : `${field} must be ${wanted}, not ${found(value)}`

/** A value that was found, by itself where it is short. */
const found = (value: unknown): string =>
  Array.isArray(value) ? 'a list' : typeof value === 'object' && value !== null ? 'an object' : shown(value)

/** At most this many of the values that a field takes are listed. */
const mostOptions = 12

function oneOf(field: string, value: unknown, options: readonly unknown[]): string {
  const few = `${options.slice(0, mostOptions).map(String).join(', ')}${options.length > mostOptions ? ', …' : ''}`
  const all = `${options.length === 1 ? '' : 'one of '}${few}`
  if (value === undefined) return `${field} is missing; it is ${all}`
  const nearest = typeof value === 'string' ? nearestId(value, options.map(String)) : undefined
  const hint = saidByAccess(value, options) ?? suggestion(nearest)
  return options.length > mostOptions && nearest !== undefined
    ? `${field} cannot be ${found(value)}${hint}`
    : `${field} must be ${all}, not ${found(value)}${hint}`
}

/** Uses that other APIs have as kinds of their own. */
function saidByAccess(value: unknown, options: readonly unknown[]): string | undefined {
  const [, kind] = /^(storage|storage-texture)-(?:write|read-write|write-only)$/.exec(String(value)) ?? []
  if (kind === undefined || !options.includes(kind)) return undefined
  const access = String(value).endsWith('read-write') ? '' : ' with "access": "write", where every byte is overwritten'
  return `; use ${shown(kind)}${access}`
}

function best(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  let fits: readonly Issue[] | undefined
  for (const branch of branches) if (fits === undefined || misfit(branch) < misfit(fits)) fits = branch
  return fits
}

const wrongValue = 1_000_000
const misfit = (branch: readonly Issue[]): number =>
  branch.reduce(
    (sum, issue) =>
      sum + (issue.path.length > 0 ? 1 : issue.code === 'unrecognized_keys' ? 1000 * issue.keys.length : wrongValue),
    0,
  )
