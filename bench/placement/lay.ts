/** Blocks laid one after another in a given order: what most published rules come down to. */
import type { PlacementBlock } from '../../src/planner/place/solver/index.ts'

const up = (value: number, alignment = 1): number => Math.ceil(value / alignment) * alignment

const meet = (a: PlacementBlock, b: PlacementBlock): boolean => a.start < b.end && b.start < a.end

export const orderBy = (blocks: readonly PlacementBlock[], key: (block: PlacementBlock) => number): number[] =>
  Array.from(blocks.keys()).sort((a, b) => key(blocks[a]!) - key(blocks[b]!) || a - b)

/** Offsets of blocks laid in the given order, each in the first or the tightest gap that those before it leave. */
export function layInOrder(
  blocks: readonly PlacementBlock[],
  order: readonly number[],
  fit: 'first' | 'best',
): Float64Array {
  const offsets = new Float64Array(blocks.length).fill(-1)
  const laid: number[] = []
  for (const i of order) {
    const { sizeBytes, alignment } = blocks[i]!
    const around = laid.filter((k) => meet(blocks[k]!, blocks[i]!)).sort((a, b) => offsets[a]! - offsets[b]!)
    let at = 0
    let chosen = -1
    let left = Infinity
    for (const k of around) {
      const gap = offsets[k]! - at - sizeBytes
      if (gap >= 0 && gap < left) {
        chosen = at
        left = gap
        if (fit === 'first') break
      }
      at = Math.max(at, up(offsets[k]! + blocks[k]!.sizeBytes, alignment))
    }
    offsets[i] = chosen >= 0 ? chosen : at
    laid.push(i)
  }
  return offsets
}

export function peakOf(blocks: readonly PlacementBlock[], offsets: Float64Array): number {
  let peak = 0
  for (const [i, block] of blocks.entries()) peak = Math.max(peak, offsets[i]! + block.sizeBytes)
  return peak
}
