/**
 * A warm run leaves next to nothing to the collector, and nothing for each command: bytes are counted, between two forced collections, in
 * a process of its own.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import type { Backend } from '../../src/backends/backend.ts'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createVulkanBackend } from '../../src/backends/vulkan/index.ts'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { createExecutor, parseGraph, planGraph, type RunOptions } from '../../src/index.ts'
import { useVulkanDriver } from '../support/gpu/index.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const size = 256
const wgsl = `@group(0) @binding(0) var<storage, read> a: array<u32>;
@group(0) @binding(1) var<storage, read_write> b: array<u32>;
@compute @workgroup_size(1) fn main(@builtin(global_invocation_id) at: vec3u) { b[at.x] = b[at.x] + a[at.x]; }
@vertex fn corner(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f { return vec4f(f32(i & 1), f32(i >> 1), 0, 1); }
@fragment fn white() -> @location(0) vec4f { return vec4f(1); }`

/** A step of a kind: a dispatch, a copy or a draw. */
function stepOf(kind: number, i: number): object {
  const [id, from, to] = [`step${i}`, `r${i % 8}`, `r${(i + 1) % 8}`]
  if (kind === 1) {
    const half = { offset: 0, size: size / 2 }
    return { id, kind: 'copy', from: { resource: from, ...half }, to: { resource: to, ...half } }
  }
  if (kind === 2) {
    const color = [{ use: 'picture', load: 'load' }]
    return { id, kind: 'render', color, draws: [{ pipeline: 'triangle', vertexCount: 3 }] }
  }
  const bindings = [
    { group: 0, binding: 0, use: from, as: 'storage-read' },
    { group: 0, binding: 1, use: to, as: 'storage' },
  ]
  return { id, kind: 'compute', shader: 'all', entryPoint: 'main', workgroups: [1, 1, 1], bindings }
}

/** Kinds of steps in a frame: dispatches alone; or as many of each kind, one after another, because the API's object for a pass is garbage. */
const frames = { dispatches: 1, 'dispatches, copies and draws': 3 } as const
type Frame = keyof typeof frames

/** Steps with transfers around them or without. */
const graphOf = (frame: Frame, steps: number, hasTransfers: boolean) =>
  parseGraph({
    version: 1,
    resources: [
      ...Array.from({ length: 8 }, (_, i) => ({ id: `r${i}`, kind: 'buffer', size, lifetime: 'persistent' })),
      { id: 'picture', kind: 'texture', format: 'rgba8unorm', size: [4, 4], lifetime: 'persistent' },
    ],
    shaders: [{ id: 'all', wgsl }],
    pipelines: [
      {
        id: 'triangle',
        kind: 'render',
        shader: 'all',
        vertex: { entryPoint: 'corner' },
        fragment: { entryPoint: 'white' },
      },
    ],
    passes: [
      ...(hasTransfers ? [{ id: 'load', kind: 'upload', to: 'r0', input: 'in' }] : []),
      ...Array.from({ length: steps }, (_, i) => stepOf(Math.floor((i * frames[frame]) / steps), i)),
      ...(hasTransfers ? [{ id: 'get', kind: 'readback', from: 'r1', output: 'out' }] : []),
    ],
  })

/** Runs that are counted together: few enough that nothing is collected meanwhile, which would make them look better. */
const together = 40
const mostRounds = 80
/** Rounds of which the least counts: V8 counts memory that it takes in advance, too. */
const latest = 7

/**
 * Bytes that V8 allocates for a warm run. Code that was not optimised yet makes more of its own, so it is counted until it is at
 * most as much as is wanted, or for long enough.
 */
async function bytesOfRun(
  backend: Backend,
  frame: Frame,
  steps: number,
  hasTransfers: boolean,
  wanted: number,
): Promise<number> {
  const executor = await createExecutor(planGraph(graphOf(frame, steps, hasTransfers), backend.profile), backend)
  const options: RunOptions = hasTransfers
    ? { inputs: { in: new Uint8Array(size) }, outputs: { out: new Uint8Array(size) } }
    : {}
  const counted: number[] = []
  let least = Infinity
  for (let round = 0; round < mostRounds && least > wanted; round++) {
    collect()
    const before = process.memoryUsage().heapUsed
    for (let run = 0; run < together; run++) await executor.run(options)
    counted.push((process.memoryUsage().heapUsed - before) / together)
    if (round >= latest) least = Math.min(...counted.slice(-latest))
  }
  await executor.destroy()
  return least
}

/** Most of it is that of the device, which JavaScript plays. */
const mostOnDummy = 7000

it('Dummy: a run with an upload and a readback', { timeout: 120_000 }, async () => {
  const backend = createDummyBackend()
  // Steps are left out: shaders of a device that is played by JavaScript make garbage in each invocation.
  expect(await bytesOfRun(backend, 'dispatches', 0, true, mostOnDummy)).toBeLessThanOrEqual(mostOnDummy)
  await backend.destroy()
})

interface Device {
  readonly name: string
  readonly open: () => Promise<Backend>
  /** By what the steps are. */
  readonly mostOfRun: Readonly<Record<Frame, number>>
  readonly mostOfStep: number
  /** By how much a wait for a device that takes longer may differ. */
  readonly mostOfWait: number
}

const devices: readonly Device[] = [
  // Without a device nothing is waited for but Dawn's own promises.
  {
    name: 'WebGPU',
    open: () => createWebGpuBackend({ api: 'null' }),
    mostOfRun: { dispatches: 4000, 'dispatches, copies and draws': 4800 },
    mostOfStep: 3,
    mostOfWait: 0,
  },
  // Most of it is what the event loop makes for each turn of a wait, and then for a thread: a few steps end before either.
  {
    name: 'Vulkan',
    open: async () => createVulkanBackend({ loader: useVulkanDriver().loader }),
    mostOfRun: { dispatches: 7500, 'dispatches, copies and draws': 7500 },
    mostOfStep: 3,
    mostOfWait: 3500,
  },
]

const cases = devices.flatMap((device) => (Object.keys(frames) as Frame[]).map((frame) => ({ ...device, frame })))

it.each(cases)(
  '$name: a run, and each step of it: $frame',
  { timeout: 120_000 },
  async ({ open, frame, mostOfRun, mostOfStep, mostOfWait }) => {
    const backend = await open()
    const run = mostOfRun[frame]
    const few = await bytesOfRun(backend, frame, 10, false, run)
    const transfers = await bytesOfRun(backend, frame, 10, true, run)
    expect(few, 'a run of 10 steps').toBeLessThanOrEqual(run)
    expect(transfers, 'a run with an upload and a readback').toBeLessThanOrEqual(run)
    const most = few + mostOfWait + 500 * mostOfStep
    expect(await bytesOfRun(backend, frame, 510, false, most), 'a run of 510 steps').toBeLessThanOrEqual(most)
    await backend.destroy()
  },
)
