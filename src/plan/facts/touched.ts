/** The heaps and textures that commands touch. */
import type { Command, Plan } from '../document.ts'
import { visitAccesses } from './accesses.ts'

/** Whether a command does nothing but copy or fill whole heaps and textures, as most of a plan with many resources do. */
export const isCopy = ({ op }: Command): boolean =>
  op === 'copy' || op === 'scatter' || op === 'fill' || op === 'copy-to-texture' || op === 'copy-from-texture'

/** The heaps that these commands touch. Costs as `visitTouched` does. */
export function heapsTouchedBy(plan: Plan, commands: readonly Command[]): Set<number> {
  const heaps = new Set<number>()
  visitTouched(plan, commands, { heap: (heap) => void heaps.add(heap), texture: () => {} })
  return heaps
}

interface TouchedVisitor {
  heap(heap: number): void
  texture(texture: number): void
}

/**
 * Tells each heap and texture that these commands touch, some of them often. O(commands), and O(slices) of those that are no copies.
 */
export function visitTouched(plan: Plan, commands: readonly Command[], { heap, texture }: TouchedVisitor): void {
  const visitor = {
    bytes: heap,
    texels: texture,
    transition: (transition: { texture: number }) => texture(transition.texture),
  }
  for (const command of commands)
    switch (command.op) {
      case 'copy':
      case 'scatter':
        if (command.regions.length === 0) break
        heap(command.from)
        heap(command.to)
        break
      case 'fill':
        heap(command.heap)
        break
      case 'copy-to-texture':
        if (command.regions.length === 0) break
        heap(command.from)
        texture(command.texture)
        break
      case 'copy-from-texture':
        if (command.regions.length === 0) break
        heap(command.to)
        texture(command.texture)
        break
      default:
        visitAccesses(plan, command, visitor)
    }
}
