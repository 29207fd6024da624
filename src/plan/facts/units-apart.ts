/** Memory units that one command uses in a way that the device forbids for one buffer. */
import type { Command, Plan, PlanUse } from '../document.ts'
import type { DeviceProfile } from '../profile.ts'
import { unitAt, type MemoryUnits } from './memory-units.ts'

/**
 * By unit: those that may not share a heap with it, being the other side of a copy, or what one dispatch or render pass only reads
 * while it writes the unit. O(sum over commands of readers × writers)
 */
export function unitsApart(plan: Plan, units: MemoryUnits, { rules }: DeviceProfile): ReadonlyMap<number, Set<number>> {
  const apart = new Map<number, Set<number>>()
  if ((rules.sameBufferCopy && !rules.exclusiveUsagePerScope) || units.units.length < 2) return apart
  const isDevice = (heap: number): boolean => plan.heaps[heap]!.memory === 'device'
  const at = (heap: number, offset: number): number => (isDevice(heap) ? unitAt(units, heap, offset) : -1)
  const know = (a: number, b: number): void => {
    const others = apart.get(a)
    if (others) others.add(b)
    else apart.set(a, new Set([b]))
  }
  const add = (a: number, b: number): void => {
    if (a < 0 || b < 0 || a === b) return
    know(a, b)
    know(b, a)
  }
  const scope = (uses: readonly Pick<PlanUse, 'slice' | 'access'>[]): void => {
    const side = (writes: boolean): number[] =>
      uses.flatMap(({ slice, access }) =>
        'heap' in slice && (access !== 'read') === writes ? [at(slice.heap, slice.offset)] : [],
      )
    const readers = side(false)
    for (const writer of side(true)) for (const reader of readers) add(writer, reader)
  }
  for (const { commands } of plan.submissions)
    for (const command of commands) {
      if (command.op === 'copy' || command.op === 'scatter') {
        // From staging, or to it, a copy is between heaps that are apart anyway.
        if (isDevice(command.from) && isDevice(command.to))
          for (const [from, to] of command.regions)
            add(unitAt(units, command.from, from), unitAt(units, command.to, to))
      } else if (rules.exclusiveUsagePerScope) scope(usesOf(command))
    }
  return apart
}

function usesOf(command: Command): readonly Pick<PlanUse, 'slice' | 'access'>[] {
  if (command.op === 'dispatch') {
    const uses = command.bindings.flatMap((binding) => ('slice' in binding ? [binding] : []))
    return 'heap' in command.workgroups ? [...uses, { slice: command.workgroups, access: 'read' }] : uses
  }
  if (command.op === 'render') return command.parts.flatMap(({ uses }) => uses)
  return command.op === 'custom' || command.op === 'external' ? command.uses : []
}
