/** Pipelines of the backend's own, made while a plan is opened: they replace commands that the API lacks. */
import type { LiveCounts } from '../device/live-objects.ts'
import type { PipelineCache } from '../device/pipeline-cache.ts'

/** The parts of a plan's build that pipelines need. */
interface Opening {
  readonly cache: PipelineCache
  readonly live: LiveCounts
  /** Adds work that is done before the plan runs. */
  later(task: () => Promise<void>): void
}

/** A pipeline that is there before the plan runs. */
export interface OwnPipeline<Pipeline> {
  pipeline: Pipeline | undefined
  layout: GPUBindGroupLayout | undefined
}

/** A pipeline with one shader module and one bind group; parameters as in `PipelineCache.ownPipeline`. */
export function ownPipeline<Pipeline extends GPUComputePipeline | GPURenderPipeline>(
  opening: Opening,
  ...parts: Parameters<typeof PipelineCache.prototype.ownPipeline<Pipeline>>
): OwnPipeline<Pipeline> {
  const made: OwnPipeline<Pipeline> = { pipeline: undefined, layout: undefined }
  const { cache, live } = opening
  opening.later(async () => {
    Object.assign(made, await cache.ownPipeline(...parts))
    live.add('shaderModules')
    live.add('pipelines')
  })
  return made
}
