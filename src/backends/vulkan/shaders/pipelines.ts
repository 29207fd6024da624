/** The pipelines of one session, each of which is another session's too where it is made of the same. */
import { counted, isMemkitError, pipelineFailed, planMismatch, shaderFailed } from '../../../errors.ts'
import {
  inBackground,
  VK_SHADER_STAGE_COMPUTE_BIT,
  VkComputePipelineCreateInfo,
  VkGraphicsPipelineCreateInfo,
  type VkPhysicalDeviceLimitsOut,
} from '../bindings/index.ts'
import type { Build } from '../memory/build.ts'
import type { PlannedPipeline } from '../../../plan/document.ts'
import { checkStages } from './check-stages.ts'
import { stageBits, type StageCode } from './pipeline-layouts.ts'
import { renderState, type ColorFormats } from './render-state.ts'
import { readShader, shaderKey, vertexUse, type ShaderCode, type ShaderUse } from './shaders.ts'
import { digestOf, type Pipeline, type Recipe, type SharedPipelines } from './shared-pipelines.ts'
import type { StageName } from '../../../cpu/spirv/instructions.ts'

/** The draw that names a pipeline first. */
export interface DrawName {
  readonly pass: string
  readonly draw: number
}

export class Pipelines {
  private readonly build: Build
  private readonly shaders: ReadonlyMap<string, ShaderCode>
  private readonly pipelines = new Map<string, Pipeline>()
  private readonly drawn = new Map<PlannedPipeline, { colors: ColorFormats; pipeline: Pipeline }[]>()
  private readonly shared: SharedPipelines
  private readonly tasks: (() => Promise<void> | undefined)[] = []

  constructor(build: Build, shaders: ReadonlyMap<string, ShaderCode>, shared: SharedPipelines) {
    this.build = build
    this.shared = shared
    this.shaders = shaders
  }

  /** The compute pipeline of an entry point. @throws MemkitError SHADER_FAILED, PLAN_MISMATCH */
  use({ shader, entryPoint, constants }: ShaderUse & { readonly entryPoint: string }): Pipeline {
    const key = shaderKey({ shader, constants })
    return this.once(JSON.stringify([key, entryPoint]), () => {
      const code = this.shaders.get(key)
      if (!code) throw planMismatch(`The plan has no shader ${JSON.stringify(shader)}`)
      const content = JSON.stringify(['compute', digestOf(code.words), code.isTrusted, entryPoint])
      return [content, () => this.compute(code, entryPoint)]
    })
  }

  /** The compute pipeline of a built-in kernel, whose entry point has its name. */
  useKernel(name: string, spirv: string): Pipeline {
    return this.useBuiltIn(`kernel ${name}`, () => this.compute(readShader(name, spirv), name))
  }

  /** A pipeline of this backend's own, which the key stands for. */
  useBuiltIn(key: string, recipe: () => Recipe): Pipeline {
    return this.once(key, () => [key, recipe])
  }

  /**
   * The pipeline of a draw to attachments of these formats. `first` is named where it cannot be made.
   * @throws MemkitError SHADER_FAILED, PLAN_MISMATCH
   */
  useForDraw(planned: PlannedPipeline, colors: ColorFormats, first: DrawName): Pipeline {
    const known = this.drawn.get(planned) ?? []
    this.drawn.set(planned, known)
    const same = known.find((candidate) => String(candidate.colors) === String(colors))
    if (same) return same.pipeline
    const refused = (cause: unknown): never => {
      if (!isMemkitError(cause) || cause.code !== 'SHADER_FAILED') throw cause
      throw pipelineFailed(planned.id, first.pass, first.draw, cause.message, cause)
    }
    try {
      const stages = this.stagesOf(planned)
      const pipeline = this.shared.use(
        keyOf(planned, stages, colors),
        () => this.drawing(planned, stages, colors),
        this.build.scope,
      )
      known.push({ colors, pipeline })
      this.tasks.push(() => this.shared.ready(pipeline)?.catch(refused))
      return pipeline
    } catch (error) {
      return refused(error)
    }
  }

