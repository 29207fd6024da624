/** What memories hold, symbolically, against arrays of bytes: each byte says which byte of which value it is. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ByteContents } from '../../src/check/byte-contents.ts'
import { TexelContents } from '../../src/check/texel-contents.ts'
import { allTexels, bytesAt, type Box, type Extent } from '../../src/check/extents.ts'
import { Inputs } from '../../src/check/interface-columns.ts'
import type { ResolvedGraph } from '../../src/check/resolve.ts'
import { areWritesMet } from '../../src/check/level-comparison.ts'
import type { LevelContent } from '../../src/check/level-content.ts'
import { visitPieces } from '../../src/check/rope.ts'
import { firstDifference, levelOf, ropeOf, whole, type Snapshot, type TexelSnapshot } from '../../src/check/snapshot.ts'
import { visitCells, type Piece } from '../../src/check/texel-tree.ts'
import { textureLayout } from '../../src/check/texture-layout.ts'
import { UNDEFINED, ValueTable } from '../../src/check/values.ts'
import { WholeTexture } from '../../src/check/whole-texture.ts'

const inputs = new Inputs(4)
for (const name of ['a', 'b', 'c', 'd']) inputs.set(name, 256, -1, false)

const table = () => new ValueTable({ resources: [], inputs, graph: { passes: [] } } as unknown as ResolvedGraph)

const inputOf = (name: string, values: ValueTable): number => values.input(inputs.numberOf(name)!)

/** Undefined, two inputs (from some byte on), an even fill, one that repeats every 4 bytes, and a copy of other bytes. */
const sources = ['undefined', 'a', 'b', 'even', 'word', 'copy'] as const
type Source = (typeof sources)[number]

const valueOf = (source: Source, values: ValueTable): number =>
  source === 'undefined'
    ? UNDEFINED
    : source === 'even'
      ? values.pattern(0x0707_0707)
      : source === 'word'
        ? values.pattern(0x0403_0201)
        : inputOf(source, values)

const byteOf = (source: Source, index: number, k: number): string =>
  source === 'undefined' || source === 'even' ? source : source === 'word' ? `word ${k % 4}` : `${source} ${index + k}`

function bytesOf(snapshot: Snapshot, values: ValueTable): string[] {
  const bytes: string[] = []
  const words = [1, 2, 3, 4].map((_, turn) => values.moved(values.pattern(0x0403_0201), -turn))
  const rope = ropeOf(snapshot, values)
  visitPieces(rope, 0, rope.size, values, (begin, end, value, index) => {
    for (let k = 0; k < end - begin; k++) {
      const turn = words.indexOf(value)
      const name =
        value === UNDEFINED
          ? 'undefined'
          : value === values.pattern(0x0707_0707)
            ? 'even'
            : turn >= 0
              ? `word ${(turn + k) % 4}`
              : `${value === inputOf('a', values) ? 'a' : 'b'} ${index + k}`
      bytes.push(name)
    }
  })
  return bytes
}

/** A memory beside its bytes. */
interface Pair {
  readonly held: ByteContents | TexelContents
  readonly bytes: string[]
}

interface Step {
  readonly source: Source
  readonly index: number
  readonly to: Extent
  readonly from: Extent
}

/** Addresses of an extent's bytes in tight order. */
type Addresses = (extent: Extent) => number[]

function take({ held, bytes }: Pair, { source, index, to, from }: Step, values: ValueTable, addresses: Addresses) {
  const isCopy = source === 'copy'
  const old = addresses(from).map((at) => bytes[at]!)
  held.write(to, isCopy ? held.read(from) : whole(valueOf(source, values), to.size, values, index))
  addresses(to).forEach((at, k) => (bytes[at] = isCopy ? old[k]! : byteOf(source, index, k)))
}

const size = 40
const byteStep = fc
  .record({
    source: fc.constantFrom(...sources),
    index: fc.nat(9),
    to: fc.nat(size),
    from: fc.nat(size),
    length: fc.nat(size),
  })
  .map(({ source, index, to, from, length }): Step => {
    const n = Math.min(length, size - to, size - from)
    return { source, index, to: bytesAt(to, n), from: bytesAt(from, n) }
  })

const addressesOfRuns: Addresses = ({ runs }) => {
  const list: number[] = []
  for (let i = 0; i < runs!.length; i += 2) for (let k = 0; k < runs![i + 1]!; k++) list.push(runs![i]! + k)
  return list
}

const layout = textureLayout({ format: 'rg8unorm', dimension: '2d', size: [5, 6, 3], mipLevelCount: 1, sampleCount: 1 })
const limits = [3, 6, 10] as const

const boxExtent = (low: Box['low'], lengths: readonly [number, number, number]): Extent => ({
  boxes: [{ level: 0, low, high: [low[0] + lengths[0], low[1] + lengths[1], low[2] + lengths[2]] }],
  size: lengths[0] * lengths[1] * lengths[2],
})

