/** Pipelines of the backend's own, made while a plan is opened: they replace commands that the API lacks. */
import type { PipelineCache } from '../device/pipeline-cache.ts'
import type { LiveCounts } from '../device/live-objects.ts'

type AnyPipeline = GPUComputePipeline | GPURenderPipeline

/** A pipeline that is there before the plan runs. */
export interface OwnPipeline<Pipeline extends AnyPipeline = AnyPipeline> {
  pipeline: Pipeline | undefined
  layout: GPUBindGroupLayout | undefined
}

/** The parts of a plan's build that pipelines need. */
interface Opening {
  readonly cache: PipelineCache
  readonly live: LiveCounts
  /** Those that were made, by their keys. */
  readonly ownPipelines: Map<string, OwnPipeline>
  /** Adds work that is done before the plan runs. */
  later(task: () => Promise<void>): void
}

/** A pipeline with one shader module and one bind group, made once for each key; parameters as in `PipelineCache.ownPipeline`. */
export function ownPipeline<Pipeline extends AnyPipeline>(
  opening: Opening,
  ...parts: Parameters<typeof PipelineCache.prototype.ownPipeline<Pipeline>>
): OwnPipeline<Pipeline> {
  const { ownPipelines, cache, live } = opening
  const [key] = parts
  const known = ownPipelines.get(key) as OwnPipeline<Pipeline> | undefined
  if (known) return known
  const made: OwnPipeline<Pipeline> = { pipeline: undefined, layout: undefined }
  ownPipelines.set(key, made)
  opening.later(async () => {
    Object.assign(made, await cache.ownPipeline(...parts))
    live.add('shaderModules')
    live.add('pipelines')
  })
  return made
}

/** A vertex stage that covers the target with one triangle, by `draw(3)`. */
export const wholeTarget = /* wgsl */ `
@vertex fn corner(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f {
  return vec4f(f32(i & 1u) * 4.0 - 1.0, f32(i >> 1u) * 4.0 - 1.0, 0.0, 1.0);
}`

/** A buffer at one binding of a pipeline of the backend's own. */
export const bufferEntry = (
  binding: number,
  visibility: number,
  type: GPUBufferBindingType,
): GPUBindGroupLayoutEntry => ({ binding, visibility, buffer: { type } })
