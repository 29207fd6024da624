/**
 * Placements that were solved for one plan. Objective `memory` asks others what they need, and these meet problems that were solved
 * with as many steps before: the same placement would come out again.
 */
import { equalLists, equalPairs } from './equal-problems.ts'
import type { PlacementBlock, PlacementProblem, PlacementResult } from './solver/index.ts'

/** @param onLimit called where more steps might give another result */
export type Solver = (problem: PlacementProblem, mostSteps: number, onLimit: () => void) => PlacementResult

interface SolvedResult {
  readonly mostSteps: number
  readonly result: PlacementResult
  readonly isLimited: boolean
}

interface Solved extends SolvedResult {
  readonly problem: PlacementProblem
}

export class SolvedPlacements {
  /** By the number of blocks. */
  private readonly solved = new Map<number, Solved[]>()
  private readonly ofDrafts = new Map<object, (SolvedResult & { readonly isGrouped: boolean })[]>()

  /** What `solve` gives, and whether it calls `onLimit`, from the first time that it was asked this. */
  of(problem: PlacementProblem, mostSteps: number, solve: Solver, onLimit: () => void): PlacementResult {
    const alike = this.solved.get(problem.blocks.length) ?? []
    this.solved.set(problem.blocks.length, alike)
    const known = alike.find((one) => one.mostSteps === mostSteps && isEqual(one.problem, problem))
    const one = known ?? { problem, ...solvedWith(problem, mostSteps, solve) }
    if (!known) alike.push(one)
    if (one.isLimited) onLimit()
    return one.result
  }

  /** The same for a problem that the lifetimes of a draft say all of, but for whether it has groups. */
  ofDraft(draft: object, problem: PlacementProblem, mostSteps: number, solve: Solver, onLimit: () => void) {
    const isGrouped = (problem.groups?.length ?? 0) > 0
    const alike = this.ofDrafts.get(draft) ?? []
    this.ofDrafts.set(draft, alike)
    const known = alike.find((one) => one.mostSteps === mostSteps && one.isGrouped === isGrouped)
    const one = known ?? { isGrouped, ...solvedWith(problem, mostSteps, solve) }
    if (!known) alike.push(one)
    if (one.isLimited) onLimit()
    return one.result
  }
}

function solvedWith(problem: PlacementProblem, mostSteps: number, solve: Solver): SolvedResult {
  let isLimited = false
  const result = solve(problem, mostSteps, () => (isLimited = true))
  return { mostSteps, result, isLimited }
}

const isEqual = (a: PlacementProblem, b: PlacementProblem): boolean =>
  a.heapLimitBytes === b.heapLimitBytes &&
  a.maxHeaps === b.maxHeaps &&
  a.blocks.every((block, i) => isSameBlock(block, b.blocks[i]!)) &&
  equalLists(a.groups, b.groups) &&
  equalPairs(a, b)

const isSameBlock = (a: PlacementBlock, b: PlacementBlock): boolean =>
  a.sizeBytes === b.sizeBytes &&
  a.start === b.start &&
  a.end === b.end &&
  a.alignment === b.alignment &&
  a.fixedOffset === b.fixedOffset &&
  a.heap === b.heap
