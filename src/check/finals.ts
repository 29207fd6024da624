/** Checks after the last step of a run: persistent contents and outputs are those of the reference meaning. */
import { checkOutput } from './host-steps.ts'
import type { Machine } from './machine.ts'
import { TexelContents } from './texel-contents.ts'
import { allTexels, bytesAt } from './extents.ts'
import { initialContents } from './meaning.ts'
import { instanceOf } from './resources.ts'
import { firstDifference } from './snapshot.ts'

/** Rejects outputs and kept contents that are not those of the reference meaning. */
export function checkFinals(machine: Machine): void {
  machine.place = {}
  for (const [name] of machine.resolved.outputs) checkOutput(machine, name)
  machine.resolved.resources.forEach((info, r) => {
    if (info.lifetime === 'transient') return
    for (let previous = 0; previous <= info.history; previous++) {
      const instance = instanceOf(info, previous)
      const final = previous === 0 ? machine.meaning.final(r) : undefined
      // Nothing touches it, so what holds it, if anything does, holds what it held before.
      if (!final && !machine.kept.isTouched(instance)) continue
      const keptIn = machine.kept.of(instance)
      if (final instanceof TexelContents && keptIn && final.isLike(keptIn.memory.values)) continue
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
