import { describe, expect, it } from 'vitest'
import { profiles } from '../../src/planner/index.ts'
import type { DeviceProfile } from '../../src/plan/profile.ts'
import { buffer, commandsOf, compute, decisionsOf, planOf, type Passes, type Resources } from './support.ts'

/** A small generator, so that shuffles are the same on every machine. */
function random(seed: number) {
  let state = seed
  return (below: number) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return (state >>> 8) % below
  }
}

const shuffle = <T>(items: T[], below: (n: number) => number): T[] => {
  for (let i = items.length - 1; i > 0; i--) {
    const j = below(i + 1)
    ;[items[i], items[j]] = [items[j]!, items[i]!]
  }
  return items
}

const uploads = (count: number, size: (i: number) => number, lifetime: (i: number) => string) => {
  const resources: Resources = []
  const passes: Passes = []
  for (let i = 0; i < count; i++) {
    resources.push(buffer(`b${i}`, size(i), { lifetime: lifetime(i) }))
    passes.push({ id: `u${i}`, kind: 'upload', to: `b${i}`, input: `x${i}` })
  }
  return { resources, passes }
}

const oneOfEach = { declared: 10_000, commands: 1, regions: 1 }

describe.each(Object.entries(profiles))(
  '10 000 uploads into 10 000 fresh resources on %s',
  (_, profile: DeviceProfile) => {
    it('are one submission, one command, one region', () => {
      const { resources, passes } = uploads(
        10_000,
        () => 4096,
        () => 'persistent',
      )
      const { report } = planOf(resources, passes, profile)
      expect(report.transfers).toMatchObject({ ...oneOfEach, bytesMoved: 10_000 * 4096 })
      expect(report.submissions).toEqual({ count: 1, lowerBound: 1, proven: true })
    })

    it('are so in any declared order, with sizes from 4 bytes to 1 MiB', () => {
      const below = random(7)
      const { resources, passes } = uploads(
        10_000,
        (i) => (i % 200 === 0 ? 1 << 20 : 4 + below(4096)),
        () => 'persistent',
      )
      const { report } = planOf(shuffle(resources, below), shuffle(passes, below), {
        ...profile,
        limits: { ...profile.limits, maxBufferBytes: 2 ** 32, stagingBytes: 2 ** 32 },
      })
      expect(report.transfers).toMatchObject(oneOfEach)
    })

    it('are so when every other resource is transient', () => {
      const { resources, passes } = uploads(
        10_000,
        () => 4096,
        (i) => (i % 2 ? 'transient' : 'persistent'),
      )
      for (let i = 1; i < 10_000; i += 2)
        passes.push({
          id: `k${i}`,
          kind: 'custom',
          body: 'draw',
          sideEffects: true,
          uses: [{ use: `b${i}`, as: 'vertex' }],
        })
      expect(planOf(resources, passes, profile).report.transfers).toMatchObject(oneOfEach)
    })
  },
)

