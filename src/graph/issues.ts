/** What zod found wrong, said in one error: the first fault by its path, and a few more. */
import type * as z from 'zod'
import { invalidDocument, type MemkitError } from '../errors.ts'
import { jsonPath } from './json-path.ts'

type Issue = z.core.$ZodIssue

/** At most this many faults are listed. */
const shownIssues = 20

export function documentError(issues: readonly Issue[]): MemkitError {
  const lines: string[] = []
  let first: { path: string; message: string } | undefined
  for (const issue of issues) {
    if (lines.length === shownIssues) {
      lines.push(`… and ${issues.length - shownIssues} more`)
      break
    }
    const found = plainest(issue, [])
    const path = jsonPath(found.path)
    first ??= { path, message: found.message }
    lines.push(path === '' ? found.message : `${path}: ${found.message}`)
  }
  const more = issues.length > 1 ? `; ${issues.length - 1} more in details.issues` : ''
  return invalidDocument(`${first?.message ?? 'The document is not a graph'}${more}`, first?.path ?? '', lines)
}

interface Found {
  readonly path: PropertyKey[]
  readonly message: string
}

/** Of a union, the faults of the branch that fits best: the fewest of them, none about the kind of value or stray keys. */
function plainest(issue: Issue, above: readonly PropertyKey[]): Found {
  const path = [...above, ...issue.path]
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? ''
    return { path: [...path, key], message: `Unknown field ${JSON.stringify(key.slice(0, 80))}` }
  }
  if (issue.code === 'invalid_union') {
    const branches = issue.errors.filter((branch) => branch.length > 0)
    let best: readonly Issue[] | undefined
    for (const branch of branches) if (best === undefined || misfit(branch) < misfit(best)) best = branch
    // Where every branch wants another kind of value, no one branch is to blame.
    if (best && misfit(best) < wrongValue) return plainest(best[0]!, path)
    if (best && issue.discriminator === undefined) {
      const wanted = [...new Set(branches.flatMap((branch) => branch.map((one) => one.message)))]
      return { path, message: wanted.length > 3 ? 'Invalid input' : wanted.join(', or: ') }
    }
    if (issue.discriminator !== undefined) {
      const options = (issue as { options?: readonly unknown[] }).options
      return { path, message: `Unknown ${issue.discriminator}${options ? `; it is one of ${options.join(', ')}` : ''}` }
    }
  }
  return { path, message: issue.message }
}

const wrongValue = 1_000_000
const misfit = (branch: readonly Issue[]): number =>
  branch.reduce((sum, issue) => sum + (issue.path.length === 0 ? (issue.code === 'unrecognized_keys' ? 1000 : wrongValue) : 1), 0)
