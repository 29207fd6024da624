/**
 * Shaders held against the passes that run them, before any device is asked: entry points exist, bindings are what the code wants,
 * vertex inputs and fragment outputs are fed.
 *
 * A function of its own, because it needs a compiler for WGSL, which planning does without.
 */
import { isMemkitError, shaderMismatch } from '../errors.ts'
import type { ShaderConstants } from '../cpu/overrides.ts'
import type { StageName } from '../cpu/spirv/module.ts'
import type { FrameGraph, PassOf } from '../graph/document.ts'
import { Faults } from '../graph/faults.ts'
import { parseGraph } from '../graph/parse.ts'
import { resolveGraph } from '../graph/resolve.ts'
import type { ResolvedGraph } from '../graph/resolved-graph.ts'
import { checkBindings, GivenBindings } from './bindings.ts'
import { Interfaces, type ShaderInterface } from './interfaces.ts'
import { checkStages, type PipelineStages } from './stages.ts'

/**
 * Checks the shaders of a graph's compute passes and pipelines. Shaders without code are left alone. WGSL is compiled by the
 * optional package `naga-wasm`, once for each shader and each set of constants that it is run with. O(code that is
 * compiled + entries of draws).
 * @throws MemkitError SHADER_FAILED with the compiler's message or the constant that does not fit, SHADER_MISMATCH with pass, draw, pipeline, group and binding, or
 * MISSING_KERNEL without the package. `details.issues` lists the faults of all passes.
 */
export async function checkShaders(document: FrameGraph): Promise<void> {
  const graph = parseGraph(document)
  const resolved = resolveGraph(graph)
  const faults = new Faults(graph)
  const interfaces = new Interfaces(graph.shaders ?? [])
  const pipelines = await stagesOf(graph, interfaces, faults)
  for (let p = 0; p < graph.passes.length && !faults.full; p++) {
    const pass = graph.passes[p]!
    try {
      if (pass.kind === 'compute') await checkCompute(resolved, pass, p, interfaces)
      else if (pass.kind === 'render' && pass.draws) checkRender(resolved, pass, p, pipelines)
    } catch (error) {
      keep(faults, error)
    }
  }
  faults.throwFirst()
}

/** Keeps a fault of the graph; that there is no compiler is none. */
function keep(faults: Faults, error: unknown): void {
  if (isMemkitError(error) && error.code === 'MISSING_KERNEL') throw error
  faults.add(error)
}

async function stagesOf(
  graph: FrameGraph,
  interfaces: Interfaces,
  faults: Faults,
): Promise<ReadonlyMap<string, PipelineStages>> {
  const stages = new Map<string, PipelineStages>()
  for (const [i, pipeline] of (graph.pipelines ?? []).entries()) {
    if (faults.full) break
    const stage = async (
      name: StageName,
      { entryPoint, constants }: { entryPoint: string; constants?: ShaderConstants | undefined },
      shader: string,
    ) => {
      const found = await interfaces.get(shader, constants, `pipelines[${i}].${name}`)
      return (
        found &&
        entryOf(
          found,
          name,
          entryPoint,
          `The pipeline ${JSON.stringify(pipeline.id)}`,
          `pipelines[${i}].${name}.entryPoint`,
        )
      )
    }
    const { vertex, fragment } = pipeline
    try {
      stages.set(pipeline.id, {
        pipeline,
        path: `pipelines[${i}]`,
        vertex: await stage('vertex', vertex, pipeline.shader),
        fragment: fragment && (await stage('fragment', fragment, fragment.shader ?? pipeline.shader)),
      })
    } catch (error) {
      keep(faults, error)
    }
  }
  return stages
}

/** Names that a message lists. */
const mostNames = 8

function entryOf(from: ShaderInterface, stage: StageName, name: string, who: string, path: string) {
  const found = from.entry(stage, name)
  if (found) return found
  const { shader } = from
  const names = from.names(stage)
  const listed = names.slice(0, mostNames).map((other) => JSON.stringify(other))
  if (names.length > mostNames) listed.push(`and ${names.length - mostNames} more`)
  throw shaderMismatch(
    `${who} runs ${JSON.stringify(name)}, but the shader ${JSON.stringify(shader)} has no ${stage} entry point of that name; ${names.length > 0 ? `it has ${listed.join(', ')}` : 'it has none'}`,
    path,
    { shader, entryPoint: name, stage },
  )
}

async function checkCompute(resolved: ResolvedGraph, pass: PassOf<'compute'>, p: number, interfaces: Interfaces) {
  const path = `passes[${p}]`
  const found = await interfaces.get(pass.shader, pass.constants, path)
  if (!found) return
  const who = `The compute pass ${JSON.stringify(pass.id)}`
  const entry = entryOf(found, 'compute', pass.entryPoint, who, `${path}.entryPoint`)
  checkBindings(resolved, [entry], new GivenBindings(pass.bindings, `${path}.bindings`), {
    who,
    path: `${path}.bindings`,
    details: { pass: pass.id },
  })
}

function checkRender(
  resolved: ResolvedGraph,
  pass: PassOf<'render'>,
  p: number,
  pipelines: ReadonlyMap<string, PipelineStages>,
): void {
  const path = `passes[${p}]`
  const ofPass = new GivenBindings(pass.bindings, `${path}.bindings`)
  const fit = new Set<string>()
  pass.draws!.forEach((draw, d) => {
    const stages = pipelines.get(draw.pipeline)
    // Its pipeline is at fault, and was reported.
    if (!stages) return
    if (!fit.has(draw.pipeline)) checkStages(resolved, pass, stages)
    // Draws that bind nothing of their own are all alike.
    if (fit.has(draw.pipeline) && !draw.bindings) return
    fit.add(draw.pipeline)
    const given = new GivenBindings(draw.bindings, `${path}.draws[${d}].bindings`, ofPass)
    checkBindings(
      resolved,
      [stages.vertex, stages.fragment].flatMap((entry) => entry ?? []),
      given,
      {
        who: `Draw ${d} of render pass ${JSON.stringify(pass.id)}, by pipeline ${JSON.stringify(draw.pipeline)},`,
        path: `${path}.draws[${d}]`,
        details: { pass: pass.id, draw: d, pipeline: draw.pipeline },
      },
    )
  })
}
