/** Which bytes of heaps commands touch. */
import type { Command, Plan, Slice } from '../document.ts'
import { copySpan } from './copy-rows.ts'
import { slicesOf } from './touched.ts'

export type VisitRange = (heap: number, begin: number, end: number) => void

/** Shaders and bodies touch whole words. */
const word = 4

export function visitRanges(plan: Plan, command: Command, visit: VisitRange): void {
  const slice = (at: Slice): void => {
    if ('heap' in at)
      visit(at.heap, Math.floor(at.offset / word) * word, Math.ceil((at.offset + at.size) / word) * word)
  }
  switch (command.op) {
    case 'copy':
    case 'scatter':
      for (const [from, to, size] of command.regions) {
        visit(command.from, from, from + size)
        visit(command.to, to, to + size)
      }
      return
    case 'fill':
      return visit(command.heap, command.offset, command.offset + command.size)
    case 'copy-to-texture':
    case 'copy-from-texture': {
      const heap = command.op === 'copy-to-texture' ? command.from : command.to
      const texture = plan.textures[command.texture]!
      for (const region of command.regions) visit(heap, region.offset, region.offset + copySpan(texture.format, region))
      return
    }
    default:
      slicesOf(command).forEach(slice)
  }
}
