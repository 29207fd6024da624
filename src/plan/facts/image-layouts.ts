/**
 * The layout of every level and layer of a plan's textures, followed through its barriers. Textures that outlive a run may stay
 * in the general layout all the time, which is right for every use.
 */
import type { Command, CommandOf, ImageLayout, Plan, TextureSlice } from '../document.ts'
import { layersOf } from './level-boxes.ts'

export type Transition = NonNullable<CommandOf<'barrier'>['transitions']>[number]

/** The layout in which textures that outlive a run rest between runs: it allows every use. */
export const restLayout: ImageLayout = 'storage'

export class Layouts {
  private readonly plan: Plan
  /** By texture, then level · layers + layer. */
  private readonly current: ImageLayout[][]

  /** The layouts as a run begins. */
  constructor(plan: Plan) {
    this.plan = plan
    this.current = plan.textures.map((texture) =>
      Array.from({ length: texture.mipLevelCount * layersOf(texture) }, () =>
        texture.lifetime === 'transient' ? 'undefined' : restLayout,
      ),
    )
  }

  at(texture: number, level: number, layer: number): ImageLayout {
    return this.current[texture]![level * layersOf(this.plan.textures[texture]!) + layer]!
  }

  /** The layout of a slice's first level and layer: all of a slice that one command touches is in one layout. */
  of({ texture, mipLevel, origin }: Pick<TextureSlice, 'texture' | 'mipLevel' | 'origin'>): ImageLayout {
    return this.at(texture, mipLevel, this.plan.textures[texture]!.dimension === '3d' ? 0 : origin[2])
  }

  apply(command: Command): void {
    if (command.op !== 'barrier') return
    for (const { texture, mipLevel, mipLevelCount, layer, layerCount, to } of command.transitions ?? []) {
      const layers = layersOf(this.plan.textures[texture]!)
      for (let level = mipLevel; level < mipLevel + mipLevelCount; level++)
        this.current[texture]!.fill(to, level * layers + layer, level * layers + layer + layerCount)
    }
  }

  /** The transitions that bring a texture to its rest layout: one for each run of layers in one layout. */
  toRest(texture: number): Transition[] {
    const { mipLevelCount, lifetime } = this.plan.textures[texture]!
    if (lifetime === 'transient') return []
    const layers = layersOf(this.plan.textures[texture]!)
    const made: Transition[] = []
    for (let mipLevel = 0; mipLevel < mipLevelCount; mipLevel++) {
      for (let layer = 0; layer < layers;) {
        const from = this.at(texture, mipLevel, layer)
        let end = layer + 1
        while (end < layers && this.at(texture, mipLevel, end) === from) end++
        if (from !== restLayout)
          made.push({ texture, mipLevel, mipLevelCount: 1, layer, layerCount: end - layer, from, to: restLayout })
        layer = end
      }
    }
    return made
  }
}

/** The layouts of all textures after these submissions, in the order given. */
export function layoutsAfter(plan: Plan, submissions: Iterable<number>): Layouts {
  const layouts = new Layouts(plan)
  for (const s of submissions) for (const command of plan.submissions[s]!.commands) layouts.apply(command)
  return layouts
}
