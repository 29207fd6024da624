import { counted } from '../../../errors.ts'
import { combineBounds, queueSets, tailsOf } from './submissions/bounds.ts'
import { lookaheadSequence } from './submissions/lookahead.ts'
import type { DrainGraph, SubmissionProblem, SubmissionSchedule } from './submissions/problem.ts'
import { reduceQueues } from './submissions/queues.ts'
import { reduceGraph, withoutRepeatedEdges } from './submissions/reduce.ts'
import { replay } from './submissions/replay.ts'
import { submissionSearch } from './submissions/search.ts'
import { reversedGraph } from './submissions/reverse.ts'
import { cutByStaging, stagingBound } from './submissions/staging.ts'
import { int32Array, int8Array } from '../../../graph/typed-arrays.ts'
import { lowestBit } from '../../support/bits.ts'

export type { StagingLimit, SubmissionProblem, SubmissionSchedule } from './submissions/problem.ts'

/** About half a second of search, and of a graph that is so large that a search seldom ends, a tenth. */
const [defaultBudgetSteps, budgetStepsOfLarge] = [50_000_000, 10_000_000]
/** Most continuations that are compared at each step: all sequences of the next 3 submissions on 3 queues are 21. */
const mostLookaheads = 40
/** Above these the quadratic reductions, and then the search, cost more than they bring. */
const mostNodesToReduce = 4096
const mostNodesForSearch = 16_384
/** Share of the budget for the exhaustive search; the searches after it only try to find something better. */
const exhaustiveShare = 0.7

/**
 * Cuts nodes into the fewest submissions: sets of nodes on one queue each, in a sequence that respects every edge.
 *
 * Once a queue is chosen, everything that can be reached on it may as well run (the drain lemma), so only the sequence of
 * queues is searched for. One queue and two are solved exactly. For more, the search is breadth-first over drained sets,
 * without duplicates and without sets that are subsets of others, pruned by chain bounds for every set of queues, within
 * `budgetSteps`. Where the budget ends, or the graph is too large (then near-linear: look-ahead and bound only), the best
 * sequence found is kept, and the bound says how far it may be off. With a staging capacity, submissions are filled with the
 * nodes that are due soonest.
 *
 * Deterministic; ties go by declared order. Throws a RangeError if one node alone stages more than the capacity.
 */
export function minimumSubmissions(p: SubmissionProblem, options: { budgetSteps?: number } = {}): SubmissionSchedule {
  const queue = p.staging ? -1 : queueOfAll(p)
  if (queue >= 0) return allOnQueue(p, queue)
  const { graph, queueNames } = reduceQueues(p)
  const ownBudget = p.nodeCount > mostNodesToReduce ? budgetStepsOfLarge : defaultBudgetSteps
  const found = drainSequence(graph, options.budgetSteps ?? ownBudget)
  const { steps } = found
  const { staging } = p
  const name = (queue: number) => queueNames[queue]!
  if (!staging) {
    const assignment = replay(p, found.sequence.map(name))
    const { submissionCount, queueOf, submissionOf, submissionQueue } = assignment
    const proven = submissionCount === found.lowerBound
    return { submissionCount, lowerBound: found.lowerBound, proven, queueOf, submissionOf, submissionQueue, steps }
  }
  const tooLarge = staging.takenBytes.findIndex((bytes) => bytes > staging.capacityBytes)
  if (tooLarge >= 0)
    throw new RangeError(
      `node ${tooLarge} stages ${counted(staging.takenBytes[tooLarge], 'byte')}, a submission holds ${staging.capacityBytes}`,
    )
  const cut = cutByStaging(graph, found.sequence, staging)
  const boundOf = chainBounds(graph)
  boundOf[boundOf.length - 1] = Math.max(boundOf.at(-1)!, found.lowerBound)
  const lowerBound = stagingBound(graph, boundOf, headsAndTails(graph), staging)
  return {
    submissionCount: cut.submissionCount,
    lowerBound,
    proven: cut.submissionCount === lowerBound,
    queueOf: cut.queueOf.map((queue) => (queue < 0 ? -1 : name(queue))),
    submissionOf: cut.submissionOf,
    submissionQueue: cut.submissionQueue.map(name),
    steps: steps + p.nodeCount,
  }
}

/** The first of the queues on which every node may run; −1 where there is none, or no node. */
function queueOfAll({ nodeCount, queueMask, queueCount }: SubmissionProblem): number {
  let all = nodeCount === 0 ? 0 : (1 << queueCount) - 1
  for (let v = 0; v < nodeCount; v++) all &= queueMask[v]!
  return lowestBit(all)
}

