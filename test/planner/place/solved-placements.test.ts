/** Problems that several objectives of a plan meet are solved once. */
import { expect, it } from 'vitest'
import { SolvedPlacements, type Solver } from '../../../src/planner/place/solved-placements.ts'
import { placeInAnyHeaps, type PlacementProblem } from '../../../src/planner/place/solver/index.ts'

const block = (sizeBytes: number, start: number, end: number) => ({ sizeBytes, start, end, alignment: 256 })
const problem = (end: number): PlacementProblem => ({
  blocks: [block(700, 0, 2), block(300, 1, 3), block(900, 2, end)],
  apart: [[0, 1]],
})

it('the same problem with as many steps has the same result, and says again that steps limited it', () => {
  const solved = new SolvedPlacements()
  let [asked, limited] = [0, 0]
  const solve: Solver = (one, mostSteps, onLimit) => {
    asked++
    if (mostSteps < 100) onLimit()
    return placeInAnyHeaps(one)
  }
  const of = (end: number, mostSteps: number) => solved.of(problem(end), mostSteps, solve, () => limited++)
  const first = of(4, 50)
  expect(of(4, 50)).toBe(first)
  expect([asked, limited]).toEqual([1, 2])
  of(4, 200)
  of(5, 50)
  expect([asked, limited]).toEqual([3, 3])
})
