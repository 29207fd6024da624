/** Submissions for objective `overlap`: the best of those that it cuts by itself, and of those that other objectives would take. */
import type { NormalGraph } from '../normalise/index.ts'
import { noIndices } from '../../graph/typed-arrays.ts'
import type { Stream } from './level-times.ts'
import { isEmpty } from './nodes.ts'
import {
  cutForOverlap,
  estimateMakespan,
  listSchedule,
  makespanBound,
  taskGraph,
  type Cut,
  type PassCosts,
  type TaskGraph,
} from './overlap/index.ts'
import { withEmpty } from './place-empty.ts'
import { assigned, inDeclaredOrder, queueMasks, type Prepared } from './schedule-passes.ts'

/**
 * The same nodes, cut so that queues work side by side (`overlap/`): undefined where they are of one queue, where staging has to be
 * reused by submissions, or where too many passes come after too many others.
 *
 * @param others the same passes under dependencies that hold more, asked for where the cut may not be the best; other objectives may take
 * their submissions, and are not to end sooner
 */
export function overlapped(
  graph: NormalGraph,
  prepared: Prepared,
  costs: PassCosts,
  others: () => readonly Prepared[],
): Prepared | undefined {
  const { stream, edges, reusesStaging } = prepared
  if (reusesStaging || stream.submissionCount < 2) return undefined
  const queueMask = queueMasks(graph, stream)
  const tasks = taskGraph(graph, stream, edges, queueMask, costs)
  if (!tasks) return undefined
  const lowerBound = Math.floor(makespanBound(tasks))
  const estimated = (cut: Cut) => {
    const [estimate, ifShared] = [false, true].map((shares) => Math.round(estimateMakespan(tasks, cut, shares)))
    return { cut, estimate: estimate!, ifShared: ifShared! }
  }
  const sooner = (one: ReturnType<typeof estimated>, other: ReturnType<typeof estimated>) =>
    other.estimate < one.estimate ? other : one
  const withDeclared = (one: Prepared): Prepared[] =>
    [one, inDeclaredOrder(graph, one)].filter((each) => each !== undefined)
  const cuts = [
    ...[tasks, ...onQueuesOf(tasks, stream)].map((one) => cutForOverlap(one, listSchedule(one))),
    ...withDeclared(prepared).map(cutOf),
  ]
  let best = cuts.map(estimated).reduce(sooner)
  if (best.estimate > lowerBound)
    for (const other of others())
      if (other.stream.submissionCount <= stream.submissionCount)
        best = withDeclared(other)
          .map((one) => estimated(cutLike(stream, one)))
          .reduce(sooner, best)
  const { cut, estimate, ifShared } = best
  const makespan = { estimate, ifShared, lowerBound, unit: costs.unit }
  return {
    ...prepared,
    ...assigned(stream, queueMask, withEmpty(stream, edges, cut)),
    makespan,
  }
}

/** No legal schedule of the nodes ends sooner; 0 where too many passes come after too many others. */
export function makespanAtLeast(graph: NormalGraph, { stream, edges }: Prepared, costs: PassCosts): number {
  const tasks = taskGraph(graph, stream, edges, queueMasks(graph, stream), costs)
  return tasks ? Math.floor(makespanBound(tasks)) : 0
}

/** The submissions of an arrangement, which another objective may take. */
function cutOf({ stream, hostAfter }: Prepared): Cut {
  const { submissionCount, submissionQueue } = stream
  const submissionOf = stream.submissionOf.map((s, n) => (s < 0 ? hostAfter[n]! : s))
  for (const n of stream.nodeOfEmpty) submissionOf[n] = -1
  const tasksOf: number[][] = Array.from({ length: submissionCount }, () => [])
  submissionOf.forEach((_, n) => tasksOf[stream.submissionOf[n]!]?.push(n))
  return { submissionCount, submissionOf, submissionQueue, tasksOf }
}

/** The submissions of an arrangement of the same passes, whose empty nodes are others. */
function cutLike(stream: Stream, other: Prepared): Cut {
  const { submissionCount, submissionQueue, submissionOf: submissionOfOther } = other.stream
  const submissionOf = noIndices(stream.nodeCount)
  const tasksOf: number[][] = Array.from({ length: submissionCount }, () => [])
  for (let n = 0, m = 0; n < stream.nodeCount; n++) {
    if (isEmpty(stream, n)) continue
    while (isEmpty(other.stream, m)) m++
    const s = submissionOfOther[m]!
    submissionOf[n] = s < 0 ? other.hostAfter[m]! : s
    tasksOf[s]?.push(n)
    m++
  }
  return { submissionCount, submissionOf, submissionQueue, tasksOf }
}

/** The tasks on the queues that the fewest submissions have chosen for them, where these are others. */
function onQueuesOf(tasks: TaskGraph, { submissionOf, submissionQueue }: Stream): TaskGraph[] {
  const worker = tasks.worker.map((w, n) => (w < 0 || w === tasks.host ? w : submissionQueue[submissionOf[n]!]!))
  return worker.every((w, n) => w === tasks.worker[n]) ? [] : [{ ...tasks, worker }]
}
