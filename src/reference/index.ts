/**
 * The meaning of a graph, and the oracle of every test: passes run one by one, in declared order, and every resource has memory
 * of its own. Written to be seen correct, not to be fast; it uses nothing of the planner.
 */
import { createCompute } from '../cpu/compute.ts'
import { givenKernels, type Kernels } from '../cpu/kernel.ts'
import { createRaster } from '../cpu/raster/index.ts'
import { invalidOption, missingBody } from '../errors.ts'
import type { FrameGraph } from '../graph/document.ts'
import { givenOptions, givenRecord } from '../given.ts'
import { parseGraph } from '../graph/parse.ts'
import { nearestBody } from '../nearest-id.ts'
import { passRegions } from '../graph/pass-regions.ts'
import { resolveGraph } from '../graph/resolve.ts'
import type { ReferenceBody } from './body.ts'
import { drawnPipelines, rasterPipeline } from './draws.ts'
import { copyInputs, type ReferenceInput } from './inputs.ts'
import { ReferenceMemory } from './memory.ts'
import { runPass, type ReferenceRun } from './passes.ts'
import { demandWritten } from './written.ts'

export type { ReferenceBody, ReferenceBodyContext, ReferenceHostContext } from './body.ts'
export type { ReferenceInput } from './inputs.ts'

/** Options of `referenceRun`. */
export interface ReferenceOptions {
  /** Compute shaders as JavaScript, by shader id; other shaders run from their own code. */
  readonly kernels?: Kernels | undefined
  /** Functions of the program by name, for passes of kinds render, custom and host. */
  readonly bodies?: Readonly<Record<string, ReferenceBody>> | undefined
  /** Bytes of every imported resource (textures in their linear layout), changed in place as a native handle would be. */
  readonly imports?: Readonly<Record<string, Uint8Array>> | undefined
  /** The `persistent` of the previous run; zeros when absent. */
  readonly persistent?: Readonly<Record<string, Uint8Array>> | undefined
  /** The device's: an indirect dispatch of more workgroups along an axis dispatches nothing. Default 65535, as in WebGPU. */
  readonly maxWorkgroupsPerDimension?: number | undefined
}

/** The result of a reference run. */
export interface ReferenceResult {
  /** Bytes of each output, by name. */
  readonly outputs: Record<string, Uint8Array>
  /**
   * State for the next run. Without history: id → contents (`id@0` for an id that itself ends as `@1` does). With `history: n`, the key `id@k` holds what the next run will see
   * as k runs back (so `id@1` is what this run left), and `id` the contents of n + 1 runs before it, which it overwrites.
   */
  readonly persistent: Record<string, Uint8Array>
}

/**
 * Runs a graph once. Persistent contents start as zeros, and what a run leaves discarded of what outlives it is zeros. Attachments loaded
 * with "discard" are zero too, and must not be compared. A graph in which a pass reads bytes of a transient resource that nothing wrote, or
 * that an attachment discarded, is refused before anything runs, as it is when it is planned.
 * @throws MemkitError READ_BEFORE_WRITE, MISSING_INPUT, SURPLUS_INPUT, WRONG_INPUT_SIZE, INVALID_INPUT, INPUT_FAILED, MISSING_BODY,
 * BODY_FAILED, MISSING_IMPORT, INVALID_IMPORT, INVALID_OPTION, MISSING_KERNEL, KERNEL_FAILED, SHADER_FAILED, UNSUPPORTED or
 * OUT_OF_HOST_MEMORY; or as `parseGraph`, for a document that is no FrameGraph.
 */
export async function referenceRun(
  document: FrameGraph,
  inputs: Readonly<Record<string, ReferenceInput>> = {},
  options?: ReferenceOptions,
): Promise<ReferenceResult> {
  const {
    kernels,
    bodies = {},
    imports = {},
    persistent = {},
    maxWorkgroupsPerDimension = 65_535,
  } = takeOptions(options)
  const given = givenRecord(inputs, 'inputs', 'bytes by name of input')
  const graph = parseGraph(document)
  const resolved = resolveGraph(graph)
  demandWritten(resolved)
  demandBodies(graph, bodies)
  const { shaders = [] } = graph
  const calls = graph.passes.filter((pass) => pass.kind === 'compute')
  const pipelines = drawnPipelines(graph)
  const run: ReferenceRun = {
    inputs: copyInputs(resolved, given),
    outputs: new Map(),
    memory: new ReferenceMemory(resolved, persistent, imports),
    bodies,
    compute: await createCompute({ kernels }).prepare(shaders, calls),
    drawing: {
      runner: await createRaster().prepare(shaders, pipelines.map(rasterPipeline)),
      numbers: new Map(pipelines.map(({ id }, number) => [id, number])),
    },
    maxWorkgroupsPerDimension,
  }
  for (let p = 0; p < graph.passes.length; p++) await runPass(graph.passes[p]!, p, passRegions(resolved, p), run)
  return { outputs: Object.fromEntries(run.outputs), persistent: run.memory.nextState() }
}

const optionNames = ['kernels', 'bodies', 'imports', 'persistent', 'maxWorkgroupsPerDimension'] as const

/** A copy of the options. @throws MemkitError INVALID_OPTION, UNREADABLE_VALUE */
export function takeOptions(given: ReferenceOptions | undefined): ReferenceOptions {
  // The result of one run is accepted as the options of the next: its outputs are ignored.
  const options = givenOptions<ReferenceOptions, (typeof optionNames)[number]>(given, optionNames, 'options', [
    'outputs',
  ])
  const { kernels, bodies, imports, persistent, maxWorkgroupsPerDimension: most } = options
  if (most !== undefined && !(Number.isSafeInteger(most) && most >= 0))
    throw invalidOption('maxWorkgroupsPerDimension', most, 'a whole number')
  return {
    ...options,
    ...(kernels !== undefined && { kernels: givenKernels(kernels) }),
    ...(bodies !== undefined && { bodies: givenRecord(bodies, 'bodies', 'functions by name') }),
    ...(imports !== undefined && { imports: givenRecord(imports, 'imports', 'bytes by id of resource') }),
    ...(persistent !== undefined && { persistent: givenRecord(persistent, 'persistent', 'bytes by id of resource') }),
  }
}

function demandBodies({ passes }: FrameGraph, given: Readonly<Record<string, unknown>>): void {
  const needed = passes.flatMap((pass) => ('body' in pass && pass.body !== undefined ? [[pass.body, pass.id]] : []))
  for (const [name, pass] of needed as [string, string][]) {
    const body = Object.hasOwn(given, name) ? given[name] : undefined
    if (typeof body === 'function') continue
    const names = needed.map(([one]) => one!)
    throw missingBody(name, pass, body, nearestBody(name, pass, given, names))
  }
}
