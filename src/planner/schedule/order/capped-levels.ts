// Hot path: integer node and value ids and typed arrays only.
import { NodeHeap } from './memory/node-heap.ts'
import type { Successors } from './csr.ts'
import { float64Array, int32Array, int32Slice, uint8Array } from '../../../graph/typed-arrays.ts'

/** Nodes in an order, the values they share, and the edges that need a barrier between their ends. */
export interface LevelProblem extends Successors {
  /** 1 for edges that need a barrier between their ends; 0 where the order of commands suffices. */
  hazard: Uint8Array
  /** Cluster of each node. Nodes of one cluster are contiguous in every order, and levels do not span clusters. */
  clusterOf: Int32Array
  valueCount: number
  valueBytes: Float64Array
  /** The nodes that use value `x`, each once: `use[useStart[x]] … use[useStart[x + 1] − 1]`. */
  useStart: Int32Array
  use: Int32Array
}

export interface CappedLevels {
  /** Level of each node, ascending over clusters. */
  levelOf: Int32Array
  levelCount: number
}

/** Nodes that may fail to join a level before it is closed, and in total. */
const mostFailuresPerLevel = 32
const mostFailures = 250_000

/**
 * Levels under a memory limit. Everything between two barriers is alive together, so each node that joins a level saves a
 * barrier and may need more memory. Goes through `order`, and lets later nodes join the current level while neither the level
 * nor the rest, run one by one in order, has more than `capBytes` alive. If the order itself stays within the limit, so do the
 * levels. A node joins only if it is less than `window` places behind the nodes that have run.
 *
 * The bytes alive at each place of the remaining order are kept in a segment tree. O((n + uses + failures) · log n).
 */
export function cappedLevels(p: LevelProblem, order: Int32Array, capBytes: number, window: number): CappedLevels {
  const { nodeCount, succStart, succ, hazard, clusterOf, valueCount, valueBytes } = p
  const position = int32Array(nodeCount)
  order.forEach((v, k) => (position[v] = k))
  const { holdStart, hold, userStart, user } = usesInOrder(p, order)
  const future = liveTree(nodeCount)
  const left = int32Array(valueCount)
  const last = int32Array(valueCount)
  const touched = uint8Array(valueCount)
  for (let x = 0; x < valueCount; x++) {
    left[x] = userStart[x + 1]! - userStart[x]!
    last[x] = userStart[x + 1]! - 1
    if (left[x]! > 0) future.add(position[user[userStart[x]!]!]!, position[user[last[x]!]!]!, valueBytes[x]!)
  }
  const done = uint8Array(nodeCount)

  /** The last user of a value among the remaining nodes except `without`; −1 for none. */
  const lastWithout = (x: number, without: number): number => {
    let u = last[x]!
    while (u >= userStart[x]! && (done[user[u]!] === 1 || user[u] === without)) u--
    return u >= userStart[x]! ? position[user[u]!]! : -1
  }
  /** Removes `v` from the remaining nodes, or puts it back (sign −1). */
  const shift = (v: number, sign: number) => {
    for (let h = holdStart[v]!; h < holdStart[v + 1]!; h++) {
      const x = hold[h]!
      const end = position[user[last[x]!]!]!
      const begin = touched[x] === 1 ? 0 : position[user[userStart[x]!]!]!
      const newEnd = lastWithout(x, v)
      const bytes = sign * valueBytes[x]!
      if (newEnd < 0) future.add(begin, end, -bytes)
      else {
        future.add(0, begin - 1, bytes)
        future.add(newEnd + 1, end, -bytes)
      }
    }
  }
  let live = 0
  let closing = 0
  const opens = (v: number): number => {
    let bytes = 0
    for (let h = holdStart[v]!; h < holdStart[v + 1]!; h++) if (touched[hold[h]!] === 0) bytes += valueBytes[hold[h]!]!
    return bytes
  }
  const pendingHazards = int32Array(nodeCount)
  const pendingOrder = int32Array(nodeCount)
  for (let e = 0; e < succStart[nodeCount]!; e++) (hazard[e] === 1 ? pendingHazards : pendingOrder)[succ[e]!]!++
  const ready = new NodeHeap()
  const offer = (v: number) => {
    if (pendingHazards[v] === 0 && pendingOrder[v] === 0 && done[v] === 0) ready.push(v, 0, 0, position[v]!)
  }
  for (let v = 0; v < nodeCount; v++) offer(v)

  const levelOf = int32Array(nodeCount)
  const members: number[] = []
  let executed = 0
  let level = -1
  let failures = 0
  /** Runs `v`, whose place in the tree has been removed already. */
  const commit = (v: number) => {
    live += opens(v)
    levelOf[v] = level
    done[v] = 1
    members.push(v)
    executed++
    for (let h = holdStart[v]!; h < holdStart[v + 1]!; h++) {
      const x = hold[h]!
      touched[x] = 1
      while (last[x]! > userStart[x]! && done[user[last[x]!]!] === 1) last[x]!--
      if (--left[x]! === 0) closing += valueBytes[x]!
    }
    for (let e = succStart[v]!; e < succStart[v + 1]!; e++) {
      if (hazard[e] === 1) continue
      if (--pendingOrder[succ[e]!]! === 0) offer(succ[e]!)
    }
  }
  const close = () => {
    live -= closing
    closing = 0
    for (const v of members) {
      for (let e = succStart[v]!; e < succStart[v + 1]!; e++) {
        if (hazard[e] === 0) continue
        if (--pendingHazards[succ[e]!]! === 0) offer(succ[e]!)
      }
    }
    members.length = 0
  }
  const refused: number[] = []
  for (let head = 0; head < nodeCount; head++) {
    if (done[order[head]!] === 1) continue
    level++
    const next = order[head]!
    shift(next, 1)
    future.remove(position[next]!)
    commit(next)
    let refusals = 0
    while (!ready.isEmpty()) {
      const v = ready.pop()
      if (done[v] === 1) continue
      if (clusterOf[v] !== clusterOf[next] || position[v]! >= executed + window) {
        refused.push(v)
        break
      }
      if (live + opens(v) <= capBytes) {
        shift(v, 1)
        future.remove(position[v]!)
        if (future.most() <= capBytes) {
          commit(v)
          continue
        }
        future.restore(position[v]!)
        shift(v, -1)
      }
      refused.push(v)
      failures++
      if (++refusals >= mostFailuresPerLevel || failures > mostFailures) break
    }
    while (refused.length > 0) offer(refused.pop()!)
    close()
  }
  return { levelOf, levelCount: level + 1 }
}

