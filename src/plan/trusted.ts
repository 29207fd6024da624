/**
 * Plans that need no check: those that this process has made or checked itself, and frozen since. A document from outside cannot be
 * one of them, whatever it says: what counts is the object.
 */
import type { Plan } from './document.ts'
import { frozenProfile, isFrozenProfile } from './frozen-profile.ts'
import type { DeviceProfile } from './profile.ts'

interface Known {
  /** The profile that the plan is valid for. */
  readonly profile: DeviceProfile
  readonly isPlanned: boolean
}

const trusted = new WeakMap<Plan, Known>()

/**
 * @param plan frozen to its last part, and valid for the profile; its hash is right
 * @param isPlanned whether a planner made it, which makes it once
 */
export function trustPlan(plan: Plan, profile: DeviceProfile, isPlanned: boolean): Plan {
  trusted.set(plan, { profile: frozenProfile(profile), isPlanned })
  return plan
}

/** Whether a planner made this object: it gives the same one again for the same graph. */
export const isPlanned = (plan: Plan): boolean => trusted.get(plan)?.isPlanned === true

/** Whether this process made or checked the plan, for whatever profile. */
export const isTrustedObject = (plan: unknown): plan is Plan =>
  typeof plan === 'object' && plan !== null && trusted.has(plan as Plan)

/** Whether the plan is known to be valid for a profile like this one. */
export function isTrusted(plan: unknown, profile: DeviceProfile): plan is Plan {
  const known = typeof plan === 'object' && plan !== null ? trusted.get(plan as Plan) : undefined
  return known !== undefined && isAlike(known.profile, profile)
}

/** By frozen profile: those of other devices and planners that were found equal to it, once for all plans. */
const alike = new WeakMap<DeviceProfile, WeakSet<DeviceProfile>>()

/** @param known a frozen profile */
function isAlike(known: DeviceProfile, profile: DeviceProfile): boolean {
  if (known === profile || alike.get(known)?.has(profile)) return true
  if (!isSame(known, profile)) return false
  // One that can be changed is compared at each call.
  if (isFrozenProfile(profile)) alike.set(known, (alike.get(known) ?? new WeakSet()).add(profile))
  return true
}

/** Whether two values of plain data are equal; a field that is undefined counts as left out. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const [left, right] = [a, b] as [Fields, Fields]
  for (const key in left) if (!isSame(left[key], right[key])) return false
  for (const key in right) if (!(key in left) && right[key] !== undefined) return false
  return true
}

type Fields = Readonly<Record<string, unknown>>
