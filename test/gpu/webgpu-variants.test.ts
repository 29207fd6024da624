/** What is made once for each combination of what rotates, without a device. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Variants, type Varies } from '../../src/backends/webgpu/memory/places.ts'

/** Some of the common multiples of what follows are above it. */
const most = 12
const varies: fc.Arbitrary<Varies> = fc.record(
  { period: fc.integer({ min: 1, max: 6 }), perFrame: fc.boolean(), import: fc.constantFrom('a', 'b') },
  { requiredKeys: ['period', 'perFrame'] },
)
const places = fc.array(
  varies.map((one) => ({ varies: one })),
  { maxLength: 3 },
)

/** The number of objects that runs make, whose imports change as seldom as those that are kept. */
function countOf(places: readonly { readonly varies: Varies }[]): number {
  let made = 0
  const variants = new Variants(places, most, () => ++made)
  for (let frame = 0; frame < 2; frame++)
    for (let run = 0; run < 60; run++) variants.at({ run, frame, bodies: {}, imports: { a: 'handle', b: 'handle' } })
  return made
}

it('what lies within another has no variants that it has not', () => {
  let within = 0
  fc.assert(
    fc.property(places, places, (some, more) => {
      const [one, other] = [some, more].map((list) => new Variants(list, most, () => 0)) as [
        Variants<number>,
        Variants<number>,
      ]
      if (!one.isWithin(other)) return
      within++
      expect(countOf([...some, ...more])).toBe(countOf(more))
    }),
  )
  expect(within).toBeGreaterThan(0)
})
