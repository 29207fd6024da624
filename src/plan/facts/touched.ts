/** The heaps and textures that commands touch. */
import type { Command, Plan } from '../document.ts'
import { visitAccesses } from './accesses.ts'

export interface Touched {
  readonly heaps: Set<number>
  readonly textures: Set<number>
}

/** The heaps and textures that these commands touch. O(regions and slices of the commands). */
export function touchedBy(plan: Plan, commands: readonly Command[]): Touched {
  const heaps = new Set<number>()
  const textures = new Set<number>()
  const visitor = {
    bytes: (heap: number) => void heaps.add(heap),
    texels: (texture: number) => void textures.add(texture),
    transition: ({ texture }: { texture: number }) => void textures.add(texture),
  }
  for (const command of commands) visitAccesses(plan, command, visitor)
  return { heaps, textures }
}
