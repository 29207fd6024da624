// Hot path: integer node ids and typed arrays only.
import { nodeKeys } from '../node-keys.ts'
import { predecessorsOf } from '../successors.ts'
import type { Level } from './level.ts'
import type { DrainGraph } from './problem.ts'
import { int32Array, uint32Array } from '../../../../graph/typed-arrays.ts'

/** Runs submissions one at a time: what a drain executes on a queue, and the state that it leaves, in memory that is used again. */
export class Drain {
  readonly graph: DrainGraph
  /** Words of the set of executed nodes. */
  readonly words: number
  readonly bits: Uint32Array
  /** Nodes that are ready for another queue: the first `frontierSize`. */
  readonly frontier: Int32Array
  frontierSize = 0
  executed = 0
  hash = 0
  steps = 0
  private readonly zobrist: Int32Array
  private readonly predStart: Int32Array
  private readonly pred: Int32Array
  private readonly stack: number[] = []
  private readonly hosts: number[] = []

  constructor(graph: DrainGraph) {
    const { predStart, pred } = predecessorsOf(graph)
    this.graph = graph
    this.words = Math.max(1, (graph.nodeCount + 31) >>> 5)
    this.bits = uint32Array(this.words)
    this.frontier = int32Array(graph.nodeCount)
    this.zobrist = nodeKeys(graph.nodeCount)
    this.predStart = predStart
    this.pred = pred
  }

  /** The state before the first submission. */
  begin(): void {
    const { graph, predStart, hosts, frontier } = this
    this.bits.fill(0)
    this.hash = 0
    this.executed = 0
    this.frontierSize = 0
    for (let v = 0; v < graph.nodeCount; v++) {
      if (predStart[v] !== predStart[v + 1]) continue
      if (graph.queueMask[v] === 0) hosts.push(v)
      else frontier[this.frontierSize++] = v
    }
    this.runHosts()
  }

  /** Executes all that `queue` can from a state of `level`. @returns whether that was anything */
  run(level: Level, state: number, queue: number): boolean {
    const { graph, words, bits, stack, hosts, frontier } = this
    const { succStart, succ, queueMask } = graph
    bits.set(level.bits.subarray(state * words, (state + 1) * words))
    this.hash = level.hashes[state]!
    this.executed = level.executed[state]!
    const queueBit = 1 << queue
    let frontierSize = 0
    for (let k = level.frontierStart[state]!; k < level.frontierStart[state + 1]!; k++) {
      const node = level.frontier[k]!
      if (queueMask[node]! & queueBit) stack.push(node)
      else frontier[frontierSize++] = node
    }
    let steps = words + level.frontierStart[state + 1]! - level.frontierStart[state]!
    const isAny = stack.length > 0
    while (stack.length > 0) {
      const node = stack.pop()!
      this.execute(node)
      for (let e = succStart[node]!; e < succStart[node + 1]!; e++) {
        const next = succ[e]!
        steps++
        if (!this.isReady(next)) continue
        if (queueMask[next]! & queueBit) stack.push(next)
        else if (queueMask[next] === 0) hosts.push(next)
        else frontier[frontierSize++] = next
      }
    }
    this.steps += steps
    this.frontierSize = frontierSize
    if (isAny) this.runHosts()
    return isAny
  }

  /** Runs host nodes that are ready; nodes that become ready then wait for the next submission. */
  private runHosts(): void {
    const { graph, hosts, frontier } = this
    const { succStart, succ, queueMask } = graph
    while (hosts.length > 0) {
      const node = hosts.pop()!
      this.execute(node)
      for (let e = succStart[node]!; e < succStart[node + 1]!; e++) {
        const next = succ[e]!
        if (!this.isReady(next)) continue
        if (queueMask[next] === 0) hosts.push(next)
        else frontier[this.frontierSize++] = next
      }
    }
  }

  private isReady(node: number): boolean {
    const { predStart, pred, bits } = this
    for (let e = predStart[node]!; e < predStart[node + 1]!; e++) {
      const p = pred[e]!
      if (!(bits[p >>> 5]! & (1 << (p & 31)))) return false
    }
    return true
  }

  private execute(node: number): void {
    this.bits[node >>> 5]! |= 1 << (node & 31)
    this.hash ^= this.zobrist[node]!
    this.executed++
  }
}
