/** Lists of the writes on a level, and where two of them differ, against a walk over all writes and over all texels. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { writesIn, writesInBoth } from '../../src/check/chain-writes.ts'
import { covers, shareTexels, type Corners } from '../../src/check/extents.ts'
import { Inputs } from '../../src/check/interface-columns.ts'
import { LevelContent, type Write } from '../../src/check/level-content.ts'
import type { ResolvedGraph } from '../../src/check/resolve.ts'
import { Piece } from '../../src/check/texel-tree.ts'
import { UNDEFINED, ValueTable } from '../../src/check/values.ts'
import { differencesOf } from '../../src/check/write-differences.ts'
import { random, times } from '../support/shapes/parts.ts'

const side = 6
const grid = { sizes: [side, side, side] as const }
const values = () =>
  new ValueTable({ resources: [], inputs: new Inputs(0), graph: { passes: [] } } as unknown as ResolvedGraph)

const span = fc.record({ from: fc.nat(side - 1), length: fc.integer({ min: 1, max: 3 }) })
const box = fc.tuple(span, span, span).map((spans): Corners => ({
  low: spans.map(({ from }) => from) as unknown as Corners['low'],
  high: spans.map(({ from, length }) => Math.min(side, from + length)) as unknown as Corners['high'],
}))

/** Contents after writes of boxes, each of another piece. */
const chainOf = (boxes: readonly Corners[], on: LevelContent, first = 1): LevelContent =>
  boxes.reduce<LevelContent>(
    (content, { low, high }, i) => content.with(new Piece(UNDEFINED, first + i, 0, 0), low, high),
    on,
  )

const bottom = () => LevelContent.of(new Piece(UNDEFINED, 0, 0, 0), grid, values())

function walk(content: LevelContent, part: Corners): LevelContent[] {
  const writes: LevelContent[] = []
  for (let at = content; at.below; at = at.below) {
    if (!shareTexels(at, part)) continue
    writes.push(at)
    if (covers(at, part)) break
  }
  return writes
}

it('the writes that touch a box are those of a walk down to the one that covers it, however often they are asked for', () => {
  const next = random(3)
  const cube = (): Corners => {
    const low = [next(side), next(side), next(side)] as const
    return { low, high: low.map((n) => Math.min(side, n + 1 + next(2))) as unknown as Corners['high'] }
  }
  const contents = [bottom()]
  for (let i = 0; i < 700; i++) {
    const { low, high } = cube()
    contents.push(contents.at(-1)!.with(new Piece(UNDEFINED, i + 1, 0, 0), low, high))
  }
  let inHierarchies = 0
  for (let i = 0; i < 2000; i++) {
    const content = contents[next(contents.length)]!
    const part = cube()
    const { writes, base } = writesIn(content, part)
    const wanted = walk(content, part)
    expect(writes).toEqual(wanted)
    expect(base).toBe(wanted.length > 0 && covers(wanted.at(-1)!, part) ? undefined : contents[0])
  }
  for (const { block } of contents) if (typeof block !== 'number') inHierarchies++
  expect(inHierarchies).toBeGreaterThan(10)
})

it('two contents have the writes that are not on what both are written on', () => {
  fc.assert(
    fc.property(
      fc.array(box, { maxLength: 300 }),
      fc.array(box, { maxLength: 20 }),
      fc.array(box, { maxLength: 20 }),
      box,
      (below, ours, theirs, part) => {
        const on = chainOf(below, bottom())
        const [a, b] = [chainOf(ours, on, 1000), chainOf(theirs, on, 2000)]
        const { wanted, found, common } = writesInBoth(a, b, part)
        const rest = common ? walk(common.wanted, part) : []
        const all = (writes: readonly Write[]) => {
          const list = [...writes, ...rest]
          return list.slice(0, list.findIndex((write) => covers(write, part)) + 1 || list.length)
        }
        expect(all(wanted.writes)).toEqual(walk(a, part))
        expect(all(found.writes)).toEqual(walk(b, part))
        expect(common?.found).toBe(common && on)
      },
    ),
  )
})

