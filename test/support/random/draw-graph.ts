/**
 * Random graphs whose passes draw by data. Equal seeds, equal documents; all are valid.
 *
 * Pictures of _portable_ graphs are the same on all devices but for rounding and a few texels: their corners lie on fractions of a
 * pixel, and they leave out what devices may do as they like (lines, alpha to coverage, values of integers that come from rounded
 * floats).
 */
import type { GraphDocument } from '../../../src/graph/document.ts'
import {
  blendFactors,
  blendOperations,
  compareFunctions,
  stencilOperations,
  topologies,
  vertexFormats,
  vertexFormatNames,
  type VertexFormat,
} from '../../../src/graph/draw-schema.ts'
import { canBlend, canResolve, hasAlpha } from '../../../src/graph/format-uses.ts'
import { formatInfo, type TextureFormat } from '../../../src/graph/formats.ts'
import { countShader, drawShader, type ValueKind } from './draw-shaders.ts'
import { randomNumbers } from './recipe.ts'
import { runnable, type RandomGraph } from './runnable.ts'

type Resource = GraphDocument['resources'][number]
type Pipeline = NonNullable<GraphDocument['pipelines']>[number]
type Pass = GraphDocument['passes'][number]
type Render = Extract<Pass, { kind: 'render' }>
type Draw = NonNullable<Render['draws']>[number]
type Binding = NonNullable<Render['bindings']>[number]
type Layout = NonNullable<NonNullable<Pipeline['vertex']['buffers']>[number]>

const colorFormats = [
  'rgba8unorm',
  'rgba8unorm',
  'bgra8unorm',
  'rgba8unorm-srgb',
  'r8unorm',
  'rg8unorm',
  'rgb10a2unorm',
  'rgba16float',
  'r16float',
  'rgba8uint',
  'rgba8sint',
  'rg16uint',
  'r32float',
  'r32uint',
] as const satisfies readonly TextureFormat[]
/** Of these, textures may have four samples on every device. */
const sampledFormats = colorFormats.filter((format) => !format.startsWith('r32'))
const depthFormats = [
  'depth16unorm',
  'depth32float',
  'depth24plus',
  'depth24plus-stencil8',
  'depth32float-stencil8',
  'stencil8',
] as const satisfies readonly TextureFormat[]
/** What a position may be: between −1 and 1 whatever the bytes are. */
const positionFormats = vertexFormatNames.filter((name) => /^[us]norm(8x4|16x2|16x4|10)/.test(name))
const otherFormats = vertexFormatNames.filter((name) => !name.startsWith('float'))
const sizes = [
  [16, 12],
  [9, 7],
  [32, 5],
] as const

const portableSizes = [
  [128, 64],
  [64, 128],
  [128, 128],
] as const
/** Edges have four times as many samples: a larger picture has fewer of them for its texels, and no edge runs along samples. */
const portableSampledSizes = [[256, 256]] as const

const bufferBytes = 512
/** Alignment of what is bound, on every device. */
const bound = 256

interface Targets {
  readonly color: readonly {
    readonly id: string
    readonly format: TextureFormat
    readonly resolve: string | undefined
  }[]
  readonly depth: { readonly id: string; readonly format: TextureFormat } | undefined
  readonly size: readonly [number, number]
  readonly samples: 1 | 4
}

interface DrawGraphOptions {
  readonly portable?: boolean
}

export const seededDrawGraph = (seed: number, options: DrawGraphOptions = {}): RandomGraph =>
  runnable(seededDrawDocument(seed, options))

export function seededDrawDocument(seed: number, { portable = false }: DrawGraphOptions = {}): GraphDocument {
  return new DrawGraph(seed, portable).make()
}

class DrawGraph {
  private readonly next: (below: number) => number
  private readonly resources: Resource[] = []
  private readonly shaders: NonNullable<GraphDocument['shaders']> = [{ id: 'count', wgsl: countShader }]
  private readonly pipelines: Pipeline[] = []
  private readonly passes: Pass[] = []
  private readonly drawn: { id: string; format: TextureFormat }[] = []
  private readonly counts: string[] = []

  private readonly portable: boolean

  constructor(seed: number, portable: boolean) {
    this.next = randomNumbers(seed)
    this.portable = portable
  }

