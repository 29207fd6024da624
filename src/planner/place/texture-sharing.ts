/**
 * Textures on devices that cannot place them: versions with equal descriptors use one physical texture at different times.
 *
 * Greedy colouring of intervals by their starts is optimal (the left-edge algorithm): it opens as many textures as are alive at
 * once. O(n log n).
 */
import { IdHeap } from '../support/id-heap.ts'
import { int32Array } from '../../graph/typed-arrays.ts'

/** The time for which a value needs a physical texture. */
export interface TextureLife {
  readonly value: number
  /** Key of textures that may share. */
  readonly descriptor: string
  readonly start: number
  readonly end: number
}

/** Textures for lives, numbered from 0. */
export interface SharedTextures {
  /** Texture of each life, by position. */
  readonly texture: Int32Array
  readonly count: number
}

/** The order of lives by their starts. */
export const byStart = (lives: readonly TextureLife[]): number[] =>
  lives.map((_, i) => i).sort((a, b) => lives[a]!.start - lives[b]!.start || a - b)

/** The fewest textures for the lives, where those of one time share none. O(n log n). */
export function shareTextures(lives: readonly TextureLife[]): SharedTextures {
  const order = byStart(lives)
  const texture = int32Array(lives.length)
  /** By texture: when its last value ends. */
  const ends: number[] = []
  const isBefore = (a: number, b: number): boolean => ends[a]! < ends[b]! || (ends[a] === ends[b] && a < b)
  /** By descriptor: textures, first the one that has been free the longest, so that hazards are as far apart as possible. */
  const pools = new Map<string, IdHeap>()
  for (const i of order) {
    const { descriptor, start, end } = lives[i]!
    let pool = pools.get(descriptor)
    if (!pool) pools.set(descriptor, (pool = new IdHeap(isBefore)))
    const isFree = pool.size > 0 && ends[pool.first]! <= start
    const shared = isFree ? pool.pop() : ends.length
    ends[shared] = end
    pool.push(shared)
    texture[i] = shared
  }
  return { texture, count: ends.length }
}
