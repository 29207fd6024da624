/**
 * Draws on the CPU. The rules are WebGPU's: pixel centres, the top-left rule, 8 bits of subpixel, perspective-correct
 * interpolation, four samples at the standard places, depth, stencil, blending, sRGB. Where a device may choose, as with the steps
 * of alpha to coverage or the last bit of a filter, pictures may differ by a little.
 *
 *     const runner = await createRaster().prepare(shaders, pipelines)
 *     runner.draw(0, { color: [attachment] }, { call: { vertexCount: 3 }, bindings: [] })
 *
 * A draw writes the bytes of the attachments and of what is bound for writing, and nothing else; it is over when it returns.
 * Clearing, resolving and discarding attachments is the caller's.
 */
import { missingKernel } from '../../errors.ts'
import type { Shader } from '../../graph/document.ts'
import { RecentlyUsed } from '../recently-used.ts'
import { asShader, entryPointOf, shaderModule } from '../shader.ts'
import type { SpirvModule, StageName } from '../spirv/module.ts'
import { compileStage, type Stage } from '../spirv/stage.ts'
import { drawPrimitives, type Stages } from './draw.ts'
import { FittingStages } from './fitting-stages.ts'
import type { RasterDraw, RasterPipeline, RasterStage, RasterTargets } from './state.ts'

export { indirectCall } from './indirect.ts'
export type { RasterAttachment, RasterDraw, RasterPipeline, RasterTargets } from './state.ts'

/** Prepares the pipelines of a plan, and may be used for one plan after another. */
export interface Raster {
  /**
   * Compiles the shaders of the pipelines. Code that was seen before is not compiled again.
   * @throws MemkitError MISSING_KERNEL where a shader has no code, or its compiler is not installed; SHADER_FAILED where the
   * code does not compile.
   */
  prepare(shaders: readonly Shader[], pipelines: readonly RasterPipeline[]): Promise<RasterRunner>
}

export interface RasterRunner {
  /**
   * Runs one draw to its end; `pipeline` is an index into the pipelines that were prepared. Reads outside of vertex and index
   * buffers give zeros.
   * @throws MemkitError SHADER_FAILED for an unknown entry point, for stages, attributes and targets that do not fit each other and for
   * bindings that do not fit, UNSUPPORTED for code that is not translated and for draws of more than 2^27 vertices.
   */
  draw(pipeline: number, targets: RasterTargets, draw: RasterDraw): void
}

/** A shader with its constants: its module, and the stages by stage and entry point, compiled when first drawn with. */
interface Prepared {
  readonly shader: string
  readonly module: SpirvModule
  readonly stages: Map<string, Stage>
}

/** Compiled shaders kept for later plans, the least recently prepared are dropped first. A runner keeps its own regardless. */
const mostKept = 256

export function createRaster(): Raster {
  const kept = new RecentlyUsed<Promise<Prepared>>(mostKept)
  const prepareStage = async (shaders: ReadonlyMap<string, Shader>, stage: RasterStage): Promise<Prepared> => {
    const shader = shaders.get(stage.shader)
    if (!shader) throw missingKernel(stage.shader, 'it was not prepared')
    const constants = stage.constants ?? {}
    const key = JSON.stringify([shader.id, shader.wgsl, shader.spirv, Object.entries(constants).toSorted()])
    return kept.use(key, () => readShader(shader, constants))
  }
  return {
    async prepare(shaders, pipelines) {
      const byId = new Map(shaders.map((shader) => [shader.id, shader]))
      const prepared: { vertex: Prepared; fragment: Prepared | undefined }[] = []
      for (const { vertex, fragment } of pipelines)
        prepared.push({
          vertex: await prepareStage(byId, vertex),
          fragment: fragment && (await prepareStage(byId, fragment)),
        })
      const stagesOf = (index: number): Stages => {
        const { vertex, fragment } = pipelines[index]!
        return {
          vertex: stageOf(prepared[index]!.vertex, 'vertex', vertex.entryPoint),
          fragment: fragment && stageOf(prepared[index]!.fragment!, 'fragment', fragment.entryPoint),
        }
      }
      const fitting = new FittingStages()
      return {
        draw(index, targets, draw) {
          const pipeline = pipelines[index]!
          const { vertex, fragment } = prepared[index]!
          asShader(pipeline.vertex.shader, () => {
            const stages = stagesOf(index)
            fitting.check(pipeline, { vertex: vertex.module, fragment: fragment?.module }, targets)
            drawPrimitives(pipeline, stages, targets, draw)
          })
        },
      }
    },
  }
}

const readShader = async (shader: Shader, constants: NonNullable<RasterStage['constants']>): Promise<Prepared> => ({
  shader: shader.id,
  module: await shaderModule(shader, constants),
  stages: new Map(),
})

function stageOf({ shader, module, stages }: Prepared, stage: StageName, name: string): Stage {
  const key = `${stage} ${name}`
  const ready = stages.get(key)
  if (ready) return ready
  const entry = entryPointOf(shader, module, stage, name)
  const compiled = asShader(shader, () => compileStage(shader, module, entry))
  stages.set(key, compiled)
  return compiled
}
