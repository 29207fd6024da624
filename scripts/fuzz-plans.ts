/**
 * Hostile mutants of plans, documents, profiles, inputs and outputs, in child processes:
 *
 *     npx tsx scripts/fuzz-plans.ts [dummy|webgpu|vulkan|documents|profiles|inputs] [count = 1000] [first = 0] [seconds]
 *
 * A mutant is bad where its process ends in a signal or hangs, where an error is not a MemkitError, and where memory around what was
 * given for inputs, outputs or imports has changed. Each has a number: the same number is the same mutant. Exits 1 for bad ones.
 */
import { spawn } from 'node:child_process'
import { writeSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Backend } from '../src/backends/backend.ts'
import { planGraph, type Plan } from '../src/planner/index.ts'
import { targets } from '../test/properties/profiles.ts'
import { attemptDocument, attemptInputs, attemptPlan, attemptProfile } from '../test/support/fuzz/attempt.ts'
import { mutate, sequence } from '../test/support/fuzz/mutate.ts'
import { seededGraph } from '../test/support/random-graph.ts'
import { toGpuGraph } from '../test/support/wgsl-mix.ts'

const mutantsOfGraph = 25
const mutantsOfProcess = 2000
/** Longer without a sign of life is a hang. */
const patienceMs = 60_000

const onDevice = (mode: string) =>
  ({ draws: false, imports: false, device: mode === 'webgpu' ? 'webgpu' : 'vulkan' }) as const

type Mutant = (n: number) => Promise<string | undefined>

async function prepare(mode: string, say: (what: string) => void): Promise<Mutant> {
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
  return async (n) => {
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

const [mode = 'dummy', countText = '1000', firstText = '0', secondsText = 'Infinity', child] = process.argv.slice(2)
const [count, first] = [Number(countText), Number(firstText)]

if (child === '--child') {
  let what = ''
  const mutant = await prepare(mode, (said) => (what = said))
  process.on('unhandledRejection', (error) => {
    writeSync(1, `!unhandled: ${error instanceof Error ? error.stack!.replaceAll('\n', ' | ') : String(error)}\n`)
  })
  for (let n = first; n < first + count; n++) {
    writeSync(1, `${n}\n`)
    const bad = await mutant(n)
    if (bad !== undefined) writeSync(1, `!${what}: ${bad.replaceAll('\n', ' | ')}\n`)
  }
  writeSync(1, 'done\n')
  process.exit(0)
}

const until = performance.now() + 1000 * Number(secondsText)
let [tried, bad] = [0, 0]
const report = (n: number, why: string) => {
  bad++
  console.log(`BAD ${mode} ${n}: ${why}`)
}

/** @returns the number of the mutant to go on with */
function processOf(from: number, to: number): Promise<number> {
  return new Promise((resolve) => {
    const args = [
      ...process.execArgv,
      fileURLToPath(import.meta.url),
      mode,
      String(to - from),
      String(from),
      '0',
      '--child',
    ]
    const running = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let [at, rest, errors, hung, done, late] = [from, '', '', false, false, false]
    let timer = setTimeout(kill, patienceMs)
    function kill(): void {
      hung = true
      running.kill('SIGKILL')
    }
    running.stderr.on('data', (chunk: Buffer) => (errors = (errors + String(chunk)).slice(-2000)))
    running.stdout.on('data', (chunk: Buffer) => {
      clearTimeout(timer)
      timer = setTimeout(kill, patienceMs)
      const lines = (rest + String(chunk)).split('\n')
      rest = lines.pop()!
      for (const line of lines) {
        if (line === 'done') done = true
        else if (line.startsWith('!')) report(at, line.slice(1))
        else if (/^\d+$/.test(line)) {
          at = Number(line)
          tried++
        }
      }
      if (performance.now() > until && !late) {
        late = true
        running.kill('SIGKILL')
      }
    })
    running.on('close', (code, signal) => {
      clearTimeout(timer)
      if (done || late) return resolve(to)
      report(at, hung ? 'it hangs' : `the process ended with ${signal ?? code}: ${errors.replaceAll('\n', ' | ')}`)
      resolve(at + 1)
    })
  })
}

for (let from = first; from < first + count && performance.now() < until;) {
  const to = Math.min(from + mutantsOfProcess, first + count)
  const start = from
  from = await processOf(from, to)
  if (bad >= 50) break
  if (from > start && (from - first) % 10_000 === 0) console.log(`${mode}: ${tried} mutants, ${bad} bad`)
}
console.log(`${mode}: ${tried} mutants, ${bad} bad`)
process.exitCode = bad > 0 ? 1 : 0
