// Hot path: integer node and value ids and typed arrays only.
import { ascending, float64Array, float64Slice, int32Array, int32Slice } from '../../../../graph/typed-arrays.ts'
import { sortByKey } from '../../../support/sort-by-key.ts'
import { indegreesOf } from '../successors.ts'
import { memoryModel, type MemoryModel, type MemoryOrderProblem } from './model.ts'

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
/** Most ways that are followed at once. */
const mostWays = 4096

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
  const search = new PoolSearch(problem)
  const width = Math.min(mostWays, Math.max(1, Math.floor(mostSteps / search.stepsPerWay)))
  const start = search.start()
  let ways = start.bytes < limitBytes ? [start] : []
  let isLeast = true
  for (let k = 0; k < nodeCount && ways.length > 0; k++) {
    const steps = search.stepsFrom(ways, k, limitBytes)
    const next = search.take(steps, width)
    if (next.length === width && steps.way.length > width) isLeast = false
    ways = next
  }
  const [best] = ways
  return { order: best && orderOf(best, nodeCount), bytes: best ? best.bytes : limitBytes, isLeast }
}

/** A way begun: what has been executed, and in each pool, what is alive, and the most that has been, or will be in one node. */
interface Way {
  readonly key: number
  readonly bytes: number
  readonly most: Float64Array
  readonly live: Float64Array
  /** Users of each value, and predecessors of each node, that have not been executed. */
  readonly usesLeft: Int32Array
  readonly pending: Int32Array
  readonly ready: readonly number[]
  readonly before: Way | undefined
  /** The last node; −1 at the start. */
  readonly node: number
}

/** Steps of one node more, in columns. */
interface Steps {
  readonly way: Way[]
  readonly node: number[]
  readonly bytes: Float64Array
  readonly liveBytes: Float64Array
}

function orderOf(last: Way, nodeCount: number): Int32Array {
  const order = int32Array(nodeCount)
  let k = nodeCount
  for (let way: Way | undefined = last; way && way.node >= 0; way = way.before) order[--k] = way.node
  return order
}

class PoolSearch {
  private readonly model: MemoryModel
  private readonly poolOf: number[] = []
  private readonly poolCount: number
  private readonly users: Int32Array
  /** By number of executed nodes: the cluster whose turn it is. */
  private readonly cluster: Int32Array | undefined
  private readonly clusterOf: Int32Array | undefined

  constructor(problem: PoolProblem) {
    const { valueCount, valueBytes, useStart, poolOf, poolCount, clusterOf } = problem
    this.model = memoryModel(problem)
    // The model leaves out values without bytes or users.
    for (let x = 0; x < valueCount; x++)
      if (valueBytes[x]! > 0 && useStart[x] !== useStart[x + 1]) this.poolOf.push(poolOf[x]!)
    this.poolCount = poolCount
    this.users = int32Array(this.model.valueCount)
    for (let x = 0; x < this.users.length; x++) this.users[x] = this.model.useStart[x + 1]! - this.model.useStart[x]!
    this.clusterOf = clusterOf
    this.cluster = clusterOf && int32Slice(clusterOf).sort()
  }

  get stepsPerWay(): number {
    return this.model.nodeCount * (this.model.nodeCount + this.model.valueCount + this.poolCount) + 1
  }

  start(): Way {
    const { nodeCount } = this.model
    const pending = indegreesOf(this.model)
    const ready: number[] = []
    for (let v = 0; v < nodeCount; v++) if (pending[v] === 0) ready.push(v)
    const most = this.largestNodes()
    const bytes = most.reduce((sum, one) => sum + one, 0)
    const usesLeft = int32Slice(this.users)
    const live = float64Array(this.poolCount)
    return { key: 0, bytes, most, live, usesLeft, pending, ready, before: undefined, node: -1 }
  }

  /** By pool: the most bytes that one node uses, which any order needs. */
  private largestNodes(): Float64Array {
    const { nodeCount, holdStart, hold, valueBytes } = this.model
    const most = float64Array(this.poolCount)
    const own = float64Array(this.poolCount)
    for (let v = 0; v < nodeCount; v++) {
      own.fill(0)
      for (let h = holdStart[v]!; h < holdStart[v + 1]!; h++) own[this.poolOf[hold[h]!]!]! += valueBytes[hold[h]!]!
      for (let pool = 0; pool < own.length; pool++) most[pool] = Math.max(most[pool]!, own[pool]!)
    }
    return most
  }

