import { describe, expect, test } from 'vitest'
import { createDummyBackend, poisonByte } from '../../src/backends/dummy/index.ts'
import { encodeClearColor, encodeClearDepth } from '../../src/cpu/clear.ts'
import { createExecutor, execute } from '../../src/executor/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import type { Command, Plan } from '../../src/plan/document.ts'
import { referenceRun } from '../../src/reference/index.ts'
import { pattern, planOf, withoutCommand } from '../support/executor-plans.ts'
import { texturePlan } from '../support/texture-plan.ts'

async function run(plan: Plan, seed = 1, bodies = {}, hazards: 'throw' | 'record' = 'throw') {
  const backend = createDummyBackend({ seed, hazards })
  const executor = await createExecutor(plan, backend, { ignoreHash: true })
  try {
    return (await executor.run({ inputs: plan.inputs.length > 0 ? { in: pattern(64) } : {}, bodies })).outputs.out!
  } finally {
    await executor.destroy()
  }
}

/** Level 1 of the pattern, by hand: rgba8unorm texels averaged two by two. */
const levelOne = Uint8Array.from({ length: 16 }, (_, i) => {
  const [y, x, c] = [Math.floor(i / 8), Math.floor(i / 4) % 2, i % 4]
  const texel = (dx: number, dy: number) => pattern(64)[(2 * y + dy) * 16 + (2 * x + dx) * 4 + c]! / 255
  const mean = (texel(0, 0) + texel(1, 0) + texel(0, 1) + texel(1, 1)) / 4
  return Math.round(mean * 255)
})

test('a texture goes up with padded rows, gets its levels, and comes back tight', async () => {
  for (let seed = 0; seed < 10; seed++) {
    const out = await run(texturePlan(), seed)
    expect(out.subarray(0, 64)).toEqual(pattern(64))
    out.subarray(64).forEach((byte, i) => expect(Math.abs(byte - levelOne[i]!)).toBeLessThanOrEqual(1))
  }
})

test('padding behind depth and stencil is read as zeros, whoever wrote the two', async () => {
  const graph = parseGraph({
    version: 1,
    resources: [{ id: 'both', kind: 'texture', format: 'depth32float-stencil8', size: [3, 2] }],
    passes: [
      { id: 'depths', kind: 'upload', to: { resource: 'both', aspect: 'depth-only' }, input: 'depths' },
      { id: 'stencils', kind: 'upload', to: { resource: 'both', aspect: 'stencil-only' }, input: 'stencils' },
      { id: 'get', kind: 'readback', from: 'both', output: 'both' },
      { id: 'put', kind: 'upload', to: 'both', input: 'padded' },
      { id: 'get-again', kind: 'readback', from: 'both', output: 'again' },
    ],
  })
  const inputs = { depths: new Float32Array(6).fill(0.5), stencils: pattern(6), padded: new Uint8Array(48).fill(63) }
  const { outputs } = await execute(graph, createDummyBackend(), { inputs })
  expect(outputs['both']!.subarray(0, 8)).toEqual(Uint8Array.of(0, 0, 0, 63, pattern(6)[0]!, 0, 0, 0))
  expect(outputs['again']!.subarray(40)).toEqual(Uint8Array.of(63, 63, 63, 63, 63, 0, 0, 0))
  expect(outputs).toEqual((await referenceRun(graph, inputs)).outputs)
})

describe('layouts', () => {
  test.each([0, 2, 4])('without barrier %i, a transition is missing', async (barrier) => {
    await expect(run(withoutCommand(texturePlan(), 0, barrier))).rejects.toMatchObject({ code: 'HAZARD' })
  })

  test('a transition from the wrong layout is a hazard', async () => {
    const plan = texturePlan()
    const barrier = plan.submissions[0]!.commands[2] as Extract<Command, { op: 'barrier' }>
    barrier.transitions![0]!.from = 'sampled'
    await expect(run(plan)).rejects.toMatchObject({
      code: 'HAZARD',
      message: expect.stringMatching(/"sampled".*"copy-dst"/),
    })
  })

  test('a transition from "undefined" gives the contents up', async () => {
    const plan = texturePlan()
    const barrier = plan.submissions[0]!.commands[4] as Extract<Command, { op: 'barrier' }>
    barrier.transitions![0]!.from = 'undefined'
    expect((await run(plan)).subarray(0, 64)).toEqual(new Uint8Array(64).fill(poisonByte))
  })

  test('a transition that nothing orders after the writes is a hazard', async () => {
    const plan = texturePlan()
    const barrier = plan.submissions[0]!.commands[2] as Extract<Command, { op: 'barrier' }>
    barrier.before = []
    await expect(run(plan)).rejects.toMatchObject({ code: 'HAZARD', details: { secondKind: 'layout transition' } })
  })
})

