/** Orders of nodes, from which schedules are made: declared order, orders for memory, and both with neighbouring render passes merged. */
import {
  bytesOfLargestNode,
  declaredOrder,
  mergeNeighbours,
  orderForMemory,
  peakInOrder,
  type Arrangement,
  type Arrangements,
} from '../schedule/index.ts'
import type { Effort } from '../place/solver/index.ts'
import type { Analysis } from './analysis.ts'
import { ordered, type Ordered } from './levellings.ts'

/** Number of nodes up to which an order for memory is searched for as one of several ways to save barriers. */
export const mostNodesSearched = 256

/** Steps of the search for an order, each some ten nanoseconds: the larger the graph, the more. */
const [fewestOrderSteps, orderStepsPerNode, mostOrderSteps] = [10_000, 500, 6_000_000]

const isOneSubmission = ({ clusterOf }: Arrangement['problem']): boolean =>
  clusterOf.every((cluster) => cluster === clusterOf[0])

/** The orders of some arrangements, each found when it is first asked for. */
export class Orders {
  private readonly analysis: Analysis
  private readonly bytesOf: Float64Array
  private readonly arrangements: Arrangements
  private readonly mostSteps: number
  private readonly declaredOrders = new Map<Arrangement, Int32Array>()
  private readonly memoryOrders = new Map<Arrangement, Int32Array>()
  private readonly leastPeaks = new Map<Arrangement, number>()
  private readonly variantsKnown = new Map<Int32Array, readonly Ordered[]>()
  private levelled: readonly Ordered[] | undefined

  constructor(analysis: Analysis, bytesOf: Float64Array, arrangements: Arrangements, effort: Effort) {
    this.analysis = analysis
    this.bytesOf = bytesOf
    this.arrangements = arrangements
    const few = fewestOrderSteps + orderStepsPerNode * arrangements.unmerged[0]!.nodeCount
    this.mostSteps = effort === 'default' || effort === 'fast' ? Math.min(mostOrderSteps, few) : mostOrderSteps
  }

  /** The order in which the graph declares its passes. */
  declared(unmerged: Arrangement): Int32Array {
    const known = this.declaredOrders.get(unmerged) ?? declaredOrder(unmerged.problem)
    this.declaredOrders.set(unmerged, known)
    return known
  }

  /** An order with few bytes alive at its fullest moment, searched for; declared order itself where no order can need less. */
  forMemory(unmerged: Arrangement): Int32Array {
    const known = this.memoryOrders.get(unmerged)
    if (known) return known
    const { problem } = unmerged
    const declared = this.declared(unmerged)
    const isLeast = peakInOrder(problem, declared) <= bytesOfLargestNode(problem)
    // Each of several submissions has a peak of its own.
    const isOne = isOneSubmission(problem)
    if (isLeast && isOne) return this.keep(unmerged, declared)
    const { order, peakBytes, proven } = orderForMemory(problem, { budgetSteps: this.mostSteps })
    if (proven && isOne) this.leastPeaks.set(unmerged, peakBytes)
    return this.keep(unmerged, order)
  }

  private keep(unmerged: Arrangement, order: Int32Array): Int32Array {
    this.memoryOrders.set(unmerged, order)
    return order
  }

  /** The least peak of any order, where the search for one in which little is alive has proven it. */
  leastPeakOf(unmerged: Arrangement): number | undefined {
    return this.leastPeaks.get(unmerged)
  }

  /** An order, and before it the same after merging the render passes that are adjacent in it, where there are any. */
  variants(unmerged: Arrangement, order: Int32Array): readonly Ordered[] {
    const known = this.variantsKnown.get(order)
    if (known) return known
    const { merged } = this.arrangements
    const found = [ordered(unmerged, order)]
    if (merged.groups.followers.size > 0) {
      const joined = mergeNeighbours(this.analysis, this.bytesOf, merged, unmerged, order)
      if (joined) found.unshift(ordered(joined.arrangement, joined.order))
    }
    this.variantsKnown.set(order, found)
    return found
  }

  /** Orders that levels under limits are made of. */
  forLevels(): readonly Ordered[] {
    if (this.levelled) return this.levelled
    const found: Ordered[] = []
    for (const unmerged of this.arrangements.unmerged) {
      const orders = [this.declared(unmerged)]
      if (unmerged.problem.nodeCount <= mostNodesSearched) orders.push(this.forMemory(unmerged))
      for (const order of orders) found.push(...this.variants(unmerged, order))
    }
    return (this.levelled = found)
  }
}
