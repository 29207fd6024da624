/** Pipelines, each created once per session and compiled on another thread; the driver's cache is shared by sessions. */
import { counted, isMemkitError, pipelineFailed, planMismatch, shaderFailed } from '../../../errors.ts'
import {
  inBackground,
  VK_ERROR_DEVICE_LOST,
  VK_ERROR_OUT_OF_DEVICE_MEMORY,
  VK_ERROR_OUT_OF_HOST_MEMORY,
  VK_SHADER_STAGE_COMPUTE_BIT,
  VK_SUCCESS,
  VkComputePipelineCreateInfo,
  type Pointer,
  type VkPhysicalDeviceLimitsOut,
  type VkPipeline,
  type VkResult,
} from '../bindings/index.ts'
import type { Build } from '../memory/build.ts'
import type { PlannedPipeline } from '../../../plan/document.ts'
import { PipelineLayouts, type ShaderLayout, type StageCode } from './pipeline-layouts.ts'
import type { RenderPipeline, RenderPipelines } from './render-pipelines.ts'
import type { ColorFormats } from './render-state.ts'
import { resultName } from '../device/results.ts'
import { readShader, shaderKey, vertexUse, type ShaderCode, type ShaderUse } from './shaders.ts'
import type { Stage } from './spirv.ts'

export interface Pipeline extends ShaderLayout {
  /** Handle of the pipeline, set once `create` has resolved. */
  handle: VkPipeline
}

/** The draw that names a pipeline first. */
export interface DrawName {
  readonly pass: string
  readonly draw: number
}

export class Pipelines {
  readonly layouts: PipelineLayouts
  private readonly build: Build
  private readonly shaders: ReadonlyMap<string, ShaderCode>
  private readonly pipelines = new Map<string, Pipeline>()
  private readonly drawn = new Map<PlannedPipeline, { colors: ColorFormats; pipeline: RenderPipeline }[]>()
  private readonly shared: RenderPipelines
  private readonly tasks: (() => Promise<void>)[] = []

  constructor(build: Build, shaders: ReadonlyMap<string, ShaderCode>, shared: RenderPipelines) {
    this.build = build
    this.shared = shared
    this.shaders = shaders
    this.layouts = new PipelineLayouts(build)
  }

  /** The compute pipeline of an entry point. @throws MemkitError SHADER_FAILED, PLAN_MISMATCH */
  use({ shader, entryPoint, constants }: ShaderUse & { readonly entryPoint: string }): Pipeline {
    const key = shaderKey({ shader, constants })
    return this.once(JSON.stringify([key, entryPoint]), () => {
      const code = this.shaders.get(key)
      if (!code) throw planMismatch(`The plan has no shader ${JSON.stringify(shader)}`)
      return this.compute(code, entryPoint)
    })
  }

  /** The compute pipeline of a built-in kernel, whose entry point has its name. */
  useKernel(name: string, spirv: string): Pipeline {
    return this.once(`kernel ${name}`, () => this.compute(readShader(name, spirv), name))
  }

  /**
   * The pipeline of a draw to attachments of these formats. `first` is named where it cannot be made.
   * @throws MemkitError SHADER_FAILED, PLAN_MISMATCH
   */
  useForDraw(planned: PlannedPipeline, colors: ColorFormats, first: DrawName): RenderPipeline {
    const known = this.drawn.get(planned) ?? []
    this.drawn.set(planned, known)
    const same = known.find((candidate) => String(candidate.colors) === String(colors))
    if (same) return same.pipeline
    const refused = (cause: unknown): never => {
      if (!isMemkitError(cause) || cause.code !== 'SHADER_FAILED') throw cause
      throw pipelineFailed(planned.id, first.pass, first.draw, cause.message, cause)
    }
    try {
      const pipeline = this.shared.use(planned, this.stagesOf(planned), colors, this.build.scope)
      known.push({ colors, pipeline })
      this.tasks.push(() => this.shared.ready(pipeline).catch(refused))
      return pipeline
    } catch (error) {
      return refused(error)
    }
  }

