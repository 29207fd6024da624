// Hot path: integer node and value ids and typed arrays only.
import { float64Array, int32Array, int32Slice } from '../../../../graph/typed-arrays.ts'
import { indegreesOf } from '../successors.ts'
import { memoryModel, type MemoryModel, type MemoryOrderProblem } from './model.ts'
import { PoolSteps } from './pool-steps.ts'
import { waysFor, widthFor, type Ways } from './pool-ways.ts'

/** Values share memory only with those of their pool: a heap, or the textures of one description. */
export interface PoolProblem extends MemoryOrderProblem {
  readonly poolCount: number
  /** The pool of each value that has bytes. */
  readonly poolOf: ArrayLike<number>
}

/** An order with the bytes that its pools come to. */
export interface PoolOrder {
  /** Undefined where no order was found that needs less than the limit. */
  readonly order: Int32Array | undefined
  /** Bytes of all pools together; the limit without an order. */
  readonly bytes: number
  /** Whether no order needs less. */
  readonly isLeast: boolean
}

/** Most nodes: a set of them is a number. */
export const mostNodesInPools = 52

/**
 * An order in which the pools together need few bytes, each as many as are alive in it at its fullest moment. Pools do not lend each other
 * what they have at quiet moments, so the order with the fewest bytes alive at once may need more than another.
 *
 * Beam search over executed sets: of all ways that one more node continues, those with the fewest bytes are kept, and of those that have
 * executed the same set, the ones that no other beats in every pool. A way has from the start what the largest node of each pool needs. Where
 * nothing else was left out, no order needs less.
 * O(n · ways · (n + values)), with as many ways as the steps allow.
 *
 * @param limitBytes only orders that need fewer are looked for
 */
export function orderForPools(problem: PoolProblem, limitBytes: number, mostSteps: number): PoolOrder {
  const { nodeCount } = problem
  const search = new PoolSearch(problem, limitBytes, mostSteps)
  let isLeast = true
  for (let executed = 0; executed < nodeCount && search.wayCount > 0; executed++)
    if (search.goOn(executed)) isLeast = false
  if (search.wayCount === 0) return { order: undefined, bytes: limitBytes, isLeast }
  return { order: search.firstOrder(), bytes: search.firstBytes, isLeast }
}

class PoolSearch {
  private readonly model: MemoryModel
  private readonly limitBytes: number
  private readonly poolOf: Int32Array
  private readonly poolCount: number
  private readonly users: Int32Array
  /** By number of executed nodes: the cluster whose turn it is. */
  private readonly cluster: Int32Array | undefined
  private readonly clusterOf: Int32Array | undefined
  private readonly width: number
  private ways: Ways
  /** Where the next ways are made. */
  private spare: Ways
  /** By number of executed nodes and way: the last node, and the way before it. */
  private readonly node: Int32Array
  private readonly before: Int32Array
  private readonly steps: PoolSteps
  /** By pool: what a node opens. */
  private readonly opened: Float64Array
  /** By node: its bit in the number of a set. */
  private readonly bit: Float64Array

  constructor(problem: PoolProblem, limitBytes: number, mostSteps: number) {
    const { valueCount, valueBytes, useStart, poolOf, poolCount, clusterOf } = problem
    this.limitBytes = limitBytes
    this.model = memoryModel(problem)
    const { nodeCount, valueCount: usedCount, useStart: usedStart } = this.model
    this.poolOf = int32Array(usedCount)
    // The model leaves out values without bytes or users.
    for (let x = 0, used = 0; x < valueCount; x++)
      if (valueBytes[x]! > 0 && useStart[x] !== useStart[x + 1]) this.poolOf[used++] = poolOf[x]!
    this.poolCount = poolCount
    this.users = int32Array(usedCount)
    for (let x = 0; x < usedCount; x++) this.users[x] = usedStart[x + 1]! - usedStart[x]!
    this.clusterOf = clusterOf
    this.cluster = clusterOf && int32Slice(clusterOf).sort()
    this.width = widthFor(nodeCount, nodeCount * (nodeCount + usedCount + poolCount) + 1, mostSteps)
    this.ways = waysFor(this.model, poolCount, this.width)
    this.spare = waysFor(this.model, poolCount, this.width)
    this.node = int32Array(nodeCount * this.width)
    this.before = int32Array(nodeCount * this.width)
    this.steps = new PoolSteps(this.width * nodeCount)
    this.opened = float64Array(poolCount)
    this.bit = float64Array(nodeCount)
    for (let v = 0, bit = 1; v < nodeCount; v++, bit *= 2) this.bit[v] = bit
    this.begin()
  }

  get wayCount(): number {
    return this.ways.count
  }

  get firstBytes(): number {
    return this.ways.bytes[0]!
  }

  /** The order of the first way, once all nodes have been executed. */
  firstOrder(): Int32Array {
    const { nodeCount } = this.model
    const order = int32Array(nodeCount)
    for (let k = nodeCount - 1, way = 0; k >= 0; k--) {
      order[k] = this.node[k * this.width + way]!
      way = this.before[k * this.width + way]!
    }
    return order
  }

  /** Executes one node more in each way. @returns whether ways were left out that no other beats */
  goOn(executed: number): boolean {
    this.findSteps(executed)
    this.take(executed)
    return this.ways.count === this.width && this.steps.count > this.width
  }

  /** The way that has executed nothing, if it may need fewer bytes than the limit. */
  private begin(): void {
    const { nodeCount } = this.model
    const { most, usesLeft, pending, ready, readyCount, bytes } = this.ways
    const indegrees = indegreesOf(this.model)
    for (let v = 0; v < nodeCount; v++) if ((pending[v] = indegrees[v]!) === 0) ready[readyCount[0]!++] = v
    for (let x = 0; x < this.users.length; x++) usesLeft[x] = this.users[x]!
    this.needLargestNodes()
    for (let pool = 0; pool < this.poolCount; pool++) bytes[0]! += most[pool]!
    if (bytes[0]! < this.limitBytes) this.ways.count = 1
  }

