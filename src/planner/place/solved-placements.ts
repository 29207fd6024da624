/**
 * Placements that were solved for one plan. Objective `memory` asks others what they need, and these meet problems that were solved
 * with as many steps before: the same placement would come out again.
 */
import { equalLists, equalPairs } from './equal-problems.ts'
import type { PlacementBlock, PlacementProblem, PlacementResult } from './solver/index.ts'

/** @param onLimit called where more steps might give another result */
export type Solver = (problem: PlacementProblem, mostSteps: number, onLimit: () => void) => PlacementResult

interface Solved {
  readonly problem: PlacementProblem
  readonly mostSteps: number
  readonly result: PlacementResult
  readonly isLimited: boolean
}

export class SolvedPlacements {
  /** By the number of blocks. */
  private readonly solved = new Map<number, Solved[]>()

  /** What `solve` gives, and whether it calls `onLimit`, from the first time that it was asked this. */
  of(problem: PlacementProblem, mostSteps: number, solve: Solver, onLimit: () => void): PlacementResult {
    const alike = this.solved.get(problem.blocks.length) ?? []
    this.solved.set(problem.blocks.length, alike)
    const known = alike.find((one) => one.mostSteps === mostSteps && isEqual(one.problem, problem))
    if (known) {
      if (known.isLimited) onLimit()
      return known.result
    }
    let isLimited = false
    const result = solve(problem, mostSteps, () => (isLimited = true))
    if (isLimited) onLimit()
    alike.push({ problem, mostSteps, result, isLimited })
    return result
  }
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
