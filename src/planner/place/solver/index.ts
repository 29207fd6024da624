/**
 * Memory placement, known as dynamic storage allocation: given blocks with sizes and lifetimes, finds offsets with a small
 * peak, a lower bound of the peak, and whether the peak is proven least.
 *
 * Time is compressed to the maximal live sets and sizes to their common unit. Blocks are laid in several orders, and the best
 * placement is kept. A peak that equals the lower bound is proven least and ends the work; otherwise a search follows. The
 * problem is NP-hard (Garey & Johnson SR2), so the search has a budget of steps, and a result may remain unproven.
 */
import { givenOptions } from '../../../given.ts'
import { Budget } from './budget.ts'
import { canonicalOrder, inOrder } from './canonical.ts'
import { buildModel, handBackModel, type Model } from './model.ts'
import { solveOneHeap } from './one-heap.ts'
import type { HeapsSolution } from './heap-partition.ts'
import { solveSeveralHeaps } from './several-heaps.ts'
import type { Effort, PlacementProblem, PlacementResult, PlacementStatus } from './types.ts'
import { readProblem, stepsNear, stepsOf } from './validate.ts'
import { float64Array, int32Array, noIndices } from '../../../graph/typed-arrays.ts'
import { handBackAfter } from '../../support/hand-back-after.ts'
import { handBack } from '../../support/reused-memory.ts'

export type { Sections } from './model.ts'
export { stepsOf } from './validate.ts'
export type { Effort, PlacementBlock, PlacementProblem, PlacementResult, PlacementStatus } from './types.ts'

/**
 * Places blocks so that those alive together share no byte, in the fewest heaps and then the fewest bytes.
 *
 * @param problem blocks in bytes with half-open lifetimes (touching lifetimes do not collide), and the rules between them.
 * @param options `effort`: how many steps to spend; deterministic, never a time.
 * @returns offsets and heaps by block index, the peak, a sound lower bound, and whether the peak is proven least.
 * @throws MemkitError INVALID_OPTION if the problem is malformed (a negative size, an index out of range, a fixed offset that is not
 * aligned). A well-formed problem that has no solution is no error: its status is `impossible`.
 */
export function placeIntervals(problem: PlacementProblem, options?: { effort?: Effort }): PlacementResult {
  const { effort = 'default' } = givenOptions<{ effort?: Effort }, 'effort'>(options, ['effort'])
  return place(readProblem(problem), { effort }, false)
}

/**
 * The same where the number of heaps is free: in the fewest bytes, counted in whole steps of the common alignment, and then the
 * fewest heaps. The bound holds for as many heaps as there are. The problem is the planner's own, and well-formed.
 */
export const placeInAnyHeaps = (problem: PlacementProblem, options: PlacementOptions = {}): PlacementResult =>
  handBackAfter(() => place(problem, options, true), placesOf)

/** The long arrays of a result. */
export const placesOf = ({ offsets, heaps }: PlacementResult): [Float64Array, Int32Array] => [offsets, heaps]

export interface PlacementOptions {
  readonly effort?: Effort
  /** Most steps, where the effort would allow more: several problems may share what there is. */
  readonly mostSteps?: number
  /** Called where more than `mostSteps` might give another result. */
  readonly onLimit?: (() => void) | undefined
}

function place(problem: PlacementProblem, options: PlacementOptions, anyHeaps: boolean): PlacementResult {
  const count = problem.blocks.length
  const { effort = 'default', mostSteps = Infinity } = options
  const isDefault = effort === 'default'
  const steps = Math.min(stepsOf(effort, count), mostSteps)
  const near = isDefault ? Math.min(stepsNear(count), mostSteps) : undefined
  const budget = new Budget(steps, isDefault, count, near)
  // Searches break ties by index, so blocks are brought into one order, whatever order they are given in.
  const order = canonicalOrder(problem)
  const isOrdered = order.every((block, k) => block === k)
  const model = buildModel(isOrdered ? problem : inOrder(problem, order), anyHeaps)
  if (typeof model === 'string') return unplaced(count, 'impossible', 0, budget, model)
  if (count === 0) return { ...unplaced(0, 'placed', 0, budget, 'nothing to place'), proven: true }
  const solution = model.maxHeaps === 1 && !model.hasApart ? inOneHeap(model, budget) : solveSeveralHeaps(model, budget)
  const mostWanted = Math.max(stepsOf(effort, count), isDefault ? stepsNear(count) : 0)
  if (budget.isAsked && mostSteps < mostWanted) options.onLimit?.()
  if (solution.offset === null) {
    const status = solution.proven ? 'impossible' : 'not-found'
    return unplaced(count, status, solution.bound * model.unit, budget, solution.method)
  }
  const result = inBytes(model, solution, isOrdered ? undefined : order, budget)
  handBackModel(model)
  handBack(order)
  return result
}

function inOneHeap(model: Model, budget: Budget): HeapsSolution {
  const { offset, peak, bound, proven, method } = solveOneHeap(model, budget)
  return { offset, heap: int32Array(model.itemCount), heaps: 1, peak, bound, proven, method }
}

/** @param order the block at each place of the model, where that is not the same */
function inBytes(
  model: Model,
  solution: HeapsSolution,
  order: Int32Array | undefined,
  budget: Budget,
): PlacementResult {
  const offsets = float64Array(model.count)
  const heaps = int32Array(model.count)
  const heapSizes = Array.from({ length: solution.heaps }, () => 0)
  for (let k = 0; k < model.count; k++) {
    const block = order ? order[k]! : k
    const heap = solution.heap[model.itemOf[k]!]!
    heaps[block] = heap
    offsets[block] = solution.offset![k]! * model.unit
    heapSizes[heap] = Math.max(heapSizes[heap]!, offsets[block]! + model.size[k]! * model.unit)
  }
  return {
    status: 'placed',
    offsets,
    heaps,
    heapSizes,
    peakBytes: heapSizes.reduce((a, b) => a + b, 0),
    lowerBoundBytes: solution.bound * model.unit,
    proven: solution.proven,
    steps: budget.spent,
    method: solution.method,
  }
}

function unplaced(
  count: number,
  status: PlacementStatus,
  lowerBoundBytes: number,
  budget: Budget,
  method: string,
): PlacementResult {
  return {
    status,
    offsets: float64Array(count).fill(-1),
    heaps: noIndices(count),
    heapSizes: [],
    peakBytes: 0,
    lowerBoundBytes,
    proven: status === 'impossible',
    steps: budget.spent,
    method,
  }
}
