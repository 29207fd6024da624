/**
 * The layout of every level and layer of a plan's textures, followed through its barriers. Textures that outlive a run stay in
 * the general layout all the time, which is right for every use.
 */
import type { Command, ImageLayout, Plan, PlannedTexture, TextureSlice } from '../document.ts'
import { layersOf } from './level-boxes.ts'

/** The layout in which textures that outlive a run rest: it allows every use, and no barrier of a plan changes it. */
export const restLayout: ImageLayout = 'storage'

export class Layouts {
  private readonly plan: Plan
  /** By texture, then level · layers + layer; absent while a texture is in its first layout. */
  private readonly current: (ImageLayout[] | undefined)[] = []

  /** The layouts as a run begins. */
  constructor(plan: Plan) {
    this.plan = plan
  }

  at(texture: number, level: number, layer: number): ImageLayout {
    const planned = this.plan.textures[texture]!
    return this.current[texture]?.[level * layersOf(planned) + layer] ?? firstLayout(planned)
  }

  /** The layout of a slice's first level and layer: all of a slice that one command touches is in one layout. */
  of({ texture, mipLevel, origin }: Pick<TextureSlice, 'texture' | 'mipLevel' | 'origin'>): ImageLayout {
    return this.at(texture, mipLevel, this.plan.textures[texture]!.dimension === '3d' ? 0 : origin[2])
  }

  apply(command: Command): void {
    if (command.op !== 'barrier') return
    for (const { texture, mipLevel, mipLevelCount, layer, layerCount, to } of command.transitions ?? []) {
      const planned = this.plan.textures[texture]!
      const layers = layersOf(planned)
      const current = (this.current[texture] ??= Array.from(
        { length: planned.mipLevelCount * layers },
        (): ImageLayout => firstLayout(planned),
      ))
      for (let level = mipLevel; level < mipLevel + mipLevelCount; level++)
        current.fill(to, level * layers + layer, level * layers + layer + layerCount)
    }
  }
}

const firstLayout = ({ lifetime }: PlannedTexture): ImageLayout => (lifetime === 'transient' ? 'undefined' : restLayout)
