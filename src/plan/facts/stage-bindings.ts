/** Bindings of one shader stage, counted against the device's limits for a stage. */
import type { DeviceProfile } from '../profile-types.ts'

/** Limits of what one stage may use, by the use; samplers have none. */
const limitOf = {
  uniform: 'maxUniformBuffersPerShaderStage',
  'storage-read': 'maxStorageBuffersPerShaderStage',
  storage: 'maxStorageBuffersPerShaderStage',
  sampled: 'maxSampledTexturesPerShaderStage',
  'storage-texture': 'maxStorageTexturesPerShaderStage',
} as const
const ofSamplers = 'maxSamplersPerShaderStage'

export type StageLimit = (typeof limitOf)[keyof typeof limitOf] | typeof ofSamplers

/** The least of the limits: bindings that are no more need not be counted. Asked for each pass, so nothing is made. */
export function leastStageLimit(limits: DeviceProfile['limits']): number {
  // By name: a list of names would be read by a call for each of them.
  return Math.min(
    limits.maxUniformBuffersPerShaderStage ?? Infinity,
    limits.maxStorageBuffersPerShaderStage ?? Infinity,
    limits.maxSampledTexturesPerShaderStage ?? Infinity,
    limits.maxStorageTexturesPerShaderStage ?? Infinity,
    limits.maxSamplersPerShaderStage ?? Infinity,
  )
}

/**
 * Numbers of bindings by limit, for the stage that has the most at least: which stage of a draw uses a binding is known from its
 * shaders only, so those of a draw with two stages may lie half in each.
 * @param uses of each binding, what it is bound as; undefined for samplers
 */
export function countsOfStage(uses: Iterable<string | undefined>, stages: 1 | 2): Map<StageLimit, number> {
  const counts = new Map<StageLimit, number>()
  for (const as of uses) {
    const name = as === undefined ? ofSamplers : limitOf[as as keyof typeof limitOf]
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  for (const [name, count] of counts) counts.set(name, Math.ceil(count / stages))
  return counts
}