  make(): GraphDocument {
    for (const id of ['vertices', 'instances', 'indices', 'given', 'table']) this.uploaded(this.buffer(id))
    this.uploaded(this.texture('albedo', 'rgba8unorm', [8, 8], 1))
    for (let i = this.next(3); i > 0; i--) this.addCounts()
    let targets = this.newTargets()
    for (let i = 1 + this.next(4); i > 0; i--) {
      const again = this.drawn.length > 0 && this.once(2)
      if (!again) targets = this.newTargets()
      this.addRender(targets, again)
    }
    this.drawn.forEach(({ id }, i) =>
      this.passes.push({ id: `read ${id}`, kind: 'readback', from: id, output: `out${i}` }),
    )
    const { resources, shaders, pipelines, passes } = this
    return { version: 1, name: 'random draws', resources, shaders, pipelines, passes }
  }

  private readonly once = (times: number): boolean => this.next(times) === 0
  private readonly pick = <T>(list: readonly T[]): T => list[this.next(list.length)]!

  private buffer(id: string): string {
    this.resources.push({ id, kind: 'buffer', size: bufferBytes, ...(this.once(6) && { lifetime: 'persistent' }) })
    return id
  }

  private texture(id: string, format: TextureFormat, size: readonly [number, number], sampleCount: 1 | 4): string {
    this.resources.push({ id, kind: 'texture', format, size: [...size], ...(sampleCount > 1 && { sampleCount }) })
    return id
  }

  private uploaded(id: string): void {
    this.passes.push({ id: `upload ${id}`, kind: 'upload', to: id, input: id })
  }

  private addCounts(): void {
    const id = this.buffer(`arguments${this.counts.length}`)
    this.counts.push(id)
    this.passes.push({
      id: `count ${id}`,
      kind: 'compute',
      shader: 'count',
      entryPoint: 'count',
      constants: { vertices: this.next(20), instances: this.next(4), first: this.next(5) },
      bindings: [{ group: 0, binding: 0, use: id, as: 'storage', access: 'write' }],
      workgroups: [1, 1, 1],
    })
  }

  private newTargets(): Targets {
    const samples = this.once(3) ? 4 : 1
    const portable = samples > 1 ? portableSampledSizes : portableSizes
    const size = this.pick<readonly [number, number]>(this.portable ? portable : sizes)
    const n = this.resources.length
    const color = Array.from({ length: this.next(4) }, (_, i) => {
      const format = this.pick(samples > 1 ? sampledFormats : colorFormats)
      const id = this.texture(`color${n}.${i}`, format, size, samples)
      if (samples === 1 || !canResolve(format)) return { id, format, resolve: undefined }
      return { id, format, resolve: this.texture(`resolved${n}.${i}`, format, size, 1) }
    })
    const depthFormat = color.length === 0 || this.once(2) ? this.pick(depthFormats) : undefined
    const depth = depthFormat && { id: this.texture(`depth${n}`, depthFormat, size, samples), format: depthFormat }
    return { color, depth, size, samples }
  }

  private addRender(targets: Targets, again: boolean): void {
    const load = again ? 'load' : 'clear'
    const { color, depth } = targets
    const id = `render${this.passes.length}`
    const pipelines = Array.from({ length: 1 + this.next(2) }, () => this.addPipeline(targets))
    const sampled = this.drawn.filter(
      ({ id: texture, format }) =>
        isFilterable(format) && !color.some((target) => target.id === texture || target.resolve === texture),
    )
    this.passes.push({
      id,
      kind: 'render',
      ...(color.length > 0 && {
        color: color.map(({ id: use, format, resolve }) => ({
          use,
          load,
          ...(this.once(2) && { clearValue: clearOf(format, this.next) }),
          ...(resolve !== undefined && { resolve }),
        })),
      }),
      ...(depth && {
        depth: { use: depth.id, load, clearValue: this.pick([1, 0.5, 0.75]), stencilClearValue: this.next(4) },
      }),
      bindings: this.groups([0, 1, 2], this.once(2) && sampled.length > 0 ? this.pick(sampled).id : 'albedo'),
      draws: Array.from({ length: 1 + this.next(4) }, () => this.draw(this.pick(pipelines), targets)),
    })
    if (again) return
    for (const target of color) {
      const single = targets.samples === 1 ? target.id : target.resolve
      if (single !== undefined) this.drawn.push({ id: single, format: target.format })
    }
    if (depth && targets.samples === 1 && ['depth16unorm', 'depth32float', 'stencil8'].includes(depth.format))
      this.drawn.push({ id: depth.id, format: depth.format })
  }

