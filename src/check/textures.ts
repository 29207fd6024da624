/**
 * The textures of a plan, made when they are first asked for: of a history, most are touched by nothing, and a document may have very
 * many.
 */
import { layoutOf, Texture, type TextureMemory } from './memory.ts'
import type { Plan } from './parts.ts'
import type { ResolvedGraph } from './resolve.ts'
import { UNDEFINED, type ValueTable } from './values.ts'
import type { Words } from './words.ts'

/** The textures of a plan by number. */
export class TextureMemories {
  readonly length: number
  private readonly plan: Plan
  private readonly resolved: ResolvedGraph
  private readonly values: ValueTable
  private readonly words: Words
  private readonly made: (TextureMemory | undefined)[]
  /** By texture: the number of the placement of one that outlives the run and is used, and the first resource that is placed in it; −1 for none. */
  private readonly windows: Int32Array
  private readonly residents: Int32Array

  constructor(plan: Plan, resolved: ResolvedGraph, values: ValueTable, words: Words) {
    const { length } = plan.textures
    this.length = length
    this.plan = plan
    this.resolved = resolved
    this.values = values
    this.words = words
    this.made = new Array<undefined>(length).fill(undefined)
    this.windows = new Int32Array(length).fill(-1)
    this.residents = new Int32Array(length).fill(-1)
    if (length > 0) this.addPlacements()
  }

  private addPlacements(): void {
    const { placements } = this.plan
    for (let i = 0; i < placements.length; i++) {
      const { texture, resource, lifetime, first, last } = placements.at(i)
      if (texture === undefined) continue
      if (this.residents[texture] === -1) this.residents[texture] = this.resolved.resourceIndex.get(resource)!
      if (lifetime !== 'transient' && first && last) this.windows[texture] = i
    }
  }

  /** Undefined where the plan has no such texture. */
  at(t: number): TextureMemory | undefined {
    return t < this.length ? (this.made[t] ??= this.make(t)) : undefined
  }

  /** Whether something has read or written it. */
  isTouched(t: number): boolean {
    return this.made[t]?.isTouched === true
  }

  /** Forgets what one has been through. */
  forget(t: number): void {
    this.made[t] = undefined
  }

  private make(t: number): TextureMemory {
    const { resolved, values, words } = this
    const texture = this.plan.textures.at(t)
    const resource = texture.lifetime === 'transient' ? undefined : resolved.resourceIndex.get(texture.resource ?? '')
    const value = resource === undefined ? UNDEFINED : values.initial(resource, texture.rotation?.slot ?? 0)
    // The resource that is placed in it has its shape.
    const layout = resolved.resources[this.residents[t]!]?.layout ?? layoutOf(texture)
    return new Texture(t, value, {
      textures: this.plan.textures,
      layout,
      placement: this.windows[t]!,
      words,
      values,
    })
  }
}
