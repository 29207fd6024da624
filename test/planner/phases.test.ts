import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fuseRegions } from '../../src/planner/lower/transfers/fuse.ts'
import { profiles } from '../../src/planner/index.ts'
import { IntegerSet } from '../../src/planner/support/integer-set.ts'
import { compressIntervals } from '../../src/planner/support/intervals.ts'
import { shareTextures } from '../../src/planner/place/texture-sharing.ts'
import { buffer, commandsOf, compute, decisionsOf, planOf, type Passes } from './support.ts'

describe('IntegerSet', () => {
  it('answers like a set of numbers', () => {
    const operation = fc.tuple(fc.constantFrom('add', 'delete', 'next', 'atOrBelow'), fc.nat(2999))
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
        const real = new IntegerSet(3000)
        const model = new Set<number>()
        for (const [op, value] of operations) {
          if (op === 'add') {
            real.add(value)
            model.add(value)
          } else if (op === 'delete') {
            if (model.has(value)) real.delete(value)
            model.delete(value)
          } else {
            const sorted = [...model].sort((a, b) => a - b)
            const wanted = op === 'next' ? sorted.find((v) => v > value) : sorted.findLast((v) => v <= value)
            expect(op === 'next' ? real.next(value) : real.atOrBelow(value)).toBe(wanted ?? -1)
          }
          expect(real.has(value)).toBe(model.has(value))
        }
      }),
    )
  })
})

it('compressed intervals keep their bytes: boundaries of a group are sorted and hold every end', () => {
  // Close together, in units, beyond 32 bits, and so far apart that they are sorted instead of counted.
  const end = fc.oneof(
    fc.nat(50),
    fc.nat(50).map((n) => n * 256),
    fc.nat(50).map((n) => n * 2 ** 33),
    fc.nat(2 ** 40),
  )
  const size = fc.oneof(fc.integer({ min: 1, max: 50 }), fc.constantFrom(256, 2 ** 33, 2 ** 33 + 1))
  const interval = fc.tuple(fc.integer({ min: -1, max: 3 }), end, size)
  fc.assert(
    fc.property(fc.array(interval, { maxLength: 40 }), (list) => {
      const made = compressIntervals(
        Int32Array.from(list, ([group]) => group),
        Float64Array.from(list, ([, begin]) => begin),
        Float64Array.from(list, ([, begin, size]) => begin + size),
        4,
      )
      list.forEach(([group, begin, size], i) => {
        if (group < 0) return
        expect(made.position[made.first[i]!]).toBe(begin)
        expect(made.position[made.last[i]!]).toBe(begin + size)
        expect(made.first[i]).toBeGreaterThanOrEqual(made.groupStart[group]!)
        expect(made.last[i]).toBeLessThan(made.groupStart[group + 1]!)
      })
      for (let g = 0; g < 4; g++)
        for (let b = made.groupStart[g]! + 1; b < made.groupStart[g + 1]!; b++)
          expect(made.position[b]).toBeGreaterThan(made.position[b - 1]!)
    }),
  )
})

it('fused regions move exactly the bytes of their pieces', () => {
  const piece = fc.record({ to: fc.nat(60), size: fc.integer({ min: 1, max: 8 }) })
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (raw) => {
      const pieces: { from: number; to: number; size: number }[] = []
      for (const { to, size } of raw)
        if (pieces.every((p) => to >= p.to + p.size || p.to >= to + size)) pieces.push({ from: to + 100, to, size })
      const regions = fuseRegions(pieces.map(({ from, to, size }) => [from, to, size]))
      const covered = new Map<number, number>()
      for (const [from, to, size] of regions) for (let i = 0; i < size; i++) covered.set(to + i, from + i)
      for (const { from, to, size } of pieces) for (let i = 0; i < size; i++) expect(covered.get(to + i)).toBe(from + i)
      expect(covered.size).toBe(pieces.reduce((sum, { size }) => sum + size, 0))
      expect(regions.length).toBeLessThanOrEqual(pieces.length)
    }),
  )
})

it('shared textures: as many as are alive at once, and never two at the same time', () => {
  const life = fc.record({ start: fc.nat(20), length: fc.integer({ min: 1, max: 8 }), kind: fc.constantFrom('a', 'b') })
  fc.assert(
    fc.property(fc.array(life, { maxLength: 20 }), (raw) => {
      const lives = raw.map(({ start, length, kind }, value) => ({
        value,
        descriptor: kind,
        start,
        end: start + length,
      }))
      const { texture, count } = shareTextures(lives)
      for (let i = 0; i < lives.length; i++) {
        for (let j = 0; j < i; j++) {
          if (texture[i] !== texture[j]) continue
          expect(lives[i]!.descriptor).toBe(lives[j]!.descriptor)
          expect(lives[i]!.start >= lives[j]!.end || lives[j]!.start >= lives[i]!.end).toBe(true)
        }
      }
      let most = 0
      for (const descriptor of ['a', 'b']) {
        let peak = 0
        for (let t = 0; t < 30; t++)
          peak = Math.max(peak, lives.filter((l) => l.descriptor === descriptor && l.start <= t && t < l.end).length)
        most += peak
      }
      expect(count).toBe(most)
    }),
  )
})

