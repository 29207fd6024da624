/** The check of a device profile that comes from outside, from a file or from a program. */
import { invalidProfile } from '../errors.ts'
import { firstIssues } from '../graph/first-issues.ts'
import { jsonPath } from '../graph/json-path.ts'
import { commonMultiple } from './multiples.ts'
import { profileSchema, type DeviceProfile } from './profile.ts'

/** At most this many faults are listed. */
const shownIssues = 20

/** The least common multiple of a profile's alignments is at most this. */
const largestAlignment = 2 ** 32

/**
 * Checks a profile and gives a copy of it. Whatever it accepts can be planned for; a graph may still ask more than the device has.
 * @throws MemkitError INVALID_PROFILE with the path of the first fault, and up to 20 of them in `details.issues`.
 */
export function parseProfile(document: unknown): DeviceProfile {
  checkShape(document, '')
  const profile = profileSchema.parse(document)
  checkSense(profile, '')
  return profile
}

/** Checks a profile that a program hands to the planner: at each call, because the program may have changed it. */
export function checkProfile(profile: DeviceProfile): void {
  checkShape(profile, 'profile.')
  checkSense(profile, 'profile.')
}

function checkShape(document: unknown, prefix: string): void {
  const { first, count } = firstIssues(profileSchema, document)
  if (count === 0) return
  const paths = first.map(({ path }) => jsonPath(path)).map((path) => (path === '' ? '' : `${prefix}${path}`))
  throw invalidProfile(`The device profile is not valid: ${first[0]!.message}`, paths[0] || undefined, {
    issues: first.slice(0, shownIssues).map(({ message }, i) => `${paths[i]}: ${message}`),
  })
}

/** Checks the rules that concern several fields together. */
function checkSense({ queues, memory, alignments }: DeviceProfile, prefix: string): void {
  const refuse = (message: string, path: string) => {
    throw invalidProfile(message, `${prefix}${path}`)
  }
  queues.forEach(({ kinds }, q) => {
    if (new Set(kinds).size < kinds.length) refuse('A queue names a kind of work twice', `queues[${q}].kinds`)
  })
  memory.types.forEach(({ heap }, t) => {
    if (heap >= memory.heaps.length)
      refuse(`There is no memory heap ${heap}; the profile has ${memory.heaps.length}`, `memory.types[${t}].heap`)
  })
  if (!memory.types.some(({ hostVisible }) => hostVisible))
    refuse('No memory type is hostVisible; inputs and outputs need one', 'memory.types')
  if (!memory.types.some(({ deviceLocal }) => deviceLocal))
    refuse('No memory type is deviceLocal; resources need one', 'memory.types')
  // The row pitch does not constrain where resources lie.
  const { rowPitchBytes: _, ...placing } = alignments
  const step = Object.values(placing).reduce(commonMultiple, 1)
  if (step > largestAlignment)
    refuse(`Only multiples of ${step} suit all alignments together, and ${largestAlignment} is the most`, 'alignments')
}
