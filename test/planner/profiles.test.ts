/** Devices of any kind: each profile is planned for, or refused with the name of the field that makes no sense. */
import { describe, expect, it } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { checkPlan } from '../../src/check/index.ts'
import type { Kernels } from '../../src/cpu/kernel.ts'
import { execute } from '../../src/executor/index.ts'
import type { QueueKind } from '../../src/graph/document.ts'
import { planGraph, profiles } from '../../src/planner/index.ts'
import { parseProfile } from '../../src/plan/parse-profile.ts'
import { parsePlan } from '../../src/plan/validate/index.ts'
import type { DeviceProfile } from '../../src/plan/profile.ts'
import { referenceRun } from '../../src/reference/index.ts'
import { thrown } from '../support/thrown.ts'
import { buffer, compute, graphOf, planOf, type Passes, type Resources } from './support.ts'

type Changes = { readonly [Part in keyof DeviceProfile]?: Partial<DeviceProfile[Part]> | DeviceProfile[Part] }

const device = (changes: object, base: DeviceProfile = profiles.dummy): DeviceProfile => {
  const made: Record<string, unknown> = { ...base }
  for (const [part, change] of Object.entries(changes as Changes)) {
    const whole = Array.isArray(change) || typeof change !== 'object'
    made[part] = whole ? change : { ...(made[part] as object), ...change }
  }
  return made as unknown as DeviceProfile
}
const queues = (...kinds: QueueKind[][]) => ({ queues: kinds.map((of) => ({ kinds: of, family: 0 })) })
const upload = (to: string): Passes[number] => ({ id: `load ${to}`, kind: 'upload', to, input: to })
const readback = (from: string): Passes[number] => ({ id: `get ${from}`, kind: 'readback', from, output: from })

/** What it reads, moved on by one, goes to what it writes. */
const kernels: Kernels = {
  s({ bindings }) {
    const read = bindings.filter(({ access }) => access === 'read')
    for (const { bytes, access } of bindings)
      if (access !== 'read')
        bytes.forEach((_, i) => (bytes[i] = read.reduce((sum, from) => sum + from.bytes[i]! + 1, 0)))
  },
}

/** Plans, demands that the checker accepts, runs on the Dummy, and demands the reference's bytes. */
async function worksOn(profile: DeviceProfile, resources: Resources, passes: Passes) {
  const graph = graphOf(resources, passes)
  const plan = planOf(resources, passes, parseProfile(profile))
  const inputs = Object.fromEntries(
    plan.inputs.map(({ name, sizeBytes }, i) => [name, Uint8Array.from({ length: sizeBytes }, (_, k) => 37 * k + i)]),
  )
  const expected = (await referenceRun(graph, inputs, { kernels })).outputs
  for (const seed of [1, 2, 3])
    expect((await execute(graph, createDummyBackend({ profile, kernels, seed }), { inputs })).outputs).toEqual(expected)
  return plan
}

it('F47: a profile that cannot be read is refused with the place', () => {
  const hostile = (name: 'limits' | 'rules') => ({
    ...profiles.dummy,
    [name]: {
      ...profiles.dummy[name],
      get extra(): number {
        throw new Error('boo')
      },
    },
  })
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  const graph = graphOf([buffer('a', 4)], [])
  const error = { code: 'UNREADABLE_VALUE' }
  for (const profile of [hostile('limits'), hostile('rules'), { ...profiles.dummy, costs: proxy }, proxy]) {
    expect(thrown(() => parseProfile(profile))).toMatchObject(error)
    expect(thrown(() => planGraph(graph, profile as DeviceProfile))).toMatchObject(error)
    expect(thrown(() => parsePlan(planGraph(graph, profiles.dummy), profile as DeviceProfile))).toMatchObject(error)
  }
  for (const profile of [undefined, null, 7])
    expect(thrown(() => parsePlan(planGraph(graph, profiles.dummy), profile as never))).toMatchObject({
      code: 'INVALID_PROFILE',
    })
})

