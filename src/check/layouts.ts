/**
 * Layouts of texture levels and layers, on devices whose plans have to state them: each command must find its texels in the
 * layout it needs. "storage" is the general layout, which every use accepts. Textures that outlive a run end in it, because the
 * next run begins with it.
 */
import type { CommandOf, ImageLayout } from '../plan/document.ts'
import type { TextureMemory } from './memory.ts'
import type { Plan } from './parts.ts'
import { noSuch, type Place } from './rejection.ts'
import type { TexelBox } from './texel-box.ts'
import type { TextureMemories } from './textures.ts'
import type { Words } from './words.ts'

type Transition = NonNullable<CommandOf<'barrier'>['transitions']>[number]

/** The layouts of all textures between two commands. */
export class Layouts {
  private readonly textures: TextureMemories
  private readonly words: Words
  private readonly needsLayouts: boolean
  /** Current layout by texture, and by level and layer where these have different ones. */
  private readonly current: (ImageLayout | ImageLayout[])[]

  constructor(plan: Plan, textures: TextureMemories, words: Words, explicitBarriers: boolean) {
    this.textures = textures
    this.words = words
    this.needsLayouts = explicitBarriers
    this.current = new Array<ImageLayout>(plan.textures.length)
    for (let t = 0; t < this.current.length; t++)
      this.current[t] = plan.textures.lifetimeOf(t) === 'transient' ? 'undefined' : 'storage'
  }

  /** Forgets the layouts of a texture whose memory was given to another one: its next use starts from undefined. */
  reset(t: number): void {
    this.current[t] = 'undefined'
  }

  need(t: number, box: TexelBox, layout: ImageLayout, place: Place): void {
    if (!this.needsLayouts) return
    const current = this.current[t]!
    const fits = (now: ImageLayout) =>
      now === layout || now === 'storage' || (layout === 'sampled' && now === 'depth-read')
    if (typeof current === 'string' && fits(current)) return
    this.each(t, box, (index, level, layer) => {
      const now = typeof current === 'string' ? current : current[index]!
      if (!fits(now))
        this.words.reject(
          'LAYOUT',
          `Mip level ${level}, layer ${layer} of ${this.textures.at(t)!.name} is needed as "${layout}", but is in layout "${now}"`,
          place,
        )
    })
  }

  /** Applies a transition, and returns the box of texels that it covers. */
  transition(change: Transition, place: Place): TexelBox {
    const { words } = this
    const memory =
      this.textures.at(change.texture) ??
      words.reject('MALFORMED', noSuch('texture', change.texture, this.textures.length), place)
    const level = memory.layout.levels[change.mipLevel]
    const fits =
      level !== undefined &&
      change.mipLevel + change.mipLevelCount <= memory.layout.levels.length &&
      change.layer + change.layerCount <= layerCount(memory) &&
      change.mipLevelCount > 0 &&
      change.layerCount > 0
    if (!fits) words.reject('MALFORMED', `A transition reaches outside ${memory.name}`, place)
    const { lifetime } = memory.texture
    if (lifetime !== 'transient')
      words.reject(
        'LAYOUT',
        `A transition takes ${memory.name}, which is ${lifetime}, out of "storage", in which the next run expects it`,
        place,
      )
    const is3d = memory.layout.dimension === '3d'
    const box: TexelBox = {
      mipLevel: change.mipLevel,
      mipLevelCount: change.mipLevelCount,
      origin: [0, 0, is3d ? 0 : change.layer],
      size: [level.width, level.height, is3d ? level.slices : change.layerCount],
    }
    const before = this.current[change.texture]!
    const count = memory.layout.levels.length * layerCount(memory)
    const isAll = change.mipLevelCount * change.layerCount === count
    const after = isAll ? change.to : typeof before === 'string' ? Array.from({ length: count }, () => before) : before
    this.each(change.texture, box, (index, l, layer) => {
      const now = typeof before === 'string' ? before : before[index]
      if (change.from !== 'undefined' && now !== change.from)
        words.reject(
          'LAYOUT',
          `A transition of mip level ${l}, layer ${layer} of ${memory.name} starts from "${change.from}", but the layout is "${now}"`,
          place,
        )
      if (typeof after !== 'string') after[index] = change.to
    })
    this.current[change.texture] = after
    return box
  }

  private each(t: number, box: TexelBox, visit: (index: number, level: number, layer: number) => void): void {
    const memory = this.textures.at(t)!
    const layers = layerCount(memory)
    const is3d = memory.layout.dimension === '3d'
    const first = is3d ? 0 : box.origin[2]
    const stop = is3d ? 1 : first + box.size[2]
    for (let level = box.mipLevel; level < box.mipLevel + box.mipLevelCount; level++)
      for (let layer = first; layer < stop; layer++) visit(level * layers + layer, level, layer)
  }
}

const layerCount = (memory: TextureMemory): number =>
  memory.layout.dimension === '3d' ? 1 : memory.layout.levels[0]!.slices