/** The values of each node, and the users of each value in the order. */
function usesInOrder({ nodeCount, valueCount, useStart, use }: LevelProblem, order: Int32Array) {
  const holdStart = int32Array(nodeCount + 1)
  for (const v of use) holdStart[v + 1]!++
  for (let v = 0; v < nodeCount; v++) holdStart[v + 1]! += holdStart[v]!
  const hold = int32Array(use.length)
  const fill = int32Slice(holdStart, 0, nodeCount)
  for (let x = 0; x < valueCount; x++) for (let u = useStart[x]!; u < useStart[x + 1]!; u++) hold[fill[use[u]!]!++] = x
  const user = int32Array(use.length)
  const next = int32Slice(useStart, 0, valueCount)
  for (const v of order) for (let h = holdStart[v]!; h < holdStart[v + 1]!; h++) user[next[hold[h]!]!++] = v
  return { holdStart, hold, userStart: useStart, user }
}

/** Bytes at each position: additions to ranges, and the maximum over positions that are not removed. */
function liveTree(count: number) {
  let size = 1
  while (size < count) size *= 2
  const added = float64Array(2 * size)
  const most = float64Array(2 * size).fill(-Infinity)
  for (let k = 0; k < count; k++) most[size + k] = 0
  for (let k = size - 1; k > 0; k--) most[k] = Math.max(most[2 * k]!, most[2 * k + 1]!)
  const pull = (k: number) => {
    for (k >>= 1; k > 0; k >>= 1) most[k] = Math.max(most[2 * k]!, most[2 * k + 1]!) + added[k]!
  }
  return {
    most: () => most[1]!,
    /** Adds to the positions from … to, both included. */
    add(from: number, to: number, bytes: number) {
      if (bytes === 0 || from > to) return
      let low = from + size
      let high = to + size + 1
      const [lowest, highest] = [low, high - 1]
      for (; low < high; low >>= 1, high >>= 1) {
        if (low & 1) {
          added[low]! += bytes
          most[low]! += bytes
          low++
        }
        if (high & 1) {
          high--
          added[high]! += bytes
          most[high]! += bytes
        }
      }
      pull(lowest)
      pull(highest)
    },
    remove(at: number) {
      most[size + at] = -Infinity
      pull(size + at)
    },
    restore(at: number) {
      most[size + at] = added[size + at]!
      pull(size + at)
    },
  }
}