describe('transfers', () => {
  it('10 000 scattered copies between existing resources are one dispatch', () => {
    const below = random(3)
    const resources: Resources = []
    for (let i = 0; i < 10_000; i++)
      resources.push(
        buffer(`a${i}`, 4096, { lifetime: 'persistent' }),
        buffer(`b${i}`, 4096, { lifetime: 'persistent' }),
      )
    const targets = shuffle(
      Array.from({ length: 10_000 }, (_, i) => i),
      below,
    )
    const passes: Passes = targets.map((t, i) => ({ id: `c${i}`, kind: 'copy', from: `a${i}`, to: `b${t}` }))
    for (const profile of [profiles.dummy, profiles.vulkan]) {
      const plan = planOf(resources, passes, profile)
      expect(plan.report.transfers.commands).toBe(1)
      expect(commandsOf(plan, 'scatter')).toHaveLength(1)
    }
  })

  it('the same input bytes for several places cross the bus once', () => {
    const plan = planOf(
      ['a', 'b', 'c'].map((id) => buffer(id, 4096, { lifetime: 'persistent' })),
      ['a', 'b', 'c'].map((to) => ({ id: `u-${to}`, kind: 'upload', to, input: 'same' })),
    )
    expect(plan.heaps.find((heap) => heap.memory === 'upload')!.sizeBytes).toBe(4096)
    expect(decisionsOf(plan, 'SHARED_INPUT')[0]).toMatchObject({ savedBytes: 8192 })
  })

  it('parts of one input that lie as they did are one copy of the host', () => {
    const { resources, passes } = uploads(
      300,
      () => 256,
      () => 'persistent',
    )
    const parts = passes.map((pass, i) => ({ ...pass, input: { name: 'table', offset: 256 * i } })) as Passes
    const copiesOf = (some: Passes) =>
      planOf(resources, some).timeline.flatMap((step) => (step.do === 'write' ? step.copies : []))
    expect(copiesOf(parts)).toEqual([{ name: 'table', nameOffset: 0, heap: 1, offset: 0, size: 300 * 256 }])
    // Without one of them, they are two.
    expect(copiesOf(parts.filter((_, i) => i !== 100)).map(({ nameOffset, size }) => [nameOffset, size])).toEqual([
      [0, 25_600],
      [25_856, 199 * 256],
    ])
  })

  it('so do they in one run with hundreds of others', () => {
    const { resources, passes } = uploads(
      300,
      () => 256,
      () => 'persistent',
    )
    for (const [place, twin] of [
      [250, 0],
      [299, 5],
    ] as const)
      passes[place] = { ...passes[place], input: `x${twin}` } as Passes[number]
    const plan = planOf(resources, passes)
    expect(plan.timeline.flatMap((step) => (step.do === 'write' ? step.copies : []))).toHaveLength(298)
    expect(decisionsOf(plan, 'SHARED_INPUT')[0]).toMatchObject({ savedBytes: 512 })
  })

  it('an upload that is overwritten before it is read is dropped, exact to the byte', () => {
    const plan = planOf(
      [buffer('a', 1024)],
      [
        { id: 'dead', kind: 'upload', to: { resource: 'a', offset: 0, size: 512 }, input: 'x' },
        { id: 'first-half', kind: 'fill', to: { resource: 'a', offset: 0, size: 512 }, value: 1 },
        { id: 'rest', kind: 'upload', to: { resource: 'a', offset: 512, size: 512 }, input: 'y' },
        { id: 'get', kind: 'readback', from: 'a', output: 'o' },
      ],
    )
    expect(decisionsOf(plan, 'CULLED')[0]!.passes).toEqual(['dead'])
  })

  it('a staging → device → device chain moves its bytes once', () => {
    const plan = planOf(
      [buffer('a'), buffer('b'), buffer('c')],
      [
        { id: 'u', kind: 'upload', to: 'a', input: 'x' },
        { id: 'ab', kind: 'copy', from: 'a', to: 'b' },
        { id: 'bc', kind: 'copy', from: 'b', to: 'c' },
        { id: 'get', kind: 'readback', from: 'c', output: 'o' },
      ],
    )
    expect(plan.report.transfers).toMatchObject({ declared: 4, commands: 2, bytesMoved: 2048 })
    expect(plan.report.memory.peakBytes).toBe(1024)
  })

  it('ping-pong chains of K whole copies move nothing between', () => {
    const passes: Passes = [{ id: 'u', kind: 'upload', to: 'a', input: 'x' }]
    for (let k = 0; k < 50; k++)
      passes.push({ id: `c${k}`, kind: 'copy', from: k % 2 ? 'b' : 'a', to: k % 2 ? 'a' : 'b' })
    passes.push({ id: 'get', kind: 'readback', from: 'a', output: 'o' })
    expect(planOf([buffer('a'), buffer('b')], passes).report.transfers).toMatchObject({ commands: 2, regions: 2 })
  })

  it('a copy is not forwarded where both sides live on and one is written again', () => {
    const plan = planOf(
      [buffer('a'), buffer('b')],
      [
        { id: 'u', kind: 'upload', to: 'a', input: 'x' },
        { id: 'c', kind: 'copy', from: 'a', to: 'b' },
        { id: 'w', kind: 'fill', to: { resource: 'a', offset: 0, size: 4 }, value: 1 },
        { id: 'ga', kind: 'readback', from: 'a', output: 'oa' },
        { id: 'gb', kind: 'readback', from: 'b', output: 'ob' },
      ],
    )
    expect(decisionsOf(plan, 'FORWARD_REFUSED')).toHaveLength(1)
    expect(commandsOf(plan, 'copy').some((command) => command.passes.includes('c'))).toBe(true)
  })

  it('F30: an upload larger than staging goes in parts, each a submission', () => {
    const profile = { ...profiles.dummy, limits: { ...profiles.dummy.limits, stagingBytes: 1024 } }
    const plan = planOf(
      [buffer('a', 4000)],
      [
        { id: 'u', kind: 'upload', to: 'a', input: 'x' },
        { id: 'g', kind: 'readback', from: 'a', output: 'o' },
      ],
      profile,
    )
    expect(decisionsOf(plan, 'SPLIT')).toHaveLength(1)
    expect(plan.heaps.find((heap) => heap.memory === 'upload')!.sizeBytes).toBeLessThanOrEqual(1024)
    expect(plan.report.submissions.count).toBe(4)
  })

  it.each([
    ['one buffer', [buffer('a', 2 ** 31)]],
    ['two buffers', [buffer('a', 5 * 2 ** 20), buffer('b', 5 * 2 ** 20)]],
    ['a texture of as many blocks', [{ id: 'a', kind: 'texture', format: 'rgba32float', size: [17, 8192, 3] }]],
    ['a texture', [{ id: 'a', kind: 'texture', format: 'rgba32float', size: [1024, 1024] }]],
  ] satisfies [string, Resources][])(
    'uploads in more parts than anybody means are refused at once: %s',
    (_, resources) => {
      const profile = { ...profiles.dummy, limits: { ...profiles.dummy.limits, stagingBytes: 512 } }
      const passes: Passes = resources.map(({ id }) => ({ id: `u-${id}`, kind: 'upload', to: id, input: id }))
      const kept = resources.map((resource) => ({ ...resource, lifetime: 'persistent' as const }))
      expect(() => planOf(kept, passes, profile)).toThrow(
        expect.objectContaining({
          code: 'OVER_LIMIT',
          path: `passes[${resources.length - 1}]`,
          details: expect.objectContaining({ pass: `u-${resources.at(-1)!.id}`, stagingBytes: 512 }) as unknown,
        }),
      )
    },
  )

  it('F20: uploads into overlapping ranges keep their order and are never one region', () => {
    const plan = planOf(
      [buffer('a', 1024)],
      [
        { id: 'u1', kind: 'upload', to: { resource: 'a', offset: 0, size: 768 }, input: 'x' },
        { id: 'u2', kind: 'upload', to: { resource: 'a', offset: 512, size: 512 }, input: 'y' },
        { id: 'g', kind: 'readback', from: 'a', output: 'o' },
      ],
    )
    const copies = commandsOf(plan, 'copy').filter((command) => command.passes[0]!.startsWith('u'))
    expect(copies.map((command) => command.passes)).toEqual([['u1'], ['u2']])
  })

  it('many readbacks that lie side by side are one region', () => {
    const resources: Resources = []
    const passes: Passes = []
    for (let i = 0; i < 64; i++) {
      resources.push(buffer(`b${i}`, 256))
      passes.push(compute(`c${i}`, [], [`b${i}`]), { id: `g${i}`, kind: 'readback', from: `b${i}`, output: `o${i}` })
    }
    const { report } = planOf(resources, passes, profiles.dummy, { objective: 'submissions' })
    expect(report.transfers).toMatchObject({ declared: 64, commands: 1, regions: 1 })
  })
})

