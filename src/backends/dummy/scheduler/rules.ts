/**
 * The rules of the profile's API, enforced as its validation layer would: a plan that breaks one is refused when it is
 * submitted.
 */
import { formatInfo } from '../../../graph/formats.ts'
import { push } from '../../../graph/lists.ts'
import { tightRows } from '../../../graph/texel-rows.ts'
import { counted, type MemkitError, validationFailed } from '../../../errors.ts'
import type { Command, CommandOf, Plan, PlanUse } from '../../../plan/document.ts'
import type { DeviceProfile } from '../../../plan/profile.ts'
import { commandWords, heapWords, queueWords } from '../../../plan/facts/plan-words.ts'
import { canRun, neededByCommand } from '../../../plan/facts/queue-abilities.ts'
import { mixedHeap, scopeUses } from '../../../plan/facts/usage-scopes.ts'

/** Violations of the rules, by submission. O(commands + regions). */
export function findRuleFaults(plan: Plan, profile: DeviceProfile): Map<number, MemkitError[]> {
  const faults = new Map<number, MemkitError[]>()
  plan.submissions.forEach(({ queue, commands }, s) => {
    const kinds = plan.queues[queue]!.kinds
    commands.forEach((command, c) => {
      const why = canRun(kinds, neededByCommand(command))
        ? brokenRule(command, profile, plan)
        : `${queueWords(plan, queue)} cannot run it`
      if (why === undefined) return
      push(faults, s, validationFailed(`${commandWords(plan, s, c)} is not allowed: ${why}`))
    })
  })
  return faults
}

function brokenRule(command: Command, { rules, alignments, limits }: DeviceProfile, plan: Plan): string | undefined {
  switch (command.op) {
    case 'copy':
      return command.from === command.to && !rules.sameBufferCopy
        ? `${heapWords(plan, command.from)} is both sides of a copy`
        : undefined
    case 'copy-to-texture':
    case 'copy-from-texture': {
      // Only rows in staging follow the device's pitch; rows in other heaps are unpadded, and a backend repacks them.
      const { memory } = plan.heaps[command.op === 'copy-to-texture' ? command.from : command.to]!
      if (memory === 'device' || memory === 'imported') return undefined
      const format = formatInfo(plan.textures[command.texture]!.format)
      const region = command.regions.find(
        ({ rowBytes, size, aspect }) =>
          (size[2] > 1 || tightRows(format, size, aspect).rows > 1) && rowBytes % alignments.rowPitchBytes !== 0,
      )
      return region && `rows of ${counted(region.rowBytes, 'byte')} are no multiple of ${alignments.rowPitchBytes}`
    }
    case 'dispatch': {
      const uses = command.bindings.filter((binding) => 'slice' in binding)
      return (
        (rules.exclusiveUsagePerScope ? mixedUse(plan, command) : undefined) ??
        misalignedUse(uses, alignments, limits) ??
        tooManyWorkgroups(command, limits.maxWorkgroupsPerDimension)
      )
    }
    case 'render': {
      // Bodies bind for themselves.
      const bound = command.parts.flatMap(({ uses, draws }) => (draws ? uses : []))
      return (
        (rules.exclusiveUsagePerScope ? mixedUse(plan, command) : undefined) ?? misalignedUse(bound, alignments, limits)
      )
    }
    default:
      return undefined
  }
}

/** A buffer that one command uses both writable and read-only, as an error text; undefined where there is none. */
function mixedUse(plan: Plan, command: CommandOf<'dispatch' | 'render'>): string | undefined {
  const heap = mixedHeap(scopeUses(command))
  return heap === undefined ? undefined : `${heapWords(plan, heap)} is used both writable and read-only`
}

function misalignedUse(
  uses: readonly PlanUse[],
  alignments: DeviceProfile['alignments'],
  limits: DeviceProfile['limits'],
): string | undefined {
  for (const { slice, as, resource } of uses) {
    if (!('heap' in slice)) continue
    const uniform = as === 'uniform'
    if (!uniform && as !== 'storage' && as !== 'storage-read') continue
    const alignment = uniform ? alignments.uniformOffsetBytes : alignments.storageOffsetBytes
    if (slice.offset % alignment !== 0)
      return `${JSON.stringify(resource)} is bound at ${slice.offset}, no multiple of ${alignment}`
    const limit = uniform ? limits.maxUniformBindingBytes : limits.maxStorageBindingBytes
    if (slice.size > limit)
      return `${JSON.stringify(resource)} is bound with ${counted(slice.size, 'byte')}, over the limit of ${limit}`
  }
  return undefined
}

function tooManyWorkgroups({ workgroups }: CommandOf<'dispatch'>, limit: number): string | undefined {
  return !('heap' in workgroups) && workgroups.some((count) => count > limit)
    ? `more than ${limit} workgroups`
    : undefined
}
