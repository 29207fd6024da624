/**
 * Shared textures where several queues run. As an interval, a life covers everything that may run beside it, and so more than it must;
 * here textures are shared by all whose uses come one after another.
 *
 * Those of one texture are a chain of the order of uses, and the fewest chains are found by a largest matching of each life with the one
 * that follows it (Dilworth 1950, Fulkerson 1956), by augmenting paths (Berge 1957) from the sharing of intervals. O(n · pairs) for each
 * descriptor of n lives.
 */
import { push } from '../../graph/lists.ts'
import { int32Array, noIndices } from '../../graph/typed-arrays.ts'
import type { Precedes } from '../schedule/value-order.ts'
import { byStart, type SharedTextures, type TextureLife } from './texture-sharing.ts'

/** Most lives of one descriptor whose pairs are looked at. */
const mostLives = 256

/** The given sharing, or one with fewer textures. */
export function shareByOrder(
  lives: readonly TextureLife[],
  inTime: SharedTextures,
  precedes: Precedes,
): SharedTextures {
  const { next, previous } = chainsOf(lives, inTime)
  const byDescriptor = new Map<string, number[]>()
  lives.forEach(({ descriptor }, i) => push(byDescriptor, descriptor, i))
  let saved = 0
  for (const members of byDescriptor.values()) {
    const heads = members.filter((i) => previous[i]! < 0)
    if (heads.length === 1 || members.length > mostLives) continue
    const before = members.map((w) => members.filter((v) => precedes(lives[v]!.value, lives[w]!.value)))
    const at = new Map(members.map((i, k) => [i, k]))
    let seen = new Set<number>()
    /** Finds a life for `w` to follow, and others for those that lose theirs. */
    const follow = (w: number): boolean => {
      for (const v of before[at.get(w)!]!) {
        if (seen.has(v)) continue
        seen.add(v)
        if (next[v]! >= 0 && !follow(next[v]!)) continue
        next[v] = w
        previous[w] = v
        return true
      }
      return false
    }
    for (const head of heads) {
      seen = new Set()
      if (follow(head)) saved++
    }
  }
  return saved === 0 ? inTime : numbered(lives, previous)
}

/** By life: the one that has its texture next, and the one before it; −1 for none. */
function chainsOf(lives: readonly TextureLife[], { texture, count }: SharedTextures) {
  const next = noIndices(lives.length)
  const previous = noIndices(lives.length)
  const latest = noIndices(count)
  for (const i of byStart(lives)) {
    const before = latest[texture[i]!]!
    previous[i] = before
    if (before >= 0) next[before] = i
    latest[texture[i]!] = i
  }
  return { next, previous }
}

function numbered(lives: readonly TextureLife[], previous: Int32Array): SharedTextures {
  const texture = int32Array(lives.length)
  let count = 0
  // A life begins after the one before it in its chain.
  for (const i of byStart(lives)) texture[i] = previous[i]! < 0 ? count++ : texture[previous[i]!]!
  return { texture, count }
}