describe('in place', () => {
  const passes = (inPlace: boolean): Passes => [
    { id: 'u', kind: 'upload', to: 'a', input: 'x' },
    {
      ...compute('c', ['a'], []),
      bindings: [
        { group: 0, binding: 0, use: 'a', as: 'storage-read' },
        { group: 0, binding: 1, use: 'b', as: 'storage', access: 'write', inPlace },
      ],
    } as Passes[number],
    { id: 'g', kind: 'readback', from: 'b', output: 'o' },
  ]
  it('an output that may take its dying input takes its memory', () => {
    expect(planOf([buffer('a'), buffer('b')], passes(true)).report.memory.peakBytes).toBe(1024)
    expect(planOf([buffer('a'), buffer('b')], passes(false)).report.memory.peakBytes).toBe(2048)
  })
  it("is refused by WebGPU's rule that a dispatch may not use one buffer both ways", () => {
    expect(planOf([buffer('a'), buffer('b')], passes(true), profiles.webgpu).report.memory.peakBytes).toBe(2048)
  })
})

describe('render passes', () => {
  const target = (id: string, more: object = {}) => ({
    id,
    kind: 'texture' as const,
    format: 'rgba8unorm' as const,
    size: [64, 64] as [number, number],
    ...more,
  })
  const draw = (id: string, load: 'clear' | 'load', uses: string[] = []): Passes[number] => ({
    id,
    kind: 'render',
    color: [{ use: 'color', load }],
    depth: { use: 'depth', load },
    uses: uses.map((use) => ({ use, as: 'sampled' as const })),
    body: 'draw',
  })
  const resources = [
    target('color', { lifetime: 'persistent' }),
    { ...target('depth'), format: 'depth32float' as const },
    target('other', { lifetime: 'persistent' }),
  ]

  it('on the same attachments, one after the other, are one command with a part each', () => {
    const plan = planOf(resources, [draw('opaque', 'clear'), draw('sky', 'load', ['other']), draw('glass', 'load')])
    const [command, ...more] = commandsOf(plan, 'render')
    expect(more).toEqual([])
    expect(command!.parts.map((part) => part.pass)).toEqual(['opaque', 'sky', 'glass'])
    expect(decisionsOf(plan, 'MERGED_PASSES')).toHaveLength(1)
  })

  it('store what is read later and nothing else', () => {
    const [command] = commandsOf(planOf(resources, [draw('opaque', 'clear')]), 'render')
    expect(command!.color[0]!.store).toBe('store')
    expect(command!.depth!.store).toBe('discard')
  })

  it('are not merged around a pass that reads between them', () => {
    const passes: Passes = [
      draw('opaque', 'clear'),
      { id: 'grab', kind: 'copy', from: 'color', to: 'other' },
      draw('glass', 'load'),
    ]
    expect(commandsOf(planOf(resources, passes), 'render')).toHaveLength(2)
  })
})

it('F9: a copy to the rest of a word that a shader writes stays in order with the shader', () => {
  const binding = { group: 0, binding: 0, use: { resource: 'a', offset: 0, size: 2 }, as: 'storage' as const }
  const upload = (offset: number): Passes[number] => ({
    id: `byte ${offset}`,
    kind: 'upload',
    to: { resource: 'a', offset, size: 1 },
    input: { name: 'x', offset },
  })
  const barriers = (offset: number) =>
    planOf(
      [buffer('a', 16, { lifetime: 'persistent' })],
      [compute('word', [], [], { bindings: [binding] }), upload(offset)],
      profiles.vulkan,
    ).report.barriers
  expect(barriers(2)).toEqual({ count: 1, lowerBound: 1 })
  expect(barriers(4)).toEqual({ count: 0, lowerBound: 0 })
})

it('F23: dead passes are culled and the plan says so', () => {
  const plan = planOf(
    [buffer('a'), buffer('b')],
    [
      { id: 'u', kind: 'upload', to: 'a', input: 'x' },
      compute('dead', ['a'], ['b']),
      { id: 'g', kind: 'readback', from: 'a', output: 'o' },
    ],
  )
  expect(plan.report.passes).toEqual({ declared: 3, planned: 2, culled: 1 })
  expect(decisionsOf(plan, 'CULLED').flatMap((decision) => decision.passes)).toEqual(['dead'])
})

it('F24: an empty graph has no submission', () => {
  expect(planOf([], []).report.submissions).toEqual({ count: 0, lowerBound: 0, proven: true })
})

it('memory comes first when the objective says so: six targets drawn and used in turn need one', () => {
  const names = [0, 1, 2, 3, 4, 5]
  const resources = [buffer('out', 1024, { lifetime: 'imported' }), ...names.map((i) => buffer(`t${i}`, 4096))]
  const passes: Passes = [
    ...names.map((i) => compute(`draw${i}`, [], [`t${i}`])),
    ...names.map(
      (i): Passes[number] =>
        ({
          ...compute(`blt${i}`, [`t${i}`], []),
          bindings: [
            { group: 0, binding: 0, use: `t${i}`, as: 'storage-read' },
            { group: 0, binding: 1, use: 'out', as: 'storage' },
          ],
        }) as Passes[number],
    ),
  ]
  expect(planOf(resources, passes, profiles.dummy, { objective: 'memory' }).report.memory.peakBytes).toBe(4096)
  // Fewest barriers still leave slack: each target is drawn just before it is used.
  expect(planOf(resources, passes).report.memory.peakBytes).toBe(8192)
})

it('the report names the moment that pins the peak and what is alive then', () => {
  const plan = planOf(
    [buffer('a', 256), buffer('b', 512)],
    [
      compute('c', [], ['a', 'b']),
      compute('d', ['a', 'b'], ['a2'].slice(1)),
      { id: 'ga', kind: 'readback', from: 'a', output: 'oa' },
      { id: 'gb', kind: 'readback', from: 'b', output: 'ob' },
    ],
  )
  expect(plan.report.memory.peakLive!.map(({ resource }) => resource).sort()).toEqual(['a', 'b'])
  expect(plan.report.memory.peakAt).toEqual([0, 0])
})
