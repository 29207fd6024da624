/**
 * The placement of a program without aliasing: every resource has a buffer of its own, and those that need not be apart lie behind
 * each other in one. Where the device keeps buffers apart it is always at hand, so no plan needs more.
 */
import { roundUp } from '../../plan/multiples.ts'
import { peakOfLives } from './solve-placement.ts'
import type { PlacementProblem, PlacementResult } from './solver/index.ts'
import { float64Array, int32Array } from '../../graph/typed-arrays.ts'

/**
 * The given placement, or that of one buffer a resource where it needs fewer bytes. It exists unless versions of a resource are
 * alive at the same time, or are the two sides of one copy. O(n log n + pairs).
 *
 * @param resourceOf the resource of each block
 */
export function orOneBufferEach(
  solved: PlacementResult,
  problem: PlacementProblem,
  resourceOf: (block: number) => number,
): PlacementResult {
  const { blocks, apart = [], heapLimitBytes = Infinity } = problem
  const members = new Map<number, number[]>()
  let bytes = 0
  blocks.forEach(({ sizeBytes }, i) => {
    const others = members.get(resourceOf(i))
    if (others) others.push(i)
    else {
      members.set(resourceOf(i), [i])
      bytes += sizeBytes
    }
  })
  if (bytes >= solved.peakBytes) return solved
  for (const versions of members.values()) if (overlap(versions, blocks)) return solved
  const rivals = new Map<number, Set<number>>()
  for (const [a, b] of apart) {
    const [one, other] = [resourceOf(a), resourceOf(b)]
    if (one === other) return solved
    addTo(rivals, one, other)
    addTo(rivals, other, one)
  }

  const heaps = int32Array(blocks.length)
  const offsets = float64Array(blocks.length)
  const heapSizes: number[] = []
  const heapOf = new Map<number, number>()
  for (const [resource, versions] of members) {
    const taken = new Set([...(rivals.get(resource) ?? [])].map((rival) => heapOf.get(rival)))
    const { sizeBytes } = blocks[versions[0]!]!
    const alignment = Math.max(...versions.map((i) => blocks[i]!.alignment ?? 1))
    const endOf = (h: number): number => roundUp(heapSizes[h] ?? 0, alignment)
    let h = 0
    while (taken.has(h) || (endOf(h) > 0 && endOf(h) + sizeBytes > heapLimitBytes)) h++
    heapOf.set(resource, h)
    const at = endOf(h)
    heapSizes[h] = at + sizeBytes
    for (const i of versions) {
      heaps[i] = h
      offsets[i] = at
    }
  }
  const peakBytes = heapSizes.reduce((sum, size) => sum + size, 0)
  if (peakBytes >= solved.peakBytes) return solved
  // The bound of the solver is for as many heaps as it took.
  const lowerBoundBytes = Math.min(solved.lowerBoundBytes, peakOfLives(problem))
  return { ...solved, heaps, offsets, heapSizes, peakBytes, lowerBoundBytes, proven: false, method: 'one buffer each' }
}

function overlap(versions: readonly number[], blocks: PlacementProblem['blocks']): boolean {
  const byStart = versions.toSorted((a, b) => blocks[a]!.start - blocks[b]!.start)
  return byStart.some((i, k) => k > 0 && blocks[byStart[k - 1]!]!.end > blocks[i]!.start)
}

function addTo(sets: Map<number, Set<number>>, key: number, value: number): void {
  const set = sets.get(key) ?? new Set()
  sets.set(key, set)
  set.add(value)
}
