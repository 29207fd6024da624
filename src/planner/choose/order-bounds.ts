/** Bounds of memory: the bytes that declared order and any order of the passes need at their fullest moment, whatever places them. */
import {
  leastPeakOfOrders,
  mostNodesBounded,
  orderForPools,
  peakInOrder,
  sweepBounds,
  type Arrangement,
  type SweepBounds,
} from '../schedule/index.ts'
import type { Analysis } from './analysis.ts'
import { mostNodesSearched, type Orders } from './orders.ts'
import type { ValueWeights } from './value-weights.ts'

/** Number of nodes up to which the least bytes of several kinds are searched for, with so many steps. */
export const mostNodesOfKinds = 16
const stepsOfKinds = 20_000

type Problem = Arrangement['problem']

/** The problem with other bytes of its values, for orders that know no submissions. */
const withBytes = ({ nodeCount, succStart, succ, valueCount, useStart, use }: Problem, valueBytes: Float64Array) => ({
  nodeCount,
  succStart,
  succ,
  valueCount,
  valueBytes,
  useStart,
  use,
})

/** The bounds of one arrangement, each worked out when it is first asked for. */
export class OrderBounds {
  private readonly analysis: Pick<Analysis, 'graph' | 'values'>
  private readonly weights: ValueWeights
  private readonly arrangement: Arrangement
  private readonly orders: (() => Orders) | undefined
  private kinds: readonly Float64Array[] | undefined
  private readonly swept = new Map<Float64Array, SweepBounds>()
  private any: number | undefined
  private declared: number | undefined

  /** @param orders those whose searches are asked first, where there are any */
  constructor(
    analysis: Pick<Analysis, 'graph' | 'values'>,
    weights: ValueWeights,
    arrangement: Arrangement,
    orders?: () => Orders,
  ) {
    this.analysis = analysis
    this.weights = weights
    this.arrangement = arrangement
    this.orders = orders
  }

  /** Lower bound of the transient bytes at the fullest moment of any legal order of the passes. */
  anyOrderBytes(): number {
    return (this.any ??= this.findAny())
  }

  /** Transient bytes at the fullest moment of declared order. */
  declaredOrderBytes(): number {
    return (this.declared ??= this.findDeclared())
  }

  private findAny(): number {
    let first: Int32Array | undefined
    const bound = this.boundBytes((valueBytes, enough) => {
      const { largestNode, inDeclaredOrder } = this.sweepBounds(valueBytes)
      // Mostly declared order needs no more than its largest node, and so no order needs less.
      if (this.isLarge || largestNode === inDeclaredOrder) return largestNode
      const known = this.leastPeak(valueBytes)
      if (known !== undefined) return known
      const problem = withBytes(this.arrangement.problem, valueBytes)
      // No bound exceeds the peak of an order, so mostly the order of one question answers the others.
      if (first && peakInOrder(problem, first) <= enough) return enough
      const { lowerBoundBytes, order } = leastPeakOfOrders(problem)
      first ??= order
      return lowerBoundBytes
    }, true)
    return Math.max(bound, this.leastOfKinds(bound))
  }

  /** The least peak of any order, where an order for memory was found with these bytes, and was proven. */
  private leastPeak(valueBytes: Float64Array): number | undefined {
    const known = this.orders?.().leastPeakOf(this.arrangement)
    if (known === undefined) return undefined
    return this.arrangement.problem.valueBytes.every((bytes, v) => bytes === valueBytes[v]) ? known : undefined
  }

  /** The least bytes of all kinds together in one order, where a search finds them; what is least for each may need orders of its own. */
  private leastOfKinds(bound: number): number {
    const { nodeCount } = this.arrangement
    const { bytes: all, kind, kindCount, kindsInUse } = this.weights
    if (kindsInUse < 2 || nodeCount > mostNodesOfKinds || this.declaredOrderBytes() <= bound) return bound
    const pools = { ...withBytes(this.arrangement.problem, all), poolOf: kind, poolCount: kindCount }
    const { bytes, isLeast } = orderForPools(pools, this.declaredOrderBytes(), stepsOfKinds)
    return isLeast ? bytes : bound
  }

  private findDeclared(): number {
    return this.boundBytes((valueBytes) => this.sweepBounds(valueBytes).inDeclaredOrder, false)
  }

  /** Whether the bound of any order is that of the largest node, for which no problem is needed. */
  private get isLarge(): boolean {
    return this.arrangement.nodeCount > mostNodesBounded
  }

  private sweepBounds(valueBytes: Float64Array): SweepBounds {
    const { graph, values } = this.analysis
    const known = this.swept.get(valueBytes)
    if (known) return known
    const bounds = sweepBounds(graph, values, this.arrangement.prepared.stream, valueBytes)
    this.swept.set(valueBytes, bounds)
    return bounds
  }

  /** The bytes of each kind, 0 for values of others. */
  private ofKinds(): readonly Float64Array[] {
    const { bytes, kind, kindCount } = this.weights
    return (this.kinds ??= Array.from({ length: kindCount }, (_, k) =>
      bytes.map((size, v) => (kind[v] === k ? size : 0)),
    ))
  }

  /**
   * A lower bound for all values together, or the sum of the bounds for values that can never share memory, if that is more; with
   * alignment, which no order needs less for than its lattice says.
   *
   * @param peakOf may say `enough` of what is no more
   */
  private boundBytes(peakOf: (valueBytes: Float64Array, enough: number) => number, isAligned: boolean): number {
    const { bytes, kindCount, kindsInUse, lattices } = this.weights
    const together = peakOf(bytes, 0)
    if (this.arrangement.nodeCount > mostNodesSearched || (kindsInUse < 2 && lattices.length === 0)) return together
    let apart = 0
    for (let k = 0; k < kindCount; k++) {
      let most = kindCount === 1 ? together : peakOf(this.ofKinds()[k]!, 0)
      if (k === 0 && isAligned)
        for (const lattice of lattices) {
          const spared = greatest(lattice.spare)
          most = Math.max(most, peakOf(lattice.bytes, most + spared) - spared)
        }
      apart += most
    }
    return Math.max(together, apart)
  }
}

const greatest = (numbers: Float64Array): number => numbers.reduce((most, one) => Math.max(most, one), 0)
