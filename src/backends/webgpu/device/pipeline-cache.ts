/**
 * Shader modules and pipelines of a device by their content, so that opening a plan again, or one like it, compiles nothing that was
 * compiled before. Bounded: what was used least recently goes first; sessions keep what they use.
 */
import { RecentlyUsed } from '../../../cpu/recently-used.ts'
import { WgslText } from './wgsl.ts'
import { messageOf } from '../../../errors.ts'

const keptModules = 256
const keptPipelines = 512
/** Pipelines of the backend's own: kernels, and drawings by format. */
const keptOwn = 128

/** A shader module with a number that names its text, or what is wrong with the text. */
export interface Compiled {
  readonly number: number
  readonly module: GPUShaderModule | undefined
  readonly faults: string
}

/** A programmable stage, with the number of its module for the pipeline's key. */
export interface Stage {
  readonly compiled: Compiled
  readonly entryPoint: string
  readonly constants: Readonly<Record<string, number>>
}

type Pipeline = GPUComputePipeline | GPURenderPipeline

export interface OwnParts<P> {
  readonly pipeline: P
  readonly layout: GPUBindGroupLayout
}

export class PipelineCache {
  private readonly device: GPUDevice
  private readonly modules = new RecentlyUsed<Promise<Compiled>>(keptModules)
  private readonly pipelines = new RecentlyUsed<Promise<Pipeline>>(keptPipelines)
  private readonly own = new RecentlyUsed<Promise<OwnParts<Pipeline>>>(keptOwn)
  private readonly texts = new RecentlyUsed<WgslText>(keptModules)
  private readonly layouts = new WeakMap<Pipeline, GPUBindGroupLayout[]>()
  private compiledModules = 0

  constructor(device: GPUDevice) {
    this.device = device
  }

  /** A text of WGSL, to be asked about. */
  text(code: string): WgslText {
    return this.texts.use(code, () => new WgslText(code))
  }

  /** Compiles WGSL. Never rejects for faults of the text. */
  module(code: string, label: string): Promise<Compiled> {
    return this.modules.use(code, () => this.compile(code, label))
  }

  /** Rejects with the API's error, and then keeps nothing. */
  compute(label: string, stage: Stage): Promise<GPUComputePipeline> {
    const make = () => this.device.createComputePipelineAsync({ label, layout: 'auto', compute: apiStage(stage) })
    return this.pipelines.use(JSON.stringify(keyOf(stage)), make) as Promise<GPUComputePipeline>
  }

  /** As `compute`; `state` is everything beside the stages. */
  render(label: string, { vertex, fragment, state }: RenderParts): Promise<GPURenderPipeline> {
    const key = JSON.stringify([keyOf(vertex), vertex.buffers, fragment && [keyOf(fragment), fragment.targets], state])
    const make = () =>
      this.device.createRenderPipelineAsync({
        ...state,
        label,
        layout: 'auto',
        vertex: { ...apiStage(vertex), buffers: vertex.buffers },
        ...(fragment && { fragment: { ...apiStage(fragment), targets: fragment.targets } }),
      })
    return this.pipelines.use(key, make) as Promise<GPURenderPipeline>
  }

  /** The layout of one of a pipeline's groups, which the API makes anew each time that it is asked. */
  layout(pipeline: Pipeline, group: number): GPUBindGroupLayout {
    let layouts = this.layouts.get(pipeline)
    if (!layouts) this.layouts.set(pipeline, (layouts = []))
    return (layouts[group] ??= pipeline.getBindGroupLayout(group))
  }

  /**
   * A pipeline of the backend's own, with one group and one module.
   * @param key all that `make` depends on, beside the code
   */
  ownPipeline<P extends Pipeline>(
    key: string,
    code: string,
    entries: GPUBindGroupLayoutEntry[],
    make: (device: GPUDevice, module: GPUShaderModule, layout: GPUPipelineLayout) => Promise<P>,
  ): Promise<OwnParts<P>> {
    const { device } = this
    return this.own.use(`${key} ${code}`, async () => {
      const module = device.createShaderModule({ code })
      const layout = device.createBindGroupLayout({ entries })
      const pipeline = await make(device, module, device.createPipelineLayout({ bindGroupLayouts: [layout] }))
      return { pipeline, layout }
    }) as Promise<OwnParts<P>>
  }

  private async compile(code: string, label: string): Promise<Compiled> {
    const { device } = this
    const number = this.compiledModules++
    // The scope only keeps the error from being uncaptured; the messages come from the compilation's report.
    device.pushErrorScope('validation')
    const module = device.createShaderModule({ code, label })
    const [error, { messages }] = await Promise.all([device.popErrorScope(), module.getCompilationInfo()])
    const faults = messages.filter(({ type }) => type === 'error')
    if (faults.length === 0 && !error) return { number, module, faults: '' }
    const text = faults
      .slice(0, 5)
      .map(({ lineNum, linePos, message }) => `${lineNum}:${linePos} ${message}`)
      .join('; ')
    return { number, module: undefined, faults: text || messageOf(error) }
  }
}

export interface RenderParts {
  readonly vertex: Stage & { readonly buffers: GPUVertexState['buffers'] & object }
  readonly fragment: (Stage & { readonly targets: GPUFragmentState['targets'] }) | undefined
  readonly state: Pick<GPURenderPipelineDescriptor, 'primitive' | 'depthStencil' | 'multisample'>
}

const keyOf = ({ compiled, entryPoint, constants }: Stage) => [compiled.number, entryPoint, constants]

const apiStage = ({ compiled, entryPoint, constants }: Stage): GPUProgrammableStage => ({
  module: compiled.module!,
  entryPoint,
  constants: { ...constants },
})