  /** The steps of some ways that need fewer bytes than the limit. */
  stepsFrom(ways: readonly Way[], executed: number, limitBytes: number): Steps {
    const most = ways.reduce((sum, { ready }) => sum + ready.length, 0)
    const [bytesOf, liveBytesOf] = [float64Array(most), float64Array(most)]
    const steps: Steps = { way: [], node: [], bytes: bytesOf, liveBytes: liveBytesOf }
    const opened = float64Array(this.poolCount)
    for (const way of ways)
      for (const v of way.ready) {
        if (this.clusterOf && this.clusterOf[v] !== this.cluster![executed]) continue
        let liveBytes = -this.open(way, v, opened)
        let { bytes } = way
        for (let pool = 0; pool < opened.length; pool++) {
          const live = way.live[pool]! + opened[pool]!
          if (live > way.most[pool]!) bytes += live - way.most[pool]!
          liveBytes += live
          opened[pool] = 0
        }
        if (bytes >= limitBytes) continue
        const step = steps.way.push(way) - 1
        steps.node.push(v)
        bytesOf[step] = bytes
        liveBytesOf[step] = liveBytes
      }
    return steps
  }

  /** Adds to each pool what becomes alive with a node. @returns the bytes that are dead behind it */
  private open(way: Way, node: number, opened: Float64Array): number {
    const { holdStart, hold, valueBytes } = this.model
    let closedBytes = 0
    for (let h = holdStart[node]!; h < holdStart[node + 1]!; h++) {
      const x = hold[h]!
      const left = way.usesLeft[x]!
      if (left === this.users[x]) opened[this.poolOf[x]!]! += valueBytes[x]!
      if (left === 1) closedBytes += valueBytes[x]!
    }
    return closedBytes
  }

  /** The first so many of the steps, by bytes and then by what stays alive, that no earlier one to the same set beats. */
  take({ way, node, bytes, liveBytes }: Steps, width: number): Way[] {
    const taken: Way[] = []
    const bySet = new Map<number, Way[]>()
    const order = sortByKey(sortByKey(ascending(way.length), liveBytes), bytes)
    for (let k = 0; k < order.length && taken.length < width; k++) {
      const step = order[k]!
      const key = way[step]!.key + 2 ** node[step]!
      const same = bySet.get(key) ?? []
      const most = this.mostWith(way[step]!, node[step]!)
      if (same.some((other) => other.most.every((own, pool) => own <= most[pool]!))) continue
      const next = this.after(way[step]!, node[step]!, { key, bytes: bytes[step]!, most })
      same.push(next)
      bySet.set(key, same)
      taken.push(next)
    }
    return taken
  }

  /** By pool: the most of a way that goes on with a node. */
  private mostWith(way: Way, node: number): Float64Array {
    const most = float64Array(this.poolCount)
    this.open(way, node, most)
    for (let pool = 0; pool < most.length; pool++) most[pool] = Math.max(way.most[pool]!, way.live[pool]! + most[pool]!)
    return most
  }

  private after(way: Way, node: number, { key, bytes, most }: Pick<Way, 'key' | 'bytes' | 'most'>): Way {
    const { holdStart, hold, valueBytes, succStart, succ } = this.model
    const usesLeft = int32Slice(way.usesLeft)
    const live = float64Slice(way.live)
    this.open(way, node, live)
    for (let h = holdStart[node]!; h < holdStart[node + 1]!; h++)
      if (--usesLeft[hold[h]!]! === 0) live[this.poolOf[hold[h]!]!]! -= valueBytes[hold[h]!]!
    const pending = int32Slice(way.pending)
    const ready = way.ready.filter((v) => v !== node)
    for (let e = succStart[node]!; e < succStart[node + 1]!; e++) if (--pending[succ[e]!]! === 0) ready.push(succ[e]!)
    return { key, bytes, most, live, usesLeft, pending, ready, before: way, node }
  }
}
