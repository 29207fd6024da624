/** Rankings of blocks for the packing search. None is the best everywhere, so runs alternate between them, with seeded noise. */
import type { PackingInstance } from './packing-instance.ts'
import type { Ranker } from './packing-run.ts'
import { float64Array } from '../../../graph/typed-arrays.ts'

/** Seeded random numbers in [0, 1) (mulberry32): the same on every machine. */
export function seededRandom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/**
 * Keys in order of precedence, all descending: the largest unplaced total that a block meets (`crowd`), the number of sections
 * it spans (`width`), width times size (`area`), its lifetime as given (`life`), lifetime times size (`bulk`).
 */
type Key = 'crowd' | 'width' | 'area' | 'life' | 'bulk'

/** Rankings, each of which is the best on some instances. */
export const rankings: readonly (readonly [Key, Key, Key])[] = [
  ['area', 'width', 'crowd'],
  ['life', 'area', 'crowd'],
  ['crowd', 'width', 'area'],
  ['width', 'area', 'crowd'],
  ['crowd', 'life', 'area'],
  ['crowd', 'area', 'width'],
]

/** Breaks ties, and nothing else. */
const hair = 1e-9

/** Half-width of the noise, by round. */
export const noiseOfRound = [hair, 0.03, 0.1, 0.25, 0.03]

/**
 * The ranking of a mode in a given round, with keys changed by up to `noise` of their value, differently for each seed. Odd rounds prefer blocks of
 * sections where runs failed.
 */
export function createRanker(
  instance: PackingInstance,
  life: Float64Array,
  { mode, round, seed }: { readonly mode: number; readonly round: number; readonly seed: number },
  noise: number,
): Ranker {
  const { count, size, low, high, sectionCount } = instance
  const keys = rankings[mode]!
  const random = seededRandom(seed)
  const shaken = (length: number, by: number): Float64Array =>
    Float64Array.from({ length }, () => 1 + by * (2 * random() - 1))
  // Crowds get noise per section, so that the blocks of a section stay together; other keys get it per block, areas more of it,
  // because they vary more.
  const blockNoise = shaken(count, keys[0] === 'crowd' ? hair : keys[0] === 'area' ? 2 * noise : noise)
  const sectionNoise = shaken(sectionCount + 1, noise)
  const values: Record<Key, Float64Array> = {
    crowd: float64Array(count),
    width: float64Array(count),
    area: float64Array(count),
    life: float64Array(count),
    bulk: float64Array(count),
  }
  const [first, second, third] = keys.map((key) => values[key]) as [Float64Array, Float64Array, Float64Array]
  const compare = (a: number, b: number): number =>
    first[b]! - first[a]! ||
    second[b]! - second[a]! ||
    third[b]! - third[a]! ||
    blockNoise[a]! - blockNoise[b]! ||
    a - b
  return (blocks, from, to, search) => {
    const { total, nextSection, rank, failures } = search
    const part = blocks.slice(from, to)
    let worst = 0
    if (round % 2 === 1) {
      for (const i of part) {
        for (let s = low[i]!; s < high[i]!; s = nextSection[s]!) worst = Math.max(worst, failures[s]!)
      }
    }
    for (const i of part) {
      const shake = blockNoise[i]!
      let crowd = 0
      let width = 0
      for (let s = low[i]!; s < high[i]!; s = nextSection[s]!) {
        crowd = Math.max(crowd, total[s]! * sectionNoise[s]! * (worst > 0 ? 1 + (0.5 * failures[s]!) / worst : 1))
        width++
      }
      values.crowd[i] = crowd
      values.width[i] = width * shake
      values.area[i] = width * size[i]! * shake
      values.life[i] = life[i]! * shake
      values.bulk[i] = life[i]! * size[i]! * shake
    }
    part.sort(compare)
    for (let k = 0; k < part.length; k++) rank[part[k]!] = k
  }
}