describe('render', () => {
  const slice = {
    texture: 0,
    mipLevel: 0,
    mipLevelCount: 1,
    origin: [0, 0, 0] as [number, number, number],
    size: [4, 4, 1] as [number, number, number],
    aspect: 'all' as const,
  }
  const depthSlice = { ...slice, texture: 1 }
  type Color = Extract<Command, { op: 'render' }>['color'][number]

  /** One render pass on a 4 × 4 colour and a depth texture of their own memory, both read back. Persistent, so kept as they are. */
  function renderPlan(color: Partial<Color>, readOnly = false): Plan {
    const texture = {
      dimension: '2d' as const,
      size: [4, 4, 1] as [number, number, number],
      mipLevelCount: 1,
      sampleCount: 1 as const,
      usage: ['attachment' as const, 'copy-src' as const],
      lifetime: 'persistent' as const,
      sizeBytes: 64,
    }
    const attachments = 'resolve' in color ? ['c', 'flat', 'd'] : ['c', 'd']
    const region = (offset: number) => ({
      offset,
      rowBytes: 16,
      rowsPerImage: 4,
      mipLevel: 0,
      origin: slice.origin,
      size: slice.size,
      aspect: 'all' as const,
    })
    return planOf({
      heaps: [{ memory: 'readback', sizeBytes: 128 }],
      textures: [
        { ...texture, format: 'rgba8unorm', resource: 'c' },
        { ...texture, format: 'depth32float', resource: 'd' },
      ],
      placements: ['c', 'd'].map((resource, t) => ({
        resource,
        version: 0,
        lifetime: 'persistent' as const,
        sizeBytes: 64,
        texture: t,
      })),
      outputs: [{ name: 'out', sizeBytes: 128 }],
      bodies: [{ name: 'draw', pass: 'draw' }],
      submissions: [
        {
          queue: 0,
          waits: [],
          commands: [
            {
              op: 'render',
              color: [{ slice, load: 'clear', clearValue: [1, 0, 0.5, 1], store: 'store', ...color }],
              depth: {
                slice: depthSlice,
                load: readOnly ? 'load' : 'clear',
                clearValue: 0.25,
                stencilClearValue: 0,
                store: 'store',
                readOnly,
              },
              parts: [
                { pass: 'one', body: 'draw', attachments, uses: [] },
                { pass: 'two', body: 'draw', attachments, uses: [] },
              ],
              passes: ['one', 'two'],
            },
            { op: 'barrier', before: ['color-attachment', 'depth-write', 'depth-read'], after: ['copy-read'] },
            { op: 'copy-from-texture', texture: 0, to: 0, regions: [region(0)], passes: [] },
            { op: 'copy-from-texture', texture: 1, to: 0, regions: [region(64)], passes: [] },
          ],
        },
      ],
      timeline: [
        { do: 'submit', submission: 0 },
        { do: 'read', after: [0], copies: [{ name: 'out', nameOffset: 0, heap: 0, offset: 0, size: 128 }] },
      ],
    })
  }
  const texels = (texel: Uint8Array) => Uint8Array.from({ length: 64 }, (_, i) => texel[i % 4]!)
  const red = texels(encodeClearColor('rgba8unorm', [1, 0, 0.5, 1]))
  const nothing = { draw() {} }

  test('clears colour and depth', async () => {
    const out = await run(renderPlan({}), 1, nothing)
    expect(out.subarray(0, 64)).toEqual(red)
    expect(out.subarray(64)).toEqual(texels(encodeClearDepth('depth32float', 0.25, 0)))
  })

  test('loads what is there; a read-only depth stays', async () => {
    const out = await run(renderPlan({ load: 'load' }, true), 1, nothing)
    expect(out).toEqual(new Uint8Array(128))
  })

  test('a discarded load or store leaves nothing', async () => {
    expect((await run(renderPlan({ load: 'discard' }), 1, nothing)).subarray(0, 64)).toEqual(
      new Uint8Array(64).fill(poisonByte),
    )
    expect((await run(renderPlan({ store: 'discard' }), 1, nothing)).subarray(0, 64)).toEqual(
      new Uint8Array(64).fill(poisonByte),
    )
  })

  test('samples are resolved to their mean', async () => {
    const plan = renderPlan({ resolve: { ...slice, texture: 2 } })
    plan.textures[0]!.sampleCount = 4
    plan.textures[0]!.sizeBytes = 256
    plan.placements[0]!.sizeBytes = 256
    delete (plan.submissions[0]!.commands[0] as Extract<Command, { op: 'render' }>).depth
    plan.textures.push({ ...plan.textures[0]!, sampleCount: 1, sizeBytes: 64, resource: 'flat' })
    plan.placements.push({ resource: 'flat', version: 0, lifetime: 'persistent', sizeBytes: 64, texture: 2 })
    const read = plan.submissions[0]!.commands[2] as Extract<Command, { op: 'copy-from-texture' }>
    read.texture = 2
    const draw = ({ slices }: { slices: Record<string, Uint8Array[]> }) => {
      // The four samples of the first texel: 0, 40, 80, 120 in red.
      for (let sample = 0; sample < 4; sample++) slices.c![0]![4 * sample] = 40 * sample
    }
    const out = await run(plan, 1, { draw })
    expect(out[0]).toBe(60)
    expect(out.subarray(1, 64)).toEqual(red.subarray(1))
  })

  test('bodies of all parts run in order and see the attachments under their resources', async () => {
    const order: string[] = []
    const draw = async ({ pass, slices }: { pass: string; slices: Record<string, Uint8Array[]> }) => {
      order.push(pass)
      expect(slices.c![0]).toHaveLength(64)
      expect(slices.d![0]).toHaveLength(64)
      await Promise.resolve()
      slices.c![0]![0] = order.length
    }
    const out = await run(renderPlan({}), 1, { draw })
    expect(order).toEqual(['one', 'two'])
    expect(out[0]).toBe(2)
    expect(out.subarray(1, 64)).toEqual(red.subarray(1))
  })
})
