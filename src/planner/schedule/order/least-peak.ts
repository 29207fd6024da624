import { closeIn } from './memory/exact-order.ts'
import { firstOrders, lowestPeak } from './memory/first-orders.ts'
import { asGiven, firstKnown, mostNodesCut, mostNodesCutFirst, raiseBound } from './memory/improve.ts'
import { leastBytesAt } from './memory/lower-bound.ts'
import { memoryModel } from './memory/model.ts'
import type { MemoryOrderProblem } from './memory/model.ts'
import { subsetProgram } from './memory/subset-program.ts'
import { LimitedSearch } from './memory/limited-search.ts'
import { bytesOfLargestNode } from './value-uses.ts'
import { ascending } from '../../../graph/typed-arrays.ts'

/** About ten milliseconds. */
const budgetSteps = 100_000
/** Steps of a search before most orders are made, which take about as long. */
const fewSteps = 3000
/** Number of nodes up to which the bound is exact: if the search does not end before, all executed sets are examined. */
const mostNodesExact = 14
const mostNodesSearched = 64
/** Number of nodes up to which the given order is cut at more nodes before other orders are made. */
const mostNodesCutSoon = 256
/** Number of nodes above which the bound is the bytes of the largest of them. */
export const mostNodesBounded = 4096

/** A bound of all orders, and one of low peak that was met on the way: often its peak is the bound. */
export interface BoundOfOrders {
  readonly lowerBoundBytes: number
  readonly order: Int32Array
}

/**
 * A lower bound on the peak of live bytes over all legal orders, without regard to clusters: the largest node; in graphs of up
 * to 4096 nodes, minimum cuts as well; in small ones, the least peak itself. O(n + uses), and a search of at most
 * `budgetSteps`.
 */
export function leastPeakOfOrders(p: MemoryOrderProblem): BoundOfOrders {
  if (p.nodeCount > mostNodesBounded) return { lowerBoundBytes: bytesOfLargestNode(p), order: ascending(p.nodeCount) }
  const { nodeCount, succStart, succ, valueCount, valueBytes, useStart, use } = p
  const model = memoryModel({ nodeCount, succStart, succ, valueCount, valueBytes, useStart, use })
  const given = asGiven(model)
  // The peak of the given order is mostly the least, and a few cuts show it sooner than other orders do.
  const leastOf = (v: number, knownBytes: number) => leastBytesAt(model, v, budgetSteps / 10, knownBytes)
  const results: Results = new Map()
  const leastAt = ofEachNode(leastOf, results)
  let known = raiseBound(model, given, budgetSteps, mostNodesCutFirst, leastAt)
  const isOpen = () => known.peakBytes > known.lowerBoundBytes
  // Other orders take longer than a short search of a small graph, or more cuts. What these do not close is left as if they had not been tried.
  let begun: LimitedSearch | undefined
  if (isOpen() && nodeCount <= mostNodesSearched) {
    // The given order, or that by demand, which is made soonest.
    const { order, peakBytes } = lowestPeak(firstOrders(model, 0, known.lowerBoundBytes))
    if (peakBytes <= known.lowerBoundBytes) return { ...known, order }
    begun = new LimitedSearch(model, known.lowerBoundBytes)
    const closer = closeIn(model, { ...known, order, peakBytes }, 0, fewSteps, begun)
    if (closer.peakBytes <= closer.lowerBoundBytes) return closer
  } else if (isOpen() && nodeCount <= mostNodesCutSoon) {
    const leastSoon = ofEachNode(leastOf, new Map(results))
    const closer = raiseBound(model, known, budgetSteps, mostNodesCut, leastSoon)
    if (closer.peakBytes <= closer.lowerBoundBytes) return closer
  }
  if (isOpen()) known = firstKnown(model, budgetSteps, known)
  // A cut costs less than a search, and most peaks are those of one node.
  if (isOpen()) known = raiseBound(model, known, budgetSteps, mostNodesCut, leastAt)
  if (isOpen() && nodeCount <= mostNodesSearched) known = closeIn(model, known, 0, budgetSteps, begun)
  if (isOpen() && nodeCount <= mostNodesExact) return subsetProgram(model)
  return known
}

type Result = ReturnType<typeof leastBytesAt>
type Results = Map<number, Result>

/**
 * Computes a result once for each node: orders mostly have the same nodes at their highest moments. Known bounds only grow, so a node
 * that was of no use stays so.
 */
function ofEachNode(work: (v: number, knownBytes: number) => Result, known: Results): typeof work {
  return (v, knownBytes) => {
    const before = known.get(v)
    if (before !== undefined) return before
    const result = work(v, knownBytes)
    known.set(v, result)
    return result
  }
}
