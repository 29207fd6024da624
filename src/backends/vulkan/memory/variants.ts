/** What a recorded command depends on: the frame, the phase of rotation, and the handles of imports. */
import type { Plan } from '../../../plan/document.ts'
import type { ImportedImage } from './image.ts'
import type { ImportedBuffer, RunPlace } from './places.ts'

export interface Dependence {
  readonly perFrame: boolean
  readonly rotates: boolean
  readonly imports: readonly string[]
}

/** Heaps and textures as one list of things that may move between runs. */
export function dependenceOf(plan: Plan, heaps: Iterable<number>, textures: Iterable<number>): Dependence {
  let perFrame = false
  let rotates = false
  const imports = new Set<string>()
  for (const heap of heaps) {
    const { memory, rotation, resource } = plan.heaps[heap]!
    if (memory === 'imported') imports.add(resource!)
    else if (memory !== 'device') perFrame = true
    else if (rotation) rotates = true
  }
  for (const texture of textures) {
    const { lifetime, rotation, resource } = plan.textures[texture]!
    if (lifetime === 'imported') imports.add(resource!)
    else if (rotation) rotates = true
  }
  return { perFrame, rotates, imports: [...imports] }
}

/** Every place that a run can have, as far as it matters to what depends so. */
export function placesOf({ perFrame, rotates }: Dependence, period: number, framesInFlight: number): RunPlace[] {
  const list: RunPlace[] = []
  for (let frame = 0; frame < (perFrame ? framesInFlight : 1); frame++)
    for (let run = 0; run < (rotates ? period : 1); run++) list.push({ frame, run, imports: {} })
  return list
}

/** Index of a run's place in that list. */
export const placeIndex = ({ perFrame, rotates }: Dependence, period: number, at: RunPlace): number =>
  (rotates ? at.run % period : 0) + (perFrame ? at.frame * (rotates ? period : 1) : 0)

/**
 * What the imports of a run are, to compare with those of another: the objects that the caller gives, and what they say now,
 * for the caller may point an old object to new memory.
 */
export const handlesOf = (imports: readonly string[], at: RunPlace): readonly unknown[] =>
  imports.flatMap((name) => {
    const handle = at.imports[name]
    const { buffer, offset, image } = Object(handle) as Partial<ImportedBuffer & ImportedImage>
    return [handle, buffer, offset, image]
  })

export const isSame = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((item, i) => item === b[i])

/** So many variants are made when a plan is opened; where rotation has more phases, they are made when they are met. */
export const mostVariants = 64
