/**
 * Placements by other projects' rules for the same blocks, written by us from their publications; each answer is checked for overlaps like ours. Pools
 * hand whole buffers on, the others lay blocks into one heap.
 */
import type { PlacementBlock, PlacementResult } from '../../src/planner/place/solver/index.ts'
import { Random } from '../../test/planner/place/solver/support/random.ts'
import { ideallocOffsets } from './idealloc.ts'
import { layInOrder, orderBy, peakOf } from './lay.ts'
import { minimallocOffsets } from './minimalloc.ts'

export interface Peer {
  name: string
  /** The project whose rule it is, and where it is published. */
  source: string
  place: (blocks: readonly PlacementBlock[]) => PlacementResult
}

function oneHeap(blocks: readonly PlacementBlock[], offsets: Float64Array): PlacementResult {
  return resultOf(offsets, new Int32Array(blocks.length), [peakOf(blocks, offsets)])
}

const resultOf = (offsets: Float64Array, heaps: Int32Array, heapSizes: number[]): PlacementResult => ({
  status: 'placed',
  offsets,
  heaps,
  heapSizes,
  peakBytes: heapSizes.reduce((sum, size) => sum + size, 0),
  lowerBoundBytes: 0,
  proven: false,
  steps: 0,
  method: 'peer',
})

/** Blocks in order of time, each in a free buffer that `suits` it or in a new one; among those that suit, the one `suits` likes most (least number). */
function pool(
  blocks: readonly PlacementBlock[],
  suits: (bufferBytes: number, sizeBytes: number) => number | null,
): PlacementResult {
  const heaps = new Int32Array(blocks.length)
  const sizes: number[] = []
  const freeFrom: number[] = []
  for (const i of orderBy(blocks, (block) => block.start)) {
    const { start, end, sizeBytes } = blocks[i]!
    let best = -1
    let least = Infinity
    for (let b = 0; b < sizes.length; b++) {
      const dislike = freeFrom[b]! <= start ? suits(sizes[b]!, sizeBytes) : null
      if (dislike === null || dislike >= least) continue
      least = dislike
      best = b
    }
    if (best < 0) best = sizes.push(sizeBytes) - 1
    heaps[i] = best
    freeFrom[best] = end
  }
  return resultOf(new Float64Array(blocks.length), heaps, sizes)
}

export const peers: readonly Peer[] = [
  {
    name: 'best fit by size',
    source: 'AMD Render Pipeline Shaders SDK, memory aliasing pass: largest first, tightest gap',
    place: (blocks) => {
      const order = orderBy(blocks, (block) => -block.sizeBytes)
      return oneHeap(blocks, layInOrder(blocks, order, 'best'))
    },
  },
  {
    name: 'minimalloc',
    source: 'Moffitt, MiniMalloc, ASPLOS 2023: canonical offsets, section inference, dominance, three static orders',
    place: (blocks) => oneHeap(blocks, minimallocOffsets(blocks)),
  },
  {
    name: 'idealloc',
    source:
      'Lamprakos et al., idealloc (2025), after Buchsbaum et al., OPT versus LOAD, STOC 2003: boxing, then best fit',
    place: (blocks) => oneHeap(blocks, ideallocOffsets(blocks, new Random(blocks.length))),
  },
  {
    name: 'luma.gl pool',
    source: '@luma.gl/gpgpu 9.4 utils/buffer-pool.ts: the smallest free buffer that is large enough',
    place: (blocks) => pool(blocks, (buffer, size) => (buffer >= size ? buffer : null)),
  },
  {
    name: 'Babylon.js pool',
    source: 'Babylon.js FrameGraphTextureManager: a free texture of equal description (here: equal size)',
    place: (blocks) => pool(blocks, (buffer, size) => (buffer === size ? 0 : null)),
  },
]
