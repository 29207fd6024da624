/** Runs that bring some of their optional inputs, on a device and in the reference. */
import {
  checkPlan,
  createExecutor,
  parseGraph,
  planGraph,
  referenceRun,
  type Backend,
  type FrameGraph,
  type GraphDocument,
} from '../../src/index.ts'

const kept = (id: string, size: number) => ({ id, kind: 'buffer' as const, size, lifetime: 'persistent' as const })
const upload = (to: GraphDocument['resources'][number]['id'] | object, input: string, optional = true) =>
  ({ kind: 'upload', to, input, ...(optional ? { optional } : {}) }) as object

/** Uploads of one step and of several, to parts that overlap, side by side, and to a texture. */
export const optionalGraph = (): FrameGraph =>
  parseGraph({
    version: 1,
    resources: [
      kept('mesh', 300),
      kept('more', 64),
      { id: 'atlas', kind: 'texture', format: 'rgba8unorm', size: [8, 4], lifetime: 'persistent' },
      kept('always', 64),
      { id: 'tmp', kind: 'buffer', size: 64 },
    ],
    passes: [
      upload('always', 'always', false),
      upload('mesh', 'mesh'),
      upload({ resource: 'mesh', offset: 4, size: 200 }, 'front'),
      upload({ resource: 'mesh', offset: 100, size: 200 }, 'back'),
      upload('more', 'more'),
      upload({ resource: 'atlas', origin: [2, 1, 0], size: [3, 2, 1] }, 'tile'),
      { kind: 'copy', from: { resource: 'mesh', offset: 120, size: 64 }, to: 'tmp' },
      { kind: 'copy', from: 'tmp', to: { resource: 'mesh', offset: 16, size: 64 } },
      upload({ resource: 'mesh', offset: 24, size: 8 }, 'late'),
      ...['mesh', 'more', 'atlas', 'always'].map((id) => ({ kind: 'readback', from: id, output: id })),
    ].map((pass, i) => ({ id: `p${i}`, ...pass })),
  })

const names = ['mesh', 'front', 'back', 'more', 'tile', 'late'] as const

/** @returns what differs from the reference, run by run */
export async function optionalFaults(backend: Backend, runs: number): Promise<string[]> {
  const graph = optionalGraph()
  const plan = planGraph(graph, backend.profile)
  const faults: string[] = []
  const checked = checkPlan(graph, plan, backend.profile)
  if (!checked.ok) faults.push(checked.message)
  const executor = await createExecutor(plan, backend)
  let persistent: Record<string, Uint8Array> = {}
  const size = new Map(plan.inputs.map(({ name, sizeBytes }) => [name, sizeBytes]))
  for (let run = 0; run < runs; run++) {
    const given = ['always', ...names.filter((_, i) => (Math.imul(run + 3, 0x9e3779b1) >>> (8 + 3 * i)) & 1)]
    const inputs = Object.fromEntries(
      given.map((name, i) => [name, Uint8Array.from({ length: size.get(name)! }, (_, k) => k * 3 + run * 17 + i)]),
    )
    const expected = await referenceRun(graph, inputs, { persistent })
    persistent = expected.persistent
    const { outputs } = await executor.run({ inputs })
    for (const [name, bytes] of Object.entries(expected.outputs))
      if (Buffer.compare(outputs[name]!, bytes) !== 0) faults.push(`run ${run} with ${given.join()}: ${name}`)
  }
  await executor.destroy()
  return faults
}