  private groups(numbers: readonly number[], texture = 'albedo'): Binding[] {
    const part = (resource: string) => ({ resource, offset: bound * this.next(2), size: bound })
    return numbers.flatMap((group): Binding[] =>
      group === 0
        ? [{ group, binding: 0, use: part('given'), as: 'uniform' }]
        : group === 1
          ? [{ group, binding: 2, use: part('table'), as: 'storage-read' }]
          : [
              { group, binding: 0, use: texture, as: 'sampled' },
              { group, binding: 1, sampler: { addressModeU: this.pick(['repeat', 'mirror-repeat', 'clamp-to-edge']) } },
            ],
    )
  }

  private addPipeline({ color, depth, samples }: Targets): Pipeline {
    const buffers = this.layouts()
    const attributes = buffers.flatMap((buffer) =>
      (buffer?.attributes ?? []).map(({ shaderLocation, format }) => ({ location: shaderLocation, format })),
    )
    const id = `pipeline${this.pipelines.length}`
    const wgsl = drawShader({
      attributes,
      targets: color.map(({ format }) => kindOf(format)),
      uniform: this.once(2),
      storage: this.once(2),
      texture: color.length > 0 && this.once(2),
      discards: this.once(4),
      portable: this.portable,
    })
    this.shaders.push({ id, wgsl })
    const topology = this.pick(this.portable ? topologies.filter((name) => !name.startsWith('line')) : topologies)
    const covers = !this.portable && samples > 1 && color[0] && hasAlpha(color[0].format) && this.once(3)
    const targets = color.map(({ format }) => this.target(format))
    const pipeline: Pipeline = {
      id,
      kind: 'render',
      shader: id,
      vertex: { entryPoint: 'vs', constants: { by: this.next(5) }, ...(buffers.length > 0 && { buffers }) },
      ...(color.length > 0 && { fragment: { entryPoint: 'fs', ...(this.once(2) && !covers && { targets }) } }),
      primitive: {
        topology,
        ...(topology.endsWith('strip') && { stripIndexFormat: this.pick(['uint16', 'uint32'] as const) }),
        frontFace: this.pick(['ccw', 'cw'] as const),
        cullMode: this.pick(['none', 'none', 'front', 'back'] as const),
      },
      ...(depth && this.next(4) > 0 && { depthStencil: this.depthState(depth.format, topology) }),
      multisample: {
        ...(this.once(4) && { mask: this.next(16) }),
        ...(covers && { alphaToCoverageEnabled: true }),
      },
    }
    this.pipelines.push(pipeline)
    return pipeline
  }

  /** Vertices, then perhaps nothing, then perhaps instances. */
  private layouts(): (Layout | null)[] {
    if (this.once(4)) return []
    const buffers: (Layout | null)[] = [this.layout('vertex', this.pick(positionFormats), 0)]
    if (this.once(2)) buffers.push(...(this.once(3) ? [null] : []), this.layout('instance', this.pick(otherFormats), 2))
    return buffers
  }

  private layout(stepMode: 'vertex' | 'instance', format: VertexFormat, shaderLocation: number): Layout {
    const more = this.once(2) ? this.pick(otherFormats) : undefined
    const behind = Math.ceil(vertexFormats[format].bytes / 4) * 4
    const end = behind + (more ? vertexFormats[more].bytes : 0)
    return {
      arrayStride: Math.ceil(end / 4) * 4 + 4 * this.next(2),
      stepMode,
      attributes: [
        { shaderLocation, format, offset: 0 },
        ...(more ? [{ shaderLocation: shaderLocation + 1, format: more, offset: behind }] : []),
      ],
    }
  }

  private target(format: TextureFormat) {
    if (this.once(5)) return null
    // What is drawn over must not make more of a rounding: no factor of what is there, no difference of dark colours in sRGB.
    const operations =
      this.portable && format.endsWith('srgb')
        ? blendOperations.filter((operation) => !operation.endsWith('subtract'))
        : blendOperations
    const factors = this.portable ? blendFactors.filter((factor) => !factor.includes('dst')) : blendFactors
    const part = () => {
      const operation = this.pick(operations)
      const takesAll = operation === 'min' || operation === 'max'
      return {
        operation,
        srcFactor: takesAll ? ('one' as const) : this.pick(factors),
        dstFactor: takesAll ? ('one' as const) : this.pick(factors),
      }
    }
    return {
      ...(canBlend(format) && this.once(2) && { blend: { color: part(), alpha: part() } }),
      ...(this.once(3) && { writeMask: this.next(16) }),
    }
  }

