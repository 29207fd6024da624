/** Other strategies, for comparison in the same run: each returns the peak in bytes of its own placement, lifetimes respected. */
import type { PlacementBlock } from '../../src/planner/place/solver/index.ts'
import { layInOrder, orderBy, peakOf } from './lay.ts'

export interface Baseline {
  name: string
  peakOf: (blocks: readonly PlacementBlock[]) => number
}

const up = (value: number, alignment = 1): number => Math.ceil(value / alignment) * alignment

/** A buffer is handed on only to a block of its very size, once its last owner is dead. */
function equalSizeReuse(blocks: readonly PlacementBlock[]): number {
  const free = new Map<number, number[]>()
  let peak = 0
  for (const i of orderBy(blocks, (block) => block.start)) {
    const { start, end, sizeBytes, alignment } = blocks[i]!
    const ends = free.get(sizeBytes) ?? []
    free.set(sizeBytes, ends)
    const reused = ends.findIndex((other) => other <= start)
    if (reused >= 0) ends[reused] = end
    else {
      ends.push(end)
      peak = up(peak, alignment) + sizeBytes
    }
  }
  return peak
}

const laidBy =
  (key: (block: PlacementBlock) => number, fit: 'first' | 'best') =>
  (blocks: readonly PlacementBlock[]): number =>
    peakOf(blocks, layInOrder(blocks, orderBy(blocks, key), fit))

export const baselines: readonly Baseline[] = [
  { name: 'best fit by size', peakOf: laidBy((block) => -block.sizeBytes, 'best') },
  { name: 'first fit in time order', peakOf: laidBy((block) => block.start, 'first') },
  { name: 'longest life first', peakOf: laidBy((block) => block.start - block.end, 'first') },
  { name: 'equal-size reuse', peakOf: equalSizeReuse },
]
