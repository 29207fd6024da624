import type { PlacementBlock, PlacementProblem } from '../../../../../src/planner/place/solver/index.ts'

/** Seeded random numbers (mulberry32). */
export class Random {
  private state: number

  constructor(seed: number) {
    this.state = seed >>> 0
  }

  /** In [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }

  /** An integer in [least, most]. */
  int(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1))
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  pick<T>(values: readonly T[]): T {
    return values[this.int(0, values.length - 1)]!
  }

  shuffle<T>(values: T[]): T[] {
    for (let i = values.length - 1; i > 0; i--) {
      const k = this.int(0, i)
      ;[values[i], values[k]] = [values[k]!, values[i]!]
    }
    return values
  }
}

/** A problem of at most seven small blocks with a random mix of every rule there is; some have no solution. */
export function tinyProblem(seed: number): PlacementProblem {
  const random = new Random(seed)
  const count = random.pick([1, 2, 3, 3, 4, 4, 5, 5, 6, 7])
  const withAlignment = random.chance(0.5)
  const withFixed = random.chance(0.3)
  const withHeaps = random.chance(0.15)
  const blocks: PlacementBlock[] = []
  for (let i = 0; i < count; i++) {
    const start = random.int(0, 5)
    const block: PlacementBlock = {
      sizeBytes: random.chance(0.03) ? 0 : random.int(1, count > 5 ? 3 : 5),
      start,
      end: start + random.int(1, 4),
    }
    if (withAlignment && random.chance(0.6)) block.alignment = random.pick([1, 2, 3, 4])
    if (withFixed && random.chance(0.3)) block.fixedOffset = random.int(0, 3) * (block.alignment ?? 1)
    if (withHeaps && random.chance(0.3)) block.heap = random.int(0, 2)
    blocks.push(block)
  }
  // One alignment for all, with sizes that do not fill it: who lies on top decides.
  if (!withAlignment && !withFixed && random.chance(0.3)) {
    const alignment = random.pick([2, 3, 4])
    for (const block of blocks) block.alignment = alignment
  }
  // All alive at once, on alignments that divide each other or do not: an order is to be found.
  if (count <= 5 && random.chance(0.2)) {
    const alignments = random.pick([
      [1, 2, 4],
      [1, 4, 8],
      [2, 3, 6],
      [3, 4],
    ])
    for (const [i, { sizeBytes, heap }] of blocks.entries()) {
      blocks[i] = { sizeBytes: sizeBytes + random.int(0, 2), start: i, end: 10, alignment: random.pick(alignments) }
      if (heap !== undefined) blocks[i].heap = heap
    }
  }
  const problem: PlacementProblem = { blocks }
  const pairs = (probability: number): [number, number][] => {
    const list: [number, number][] = []
    for (let a = 0; a < count; a++)
      for (let b = a + 1; b < count; b++) if (random.chance(probability)) list.push([a, b])
    return list
  }
  if (random.chance(0.3)) problem.conflicts = pairs(random.pick([0.3, 0.6, 0.9]))
  if (random.chance(0.2)) problem.apart = pairs(random.pick([0.1, 0.3]))
  if (random.chance(0.35)) {
    const shuffled = random.shuffle(Array.from(blocks.keys()))
    const groups: number[][] = [shuffled.splice(0, random.int(1, 3))]
    if (shuffled.length > 1 && random.chance(0.4)) groups.push(shuffled.splice(0, 2))
    problem.groups = groups
  }
  if (random.chance(0.25)) problem.heapLimitBytes = random.int(3, 12)
  if (random.chance(0.2)) problem.maxHeaps = random.int(1, 3)
  return problem
}
