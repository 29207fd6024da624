// Hot path: integer node ids and typed arrays only. A state is the set of executed nodes, as words of bits.
import { Drain } from './drain.ts'
import { handBackLevel, LevelBuilder } from './level.ts'
import type { Level } from './level.ts'
import type { DrainGraph } from './problem.ts'
import { RemainingBound } from './remaining-bound.ts'

/** Sets that drains reach from the empty set, level by level: level k has the sets that k submissions can have executed. */
export interface DrainedSets {
  words: number
  level: Level
  depth: number
  /**
   * Advances one level: without duplicates, without sets that are subsets of another (which by the drain lemma are never
   * better), and without those that cannot finish within `target` submissions; at most `width` of the others. A finished set
   * ends the search with its sequence of queues.
   */
  advance: (target: number, width: number, mayGoOn: () => boolean) => Advance
  /** The sequence of queues that led to a state of the current level. */
  sequenceTo: (state: number) => number[]
  steps: () => number
}

/** The end of one level of a search. */
export interface Advance {
  sequence?: number[]
  /** Whether states were left out to stay within the width. */
  isTruncated: boolean
  /** Whether the level was stopped before its end. */
  isStopped: boolean
}

/** Begins a search at the empty set. */
export type DrainedSetsOf = () => DrainedSets

/** Prepares the bounds once; each call of the result starts from the empty set. Edges must be unique. */
export function drainedSets(graph: DrainGraph): DrainedSetsOf {
  const drain = new Drain(graph)
  const bound = new RemainingBound(graph)
  return () => searchSets(drain, bound)
}

/** The levels of one search. Drain and bound are shared by all, for one search goes on at a time. */
function searchSets(drain: Drain, bound: RemainingBound): DrainedSets {
  const { nodeCount, queueCount } = drain.graph
  const historyParent: number[] = []
  const historyQueue: number[] = []
  const sequenceOf = (entry: number): number[] => {
    const sequence: number[] = []
    for (; entry >= 0; entry = historyParent[entry]!) sequence.push(historyQueue[entry]!)
    return sequence.reverse()
  }
  const countSteps = () => drain.steps + bound.steps
  const stepsBefore = countSteps()
  drain.begin()
  const first = new LevelBuilder(drain.words)
  first.add(drain.bits, drain.hash, drain.frontier, drain.frontierSize, -1, 0, drain.executed)
  const sets: DrainedSets = {
    words: drain.words,
    level: first.finish(),
    depth: 0,
    steps: () => countSteps() - stepsBefore,
    sequenceTo: (state) => sequenceOf(sets.level.history[state]!),
    advance(target, width, mayGoOn) {
      const { level } = sets
      const depth = sets.depth + 1
      const next = new LevelBuilder(drain.words)
      for (let state = 0; state < level.count; state++) {
        if (!mayGoOn()) return { isTruncated: false, isStopped: true }
        for (let queue = 0; queue < queueCount; queue++) {
          if (!drain.run(level, state, queue)) continue
          const { bits, hash, frontier, frontierSize, executed } = drain
          const entry = historyParent.length
          const isFinished = executed === nodeCount
          const more = isFinished ? 0 : bound.after(frontier, frontierSize, queue, target - depth)
          if (depth + more > target) continue
          if (!isFinished && !next.add(bits, hash, frontier, frontierSize, entry, more, executed)) continue
          historyParent.push(level.history[state]!)
          historyQueue.push(queue)
          if (isFinished) return { sequence: sequenceOf(entry), isTruncated: false, isStopped: false }
        }
      }
      const kept = next.undominated(width)
      drain.steps += next.comparisons
      sets.level = next.finish(kept)
      next.handBack()
      handBackLevel(level)
      sets.depth = depth
      return { isTruncated: next.isTruncated, isStopped: false }
    },
  }
  return sets
}
