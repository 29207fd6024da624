/**
 * Intervals of memory that come and go, found by overlap: a segment tree over their bounds, each interval listed at the O(log
 * n) nodes that cover it. Add and remove O(log n), a query O(log n) a hit; overlaps may be nested to any depth.
 */
export interface IntervalIndex {
  add(id: number): void
  remove(id: number): void
  /** Calls back once for every present interval that shares a byte with [from, to). */
  visit(memory: number, from: number, to: number, found: (id: number) => void): void
}

interface Tree {
  readonly bounds: Float64Array
  /** A power of two, so that the tree is a proper one. */
  readonly leaves: number
  readonly listed: (number[] | undefined)[]
  /** The number of listings of each node and those below it. */
  readonly below: Int32Array
}

export function createIntervalIndex(
  memories: number,
  memory: Int32Array,
  begin: Float64Array,
  end: Float64Array,
): IntervalIndex {
  const trees = makeTrees(memories, memory, begin, end)
  const seen = new Int32Array(memory.length)
  let query = 0

  const change = (id: number, present: boolean): void => {
    const tree = trees[memory[id]!]!
    forEachCover(tree, lowerBound(tree.bounds, begin[id]!), lowerBound(tree.bounds, end[id]!), (p) => {
      const list = (tree.listed[p] ??= [])
      if (present) list.push(id)
      else {
        const at = list.indexOf(id)
        if (at < 0) return
        list[at] = list[list.length - 1]!
        list.pop()
      }
      for (let up = p; up > 0; up >>>= 1) tree.below[up]! += present ? 1 : -1
    })
  }
  return {
    add: (id) => change(id, true),
    remove: (id) => change(id, false),
    visit(m, from, to, found) {
      const tree = trees[m]
      if (!tree || tree.below[1] === 0) return
      // The query as whole elementary intervals: from the one that holds `from` to the one that holds the last byte.
      const first = Math.max(0, upperBound(tree.bounds, from) - 1)
      const last = Math.min(tree.bounds.length - 1, lowerBound(tree.bounds, to))
      if (first >= last) return
      query++
      const meet = (list: readonly number[] | undefined): void => {
        if (!list) return
        for (const id of list) {
          if (seen[id] === query || begin[id]! >= to || end[id]! <= from) continue
          seen[id] = query
          found(id)
        }
      }
      const down = (p: number): void => {
        if (tree.below[p] === 0) return
        meet(tree.listed[p])
        if (p < tree.leaves) {
          down(2 * p)
          down(2 * p + 1)
        }
      }
      forEachCover(tree, first, last, down)
      // Wider intervals are listed at ancestors of both ends' leaves; an ancestor of a leaf in between is one of an end's.
      for (let p = (first + tree.leaves) >>> 1; p > 0; p >>>= 1) meet(tree.listed[p])
      for (let p = (last - 1 + tree.leaves) >>> 1; p > 0; p >>>= 1) meet(tree.listed[p])
    },
  }
}

function makeTrees(memories: number, memory: Int32Array, begin: Float64Array, end: Float64Array): (Tree | undefined)[] {
  const bounds = Array.from({ length: memories }, (): number[] => [])
  memory.forEach((m, id) => bounds[m]!.push(begin[id]!, end[id]!))
  return bounds.map((list) => {
    if (list.length === 0) return undefined
    const distinct = Float64Array.from(new Set(list)).sort()
    let leaves = 1
    while (leaves < distinct.length) leaves *= 2
    return { bounds: distinct, leaves, listed: [], below: new Int32Array(2 * leaves) }
  })
}

function forEachCover({ leaves }: Tree, from: number, to: number, visit: (p: number) => void): void {
  for (let l = from + leaves, r = to + leaves; l < r; l >>>= 1, r >>>= 1) {
    if (l & 1) visit(l++)
    if (r & 1) visit(--r)
  }
}

/** The index of the first number that is no less. */
export function lowerBound(sorted: Float64Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}

function upperBound(sorted: Float64Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! <= value) low = middle + 1
    else high = middle
  }
  return low
}
