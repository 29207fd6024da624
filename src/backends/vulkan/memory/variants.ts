/** Dependence of recorded commands on a run: on its frame, its phase of rotation, and its imports. */
import type { Plan } from '../../../plan/document.ts'
import { commonPeriod, mostPhases } from '../../../plan/facts/rotations.ts'
import { oncePerPlan } from '../../../plan/facts/once.ts'
import { visitTouched } from '../../../plan/facts/touched.ts'
import type { ImportedImage } from './image.ts'
import type { ImportedBuffer, RunPlace } from './places.ts'

export interface Dependence {
  readonly perFrame: boolean
  /** The number of runs after which rotation has all of it in its first memory again; Infinity for too many to keep. */
  readonly period: number
  readonly imports: readonly string[]
}

/** The dependence of commands that use these heaps and textures. */
export function dependenceOf(plan: Plan, heaps: Iterable<number>, textures: Iterable<number>): Dependence {
  const found = new Found(plan)
  for (const heap of heaps) found.heap(heap)
  for (const texture of textures) found.texture(texture)
  return found.result()
}

/** The dependence of the commands of each submission. O(what they touch) */
export const dependencesOf = oncePerPlan((plan: Plan): Dependence[] =>
  plan.submissions.map(({ commands }) => {
    const found = new Found(plan)
    visitTouched(plan, commands, found)
    return found.result()
  }),
)

class Found {
  private readonly plan: Plan
  private perFrame = false
  private readonly most: number
  private period = 1
  private readonly imports = new Set<string>()

  constructor(plan: Plan) {
    this.plan = plan
    this.most = mostPhases(plan)
  }

  readonly heap = (heap: number): void => {
    const { memory, rotation, resource } = this.plan.heaps[heap]!
    if (memory === 'imported') this.imports.add(resource!)
    else if (memory !== 'device') this.perFrame = true
    else if (rotation) this.rotate(rotation.count)
  }

  readonly texture = (texture: number): void => {
    const { lifetime, rotation, resource } = this.plan.textures[texture]!
    if (lifetime === 'imported') this.imports.add(resource!)
    else if (rotation) this.rotate(rotation.count)
  }

  private rotate(count: number): void {
    this.period = commonPeriod(this.period, count, this.most)
  }

  result(): Dependence {
    return { perFrame: this.perFrame, period: this.period, imports: [...this.imports] }
  }
}

/** All combinations of frame and phase that commands with this dependence have to be recorded for. */
export function placesOf({ perFrame, period }: Dependence, framesInFlight: number): RunPlace[] {
  const list: RunPlace[] = []
  for (let frame = 0; frame < (perFrame ? framesInFlight : 1); frame++)
    for (let run = 0; run < period; run++) list.push({ frame, run, imports: {} })
  return list
}

/** Index of a run in that list. */
export const placeIndex = ({ perFrame, period }: Dependence, at: RunPlace): number =>
  (at.run % period) + (perFrame ? at.frame * period : 0)

/**
 * The imports of a run, to compare with those of another run: the caller's objects and their current fields, because the caller
 * may point the same object to other memory.
 */
export const handlesOf = (imports: readonly string[], at: RunPlace): readonly unknown[] =>
  imports.flatMap((name) => {
    const handle = at.imports[name]
    const { buffer, offset, image } = Object(handle) as Partial<ImportedBuffer & ImportedImage>
    return [handle, buffer, offset, image]
  })
