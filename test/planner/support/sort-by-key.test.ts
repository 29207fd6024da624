import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { sortByKey } from '../../../src/planner/support/sort-by-key.ts'

it('sortByKey orders as a stable sort with a comparator does', () => {
  const key = fc.oneof(fc.nat(5), fc.nat(5000), fc.nat(2 ** 31), fc.maxSafeNat(), fc.constantFrom(2 ** 60, Infinity))
  const shapes = [fc.nat(5), fc.nat(1e7), fc.maxSafeNat(), key]
  fc.assert(
    fc.property(
      fc.oneof(...shapes.map((one) => fc.array(one, { maxLength: 200 }))),
      fc.boolean(),
      (values, descending) => {
        const keys = Float64Array.from(values)
        const order = Int32Array.from(values, (_, i) => values.length - 1 - i)
        const sign = descending ? -1 : 1
        const wanted = Array.from(order).sort((a, b) => sign * (keys[a]! - keys[b]!) || 0)
        const before = order.slice()
        expect(Array.from(sortByKey(order, keys, descending))).toEqual(wanted)
        expect(order).toEqual(before)
      },
    ),
  )
})

it('sortByKey orders many items as a stable sort does, whose keys have one digit or several', () => {
  for (const [span, isDescending] of [
    [2 ** 10, false],
    [2 ** 20, true],
    [2 ** 45, false],
  ] as const) {
    const keys = Float64Array.from({ length: 20_000 }, (_, i) => (i * 7_368_787) % span)
    const order = Int32Array.from(keys, (_, i) => keys.length - 1 - i)
    const sign = isDescending ? -1 : 1
    const wanted = Array.from(order).sort((a, b) => sign * (keys[a]! - keys[b]!) || 0)
    expect(Array.from(sortByKey(order, keys, isDescending))).toEqual(wanted)
  }
})
