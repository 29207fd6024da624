/** The same work as a graph, planned for the live device. */
import type { WebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { createExecutor, type Inputs, type Outputs, type Plan } from '../../src/index.ts'
import type { GraphDocument } from '../../src/graph/document.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph } from '../../src/planner/index.ts'
import type { Way } from './measure.ts'

export interface PlannedWay extends Way {
  readonly plan: Plan
}

export async function plannedWay(
  backend: WebGpuBackend,
  document: GraphDocument,
  inputs: Inputs = {},
  name = 'memkit-gpu',
): Promise<PlannedWay> {
  const plan = planGraph(parseGraph(document), backend.profile)
  const executor = await createExecutor(plan, backend)
  return {
    name,
    plan,
    round: async () => void (await executor.run({ inputs })),
    destroy: () => executor.destroy(),
  }
}

/** A readback into memory of its own, into memory that was used before, or in place. */
export async function readbackWay(backend: WebGpuBackend, sizeBytes: number, name: string): Promise<Way> {
  const plan = planGraph(parseGraph(readbacks(1, sizeBytes)), backend.profile)
  const executor = await createExecutor(plan, backend)
  const out0 = name === 'in place' ? 'in-place' : new Uint8Array(sizeBytes)
  const outputs: Outputs = name === 'memory of its own' ? {} : { out0 }
  return {
    name,
    round: async () => (await executor.run({ outputs })).release(),
    destroy: () => executor.destroy(),
  }
}

type Resources = GraphDocument['resources']

/** Persistent resources keep every write alive: what the planner may not drop. */
const persistent = (count: number, size: number): Resources =>
  Array.from({ length: count }, (_, i) => ({
    id: `r${i}`,
    kind: 'buffer' as const,
    size,
    lifetime: 'persistent' as const,
  }))

export const uploads = (count: number, size: number): GraphDocument => ({
  version: 1,
  resources: persistent(count, size),
  passes: Array.from({ length: count }, (_, i) => ({
    id: `up${i}`,
    kind: 'upload' as const,
    to: `r${i}`,
    input: `in${i}`,
  })),
})

export const copies = (sizeBytes: number, regions: readonly (readonly [number, number, number])[]): GraphDocument => ({
  version: 1,
  resources: persistent(2, sizeBytes),
  passes: regions.map(([from, to, size], i) => ({
    id: `copy${i}`,
    kind: 'copy' as const,
    from: { resource: 'r0', offset: from, size },
    to: { resource: 'r1', offset: to },
  })),
})

export const readbacks = (count: number, size: number): GraphDocument => ({
  version: 1,
  resources: persistent(count, size),
  passes: Array.from({ length: count }, (_, i) => ({
    id: `get${i}`,
    kind: 'readback' as const,
    from: `r${i}`,
    output: `out${i}`,
  })),
})

export const chainOf = (
  wgsl: string,
  sizeBytes: number,
  chain: readonly (readonly [number, number])[],
  buffers: number,
): GraphDocument => ({
  version: 1,
  resources: persistent(buffers, sizeBytes),
  shaders: [{ id: 'step', wgsl }],
  passes: [
    { id: 'load', kind: 'upload', to: `r${chain[0]![0]}`, input: 'in' },
    ...chain.map(([from, to], i) => ({
      id: `step${i}`,
      kind: 'compute' as const,
      shader: 'step',
      entryPoint: 'main',
      workgroups: [sizeBytes / 256, 1, 1] as [number, number, number],
      bindings: [
        { group: 0, binding: 0, use: `r${from}`, as: 'storage-read' as const },
        { group: 0, binding: 1, use: `r${to}`, as: 'storage' as const },
      ],
    })),
    { id: 'get', kind: 'readback', from: `r${chain.at(-1)![1]}`, output: 'out' },
  ],
})
