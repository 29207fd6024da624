import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hashOf, IdIndex } from '../../src/graph/ids.ts'

const indexOf = (ids: readonly string[]): IdIndex =>
  new IdIndex(
    ids.map((id) => ({ id })),
    'pass',
    'passes',
  )

/** Ids that a hostile caller would choose: all of them want one place in a table of up to 1024. */
const colliding = (count: number): string[] => {
  const found: string[] = []
  for (let i = 0; found.length < count; i++) if ((hashOf(`id${i}`) & 1023) === 7) found.push(`id${i}`)
  return found
}

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
    const index = indexOf(ids)
    expect(index.get(ids[1999]!)).toBe(1999)
    expect(index.has('id')).toBe(false)
    expect((index as unknown as { map: unknown }).map).toBeInstanceOf(Map)
  })
})