describe('a profile that makes no sense is refused by the name of the field', () => {
  it.each<[path: string, changes: object]>([
    ['alignments.placementBytes', { alignments: { placementBytes: 0 } }],
    ['alignments.copyBytes', { alignments: { copyBytes: -4 } }],
    ['alignments.rowPitchBytes', { alignments: { rowPitchBytes: 1.5 } }],
    ['alignments.storageOffsetBytes', { alignments: { storageOffsetBytes: 2 ** 40 } }],
    ['alignments', { alignments: { placementBytes: 65537, texturePlacementBytes: 65539, uniformOffsetBytes: 65521 } }],
    ['costs.submitNs', { costs: { submitNs: Number.NaN } }],
    ['costs.copyRegionNs', { costs: { copyRegionNs: -1 } }],
    ['costs.hostToDeviceBytesPerNs', { costs: { hostToDeviceBytesPerNs: 0 } }],
    ['costs.dispatchNs', { costs: { dispatchNs: Number.POSITIVE_INFINITY } }],
    ['limits.stagingBytes', { limits: { stagingBytes: 100 } }],
    ['limits.maxBufferBytes', { limits: { maxBufferBytes: 0 } }],
    ['limits.maxTextureDimension2D', { limits: { maxTextureDimension2D: 0 } }],
    ['queues', { queues: [] }],
    ['queues[1].kinds', queues(['graphics'], [])],
    ['queues[0].kinds', queues(['compute', 'compute'])],
    ['queues[0].kinds[0]', { queues: [{ kinds: ['video'], family: 0 }] }],
    ['memory.heaps[0].sizeBytes', { memory: { heaps: [{ sizeBytes: 0 }] } }],
    ['memory.types[1].heap', { memory: { heaps: [{ sizeBytes: 1024 }] } }],
    ['memory.types', { memory: { types: [{ heap: 0, deviceLocal: true, hostVisible: false, hostCached: false }] } }],
    ['memory.types', { memory: { types: [{ heap: 0, deviceLocal: false, hostVisible: true, hostCached: false }] } }],
  ])('%s', (path, changes) => {
    const profile = device(changes)
    expect(() => parseProfile(profile)).toThrow(expect.objectContaining({ code: 'INVALID_PROFILE', path }))
    expect(() => planGraph(graphOf([], []), profile)).toThrow(
      expect.objectContaining({ code: 'INVALID_PROFILE', path: `profile.${path}` }),
    )
  })
})

describe('alignments', () => {
  it.each([1, 3, 512, 65536])('of %i everywhere', async (bytes) => {
    const alignments = Object.fromEntries(Object.keys(profiles.dummy.alignments).map((name) => [name, bytes]))
    await worksOn(
      device({ alignments }),
      [buffer('a', 17), buffer('b', 17), buffer('c', 21), buffer('d', 40)],
      [
        ...['a', 'b', 'd'].map(upload),
        compute('use', ['a', 'b'], ['c']),
        compute('go on', ['d'], ['a']),
        ...['a', 'b', 'c', 'd'].map(readback),
      ],
    )
  })

  it('a resource that is bound starts where bindings may, though placement asks less', async () => {
    const plan = await worksOn(
      device({ alignments: { placementBytes: 4, storageOffsetBytes: 64, uniformOffsetBytes: 48 } }),
      [buffer('a', 20), buffer('b', 20), buffer('c', 20), buffer('kept', 20, { lifetime: 'persistent', history: 1 })],
      [
        ...['a', 'b'].map(upload),
        compute('use', ['a', 'b'], ['c']),
        compute('keep', ['c'], ['kept']),
        ...['a', 'b', 'c'].map(readback),
      ],
    )
    for (const { resource, offset } of plan.placements) expect([resource, offset! % 64]).toEqual([resource, 0])
  })

  it('no two buffers share a word that a shader reads or writes, whatever placement allows', async () => {
    const plan = await worksOn(
      device({ alignments: { placementBytes: 1, storageOffsetBytes: 1, uniformOffsetBytes: 1 } }),
      [buffer('a', 17), buffer('b', 17), buffer('c', 17)],
      [upload('a'), upload('b'), compute('use', ['a'], ['c']), ...['a', 'b', 'c'].map(readback)],
    )
    for (const { offset } of plan.placements) expect(offset! % 4).toBe(0)
  })

  it('copies padded to the unit of the device stay inside their buffer', async () => {
    await worksOn(
      device({ alignments: { placementBytes: 100, copyBytes: 16 } }),
      [buffer('a', 17), buffer('b', 13), buffer('c', 3)],
      [
        upload('a'),
        { id: 'fill', kind: 'fill', to: { resource: 'b', offset: 0, size: 4 }, value: 7 },
        { id: 'end', kind: 'fill', to: { resource: 'b', offset: 4, size: 9 }, value: 0 },
        upload('c'),
        ...['a', 'b', 'c'].map(readback),
      ],
    )
  })
})