const axis = (limit: number) =>
  fc
    .record({ to: fc.nat(limit - 1), from: fc.nat(limit - 1), length: fc.integer({ min: 1, max: limit }) })
    .map(({ to, from, length }) => ({ to, from, length: Math.min(length, limit - to, limit - from) }))

const texelStep = fc
  .record({
    source: fc.constantFrom(...sources),
    index: fc.nat(9),
    z: axis(limits[0]),
    y: axis(limits[1]),
    x: axis(limits[2]),
    inPlace: fc.boolean(),
  })
  .map(({ source, index, z, y, x, inPlace }): Step => {
    const lengths = [z.length, y.length, x.length] as const
    const to = boxExtent([z.to, y.to, x.to], lengths)
    return { source, index, to, from: inPlace ? to : boxExtent([z.from, y.from, x.from], lengths) }
  })

const addressesOfBoxes: Addresses = ({ boxes }) => {
  const list: number[] = []
  for (const { low, high } of boxes!)
    for (let z = low[0]; z < high[0]; z++)
      for (let y = low[1]; y < high[1]; y++) for (let x = low[2]; x < high[2]; x++) list.push(z * 60 + y * 10 + x)
  return list
}

const kinds = [
  {
    name: 'bytes',
    step: byteStep,
    addresses: addressesOfRuns,
    make: (values: ValueTable) => new ByteContents(size, UNDEFINED, values),
    all: bytesAt(0, size),
    count: size,
  },
  {
    name: 'texels',
    step: texelStep,
    addresses: addressesOfBoxes,
    make: (values: ValueTable) => new TexelContents(layout, UNDEFINED, values),
    all: boxExtent([0, 0, 0], limits),
    count: 180,
  },
]

it.each(kinds)('$name are what was written last', ({ step, addresses, make, all, count }) => {
  fc.assert(
    fc.property(fc.boolean(), fc.array(step, { maxLength: 30 }), (isFull, steps) => {
      const values = table()
      const pair: Pair = { held: make(values), bytes: new Array<string>(count).fill('undefined') }
      const fill: Step[] = isFull ? [{ source: 'a', index: 3, to: all, from: all }] : []
      for (const one of [...fill, ...steps]) {
        take(pair, one, values, addresses)
        expect(bytesOf(pair.held.read(one.from), values)).toEqual(addresses(one.from).map((at) => pair.bytes[at]!))
        const hole = pair.held.firstHole(one.from)
        const holes = addresses(one.from).filter((at) => pair.bytes[at] === 'undefined')
        expect(hole === undefined).toBe(holes.length === 0)
        if (hole) for (let at = hole[0]; at < hole[1]; at++) expect(pair.bytes[at]).toBe('undefined')
      }
      expect(bytesOf(pair.held.read(all), values)).toEqual(pair.bytes)
    }),
  )
})

const where = fc.constantFrom('both', 'both', 'both', 'one', 'other')

it.each(kinds)('two memories of $name differ where their bytes do', ({ step, addresses, make, count, all }) => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ step, where, undone: fc.option(where) }), { maxLength: 30 }),
      fc.boolean(),
      fc.constantFrom<Source>('undefined', 'even', 'word'),
      (steps, byTree, first) => {
        const values = table()
        // A proof that has compared as many writes as it may compares trees.
        if (byTree) values.mayCompare(Infinity, 0, 0)
        const [one, other]: [Pair, Pair] = [
          { held: make(values), bytes: new Array<string>(count).fill('undefined') },
          { held: make(values), bytes: new Array<string>(count).fill('undefined') },
        ]
        const begin: Step = { source: first, index: 0, to: all, from: all }
        for (const pair of [one, other]) take(pair, begin, values, addresses)
        // What is undone holds again what it held before the first step.
        const done = steps.flatMap(({ step: next, where: of, undone }) => [
          { next, of },
          ...(undone ? [{ next: { ...next, source: first }, of: undone }] : []),
        ])
        for (const { next, of } of done) {
          if (of !== 'other') take(one, next, values, addresses)
          if (of !== 'one') take(other, next, values, addresses)
          for (const extent of [next.from, all]) {
            const at = addresses(extent).findIndex(
              (address) => one.bytes[address] !== 'undefined' && one.bytes[address] !== other.bytes[address],
            )
            const difference = firstDifference(one.held.read(extent), other.held.read(extent), values)
            expect(difference === undefined).toBe(at < 0)
            if (difference && at >= 0) {
              expect(difference.begin).toBeLessThanOrEqual(at)
              expect(difference.end).toBeGreaterThan(at)
            }
          }
        }
      },
    ),
  )
})