  private stagesOf(planned: PlannedPipeline): StageCode[] {
    const stageOf = (stage: Stage, use: ShaderUse, entryPoint: string): StageCode => {
      const shader = this.shaders.get(shaderKey(use))
      if (!shader) throw planMismatch(`The plan has no shader ${JSON.stringify(use.shader)}`)
      return { shader, stage, entryPoint }
    }
    const { vertex, fragment } = planned
    const stages = [stageOf('vertex', vertexUse(planned), vertex.entryPoint)]
    if (fragment) stages.push(stageOf('fragment', fragment, fragment.entryPoint))
    return stages
  }

  once(key: string, make: () => Pipeline): Pipeline {
    let pipeline = this.pipelines.get(key)
    if (!pipeline) this.pipelines.set(key, (pipeline = make()))
    return pipeline
  }

  /** Adds a pipeline that `call` compiles; `call` writes the handle to the given address. */
  compileLater(pipeline: Pipeline, shader: string, call: (out: Pointer<'VkPipeline'>) => Promise<VkResult>): Pipeline {
    this.tasks.push(async () => {
      const { device, arena, scope } = this.build
      const { vk, handle } = device
      // In the arena, whose memory does not move while another thread writes there.
      const out = arena.bytes(new BigUint64Array(1)) as Pointer<'VkPipeline'>
      const result = await call(out)
      const known = [VK_SUCCESS, VK_ERROR_DEVICE_LOST, VK_ERROR_OUT_OF_DEVICE_MEMORY, VK_ERROR_OUT_OF_HOST_MEMORY]
      if (!known.includes(result)) throw shaderFailed(shader, `the driver refuses its pipeline: ${resultName(result)}`)
      device.check(result, 'creating a pipeline', `the pipeline of ${JSON.stringify(shader)}`)
      const made = arena.view(out, 8).getBigUint64(0, true) as VkPipeline
      scope.own('pipelines', () => vk.vkDestroyPipeline(handle, made, null))
      pipeline.handle = made
    })
    return pipeline
  }

  /** Compiles all pipelines that were asked for. */
  async create(): Promise<void> {
    // All compilations end before a failure is reported, because nothing may be freed while the driver compiles.
    const results = await Promise.allSettled(this.tasks.map((task) => task()))
    const failed = results.find((result) => result.status === 'rejected')
    if (failed) throw failed.reason
  }

  private compute(shader: ShaderCode, entryPoint: string): Pipeline {
    const { device, arena } = this.build
    const { vk, handle, pipelineCache } = device
    const code = { shader, stage: 'compute', entryPoint } as const
    const described = this.layouts.layoutOf([code])
    checkWorkgroup(shader, entryPoint, device.physical.limits)
    return this.compileLater({ ...described, handle: 0n as VkPipeline }, shader.id, (out) => {
      const info = arena.struct(VkComputePipelineCreateInfo, {
        stage: { stage: VK_SHADER_STAGE_COMPUTE_BIT, module: this.layouts.module(code), pName: entryPoint },
        layout: described.layout,
        basePipelineIndex: -1,
      })
      return inBackground(vk.vkCreateComputePipelines, handle, pipelineCache, 1, info, null, out)
    })
  }
}

/** Checks limits of a workgroup, which drivers do not check. @throws MemkitError SHADER_FAILED */
function checkWorkgroup({ id, info }: ShaderCode, entryPoint: string, limits: VkPhysicalDeviceLimitsOut): void {
  const { size, sharedBytes } = info.workgroupOf(entryPoint)
  const refuse = (what: string, most: number): never => {
    throw shaderFailed(id, `${entryPoint} has ${what}; the device has at most ${most}`)
  }
  size.forEach((count, axis) => {
    const most = limits.maxComputeWorkGroupSize[axis]!
    if (count < 1 || count > most) refuse(`a workgroup of ${size.join(' × ')} invocations`, most)
  })
  const most = limits.maxComputeWorkGroupInvocations
  if (size[0] * size[1] * size[2] > most) refuse(`a workgroup of ${size.join(' × ')} invocations`, most)
  const memory = limits.maxComputeSharedMemorySize
  if (sharedBytes > memory) refuse(`${counted(sharedBytes, 'byte')} of workgroup memory`, memory)
}
