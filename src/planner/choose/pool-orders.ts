/**
 * Orders for devices whose memory is several pools: heaps that rules keep apart, and textures of one description. Which values share a heap
 * is known of a placement only, so an order is found for the heaps of a draft, and placed anew.
 */
import { float64Array, noIndices } from '../../graph/typed-arrays.ts'
import { roundUp } from '../../plan/multiples.ts'
import { isPlacedTexture } from '../place/planned-texture.ts'
import { orderForPools, peakInOrder, type Arrangement } from '../schedule/index.ts'
import type { Analysis } from './analysis.ts'
import type { Draft } from './drafts.ts'
import { sharingKey } from './value-weights.ts'

/** Steps of one search, each some ten nanoseconds. */
const mostSteps = 20_000

/** The pools of values, and the bytes that each takes of its pool. */
interface Pools {
  readonly poolCount: number
  readonly poolOf: Int32Array
  readonly valueBytes: Float64Array
}

/** An order of the arrangement in which the pools of the draft need fewer bytes than it does, if one is found. */
export function orderInPoolsOf(analysis: Analysis, draft: Draft, { problem }: Arrangement): Int32Array | undefined {
  const pools = poolsOf(analysis, (v) => {
    const heap = draft.placements.heap[v]!
    if (heap >= 0) return String(heap)
    return draft.placements.texture[v]! < 0 ? undefined : sharingKey(analysis.graph, analysis.sizes, v)
  })
  if (pools.poolCount < 2) return undefined
  return orderForPools({ ...problem, ...pools }, draft.peakBytes, mostSteps).order
}

/**
 * An order of the arrangement in which little is alive, were all heaps one.
 *
 * @param known another one; only what needs no more is worth a draft
 */
export function orderInOneHeap(
  analysis: Analysis,
  { problem }: Arrangement,
  known: Int32Array,
): Int32Array | undefined {
  const pools = poolsOf(analysis, (v) => sharingKey(analysis.graph, analysis.sizes, v))
  return orderForPools({ ...problem, ...pools }, bytesInPools(problem, pools, known) + 1, mostSteps).order
}

/** Bytes that the pools come to in an order. O(pools · (values + nodes) + uses of each). */
function bytesInPools(
  problem: Arrangement['problem'],
  { poolCount, poolOf, valueBytes }: Pools,
  order: Int32Array,
): number {
  let bytes = 0
  for (let pool = 0; pool < poolCount; pool++) {
    const own = valueBytes.map((size, v) => (poolOf[v] === pool ? size : 0))
    bytes += peakInOrder({ ...problem, valueBytes: own }, order)
  }
  return bytes
}

/** @param keyOf tells pools apart; undefined for values that take no bytes */
function poolsOf({ graph, values, sizes }: Analysis, keyOf: (v: number) => string | undefined): Pools {
  const numbers = new Map<string, number>()
  const poolOf = noIndices(values.valueCount)
  const valueBytes = float64Array(values.valueCount)
  for (let v = 0; v < values.valueCount; v++) {
    const { lifetime, layout } = graph.resources[sizes.resource[v]!]!
    const key = lifetime === 'transient' ? keyOf(v) : undefined
    if (key === undefined) continue
    const isPlaced = !layout || isPlacedTexture(graph.profile, sizes.sizeBytes[v]!)
    valueBytes[v] = isPlaced ? roundUp(sizes.sizeBytes[v]!, sizes.alignment[v]!) : sizes.declaredBytes[v]!
    const pool = numbers.get(key) ?? numbers.size
    numbers.set(key, pool)
    poolOf[v] = pool
  }
  return { poolCount: numbers.size, poolOf, valueBytes }
}