it.each([
  ['boxes', 'writes', false, false],
  ['boxes', 'trees', true, false],
  ['boxes and copies', 'writes', false, true],
  ['boxes and copies', 'trees', true, true],
] as const)(
  '%s that are written in another order hold the same where they are apart, seen by %s',
  (_what, _how, byTree, withCopies) => {
    fc.assert(
      fc.property(fc.array(texelStep, { maxLength: 40 }), fc.array(fc.nat(38), { maxLength: 40 }), (steps, swaps) => {
        const values = table()
        if (byTree) values.mayCompare(Infinity, 0, 0)
        const made = withCopies ? steps : steps.filter(({ source }) => source !== 'copy')
        const moved = [...made]
        for (const i of swaps) if (i + 1 < moved.length) moved.splice(i, 2, moved[i + 1]!, moved[i]!)
        const pairs = [made, moved].map((list) => {
          const pair: Pair = {
            held: new TexelContents(layout, UNDEFINED, values),
            bytes: new Array<string>(180).fill('undefined'),
          }
          for (const next of list) take(pair, next, values, addressesOfBoxes)
          return pair
        })
        const [one, other] = pairs as [Pair, Pair]
        const isMet = one.bytes.every((byte, k) => byte === 'undefined' || byte === other.bytes[k])
        const difference = () =>
          firstDifference(one.held.read(allTexels(layout)), other.held.read(allTexels(layout)), values)
        expect(difference() === undefined).toBe(isMet)
        // What was found to be the same stays so, and is told from what comes after.
        take(one, made[0] ?? undefinedEverywhere, values, addressesOfBoxes)
        const isStillMet = one.bytes.every((byte, k) => byte === 'undefined' || byte === other.bytes[k])
        expect(difference() === undefined).toBe(isStillMet)
      }),
      { numRuns: 300 },
    )
  },
)

const newPair = (values: ValueTable): Pair => ({
  held: new TexelContents(layout, UNDEFINED, values),
  bytes: new Array<string>(180).fill('undefined'),
})

function bring(from: Pair, read: Extent, to: Pair, written: Extent): void {
  const old = addressesOfBoxes(read).map((at) => from.bytes[at]!)
  to.held.write(written, from.held.read(read))
  addressesOfBoxes(written).forEach((at, k) => (to.bytes[at] = old[k]!))
}

/** The part of a box before or behind a cut along an axis. */
const cutBox = ({ low, high }: Box, axis: number, at: number, isFirst: boolean): Extent => {
  const begin = low.map((n, a) => (a === axis && !isFirst ? n + at : n)) as [number, number, number]
  const end = high.map((n, a) => (a === axis && isFirst ? low[axis]! + at : n))
  return boxExtent(begin, end.map((n, a) => n - begin[a]!) as [number, number, number])
}

it('texels that came through another texture, in two parts, are those that came at once', () => {
  let [met, unmet, unknown] = [0, 0, 0]
  const relay = fc.record({
    step: texelStep,
    axis: fc.nat(2),
    at: fc.nat(9),
    mid: fc.tuple(fc.nat(2), fc.nat(5), fc.nat(9)),
  })
  fc.assert(
    fc.property(
      fc.array(texelStep, { minLength: 1, maxLength: 12 }),
      fc.array(relay, { minLength: 1, maxLength: 6 }),
      fc.option(texelStep, { freq: 3 }),
      (steps, relays, between) => {
        const values = table()
        const [source, scratch, one, other] = [0, 1, 2, 3].map(() => newPair(values)) as [Pair, Pair, Pair, Pair]
        const put = (next: Step) => take(source, next, values, addressesOfBoxes)
        put({ ...undefinedEverywhere, source: 'b' })
        for (const next of steps) put(next)
        for (const { step, axis: along, at, mid } of relays) {
          const [from, to] = [step.from.boxes![0]!, step.to.boxes![0]!]
          const lengths = [0, 1, 2].map((a) => from.high[a]! - from.low[a]!) as [number, number, number]
          const place = mid.map((n, a) => Math.min(n, limits[a]! - lengths[a]!)) as [number, number, number]
          const there = boxExtent(place, lengths)
          const cut = 1 + (at % lengths[along]!)
          for (const isFirst of [true, false]) {
            const [read, written] = [from, there.boxes![0]!].map((whole) => cutBox(whole, along, cut, isFirst))
            if (read!.size > 0) bring(source, read!, scratch, written!)
          }
          if (between && between.source !== 'copy') take(scratch, between, values, addressesOfBoxes)
          bring(scratch, there, one, boxExtent(to.low, lengths))
          bring(source, step.from, other, boxExtent(to.low, lengths))
          put({ ...step, source: 'a' })
        }
        for (const [wanted, found] of [
          [one, other],
          [other, one],
        ] as const) {
          const isMet = wanted.bytes.every((byte, k) => byte === 'undefined' || byte === found.bytes[k])
          if (isMet) met++
          else unmet++
          const all = allTexels(layout)
          const [a, b] = [wanted, found].map(({ held }) => levelOf(held.read(all) as TexelSnapshot, 0, values)) as [
            LevelContent,
            LevelContent,
          ]
          // By writes alone: firstDifference looks at all texels where these say that some differ.
          const byWrites = areWritesMet(a, b, [0, 0, 0], limits, values)
          if (byWrites === undefined) unknown++
          expect(byWrites ?? isMet).toBe(isMet)
          expect(firstDifference(wanted.held.read(all), found.held.read(all), values) === undefined).toBe(isMet)
        }
      },
    ),
    { numRuns: 300, endOnFailure: true },
  )
  expect(Math.min(met, unmet)).toBeGreaterThan(20)
  expect(unknown).toBeLessThan(10)
})

