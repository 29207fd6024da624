/** Bytes that a schedule needs wherever its values are placed. */
import { float64Array } from '../../graph/typed-arrays.ts'
import type { Lifetimes } from '../schedule/lifetimes.ts'
import type { Lattice, ValueWeights } from './value-weights.ts'
import { largestSum } from '../support/largest-sum.ts'

/** Visits of a value at a time for which alignment is looked at. */
const mostVisits = 20_000

/** Transient bytes alive at the fullest time. O(values + times). */
export function mostAlive({ bytes }: ValueWeights, { start, usedUntil, timeCount }: Lifetimes): number {
  const change = float64Array(timeCount + 1)
  for (let v = 0; v < bytes.length; v++) {
    if (start[v]! < 0 || bytes[v] === 0) continue
    change[start[v]!]! += bytes[v]!
    change[usedUntil[v]!]! -= bytes[v]!
  }
  return largestSum(change)
}

/**
 * The same of values that can share memory, with the alignment of those in one heap, and the textures of each descriptor that are alive
 * together. O(values · log values), and for alignments at most `mostVisits`.
 */
export function leastBytes(weights: ValueWeights, lifetimes: Lifetimes): number {
  const { bytes, kind, kindCount, lattices } = weights
  const { start, usedUntil, timeCount } = lifetimes
  if (kindCount === 1 && lattices.length === 0) return 0
  const change = float64Array(timeCount + 1)
  const others: number[][] = Array.from({ length: kindCount }, () => [])
  let visits = 0
  for (let v = 0; v < bytes.length; v++) {
    if (start[v]! < 0 || bytes[v] === 0) continue
    if (kind[v] !== 0) {
      others[kind[v]!]!.push(v)
      continue
    }
    visits += usedUntil[v]! - start[v]!
    change[start[v]!]! += bytes[v]!
    change[usedUntil[v]!]! -= bytes[v]!
  }
  let placed = largestSum(change)
  if (visits <= mostVisits) for (const lattice of lattices) placed = Math.max(placed, inSteps(lattice, lifetimes))
  return others.reduce((sum, values) => sum + texturesOf(values, weights, lifetimes), placed)
}

/** The largest sum of a lattice alive at one time, without the largest spare there. */
function inSteps({ bytes, spare }: Lattice, { start, usedUntil, timeCount }: Lifetimes): number {
  const total = float64Array(timeCount)
  const most = float64Array(timeCount)
  for (let v = 0; v < bytes.length; v++) {
    if (start[v]! < 0 || bytes[v] === 0) continue
    for (let t = start[v]!; t < usedUntil[v]!; t++) {
      total[t]! += bytes[v]!
      if (spare[v]! > most[t]!) most[t] = spare[v]!
    }
  }
  let bound = 0
  for (let t = 0; t < timeCount; t++) bound = Math.max(bound, total[t]! - most[t]!)
  return bound
}

/** Bytes of the textures of one descriptor, which are at least as many as are alive at once. */
function texturesOf(values: readonly number[], { bytes }: ValueWeights, { start, usedUntil }: Lifetimes): number {
  const starts = Float64Array.from(values, (v) => start[v]!).sort()
  const ends = Float64Array.from(values, (v) => usedUntil[v]!).sort()
  let over = 0
  let most = 0
  for (let k = 0; k < starts.length; k++) {
    while (ends[over]! <= starts[k]!) over++
    most = Math.max(most, k + 1 - over)
  }
  return values.length === 0 ? 0 : most * bytes[values[0]!]!
}