  private depthState(format: TextureFormat, topology: string): NonNullable<Pipeline['depthStencil']> {
    const { depth, stencil } = formatInfo(format)
    const face = () => ({
      compare: this.pick(compareFunctions),
      failOp: this.pick(stencilOperations),
      depthFailOp: this.pick(stencilOperations),
      passOp: this.pick(stencilOperations),
    })
    return {
      ...(depth && { depthWriteEnabled: this.next(3) > 0, depthCompare: this.pick(compareFunctions) }),
      ...(stencil && { stencilFront: face(), stencilBack: face() }),
      ...(stencil && this.once(2) && { stencilReadMask: this.next(8), stencilWriteMask: this.next(256) }),
      ...(depth &&
        topology.startsWith('triangle') &&
        this.once(3) && { depthBias: this.next(9) - 4, depthBiasSlopeScale: this.next(5) / 2 - 1 }),
    }
  }

  private draw({ id, vertex, primitive }: Pipeline, { size: [width, height] }: Targets): Draw {
    const { buffers = [] } = vertex
    const vertexBuffers = buffers.map((layout) => {
      if (!layout) return null
      const offset = 4 * this.next(8)
      const resource = layout.stepMode === 'instance' ? 'instances' : 'vertices'
      return offset === 0 ? resource : { resource, offset }
    })
    const [vertices, instances] = (['vertex', 'instance'] as const).map((stepMode) =>
      Math.min(
        ...buffers.map((layout, b) => (layout?.stepMode === stepMode ? elements(layout, vertexBuffers[b]!) : Infinity)),
      ),
    ) as [number, number]
    const format = primitive?.stripIndexFormat ?? this.pick(['uint16', 'uint32'] as const)
    const indexed = this.once(2)
    const count = (most: number, room: number) => {
      const first = Math.min(this.next(4), Math.max(0, room - 1))
      return [Math.min(this.next(most), room - first), first] as const
    }
    const [instanceCount, firstInstance] = count(4, instances)
    const [vertexCount, firstVertex] = count(24, vertices)
    const [indexCount, firstIndex] = count(24, 64)
    const indirect = this.counts.length > 0 && this.once(4) ? this.pick(this.counts) : undefined
    const x = this.next(width)
    const y = this.next(height)
    return {
      pipeline: id,
      ...(this.once(3) && { bindings: this.groups([this.next(3)]) }),
      ...(vertexBuffers.length > 0 && { vertexBuffers }),
      ...(indexed && { indexBuffer: { use: this.pick(['indices', { resource: 'indices', offset: 8 }]), format } }),
      ...(indirect !== undefined
        ? { indirect: { resource: indirect, size: indexed ? 20 : 16 } }
        : indexed
          ? { indexCount, firstIndex, baseVertex: this.next(5) - 2, instanceCount, firstInstance }
          : { vertexCount, firstVertex, instanceCount, firstInstance }),
      ...(this.once(3) && { viewport: [x - 2, y / 2, width, height, this.next(3) / 4, 0.5 + this.next(3) / 4] }),
      ...(this.once(3) && { scissor: [x, y, this.next(width - x + 1), this.next(height - y + 1)] }),
      ...(this.once(2) && { stencilReference: this.next(6) }),
      ...(this.once(2) && { blendConstant: [this.next(5) / 4, 0.25, this.next(3) / 2, 0.75] }),
    }
  }
}

/** Elements that a vertex buffer holds for a layout. */
function elements(
  { arrayStride, attributes }: Layout,
  use: string | { readonly offset?: number | undefined } | null,
): number {
  const size = bufferBytes - (typeof use === 'object' ? (use?.offset ?? 0) : 0)
  const last = Math.max(...attributes.map(({ offset, format }) => offset + vertexFormats[format].bytes))
  return Math.floor((size - last) / arrayStride) + 1
}

const kindOf = (format: TextureFormat): ValueKind =>
  format.endsWith('uint') ? 'uint' : format.endsWith('sint') ? 'sint' : 'float'

const isFilterable = (format: TextureFormat): boolean =>
  kindOf(format) === 'float' && !format.startsWith('depth') && !format.endsWith('stencil8') && format !== 'r32float'

/** A clear value that the format holds. */
const clearOf = (format: TextureFormat, next: (below: number) => number): [number, number, number, number] =>
  kindOf(format) === 'float' ? [next(5) / 4, 0.5, next(3) / 2, 1] : [next(9), 1, next(9), 2]
