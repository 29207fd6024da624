import { describe, expect, it } from 'vitest'
import { compareWithBruteForce } from './support/compare.ts'

describe('placeIntervals against brute force', () => {
  // The long run (10^5 and more) is bench/placement/brute-force.ts.
  it.each([0, 1, 2, 3, 4])('is right on 300 tiny problems with every kind of rule, part %i', (part) => {
    let impossible = 0
    for (let seed = 1_000_000 + part * 300, end = seed + 300; seed < end; seed++) {
      const { fault, answer } = compareWithBruteForce(seed)
      expect(fault, `seed ${seed}`).toBeNull()
      if (answer === null) impossible++
    }
    expect(impossible).toBeGreaterThan(0)
  })
})
