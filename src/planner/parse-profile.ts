/** A device profile from outside: from a file, or put together by a program. */
import { invalidProfile } from '../errors.ts'
import { jsonPath } from '../graph/json-path.ts'
import { profileSchema, type DeviceProfile } from './profile.ts'

/** At most this many faults are listed. */
const shownIssues = 20

/**
 * Checks a profile and gives a copy of it.
 * @throws MemkitError INVALID_PROFILE with the path of the first fault, and up to 20 of them in `details.issues`.
 */
export function parseProfile(document: unknown): DeviceProfile {
  const result = profileSchema.safeParse(document)
  if (!result.success) {
    const [first] = result.error.issues
    const issues = result.error.issues.slice(0, shownIssues).map((issue) => `${jsonPath(issue.path)}: ${issue.message}`)
    throw invalidProfile(`The device profile is not valid: ${first!.message}`, jsonPath(first!.path) || undefined, {
      issues,
    })
  }
  const { memory } = result.data
  for (const [t, type] of memory.types.entries()) {
    if (type.heap >= memory.heaps.length)
      throw invalidProfile(
        `There is no memory heap ${type.heap}; the profile has ${memory.heaps.length}`,
        `memory.types[${t}].heap`,
      )
  }
  return result.data
}
