import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createIntervalIndex } from '../../src/backends/dummy/scheduler/interval-index.ts'
import { createLatestTree } from '../../src/backends/dummy/scheduler/intervals.ts'

const range = fc
  .tuple(fc.nat({ max: 20 }), fc.integer({ min: 1, max: 9 }))
  .map(([begin, size]) => [begin, begin + size] as const)

test('the latest mark in a range is the one that a plain array holds', () => {
  const step = fc.record({ range, plane: fc.nat({ max: 2 }), mark: fc.boolean() })
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
      const bounds = Float64Array.from(new Set(steps.flatMap((each) => [...each.range]))).sort()
      const tree = createLatestTree(bounds)
      const plain = [0, 1, 2].map(() => new Int32Array(40))
      steps.forEach(({ range: [begin, end], plane, mark }, i) => {
        const [from, to] = [tree.indexOf(begin), tree.indexOf(end)]
        if (mark) {
          tree.mark(plane, from, to, i + 1)
          plain[plane]!.fill(i + 1, begin, end)
        }
        expect(tree.latest(plane, from, to)).toBe(Math.max(...plain[plane]!.subarray(begin, end)))
      })
    }),
    { numRuns: 500, seed: 3 },
  )
})

test('intervals that are present and overlap are found, each once', () => {
  const step = fc.record({ id: fc.nat({ max: 9 }), query: range })
  fc.assert(
    fc.property(
      fc.array(range, { minLength: 10, maxLength: 10 }),
      fc.array(step, { maxLength: 40 }),
      (ranges, steps) => {
        const begin = Float64Array.from(ranges, ([from]) => from)
        const end = Float64Array.from(ranges, ([, to]) => to)
        const memory = Int32Array.from(ranges, (_, i) => i % 2)
        const index = createIntervalIndex(2, memory, begin, end)
        const present = new Set<number>()
        for (const { id, query } of steps) {
          if (present.delete(id)) index.remove(id)
          else {
            present.add(id)
            index.add(id)
          }
          for (const m of [0, 1]) {
            const found: number[] = []
            index.visit(m, query[0], query[1], (met) => found.push(met))
            const expected = [...present].filter((i) => memory[i] === m && begin[i]! < query[1] && end[i]! > query[0])
            expect(found.toSorted((a, b) => a - b)).toEqual(expected.toSorted((a, b) => a - b))
          }
        }
      },
    ),
    { numRuns: 500, seed: 3 },
  )
})
