/** Parts of arrays sorted in place, against the sort of the language. */
import { expect, it } from 'vitest'
import { sortPart } from '../../../src/planner/support/sort-part.ts'

it('sorts a part of any length by numbers or by a function, stably, and leaves the rest as it was', () => {
  let seed = 1
  const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below
  for (let round = 0; round < 300; round++) {
    const array = Int32Array.from({ length: random(80) }, () => random(20) - 10)
    const from = random(array.length + 1)
    const to = from + random(array.length - from + 1)
    for (const compare of [undefined, (a: number, b: number) => Math.abs(b) - Math.abs(a)]) {
      const sorted = array.slice()
      sortPart(sorted, from, to, compare)
      const part = Array.from(array.subarray(from, to)).sort(compare ?? ((a, b) => a - b))
      expect(Array.from(sorted)).toEqual([...array.subarray(0, from), ...part, ...array.subarray(to)])
    }
  }
})
