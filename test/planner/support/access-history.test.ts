import fc from 'fast-check'
import { expect, it } from 'vitest'
import { AccessHistory } from '../../../src/planner/support/access-history.ts'
import { RangeHistory } from '../../../src/planner/support/range-history.ts'
import { itemOf, leafOf, UnionSets } from '../../../src/planner/support/union-sets.ts'

const range = (segmentCount: number) =>
  fc
    .tuple(fc.nat(segmentCount - 1), fc.nat(segmentCount - 1))
    .map(([a, b]) => ({ first: Math.min(a, b), end: Math.max(a, b) + 1 }))

/** Accesses of a few ranges, so that many are of the very range of an earlier one. */
const history = fc
  .integer({ min: 1, max: 70 })
  .chain((segmentCount) =>
    fc.tuple(fc.constant(segmentCount), fc.array(range(segmentCount), { minLength: 1, maxLength: 12 })),
  )
  .chain(([segmentCount, ranges]) =>
    fc.tuple(
      fc.constant(segmentCount),
      fc.array(
        fc.record({
          kind: fc.constantFrom('read', 'write', 'both'),
          range: fc.constantFrom(...ranges),
          asked: fc.subarray(['writers', 'readers', 'uses']),
        }),
        { maxLength: 60 },
      ),
    ),
  )

function members(sets: UnionSets, set: number): number[] {
  if (set === 0) return []
  if (sets.isLeaf(set)) return [itemOf(set)]
  return [...members(sets, sets.leftOf(set)), ...members(sets, sets.rightOf(set))]
}

const ascending = (items: Iterable<number>) => [...new Set(items)].sort((a, b) => a - b)

const histories = [AccessHistory, RangeHistory]

interface Segment {
  writers: number[]
  readers: number[]
}

const usesOf = ({ writers, readers }: Segment) => (readers.length > 0 ? readers : writers)

it.each(histories)(
  '%o knows of any range what knowing each segment would say: writers, readers since, and what a write comes after',
  (History) => {
    fc.assert(
      fc.property(history, ([segmentCount, accesses]) => {
        const sets = new UnionSets(accesses.length)
        const tree = new History(segmentCount, sets.union)
        const segments = Array.from({ length: segmentCount }, (): Segment => ({ writers: [], readers: [] }))
        accesses.forEach(({ kind, range: { first, end }, asked }, item) => {
          const covered = segments.slice(first, end)
          // Not everything is asked each time: what was asked is known.
          if (asked.includes('writers'))
            expect(ascending(members(sets, tree.writers(first, end)))).toEqual(
              ascending(covered.flatMap((s) => s.writers)),
            )
          if (asked.includes('readers'))
            expect(ascending(members(sets, tree.readers(first, end)))).toEqual(
              ascending(covered.flatMap((s) => s.readers)),
            )
          if (asked.includes('uses'))
            expect(ascending(members(sets, tree.uses(first, end)))).toEqual(ascending(covered.flatMap(usesOf)))
          if (kind === 'read') tree.read(first, end, leafOf(item))
          else tree.write(first, end, leafOf(item), kind === 'both' ? leafOf(item) : 0)
          for (const segment of covered) {
            if (kind === 'read') segment.readers.push(item)
            else Object.assign(segment, { writers: [item], readers: kind === 'both' ? [item] : [] })
          }
        })
      }),
    )
  },
)
