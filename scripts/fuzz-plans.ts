/**
 * Hostile mutants of plans, documents, profiles, inputs and outputs, in child processes:
 *
 *     npx tsx scripts/fuzz-plans.ts [KIND] [count = 1000] [first = 0] [--jobs N] [--seconds S]
 *
 * KIND: dummy (the default), webgpu or vulkan change plans and run them there; documents, profiles, inputs (outputs too); spirv and
 * spirv-dummy change the code of shaders and run it on Vulkan and on the Dummy.
 *
 * A mutant is bad where its process ends in a signal or hangs, where an error is not a MemkitError, and where memory around what was
 * given for inputs, outputs or imports has changed, and where the device is lost. Each has a number: the same number is the same mutant.
 * Exits 1 for bad ones.
 */
import { writeSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { translate } from 'naga-wasm'
import type { Backend } from '../src/backends/backend.ts'
import { isMemkitError } from '../src/errors.ts'
import { planGraph, profiles, type Plan } from '../src/planner/index.ts'
import { targets } from '../test/properties/profiles.ts'
import {
  attemptDocument,
  attemptInputs,
  attemptPlan,
  attemptProfile,
  type Attempted,
} from '../test/support/fuzz/attempt.ts'
import { mutateSpirv } from '../test/support/fuzz/mutate-spirv.ts'
import { mutate, sequence, type Next } from '../test/support/fuzz/mutate.ts'
import { attemptAll } from '../test/support/fuzz/processes.ts'
import { seededDrawGraph } from '../test/support/random/draw-graph.ts'
import { seededGraph } from '../test/support/random-graph.ts'
import { toGpuGraph } from '../test/support/wgsl-mix.ts'

const mutantsOfGraph = 25
const mutantsOfProcess = 2000

const onDevice = (mode: string) =>
  ({ draws: false, imports: false, device: mode === 'webgpu' ? 'webgpu' : 'vulkan' }) as const

/** A plan to change, the document it came from, and the Dummy it was made for. */
interface Source {
  readonly plan: Plan
  readonly document: unknown
  readonly own: Backend | undefined
}

interface Mutants {
  mutant(n: number): Promise<Attempted>
  isLost(): boolean
}

/** Status of a child that wants to be replaced, and had no fault. */
const retire = 75
const roundUp = (value: number, unit: number): number => Math.ceil(value / unit) * unit

async function prepare(mode: string, say: (what: string) => void): Promise<Mutants> {
  const backend = await openBackend(mode)
  const plans = new Map<number, Source>()
  const source = (n: number) => {
    const seed = Math.floor(n / mutantsOfGraph)
    const known = plans.get(seed)
    if (known) return known
    plans.clear()
    const made = plannedFor(seed)
    plans.set(seed, made)
    return made
  }
  /** Where the device cannot run the graph of a seed (it lacks a format, say), the graph of a seed far off. */
  const plannedFor = (seed: number): Source => {
    const onGpu = backend !== undefined || mode === 'spirv-dummy'
    const target = targets[seed % targets.length]!
    const rules = onGpu
      ? {
          bindingAlignment: 256,
          exclusive: mode === 'webgpu',
          // Others dispatch what bytes there are: more than any device takes, mostly.
          counted: seed % 5 > 0,
          ...(seed % 2 === 1 ? { textures: onDevice(mode) } : {}),
        }
      : target.rules
    const draws = seed % 2 === 0 && !mode.startsWith('spirv')
    const random = draws ? seededDrawGraph(seed) : seededGraph(seed, 8 + (seed % 16), rules)
    // The other graphs draw by bodies, which do nothing here.
    const { graph, kernels } = onGpu && !draws ? toGpuGraph(random) : random
    const profile = backend?.profile ?? (onGpu ? profiles.vulkan : target.profile)
    let plan: Plan
    try {
      plan = planGraph(graph, profile)
    } catch (error) {
      if (!isMemkitError(error) || error.phase !== 'plan') throw error
      return plannedFor(seed + 10_000_000)
    }
    const own = backend
      ? undefined
      : createDummyBackend({ profile, kernels: onGpu ? {} : kernels, capacityBytes: 2 ** 26 })
    return { plan, document: random.document as unknown, own: own as Backend | undefined }
  }
  const mutant = async (n: number): Promise<Attempted> => {
    const next = sequence(n)
    const { plan, document, own } = source(n)
    const target = targets[Math.floor(n / mutantsOfGraph) % targets.length]!
    const copy = JSON.parse(JSON.stringify(mode === 'documents' ? document : plan)) as Plan
    switch (mode) {
      case 'documents':
        say(mutate(copy as never, next))
        return attemptDocument(copy, target.profile)
      case 'profiles': {
        const profile = JSON.parse(JSON.stringify(target.profile)) as never
        say(mutate(profile, next))
        return attemptProfile(profile, document)
      }
      case 'inputs':
        return attemptInputs(plan, own!, next)
      case 'spirv':
      case 'spirv-dummy':
        say(mutateShaders(copy, next))
        return attemptPlan(copy, own ?? backend!)
      default:
        say(mutate(copy as never, next))
        // To draw for hours what says so is no fault.
        return drawsLong(copy)
          ? { bad: undefined, ended: 'not run: draws for long' }
          : attemptPlan(copy, own ?? backend!)
    }
  }
  return { mutant, isLost: () => backend?.lost !== undefined }
}

const manyVertices = 10_000

/** Whether some draw, or the constants that counts are made of, ask for more than a rasteriser draws in a moment. */
const drawsLong = (value: unknown, key = ''): boolean =>
  typeof value === 'number'
    ? /^(vertex|index|instance)Count$|^(vertices|instances)$/.test(key) && value > manyVertices
    : typeof value === 'object' && value !== null && Object.entries(value).some(([name, part]) => drawsLong(part, name))

/** One of the plan's shaders becomes SPIR-V that is changed. @returns where, in words */
function mutateShaders(plan: Plan, next: Next): string {
  const shader = plan.shaders[next(plan.shaders.length)] as { id: string; wgsl?: string; spirv?: string } | undefined
  if (shader?.wgsl === undefined) return 'nothing'
  const { words, said } = mutateSpirv(translate({ from: 'wgsl', to: 'spirv', source: shader.wgsl }), next)
  delete shader.wgsl
  shader.spirv = Buffer.from(words.buffer).toString('base64')
  return `${shader.id}: ${said}`
}

const { createDummyBackend } = await import('../src/backends/dummy/index.ts')

async function openBackend(mode: string): Promise<Backend | undefined> {
  if (mode !== 'webgpu' && mode !== 'vulkan' && mode !== 'spirv') return undefined
  const { getGpu, useVulkanDriver } = await import('../test/support/gpu/index.ts')
  if (mode === 'webgpu') {
    const { createWebGpuBackend } = await import('../src/backends/webgpu/index.ts')
    return createWebGpuBackend({ gpu: (await getGpu()).gpu })
  }
  const { createVulkanBackend } = await import('../src/backends/vulkan/index.ts')
  return createVulkanBackend({ loader: useVulkanDriver().loader })
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    jobs: { type: 'string', default: String(availableParallelism()) },
    seconds: { type: 'string', default: 'Infinity' },
    child: { type: 'boolean', default: false },
  },
})
const [mode = 'dummy', countText = '1000', firstText = '0'] = positionals
const [count, first, jobs] = [Number(countText), Number(firstText), Number(values.jobs)]

