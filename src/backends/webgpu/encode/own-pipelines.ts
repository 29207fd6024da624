/** Pipelines of the backend's own, made while a plan is opened: they replace commands that the API lacks. */
import type { LiveCounts } from '../device/live-objects.ts'

/** The parts of a plan's build that pipelines need. */
interface Opening {
  readonly device: GPUDevice
  readonly live: LiveCounts
  /** Adds work that is done before the plan runs. */
  later(task: () => Promise<void>): void
}

/** A pipeline that is created before the plan runs. */
export interface OwnPipeline<Pipeline> {
  pipeline: Pipeline | undefined
  layout: GPUBindGroupLayout | undefined
}

/** A pipeline with one shader module and one bind group, given by the entries of its layout. */
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
