/** Stages of pipelines, held once against each other and against the formats that they draw to. */
import { stagesDoNotFit } from '../../errors.ts'
import { readInterface } from '../spirv/interface.ts'
import type { SpirvModule } from '../spirv/module.ts'
import { stageFault } from '../spirv/stage-fault.ts'
import type { RasterPipeline, RasterTargets } from './state.ts'

/** The code of a pipeline's stages. */
export interface StageModules {
  readonly vertex: SpirvModule
  readonly fragment: SpirvModule | undefined
}

export class FittingStages {
  private readonly fit = new WeakMap<RasterPipeline, Set<string>>()

  /** @throws MemkitError SHADER_FAILED where a stage reads what nothing feeds, or does not write what is drawn to. */
  check(pipeline: RasterPipeline, modules: StageModules, { color }: RasterTargets): void {
    const formats = color.map((attachment) => attachment?.format ?? '').join()
    const known = this.fit.get(pipeline) ?? new Set()
    if (known.has(formats)) return
    const { vertex, fragment } = pipeline
    const fault = stageFault({
      vertex: readInterface(modules.vertex, 'vertex', vertex.entryPoint),
      fragment: modules.fragment && fragment && readInterface(modules.fragment, 'fragment', fragment.entryPoint),
      attributes: (vertex.buffers ?? []).flatMap((buffer) => buffer?.attributes ?? []),
      targets: color.map((attachment, location) => {
        const target = fragment?.targets === undefined ? {} : fragment.targets[location]
        if (!attachment || !target || target.writeMask === 0) return undefined
        return { name: `attachment ${location}`, format: attachment.format }
      }),
    })
    if (fault) throw stagesDoNotFit((fragment ?? vertex).shader, fault.why)
    this.fit.set(pipeline, known.add(formats))
  }
}
