/** Passes that work in place: the memory of an input for an output, where the pass allows it. */
import { describe, expect, it } from 'vitest'
import { checkPlan, execute, parseGraph, planGraph, profiles, type GraphDocument } from '../../src/index.ts'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'

type Pass = GraphDocument['passes'][number]

const uses = (inPlace: boolean) => [
  { use: 'before', as: 'storage-read' },
  { use: 'after', as: 'storage', access: 'write', inPlace },
]

/** Each kind of pass that declares what it uses. */
const passes: Readonly<Record<string, (inPlace: boolean) => unknown>> = {
  compute: (inPlace) => ({
    kind: 'compute',
    shader: 'shader',
    entryPoint: 'main',
    workgroups: [1, 1, 1],
    bindings: uses(inPlace).map((use, binding) => ({ group: 0, binding, ...use })),
  }),
  custom: (inPlace) => ({ kind: 'custom', body: 'change', uses: uses(inPlace) }),
  external: (inPlace) => ({ kind: 'external', body: 'change', uses: uses(inPlace) }),
  render: (inPlace) => ({
    kind: 'render',
    body: 'change',
    color: [{ use: 'picture', load: 'clear' }],
    uses: uses(inPlace),
  }),
}

const document = (kind: string, inPlace: boolean): GraphDocument => ({
  version: 1,
  resources: [
    { id: 'before', kind: 'buffer', size: 64 },
    { id: 'after', kind: 'buffer', size: 64 },
    { id: 'picture', kind: 'texture', format: 'r8unorm', size: [4, 4], lifetime: 'persistent' },
  ],
  shaders: [{ id: 'shader' }],
  passes: [
    { id: 'fill', kind: 'fill', to: 'before', value: 1 },
    { id: 'change', ...(passes[kind]!(inPlace) as object) } as Pass,
    { id: 'read', kind: 'readback', from: 'after', output: 'result' },
  ],
})

describe.each(Object.keys(passes))('in a %s pass', (kind) => {
  const graph = parseGraph(document(kind, true))
  const plan = planGraph(graph, profiles.vulkan)

  it('an output may have the memory of an input that only reads, where the pass allows it and nowhere else', () => {
    expect(plan.decisions.map(({ code }) => code)).toContain('IN_PLACE')
    expect(plan.report.memory.peakBytes).toBe(64)
    expect(checkPlan(graph, plan, profiles.vulkan)).toEqual({ ok: true })
    expect(checkPlan(parseGraph(document(kind, false)), plan, profiles.vulkan)).toMatchObject({
      ok: false,
      code: 'OVERLAP_IN_COMMAND',
    })
  })
})

it('a body of a render pass finds its input where it writes its output', async () => {
  const graph = parseGraph(document('render', true))
  const change = ({ slices }: { slices: Record<string, Uint8Array[]> }) => {
    for (const [i, byte] of slices['before']![0]!.entries()) slices['after']![0]![i] = byte + i
  }
  const { outputs } = await execute(graph, createDummyBackend(), { bodies: { change } })
  expect(outputs['result']).toEqual(Uint8Array.from({ length: 64 }, (_, i) => (i % 4 === 0 ? 1 : 0) + i))
})