  private stagesOf(planned: PlannedPipeline): StageCode[] {
    const stageOf = (stage: StageName, use: ShaderUse, entryPoint: string): StageCode => {
      const shader = this.shaders.get(shaderKey(use))
      if (!shader) throw planMismatch(`The plan has no shader ${JSON.stringify(use.shader)}`)
      return { shader, stage, entryPoint }
    }
    const { vertex, fragment } = planned
    const stages = [stageOf('vertex', vertexUse(planned), vertex.entryPoint)]
    if (fragment) stages.push(stageOf('fragment', fragment, fragment.entryPoint))
    return stages
  }

  private once(key: string, make: () => [content: string, recipe: () => Recipe]): Pipeline {
    const known = this.pipelines.get(key)
    if (known) return known
    const pipeline = this.shared.use(...make(), this.build.scope)
    this.pipelines.set(key, pipeline)
    this.tasks.push(() => this.shared.ready(pipeline))
    return pipeline
  }

  /** Resolves when all pipelines that were asked for are compiled; undefined where they are. */
  create(): Promise<void> | undefined {
    const waits = this.tasks.flatMap((task) => task() ?? [])
    return waits.length === 0 ? undefined : allOf(waits)
  }

  private compute(shader: ShaderCode, entryPoint: string): Recipe {
    const code = { shader, stage: 'compute', entryPoint } as const
    const { limits } = this.build.device.physical
    return {
      what: `the pipeline of ${JSON.stringify(entryPoint)}`,
      shader: shader.id,
      describe(layouts) {
        const described = layouts.layoutOf([code])
        checkWorkgroup(shader, entryPoint, limits)
        return described
      },
      compile({ device: { vk, handle, pipelineCache }, arena, layouts, described, out }) {
        const info = arena.struct(VkComputePipelineCreateInfo, {
          stage: { stage: VK_SHADER_STAGE_COMPUTE_BIT, module: layouts.module(code), pName: entryPoint },
          layout: described.layout,
          basePipelineIndex: -1,
        })
        return inBackground(vk.vkCreateComputePipelines, handle, pipelineCache, 1, info, null, out)
      },
    }
  }

  /** @param stages the vertex stage first */
  private drawing(planned: PlannedPipeline, stages: readonly StageCode[], colors: ColorFormats): Recipe {
    const { limits } = this.build.device.physical
    return {
      what: `the pipeline ${JSON.stringify(planned.id)}`,
      shader: stages[0]!.shader.id,
      name: planned.id,
      describe(layouts) {
        const described = layouts.layoutOf(stages)
        checkStages(planned, stages, limits)
        return described
      },
      compile({ device, arena, layouts, described, out }) {
        const { vk, handle, pipelineCache } = device
        const info = arena.struct(VkGraphicsPipelineCreateInfo, {
          ...renderState(arena, device, planned, colors),
          pStages: stages.map((stage) => ({
            stage: stageBits[stage.stage],
            module: layouts.module(stage),
            pName: stage.entryPoint,
          })),
          layout: described.layout,
          basePipelineIndex: -1,
        })
        return inBackground(vk.vkCreateGraphicsPipelines, handle, pipelineCache, 1, info, null, out)
      },
    }
  }
}

/** All compilations end before a failure is reported, because nothing may be freed while the driver compiles. */
async function allOf(waits: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(waits)
  const failed = results.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
}

/** Everything that a pipeline of draws is made of; its id and those of its shaders are not. */
function keyOf(pipeline: PlannedPipeline, stages: readonly StageCode[], colors: ColorFormats): string {
  const { vertex, fragment, primitive, depthStencil, multisample } = pipeline
  const state = { buffers: vertex.buffers, targets: fragment?.targets, primitive, depthStencil, multisample, colors }
  const code = stages.map(({ shader, entryPoint }) => [digestOf(shader.words), shader.isTrusted, entryPoint])
  return JSON.stringify(['draw', state, code])
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
