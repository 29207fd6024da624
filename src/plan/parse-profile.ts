/** The check of a device profile that comes from outside, from a file or from a program. */
import { invalidProfile, issueOf, withIssues } from '../errors.ts'
import { checkKind, wantedProfile } from '../graph/document-kinds.ts'
import { explain } from '../graph/issues.ts'
import { jsonPath } from '../graph/json-path.ts'
import { copiedProfile } from './copied-profile.ts'
import { isKnownFaultless, rememberFaultless } from './frozen-profile.ts'
import { commonMultiple } from './multiples.ts'
import { profileSchema, type DeviceProfile } from './profile.ts'
import { compileAccepts, type Accepts } from '../schema/accepts.ts'
import { firstIssues } from '../schema/first-issues.ts'
import { parse } from '../schema/parse.ts'

/** The least common multiple of a profile's alignments is at most this. */
const largestAlignment = 2 ** 32

/**
 * Checks a profile and gives a copy of it. Whatever it accepts can be planned for; a graph may still ask more than the device has.
 * @throws MemkitError INVALID_PROFILE with the path of the first fault, and up to 50 of them in `details.issues`; WRONG_DOCUMENT for a graph or a plan; UNREADABLE_VALUE,
 *   TOO_DEEP or TOO_MANY for what is no plain data.
 */
export function parseProfile(document: unknown): DeviceProfile {
  const copy = copiedProfile(document)
  checkShape(copy, '')
  const profile = parse(profileSchema, copy).value as DeviceProfile
  checkSense(profile, '')
  return profile
}

/** Compiled at the first plan: explaining it takes a tenth of the time of a small plan. */
let accepts: Accepts | undefined

/** Checks a profile that a program hands to the planner: at each call, unless nobody can have changed it. */
export function checkProfile(profile: DeviceProfile): void {
  if (isKnownFaultless(profile)) return
  if (!isAccepted(profile)) checkShape(copiedProfile(profile), 'profile.')
  checkSense(profile, 'profile.')
  rememberFaultless(profile)
}

function isAccepted(profile: unknown): boolean {
  accepts ??= compileAccepts(profileSchema)
  try {
    return accepts(profile)
  } catch {
    // A getter or a Proxy threw: the copy says so, with the place.
    return false
  }
}

function checkShape(document: unknown, prefix: string): void {
  const issues = firstIssues(profileSchema, document)
  if (issues.count === 0) return
  checkKind(document, wantedProfile)
  const errors = issues.first.map((issue) => {
    const { path, message } = explain(issue, document, profileSchema)
    const place = jsonPath(path)
    return invalidProfile(`The device profile is not valid: ${message}`, place === '' ? undefined : `${prefix}${place}`)
  })
  throw withIssues(errors[0]!, errors.map(issueOf), issues.count)
}

/** Checks the rules that concern several fields together. */
function checkSense({ queues, memory, alignments }: DeviceProfile, prefix: string): void {
  const refuse = (message: string, path: string) => {
    throw invalidProfile(message, `${prefix}${path}`)
  }
  queues.forEach(({ kinds }, q) => {
    if (kinds.some((kind, k) => kinds.indexOf(kind) < k))
      refuse('A queue names a kind of work twice', `queues[${q}].kinds`)
  })
  memory.types.forEach(({ heap }, t) => {
    if (heap >= memory.heaps.length)
      refuse(`There is no memory heap ${heap}; the profile has ${memory.heaps.length}`, `memory.types[${t}].heap`)
  })
  if (!memory.types.some(({ hostVisible }) => hostVisible))
    refuse('No memory type is hostVisible; inputs and outputs need one', 'memory.types')
  if (!memory.types.some(({ deviceLocal }) => deviceLocal))
    refuse('No memory type is deviceLocal; resources need one', 'memory.types')
  let step = 1
  // The row pitch does not constrain where resources lie.
  for (const [name, unit] of Object.entries(alignments)) if (name !== 'rowPitchBytes') step = commonMultiple(step, unit)
  if (step > largestAlignment)
    refuse(`Only multiples of ${step} suit all alignments together, and ${largestAlignment} is the most`, 'alignments')
}
