/**
 * Bounds of the graph, which no plan of it is below, whatever shares memory: bounds of the passes and values that were chosen are bounds of
 * their choice, where another order of the passes would have allowed another.
 */
import { dependenciesInSomeOrder, valuesInSomeOrder } from '../analyse/some-order.ts'
import type { Values } from '../analyse/values.ts'
import { noIndices } from '../../graph/typed-arrays.ts'
import type { NormalGraph } from '../normalise/index.ts'
import { valueSizes } from '../place/value-sizes.ts'
import { makespanAtLeast, withoutMerges, type PassCosts } from '../schedule/index.ts'
import type { Schedule } from '../schedule/schedule-passes.ts'
import type { Analysis } from './analysis.ts'
import type { Candidates } from './candidates.ts'
import { OrderBounds } from './order-bounds.ts'
import { valueWeights } from './value-weights.ts'

export interface GraphBounds {
  /** No legal order of the passes needs fewer transient bytes at its fullest moment. */
  readonly anyOrderLowerBoundBytes: number
  /** No plan of the graph has fewer. */
  readonly fewestSubmissions: number
  /** Whether values that share memory ask for an order of the passes that may take more submissions than the graph does, or end later. */
  readonly isSharingInTheWay: boolean
  /** No legal schedule ends sooner, in the unit of the costs; Infinity where nothing is asked for beyond the schedule's own bound. */
  readonly leastMakespan: number
}

/** @param costs of passes, where the schedule was cut by them */
export function graphBounds(
  analysis: Analysis,
  candidates: Candidates,
  { submissionCount, lowerBound, makespan }: Pick<Schedule, 'submissionCount' | 'lowerBound' | 'makespan'>,
  costs: () => PassCosts,
): GraphBounds {
  const anyOrderLowerBoundBytes = candidates.anyOrderLowerBoundBytes()
  const own = {
    anyOrderLowerBoundBytes,
    fewestSubmissions: lowerBound,
    isSharingInTheWay: false,
    leastMakespan: Infinity,
  }
  if (!analysis.values.dependsOnOrder) return own
  const { graph, versions, needed } = analysis
  const values = valuesInSomeOrder(graph, versions, needed)
  // Alignments are those of all versions of a value together, which one by itself need not have.
  const weights = { ...valueWeights(graph, valueSizes(graph, versions, values)), lattices: [] }
  const atLeast = bytesOfLargestPass(graph, values, weights.bytes)
  if (submissionCount <= 1 && atLeast >= anyOrderLowerBoundBytes) return own
  // With so many passes, the largest one nearly always gives the best known bound.
  if (!candidates.isSearched && !makespan)
    return {
      ...own,
      anyOrderLowerBoundBytes: Math.min(anyOrderLowerBoundBytes, atLeast),
      fewestSubmissions: Math.min(1, lowerBound),
    }
  const { live } = values
  const dependencies = dependenciesInSomeOrder(graph, analysis, needed, live)
  const arrangement = withoutMerges({ graph, values, dependencies, live }, weights.bytes)
  const anyBytes = new OrderBounds({ graph, values }, weights, arrangement).anyOrderBytes()
  const fewest = arrangement.prepared.lowerBound
  const leastMakespan = makespan ? makespanAtLeast(graph, arrangement.prepared, costs()) : Infinity
  return {
    anyOrderLowerBoundBytes: Math.min(anyOrderLowerBoundBytes, anyBytes),
    fewestSubmissions: Math.min(lowerBound, fewest),
    isSharingInTheWay: makespan ? leastMakespan < makespan.lowerBound : fewest < lowerBound,
    leastMakespan,
  }
}

/** O(accesses). */
function bytesOfLargestPass({ accessStart }: NormalGraph, values: Values, valueBytes: Float64Array): number {
  const { accessValue, live } = values
  const latest = noIndices(values.valueCount)
  let most = 0
  for (let p = 0; p < live.length; p++) {
    if (!live[p]) continue
    let bytes = 0
    for (let a = accessStart[p]!; a < accessStart[p + 1]!; a++) {
      const v = accessValue[a]!
      if (latest[v] === p) continue
      latest[v] = p
      bytes += valueBytes[v]!
    }
    if (bytes > most) most = bytes
  }
  return most
}