describe('textures', () => {
  const texture = (id: string, more: object = {}) =>
    ({ id, kind: 'texture', format: 'rgba8unorm', size: [4, 4], ...more }) as Resources[number]

  it('that are not placed take turns with explicit barriers', async () => {
    const plan = await worksOn(device({ rules: { placedTextures: false } }), [texture('t'), buffer('b', 64)], [
      upload('t'),
      upload('b'),
      {
        id: 'out',
        kind: 'copy',
        from: { resource: 't', mipLevel: 0, origin: [0, 1, 0], size: [4, 2, 1] },
        to: { resource: 'b', offset: 8, size: 32 },
      },
      { id: 'in', kind: 'copy', from: 'b', to: 't' },
      readback('t'),
    ] as Passes)
    expect(plan.textures).toHaveLength(1)
  })

  it('that no heap can hold have memory of their own', async () => {
    const plan = await worksOn(
      device({ limits: { maxBufferBytes: 1024 } }),
      [texture('large', { size: [32, 32] }), texture('small')],
      [
        { id: 'clear large', kind: 'fill', to: 'large', value: 0 },
        { id: 'clear small', kind: 'fill', to: 'small', value: 0 },
        {
          id: 'get',
          kind: 'readback',
          from: { resource: 'large', origin: [8, 8, 0], size: [4, 4, 1] },
          output: 'part',
        },
        readback('small'),
      ] as Passes,
    )
    expect(plan.textures.map(({ size, heap }) => [size[0], heap])).toEqual([
      [4, 0],
      [32, undefined],
    ])
  })
})

