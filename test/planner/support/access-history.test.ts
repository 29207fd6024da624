import fc from 'fast-check'
import { expect, it } from 'vitest'
import { AccessHistory } from '../../../src/planner/support/access-history.ts'
import { itemOf, leafOf, UnionSets } from '../../../src/planner/support/union-sets.ts'

const access = (segmentCount: number) =>
  fc
    .record({ writes: fc.boolean(), a: fc.nat(segmentCount - 1), b: fc.nat(segmentCount - 1) })
    .map(({ writes, a, b }) => ({ writes, first: Math.min(a, b), end: Math.max(a, b) + 1 }))

const history = fc
  .integer({ min: 1, max: 70 })
  .chain((segmentCount) => fc.tuple(fc.constant(segmentCount), fc.array(access(segmentCount), { maxLength: 60 })))

function members(sets: UnionSets, set: number): number[] {
  if (set === 0) return []
  if (sets.isLeaf(set)) return [itemOf(set)]
  return [...members(sets, sets.leftOf(set)), ...members(sets, sets.rightOf(set))]
}

const ascending = (items: Iterable<number>) => [...new Set(items)].sort((a, b) => a - b)

it('knows of any range what knowing each segment would say: writers, readers since, and what a write comes after', () => {
  fc.assert(
    fc.property(history, ([segmentCount, accesses]) => {
      const sets = new UnionSets(accesses.length)
      const tree = new AccessHistory(segmentCount, sets.union)
      const segments = Array.from({ length: segmentCount }, () => ({
        writers: [] as number[],
        readers: [] as number[],
      }))
      accesses.forEach(({ writes, first, end }, item) => {
        const range = segments.slice(first, end)
        expect(ascending(members(sets, tree.writers(first, end)))).toEqual(ascending(range.flatMap((s) => s.writers)))
        expect(ascending(members(sets, tree.readers(first, end)))).toEqual(ascending(range.flatMap((s) => s.readers)))
        expect(ascending(members(sets, tree.uses(first, end)))).toEqual(
          ascending(range.flatMap(({ writers, readers }) => (readers.length > 0 ? readers : writers))),
        )
        if (writes) tree.write(first, end, leafOf(item))
        else tree.read(first, end, leafOf(item))
        for (const segment of range) {
          if (writes) Object.assign(segment, { writers: [item], readers: [] })
          else segment.readers.push(item)
        }
      })
    }),
  )
})
