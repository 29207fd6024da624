/** What others do, for comparison in the same run: each returns the peak in bytes of its own placement, lifetimes respected. */
import type { PlacementBlock } from '../../src/planner/place/solver/index.ts'

export interface Baseline {
  name: string
  peakOf: (blocks: readonly PlacementBlock[]) => number
}

const up = (value: number, alignment = 1): number => Math.ceil(value / alignment) * alignment

interface Stretch {
  start: number
  end: number
  offset: number
  top: number
}

/** Lays blocks in the given order, each in the first or the tightest gap its neighbours leave. */
function lay(blocks: readonly PlacementBlock[], order: readonly number[], tightest: boolean): number {
  const laid: Stretch[] = []
  let peak = 0
  for (const i of order) {
    const { start, end, sizeBytes, alignment } = blocks[i]!
    const around = laid.filter((other) => other.start < end && start < other.end).sort((a, b) => a.offset - b.offset)
    let at = 0
    let chosen: number | null = null
    let left = Infinity
    for (const { offset, top } of around) {
      const gap = offset - at - sizeBytes
      if (gap >= 0 && gap < left) {
        chosen = at
        left = gap
        if (!tightest) break
      }
      at = Math.max(at, up(top, alignment))
    }
    const offset = chosen ?? at
    laid.push({ start, end, offset, top: offset + sizeBytes })
    peak = Math.max(peak, offset + sizeBytes)
  }
  return peak
}

const orderBy = (blocks: readonly PlacementBlock[], key: (block: PlacementBlock) => number): number[] =>
  Array.from(blocks.keys()).sort((a, b) => key(blocks[a]!) - key(blocks[b]!) || a - b)

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

export const baselines: readonly Baseline[] = [
  {
    name: 'best fit by size',
    peakOf: (blocks) =>
      lay(
        blocks,
        orderBy(blocks, (b) => -b.sizeBytes),
        true,
      ),
  },
  {
    name: 'first fit in time order',
    peakOf: (blocks) =>
      lay(
        blocks,
        orderBy(blocks, (b) => b.start),
        false,
      ),
  },
  {
    name: 'longest life first',
    peakOf: (blocks) =>
      lay(
        blocks,
        orderBy(blocks, (b) => b.start - b.end),
        false,
      ),
  },
  { name: 'equal-size reuse', peakOf: equalSizeReuse },
]
