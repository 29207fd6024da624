import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hashOf, IdIndex } from '../../src/graph/ids.ts'

const indexOf = (ids: readonly string[]): IdIndex =>
  new IdIndex(
    ids.map((id) => ({ id })),
    'pass',
    'passes',
  )

/** Ids that a hostile caller would choose: all of them have one hash, because one more in a unit is as much as 131 in the next. */
const colliding = (count: number): string[] =>
  Array.from({ length: count }, (_, i) =>
    i.toString(2).padStart(11, '0').replaceAll('0', 'a\u0183').replaceAll('1', 'b\u0100'),
  )

describe('an index of ids', () => {
  it('tells what a Map tells', () => {
    const strings = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '𝕏', '0'), maxLength: 6 })
    fc.assert(
      fc.property(fc.uniqueArray(strings, { maxLength: 300 }), fc.array(strings), (ids, others) => {
        const index = indexOf(ids)
        const map = new Map(ids.map((id, i) => [id, i]))
        for (const id of [...ids, ...others]) {
          expect(index.get(id)).toBe(map.get(id))
          expect(index.has(id)).toBe(map.has(id))
        }
        expect([...index.keys()]).toEqual(ids)
      }),
    )
  })

  it.each([
    ['usual', Array.from({ length: 500 }, (_, i) => `p${i}`)],
    ['colliding', colliding(400)],
  ])('finds the first of two equal ids, %s', (_, ids) => {
    expect(ids.map((id) => indexOf(ids).get(id))).toEqual(ids.map((_, i) => i))
    for (const [first, second] of [
      [0, 1],
      [3, 250],
      [180, 399],
    ] as const) {
      const twice = ids.with(second, ids[first]!)
      expect(() => indexOf(twice)).toThrow(
        expect.objectContaining({ code: 'DUPLICATE_ID', path: `passes[${second}].id` }),
      )
    }
  })

  it('takes colliding ids in linear time', () => {
    // In the table alone each would be held against all before it.
    const ids = colliding(2000)
    expect(new Set(ids.map(hashOf)).size).toBe(1)
    const index = indexOf(ids)
    expect(index.get(ids[1999]!)).toBe(1999)
    expect(index.has('id')).toBe(false)
    expect((index as unknown as { map: unknown }).map).toBeInstanceOf(Map)
  })
})
