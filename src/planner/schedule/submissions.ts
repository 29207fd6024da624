import { combineBounds, queueSets, tailsOf } from './submissions/bounds.ts'
import { lookaheadSequence } from './submissions/lookahead.ts'
import type { DrainGraph, SubmissionProblem, SubmissionSchedule } from './submissions/problem.ts'
import { reduceQueues } from './submissions/queues.ts'
import { reduceGraph } from './submissions/reduce.ts'
import { replay } from './submissions/replay.ts'
import { submissionSearch } from './submissions/search.ts'

export type { SubmissionProblem, SubmissionSchedule } from './submissions/problem.ts'

const defaultBudgetSteps = 50_000_000
/** Above this the quadratic reductions cost more than they bring. */
const mostNodesForSearch = 4096

export function minimumSubmissions(p: SubmissionProblem, options: { budgetSteps?: number } = {}): SubmissionSchedule {
  const { graph, queueNames } = reduceQueues(p)
  const found = drainSequence(graph, options.budgetSteps ?? defaultBudgetSteps)
  const assignment = replay(
    p,
    found.sequence.map((q) => queueNames[q]!),
  )
  const { lowerBound, steps } = found
  return { ...assignment, lowerBound, proven: assignment.submissionCount === lowerBound, steps }
}

interface FoundSequence {
  sequence: number[]
  lowerBound: number
  steps: number
}

function drainSequence(graph: DrainGraph, budgetSteps: number): FoundSequence {
  const { nodeCount, queueMask, queueCount } = graph
  if (queueCount === 0) return { sequence: [], lowerBound: 0, steps: 0 }
  const hosts = queueMask.includes(0)
  const all = (1 << queueCount) - 1
  const tails = tailsOf(graph, all)
  let steps = nodeCount
  if (queueCount <= 2 && !hosts) {
    // With nothing left on the one queue, only the other can follow, so the start decides all.
    const sequence = Array.from({ length: tails.bound }, (_, k) => (queueCount === 1 ? 0 : (tails.firstQueue + k) & 1))
    return { sequence, lowerBound: tails.bound, steps }
  }
  const boundOf = new Int32Array(all + 1)
  for (const set of queueSets(queueCount)) boundOf[set] = tailsOf(graph, set).bound
  let lowerBound = combineBounds(boundOf, queueCount)
  const greedy = lookaheadSequence(graph, tails.after[queueCount]!)
  steps += greedy.steps
  let best = greedy.sequence
  if (best.length === lowerBound || nodeCount > mostNodesForSearch) return { sequence: best, lowerBound, steps }

  const reduced = reduceGraph(graph)
  steps += reduced.steps
  const search = submissionSearch(reduced.graph)
  while (lowerBound < best.length) {
    const left = budgetSteps - steps - search.steps()
    if (left <= 0) break
    const found = search.run(lowerBound, Infinity, left)
    if (found.sequence) {
      best = found.sequence
      break
    }
    lowerBound = Math.min(best.length, found.fewestBeyond)
    if (found.exhausted) break
  }
  return { sequence: best, lowerBound, steps: steps + search.steps() }
}
