/** The steps that all placements of a plan share. */
import { expect, it } from 'vitest'
import { KnownPlacements } from '../../../src/planner/place/known-placements.ts'
import { SolvedPlacements } from '../../../src/planner/place/solved-placements.ts'
import {
  placeInAnyHeaps,
  type PlacementProblem,
  type PlacementResult,
} from '../../../src/planner/place/solver/index.ts'

const block = (sizeBytes: number, start: number, end: number) => ({ sizeBytes, start, end, alignment: 256 })
const problem: PlacementProblem = { blocks: [block(700, 0, 2), block(300, 1, 3), block(900, 2, 4), block(100, 3, 5)] }
const later: PlacementProblem = {
  blocks: problem.blocks.map(({ start, end, ...one }) => ({ ...one, start: 2 * start, end: 2 * end })),
}

/** The solver, but nothing is proven and the peak falls as steps rise. */
const asked: number[] = []
const solve = (one: PlacementProblem, mostSteps: number, onLimit: () => void): PlacementResult => {
  asked.push(mostSteps)
  onLimit()
  return { ...placeInAnyHeaps(one), proven: false, steps: mostSteps, peakBytes: 10_000 - mostSteps }
}

it('problems that differ in their times alone are solved once, and again only with more steps', () => {
  asked.length = 0
  const known = new KnownPlacements(1000)
  expect(known.of(problem, 100, solve).peakBytes).toBe(9900)
  expect(known.of(later, 60, solve).peakBytes).toBe(9900)
  expect(known.of(later, 300, solve).peakBytes).toBe(9700)
  expect(known.of(problem, 300, solve).peakBytes).toBe(9700)
  expect(asked).toEqual([100, 300])
  expect(known.left).toBe(600)
})

it('a placement that was not found is looked for with any steps', () => {
  const known = new KnownPlacements(1000)
  const found = known.of(problem, 10, (one, mostSteps) =>
    mostSteps === Infinity ? placeInAnyHeaps(one) : { ...placeInAnyHeaps(one), status: 'not-found', steps: 10 },
  )
  expect(found.status).toBe('placed')
})

it('where no steps are left, a problem takes few', () => {
  asked.length = 0
  const known = new KnownPlacements(1000)
  known.of(problem, 900, solve)
  known.of({ blocks: problem.blocks.slice(1) }, 900, solve)
  known.of({ blocks: problem.blocks.slice(2) }, 50, solve)
  expect(asked).toEqual([900, 112, 50])
})

it('problems of many blocks are those of their drafts: solved once with as many steps, and again with others', () => {
  asked.length = 0
  const many = (count: number): PlacementProblem => ({
    blocks: Array.from({ length: count }, (_, i) => block(256 * (1 + (i % 7)), i, i + 3)),
  })
  const [known, draft] = [new KnownPlacements(100_000), {}]
  expect(known.of(many(1200), 9000, solve, draft).peakBytes).toBe(1000)
  expect(known.of(many(1200), 9000, solve, draft).peakBytes).toBe(1000)
  // A worse placement with fewer steps does not replace the better one.
  expect(known.of(many(1200), 8000, solve, draft).peakBytes).toBe(1000)
  expect(known.of(many(1200), 9000, solve, {}).peakBytes).toBe(1000)
  expect(known.of({ ...many(1200), groups: [[0, 1]] }, 9000, solve, draft).peakBytes).toBe(1000)
  expect(asked).toEqual([9000, 8000, 9000, 9000])
})

it('a proven placement of many blocks is not looked for with more steps', () => {
  const blocks = Array.from({ length: 1200 }, (_, i) => block(256, i, i + 1))
  let solved = 0
  const proving = (one: PlacementProblem, mostSteps: number, onLimit: () => void): PlacementResult => {
    solved++
    return { ...solve(one, mostSteps, onLimit), proven: true }
  }
  const [known, draft] = [new KnownPlacements(100_000), {}]
  for (const steps of [4000, 9000, 50]) known.of({ blocks }, steps, proving, draft)
  expect(solved).toBe(1)
})

it('drafts of other objectives meet the placement that was solved with as many steps', () => {
  asked.length = 0
  const blocks = Array.from({ length: 1200 }, (_, i) => block(256 * (1 + (i % 7)), i, i + 3))
  const [solutions, draft] = [new SolvedPlacements(), {}]
  const [one, other] = [new KnownPlacements(10_000, solutions), new KnownPlacements(10_000, solutions)]
  for (const known of [one, other]) known.of({ blocks }, 9000, solve, draft)
  expect(asked).toEqual([9000])
  // Both plans are what they would be alone.
  expect(other.left).toBe(one.left)
})
