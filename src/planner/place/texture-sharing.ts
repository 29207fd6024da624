/**
 * Textures on devices that cannot place them: versions with equal descriptors use one physical texture at different times.
 *
 * Greedy colouring of intervals by their starts is optimal (the left-edge algorithm): it opens as many textures as are alive at
 * once. O(n log n).
 */
import { int32Array } from '../../graph/typed-arrays.ts'

export interface TextureLife {
  readonly value: number
  /** Key of textures that may share. */
  readonly descriptor: string
  readonly start: number
  readonly end: number
}

/** Shared texture of each value (by position in `lives`), and the number of shared textures. */
export function shareTextures(lives: readonly TextureLife[]): { texture: Int32Array; count: number } {
  const order = lives.map((_, i) => i).sort((a, b) => lives[a]!.start - lives[b]!.start || a - b)
  const texture = int32Array(lives.length)
  const free = new Map<string, { texture: number; end: number }[]>()
  let count = 0
  for (const i of order) {
    const life = lives[i]!
    const pool = free.get(life.descriptor) ?? []
    free.set(life.descriptor, pool)
    // The texture that has been free the longest is taken, so that hazards are as far apart as possible.
    let best = -1
    for (let k = 0; k < pool.length; k++)
      if (pool[k]!.end <= life.start && (best < 0 || pool[k]!.end < pool[best]!.end)) best = k
    if (best < 0) {
      pool.push({ texture: count, end: life.end })
      texture[i] = count++
    } else {
      texture[i] = pool[best]!.texture
      pool[best]!.end = life.end
    }
  }
  return { texture, count }
}
