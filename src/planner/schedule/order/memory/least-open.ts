// Hot path: integer ids and typed arrays only.
import type { MemoryModel } from './model.ts'
import { int32Array, int8Array } from '../../../../graph/typed-arrays.ts'

/**
 * Finds a set with the fewest live bytes among the legal executed sets between two of them. Live bytes are a submodular
 * function of the executed set, so this is a minimum cut: each value is an arc from "some user ran" to "all users ran", with
 * the value's bytes as capacity. Dinic's algorithm; the sets are small, or rarely asked for.
 */
export interface LeastOpen {
  /** Live bytes of the set, and of the set with all free nodes added; only values that a free node uses are counted. */
  liveBytes: number
  liveBytesOfAll: number
  /** The nodes of `free` that belong to the set. */
  members: number[]
  steps: number
}

/**
 * Finds the set. `sideOf[v]`: 1 = executed, 0 = free, −1 = not executed. `free` lists the free nodes. Values that `running` (a
 * node neither executed nor free) uses count as live; −1 for none. Undefined where the cut takes more than `budgetSteps`.
 */
export function leastOpenSet(
  model: MemoryModel,
  sideOf: Int8Array,
  free: Int32Array | number[],
  running: number,
  budgetSteps = Infinity,
): LeastOpen | undefined {
  const { succStart, succ, valueBytes, useStart, use, holdStart, hold, heldBefore, heldAfter } = model
  const flow = new FlowNetwork(2)
  const vertexOf = new Map<number, number>()
  for (const v of free) vertexOf.set(v, flow.addVertex())
  for (const v of free) {
    for (let e = succStart[v]!; e < succStart[v + 1]!; e++) {
      const next = vertexOf.get(succ[e]!)
      if (next !== undefined) flow.addArc(next, vertexOf.get(v)!, Infinity)
    }
  }
  const seen = new Set<number>()
  let always = 0
  let liveBytesOfAll = 0
  for (const v of free) {
    for (let h = holdStart[v]!; h < holdStart[v + 1]!; h++) {
      const x = hold[h]!
      if (seen.has(x)) continue
      seen.add(x)
      let anyIn = heldBefore[x] === 1
      let anyOut = heldAfter[x] === 1
      for (let u = useStart[x]!; u < useStart[x + 1]!; u++) {
        const user = use[u]!
        if (sideOf[user] === 1) anyIn = true
        if (sideOf[user] === -1) anyOut = true
        if (user === running) anyIn = anyOut = true
      }
      if (anyOut) liveBytesOfAll += valueBytes[x]!
      if (anyIn && anyOut) {
        always += valueBytes[x]!
        continue
      }
      const opened = anyIn ? SOURCE : flow.addVertex()
      const closed = anyOut ? SINK : flow.addVertex()
      flow.addArc(opened, closed, valueBytes[x]!)
      for (let u = useStart[x]!; u < useStart[x + 1]!; u++) {
        const vertex = vertexOf.get(use[u]!)
        if (vertex === undefined) continue
        if (!anyIn) flow.addArc(vertex, opened, Infinity)
        if (!anyOut) flow.addArc(closed, vertex, Infinity)
      }
    }
  }
  const cut = flow.minimumCut(budgetSteps)
  if (cut === undefined) return undefined
  const members = [...free].filter((v) => flow.onSourceSide(vertexOf.get(v)!))
  return { liveBytes: always + cut, liveBytesOfAll, members, steps: flow.steps }
}

/** By node: 1 = an ancestor of `v`, −1 = a descendant, 2 = `v` itself, 0 = free. */
export function reachableSides(model: MemoryModel, v: number): Int8Array {
  const sideOf = int8Array(model.nodeCount)
  markReachable(v, model.predStart, model.pred, sideOf, 1)
  markReachable(v, model.succStart, model.succ, sideOf, -1)
  sideOf[v] = 2
  return sideOf
}

function markReachable(from: number, start: Int32Array, edges: Int32Array, sideOf: Int8Array, side: number): void {
  const stack = [from]
  while (stack.length > 0) {
    const v = stack.pop()!
    for (let e = start[v]!; e < start[v + 1]!; e++) {
      if (sideOf[edges[e]!] === side) continue
      sideOf[edges[e]!] = side
      stack.push(edges[e]!)
    }
  }
}

const SOURCE = 0
const SINK = 1

/** Maximum flow by Dinic's algorithm. Arcs come in pairs, each with its reverse. */
class FlowNetwork {
  steps = 0
  private vertexCount: number
  private readonly head: number[] = []
  private readonly to: number[] = []
  private readonly capacity: number[] = []
  private readonly next: number[] = []
  private level = int32Array(0)

  constructor(vertexCount: number) {
    this.vertexCount = vertexCount
    for (let v = 0; v < vertexCount; v++) this.head.push(-1)
  }

  addVertex(): number {
    this.head.push(-1)
    return this.vertexCount++
  }

  addArc(from: number, to: number, capacity: number): void {
    this.to.push(to, from)
    this.capacity.push(capacity, 0)
    this.next.push(this.head[from]!, this.head[to]!)
    this.head[from] = this.to.length - 2
    this.head[to] = this.to.length - 1
  }

  minimumCut(budgetSteps: number): number | undefined {
    let flow = 0
    while (this.layer()) {
      const arcAt = Int32Array.from(this.head)
      for (let pushed = this.augment(arcAt); pushed > 0; pushed = this.augment(arcAt)) {
        flow += pushed
        if (this.steps > budgetSteps) return undefined
      }
    }
    return flow
  }

  /** The smallest minimum cut, after `minimumCut`. */
  onSourceSide(vertex: number): boolean {
    return this.level[vertex]! >= 0
  }

  private layer(): boolean {
    const level = int32Array(this.vertexCount).fill(-1)
    const queue = [SOURCE]
    level[SOURCE] = 0
    for (let k = 0; k < queue.length; k++) {
      for (let arc = this.head[queue[k]!]!; arc >= 0; arc = this.next[arc]!) {
        if (this.capacity[arc]! <= 0 || level[this.to[arc]!]! >= 0) continue
        level[this.to[arc]!] = level[queue[k]!]! + 1
        queue.push(this.to[arc]!)
      }
    }
    this.level = level
    this.steps += this.vertexCount + this.to.length
    return level[SINK]! >= 0
  }

  /** Pushes flow along one path of the layered network, with an explicit stack. */
  private augment(arcAt: Int32Array): number {
    const path: number[] = []
    let at = SOURCE
    for (;;) {
      this.steps++
      if (at === SINK) {
        let least = Infinity
        for (const arc of path) least = Math.min(least, this.capacity[arc]!)
        for (const arc of path) {
          this.capacity[arc]! -= least
          this.capacity[arc ^ 1]! += least
        }
        return least
      }
      let arc = arcAt[at]!
      while (arc >= 0 && !(this.capacity[arc]! > 0 && this.level[this.to[arc]!] === this.level[at]! + 1)) {
        arc = this.next[arc]!
      }
      arcAt[at] = arc
      if (arc >= 0) {
        path.push(arc)
        at = this.to[arc]!
        continue
      }
      if (path.length === 0) return 0
      const back = path.pop()!
      at = this.to[back ^ 1]!
      arcAt[at] = this.next[arcAt[at]!]!
    }
  }
}
