/** The usage scope of one dispatch or render pass, in which an API may forbid that a buffer is both written and only read. */
import type { CommandOf, PlanUse } from '../document.ts'

export type ScopeUse = Pick<PlanUse, 'slice' | 'access'>

export function scopeUses(command: CommandOf<'dispatch' | 'render'>): readonly ScopeUse[] {
  if (command.op === 'render') return command.parts.flatMap(({ uses }) => uses)
  const uses = command.bindings.flatMap((binding) => ('slice' in binding ? [binding] : []))
  return 'heap' in command.workgroups ? [...uses, { slice: command.workgroups, access: 'read' }] : uses
}

/** The heap that some uses are both of writable and of read-only; undefined where there is none. */
export function mixedHeap(uses: readonly ScopeUse[]): number | undefined {
  const writable = new Map<number, boolean>()
  for (const { slice, access } of uses) {
    if (!('heap' in slice)) continue
    // Storage that is only read is bound as the shader declares it, and that is for reading.
    const writes = access !== 'read'
    if ((writable.get(slice.heap) ?? writes) !== writes) return slice.heap
    writable.set(slice.heap, writes)
  }
  return undefined
}