describe('queues', () => {
  const copies: Passes = [upload('a'), readback('a')]

  it.each<[name: string, kinds: QueueKind[][]]>([
    ['graphics alone', [['graphics']]],
    ['compute alone', [['compute']]],
    ['several of a kind', [['compute'], ['compute'], ['transfer'], ['transfer'], ['graphics'], ['graphics']]],
  ])('every queue transfers: %s', async (_, kinds) => {
    await worksOn(device(queues(...kinds)), [buffer('a')], copies)
    await worksOn(
      device(queues(...kinds)),
      [buffer('a')],
      copies.map((pass) => ({ ...pass, queue: 'transfer' }) as Passes[number]),
    )
  })

  it('a name means the most specialised queue that can do it', () => {
    const profile = device(
      queues(['graphics', 'compute', 'transfer'], ['graphics', 'compute'], ['compute'], ['transfer']),
    )
    const queueOf = (queue: QueueKind) =>
      planOf([buffer('a')], [{ ...upload('a'), queue } as Passes[number], readback('a')], profile).submissions[0]!.queue
    expect([queueOf('graphics'), queueOf('compute'), queueOf('transfer')]).toEqual([0, 2, 3])
  })

  it('a body gets a queue that can do what its uses say, or the pass is refused by its id', () => {
    const resources = [buffer('a')]
    const body: Passes[number] = {
      id: 'custom work',
      kind: 'custom',
      body: 'work',
      uses: [{ use: 'a', as: 'storage' }],
    }
    const passes = [upload('a'), body, readback('a')]
    const plan = planOf(resources, passes, device(queues(['transfer'], ['graphics'], ['compute'])))
    expect(plan.submissions.find(({ commands }) => commands.some(({ op }) => op === 'custom'))!.queue).toBe(2)
    expect(() => planGraph(graphOf(resources, passes), device(queues(['transfer'], ['graphics'])))).toThrow(
      expect.objectContaining({
        code: 'NO_QUEUE',
        path: 'passes[1]',
        message: expect.stringMatching(/"custom work".*it needs compute/) as string,
      }),
    )
  })

  it('no dispatch moves bytes where no queue computes', async () => {
    const half = (offset: number) => ({ resource: 'a', offset, size: 512 })
    const inside: Passes = [upload('a'), { id: 'inside', kind: 'copy', from: half(0), to: half(512) }, readback('a')]
    const rules = { sameBufferCopy: false }
    expect(() =>
      planGraph(graphOf([buffer('a')], inside), device({ ...queues(['graphics'], ['transfer']), rules })),
    ).toThrow(expect.objectContaining({ code: 'NO_QUEUE', message: expect.stringMatching(/"inside"/) as string }))
    // Where one does, the copy goes there.
    await worksOn(device({ ...queues(['transfer'], ['compute']), rules }), [buffer('a')], inside)

    const scattered: Passes = [
      upload('a'),
      ...Array.from({ length: 40 }, (_, i): Passes[number] => ({
        id: `part ${i}`,
        kind: 'copy',
        from: { resource: 'a', offset: 16 * i, size: 4 },
        to: { resource: 'b', offset: 1000 - 20 * i, size: 4 },
      })),
      { id: 'get', kind: 'readback', from: { resource: 'b', offset: 1000, size: 4 }, output: 'b' },
      ...Array.from({ length: 39 }, (_, i): Passes[number] => ({
        id: `get ${i}`,
        kind: 'readback',
        from: { resource: 'b', offset: 980 - 20 * i, size: 4 },
        output: `b${i}`,
      })),
    ]
    const ops = async (kinds: QueueKind[][]) =>
      (await worksOn(device(queues(...kinds)), [buffer('a'), buffer('b')], scattered)).submissions.flatMap(
        ({ commands }) => commands.map(({ op }) => op),
      )
    expect(await ops([['compute']])).toContain('scatter')
    expect(await ops([['graphics'], ['transfer']])).not.toContain('scatter')
  })
})

it('a profile that parseProfile accepts is the one that plans are checked against', () => {
  const profile = parseProfile(structuredClone(profiles.vulkan))
  const graph = graphOf([buffer('a')], [upload('a'), readback('a')])
  expect(profile).toEqual(profiles.vulkan)
  expect(checkPlan(graph, planGraph(graph, profile), profile)).toEqual({ ok: true })
})

describe('presets', () => {
  const parts = (value: unknown): object[] =>
    typeof value === 'object' && value !== null ? [value, ...Object.values(value).flatMap(parts)] : []

  it('are profiles without a fault', () => {
    // What is no preset itself is checked.
    for (const preset of Object.values(profiles)) expect(parseProfile(structuredClone(preset))).toEqual(preset)
  })
  it('cannot be changed by one part of a program for another', () => {
    for (const part of parts(profiles)) expect(Object.isFrozen(part)).toBe(true)
    expect(() => Object.assign(profiles.vulkan.rules, { explicitBarriers: false })).toThrow(TypeError)
  })
  it('make others by a copy, which is checked', () => {
    const own = structuredClone(profiles.webgpu) as { name: string; limits: { stagingBytes: number } } & DeviceProfile
    own.limits.stagingBytes = 1024
    expect(planGraph(graphOf([buffer('a', 4)], [upload('a'), readback('a')]), own).profile).toBe('webgpu')
    own.limits.stagingBytes = -1
    expect(thrown(() => planGraph(graphOf([], []), own))).toMatchObject({ code: 'INVALID_PROFILE' })
  })
})

it.each(['hostToDeviceBytesPerNs', 'deviceToDeviceBytesPerNs', 'deviceToHostBytesPerNs'])(
  'refuses a device that moves no bytes by %s, and says that more is wanted',
  (rate) => {
    expect(thrown(() => parseProfile(device({ costs: { [rate]: 0 } })))).toMatchObject({
      code: 'INVALID_PROFILE',
      message: expect.stringContaining(`"${rate}" must be above 0, not 0`),
      path: `costs.${rate}`,
    })
  },
)
