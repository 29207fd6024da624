/** Checks after the last step of a run: persistent contents and outputs are those of the reference meaning. */
import { checkOutput } from './host-steps.ts'
import type { Machine } from './machine.ts'
import type { Memory } from './memories.ts'
import { allTexels, bytesAt } from './extents.ts'
import { initialContents } from './meaning.ts'
import { firstDifference } from './snapshot.ts'

export function checkFinals(machine: Machine): void {
  machine.place = {}
  for (const name of machine.meaning.outputs.keys()) checkOutput(machine, name)
  const kept = keptMemoryOf(machine)
  machine.resolved.resources.forEach((info, r) => {
    if (info.lifetime === 'transient') return
    for (let previous = 0; previous <= info.history; previous++) {
      const keptIn = kept.get(`${r}/${previous}`)
      const final = previous === 0 ? machine.meaning.finals.get(r) : undefined
      // Nothing touches it, and nothing holds it.
      if (!keptIn && !final) continue
      const all = (offset: number) => (info.layout ? allTexels(info.layout) : bytesAt(offset, info.sizeBytes))
      const initial = () => initialContents(info, machine.values.initial(r, previous), machine.values)
      const wanted = (final ?? initial()).read(all(0))
      const found = keptIn ? keptIn.memory.values.read(all(keptIn.offset)) : initial().read(all(0))
      const difference = firstDifference(wanted, found, machine.values)
      if (!difference) continue
      const when = previous === 0 ? '' : ` of ${previous} runs back`
      const at = keptIn ? `${keptIn.memory.name} holds` : 'the plan gives it no place, and so leaves'
      machine.reject(
        'WRONG_FINAL_BYTES',
        `Bytes ${difference.begin}…${difference.end} of ${info.lifetime} ${JSON.stringify(info.id)}${when} must end as ${difference.expected}, but ${at} ${difference.found}`,
      )
    }
  })
}

interface KeptMemory {
  readonly memory: Memory
  readonly offset: number
}

/** Memory of everything that outlives the run, by `resource/previous`. */
function keptMemoryOf({ plan, memories, resolved }: Machine): Map<string, KeptMemory> {
  const kept = new Map<string, KeptMemory>()
  plan.heaps.forEach((heap, h) => {
    if (heap.memory === 'imported')
      kept.set(`${resolved.resourceIndex.get(heap.resource!)}/0`, { memory: memories.heaps[h]!, offset: 0 })
  })
  plan.textures.forEach((texture, t) => {
    if (texture.lifetime !== 'transient')
      kept.set(`${resolved.resourceIndex.get(texture.resource!)}/${texture.rotation?.slot ?? 0}`, {
        memory: memories.textures[t]!,
        offset: 0,
      })
  })
  for (const { lifetime, resource, previous, heap, offset } of plan.placements) {
    if (lifetime === 'persistent' && heap !== undefined)
      kept.set(`${resolved.resourceIndex.get(resource)}/${previous ?? 0}`, {
        memory: memories.heaps[heap]!,
        offset: offset!,
      })
  }
  return kept
}
