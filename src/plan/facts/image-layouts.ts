/**
 * The layout of every level and layer of a plan's textures, followed through its barriers. Textures that outlive a run stay in
 * the general layout all the time, which is right for every use.
 */
import type { Command, ImageLayout, Plan, TextureSlice } from '../document.ts'
import { layersOf } from './level-boxes.ts'

/** The layout in which textures that outlive a run rest: it allows every use, and no barrier of a plan changes it. */
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
}
