/** One error for all faults that zod found: the first with its path, and a few more. */
import { invalidDocument, type MemkitError } from '../errors.ts'
import type { Issue, Issues } from './first-issues.ts'
import { nearestId } from './ids.ts'
import { jsonPath } from './json-path.ts'

/** At most this many faults are listed. */
const shownIssues = 20

/** The error for the faults of `document`; the message repeats values that are unknown from it. */
export function documentError({ first: issues, count }: Issues, document: unknown): MemkitError {
  const lines: string[] = []
  let first: { path: string; message: string } | undefined
  for (const issue of issues) {
    if (lines.length === shownIssues) {
      lines.push(`… and ${count - shownIssues} more`)
      break
    }
    const found = plainest(issue, [], document)
    const path = jsonPath(found.path)
    first ??= { path, message: found.message }
    lines.push(path === '' ? found.message : `${path}: ${found.message}`)
  }
  const more = count > 1 ? `; ${count - 1} more in details.issues` : ''
  return invalidDocument(`${first?.message ?? 'The document is not a graph'}${more}`, first?.path ?? '', lines)
}

interface Found {
  readonly path: PropertyKey[]
  readonly message: string
}

/**
 * The faults of the union's branch that fits best: the one with the fewest faults, none of them about the kind of value or
 * unknown keys.
 */
function plainest(issue: Issue, above: readonly PropertyKey[], document: unknown): Found {
  const path = [...above, ...issue.path]
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? ''
    return { path: [...path, key], message: `Unknown field ${JSON.stringify(key.slice(0, 80))}` }
  }
  if (issue.code === 'invalid_union') {
    const branches = issue.errors.filter((branch) => branch.length > 0)
    let best: readonly Issue[] | undefined
    for (const branch of branches) if (best === undefined || misfit(branch) < misfit(best)) best = branch
    // If every branch expects another type of value, none fits best, and the error of the union itself is reported.
    if (best && misfit(best) < wrongValue) return plainest(best[0]!, path, document)
    if (best && issue.discriminator === undefined) {
      const wanted = [...new Set(branches.flatMap((branch) => branch.map((one) => one.message)))]
      return { path, message: wanted.length > 3 ? 'Invalid input' : wanted.join(', or: ') }
    }
    if (issue.discriminator !== undefined) {
      const options = (issue as { options?: readonly unknown[] }).options ?? []
      return { path, message: unknownValue(valueAt(document, path), options) }
    }
  }
  if (issue.code === 'invalid_value') return { path, message: unknownValue(valueAt(document, path), issue.values) }
  if (issue.code === 'invalid_type' && valueAt(document, path) === undefined)
    return { path, message: `It is missing; it must be of type ${issue.expected}` }
  return { path, message: issue.message }
}

function unknownValue(value: unknown, options: readonly unknown[]): string {
  const few = `${options.slice(0, 12).join(', ')}${options.length > 12 ? ', …' : ''}`
  if (value === undefined) return `It is missing; it is ${options.length === 1 ? '' : 'one of '}${few}`
  const shown =
    typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : typeof value === 'object' ? 'This' : String(value)
  const nearest = typeof value === 'string' ? nearestId(value, options.map(String)) : undefined
  const hint = nearest === undefined ? '' : `; did you mean ${JSON.stringify(nearest)}?`
  return options.length > 12 && nearest !== undefined
    ? `${shown} is not known here${hint}`
    : `${shown} is not known here; it is one of ${few}${hint}`
}

function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  let value = document
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<PropertyKey, unknown>)[key]
  }
  return value
}

const wrongValue = 1_000_000
const misfit = (branch: readonly Issue[]): number =>
  branch.reduce(
    (sum, issue) => sum + (issue.path.length === 0 ? (issue.code === 'unrecognized_keys' ? 1000 : wrongValue) : 1),
    0,
  )