/** By texel: the name of the first write that has it; 0 for none. */
function texelsOf(writes: readonly Corners[], names: Int32Array): Int32Array {
  const texels = new Int32Array(side ** 3)
  for (let i = writes.length - 1; i >= 0; i--) {
    const { low, high } = writes[i]!
    for (let z = low[0]; z < high[0]; z++)
      for (let y = low[1]; y < high[1]; y++)
        for (let x = low[2]; x < high[2]; x++) texels[(z * side + y) * side + x] = names[i]!
  }
  return texels
}

const isInside = ({ low, high }: Corners, place: readonly number[]) =>
  place.every((n, axis) => low[axis]! <= n && n < high[axis]!)

it('two lists of writes leave the same outside of the boxes where they differ', () => {
  let [told, equal] = [0, 0]
  fc.assert(
    fc.property(
      fc.array(box, { minLength: 1, maxLength: 40 }),
      fc.array(fc.nat(39), { maxLength: 60 }),
      fc.array(fc.nat(39), { maxLength: 3 }),
      fc.array(fc.nat(39), { maxLength: 3 }),
      fc.boolean(),
      (boxes, moves, missing, more, isReversed) => {
        // Equal boxes have equal names where the remainder is the same: a write may stand in a list several times.
        const all = boxes.map((one, i) => ({
          one,
          name: 1 + boxes.findIndex((b) => `${b.low} ${b.high}` === `${one.low} ${one.high}`) * 2 + (i % 2),
        }))
        const theirs = isReversed ? [...all].reverse() : [...all]
        for (const i of moves) if (i + 1 < theirs.length) theirs.splice(i, 2, theirs[i + 1]!, theirs[i]!)
        for (const i of missing) if (i < theirs.length) theirs.splice(i, 1)
        for (const i of more)
          if (i < all.length) theirs.splice(i % (theirs.length + 1), 0, { one: all[i]!.one, name: 1000 + i })
        const lists = [all, theirs].map((list) => list.map(({ one }) => one))
        const names = [all, theirs].map((list) => Int32Array.from(list, ({ name }) => name))
        const differences = differencesOf(lists[0]!, lists[1]!, names as [Int32Array, Int32Array])
        if (!differences) return
        told++
        if (differences.length === 0) equal++
        const [a, b] = [texelsOf(lists[0]!, names[0]!), texelsOf(lists[1]!, names[1]!)]
        for (let at = 0; at < a.length; at++) {
          const place = [Math.floor(at / side / side), Math.floor(at / side) % side, at % side]
          if (a[at] !== b[at]) expect(differences.some((one) => isInside(one, place))).toBe(true)
        }
      },
    ),
    { numRuns: 200 },
  )
  expect(told).toBeGreaterThan(40)
  expect(equal).toBeGreaterThan(4)
})

it('writes in quite another order leave the same where none that share texels changed their order', () => {
  const cell = (i: number, length: number): Corners => {
    const low = [Math.floor(i / side / side), Math.floor(i / side) % side, i % side] as const
    return { low, high: [low[0] + 1, low[1] + 1, low[2] + length] }
  }
  const apart = times(200, (i) => cell(i, 1))
  const names = Int32Array.from(apart, (_, i) => i + 1)
  const backwards = [[...apart].reverse(), Int32Array.from(names).reverse()] as const
  expect(differencesOf(apart, backwards[0], [names, backwards[1]])).toEqual([])
  for (const together of [0, 100, 198]) {
    const crossing = apart.map((one, i) => (i === together ? cell(i, 2) : one))
    const found = differencesOf(crossing, [...crossing].reverse(), [names, backwards[1]])
    expect(found ?? [cell(together + 1, 1)]).toEqual([cell(together + 1, 1)])
  }
})
