// Hot path: integer node and value ids and typed arrays only.
import type { Successors } from './successors.ts'
import { LiveTree } from './live-tree.ts'
import { popLeast, pushLeast } from './number-heap.ts'
import { float64Array, int32Array, int32Slice, uint8Array } from '../../../graph/typed-arrays.ts'
import type { ValueUses } from './value-uses.ts'

/** Nodes in an order, the values they share, each user once, and the edges that need a barrier between their ends. */
export interface LevelProblem extends Successors, ValueUses {
  /** 1 for edges that need a barrier between their ends; 0 where the order of commands suffices. */
  hazard: Uint8Array
  /** Cluster of each node. Nodes of one cluster are contiguous in every order, and levels do not span clusters. */
  clusterOf: Int32Array
}

/** Levels of an order, between which barriers stand. */
export interface CappedLevels {
  /** Level of each node, ascending over clusters. */
  levelOf: Int32Array
  levelCount: number
}

/** Limits within which levels are made. */
export interface LevelLimits {
  /** Most bytes alive, as far as the order itself needs no more. */
  readonly capBytes: number
  /** A node joins a level only if it is less than so many places behind the nodes that have run. */
  readonly window: number
  /** Most levels; Infinity by default. */
  readonly mostLevels?: number
}

/** Levels under a limit and a window, or none where they are more than `mostLevels`. */
interface Found {
  readonly levels: CappedLevels | undefined
  readonly mostLevels: number
  readonly wasHindered: boolean
}

/** Nodes that may fail to join a level before it is closed, and in total. */
const mostFailuresPerLevel = 32
const mostFailures = 250_000

/**
 * Levels of one order under memory limits. Everything between two barriers is alive together, so each node that joins a level
 * saves a barrier and may need more memory. Goes through the order, and lets later nodes join the current level while neither the
 * level nor the rest, run one by one in order, has more than `capBytes` alive. If the order itself stays within the limit, so do
 * the levels.
 *
 * What the order alone determines is worked out once. The bytes alive at each place of the remaining order are kept in a segment
 * tree. O((n + uses + failures) · log n) for each limit.
 */
export class OrderLevels {
  private readonly p: LevelProblem
  private readonly order: Int32Array
  private readonly position: Int32Array
  /** The values of each node, and the users of each value in the order. */
  private readonly holdStart: Int32Array
  private readonly hold: Int32Array
  private readonly user: Int32Array
  /** Numbers of edges into each node, and of levels from each node to the end of the longest chain of hazards behind it. */
  private readonly hazardsInto: Int32Array
  private readonly othersInto: Int32Array
  private readonly depth: Int32Array
  /** Levels that no limit can make fewer. */
  readonly mostDepth: number
  /** Number of nodes of each depth. */
  private readonly atDepth: Int32Array
  private readonly whole: LiveTree

  /** The number of users of each value, and the place of the last of them in `user`. */
  private readonly uses: Int32Array
  private readonly lastUse: Int32Array
  /** Places of the nodes that nothing comes before, ascending. */
  private readonly first: number[] = []

  // What has run so far, under the limit of the moment. The arrays are used again for each limit, of which there are a hundred.
  private readonly future: LiveTree
  private readonly done: Uint8Array
  private readonly touched: Uint8Array
  /** Users of each value that have not run, and the place of the last of them in `user`. */
  private readonly left: Int32Array
  private readonly last: Int32Array
  private readonly pendingHazards: Int32Array
  private readonly pendingOrder: Int32Array
  /** Nodes of each depth that have not run. */
  private readonly leftAtDepth: Int32Array
  private readonly ready: number[] = []
  /** Places of nodes that were refused by the latest levels, descending: they come before all others that were ready then. */
  private readonly waiting: number[] = []
  private members: number[] = []
  private live = 0
  private closing = 0
  private executed = 0
  private failures = 0
  /** Whether a node did not join a level because of the window, in the last levels that were made. */
  wasHindered = false
  /** Levels that were found under the latest limit, by window: drafts under it are made of the fewest levels first, and then of all. */
  private readonly found = new Map<number, Found>()
  private foundUnder = NaN

