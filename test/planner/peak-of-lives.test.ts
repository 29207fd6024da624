import fc from 'fast-check'
import { expect, it } from 'vitest'
import { peakOfLives } from '../../src/planner/place/solve-placement.ts'

const block = fc.record({
  start: fc.integer({ min: -1, max: 12 }),
  life: fc.integer({ min: 0, max: 8 }),
  sizeBytes: fc.integer({ min: 0, max: 99 }),
})

it('is the largest sum of what is alive at one time', () => {
  fc.assert(
    fc.property(fc.array(block, { maxLength: 80 }), (list) => {
      const blocks = list.map(({ start, life, sizeBytes }) => ({ start, end: start + life, sizeBytes }))
      let peak = 0
      for (let time = -1; time <= 12; time++) {
        const alive = blocks.filter(({ start, end }) => start <= time && time < end)
        peak = Math.max(
          peak,
          alive.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
        )
      }
      expect(peakOfLives({ blocks })).toBe(peak)
    }),
  )
})
