// Hot path: integer node ids and typed arrays only. A state is the set of executed nodes, as words of bits.
import { drainedSets } from './drained-sets.ts'
import type { DrainedSets } from './drained-sets.ts'
import type { Level } from './level.ts'
import type { DrainGraph } from './problem.ts'
import { reversedGraph } from './reverse.ts'
import { uint32Array } from '../../../../graph/typed-arrays.ts'

/** Searches of one graph, which share what was prepared for it. */
export interface SubmissionSearch {
  /** Searches for a schedule of at most `target` submissions, exhaustively unless the budget ends first. */
  within: (target: number, budgetSteps: number) => SearchEnd
  /** Searches among the `width` most promising states of each level only. */
  among: (width: number, target: number, budgetSteps: number) => SearchEnd
  steps: () => number
}

/** The end of one search: a sequence, or none. */
export interface SearchEnd {
  /** A sequence of queues that executes all nodes. */
  sequence?: number[]
  /** Whether the budget ran out, or states were left out, so that a failure proves nothing. */
  isUndecided: boolean
}

/**
 * Breadth-first search over drained sets from both ends of the graph at once: the end with fewer states continues, and when
 * both together have made `target` submissions, some set from the start and some set from the end must cover all nodes. A
 * search from one end would have to hold the square of the states that both hold.
 */
export function submissionSearch(graph: DrainGraph): SubmissionSearch {
  const { nodeCount } = graph
  const fromStart = drainedSets(graph)
  const fromEnd = drainedSets(reversedGraph(graph))
  let steps = 0

  const within = (target: number, budgetSteps: number): SearchEnd => {
    const start = fromStart()
    const end = fromEnd()
    let pairSteps = 0
    const spent = () => start.steps() + end.steps() + pairSteps
    const mayGoOn = () => spent() < budgetSteps
    const ended = (result: SearchEnd): SearchEnd => {
      steps += spent()
      return result
    }
    if (start.level.executed[0] === nodeCount) return ended({ sequence: [], isUndecided: false })
    while (start.depth + end.depth < target) {
      const side = start.level.count <= end.level.count ? start : end
      const { sequence, isStopped } = side.advance(target, Infinity, mayGoOn)
      if (sequence) return ended({ sequence: side === start ? sequence : sequence.reverse(), isUndecided: false })
      if (isStopped) return ended({ isUndecided: true })
      if (side.level.count === 0) return ended({ isUndecided: false })
    }
    const needed = neededBy(end.level, end.words, nodeCount)
    for (let e = 0; e < end.level.count; e++) {
      if (!mayGoOn()) return ended({ isUndecided: true })
      for (let s = 0; s < start.level.count; s++) {
        pairSteps++
        if (start.level.executed[s]! + end.level.executed[e]! < nodeCount) continue
        if (!covers(start, s, needed, e)) continue
        return ended({ sequence: [...start.sequenceTo(s), ...end.sequenceTo(e).reverse()], isUndecided: false })
      }
    }
    return ended({ isUndecided: false })
  }

  const among = (width: number, target: number, budgetSteps: number): SearchEnd => {
    const start = fromStart()
    const ended = (result: SearchEnd): SearchEnd => {
      steps += start.steps()
      return result
    }
    let hasLeftOut = false
    while (start.level.count > 0) {
      const { sequence, isStopped, isTruncated } = start.advance(target, width, () => start.steps() < budgetSteps)
      if (sequence) return ended({ sequence, isUndecided: false })
      if (isStopped) return ended({ isUndecided: true })
      hasLeftOut ||= isTruncated
    }
    return ended({ isUndecided: hasLeftOut })
  }
  return { within, among, steps: () => steps }
}

/** For each set from the end: all nodes that must have run before it, in ids that count from the start. */
function neededBy(level: Level, words: number, nodeCount: number): Uint32Array {
  const needed = uint32Array(level.count * words)
  for (let e = 0; e < level.count; e++) {
    for (let v = 0; v < nodeCount; v++) {
      const mirrored = nodeCount - 1 - v
      const has = level.bits[e * words + (mirrored >>> 5)]! & (1 << (mirrored & 31))
      if (!has) needed[e * words + (v >>> 5)]! |= 1 << (v & 31)
    }
  }
  return needed
}

function covers({ level, words }: DrainedSets, state: number, needed: Uint32Array, other: number): boolean {
  for (let w = 0; w < words; w++) if (needed[other * words + w]! & ~level.bits[state * words + w]!) return false
  return true
}
