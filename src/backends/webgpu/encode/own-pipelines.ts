/** Pipelines of the backend's own, made while a plan is opened: they stand in for what the API has no command for. */
import type { LiveCounts } from '../device/live-objects.ts'

/** What is asked of the build of a plan. */
interface Opening {
  readonly device: GPUDevice
  readonly live: LiveCounts
  /** Does something before the plan runs. */
  later(task: () => Promise<void>): void
}

/** Filled in before the plan runs. */
export interface OwnPipeline<Pipeline> {
  pipeline: Pipeline | undefined
  layout: GPUBindGroupLayout | undefined
}

/** A pipeline over one shader module and one bind group, which is given by its layout's entries. */
export function ownPipeline<Pipeline>(
  opening: Opening,
  code: string,
  entries: GPUBindGroupLayoutEntry[],
  make: (device: GPUDevice, module: GPUShaderModule, layout: GPUPipelineLayout) => Promise<Pipeline>,
): OwnPipeline<Pipeline> {
  const made: OwnPipeline<Pipeline> = { pipeline: undefined, layout: undefined }
  const { device, live } = opening
  opening.later(async () => {
    const module = device.createShaderModule({ code })
    live.add('shaderModules')
    made.layout = device.createBindGroupLayout({ entries })
    made.pipeline = await make(device, module, device.createPipelineLayout({ bindGroupLayouts: [made.layout] }))
    live.add('pipelines')
  })
  return made
}
