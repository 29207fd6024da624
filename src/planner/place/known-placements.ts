/**
 * The placements of one plan's drafts, and the steps that all their searches share. Drafts often keep the same values alive together at
 * other times, and are then one problem to the solver, which is not given it twice with as few steps.
 */
import { equalLists, equalPairs } from './equal-problems.ts'
import { buildSections } from './solver/model.ts'
import type { PlacementProblem, PlacementResult, Sections } from './solver/index.ts'
import { SolvedPlacements, type Solver } from './solved-placements.ts'
import { float64Array } from '../../graph/typed-arrays.ts'

/** Number of blocks from which problems are told apart by their drafts: to keep and compare them takes too much. */
const mostBlocks = 1000

/** Number of blocks above which a problem is not given to the solver again with fewer steps. */
const manyBlocks = 2500

/** Steps that a problem is always given, however few are left. */
const stepsAtLeast = (blocks: number): number => 100 + 4 * blocks

interface KnownResult {
  result: PlacementResult
  /** The most steps that it was searched with. */
  steps: number
  /** Whether more of them might give another result. */
  isLimited: boolean
}

interface Known extends KnownResult {
  readonly problem: PlacementProblem
  readonly sections: Sections
}

/** Notes on the placement of a draft: which limits it met. */
export interface PlacementNotes {
  /** Whether more steps might have changed it. */
  isLimited: boolean
  /** Whether groups were left out of it. */
  isUngrouped: boolean
  /** Steps that the same placement would take again. */
  steps: number
}

export class KnownPlacements {
  /** Steps that are left for searches. */
  left: number
  private readonly solutions: SolvedPlacements
  private readonly known: Known[] = []
  /** Results for many blocks, by the draft's lifetimes: without groups and with them. */
  private large: Map<object, [KnownResult | undefined, KnownResult | undefined]> | undefined
  private notes: PlacementNotes = { isLimited: false, isUngrouped: false, steps: 0 }

  /** @param solutions those of all objectives that are asked for one plan */
  constructor(steps: number, solutions = new SolvedPlacements()) {
    this.left = steps
    this.solutions = solutions
  }

  /** Begins the placement of a draft, which fills the notes. */
  begin(): PlacementNotes {
    return (this.notes = { isLimited: false, isUngrouped: false, steps: 0 })
  }

  /** Notes that groups are left out. */
  leaveGroupsOut(): void {
    this.notes.isUngrouped = true
  }

  /**
   * The result of an equal problem that was given as many steps, or the better one of it and that of `solve`.
   *
   * @param draft lifetimes of a draft, where the problem is that of all its blocks
   */
  of(problem: PlacementProblem, steps: number, solve: Solver, draft?: object): PlacementResult {
    const { blocks } = problem
    const isLarge = blocks.length > mostBlocks
    if (isLarge && draft) return this.ofDraft(problem, steps, solve, draft)
    if (isLarge || problem.conflicts) {
      const result = this.solved(problem, steps, solve, () => void (this.notes.isLimited = true))
      this.notes.steps += result.steps
      return result
    }
    const size = float64Array(blocks.length)
    for (let i = 0; i < blocks.length; i++) size[i] = blocks[i]!.sizeBytes
    const sections = buildSections(blocks, size)
    const same = this.known.find((one) => isSame(one, problem, sections))
    let isLimited = false
    const once: Solver = (each, most, onLimit) => this.solutions.of(each, most, solve, onLimit)
    const solved = (): PlacementResult => this.solved(problem, steps, once, () => (isLimited = true))
    const one = same ?? { problem, sections, steps, result: solved(), isLimited }
    if (!same) this.known.push(one)
    else if (same.isLimited && !same.result.proven && same.steps < steps) {
      same.steps = steps
      const result = solved()
      same.isLimited = isLimited
      if (isBetter(result, same.result)) same.result = result
    }
    // Other drafts may find a better placement of what is not proven.
    if (one.isLimited && !one.result.proven) this.notes.isLimited = true
    return one.result
  }

  private ofDraft(problem: PlacementProblem, steps: number, solve: Solver, draft: object): PlacementResult {
    const large = (this.large ??= new Map<object, [KnownResult | undefined, KnownResult | undefined]>())
    const pair = large.get(draft) ?? [undefined, undefined]
    large.set(draft, pair)
    const k = problem.groups?.length ? 1 : 0
    const before = pair[k]
    const given = this.stepsFor(problem, steps)
    let one = before
    // A search with fewer steps goes other ways, and may find a lower peak; of very many blocks, heuristics find it or nothing does.
    const isOther = before && (before.steps < given || (before.steps > given && problem.blocks.length <= manyBlocks))
    if (!before || (before.isLimited && !before.result.proven && isOther)) {
      let isLimited = false
      const once: Solver = (each, most, onLimit) => this.solutions.of(each, most, solve, onLimit, draft)
      let result = this.solved(problem, steps, once, () => (isLimited = true))
      this.notes.steps += result.steps
      if (before && before.result.peakBytes < result.peakBytes) result = before.result
      one = pair[k] = { result, steps: given, isLimited }
    }
    if (one!.isLimited && !one!.result.proven) this.notes.isLimited = true
    return one!.result
  }

  /** The steps that a problem gets of those that are wanted for it. */
  private stepsFor({ blocks }: PlacementProblem, wanted: number): number {
    return Math.min(wanted, Math.max(this.left, stepsAtLeast(blocks.length)))
  }

  private solved(problem: PlacementProblem, wanted: number, solve: Solver, onLimit: () => void): PlacementResult {
    const mostSteps = this.stepsFor(problem, wanted)
    const result = solve(problem, mostSteps, onLimit)
    this.left -= result.steps
    // A placement that must be found is worth any steps.
    return result.status === 'not-found' ? solve(problem, Infinity, onLimit) : result
  }
}

const isBetter = (one: PlacementResult, other: PlacementResult): boolean =>
  one.status === 'placed' && (other.status !== 'placed' || one.peakBytes < other.peakBytes || one.proven)

function isSame({ problem: a, sections }: Known, b: PlacementProblem, { low, high }: Sections): boolean {
  if (a.blocks.length !== b.blocks.length || a.heapLimitBytes !== b.heapLimitBytes || a.maxHeaps !== b.maxHeaps)
    return false
  for (let i = 0; i < a.blocks.length; i++) {
    const [one, other] = [a.blocks[i]!, b.blocks[i]!]
    if (one.sizeBytes !== other.sizeBytes || one.alignment !== other.alignment) return false
    if (sections.low[i] !== low[i] || sections.high[i] !== high[i]) return false
    if (one.fixedOffset !== other.fixedOffset || one.heap !== other.heap) return false
  }
  return equalLists(a.groups, b.groups) && equalPairs(a, b)
}
