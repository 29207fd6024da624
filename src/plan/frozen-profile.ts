/** Profiles that nobody can change any more, so that two of them have to be compared only once. */
import { deepFreeze } from '../graph/deep-freeze.ts'
import type { DeviceProfile } from './profile.ts'

/** Those that were made here: others may be frozen too, and have accessors or a prototype that change. */
const made = new WeakSet<DeviceProfile>()

/** A frozen copy of the profile; the profile itself where it is one. */
export function frozenProfile(profile: DeviceProfile): DeviceProfile {
  if (made.has(profile)) return profile
  const copy = deepFreeze(structuredClone(profile))
  made.add(copy)
  return copy
}

export const isFrozenProfile = (profile: DeviceProfile): boolean => made.has(profile)
