/**
 * The placements of one plan's drafts. Drafts often keep the same values alive together at other times, and are then one problem to
 * the solver, which is not given it twice.
 */
import { buildSections } from './solver/model.ts'
import type { PlacementProblem, PlacementResult, Sections } from './solver/index.ts'
import { float64Array } from '../../graph/typed-arrays.ts'

/** Number of blocks from which drafts are few, and problems large. */
const mostBlocks = 1000

interface Known {
  readonly problem: PlacementProblem
  readonly sections: Sections
  readonly result: PlacementResult
}

export class KnownPlacements {
  private readonly known: Known[] = []

  /** The result of an equal problem, or that of `solve`. */
  of(problem: PlacementProblem, solve: (problem: PlacementProblem) => PlacementResult): PlacementResult {
    const { blocks } = problem
    if (blocks.length > mostBlocks || problem.conflicts) return solve(problem)
    const size = float64Array(blocks.length)
    for (let i = 0; i < blocks.length; i++) size[i] = blocks[i]!.sizeBytes
    const sections = buildSections(blocks, size)
    for (const one of this.known) if (isSame(one, problem, sections)) return one.result
    const result = solve(problem)
    this.known.push({ problem, sections, result })
    return result
  }
}

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
