/** Memory units that one command uses in a way that the device forbids for one buffer. */
import { push } from '../../graph/lists.ts'
import type { Command, Plan } from '../document.ts'
import type { DeviceProfile } from '../profile.ts'
import { unitAt, type MemoryUnits } from './memory-units.ts'
import { scopeUses, type ScopeUse } from './usage-scopes.ts'

/** By unit: the scopes in which it is only read, and those in which it is written: a copy, a dispatch, a render pass. */
export interface UnitScopes {
  readonly reads: ReadonlyMap<number, readonly number[]>
  readonly writes: ReadonlyMap<number, readonly number[]>
}

/** The scopes in which a unit that is read may not be in the heap of one that is written. O(plan · log units) */
export function unitScopes(plan: Plan, units: MemoryUnits, { rules }: DeviceProfile): UnitScopes {
  const reads = new Map<number, number[]>()
  const writes = new Map<number, number[]>()
  if ((rules.sameBufferCopy && !rules.exclusiveUsagePerScope) || units.units.length < 2) return { reads, writes }
  const isDevice = (heap: number): boolean => plan.heaps[heap]!.memory === 'device'
  const at = (heap: number, offset: number): number => (isDevice(heap) ? unitAt(units, heap, offset) : -1)
  let scope = 0
  for (const { commands } of plan.submissions)
    for (const command of commands) {
      if (command.op === 'copy' || command.op === 'scatter') {
        // Staging and device memory are different heaps, wherever units lie.
        if (!isDevice(command.from) || !isDevice(command.to)) continue
        for (const [from, to] of command.regions) {
          push(reads, unitAt(units, command.from, from), scope)
          push(writes, unitAt(units, command.to, to), scope++)
        }
      } else if (rules.exclusiveUsagePerScope) {
        for (const { slice, access } of usesOf(command))
          if ('heap' in slice) push(access === 'read' ? reads : writes, at(slice.heap, slice.offset), scope)
        scope++
      }
    }
  return { reads, writes }
}

function usesOf(command: Command): readonly ScopeUse[] {
  if (command.op === 'dispatch' || command.op === 'render') return scopeUses(command)
  return command.op === 'custom' || command.op === 'external' ? command.uses : []
}
