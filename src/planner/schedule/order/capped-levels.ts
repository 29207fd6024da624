// Hot path: integer node and value ids and typed arrays only.
import type { LiveTree } from './live-tree.ts'
import { popLeast, pushLeast } from './number-heap.ts'
import { OrderFacts, type LevelProblem } from './order-facts.ts'
import { int32Array, uint8Array } from '../../../graph/typed-arrays.ts'

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
  /** The most places that a node was behind the nodes that had run when it was asked to join a level. */
  readonly reach: number
  /** They are the same under all limits from the one on and below the other. */
  readonly fromBytes: number
  readonly belowBytes: number
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
 * Facts that the order alone determines are computed once. The bytes alive at each place of the remaining order are kept in a segment
 * tree. O((n + uses + failures) · log n) for each limit.
 */
export class OrderLevels extends OrderFacts {
  // The state so far under the present limit. The arrays are reused for each limit, of which there may be a hundred.
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
  private reach = 0
  private fromBytes = 0
  private belowBytes = Infinity
  /** Whether a node did not join a level because of the window, in the last levels that were made. */
  wasHindered = false
  /** The latest levels by window: limits are many, and mostly some of them come to the same. */
  private readonly found = new Map<number, Found>()

  constructor(p: LevelProblem, order: Int32Array) {
    super(p, order)
    const { nodeCount, valueCount } = p
    this.future = this.whole.copy()
    this.done = uint8Array(nodeCount)
    this.touched = uint8Array(valueCount)
    this.left = int32Array(valueCount)
    this.last = int32Array(valueCount)
    this.pendingHazards = int32Array(nodeCount)
    this.pendingOrder = int32Array(nodeCount)
    this.leftAtDepth = int32Array(this.mostDepth + 1)
  }

  /** The levels; undefined where they would be more than `mostLevels`. */
  under({ capBytes, window, mostLevels = Infinity }: LevelLimits): CappedLevels | undefined {
    const free = this.knownUnder(capBytes, Infinity)
    // A wider window than that hinders no node.
    let found = free && window > free.reach ? free : this.knownUnder(capBytes, window)
    if (!found || (!found.levels && found.mostLevels < mostLevels)) {
      const levels = this.make(capBytes, window, mostLevels)
      const { wasHindered, reach, fromBytes, belowBytes } = this
      found = { levels, mostLevels, wasHindered, reach, fromBytes, belowBytes }
      this.found.set(window, found)
    }
    this.wasHindered = found.wasHindered
    return found.levels && found.levels.levelCount <= mostLevels ? found.levels : undefined
  }

  private knownUnder(capBytes: number, window: number): Found | undefined {
    const found = this.found.get(window)
    return found && found.fromBytes <= capBytes && capBytes < found.belowBytes ? found : undefined
  }

  private make(capBytes: number, window: number, mostLevels: number): CappedLevels | undefined {
    const alone = this.begin(capBytes)
    if (Math.max(this.mostDepth, alone) > mostLevels) return undefined
    const { order, done, leftAtDepth } = this
    const levelOf = int32Array(order.length)
    let level = -1
    let deepest = this.mostDepth
    for (let head = 0; head < order.length; head++) {
      const next = order[head]!
      if (done[next] === 1) continue
      level++
      // Nodes that have not run yet need a level for each hazard on their way to the end.
      while (leftAtDepth[deepest] === 0) deepest--
      if (level + deepest > mostLevels) return undefined
      const isAlone = head + 1 < alone
      // Without the first of the order, the others have as much alive as with it.
      if (!isAlone) this.shift(next, 1)
      this.future.remove(this.position[next]!)
      this.run(next)
      if (!isAlone) this.fill(next, capBytes, window)
      this.close(level, levelOf)
    }
    return { levelOf, levelCount: level + 1 }
  }

  /** @returns the number of nodes that have a level of their own */
  private begin(capBytes: number): number {
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
    this.live = this.closing = this.executed = this.failures = this.reach = 0
    this.wasHindered = false
    const alone = this.aloneUnder(capBytes)
    this.fromBytes = 0
    for (let k = alone; k < this.order.length; k++) this.fromBytes = Math.max(this.fromBytes, this.bytesUsed[k]!)
    this.belowBytes = alone > 0 ? this.bytesUsed[alone - 1]! : Infinity
    return alone
  }

  /** Lets ready nodes join the level that `first` has begun. */
  private fill(first: number, capBytes: number, window: number): void {
    const { ready, waiting, position, done } = this
    const { clusterOf } = this.p
    const refused: number[] = []
    while (ready.length > 0 || waiting.length > 0) {
      const isWaiting = waiting.length > 0 && (ready.length === 0 || waiting.at(-1)! < ready[0]!)
      const v = this.order[isWaiting ? waiting.pop()! : popLeast(ready)]!
      if (done[v] === 1) continue
      if (clusterOf[v] !== clusterOf[first]) {
        refused.push(v)
        break
      }
      const behind = position[v]! - this.executed
      if (behind > this.reach) this.reach = behind
      if (behind >= window) {
        this.wasHindered = true
        refused.push(v)
        break
      }
      if (this.joins(v, capBytes)) continue
      refused.push(v)
      this.failures++
      if (refused.length >= mostFailuresPerLevel || this.failures > mostFailures) break
    }
    // Edges lead forwards in the order, so nodes are met at ascending places.
    while (refused.length > 0) waiting.push(position[refused.pop()!]!)
  }

  /** Runs `v` in the current level if neither that nor the rest needs more than the limit then. */
  private joins(v: number, capBytes: number): boolean {
    const { position, future } = this
    let needed = this.live + this.opens(v)
    if (needed <= capBytes) needed = Math.max(needed, this.surelyNeeds(v))
    if (needed <= capBytes) {
      this.shift(v, 1)
      future.remove(position[v]!)
      needed = Math.max(needed, future.most)
      if (needed <= capBytes) {
        this.fromBytes = Math.max(this.fromBytes, needed)
        this.run(v)
        return true
      }
      future.restore(position[v]!)
      this.shift(v, -1)
    }
    this.belowBytes = Math.min(this.belowBytes, needed)
    return false
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

  /** Bytes that the rest has alive without `v`, as far as the tree alone says it: most nodes that fail do so here. */
  private surelyNeeds(v: number): number {
    const { holdStart, hold, user, position, last, touched, future } = this
    const { valueBytes, useStart } = this.p
    let needed = 0
    for (let h = holdStart[v]!; h < holdStart[v + 1]!; h++) {
      const x = hold[h]!
      // Where the value ends sooner without `v`, bytes are freed too.
      if (this.lastWithout(x, v) !== position[user[last[x]!]!]!) return 0
      if (touched[x] === 0)
        needed = Math.max(needed, future.mostBefore(position[user[useStart[x]!]!]!) + valueBytes[x]!)
    }
    return needed
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
