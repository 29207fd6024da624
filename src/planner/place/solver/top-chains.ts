/**
 * Choice of the topmost blocks. With one alignment for all blocks, and sizes that do not fill its steps, a capacity within the
 * last step requires of every full section (whose steps add up to the whole height) that its topmost block has a small enough
 * tail. These blocks have a common end, so they are alive one after another. Choosing them first leaves an ordinary packing
 * problem.
 */
import type { PackingInstance } from './packing-instance.ts'
import { seededRandom } from './ranking.ts'
import { ascending, float64Array, int32Array, uint8Array } from '../../../graph/typed-arrays.ts'

/**
 * Blocks with tails up to `limit`, in order of time and never two at once, that cover all sections which are full at a height
 * of `steps`; null if there are none. Turn 0 prefers short lifetimes, which constrain the rest little, and turn 1 long ones;
 * later turns choose by chance.
 */
export type TopChains = (steps: number, limit: number, turn: number) => Int32Array | null

export function createTopChains({ count, size, tail, low, high, sectionCount }: PackingInstance): TopChains {
  const total = float64Array(sectionCount + 1)
  for (let i = 0; i < count; i++) {
    total[low[i]!]! += size[i]!
    total[high[i]!]! -= size[i]!
  }
  for (let s = 1; s <= sectionCount; s++) total[s]! += total[s - 1]!
  const byLow = ascending(count).filter((i) => high[i]! > low[i]!)
  byLow.sort((a, b) => low[a]! - low[b]! || a - b)
  /** Blocks that begin in section `s`: `byLow[firstIn[s]] … byLow[firstIn[s + 1] − 1]`. */
  const firstIn = int32Array(sectionCount + 2)
  for (const i of byLow) firstIn[low[i]! + 1]!++
  for (let s = 0; s <= sectionCount; s++) firstIn[s + 1]! += firstIn[s]!

  return (steps, limit, turn) => {
    // Whether a chain can begin at a section and cover all full sections from there on.
    const leadsOn = uint8Array(sectionCount + 1)
    leadsOn[sectionCount] = 1
    const mayFollow = (i: number): boolean => tail[i]! <= limit && leadsOn[high[i]!] === 1
    for (let s = sectionCount - 1; s >= 0; s--) {
      if (total[s]! < steps) leadsOn[s] = leadsOn[s + 1]!
      for (let k = firstIn[s]!; k < firstIn[s + 1]! && leadsOn[s] === 0; k++) if (mayFollow(byLow[k]!)) leadsOn[s] = 1
    }
    if (leadsOn[0] === 0) return null
    const random = seededRandom(turn)
    const chain: number[] = []
    for (let from = 0; ;) {
      let full = from
      while (full < sectionCount && total[full]! < steps) full++
      if (full === sectionCount) return Int32Array.from(chain)
      let best = -1
      let least = Infinity
      for (let k = firstIn[from]!; k < firstIn[full + 1]!; k++) {
        const i = byLow[k]!
        if (high[i]! <= full || !mayFollow(i)) continue
        const life = high[i]! - low[i]!
        const key = turn === 0 ? life : turn === 1 ? -life : random()
        if (key >= least) continue
        best = i
        least = key
      }
      if (best === -1) return null
      chain.push(best)
      from = high[best]!
    }
  }
}
