/** Periods of rotation, for which backends keep things by phase. */
import { expect, it } from 'vitest'
import { parseGraph, planGraph, profiles } from '../../src/index.ts'
import { commonPeriod, mostPhases } from '../../src/plan/facts/rotations.ts'
import { historiesDocument } from '../support/histories.ts'

it('the common period of two is their least common multiple, as far as it is kept', () => {
  expect(commonPeriod(4, 6, 12)).toBe(12)
  expect(commonPeriod(4, 6, 11)).toBe(Infinity)
  expect(commonPeriod(1, 64, 64)).toBe(64)
  // Of no number above it is anything asked: common multiples of many leave what numbers can hold.
  for (const endless of [65, 1e9 + 7, Number.MAX_SAFE_INTEGER, Infinity]) {
    expect(commonPeriod(endless, 6, 64)).toBe(Infinity)
    expect(commonPeriod(6, endless, 64)).toBe(Infinity)
    expect(commonPeriod(endless, endless, 64)).toBe(Infinity)
  }
})

it('small plans keep 64 phases, and large ones fewer', () => {
  const plan = planGraph(parseGraph(historiesDocument([2, 4, 6])), profiles.webgpu)
  expect(mostPhases(plan)).toBe(64)
  const [submission] = plan.submissions
  const long = (times: number) => ({
    ...plan,
    submissions: [{ ...submission!, commands: Array.from({ length: times }, () => submission!.commands).flat() }],
  })
  const some = mostPhases(long(200))
  expect(some).toBeGreaterThan(4)
  expect(some).toBeLessThan(64)
  expect(mostPhases(long(10_000))).toBe(4)
})