function allOnQueue({ nodeCount }: SubmissionProblem, queue: number): SubmissionSchedule {
  const queueOf = int8Array(nodeCount)
  const submissionQueue = int8Array(1)
  // They are zeros.
  if (queue > 0) {
    queueOf.fill(queue)
    submissionQueue.fill(queue)
  }
  const submissionOf = int32Array(nodeCount)
  return { submissionCount: 1, lowerBound: 1, proven: true, queueOf, submissionOf, submissionQueue, steps: nodeCount }
}

interface FoundSequence {
  sequence: number[]
  lowerBound: number
  steps: number
}

function drainSequence(graph: DrainGraph, budgetSteps: number): FoundSequence {
  const { nodeCount, queueMask, queueCount } = graph
  if (queueCount === 0) return { sequence: [], lowerBound: 0, steps: 0 }
  const tails = tailsOf(graph, (1 << queueCount) - 1)
  if (queueCount <= 2 && !queueMask.includes(0)) {
    // When nothing is left on one queue, only the other can follow, so the first queue determines the sequence.
    const sequence = Array.from({ length: tails.bound }, (_, k) => (queueCount === 1 ? 0 : (tails.firstQueue + k) & 1))
    return { sequence, lowerBound: tails.bound, steps: nodeCount }
  }
  const lowerBound = combineBounds(chainBounds(graph), queueCount)
  let found: FoundSequence = { sequence: [], lowerBound, steps: nodeCount }
  for (const lookaheads of [queueCount, mostLookaheads]) {
    const greedy = lookaheadSequence(graph, tails.after[queueCount]!, lookaheads)
    const isShorter = found.sequence.length === 0 || greedy.sequence.length < found.sequence.length
    found = { sequence: isShorter ? greedy.sequence : found.sequence, lowerBound, steps: found.steps + greedy.steps }
    if (found.sequence.length === lowerBound) break
  }
  if (found.sequence.length === lowerBound || nodeCount > mostNodesForSearch) return found
  return searchSequence(graph, found, budgetSteps)
}

/** Raises the bound and shortens the sequence until they meet or the budget ends. */
function searchSequence(graph: DrainGraph, known: FoundSequence, budgetSteps: number): FoundSequence {
  let { sequence, lowerBound } = known
  const reduced = graph.nodeCount <= mostNodesToReduce ? reduceGraph(graph) : withoutRepeatedEdges(graph)
  const search = submissionSearch(reduced.graph)
  const steps = () => known.steps + reduced.steps + search.steps()
  // Steps up from the bound grow while they fail, so that a distant bound is not raised one by one; a step that was too large
  // for the budget leaves half of it for smaller ones.
  for (let stride = 0, target = lowerBound; lowerBound < sequence.length;) {
    const left = budgetSteps * exhaustiveShare - steps()
    const found = search.within(target, target === lowerBound ? left : left / 2)
    if (found.isUndecided && target === lowerBound) break
    if (found.sequence) sequence = found.sequence
    else if (!found.isUndecided) lowerBound = target + 1
    stride = found.sequence || found.isUndecided ? 0 : 2 * stride + 1
    const middle = (lowerBound + sequence.length - 1) >> 1
    target = found.sequence ? middle : Math.min(lowerBound + (stride >> 1), sequence.length - 1)
  }
  for (let width = 16; lowerBound < sequence.length && steps() < budgetSteps;) {
    const found = search.among(width, sequence.length - 1, budgetSteps - steps())
    if (found.sequence) sequence = found.sequence
    else if (found.isUndecided) width *= 4
    else lowerBound = sequence.length
  }
  return { sequence, lowerBound, steps: steps() }
}

function chainBounds(graph: DrainGraph): Int32Array {
  const boundOf = int32Array(1 << graph.queueCount)
  for (const set of queueSets(graph.queueCount)) boundOf[set] = tailsOf(graph, set).bound
  return boundOf
}

/** The least number of submissions before each node, and from each node on, including its own. */
function headsAndTails(graph: DrainGraph) {
  const all = (1 << graph.queueCount) - 1
  const closedTail = (g: DrainGraph) => tailsOf(g, all).after[g.queueCount]!
  return {
    head: closedTail(reversedGraph(graph))
      .toReversed()
      .map((tail) => tail - 1),
    tail: closedTail(graph),
  }
}