  /** By pool: the most bytes that one node uses, which any order needs. */
  private needLargestNodes(): void {
    const { nodeCount, holdStart, hold, valueBytes } = this.model
    const { ways, opened } = this
    for (let v = 0; v < nodeCount; v++) {
      for (let h = holdStart[v]!; h < holdStart[v + 1]!; h++) opened[this.poolOf[hold[h]!]!]! += valueBytes[hold[h]!]!
      for (let pool = 0; pool < opened.length; pool++) {
        ways.most[pool] = Math.max(ways.most[pool]!, opened[pool]!)
        opened[pool] = 0
      }
    }
  }

  /** Finds the steps that need fewer bytes than the limit. */
  private findSteps(executed: number): void {
    const { ways, steps, opened, poolCount, limitBytes } = this
    const { nodeCount } = this.model
    steps.clear()
    for (let way = 0; way < ways.count; way++)
      for (let r = way * nodeCount, end = r + ways.readyCount[way]!; r < end; r++) {
        const v = ways.ready[r]!
        if (this.clusterOf && this.clusterOf[v] !== this.cluster![executed]) continue
        let liveBytes = -this.open(way, v)
        let bytes = ways.bytes[way]!
        for (let pool = 0, p = way * poolCount; pool < poolCount; pool++, p++) {
          const live = ways.live[p]! + opened[pool]!
          if (live > ways.most[p]!) bytes += live - ways.most[p]!
          liveBytes += live
          opened[pool] = 0
        }
        if (bytes < limitBytes) steps.add(way, v, bytes, liveBytes)
      }
  }

  /** Adds to each pool what becomes alive with a node. @returns the bytes that are dead behind it */
  private open(way: number, node: number): number {
    const { opened, poolOf, users } = this
    const { holdStart, hold, valueBytes, valueCount } = this.model
    const { usesLeft } = this.ways
    const base = way * valueCount
    let closedBytes = 0
    for (let h = holdStart[node]!; h < holdStart[node + 1]!; h++) {
      const x = hold[h]!
      const left = usesLeft[base + x]!
      if (left === users[x]) opened[poolOf[x]!]! += valueBytes[x]!
      if (left === 1) closedBytes += valueBytes[x]!
    }
    return closedBytes
  }

  /** Takes the first steps, by bytes and then by what stays alive, that no earlier one to the same set beats: as many as there may be ways. */
  private take(executed: number): void {
    const { ways, spare, steps, width, bit } = this
    spare.count = 0
    steps.begin()
    for (let step = steps.next(); step >= 0 && spare.count < width; step = steps.next()) {
      const way = steps.way[step]!
      const node = steps.node[step]!
      const key = ways.key[way]! + bit[node]!
      this.open(way, node)
      this.raiseMost(way)
      if (this.isBeaten(key)) this.opened.fill(0)
      else {
        const next = spare.count
        spare.key[next] = key
        spare.bytes[next] = steps.bytes[step]!
        this.node[executed * width + next] = node
        this.before[executed * width + next] = way
        this.execute(way, node)
        spare.count++
      }
    }
    this.ways = spare
    this.spare = ways
  }

  /** By pool, the most of a way with what is opened: as that of the way which is made next. */
  private raiseMost(way: number): void {
    const { ways, spare, opened, poolCount } = this
    for (let pool = 0, from = way * poolCount, to = spare.count * poolCount; pool < poolCount; pool++, from++, to++)
      spare.most[to] = Math.max(ways.most[from]!, ways.live[from]! + opened[pool]!)
  }

  /** Whether a way to this set has no more in any pool than the way that is made next. */
  private isBeaten(key: number): boolean {
    const { spare, poolCount } = this
    const own = spare.count * poolCount
    for (let way = 0; way < spare.count; way++) {
      if (spare.key[way] !== key) continue
      let pool = 0
      while (pool < poolCount && spare.most[way * poolCount + pool]! <= spare.most[own + pool]!) pool++
      if (pool === poolCount) return true
    }
    return false
  }

  /** Makes the next way of one that goes on with a node, which has opened what it opens. */
  private execute(way: number, node: number): void {
    const { ways, spare, opened, poolCount, poolOf } = this
    const { nodeCount, valueCount, holdStart, hold, valueBytes, succStart, succ } = this.model
    const next = spare.count
    const { live, usesLeft, pending, ready } = spare
    for (let pool = 0; pool < poolCount; pool++) {
      live[next * poolCount + pool] = ways.live[way * poolCount + pool]! + opened[pool]!
      opened[pool] = 0
    }
    for (let x = 0; x < valueCount; x++) usesLeft[next * valueCount + x] = ways.usesLeft[way * valueCount + x]!
    for (let h = holdStart[node]!; h < holdStart[node + 1]!; h++) {
      const x = hold[h]!
      if (--usesLeft[next * valueCount + x]! === 0) live[next * poolCount + poolOf[x]!]! -= valueBytes[x]!
    }
    for (let v = 0; v < nodeCount; v++) pending[next * nodeCount + v] = ways.pending[way * nodeCount + v]!
    let end = next * nodeCount
    for (let r = way * nodeCount, last = r + ways.readyCount[way]!; r < last; r++)
      if (ways.ready[r] !== node) ready[end++] = ways.ready[r]!
    for (let e = succStart[node]!; e < succStart[node + 1]!; e++)
      if (--pending[next * nodeCount + succ[e]!]! === 0) ready[end++] = succ[e]!
    spare.readyCount[next] = end - next * nodeCount
  }
}
