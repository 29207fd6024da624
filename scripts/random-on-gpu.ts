/**
 * Random graphs on a device: the bytes of the reference meaning, without an error or a word from the validation layer.
 *
 *     npx tsx scripts/random-on-gpu.ts --api webgpu|vulkan [--count 500] [--seed 0] [--size 24] [--seconds N]
 *       [--queues live|three] [--minimise FOLDER] [--draws] [--external]
 *
 * Where there is a GPU it runs there, else on SwiftShader; `VULKAN_DRIVER` chooses (test/support/gpu/vulkan-driver.ts). Each graph
 * is planned for every queue of the device, with three objectives. `--queues three`: planned for three queues, on a device that
 * has fewer. `--draws`: graphs that draw, whose pictures are compared by the tolerance between devices: at most 2 steps of 255
 * apart on all but one texel in a thousand. `--external`: every third step is a pass that submits by itself.
 *
 * Nothing may differ, not by a bit: graphs hold only what devices must agree on. Clear values are ones that the format holds;
 * mipmaps are of normalised formats without sRGB, which are averaged in whole numbers; depths are from 0 to 1; bytes that a
 * device keeps to itself (depth24plus) are never asked for. Floats are moved, never computed with.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createVulkanBackend, type DebugMessage } from '../src/backends/vulkan/index.ts'
import { createWebGpuBackend } from '../src/backends/webgpu/index.ts'
import { isMemkitError } from '../src/errors.ts'
import type { GraphDocument } from '../src/graph/document.ts'
import { profiles, type DeviceProfile } from '../src/plan/profile.ts'
import { gpuFaultOf } from '../test/support/gpu/random-run.ts'
import { vulkanTarget, webGpuTarget, type GpuTarget } from '../test/support/gpu/random-target.ts'
import { useVulkanDriver } from '../test/support/gpu/vulkan-driver.ts'
import { getGpu } from '../test/support/gpu/webgpu.ts'
import { runnable, seededDocument, type GraphRules } from '../test/support/random-graph.ts'
import { seededDrawDocument } from '../test/support/random/draw-graph.ts'
import { minimise } from '../test/support/random/minimise.ts'

const { values } = parseArgs({
  options: {
    api: { type: 'string' },
    count: { type: 'string', default: '500' },
    seed: { type: 'string', default: '0' },
    size: { type: 'string', default: '24' },
    seconds: { type: 'string', default: 'Infinity' },
    queues: { type: 'string', default: 'live' },
    minimise: { type: 'string' },
    draws: { type: 'boolean', default: false },
    external: { type: 'boolean', default: false },
  },
})
const [count, firstSeed, size, seconds] = [values.count, values.seed, values.size, values.seconds].map(Number) as [
  number,
  number,
  number,
  number,
]

async function open(): Promise<GpuTarget> {
  if (values.api === 'webgpu') {
    const { gpu, runsOn } = await getGpu()
    console.log(`WebGPU on ${runsOn}`)
    return webGpuTarget(await createWebGpuBackend({ gpu }))
  }
  if (values.api !== 'vulkan') throw new Error('--api is webgpu or vulkan')
  const { loader, validationLayers, devices } = useVulkanDriver()
  console.log(`Vulkan on ${devices[0]!.name}, validation ${validationLayers ? 'on' : 'not installed'}`)
  const messages: DebugMessage[] = []
  const validation = validationLayers && ((message: DebugMessage) => void messages.push(message))
  return vulkanTarget(await createVulkanBackend({ loader, validation }), messages)
}

const target = await open()
const live = target.backend.profile
const profile: DeviceProfile = values.queues === 'three' ? { ...live, queues: profiles.vulkan.queues } : live
const formats = Object.keys(live.formats ?? {})
console.log(`queues ${profile.queues.map(({ kinds }) => kinds.join('+')).join(', ')}; ${formats.length} formats`)
const rules: GraphRules = {
  bindingAlignment: 256,
  exclusive: profile.rules.exclusiveUsagePerScope,
  queues: profile.queues.map(({ kinds }) => kinds),
  counted: true,
  external: values.external,
  textures: { draws: false, imports: false, device: target.api, formats: live.formats },
}

const tally = new Map<string, number>()
const started = Date.now()
const objectives = ['submissions', 'memory', 'overlap'] as const
let failures = 0
let graphs = 0

async function outcomeOf(document: GraphDocument, objective: (typeof objectives)[number]): Promise<string> {
  try {
    const fault = await gpuFaultOf(runnable(document), target, { profile, objective, runs: 3 })
    return fault === undefined ? 'right' : `wrong: ${fault}`
  } catch (error) {
    if (!isMemkitError(error)) return `wrong: ${error instanceof Error ? error.stack : String(error)}`
    const early = error.phase === 'parse' || (error.phase === 'plan' && error.code !== 'INVALID_PLAN')
    return `${early ? 'refused' : 'wrong:'} ${error.code} ${early ? '' : error.message}`
  }
}

/** A key that failures of one kind share. */
const kindOf = (outcome: string): string =>
  outcome
    .replaceAll(/"[^"]*"/g, '…')
    .replaceAll(/out\d+|0x[0-9a-f]+|[\d.,]+/g, '#')
    .slice(0, 120)

for (let seed = firstSeed; seed < firstSeed + count && Date.now() - started < seconds * 1000; seed++) {
  graphs++
  const document = values.draws ? seededDrawDocument(seed, { portable: true }) : seededDocument(seed, size, rules)
  for (const objective of objectives) {
    const outcome = await outcomeOf(document, objective)
    const isWrong = outcome.startsWith('wrong')
    const key = `${objective} | ${isWrong ? kindOf(outcome) : outcome}`
    const before = tally.get(key) ?? 0
    tally.set(key, before + 1)
    if (!isWrong) continue
    failures++
    console.log(`FAILED seed ${seed}, size ${size}, objective ${objective}: ${outcome.slice(0, 500)}`)
    // A device that hangs runs nothing after it.
    if (outcome.includes('TIMED_OUT') || outcome.includes('DEVICE_LOST')) process.exit(1)
    if (values.minimise === undefined || before > 0) continue
    const smallest = await minimise(
      document,
      async (candidate) => kindOf(await outcomeOf(candidate, objective)) === kindOf(outcome),
    )
    mkdirSync(values.minimise, { recursive: true })
    const file = join(values.minimise, `${target.api}-${seed}.json`)
    writeFileSync(file, `${JSON.stringify({ fault: outcome.slice(0, 1500), objective, doc: smallest })}\n`)
    console.log(`  smallest: ${file}, ${smallest.passes.length} passes`)
  }
  if (graphs % 50 === 0)
    console.log(`${graphs} graphs, ${failures} failures, ${Math.round((Date.now() - started) / 1000)} s`)
}
for (const [key, n] of [...tally].toSorted(([, a], [, b]) => b - a)) console.log(`${String(n).padStart(7)}  ${key}`)
console.log(`${graphs} graphs from seed ${firstSeed}, with each objective: ${failures} failures`)
await target.backend.destroy()
// Dawn keeps the process alive.
process.exit(failures > 0 ? 1 : 0)
