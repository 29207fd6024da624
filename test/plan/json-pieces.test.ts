/** The JSON of a plan in pieces: the same text as in one, and no piece as long as the plan. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { hasFewEntries, visitJson } from '../../src/plan/json-pieces.ts'

function piecesOf(value: unknown): string[] {
  const pieces: string[] = []
  visitJson(value, (piece) => pieces.push(piece))
  return pieces
}

/** Data whose lists may be long, with fields that are left out. */
const { data } = fc.letrec((tie) => ({
  data: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(fc.double(), fc.string({ unit: 'binary' }), fc.boolean(), fc.constant(null)),
    fc.array(tie('data'), { maxLength: 40, size: 'max' }),
    fc.dictionary(fc.string(), fc.oneof(tie('data'), fc.constant(undefined)), { maxKeys: 5 }),
  ),
}))

it('writes what JSON.stringify writes', () => {
  fc.assert(fc.property(data, (value) => piecesOf(value).join('') === JSON.stringify(value)))
})

it('writes no long list in one piece, however deep it lies', () => {
  const regions = Array.from({ length: 1000 }, (_, i) => [i, i, i])
  const pieces = piecesOf({ submissions: [{ commands: [{ op: 'copy', regions }] }] })
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(500)
})

/** Values in objects and lists, all of which are looked at. */

it('knows data whose lists have few entries', () => {
  const regular = { a: [[1, 2], [3]], b: [{ c: 1, d: ['x', 'y'] }, { c: 2 }], e: null, f: [], g: { small: [1, 2, 3] } }
  const count = 2 + 2 + 1 + 2 + 2
  expect(hasFewEntries(regular, count)).toBe(true)
  expect(hasFewEntries(regular, count - 1)).toBe(false)
  expect(hasFewEntries('text', 0)).toBe(true)
})
