/**
 * Our own writing of the search that Moffitt published (MiniMalloc: A Lightweight Memory Allocator for Hardware-Accelerated Machine
 * Learning, ASPLOS 2023), without its decomposition: does everything fit under a capacity? Here asked at a few capacities, the least first.
 */
import type { PlacementBlock } from '../../src/planner/place/solver/index.ts'
import { layInOrder, orderBy } from './lay.ts'

/** Capacities tried, as multiples of the most that lives at one time. */
const CAPACITIES = [1, 1.001, 1.01, 1.02, 1.05, 1.1, 1.2, 1.3, 1.5]

/** Blocks placed for each capacity and order: it is not written for speed. */
const MOST_NODES = 1000

export function minimallocOffsets(blocks: readonly PlacementBlock[]): Float64Array {
  const { low, high, totals } = sectionsOf(blocks)
  const crowd = blocks.map((_, i) => totals.slice(low[i], high[i]).reduce((most, total) => Math.max(most, total), 0))
  const width = (i: number): number => blocks[i]!.end - blocks[i]!.start
  const area = (i: number): number => width(i) * blocks[i]!.sizeBytes
  const orders = [
    [(i: number) => crowd[i]!, width, area],
    [(i: number) => crowd[i]!, area, width],
    [width, area, (i: number) => crowd[i]!],
  ].map((keys) =>
    Array.from(blocks.keys()).sort((a, b) => keys.reduce((sum, key) => sum || key(b) - key(a), 0) || a - b),
  )
  const load = totals.reduce((most, total) => Math.max(most, total), 0)
  for (const capacity of CAPACITIES) {
    for (const order of orders) {
      const found = search(blocks, order, low, high, totals, Math.floor(capacity * load))
      if (found !== null) return found
    }
  }
  return layInOrder(
    blocks,
    orderBy(blocks, (block) => -block.sizeBytes),
    'best',
  )
}

function sectionsOf(blocks: readonly PlacementBlock[]): { low: number[]; high: number[]; totals: number[] } {
  const times = Array.from(new Set(blocks.map((block) => block.start))).sort((a, b) => a - b)
  const index = (time: number): number => times.filter((other) => other < time).length
  const low = blocks.map((block) => index(block.start))
  const high = blocks.map((block) => index(block.end))
  const totals = times.map(() => 0)
  for (const [i, block] of blocks.entries()) for (let s = low[i]!; s < high[i]!; s++) totals[s]! += block.sizeBytes
  return { low, high, totals }
}

/** Offsets never fall from one placed block to the next, and no block is placed where another would fit below it. */
function search(
  blocks: readonly PlacementBlock[],
  order: readonly number[],
  low: readonly number[],
  high: readonly number[],
  totals: readonly number[],
  capacity: number,
): Float64Array | null {
  const offsets = new Float64Array(blocks.length).fill(-1)
  const floor = totals.map(() => 0)
  const left = totals.slice()
  let nodes = 0
  const least = (i: number, lowest: number): number => {
    let at = lowest
    for (let s = low[i]!; s < high[i]!; s++) at = Math.max(at, floor[s]!)
    const alignment = blocks[i]!.alignment ?? 1
    return Math.ceil(at / alignment) * alignment
  }
  const visit = (lowest: number, unplaced: readonly number[]): boolean => {
    if (unplaced.length === 0) return true
    if (nodes++ > MOST_NODES) return false
    const candidates = unplaced.map((i) => ({ i, at: least(i, lowest) })).sort((a, b) => a.at - b.at)
    const top = candidates.reduce((most, { i, at }) => Math.min(most, at + blocks[i]!.sizeBytes), Infinity)
    for (const { i, at } of candidates) {
      if (at >= top || at + blocks[i]!.sizeBytes > capacity) continue
      const before = floor.slice(low[i], high[i])
      let fits = true
      for (let s = low[i]!; s < high[i]!; s++) {
        floor[s] = at + blocks[i]!.sizeBytes
        left[s]! -= blocks[i]!.sizeBytes
      }
      for (let s = 0; s < floor.length && fits; s++) {
        fits = left[s] === 0 || Math.max(floor[s]!, at) + left[s]! <= capacity
      }
      offsets[i] = at
      if (
        fits &&
        visit(
          at,
          unplaced.filter((other) => other !== i),
        )
      )
        return true
      for (let s = low[i]!; s < high[i]!; s++) {
        floor[s] = before[s - low[i]!]!
        left[s]! += blocks[i]!.sizeBytes
      }
      if (nodes > MOST_NODES) return false
    }
    return false
  }
  return visit(0, order) ? offsets : null
}
