// Hot path: integer node ids and typed arrays only. A state is the set of executed nodes, as words of bits.
import { predecessorsOf } from '../csr.ts'
import { combineBounds, queueSets, tailsOf } from './bounds.ts'
import type { TailTable } from './bounds.ts'
import { LevelBuilder } from './level.ts'
import type { Level } from './level.ts'
import type { DrainGraph } from './problem.ts'
import { int32Array, uint32Array } from '../../../../graph/typed-arrays.ts'

/** Sets that drains reach from the empty set, level by level: level k has the sets that k submissions can have executed. */
export interface DrainedSets {
  words: number
  level: Level
  depth: number
  /**
   * Advances one level: without duplicates, without sets that are subsets of another (which by the drain lemma are never
   * better), and without those that cannot finish within `target` submissions; at most `width` of the others. A finished set
   * ends the search with its sequence of queues.
   */
  advance: (target: number, width: number, mayGoOn: () => boolean) => Advance
  /** The sequence of queues that led to a state of the current level. */
  sequenceTo: (state: number) => number[]
  steps: () => number
}

export interface Advance {
  sequence?: number[]
  /** Whether states were left out to stay within the width. */
  truncated: boolean
  /** Whether the level was stopped before its end. */
  stopped: boolean
}

export type DrainedSetsOf = () => DrainedSets

/** Prepares the bounds once; each call of the result starts from the empty set. Edges must be unique. */
export function drainedSets(graph: DrainGraph): DrainedSetsOf {
  const { nodeCount, succStart, succ, queueMask, queueCount } = graph
  const { predStart, pred } = predecessorsOf(graph)
  const words = Math.max(1, (nodeCount + 31) >>> 5)
  const zobrist = mixedWords(nodeCount)
  const tables = new Map<number, TailTable>(queueSets(queueCount).map((set) => [set, tailsOf(graph, set)]))
  const all = (1 << queueCount) - 1
  const wholeTails = tables.get(all)!
  let steps = 0

  const bits = uint32Array(words)
  const stack: number[] = []
  const hosts: number[] = []
  const frontier = int32Array(nodeCount)
  let frontierSize = 0
  let executed = 0
  let hash = 0

  const isReady = (node: number): boolean => {
    for (let e = predStart[node]!; e < predStart[node + 1]!; e++) {
      const p = pred[e]!
      if (!(bits[p >>> 5]! & (1 << (p & 31)))) return false
    }
    return true
  }
  const execute = (node: number) => {
    bits[node >>> 5]! |= 1 << (node & 31)
    hash ^= zobrist[node]!
    executed++
  }
  /** Runs host nodes that are ready; nodes that become ready then wait for the next submission. */
  const runHosts = () => {
    while (hosts.length > 0) {
      const node = hosts.pop()!
      execute(node)
      for (let e = succStart[node]!; e < succStart[node + 1]!; e++) {
        const next = succ[e]!
        if (!isReady(next)) continue
        if (queueMask[next] === 0) hosts.push(next)
        else frontier[frontierSize++] = next
      }
    }
  }

  /** Drains `queue` from a state of `level` into the scratch state above. */
  const drain = (level: Level, state: number, queue: number) => {
    bits.set(level.bits.subarray(state * words, (state + 1) * words))
    hash = level.hashes[state]!
    executed = level.executed[state]!
    frontierSize = 0
    const queueBit = 1 << queue
    for (let k = level.frontierStart[state]!; k < level.frontierStart[state + 1]!; k++) {
      const node = level.frontier[k]!
      if (queueMask[node]! & queueBit) stack.push(node)
      else frontier[frontierSize++] = node
    }
    steps += words + level.frontierStart[state + 1]! - level.frontierStart[state]!
    if (stack.length === 0) return false
    while (stack.length > 0) {
      const node = stack.pop()!
      execute(node)
      for (let e = succStart[node]!; e < succStart[node + 1]!; e++) {
        const next = succ[e]!
        steps++
        if (!isReady(next)) continue
        if (queueMask[next]! & queueBit) stack.push(next)
        else if (queueMask[next] === 0) hosts.push(next)
        else frontier[frontierSize++] = next
      }
    }
    runHosts()
    return true
  }

  const boundOf = int32Array(all + 1)
  /** Lower bound of the submissions after the scratch state, whose last one ran on `queue`. */
  const toCome = (queue: number, enough: number): number => {
    const wholeColumn = wholeTails.after[queue]!
    let most = 0
    for (let k = 0; k < frontierSize; k++) most = Math.max(most, wholeColumn[frontier[k]!]!)
    if (most > enough || queueCount < 3) return most
    boundOf.fill(0)
    for (const [set, { queues, after }] of tables) {
      let fewest = nodeCount
      for (let c = 0; c < queues.length; c++) {
        // The last submission on a set of queues is known where the set contains the queue; else it may be any.
        if (set & (1 << queue) && queues[c] !== queue) continue
        const column = after[c]!
        let mostHere = 0
        for (let k = 0; k < frontierSize; k++) mostHere = Math.max(mostHere, column[frontier[k]!]!)
        fewest = Math.min(fewest, mostHere)
      }
      boundOf[set] = fewest
    }
    steps += frontierSize * tables.size
    return combineBounds(boundOf, queueCount)
  }

  const firstLevel = (): Level => {
    bits.fill(0)
    hash = 0
    executed = 0
    frontierSize = 0
    for (let v = 0; v < nodeCount; v++) {
      if (predStart[v] !== predStart[v + 1]) continue
      if (queueMask[v] === 0) hosts.push(v)
      else frontier[frontierSize++] = v
    }
    runHosts()
    const level = new LevelBuilder(words)
    level.add(bits, hash, frontier, frontierSize, -1, 0, executed)
    return level.finish()
  }

  return () => {
    const historyParent: number[] = []
    const historyQueue: number[] = []
    const sequenceOf = (entry: number): number[] => {
      const sequence: number[] = []
      for (; entry >= 0; entry = historyParent[entry]!) sequence.push(historyQueue[entry]!)
      return sequence.reverse()
    }
    const stepsBefore = steps
    const sets: DrainedSets = {
      words,
      level: firstLevel(),
      depth: 0,
      steps: () => steps - stepsBefore,
      sequenceTo: (state) => sequenceOf(sets.level.history[state]!),
      advance(target, width, mayGoOn) {
        const { level } = sets
        const depth = sets.depth + 1
        const next = new LevelBuilder(words)
        for (let state = 0; state < level.count; state++) {
          if (!mayGoOn()) return { truncated: false, stopped: true }
          for (let queue = 0; queue < queueCount; queue++) {
            if (!drain(level, state, queue)) continue
            const entry = historyParent.length
            const finished = executed === nodeCount
            const more = finished ? 0 : toCome(queue, target - depth)
            if (depth + more > target) continue
            if (!finished && !next.add(bits, hash, frontier, frontierSize, entry, more, executed)) continue
            historyParent.push(level.history[state]!)
            historyQueue.push(queue)
            if (finished) return { sequence: sequenceOf(entry), truncated: false, stopped: false }
          }
        }
        const kept = next.undominated(width)
        steps += next.comparisons
        sets.level = next.finish(kept)
        sets.depth = depth
        return { truncated: next.truncated, stopped: false }
      },
    }
    return sets
  }
}

/** Fixed pseudo-random words, one per node, to hash node sets. */
function mixedWords(count: number): Int32Array {
  const words = int32Array(count)
  for (let i = 0; i < count; i++) {
    let x = Math.imul(i + 1, 0x9e3779b1)
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
    words[i] = x ^ (x >>> 16)
  }
  return words
}
