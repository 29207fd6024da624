/** Profiles that nobody can change any more, so that two of them have to be compared, and one of them checked, only once. */
import { deepFreeze } from '../graph/deep-freeze.ts'
import type { DeviceProfile } from './profile-types.ts'

/** The profiles that this module froze. Others may be frozen too, and still change by an accessor or by their prototype. */
const frozen = new WeakSet<DeviceProfile>()

/** The frozen profiles in which a check has found no fault. */
const faultless = new WeakSet<DeviceProfile>()

/** A frozen copy of the profile; the profile itself where this module froze it. */
export function frozenProfile(profile: DeviceProfile): DeviceProfile {
  if (frozen.has(profile)) return profile
  const copy = deepFreeze(structuredClone(profile))
  frozen.add(copy)
  return copy
}

/** A profile of this package, frozen: a test looks for faults in it, so that plans need not. */
export function frozenPreset(make: () => DeviceProfile): DeviceProfile {
  const preset = deepFreeze(make())
  frozen.add(preset)
  faultless.add(preset)
  return preset
}

export const isFrozenProfile = (profile: DeviceProfile): boolean => frozen.has(profile)

/** Whether a check found no fault in the profile, which nobody can have changed since. */
export const isKnownFaultless = (profile: DeviceProfile): boolean => faultless.has(profile)

/** Remembers that a check has found no fault, unless somebody can still change the profile. */
export function rememberFaultless(profile: DeviceProfile): void {
  if (frozen.has(profile)) faultless.add(profile)
}
