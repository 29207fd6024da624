/**
 * Whether anything is left behind: many runs, many executors and many lost devices, on one backend after another.
 *
 *     npx tsx scripts/soak.ts [dummy|webgpu|vulkan] [--runs 10000] [--executors 200] [--losses 20]
 *
 * Prints by phase how much the memory that JavaScript holds grew a step, and the process. Exits 1 where an object of a device is
 * still alive at the end, or where the heap is not flat.
 */
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { setTimeout as wait } from 'node:timers/promises'
import type { Backend } from '../src/backends/backend.ts'
import { createExecutor, type Executor } from '../src/executor/index.ts'
import { parseGraph } from '../src/graph/parse.ts'
import { planGraph, type Plan } from '../src/planner/index.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '10000' },
    executors: { type: 'string', default: '200' },
    losses: { type: 'string', default: '20' },
  },
})
const mode = positionals[0] ?? 'dummy'
setFlagsFromString('--expose-gc')
// Machine code and what it needs to be undone lie in the heap too, and come and go with what runs often: here code stays as it is read.
for (const flag of ['--no-opt', '--no-sparkplug', '--no-flush-bytecode']) setFlagsFromString(flag)
const collect = runInNewContext('gc') as () => void

/** Growth that a whole phase may add: less than one object of some hundred bytes a run or some kilobytes an executor. */
const mostGrowthBytes = 1024 * 1024
const samplesOfPhase = 40

interface Opened {
  readonly backend: Backend
  /** Takes the device away. */
  lose(): Promise<void> | void
}

async function opener(): Promise<(toLose: boolean) => Promise<Opened>> {
  if (mode === 'dummy') {
    const { createDummyBackend } = await import('../src/backends/dummy/index.ts')
    return async () => {
      const backend = createDummyBackend({ capacityBytes: 2 ** 26 })
      return { backend, lose: () => void backend.lose('it is taken away') }
    }
  }
  const { getGpu, useVulkanDriver } = await import('../test/support/gpu/index.ts')
  if (mode === 'webgpu') {
    const { createWebGpuBackend } = await import('../src/backends/webgpu/index.ts')
    const { gpu } = await getGpu()
    return async () => {
      const backend = await createWebGpuBackend({ gpu })
      return { backend, lose: () => backend.device.destroy() }
    }
  }
  if (mode !== 'vulkan') throw new Error(`No such backend: ${mode}`)
  const { createBackendOn } = await import('../src/backends/vulkan/backend.ts')
  const { loadVulkan } = await import('../src/backends/vulkan/bindings/index.ts')
  const { breakVulkan } = await import('../test/support/gpu/break-vulkan.ts')
  const { loader } = useVulkanDriver()
  const library = loadVulkan({ loader })
  return async (toLose) => {
    if (!toLose) return { backend: createBackendOn(library, {}), lose: () => undefined }
    const broken = breakVulkan(library)
    const lose = () => broken.fail({ name: 'vkQueueSubmit2', call: 1, result: -4, forEver: true })
    return { backend: createBackendOn(broken.library, {}), lose }
  }
}

const half = /* wgsl */ `@group(0) @binding(0) var<storage, read_write> data: array<u32>;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) at: vec3u) {
  if (at.x < arrayLength(&data)) { data[at.x] = data[at.x] / 2u; } }`

function planOf(backend: Backend, size: number, wgsl = half): Plan {
  const graph = parseGraph({
    version: 1,
    resources: [
      { id: 'data', kind: 'buffer', size },
      { id: 'kept', kind: 'buffer', size: 4096, lifetime: 'persistent' },
      { id: 'picture', kind: 'texture', format: 'rgba8unorm', size: [16, 16], mipLevelCount: 2 },
    ],
    shaders: [
      { id: 'half', wgsl },
      { id: 'other', wgsl: half },
    ],
    passes: [
      { id: 'up', kind: 'upload', to: 'data', input: 'in' },
      { id: 'show', kind: 'upload', to: { resource: 'picture', mipLevel: 0 }, input: 'picture' },
      { id: 'mips', kind: 'mipmap', texture: 'picture' },
      ...['half', 'other'].map((shader) => ({
        id: shader,
        kind: 'compute',
        shader,
        entryPoint: 'main',
        workgroups: [1, 1, 1],
        bindings: [{ group: 0, binding: 0, use: 'data', as: 'storage' }],
      })),
      { id: 'keep', kind: 'copy', from: { resource: 'data', offset: 0, size: 4096 }, to: 'kept' },
      { id: 'down', kind: 'readback', from: 'kept', output: 'out' },
      { id: 'see', kind: 'readback', from: { resource: 'picture', mipLevel: 1 }, output: 'seen' },
    ],
  })
  return planGraph(graph, backend.profile)
}