describe.each(Object.entries(profiles))('texels on %s', (_, profile: DeviceProfile) => {
  const atlas = {
    id: 'atlas',
    kind: 'texture' as const,
    format: 'rgba8unorm' as const,
    size: [512, 512] as [number, number],
  }
  const tile = (i: number) => ({
    resource: 'atlas',
    origin: [64 * (i % 8), 64 * Math.floor(i / 8), 0] as [number, number, number],
    size: [64, 64, 1] as [number, number, number],
  })
  const tiles = (pass: (i: number) => Passes[number]): Passes => Array.from({ length: 64 }, (_, i) => pass(i))

  it('64 pictures of one atlas are one command each way, of a region each', () => {
    const plan = planOf(
      [{ ...atlas, lifetime: 'persistent' }],
      [
        ...tiles((i) => ({ id: `u${i}`, kind: 'upload', to: tile(i), input: `in${i}` })),
        ...tiles((i) => ({ id: `r${i}`, kind: 'readback', from: tile(i), output: `out${i}` })),
      ],
      profile,
    )
    expect(plan.report.transfers).toMatchObject({ declared: 128, commands: 2, regions: 128 })
    expect(decisionsOf(plan, 'MERGED').map(({ passes }) => passes.length)).toEqual([64, 64])
  })

  it('64 pictures that go from one atlas to another, and on to a buffer, are two commands', () => {
    const plan = planOf(
      [
        { ...atlas, lifetime: 'persistent' },
        { ...atlas, id: 'other', lifetime: 'persistent' },
        buffer('packed', 64 * 64 * 64 * 4, { lifetime: 'persistent' }),
      ],
      [
        ...tiles((i) => ({ id: `c${i}`, kind: 'copy', from: tile(i), to: { ...tile(63 - i), resource: 'other' } })),
        ...tiles((i) => ({
          id: `p${i}`,
          kind: 'copy',
          from: { ...tile(i), resource: 'other' },
          to: { resource: 'packed', offset: 16_384 * i, size: 16_384 },
        })),
      ],
      profile,
    )
    expect(plan.report.transfers).toMatchObject({ declared: 128, commands: 2, regions: 128 })
  })

  it('mip levels that are uploaded one by one are one command', () => {
    const levels = Array.from({ length: 10 }, (_, mipLevel) => ({ resource: 'atlas', mipLevel }))
    const { report } = planOf(
      [{ ...atlas, lifetime: 'persistent', mipLevelCount: 10 }],
      levels.map((to, i) => ({ id: `u${i}`, kind: 'upload', to, input: `in${i}` })),
      profile,
    )
    expect(report.transfers).toMatchObject({ declared: 10, commands: 1, regions: 10 })
  })
})

describe('uploads that host passes produce', () => {
  const count = 5
  const { resources, passes } = uploads(
    count,
    () => 256,
    () => 'persistent',
  )
  const hosts: Passes = passes.map((_, i) => ({
    id: `h${i}`,
    kind: 'host',
    produces: [{ input: `x${i}`, size: 256 }],
    body: 'b',
  }))
  const plan = planOf(resources, [...hosts, ...passes])

  it('are named by the copy out of their own staging, and by no other', () => {
    const copies = commandsOf(plan, 'copy')
    expect(new Set(copies.map(({ from }) => from)).size).toBe(copies.length)
    const named = copies.flatMap((copy) => copy.passes)
    expect(named.toSorted()).toEqual(passes.map(({ id }) => id))
  })

  it('are not said to be merged', () => {
    expect(decisionsOf(plan, 'MERGED')).toEqual([])
  })
})
