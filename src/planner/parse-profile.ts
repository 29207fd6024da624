/** A device profile from outside: from a file, or put together by a program. */
import { invalidProfile } from '../errors.ts'
import { firstIssues } from '../graph/first-issues.ts'
import { jsonPath } from '../graph/json-path.ts'
import { profileSchema, type DeviceProfile } from './profile.ts'

/** At most this many faults are listed. */
const shownIssues = 20

/**
 * Checks a profile and gives a copy of it.
 * @throws MemkitError INVALID_PROFILE with the path of the first fault, and up to 20 of them in `details.issues`.
 */
export function parseProfile(document: unknown): DeviceProfile {
  const { first, count } = firstIssues(profileSchema, document)
  if (count > 0)
    throw invalidProfile(
      `The device profile is not valid: ${first[0]!.message}`,
      jsonPath(first[0]!.path) || undefined,
      {
        issues: first.slice(0, shownIssues).map((issue) => `${jsonPath(issue.path)}: ${issue.message}`),
      },
    )
  const profile = profileSchema.parse(document)
  const { memory } = profile
  for (const [t, type] of memory.types.entries()) {
    if (type.heap >= memory.heaps.length)
      throw invalidProfile(
        `There is no memory heap ${type.heap}; the profile has ${memory.heaps.length}`,
        `memory.types[${t}].heap`,
      )
  }
  return profile
}
