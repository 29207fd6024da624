/**
 * Runs a random graph on a device, and says where it differs from the reference meaning: not by a bit, in anything. Pictures of
 * graphs that draw are compared by the tolerance between devices.
 */
import type { Backend } from '../../../src/backends/backend.ts'
import { createExecutor } from '../../../src/executor/index.ts'
import type { Endpoint } from '../../../src/graph/document.ts'
import { formatInfo, type TextureFormat } from '../../../src/graph/formats.ts'
import { planGraph, type Objective } from '../../../src/planner/index.ts'
import type { DeviceProfile } from '../../../src/plan/profile.ts'
import { referenceRun } from '../../../src/reference/index.ts'
import { differenceOf } from '../compare-pictures.ts'
import type { RandomGraph } from '../random/runnable.ts'
import { texelBytes, type Picture } from '../raster-scene.ts'
import { toGpuGraph, type GpuGraph } from '../wgsl-mix.ts'
import type { GpuTarget } from './random-target.ts'

export interface GpuRunOptions {
  /** Default: that of the backend. Its queues may be other ones: each becomes one of the device that can do as much. */
  readonly profile?: DeviceProfile
  readonly objective: Objective
  readonly runs: number
  /** The longest that the device may take, which a hanging one never ends. */
  readonly timeoutMs?: number
}

type Bytes = Readonly<Record<string, Uint8Array>>

/** Undefined where all is as it should be. Rejects where planning or running fails. */
export async function gpuFaultOf(
  random: RandomGraph,
  target: GpuTarget,
  { profile = target.backend.profile, objective, runs, timeoutMs = 60_000 }: GpuRunOptions,
): Promise<string | undefined> {
  const gpuGraph = random.document.pipelines ? asItIs(random) : toGpuGraph(random)
  const { backend } = target
  target.complaints()
  const before: Readonly<Record<string, number>> = { ...backend.liveObjects() }
  const plan = planGraph(gpuGraph.graph, profile, { objective })
  const expected = await reference(gpuGraph, random, runs)
  const prepared = await target.prepare(gpuGraph, random.imports())
  try {
    const device: Backend = Object.create(backend, { profile: { value: profile } })
    const executor = await createExecutor(plan, device, { timeoutMs })
    try {
      const start = (run: number) =>
        executor.run({ inputs: random.inputs(run), bodies: prepared.bodies, imports: prepared.imports })
      // Two in flight together, then one that finds the device idle.
      const results = await Promise.all(Array.from({ length: runs - 1 }, (_, run) => start(run)))
      results.push(await start(runs - 1))
      for (const [run, { outputs }] of results.entries()) {
        const difference = firstUnlike(expected.outputs[run]!, outputs, pictureFormats(random))
        if (difference !== undefined) return `run ${run}: output ${difference}`
      }
      const difference = firstUnlike(expected.imports, await prepared.readImports())
      if (difference !== undefined) return `imported ${difference}`
    } finally {
      await executor.destroy()
    }
  } finally {
    prepared.destroy()
  }
  const [complaint] = target.complaints().filter((text) => !isBlindSpot(text, random))
  if (complaint !== undefined) return `validation: ${complaint}`
  const alive = Object.entries(backend.liveObjects()).filter(([kind, count]) => count > before[kind]!)
  return alive.length > 0 ? `left alive: ${alive.join('; ')}` : undefined
}

/**
 * Of indexed and indirect draws the validation layer (1.3.239) does not know which vertices they read, nor of indirect ones which
 * indices: it takes them to read the buffer to its end, where other resources lie. What plain draws read is heard.
 */
const wholeBuffer =
  /(vkCmdDrawIndexed|vkCmdDraw(Indexed)?Indirect): Hazard READ_AFTER_WRITE for vertex|vkCmdDrawIndexedIndirect: Hazard READ_AFTER_WRITE for index|WRITE_AFTER_READ.*prior_usage: SYNC_(VERTEX_ATTRIBUTE_INPUT_VERTEX_ATTRIBUTE|INDEX_INPUT_INDEX)_READ.*command: vkCmdDraw(Indexed|Indirect)/

/**
 * The validation layer (1.3.239) takes boxes side by side in one row of compressed blocks for overlapping ones: of seven formats
 * tried, the five compressed ones alone, and only in one row. What it says of images goes unheard in graphs with such boxes.
 */
function isBlindSpot(complaint: string, { graph }: RandomGraph): boolean {
  if (wholeBuffer.test(complaint)) return true
  if (!complaint.includes('SYNC-HAZARD') || !complaint.includes('VkImage')) return false
  const compressed = graph.resources.filter((one) => one.kind === 'texture' && formatInfo(one.format).blockWidth > 1)
  const isPart = (end: Endpoint): boolean =>
    typeof end === 'object' && 'size' in end && compressed.some(({ id }) => id === end.resource)
  return graph.passes.some((pass) => ('from' in pass && isPart(pass.from)) || ('to' in pass && isPart(pass.to)))
}

async function reference({ graph, kernels, cpuBodies }: GpuGraph, random: RandomGraph, runs: number) {
  const imports = random.imports()
  const outputs: Bytes[] = []
  let persistent: Bytes = {}
  for (let run = 0; run < runs; run++) {
    const result = await referenceRun(graph, random.inputs(run), {
      kernels,
      bodies: cpuBodies([]),
      imports,
      persistent,
    })
    persistent = result.persistent
    outputs.push(result.outputs)
  }
  return { outputs, imports }
}

const asItIs = ({ graph, kernels, bodies }: RandomGraph): GpuGraph => ({
  graph,
  kernels,
  cpuBodies: bodies,
  bodies: () => ({}),
})

/** Formats of the pictures that a graph which draws reads back, by output. */
function pictureFormats({ document }: RandomGraph): Readonly<Record<string, TextureFormat>> {
  if (!document.pipelines) return {}
  return Object.fromEntries(
    document.passes.flatMap((pass) => {
      if (pass.kind !== 'readback') return []
      const texture = document.resources.find(({ id }) => id === pass.from)
      return texture?.kind === 'texture' ? [[pass.output, texture.format]] : []
    }),
  )
}

function firstUnlike(
  expected: Bytes,
  found: Bytes,
  formats: Readonly<Record<string, TextureFormat>> = {},
): string | undefined {
  for (const [name, bytes] of Object.entries(expected)) {
    const got = found[name]
    if (got?.length !== bytes.length) return `${name}: ${got?.length} bytes instead of ${bytes.length}`
    const format = formats[name]
    if (format !== undefined) {
      const { texels, apart, most, examples } = differenceOf(asRow(format, got), asRow(format, bytes))
      if (apart > texels * 0.001)
        return `${name} (${format}): ${apart} of ${texels} texels, by up to ${most}\n${examples.join('\n')}`
      continue
    }
    const at = bytes.findIndex((byte, i) => byte !== got[i])
    if (at >= 0) return `${name}: byte ${at} of ${bytes.length} is ${got[at]} instead of ${bytes[at]}`
  }
  return undefined
}

/** Texels of a picture, one behind the other. */
const asRow = (format: TextureFormat, bytes: Uint8Array): Picture => ({
  format,
  width: bytes.length / texelBytes(format),
  height: 1,
  bytes,
})
