import type { PlacementProblem } from '../../../../../src/planner/place/solver/index.ts'

export interface BruteForceAnswer {
  heaps: number
  peakBytes: number
}

/**
 * The fewest heaps and then the least sum of their sizes, by trying every heap and every offset of every group and block;
 * null if there is no placement. For a handful of blocks of a few bytes. Shares no code with the solver.
 */
export function bruteForce(problem: PlacementProblem): BruteForceAnswer | null {
  const { blocks } = problem
  const grouped = new Set((problem.groups ?? []).flat())
  const units: number[][] = (problem.groups ?? []).filter((group) => group.length > 0).map((group) => [...group])
  for (const i of blocks.keys()) if (!grouped.has(i)) units.push([i])
  const isFixed = (unit: number[]): boolean => unit.some((i) => blocks[i]!.fixedOffset !== undefined)
  const bytes = (unit: number[]): number => unit.reduce((sum, i) => sum + blocks[i]!.sizeBytes, 0)
  units.sort((a, b) => Number(isFixed(b)) - Number(isFixed(a)) || bytes(b) - bytes(a))

  const collides = blocks.map((a, i) =>
    blocks.map((b, k) =>
      problem.conflicts === undefined
        ? i !== k && a.start < b.end && b.start < a.end
        : problem.conflicts.some(([x, y]) => (x === i && y === k) || (x === k && y === i)),
    ),
  )
  const mustBeApart = (i: number, k: number): boolean =>
    (problem.apart ?? []).some(([x, y]) => (x === i && y === k) || (x === k && y === i))

  const forced = Math.max(0, ...blocks.map((block) => (block.heap ?? -1) + 1))
  const severalAllowed = (problem.apart ?? []).length > 0 || problem.heapLimitBytes !== undefined
  const mostHeaps = problem.maxHeaps ?? Math.max(1, forced, severalAllowed ? forced + units.length : 1)
  let reach = 0
  for (const block of blocks) reach += block.sizeBytes + (block.alignment ?? 1) + (block.fixedOffset ?? 0)
  const limit = Math.min(problem.heapLimitBytes ?? Infinity, reach)

  const named = new Set(blocks.map((block) => block.heap))
  /** Whatever lives at one moment needs room, all heaps together: nothing below is worth looking for. */
  const atLeast =
    problem.conflicts !== undefined
      ? 0
      : Math.max(
          0,
          ...blocks.map(({ start }) =>
            blocks.reduce((sum, b) => sum + (b.start <= start && start < b.end ? b.sizeBytes : 0), 0),
          ),
        )

  const offset = blocks.map(() => -1)
  const heap = blocks.map(() => -1)
  const isPlaced = blocks.map(() => false)
  const heapSize: number[] = []

  /** Whether the units from `u` on can be given heaps, and then all of them offsets, so that the heaps sum to at most `most`. */
  const assign = (u: number, most: number, heaps: number): boolean => {
    if (u === units.length) return place(0, 0, most)
    const unit = units[u]!
    let triedEmpty = false
    for (let h = 0; h < heaps; h++) {
      // Empty heaps that no block names are alike: one of them will do.
      if (!heap.includes(h) && !named.has(h)) {
        if (triedEmpty) continue
        triedEmpty = true
      }
      if (unit.some((i) => blocks[i]!.heap !== undefined && blocks[i]!.heap !== h)) continue
      if (unit.some((i) => blocks.some((_, k) => heap[k] === h && mustBeApart(i, k)))) continue
      if (unit.some((i) => unit.some((k) => mustBeApart(i, k)))) continue
      for (const i of unit) heap[i] = h
      if (assign(u + 1, most, heaps)) return true
      for (const i of unit) heap[i] = -1
    }
    return false
  }

  const place = (u: number, sum: number, most: number): boolean => {
    if (u === units.length) return true
    const unit = units[u]!
    const h = heap[unit[0]!]!
    for (let base = 0; base <= limit; base++) {
      let end = base
      let ok = true
      for (const [p, i] of unit.entries()) {
        const alignment = blocks[i]!.alignment ?? 1
        const at = p === 0 ? base : Math.ceil(end / alignment) * alignment
        end = at + blocks[i]!.sizeBytes
        offset[i] = at
        if (at % alignment !== 0 || end > limit) ok = false
        if (blocks[i]!.fixedOffset !== undefined && blocks[i]!.fixedOffset !== at) ok = false
        for (const k of blocks.keys()) {
          if (!isPlaced[k]! || heap[k] !== h || !collides[i]![k]!) continue
          if (Math.max(at, offset[k]!) < Math.min(end, offset[k]! + blocks[k]!.sizeBytes)) ok = false
        }
      }
      const before = heapSize[h]!
      const grown = sum + Math.max(0, end - before)
      if (grown > most) break
      if (!ok) continue
      heapSize[h] = Math.max(before, end)
      for (const i of unit) isPlaced[i] = true
      if (place(u + 1, grown, most)) return true
      for (const i of unit) isPlaced[i] = false
      heapSize[h] = before
    }
    return false
  }

  for (let heaps = Math.max(1, forced); heaps <= mostHeaps; heaps++) {
    let best: number | null = null
    while (best === null || best > atLeast) {
      heapSize.splice(0, heapSize.length, ...Array.from({ length: heaps }, () => 0))
      heap.fill(-1)
      isPlaced.fill(false)
      if (!assign(0, best === null ? Infinity : best - 1, heaps)) break
      best = heapSize.reduce((sum, size) => sum + size, 0)
    }
    if (best !== null) return { heaps, peakBytes: best }
  }
  return null
}
