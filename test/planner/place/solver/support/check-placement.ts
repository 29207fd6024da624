import type { PlacementProblem, PlacementResult } from '../../../../../src/planner/place/solver/index.ts'

/**
 * Checks a placement against the problem's own words, pair by pair (O(n²), or a sweep over time for large interval
 * problems). Shares no code with the solver. Returns the first fault, or null.
 */
export function checkPlacement(problem: PlacementProblem, result: PlacementResult): string | null {
  const { blocks } = problem
  const { offsets, heaps, heapSizes } = result
  if (result.status !== 'placed') return `status is ${result.status}`
  if (offsets.length !== blocks.length || heaps.length !== blocks.length) return 'wrong number of offsets or heaps'
  const ends = heapSizes.map(() => 0)
  for (const [i, block] of blocks.entries()) {
    const offset = offsets[i]!
    if (!Number.isSafeInteger(offset) || offset < 0) return `block ${i} at offset ${offset}`
    if (offset % (block.alignment ?? 1) !== 0) return `block ${i} at ${offset} is not aligned to ${block.alignment}`
    if (block.fixedOffset !== undefined && offset !== block.fixedOffset) return `block ${i} left its fixed offset`
    if (block.heap !== undefined && heaps[i] !== block.heap) return `block ${i} left its heap`
    if (!(heaps[i]! >= 0 && heaps[i]! < heapSizes.length)) return `block ${i} in heap ${heaps[i]}`
    ends[heaps[i]!] = Math.max(ends[heaps[i]!]!, offset + block.sizeBytes)
  }
  for (const [h, end] of ends.entries()) {
    if (heapSizes[h] !== end) return `heap ${h} says ${heapSizes[h]} bytes, its blocks end at ${end}`
    if (end > (problem.heapLimitBytes ?? Number.MAX_SAFE_INTEGER)) return `heap ${h} is over the limit`
  }
  if (heapSizes.length > (problem.maxHeaps ?? Infinity)) return `${heapSizes.length} heaps`
  if (result.peakBytes !== heapSizes.reduce((sum, size) => sum + size, 0))
    return 'peakBytes is not the sum of heapSizes'
  if (result.lowerBoundBytes > result.peakBytes) return 'the lower bound is above the peak'
  for (const [a, b] of problem.apart ?? []) if (heaps[a] === heaps[b]) return `blocks ${a} and ${b} are not apart`
  for (const group of problem.groups ?? []) {
    for (const [k, member] of group.entries()) {
      if (k === 0) continue
      const before = group[k - 1]!
      if (heaps[member] !== heaps[before]) return `blocks ${before} and ${member} of a group are in two heaps`
      const alignment = blocks[member]!.alignment ?? 1
      const end = offsets[before]! + blocks[before]!.sizeBytes
      const gap = offsets[member]! - end
      if (gap < 0 || gap >= alignment) return `block ${member} does not follow block ${before}`
    }
  }
  const share = (a: number, b: number): boolean =>
    heaps[a] === heaps[b] &&
    Math.max(offsets[a]!, offsets[b]!) <
      Math.min(offsets[a]! + blocks[a]!.sizeBytes, offsets[b]! + blocks[b]!.sizeBytes)
  if (problem.conflicts !== undefined) {
    for (const [a, b] of problem.conflicts) if (share(a, b)) return `blocks ${a} and ${b} overlap`
    return null
  }
  const byStart = Array.from(blocks.keys()).sort((a, b) => blocks[a]!.start - blocks[b]!.start)
  let live: number[] = []
  for (const block of byStart) {
    live = live.filter((other) => blocks[other]!.end > blocks[block]!.start)
    for (const other of live) if (share(block, other)) return `blocks ${other} and ${block} overlap`
    live.push(block)
  }
  return null
}
