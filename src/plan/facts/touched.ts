/** The heaps and textures that commands touch. */
import type { Command, Plan } from '../document.ts'
import { visitAccesses } from './accesses.ts'

export interface Touched {
  readonly heaps: Set<number>
  readonly textures: Set<number>
}

/** Whether a command does nothing but copy or fill whole heaps and textures, as most of a plan with many resources do. */
export const isCopy = ({ op }: Command): boolean =>
  op === 'copy' || op === 'scatter' || op === 'fill' || op === 'copy-to-texture' || op === 'copy-from-texture'

/** The heaps and textures that these commands touch. O(commands), and O(slices) of those that are no copies. */
export function touchedBy(plan: Plan, commands: readonly Command[]): Touched {
  const heaps = new Set<number>()
  const textures = new Set<number>()
  const visitor = {
    bytes: (heap: number) => void heaps.add(heap),
    texels: (texture: number) => void textures.add(texture),
    transition: ({ texture }: { texture: number }) => void textures.add(texture),
  }
  for (const command of commands)
    switch (command.op) {
      case 'copy':
      case 'scatter':
        if (command.regions.length > 0) heaps.add(command.from).add(command.to)
        break
      case 'fill':
        heaps.add(command.heap)
        break
      case 'copy-to-texture':
        if (command.regions.length === 0) break
        heaps.add(command.from)
        textures.add(command.texture)
        break
      case 'copy-from-texture':
        if (command.regions.length === 0) break
        heaps.add(command.to)
        textures.add(command.texture)
        break
      default:
        visitAccesses(plan, command, visitor)
    }
  return { heaps, textures }
}