  constructor(p: LevelProblem, order: Int32Array) {
    this.p = p
    this.order = order
    const { nodeCount, valueCount, useStart, use, succStart, succ, hazard } = p
    this.position = int32Array(nodeCount)
    for (let k = 0; k < nodeCount; k++) this.position[order[k]!] = k
    this.holdStart = int32Array(nodeCount + 1)
    for (let u = 0; u < use.length; u++) this.holdStart[use[u]! + 1]!++
    for (let v = 0; v < nodeCount; v++) this.holdStart[v + 1]! += this.holdStart[v]!
    this.hold = int32Array(use.length)
    const fill = int32Slice(this.holdStart, 0, nodeCount)
    for (let x = 0; x < valueCount; x++)
      for (let u = useStart[x]!; u < useStart[x + 1]!; u++) this.hold[fill[use[u]!]!++] = x
    this.user = int32Array(use.length)
    const next = int32Slice(useStart, 0, valueCount)
    for (let k = 0; k < nodeCount; k++) {
      const v = order[k]!
      for (let h = this.holdStart[v]!; h < this.holdStart[v + 1]!; h++) this.user[next[this.hold[h]!]!++] = v
    }
    this.hazardsInto = int32Array(nodeCount)
    this.othersInto = int32Array(nodeCount)
    for (let e = 0; e < succStart[nodeCount]!; e++)
      (hazard[e] === 1 ? this.hazardsInto : this.othersInto)[succ[e]!]! += 1
    this.depth = int32Array(nodeCount).fill(1)
    this.mostDepth = this.findDepths()
    this.atDepth = int32Array(this.mostDepth + 1)
    for (let v = 0; v < nodeCount; v++) this.atDepth[this.depth[v]!]!++
    this.whole = this.bytesInOrder(float64Array(nodeCount + 1))
    this.uses = int32Array(valueCount)
    this.lastUse = int32Array(valueCount)
    for (let x = 0; x < valueCount; x++) {
      this.uses[x] = useStart[x + 1]! - useStart[x]!
      this.lastUse[x] = useStart[x + 1]! - 1
    }
    for (let k = 0; k < nodeCount; k++)
      if (this.hazardsInto[order[k]!] === 0 && this.othersInto[order[k]!] === 0) this.first.push(k)
    this.future = this.whole.copy()
    this.done = uint8Array(nodeCount)
    this.touched = uint8Array(valueCount)
    this.left = int32Array(valueCount)
    this.last = int32Array(valueCount)
    this.pendingHazards = int32Array(nodeCount)
    this.pendingOrder = int32Array(nodeCount)
    this.leftAtDepth = int32Array(this.mostDepth + 1)
  }

  /** From the last node of the order on, because edges lead forwards in it. */
  private findDepths(): number {
    const { order, depth } = this
    const { succStart, succ, hazard } = this.p
    let most = 0
    for (let k = order.length - 1; k >= 0; k--) {
      const v = order[k]!
      for (let e = succStart[v]!; e < succStart[v + 1]!; e++)
        depth[v] = Math.max(depth[v]!, depth[succ[e]!]! + hazard[e]!)
      most = Math.max(most, depth[v]!)
    }
    return most
  }

  private bytesInOrder(change: Float64Array): LiveTree {
    const { position, user } = this
    const { nodeCount, valueCount, valueBytes, useStart } = this.p
    for (let x = 0; x < valueCount; x++) {
      if (useStart[x] === useStart[x + 1]) continue
      change[position[user[useStart[x]!]!]!]! += valueBytes[x]!
      change[position[user[useStart[x + 1]! - 1]!]! + 1]! -= valueBytes[x]!
    }
    for (let k = 1; k <= nodeCount; k++) change[k]! += change[k - 1]!
    return LiveTree.of(change, nodeCount)
  }

  /** The levels; undefined where they would be more than `mostLevels`. */
  under({ capBytes, window, mostLevels = Infinity }: LevelLimits): CappedLevels | undefined {
    if (capBytes !== this.foundUnder) this.found.clear()
    this.foundUnder = capBytes
    let found = this.found.get(window)
    if (!found || (!found.levels && found.mostLevels < mostLevels)) {
      const levels = this.make(capBytes, window, mostLevels)
      found = { levels, mostLevels, wasHindered: this.wasHindered }
      this.found.set(window, found)
    }
    this.wasHindered = found.wasHindered
    return found.levels && found.levels.levelCount <= mostLevels ? found.levels : undefined
  }

  private make(capBytes: number, window: number, mostLevels: number): CappedLevels | undefined {
    this.wasHindered = false
    if (this.mostDepth > mostLevels) return undefined
    this.begin()
    const { order, done, leftAtDepth } = this
    const levelOf = int32Array(order.length)
    let level = -1
    let deepest = this.mostDepth
    for (let head = 0; head < order.length; head++) {
      const next = order[head]!
      if (done[next] === 1) continue
      level++
      // What has not run yet needs a level for each hazard on its way to the end.
      while (leftAtDepth[deepest] === 0) deepest--
      if (level + deepest > mostLevels) return undefined
      this.shift(next, 1)
      this.future.remove(this.position[next]!)
      this.run(next)
      this.fill(next, capBytes, window)
      this.close(level, levelOf)
    }
    return { levelOf, levelCount: level + 1 }
  }

  private begin(): void {
    this.future.setTo(this.whole)
    this.done.fill(0)
    this.touched.fill(0)
    this.left.set(this.uses)
    this.last.set(this.lastUse)
    this.pendingHazards.set(this.hazardsInto)
    this.pendingOrder.set(this.othersInto)
    this.leftAtDepth.set(this.atDepth)
    // Ascending numbers are a heap.
    this.ready.length = this.waiting.length = this.members.length = 0
    for (const k of this.first) this.ready.push(k)
    this.live = this.closing = this.executed = this.failures = 0
  }

