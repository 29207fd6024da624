/** The checks of what shaders are given: uses fit a binding, ranges are aligned, and numbers are below the device's limits. */
import type { PlanUse } from '../document.ts'
import { countsOfStage, leastStageLimit } from '../facts/stage-bindings.ts'
import type { PlanContext } from './context.ts'
import { at, checkLimit, refuse, type Path } from './refuse.ts'

const bindable: ReadonlySet<PlanUse['as']> = new Set([
  'uniform',
  'storage-read',
  'storage',
  'sampled',
  'storage-texture',
])

export function checkBindingNumber(
  { profile: { limits } }: PlanContext,
  { group, binding }: { readonly group: number; readonly binding: number },
  path: Path,
): void {
  const { maxBindGroups = Infinity, maxBindingsPerBindGroup = Infinity } = limits
  checkLimit(group + 1, 'maxBindGroups', maxBindGroups, path)
  checkLimit(binding + 1, 'maxBindingsPerBindGroup', maxBindingsPerBindGroup, path)
}

/** Checks the numbers of what a stage is given. `uses` are undefined for samplers. */
export function checkStage(
  { profile: { limits } }: PlanContext,
  uses: readonly (PlanUse['as'] | undefined)[],
  stages: 1 | 2,
  path: Path,
): void {
  if (uses.length <= leastStageLimit(limits)) return
  for (const [name, count] of countsOfStage(uses, stages)) checkLimit(count, name, limits[name] ?? Infinity, path)
}

/** Checks that a shader can be given a use. */
export function checkBinding({ profile }: PlanContext, { slice, as }: PlanUse, path: Path): void {
  const { limits, alignments } = profile
  if (!bindable.has(as)) refuse(`${as} is not a way to bind`, at(path, 'as'))
  if (!('heap' in slice)) return
  const { offset, size } = slice
  const uniform = as === 'uniform'
  const alignment = uniform ? alignments.uniformOffsetBytes : alignments.storageOffsetBytes
  if (offset % alignment !== 0) refuse(`The bound range begins on multiples of ${alignment}`, at(path, 'slice'))
  if (size < 1) refuse('The bound range has at least one byte', at(path, 'slice'))
  const name = uniform ? 'maxUniformBindingBytes' : 'maxStorageBindingBytes'
  if (size > limits[name]) checkLimit(size, name, limits[name], at(path, 'slice'))
}
