/**
 * Pipelines of the graph's shaders, from the device's cache. Their bind group layouts are automatic: sample types, storage formats
 * and visibilities follow from the shader, which says them better than a document could. The price is that a bind group
 * fits one pipeline alone; each is made once.
 */
import { messageOf, ofPass, pipelineFailed, shaderFailed, unsupported } from '../../../errors.ts'
import type { CommandOf, PlannedPipeline } from '../../../plan/document.ts'
import type { Compiled, PipelineCache, Stage } from '../device/pipeline-cache.ts'
import type { WgslText } from '../device/wgsl.ts'
import type { Build } from './build.ts'

/** A pipeline that exists when the build's tasks are done. */
export interface Pipeline<Api extends GPUComputePipeline | GPURenderPipeline> {
  readonly value: Api | undefined
  /** Texts of its shaders. */
  readonly texts: readonly WgslText[]
  /** Whether its shaders may use a binding: its layouts lack others, which bindings for several draws may well hold. */
  mayUse(group: number, binding: number): boolean
  layout(group: number): GPUBindGroupLayout
}

class Slot<Api extends GPUComputePipeline | GPURenderPipeline> implements Pipeline<Api> {
  value: Api | undefined
  readonly texts: readonly WgslText[]
  private readonly used: readonly (ReadonlySet<string> | undefined)[]
  private readonly cache: PipelineCache

  constructor(cache: PipelineCache, stages: readonly { readonly text: WgslText; readonly entryPoint: string }[]) {
    this.cache = cache
    this.texts = [...new Set(stages.map(({ text }) => text))]
    this.used = stages.map(({ text, entryPoint }) => text.usedBindings(entryPoint))
  }

  mayUse(group: number, binding: number): boolean {
    return this.used.some((used) => !used || used.has(`${group}/${binding}`))
  }

  layout(group: number): GPUBindGroupLayout {
    return this.cache.layout(this.value!, group)
  }
}

export class Pipelines {
  private readonly build: Build
  private readonly slots = new Map<string, Slot<GPUComputePipeline> | Slot<GPURenderPipeline>>()
  private readonly samplers = new Map<string, GPUSampler>()
  private readonly texts: ReadonlyMap<string, string | undefined>
  private readonly counted = new Set<Compiled>()

  constructor(build: Build) {
    this.build = build
    this.texts = new Map(build.plan.shaders.map(({ id, wgsl }) => [id, wgsl]))
  }

  /** Where it cannot be made, the first pass that dispatches it is named. */
  compute({ shader, entryPoint, constants = {}, passes }: CommandOf<'dispatch'>): Pipeline<GPUComputePipeline> {
    const { build } = this
    const key = JSON.stringify([shader, entryPoint, constants])
    return this.slot(key, [{ text: this.text(shader), entryPoint }], async () => {
      const made = this.stage({ shader, entryPoint, constants }).then((stage) =>
        build.cache.compute(shader, stage).catch((cause: unknown) => {
          throw shaderFailed(shader, messageOf(cause), cause)
        }),
      )
      return made.catch((error: unknown) => {
        throw ofPass(error, passes[0] ?? '')
      })
    })
  }

  /** The pipeline of this number; `at` is the draw that is named when it cannot be made. */
  render(number: number, at: { readonly pass: string; readonly draw: number }): Pipeline<GPURenderPipeline> {
    const { plan, cache } = this.build
    const pipeline = plan.pipelines![number]!
    const { id, vertex, fragment } = pipeline
    const texts = [vertex, ...(fragment ? [fragment] : [])].map(({ shader, entryPoint }) => ({
      text: this.text(shader),
      entryPoint,
    }))
    return this.slot(String(number), texts, async () => {
      const [first, second] = await Promise.all([this.stage(vertex), fragment && this.stage(fragment)])
      const parts = {
        vertex: { ...first, buffers: vertex.buffers },
        fragment: fragment && { ...second!, targets: fragment.targets },
        state: stateOf(pipeline),
      }
      return cache.render(id, parts).catch((cause: unknown) => {
        throw pipelineFailed(id, at.pass, at.draw, messageOf(cause), cause)
      })
    })
  }

  sampler(description: Readonly<Record<string, unknown>>): GPUSampler {
    const key = JSON.stringify(Object.entries(description).sort(([a], [b]) => (a < b ? -1 : 1)))
    let sampler = this.samplers.get(key)
    if (!sampler) {
      const { build } = this
      const make = () => build.device.createSampler(description as GPUSamplerDescriptor)
      this.samplers.set(key, (sampler = build.make('samplers', () => `sampler ${key}`, make)))
    }
    return sampler
  }

  private slot<Api extends GPUComputePipeline | GPURenderPipeline>(
    key: string,
    texts: readonly { readonly text: WgslText; readonly entryPoint: string }[],
    make: () => Promise<Api>,
  ): Pipeline<Api> {
    let slot = this.slots.get(key) as Slot<Api> | undefined
    if (!slot) {
      const made = new Slot<Api>(this.build.cache, texts)
      this.slots.set(key, (slot = made) as unknown as Slot<GPURenderPipeline>)
      this.build.later(async () => {
        made.value = await make()
        this.build.live.add('pipelines')
      })
    }
    return slot
  }

  private text(shader: string): WgslText {
    return this.build.cache.text(this.wgsl(shader))
  }

  private wgsl(shader: string): string {
    const text = this.texts.get(shader)
    if (text === undefined) throw unsupported(`WebGPU runs WGSL; give the shader ${JSON.stringify(shader)} its "wgsl"`)
    return text
  }

  private async stage({ shader, entryPoint, constants }: PlannedStage): Promise<Stage> {
    const compiled = await this.build.cache.module(this.wgsl(shader), shader)
    if (!compiled.module) throw shaderFailed(shader, compiled.faults)
    if (!this.counted.has(compiled)) this.build.live.add('shaderModules')
    this.counted.add(compiled)
    return { compiled, entryPoint, constants }
  }
}

type PlannedStage = Pick<PlannedPipeline['vertex'], 'shader' | 'entryPoint' | 'constants'>

const stateOf = ({ primitive, depthStencil, multisample }: PlannedPipeline) => ({
  primitive,
  ...(depthStencil && { depthStencil }),
  multisample,
})
