// Hot path: integer node and value ids and typed arrays only.
import type { Successors } from './successors.ts'
import { LiveTree } from './live-tree.ts'
import { float64Array, int32Array, int32Slice } from '../../../graph/typed-arrays.ts'
import type { ValueUses } from './value-uses.ts'

/** Nodes in an order, the values they share, each user once, and the edges that need a barrier between their ends. */
export interface LevelProblem extends Successors, ValueUses {
  /** 1 for edges that need a barrier between their ends; 0 where the order of commands suffices. */
  hazard: Uint8Array
  /** Cluster of each node. Nodes of one cluster are contiguous in every order, and levels do not span clusters. */
  clusterOf: Int32Array
}

/** Facts for levels under limits that depend on the order alone. O(n + edges + uses). */
export class OrderFacts {
  protected readonly p: LevelProblem
  protected readonly order: Int32Array
  protected readonly position: Int32Array
  /** The values of each node, and the users of each value in the order. */
  protected readonly holdStart: Int32Array
  protected readonly hold: Int32Array
  protected readonly user: Int32Array
  /** Numbers of edges into each node, and of levels from each node to the end of the longest chain of hazards behind it. */
  protected readonly hazardsInto: Int32Array
  protected readonly othersInto: Int32Array
  protected readonly depth: Int32Array
  /** Levels that no limit can make fewer. */
  readonly mostDepth: number
  /** Number of nodes of each depth. */
  protected readonly atDepth: Int32Array
  /** By place: the bytes that its node uses. */
  protected readonly bytesUsed: Float64Array
  protected readonly whole: LiveTree

  /** The number of users of each value, and the place of the last of them in `user`. */
  protected readonly uses: Int32Array
  protected readonly lastUse: Int32Array
  /** Places of the nodes that nothing comes before, ascending. */
  protected readonly first: number[] = []

  constructor(p: LevelProblem, order: Int32Array) {
    this.p = p
    this.order = order
    const { nodeCount, valueCount, valueBytes, useStart, use, succStart, succ, hazard } = p
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
    this.bytesUsed = float64Array(nodeCount)
    for (let x = 0; x < valueCount; x++)
      for (let u = useStart[x]!; u < useStart[x + 1]!; u++) this.bytesUsed[this.position[use[u]!]!]! += valueBytes[x]!
    this.uses = int32Array(valueCount)
    this.lastUse = int32Array(valueCount)
    for (let x = 0; x < valueCount; x++) {
      this.uses[x] = useStart[x + 1]! - useStart[x]!
      this.lastUse[x] = useStart[x + 1]! - 1
    }
    for (let k = 0; k < nodeCount; k++)
      if (this.hazardsInto[order[k]!] === 0 && this.othersInto[order[k]!] === 0) this.first.push(k)
  }

  /**
   * Number of nodes up to the last one in the order that uses more than the limit by itself. Each of them has a level of its own: none joins
   * another, because the last of them is above the limit wherever it runs.
   */
  protected aloneUnder(capBytes: number): number {
    let alone = this.order.length
    while (alone > 0 && this.bytesUsed[alone - 1]! <= capBytes) alone--
    return alone
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
}
