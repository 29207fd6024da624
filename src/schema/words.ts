/** Faults in words that need no document: the checker's. Errors of documents speak of its ids and fields: `graph/issues.ts`. */
import type { Issue } from './parse.ts'

/** One fault in one line. `value` is what was parsed. */
export function words(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return `Invalid input: expected ${issue.expected}, received ${typeName(at(value, issue.path))}`
    case 'invalid_value': {
      const values = issue.values.map((one) => JSON.stringify(one))
      return values.length === 1
        ? `Invalid input: expected ${values[0]}`
        : `Invalid option: expected one of ${values.join('|')}`
    }
    case 'too_small':
      return `Too small: expected ${measured(issue.of)}>${issue.isOver ? '' : '='}${issue.minimum}${unit(issue.of)}`
    case 'too_big':
      return `Too big: expected ${measured(issue.of)}<=${issue.maximum}${unit(issue.of)}`
    case 'unrecognized_keys':
      return `Unrecognized key${issue.keys.length > 1 ? 's' : ''}: ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`
    case 'invalid_key':
      return 'Invalid key in record'
    case 'invalid_variant':
      return `Invalid discriminator value. Expected ${issue.options.map((one) => `'${String(one)}'`).join(' | ')}`
    case 'invalid_union':
      return 'Invalid input'
    case 'custom':
      return issue.message
  }
}

const measured = (of: string): string => `${of} to ${of === 'string' || of === 'array' ? 'have' : 'be'} `
const unit = (of: string): string => (of === 'string' ? ' characters' : of === 'array' ? ' items' : '')

function typeName(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : typeof value
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  let found = value
  for (const key of path) found = (found as Record<PropertyKey, unknown> | undefined)?.[key]
  return found
}