if (values.child) {
  let what = ''
  const backendIsDevice = mode === 'webgpu' || mode === 'vulkan' || mode === 'spirv'
  const { mutant, isLost } = await prepare(mode, (said) => (what = said))
  const say = (line: string): void => void writeSync(1, `${line.replaceAll('\n', ' | ')}\n`)
  process.on('unhandledRejection', (error) => {
    say(`!${what}: unhandled: ${error instanceof Error ? error.stack : String(error)}`)
  })
  for (let n = first; n < first + count; n++) {
    say(String(n))
    const { bad, ended } = await mutant(n)
    if (bad !== undefined) say(`!${what}: ${bad}`)
    else say(ended === 'TIMED_OUT' ? `=${ended} (${n}: ${what})` : `=${ended}`)
    // An endless shader is nobody's fault here, but it holds the device: another child goes on, with a new one.
    if (ended === 'TIMED_OUT' && backendIsDevice) process.exit(retire)
    // On a device that is gone nothing is tried any more: this child ends, and another goes on.
    if (isLost()) throw new Error(`${what}: the device was lost`)
  }
  say('done')
  process.exit(0)
}

const began = performance.now()
const { tried, bad, endings } = await attemptAll({
  first,
  count,
  jobs,
  seconds: Number(values.seconds),
  perProcess: Math.max(mutantsOfGraph, Math.min(mutantsOfProcess, roundUp(count / jobs, mutantsOfGraph))),
  args: (from, to) => [
    ...process.execArgv,
    fileURLToPath(import.meta.url),
    mode,
    String(to - from),
    String(from),
    '--child',
  ],
  retire,
  bad: (n, why) => console.log(`BAD ${mode} ${n}: ${why}`),
  progress: (sofar) => console.log(`${mode}: ${sofar} mutants so far`),
})
const seconds = (performance.now() - began) / 1000
console.log(
  `${mode}: ${tried} mutants, ${bad} bad; ${seconds.toFixed(0)} s, ${(tried / seconds).toFixed(0)} mutants/s, ${jobs} at once`,
)
console.log(
  [...endings]
    .sort(([, a], [, b]) => b - a)
    .map(([ending, times]) => `  ${times} × ${ending}`)
    .join('\n'),
)
process.exitCode = bad > 0 || (tried < count && !(seconds >= Number(values.seconds))) ? 1 : 0