const runOnce = (executor: Executor) =>
  executor.run({
    inputs: Object.fromEntries(executor.plan.inputs.map(({ name, sizeBytes }) => [name, new Uint8Array(sizeBytes)])),
  })

interface Sample {
  readonly step: number
  readonly heap: number
  readonly resident: number
}

async function sampleAt(step: number): Promise<Sample> {
  for (let i = 0; i < 3; i++) {
    collect()
    await wait(1)
  }
  const { heapUsed, external, rss } = process.memoryUsage()
  return { step, heap: heapUsed + external, resident: rss }
}

/** Bytes a step, by least squares. */
function slope(samples: readonly Sample[], of: (sample: Sample) => number): number {
  const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length
  const [steps, values] = [samples.map(({ step }) => step), samples.map(of)]
  const [x, y] = [mean(steps), mean(values)]
  const over = steps.reduce((sum, step, i) => sum + (step - x) * (values[i]! - y), 0)
  return over / steps.reduce((sum, step) => sum + (step - x) ** 2, 0)
}

let failed = false

async function phase(name: string, count: number, act: (step: number) => Promise<void>): Promise<void> {
  if (count === 0) return
  const every = Math.max(1, Math.floor(count / samplesOfPhase))
  const samples: Sample[] = []
  const began = performance.now()
  for (let step = 0; step < count; step++) {
    await act(step)
    if ((step + 1) % every === 0) samples.push(await sampleAt(step + 1))
  }
  // By then, everything that is compiled and cached once is there.
  const warm = samples.slice(Math.floor(samples.length / 2))
  const heap = slope(warm, (sample) => sample.heap)
  const resident = slope(warm, (sample) => sample.resident)
  const isFlat = heap * count <= mostGrowthBytes
  if (!isFlat) failed = true
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  const mib = (bytes: number) => (bytes / 2 ** 20).toFixed(1)
  console.log(
    `${mode}: ${count} ${name}, ${seconds} s: heap ${heap.toFixed(1)} bytes each (${isFlat ? 'flat' : 'NOT FLAT'}, ` +
      `${mib(warm[0]!.heap)} → ${mib(warm.at(-1)!.heap)} MiB), process ${resident.toFixed(0)} bytes each ` +
      `(${mib(warm[0]!.resident)} → ${mib(warm.at(-1)!.resident)} MiB)`,
  )
}

function expectNothingAlive(backend: Backend, when: string): void {
  const alive = Object.entries(backend.liveObjects()).filter(([, count]) => count !== 0)
  if (alive.length === 0) return
  failed = true
  console.log(`${mode}: alive ${when}: ${alive.map(([kind, count]) => `${count} ${kind}`).join(', ')}`)
}

const open = await opener()
const { backend } = await open(false)
const plan = planOf(backend, 8192)
const others = [8192, 12_288, 16_384].map((size) => planOf(backend, size))
const faulty = planOf(backend, 8192, 'no shader')
const executor = await createExecutor(plan, backend)
await phase('runs', Number(values.runs), async () => void (await runOnce(executor)))
await executor.destroy()
expectNothingAlive(backend, 'after the runs')

await phase('executors', Number(values.executors), async (step) => {
  const made = await createExecutor(plan, backend)
  await Promise.all([runOnce(made), runOnce(made)])
  made.allocateInput('in').fill(1)
  await made.update(others[step % 3]!)
  await runOnce(made)
  await made.update(faulty).catch(() => undefined)
  await createExecutor(faulty, backend).catch(() => undefined)
  backend.createBuffer!(1000).destroy()
  await made.destroy()
})
expectNothingAlive(backend, 'after the executors')
await backend.destroy()
expectNothingAlive(backend, 'at the end')

await phase('losses', Number(values.losses), async () => {
  const { backend: lost, lose } = await open(true)
  const made = await createExecutor(plan, lost)
  await runOnce(made)
  const runs = [runOnce(made), runOnce(made)].map((run) => run.catch(() => undefined))
  await lose()
  await Promise.all(runs)
  await runOnce(made).catch(() => undefined)
  if (!lost.lost) {
    failed = true
    console.log(`${mode}: the device was not lost`)
  }
  await made.destroy().catch(() => undefined)
  expectNothingAlive(lost, 'after a loss')
  await lost.destroy()
})
process.exit(failed ? 1 : 0)
