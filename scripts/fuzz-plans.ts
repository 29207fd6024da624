/**
 * Hostile mutants of plans, documents, profiles, inputs and outputs, in child processes:
 *
 *     npx tsx scripts/fuzz-plans.ts [dummy|webgpu|vulkan|documents|profiles|inputs] [count = 1000] [first = 0] [--jobs N] [--seconds S]
 *
 * A mutant is bad where its process ends in a signal or hangs, where an error is not a MemkitError, and where memory around what was
 * given for inputs, outputs or imports has changed, and where the device is lost. Each has a number: the same number is the same mutant.
 * Exits 1 for bad ones.
 */
import { writeSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Backend } from '../src/backends/backend.ts'
import { planGraph, type Plan } from '../src/planner/index.ts'
import { targets } from '../test/properties/profiles.ts'
import {
  attemptDocument,
  attemptInputs,
  attemptPlan,
  attemptProfile,
  type Attempted,
} from '../test/support/fuzz/attempt.ts'
import { mutate, sequence } from '../test/support/fuzz/mutate.ts'
import { attemptAll } from '../test/support/fuzz/processes.ts'
import { seededGraph } from '../test/support/random-graph.ts'
import { toGpuGraph } from '../test/support/wgsl-mix.ts'

const mutantsOfGraph = 25
const mutantsOfProcess = 2000

const onDevice = (mode: string) =>
  ({ draws: false, imports: false, device: mode === 'webgpu' ? 'webgpu' : 'vulkan' }) as const

interface Mutants {
  mutant(n: number): Promise<Attempted>
  isLost(): boolean
}

const roundUp = (value: number, unit: number): number => Math.ceil(value / unit) * unit

async function prepare(mode: string, say: (what: string) => void): Promise<Mutants> {
  const backend = await openBackend(mode)
  const plans = new Map<number, { plan: Plan; document: unknown; own: Backend | undefined }>()
  const source = (n: number) => {
    const seed = Math.floor(n / mutantsOfGraph)
    const known = plans.get(seed)
    if (known) return known
    plans.clear()
    const onGpu = backend !== undefined
    const rules = onGpu
      ? { bindingAlignment: 256, exclusive: mode === 'webgpu', ...(seed % 2 === 1 ? { textures: onDevice(mode) } : {}) }
      : targets[seed % targets.length]!.rules
    const random = seededGraph(seed, 8 + (seed % 16), rules)
    // What draws to textures is a body, and bodies do nothing here.
    const { graph, kernels } = onGpu ? toGpuGraph(random) : random
    const profile = backend?.profile ?? targets[seed % targets.length]!.profile
    const made = { plan: planGraph(graph, profile), document: random.document, own: undefined as Backend | undefined }
    if (!onGpu) made.own = createDummyBackend({ profile, kernels, capacityBytes: 2 ** 26 })
    plans.set(seed, made)
    return made
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
      default:
        say(mutate(copy as never, next))
        return attemptPlan(copy, own ?? backend!)
    }
  }
  return { mutant, isLost: () => backend?.lost !== undefined }
}

const { createDummyBackend } = await import('../src/backends/dummy/index.ts')

async function openBackend(mode: string): Promise<Backend | undefined> {
  if (mode !== 'webgpu' && mode !== 'vulkan') return undefined
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
  const { mutant, isLost } = await prepare(mode, (said) => (what = said))
  const say = (line: string): void => void writeSync(1, `${line.replaceAll('\n', ' | ')}\n`)
  process.on('unhandledRejection', (error) => {
    say(`!${what}: unhandled: ${error instanceof Error ? error.stack : String(error)}`)
  })
  for (let n = first; n < first + count; n++) {
    say(String(n))
    const { bad, ended } = await mutant(n)
    if (bad !== undefined) say(`!${what}: ${bad}`)
    else say(`=${ended}`)
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
