import { describe, expect, it } from 'vitest'
import { ChunkedInt32 } from '../../../src/planner/support/growable.ts'

describe('a list in chunks', () => {
  it.each([0, 1, 31, 32, 33, 16_383, 16_384, 16_385, 50_000])('has the %i numbers that were pushed', (count) => {
    const list = new ChunkedInt32()
    for (let i = 0; i < count; i++) list.push(3 * i - 7)
    expect(list.length).toBe(count)
    let wrong = 0
    for (let i = 0; i < count; i++) if (list.get(i) !== 3 * i - 7) wrong++
    expect(wrong).toBe(0)
  })
})
