/**
 * Grounds: what all candidates with the same dependencies share, whatever their objective. Objective `memory` asks the others what they
 * need, and the budget and the frontier ask `memory`: arrangements, bounds, orders and schedules are the same for all of them.
 */
import { float64Array } from '../../graph/typed-arrays.ts'
import { once } from '../../plan/facts/once.ts'
import { roundUp } from '../../plan/multiples.ts'
import type { Objective } from '../../plan/document.ts'
import type { Dependencies } from '../analyse/dependencies.ts'
import { SolvedPlacements } from '../place/solved-placements.ts'
import { findArrangements, type Arrangements, type PassCosts } from '../schedule/index.ts'
import type { Analysis } from './analysis.ts'
import type { Draft } from './drafts.ts'
import { OrderBounds } from './order-bounds.ts'
import { Orders } from './orders.ts'
import type { Effort } from '../place/solver/index.ts'
import { Timings } from './timings.ts'
import { valueWeights, type ValueWeights } from './value-weights.ts'

export interface Ground {
  /** Bytes that each transient value may take of a heap, 0 for others. */
  readonly bytesOf: Float64Array
  readonly arrangements: Arrangements
  readonly bounds: OrderBounds
  readonly orders: () => Orders
  readonly timings: Timings
}

interface Known {
  readonly dependencies: Dependencies
  /** Whether queues are to work side by side; undefined where it makes no difference. */
  readonly overlaps: boolean | undefined
  readonly ground: Ground
}

export class Grounds {
  readonly solutions = new SolvedPlacements()
  private weights: ValueWeights | undefined
  /** The drafts of objectives that were asked, as they take them. */
  readonly chosen: Partial<Record<Objective, Draft>> = {}
  private readonly known: Known[] = []

  /** @param costs of passes, where queues are to work side by side */
  of(analysis: Analysis, effort: Effort, costs?: PassCosts): Ground {
    const overlaps = costs !== undefined
    const { dependencies } = analysis
    for (const one of this.known)
      if (one.dependencies === dependencies && (one.overlaps ?? overlaps) === overlaps) return one.ground
    const bytesOf = transientBytes(analysis)
    const weights = (this.weights ??= valueWeights(analysis.graph, analysis.sizes))
    const { valuesInOrder, passesInOrder } = analysis
    const overlap = costs && { costs, stricter: [valuesInOrder, passesInOrder] }
    const arrangements = findArrangements(analysis, bytesOf, overlap)
    const orders = once(() => new Orders(analysis, bytesOf, arrangements, effort))
    const ground: Ground = {
      bytesOf,
      arrangements,
      bounds: new OrderBounds(analysis, weights, arrangements.unmerged[0]!, orders),
      orders,
      timings: new Timings(analysis, weights),
    }
    // In one submission, nothing is side by side.
    const isOne = [arrangements.merged, ...arrangements.unmerged].every(
      (one) => one.prepared.stream.submissionCount < 2,
    )
    this.known.push({ dependencies, overlaps: isOne ? undefined : overlaps, ground })
    return ground
  }
}

function transientBytes({ graph, values, sizes }: Analysis): Float64Array {
  const bytesOf = float64Array(values.valueCount)
  for (let v = 0; v < values.valueCount; v++)
    if (graph.resources[sizes.resource[v]!]!.lifetime === 'transient')
      bytesOf[v] = roundUp(sizes.sizeBytes[v]!, sizes.alignment[v]!)
  return bytesOf
}