  /** Lets ready nodes join the level that `first` has begun. */
  private fill(first: number, capBytes: number, window: number): void {
    const { ready, waiting, position, done, future } = this
    const { clusterOf } = this.p
    const refused: number[] = []
    while (ready.length > 0 || waiting.length > 0) {
      const isWaiting = waiting.length > 0 && (ready.length === 0 || waiting.at(-1)! < ready[0]!)
      const v = this.order[isWaiting ? waiting.pop()! : popLeast(ready)]!
      if (done[v] === 1) continue
      if (clusterOf[v] !== clusterOf[first] || position[v]! >= this.executed + window) {
        if (clusterOf[v] === clusterOf[first]) this.wasHindered = true
        refused.push(v)
        break
      }
      if (this.live + this.opens(v) <= capBytes && !this.surelyExceeds(v, capBytes)) {
        this.shift(v, 1)
        future.remove(position[v]!)
        if (future.most <= capBytes) {
          this.run(v)
          continue
        }
        future.restore(position[v]!)
        this.shift(v, -1)
      }
      refused.push(v)
      this.failures++
      if (refused.length >= mostFailuresPerLevel || this.failures > mostFailures) break
    }
    // Edges lead forwards in the order, so nodes are met at ascending places.
    while (refused.length > 0) waiting.push(position[refused.pop()!]!)
  }

  /** Makes a node ready whose predecessors have run, behind barriers where those are needed. */
  private offer(v: number): void {
    if (this.pendingHazards[v] === 0 && this.pendingOrder[v] === 0 && this.done[v] === 0)
      pushLeast(this.ready, this.position[v]!)
  }

  /** Bytes that become alive when `v` runs now. */
  private opens(v: number): number {
    const { holdStart, hold, touched } = this
    const { valueBytes } = this.p
    let bytes = 0
    for (let h = holdStart[v]!; h < holdStart[v + 1]!; h++) if (touched[hold[h]!] === 0) bytes += valueBytes[hold[h]!]!
    return bytes
  }

  /** Whether the rest has more than the limit alive without `v`, seen from the tree alone: most nodes that fail do so here. */
  private surelyExceeds(v: number, capBytes: number): boolean {
    const { holdStart, hold, user, position, last, touched, future } = this
    const { valueBytes, useStart } = this.p
    let exceeds = false
    for (let h = holdStart[v]!; h < holdStart[v + 1]!; h++) {
      const x = hold[h]!
      // Where the value ends sooner without `v`, bytes are freed too.
      if (this.lastWithout(x, v) !== position[user[last[x]!]!]!) return false
      if (touched[x] === 0 && !exceeds)
        exceeds = future.mostBefore(position[user[useStart[x]!]!]!) + valueBytes[x]! > capBytes
    }
    return exceeds
  }

  /** Removes `v` from the remaining nodes, or puts it back (sign −1). */
  private shift(v: number, sign: number): void {
    const { holdStart, hold, user, position, last, touched, future } = this
    const { valueBytes, useStart } = this.p
    for (let h = holdStart[v]!; h < holdStart[v + 1]!; h++) {
      const x = hold[h]!
      const end = position[user[last[x]!]!]!
      const begin = touched[x] === 1 ? 0 : position[user[useStart[x]!]!]!
      const newEnd = this.lastWithout(x, v)
      const bytes = sign * valueBytes[x]!
      if (newEnd < 0) future.add(begin, end, -bytes)
      else {
        future.add(0, begin - 1, bytes)
        future.add(newEnd + 1, end, -bytes)
      }
    }
  }

  /** The last user of a value among the remaining nodes except `without`; −1 for none. */
  private lastWithout(x: number, without: number): number {
    const { user, done, last } = this
    const start = this.p.useStart[x]!
    let u = last[x]!
    while (u >= start && (done[user[u]!] === 1 || user[u] === without)) u--
    return u >= start ? this.position[user[u]!]! : -1
  }

  /** Runs `v` in the current level. Its place in the tree has been removed already. */
  private run(v: number): void {
    const { holdStart, hold, user, done, left, last, touched, pendingOrder } = this
    const { succStart, succ, hazard, valueBytes, useStart } = this.p
    this.live += this.opens(v)
    done[v] = 1
    this.leftAtDepth[this.depth[v]!]!--
    this.members.push(v)
    this.executed++
    for (let h = holdStart[v]!; h < holdStart[v + 1]!; h++) {
      const x = hold[h]!
      touched[x] = 1
      while (last[x]! > useStart[x]! && done[user[last[x]!]!] === 1) last[x]!--
      if (--left[x]! === 0) this.closing += valueBytes[x]!
    }
    for (let e = succStart[v]!; e < succStart[v + 1]!; e++)
      if (hazard[e] !== 1 && --pendingOrder[succ[e]!]! === 0) this.offer(succ[e]!)
  }

  /** Ends the level: a barrier follows, and what only the level used is dead. */
  private close(level: number, levelOf: Int32Array): void {
    const { members, pendingHazards } = this
    const { succStart, succ, hazard } = this.p
    this.live -= this.closing
    this.closing = 0
    for (const v of members) {
      levelOf[v] = level
      for (let e = succStart[v]!; e < succStart[v + 1]!; e++)
        if (hazard[e] !== 0 && --pendingHazards[succ[e]!]! === 0) this.offer(succ[e]!)
    }
    members.length = 0
  }
}
