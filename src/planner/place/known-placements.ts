/**
 * The placements of one plan's drafts, and the steps that all their searches share. Drafts often keep the same values alive together at
 * other times, and are then one problem to the solver, which is not given it twice with as few steps.
 */
import { buildSections } from './solver/model.ts'
import type { PlacementProblem, PlacementResult, Sections } from './solver/index.ts'
import { float64Array } from '../../graph/typed-arrays.ts'

/** Number of blocks from which drafts are few, and problems large. */
const mostBlocks = 1000

/** Steps that a problem is always given, however few are left. */
const stepsAtLeast = (blocks: number): number => 100 + 4 * blocks

interface Known {
  readonly problem: PlacementProblem
  readonly sections: Sections
  result: PlacementResult
  /** The most steps that it was searched with. */
  steps: number
}

/** What the placement of a draft rests on. */
export interface PlacementNotes {
  /** Whether more steps might have changed it. */
  isLimited: boolean
  /** Whether groups were left out of it. */
  isUngrouped: boolean
  /** Steps that the same placement would take again. */
  steps: number
}

/** @param onLimit called where more steps might give another result */
type Solver = (problem: PlacementProblem, mostSteps: number, onLimit?: () => void) => PlacementResult

export class KnownPlacements {
  /** Steps that are left for searches. */
  left: number
  private readonly known: Known[] = []
  private notes: PlacementNotes = { isLimited: false, isUngrouped: false, steps: 0 }

  constructor(steps: number) {
    this.left = steps
  }

  /** Begins the placement of a draft, which fills the notes. */
  begin(): PlacementNotes {
    return (this.notes = { isLimited: false, isUngrouped: false, steps: 0 })
  }

  /** Notes that groups are left out. */
  leaveGroupsOut(): void {
    this.notes.isUngrouped = true
  }

  /** The result of an equal problem that was given as many steps, or the better one of it and that of `solve`. */
  of(problem: PlacementProblem, steps: number, solve: Solver): PlacementResult {
    const { blocks } = problem
    if (blocks.length > mostBlocks || problem.conflicts) {
      const result = this.solved(problem, steps, solve, () => void (this.notes.isLimited = true))
      this.notes.steps += result.steps
      return result
    }
    const size = float64Array(blocks.length)
    for (let i = 0; i < blocks.length; i++) size[i] = blocks[i]!.sizeBytes
    const sections = buildSections(blocks, size)
    const same = this.known.find((one) => isSame(one, problem, sections))
    const one = same ?? { problem, sections, steps, result: this.solved(problem, steps, solve) }
    if (!same) this.known.push(one)
    else if (!same.result.proven && same.steps < steps) {
      same.steps = steps
      const result = this.solved(problem, steps, solve)
      if (isBetter(result, same.result)) same.result = result
    }
    // Other drafts may find a better placement of what is not proven.
    if (!one.result.proven) this.notes.isLimited = true
    return one.result
  }

  private solved(problem: PlacementProblem, wanted: number, solve: Solver, onLimit?: () => void): PlacementResult {
    const mostSteps = Math.min(wanted, Math.max(this.left, stepsAtLeast(problem.blocks.length)))
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
  return sameLists(a.groups, b.groups) && (sameLists(a.apart, b.apart) || samePairs(a, b))
}

/** Whether the same blocks are to be apart. Drafts find the pairs in the order of their nodes, which means nothing to the solver. */
function samePairs(a: PlacementProblem, b: PlacementProblem): boolean {
  if (a.apart?.length !== b.apart?.length) return false
  const [one, other] = [keysOfPairs(a), keysOfPairs(b)]
  for (let k = 0; k < one.length; k++) if (one[k] !== other[k]) return false
  return true
}

/** Each pair once, as a number, ascending. */
function keysOfPairs({ apart = [], blocks }: PlacementProblem): Float64Array {
  const keys = float64Array(apart.length)
  for (let k = 0; k < apart.length; k++) {
    const [a, b] = apart[k]!
    keys[k] = Math.min(a, b) * blocks.length + Math.max(a, b)
  }
  return keys.sort()
}

type List = readonly (readonly number[])[]

function sameLists(a: List = [], b: List = []): boolean {
  if (a.length !== b.length) return false
  for (let k = 0; k < a.length; k++) {
    const [one, other] = [a[k]!, b[k]!]
    if (one.length !== other.length) return false
    for (let m = 0; m < one.length; m++) if (one[m] !== other[m]) return false
  }
  return true
}
