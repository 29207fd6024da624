/**
 * Placements that were solved for one plan. Objective `memory` asks others what they need, and these meet problems that were solved
 * with as many steps before: the same placement would come out again.
 */
import { equalLists, equalPairs } from './equal-problems.ts'
import type { PlacementBlock, PlacementProblem, PlacementResult } from './solver/index.ts'

/** @param onLimit called where more steps might give another result */
export type Solver = (problem: PlacementProblem, mostSteps: number, onLimit: () => void) => PlacementResult

interface Solved {
  /** Not kept where the draft says it all. */
  readonly problem: PlacementProblem | undefined
  readonly isGrouped: boolean
  readonly mostSteps: number
  readonly result: PlacementResult
  readonly isLimited: boolean
}

export class SolvedPlacements {
  /** By the number of blocks, or by the draft. */
  private solved: Map<unknown, Solved[]> | undefined

  /**
   * The result of `solve`, and whether it called `onLimit`, remembered from the first time.
   *
   * @param draft lifetimes that say all of the problem but for whether it has groups
   */
  of(
    problem: PlacementProblem,
    mostSteps: number,
    solve: Solver,
    onLimit: () => void,
    draft?: object,
  ): PlacementResult {
    const key = draft ?? problem.blocks.length
    const solved = (this.solved ??= new Map<unknown, Solved[]>())
    const alike = solved.get(key) ?? []
    solved.set(key, alike)
    const isGrouped = !!problem.groups?.length
    let one = alike.find(
      (known) =>
        known.mostSteps === mostSteps &&
        known.isGrouped === isGrouped &&
        (known.problem === undefined || isEqual(known.problem, problem)),
    )
    if (!one) {
      let isLimited = false
      const result = solve(problem, mostSteps, () => (isLimited = true))
      one = { problem: draft ? undefined : problem, isGrouped, mostSteps, result, isLimited }
      alike.push(one)
    }
    if (one.isLimited) onLimit()
    return one.result
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
