// Hot path: integer ids and typed arrays only.
import type { MemoryModel } from './model.ts'
import { float64Array, int32Array, int8Array, noIndices, uint8Array } from '../../../../graph/typed-arrays.ts'
import { handBack } from '../../../support/reused-memory.ts'

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
  let [edges, holds] = [0, 0]
  for (const v of free) {
    edges += succStart[v + 1]! - succStart[v]!
    holds += holdStart[v + 1]! - holdStart[v]!
  }
  // A value has two vertices and an arc of its own at most, and two arcs for each of its free users.
  const flow = new FlowNetwork(2 + free.length + 2 * holds, edges + 3 * holds)
  /** By node: its vertex, which is not the source; 0 for those that are not free. */
  const vertexOf = int32Array(model.nodeCount)
  for (const v of free) vertexOf[v] = flow.addVertex()
  for (const v of free) {
    for (let e = succStart[v]!; e < succStart[v + 1]!; e++) {
      const next = vertexOf[succ[e]!]!
      if (next !== 0) flow.addArc(next, vertexOf[v]!, Infinity)
    }
  }
  const seen = uint8Array(model.valueCount)
  let always = 0
  let liveBytesOfAll = 0
  for (const v of free) {
    for (let h = holdStart[v]!; h < holdStart[v + 1]!; h++) {
      const x = hold[h]!
      if (seen[x] === 1) continue
      seen[x] = 1
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
        const vertex = vertexOf[use[u]!]!
        if (vertex === 0) continue
        if (!anyIn) flow.addArc(vertex, opened, Infinity)
        if (!anyOut) flow.addArc(closed, vertex, Infinity)
      }
    }
  }
  const cut = flow.minimumCut(budgetSteps)
  const members: number[] = []
  for (const v of free) if (flow.onSourceSide(vertexOf[v]!)) members.push(v)
  handBack(vertexOf, seen)
  flow.handBack()
  if (cut === undefined) return undefined
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
  private vertexCount = 2
  private arcCount = 0
  /** By vertex: its first arc, the first that may still carry anything, its layer, and places for a path or a queue. */
  private readonly head: Int32Array
  private readonly arcAt: Int32Array
  private readonly level: Int32Array
  private readonly places: Int32Array
  /** By arc: where it leads, what it still carries, and the next arc of its vertex. */
  private readonly to: Int32Array
  private readonly capacity: Float64Array
  private readonly next: Int32Array

  /** A network of a source and a sink, with room for so many vertices and arcs. */
  constructor(mostVertices: number, mostArcs: number) {
    this.head = noIndices(mostVertices)
    this.arcAt = int32Array(mostVertices)
    this.level = int32Array(mostVertices)
    this.places = int32Array(mostVertices)
    this.to = int32Array(2 * mostArcs)
    this.capacity = float64Array(2 * mostArcs)
    this.next = int32Array(2 * mostArcs)
  }

  handBack(): void {
    handBack(this.head, this.arcAt, this.level, this.places, this.to, this.capacity, this.next)
  }

  addVertex(): number {
    return this.vertexCount++
  }

  addArc(from: number, to: number, capacity: number): void {
    const { head, next } = this
    const arc = this.arcCount
    this.arcCount = arc + 2
    this.to[arc] = to
    this.to[arc + 1] = from
    this.capacity[arc] = capacity
    next[arc] = head[from]!
    next[arc + 1] = head[to]!
    head[from] = arc
    head[to] = arc + 1
  }

  minimumCut(budgetSteps: number): number | undefined {
    let flow = 0
    while (this.layer()) {
      this.arcAt.set(this.head)
      for (let pushed = this.augment(); pushed > 0; pushed = this.augment()) {
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
    const { head, next, to, capacity, level, places: queue } = this
    level.fill(-1)
    level[SOURCE] = 0
    queue[0] = SOURCE
    for (let k = 0, end = 1; k < end; k++) {
      const vertex = queue[k]!
      for (let arc = head[vertex]!; arc >= 0; arc = next[arc]!) {
        if (capacity[arc]! <= 0 || level[to[arc]!]! >= 0) continue
        level[to[arc]!] = level[vertex]! + 1
        queue[end++] = to[arc]!
      }
    }
    this.steps += this.vertexCount + this.arcCount
    return level[SINK]! >= 0
  }

  /** Pushes flow along one path of the layered network, with an explicit stack. */
  private augment(): number {
    const { arcAt, next, to, capacity, level, places: path } = this
    let length = 0
    let at = SOURCE
    for (;;) {
      this.steps++
      if (at === SINK) {
        let least = Infinity
        for (let k = 0; k < length; k++) least = Math.min(least, capacity[path[k]!]!)
        for (let k = 0; k < length; k++) {
          capacity[path[k]!]! -= least
          capacity[path[k]! ^ 1]! += least
        }
        return least
      }
      let arc = arcAt[at]!
      while (arc >= 0 && !(capacity[arc]! > 0 && level[to[arc]!] === level[at]! + 1)) arc = next[arc]!
      arcAt[at] = arc
      if (arc >= 0) {
        path[length++] = arc
        at = to[arc]!
        continue
      }
      if (length === 0) return 0
      const back = path[--length]!
      at = to[back ^ 1]!
      arcAt[at] = next[arcAt[at]!]!
    }
  }
}
