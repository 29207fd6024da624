/** Profiles that nobody can change any more, so that two of them have to be compared, and one of them checked, only once. */
import { deepFreeze } from '../graph/deep-freeze.ts'
import type { DeviceProfile } from './profile-types.ts'

/** Those that were made here: others may be frozen too, and have accessors or a prototype that change. */
const made = new WeakSet<DeviceProfile>()

/** Those of them in which there is no fault. */
const right = new WeakSet<DeviceProfile>()

/** A frozen copy of the profile; the profile itself where it is one. */
export function frozenProfile(profile: DeviceProfile): DeviceProfile {
  if (made.has(profile)) return profile
  const copy = deepFreeze(structuredClone(profile))
  made.add(copy)
  return copy
}

/** A profile of this package, frozen: a test looks for faults in it, so that plans need not. */
export function frozenPreset(make: () => DeviceProfile): DeviceProfile {
  const preset = deepFreeze(make())
  made.add(preset)
  right.add(preset)
  return preset
}

export const isFrozenProfile = (profile: DeviceProfile): boolean => made.has(profile)

/** Whether a check of the profile could find nothing. */
export const isRightForEver = (profile: DeviceProfile): boolean => right.has(profile)

/** A check has found no fault: it need not look again, unless somebody can change the profile. */
export function foundRight(profile: DeviceProfile): void {
  if (made.has(profile)) right.add(profile)
}
