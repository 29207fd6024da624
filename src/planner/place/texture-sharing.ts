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

/** A shared texture, and when its last value ends. */
interface Shared {
  readonly texture: number
  end: number
}

export interface SharedTextures {
  /** Texture of each life, by position. */
  readonly texture: Int32Array
  readonly count: number
}

/** The order of lives by their starts. */
export const byStart = (lives: readonly TextureLife[]): number[] =>
  lives.map((_, i) => i).sort((a, b) => lives[a]!.start - lives[b]!.start || a - b)

export function shareTextures(lives: readonly TextureLife[]): SharedTextures {
  const order = byStart(lives)
  const texture = int32Array(lives.length)
  /** By descriptor: a binary heap whose root has been free the longest, so that hazards are as far apart as possible. */
  const pools = new Map<string, Shared[]>()
  let count = 0
  for (const i of order) {
    const { descriptor, start, end } = lives[i]!
    let pool = pools.get(descriptor)
    if (!pool) pools.set(descriptor, (pool = []))
    const longest = pool[0]
    if (longest && longest.end <= start) {
      texture[i] = longest.texture
      longest.end = end
      sink(pool)
    } else {
      rise(pool, { texture: count, end })
      texture[i] = count++
    }
  }
  return { texture, count }
}

const isBefore = (a: Shared, b: Shared): boolean => a.end < b.end || (a.end === b.end && a.texture < b.texture)

/** Moves the root down to its place. */
function sink(heap: Shared[]): void {
  const moved = heap[0]!
  let at = 0
  for (let child = 1; child < heap.length; child = 2 * at + 1) {
    if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++
    if (!isBefore(heap[child]!, moved)) break
    heap[at] = heap[child]!
    at = child
  }
  heap[at] = moved
}

/** Adds an entry at its place. */
function rise(heap: Shared[], added: Shared): void {
  let at = heap.push(added) - 1
  while (at > 0 && isBefore(added, heap[(at - 1) >> 1]!)) {
    heap[at] = heap[(at - 1) >> 1]!
    at = (at - 1) >> 1
  }
  heap[at] = added
}
