import fc from 'fast-check'
import { expect, it } from 'vitest'
import { IntervalMap } from '../../src/check/interval-map.ts'

/** Assignments to a map of 4096 bytes: many small ones make several blocks, large ones remove them again. */
const assignments = fc.array(
  fc.record({
    begin: fc.nat(4095),
    length: fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 0, max: 5 }) }, { weight: 1, arbitrary: fc.nat(4096) }),
    value: fc.nat(3),
  }),
  { minLength: 0, maxLength: 2500, size: 'max' },
)

it('reads like an array of bytes after any assignments', () => {
  fc.assert(
    fc.property(assignments, (steps) => {
      const map = new IntervalMap(4096, 9)
      const bytes = new Array<number>(4096).fill(9)
      for (const { begin, length, value } of steps) {
        const end = Math.min(4096, begin + length)
        map.assign(begin, end, value)
        bytes.fill(value, begin, end)
      }
      const found: number[] = []
      let runs = 0
      map.visit(0, 4096, (begin, end, value) => {
        for (let at = begin; at < end; at++) found[at] = value
        runs++
      })
      expect(found).toEqual(bytes)
      for (let at = 0; at < 4096; at += 37)
        for (const end of [at + 1, at + 3, Math.min(4096, at + 200), 4096]) {
          const isOne = bytes.slice(at, end).every((byte) => byte === bytes[at])
          expect(map.only(at, end)).toBe(isOne ? bytes[at] : undefined)
        }
      expect(runs).toBe(map.runs)
      expect(runs).toBe(1 + bytes.reduce((sum, byte, at) => sum + (at > 0 && byte !== bytes[at - 1] ? 1 : 0), 0))
    }),
    { numRuns: 60 },
  )
})

it('visits exactly the asked bytes, cut at both ends', () => {
  const map = new IntervalMap(100, 0)
  map.assign(10, 20, 1)
  const seen: number[][] = []
  map.visit(15, 30, (begin, end, value) => seen.push([begin, end, value]))
  expect(seen).toEqual([
    [15, 20, 1],
    [20, 30, 0],
  ])
})