it('a write that puts back what is below the write before it is told from its absence', () => {
  const values = table()
  const [even, word] = [0x0707_0707, 0].map((one) => values.pattern(one)) as [number, number]
  const box = boxExtent([0, 1, 2], [2, 2, 4])
  const [wanted, found] = [1, 2].map(() => {
    const held = new TexelContents(layout, UNDEFINED, values)
    held.write(allTexels(layout), whole(even, layout.sizeBytes, values))
    held.write(box, whole(word, box.size, values))
    return held
  }) as [TexelContents, TexelContents]
  wanted.write(box, whole(even, box.size, values))
  const difference = () =>
    firstDifference(wanted.read(allTexels(layout)), found.read(allTexels(layout)), values) !== undefined
  expect(difference()).toBe(true)
  found.write(box, whole(even, box.size, values))
  expect(difference()).toBe(false)
})

const undefinedEverywhere: Step = { source: 'undefined', index: 0, to: allTexels(layout), from: allTexels(layout) }

it('bytes that were copied elsewhere are the same bytes', () => {
  const values = table()
  const [from, to] = [new ByteContents(64, UNDEFINED, values), new ByteContents(100, UNDEFINED, values)]
  for (const [i, at] of [0, 8, 24, 40].entries()) from.write(bytesAt(at, 8), whole(values.input(i), 8, values))
  to.write(bytesAt(33, 64), from.read(bytesAt(0, 64)))
  expect(firstDifference(from.read(bytesAt(0, 64)), to.read(bytesAt(33, 64)), values)).toBeUndefined()
  expect(firstDifference(from.read(bytesAt(0, 64)), to.read(bytesAt(32, 64)), values)).toMatchObject({ begin: 0 })
})

it('is one value again once the levels of an upload were written one by one', () => {
  const layout = textureLayout({
    format: 'rgba8unorm',
    dimension: '2d',
    size: [4, 4, 2],
    mipLevelCount: 3,
    sampleCount: 1,
  })
  const written = (shift: number) => {
    const values = table()
    const [together, parts] = [
      new TexelContents(layout, UNDEFINED, values),
      new TexelContents(layout, UNDEFINED, values),
    ]
    const input = inputOf('a', values)
    together.write(allTexels(layout), whole(input, layout.sizeBytes, values, 3))
    layout.levels.forEach(({ offset, slices, sizes, sliceBytes }, level) => {
      const extent = { boxes: [{ level, low: [0, 0, 0], high: sizes }], size: slices * sliceBytes } as const
      parts.write(extent, whole(input, extent.size, values, 3 + offset + (level === 2 ? shift : 0)))
    })
    return [together, parts].map((one) => one.read(allTexels(layout)).texels) as [WholeTexture, WholeTexture]
  }
  const [wanted, found] = written(0)
  expect(found.isLike(wanted)).toBe(true)
  const [right, wrong] = written(1)
  expect([right.isLike(right), right.isLike(wrong)]).toEqual([true, false])
})

it('rows of a box are one write where they come from another texture', () => {
  const values = table()
  const [from, to] = [new TexelContents(layout, UNDEFINED, values), new TexelContents(layout, UNDEFINED, values)]
  from.write(allTexels(layout), whole(inputOf('a', values), layout.sizeBytes, values))
  const written = boxExtent([0, 1, 6], [1, 5, 2])
  to.write(written, from.read(boxExtent([2, 0, 2], [1, 5, 2])))
  const { texels, boxes } = to.read(written) as TexelSnapshot
  const level = levelOf({ texels, boxes, size: 10 }, 0, values)
  const pieces = new Set<Piece>()
  visitCells(level.texels(values), boxes[0]!.low, boxes[0]!.high, level.grid, (piece) => pieces.add(piece))
  expect([...pieces]).toMatchObject([{ row: 10 }])
  expect(bytesOf(to.read(written), values)).toEqual(
    [0, 1, 2, 3, 4].flatMap((row) => [122, 123].map((at) => `a ${at + 10 * row}`)),
  )
})
