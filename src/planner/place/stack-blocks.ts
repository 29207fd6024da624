/**
 * The easy case of placement: all blocks are alive at one moment, so none can share memory and they are stacked. Near-linear
 * where the general solver is not, and exact: loaders upload 10^4 resources at once.
 */
import type { PairedProblem } from './pairs.ts'
import type { PlacementResult } from './solver/index.ts'
import { float64Array, int32Array, uint8Array } from '../../graph/typed-arrays.ts'
import { roundUp } from '../../plan/multiples.ts'

/** The stack; undefined where some blocks could share memory, or several heaps are needed. O(n). */
export function stackBlocks(
  problem: PairedProblem,
  groups: readonly (readonly number[])[],
): PlacementResult | undefined {
  const { blocks, apart } = problem
  if (blocks.length === 0 || apart.one.length > 0) return undefined
  let lastStart = -Infinity
  let firstEnd = Infinity
  for (const block of blocks) {
    if (block.fixedOffset !== undefined || block.heap !== undefined) return undefined
    lastStart = Math.max(lastStart, block.start)
    firstEnd = Math.min(firstEnd, block.end)
  }
  if (lastStart >= firstEnd) return undefined

  const offsets = float64Array(blocks.length)
  const placed = uint8Array(blocks.length)
  let end = 0
  let alignedBytes = 0
  let mostPadding = 0
  const put = (i: number) => {
    const { sizeBytes, alignment = 1 } = blocks[i]!
    offsets[i] = roundUp(end, alignment)
    end = offsets[i]! + sizeBytes
    placed[i] = 1
  }
  for (const group of groups) for (const i of group) put(i)
  blocks.forEach((_, i) => {
    if (!placed[i]) put(i)
  })
  // Among blocks of one alignment, only the topmost needs no padding.
  const alignment = blocks[0]!.alignment ?? 1
  const isUniform = blocks.every((block) => (block.alignment ?? 1) === alignment)
  for (const { sizeBytes } of blocks) {
    const rounded = isUniform ? roundUp(sizeBytes, alignment) : sizeBytes
    alignedBytes += rounded
    mostPadding = Math.max(mostPadding, rounded - sizeBytes)
  }
  if (problem.heapLimitBytes !== undefined && end > problem.heapLimitBytes) return undefined
  const lowerBoundBytes = alignedBytes - mostPadding
  return {
    status: 'placed',
    offsets,
    heaps: int32Array(blocks.length),
    heapSizes: [end],
    peakBytes: end,
    lowerBoundBytes,
    proven: end === lowerBoundBytes,
    steps: blocks.length,
    method: 'stacked: all alive at once',
  }
}
