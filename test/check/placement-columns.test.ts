/** Placements in columns are what was read into them. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Placements } from '../../src/check/placement-columns.ts'
import { refused } from '../../src/schema/copies.ts'

const number = fc.oneof(fc.nat(3), fc.nat(0x7fff_ffff), fc.constantFrom(0x8000_0000, 2 ** 40, Number.MAX_SAFE_INTEGER))
const placement = fc.record(
  {
    resource: fc.constantFrom('a', 'b', ''),
    version: number,
    lifetime: fc.constantFrom('transient', 'persistent', 'imported'),
    previous: number,
    heap: number,
    offset: number,
    sizeBytes: number,
    declaredBytes: number,
    texture: number,
    first: fc.tuple(number, number),
    last: fc.tuple(number, number),
  },
  { requiredKeys: ['resource', 'version', 'lifetime', 'sizeBytes'] },
)

it('gives back every field, and undefined for what is left out', () => {
  fc.assert(
    fc.property(fc.array(placement, { maxLength: 6 }), (list) => {
      const read = Placements.read(list, (value) => value)!
      expect([...read]).toEqual(list)
      expect(list.map((_, i) => read.at(i))).toEqual(list)
    }),
  )
})

it('is undefined where one of the list is refused', () => {
  const [one] = fc.sample(placement, 1)
  expect(Placements.read([one, {}], (value) => (value === one ? one : refused))).toBeUndefined()
})
