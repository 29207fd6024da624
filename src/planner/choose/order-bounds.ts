/** Bounds of memory: the bytes that declared order and any order of the passes need at their fullest moment, whatever places them. */
import type { TextureResource } from '../../graph/document.ts'
import { float64Array } from '../../graph/typed-arrays.ts'
import type { NormalGraph } from '../normalise/index.ts'
import type { ValueSizes } from '../place/placements.ts'
import { textureKey } from '../place/planned-texture.ts'
import {
  leastPeakOfOrders,
  mostNodesBounded,
  orderForPools,
  sweepBounds,
  type Arrangement,
  type SweepBounds,
} from '../schedule/index.ts'
import type { Analysis } from './drafts.ts'
import { mostNodesSearched } from './orders.ts'

/** Number of nodes up to which the least bytes of several kinds are searched for, with so many steps. */
export const mostNodesOfKinds = 16
const stepsOfKinds = 20_000

type Problem = Arrangement['problem']

/** Bytes of transient values by their index, 0 for others. */
interface TransientBytes {
  readonly all: Float64Array
  /** In small graphs, those of each kind that never shares memory with another. */
  readonly kinds: readonly Float64Array[]
}

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
  private readonly analysis: Analysis
  private readonly arrangement: Arrangement
  private readonly swept = new Map<Float64Array, SweepBounds>()
  private transients: TransientBytes | undefined
  private any: number | undefined
  private declared: number | undefined

  constructor(analysis: Analysis, arrangement: Arrangement) {
    this.analysis = analysis
    this.arrangement = arrangement
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
    const bound = this.boundBytes((valueBytes) => {
      const { largestNode, inDeclaredOrder } = this.sweepBounds(valueBytes)
      // Mostly declared order needs no more than its largest node, and so no order needs less.
      if (this.isLarge || largestNode === inDeclaredOrder) return largestNode
      return leastPeakOfOrders(withBytes(this.arrangement.problem, valueBytes))
    })
    return Math.max(bound, this.leastOfKinds(bound))
  }

  /** The least bytes of all kinds together in one order, where a search finds them; what is least for each may need orders of its own. */
  private leastOfKinds(bound: number): number {
    const { nodeCount } = this.arrangement
    const { all, kinds } = this.bytes()
    if (kinds.length < 2 || nodeCount > mostNodesOfKinds || this.declaredOrderBytes() <= bound) return bound
    const poolOf = all.map((_, v) => kinds.findIndex((valueBytes) => valueBytes[v]! > 0))
    const pools = { ...withBytes(this.arrangement.problem, all), poolOf, poolCount: kinds.length }
    const { bytes, isLeast } = orderForPools(pools, this.declaredOrderBytes(), stepsOfKinds)
    return isLeast ? bytes : bound
  }

  private findDeclared(): number {
    return this.boundBytes((valueBytes) => this.sweepBounds(valueBytes).inDeclaredOrder)
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

  private bytes(): TransientBytes {
    return (this.transients ??= transientBytes(this.analysis, this.arrangement.nodeCount))
  }

  /** A lower bound for all values together, or the sum of the bounds for values that can never share memory, if that is more. */
  private boundBytes(peakOf: (valueBytes: Float64Array) => number): number {
    const { all, kinds } = this.bytes()
    const together = peakOf(all)
    if (kinds.length < 2) return together
    let apart = 0
    for (const valueBytes of kinds) apart += peakOf(valueBytes)
    return Math.max(together, apart)
  }
}

function transientBytes({ graph, values, sizes }: Analysis, nodeCount: number): TransientBytes {
  const all = float64Array(values.valueCount)
  const kinds = new Map<string, Float64Array>()
  const isSmall = nodeCount <= mostNodesSearched
  for (let v = 0; v < values.valueCount; v++) {
    const { lifetime, layout } = graph.resources[sizes.resource[v]!]!
    if (lifetime !== 'transient') continue
    // A texture that the plan does not place needs its declared bytes.
    all[v] = layout ? sizes.declaredBytes[v]! : sizes.sizeBytes[v]!
    if (!isSmall) continue
    const key = sharingKey(graph, sizes, v)
    const kind = kinds.get(key) ?? float64Array(values.valueCount)
    kinds.set(key, kind)
    kind[v] = all[v]!
  }
  return { all, kinds: [...kinds.values()] }
}

/** Key of a value: values of different keys never share memory. */
export function sharingKey(
  { resources, graph, profile }: NormalGraph,
  { resource, sizeBytes }: ValueSizes,
  v: number,
): string {
  const { layout, index } = resources[resource[v]!]!
  if (!layout || (profile.rules.placedTextures && sizeBytes[v]! <= profile.limits.maxBufferBytes)) return ''
  return textureKey(graph.resources[index] as TextureResource)
}
