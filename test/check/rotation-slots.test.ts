/** Each slot of a rotation is given once, whatever the order. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { RotationSlots } from '../../src/check/rotation-slots.ts'

it('gives each slot once, and counts those that are taken, in any order', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.nat(6), fc.constantFrom(2 ** 40)), { maxLength: 12 }), (slots) => {
      const [group, seen] = [new RotationSlots(7, 0), new Set<number>()]
      for (const slot of slots) {
        expect(group.take(slot)).toBe(!seen.has(slot))
        seen.add(slot)
        expect(group.taken).toBe(seen.size)
      }
    }),
  )
})
