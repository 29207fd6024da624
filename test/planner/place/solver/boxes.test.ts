/** Groups as rigid boxes: where these meet the bound, no search over what is not rigid is needed. */
import { expect, it } from 'vitest'
import { placeInAnyHeaps, type PlacementProblem } from '../../../../src/planner/place/solver/index.ts'
import { checkPlacement } from './support/check-placement.ts'
import { randomInt, seededRandom } from '../../schedule/order/random.ts'

const blocksOf = (rows: readonly (readonly [number, number, number, number])[]): PlacementProblem['blocks'] =>
  rows.map(([sizeBytes, start, end, alignment]) => ({ sizeBytes, start, end, alignment }))

it('meets the bound with a group that searches over items do not bring there', () => {
  const problem = {
    // Bytes, lifetime, alignment.
    blocks: blocksOf([
      [119, 2, 5, 16],
      [1, 2, 3, 4],
      [32, 0, 2, 16],
      [44, 2, 5, 4],
      [48, 2, 5, 16],
      [16, 2, 5, 16],
      [95, 2, 5, 16],
      [43, 0, 4, 4],
      [112, 3, 5, 16],
      [4, 0, 4, 4],
      [176, 3, 5, 16],
      [128, 2, 3, 16],
      [112, 3, 5, 16],
    ]),
    groups: [[8, 10, 12]],
  }
  const result = placeInAnyHeaps(problem)
  expect(checkPlacement(problem, result)).toBeNull()
  expect(result).toMatchObject({ peakBytes: 771, lowerBoundBytes: 771, proven: true })
})

it('loses nothing where boxes do not meet the bound: the members of a group may lie around others that live in between', () => {
  const problem = {
    blocks: blocksOf([
      [8, 0, 1, 1],
      [8, 2, 3, 16],
      [8, 0, 3, 1],
    ]),
    groups: [[0, 1]],
  }
  // As a box, the group is 24 bytes throughout; apart, its gap has room for the third block.
  const result = placeInAnyHeaps(problem)
  expect(checkPlacement(problem, result)).toBeNull()
  expect(result).toMatchObject({ peakBytes: 24, proven: true })
})

it('keeps every rule of groups in random problems, and claims no bound that single blocks go below', () => {
  const random = seededRandom(5)
  for (let k = 0; k < 100; k++) {
    const times = 3 + randomInt(random, 8)
    const blocks = Array.from({ length: 4 + randomInt(random, 20) }, () => {
      const start = randomInt(random, times)
      const alignment = randomInt(random, 3) === 0 ? 16 : 4
      return { sizeBytes: 1 + randomInt(random, 90), start, end: start + 1 + randomInt(random, 4), alignment }
    })
    const problem = {
      blocks,
      groups: [
        [0, 1],
        [2, 3],
      ].slice(0, 1 + randomInt(random, 2)),
    }
    const result = placeInAnyHeaps(problem)
    expect(checkPlacement(problem, result)).toBeNull()
    expect(result.lowerBoundBytes).toBeLessThanOrEqual(result.peakBytes)
    // A group only ever adds to what must hold.
    expect(placeInAnyHeaps({ blocks }).lowerBoundBytes).toBeLessThanOrEqual(result.peakBytes)
  }
})
