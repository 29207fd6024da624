/** Draws of render passes as the plan says them: pipelines complete and once each, uses and groups by number. */
import type {
  Binding,
  ColorAttachment,
  Draw,
  Endpoint,
  PassOf,
  Pipeline,
  TextureResource,
} from '../../graph/document.ts'
import { viewFormat } from '../../graph/attachment-rules.ts'
import { drawUses, type DrawSlots } from '../../graph/draw-uses.ts'
import { formatInfo } from '../../graph/formats.ts'
import type { BindGroup, PlannedDraw, PlannedPipeline, RenderPart } from '../../plan/document.ts'
import type { NormalGraph } from '../normalise/index.ts'

/** The pipelines of a plan, numbered in the order in which its commands first need them. */
export class Pipelines {
  readonly list: PlannedPipeline[] = []
  private readonly graph: NormalGraph
  private readonly byId: ReadonlyMap<string, Pipeline>
  private readonly numbers = new Map<string, number>()

  constructor(graph: NormalGraph) {
    this.graph = graph
    this.byId = new Map((graph.graph.pipelines ?? []).map((pipeline) => [pipeline.id, pipeline]))
  }

  /** The number of a pipeline that draws to the attachments of `pass`. */
  numberOf(id: string, pass: PassOf<'render'>): number {
    const planned = plannedPipeline(this.byId.get(id)!, pass, (endpoint) => this.texture(endpoint))
    const content = JSON.stringify({ ...planned, id: '' })
    let number = this.numbers.get(content)
    if (number === undefined) {
      this.numbers.set(content, (number = this.list.length))
      this.list.push(planned)
    }
    return number
  }

  private texture(endpoint: Endpoint): TextureResource {
    const { graph, resourceIndex } = this.graph
    const id = typeof endpoint === 'string' ? endpoint : endpoint.resource
    return graph.resources[resourceIndex.get(id)!] as TextureResource
  }
}

/** Bind groups and draws of one pass. O(entries of the draws). */
export function plannedDraws(
  pass: PassOf<'render'>,
  p: number,
  pipelines: Pipelines,
): Required<Pick<RenderPart, 'bindGroups' | 'draws'>> {
  const slots = drawUses(pass, p)
  const groups = new BindGroups()
  const ofPass = groups.add(pass.bindings ?? [], slots.bindings)
  const numbers = new Map<string, number>()
  const draws = pass.draws!.map((draw, d): PlannedDraw => {
    let pipeline = numbers.get(draw.pipeline)
    if (pipeline === undefined) numbers.set(draw.pipeline, (pipeline = pipelines.numberOf(draw.pipeline, pass)))
    const own = groups.add(draw.bindings ?? [], slots.draws[d]!.bindings)
    const given = own.size === 0 ? ofPass : new Map([...ofPass, ...own])
    return {
      pipeline,
      bindGroups: [...given].sort(([a], [b]) => a - b).map(([, number]) => number),
      ...buffersOf(draw, slots.draws[d]!),
      call: callOf(draw, slots.draws[d]!),
      ...stateOf(draw),
    }
  })
  return { bindGroups: groups.list, draws }
}

class BindGroups {
  readonly list: BindGroup[] = []
  private readonly numbers = new Map<string, number>()

  /** Adds the groups of some bindings; gives their numbers by group. Entries are sorted by binding. */
  add(bindings: readonly Binding[], slots: readonly number[]): Map<number, number> {
    const entries = new Map<number, BindGroup['entries']>()
    bindings.forEach((binding, i) => {
      const list = entries.get(binding.group) ?? []
      entries.set(binding.group, list)
      list.push(
        'use' in binding
          ? { binding: binding.binding, use: slots[i]! }
          : { binding: binding.binding, sampler: { ...binding.sampler } },
      )
    })
    return new Map(
      [...entries].map(([group, list]) => [
        group,
        this.number({ group, entries: list.sort((a, b) => a.binding - b.binding) }),
      ]),
    )
  }

  private number(group: BindGroup): number {
    const content = JSON.stringify(group)
    let number = this.numbers.get(content)
    if (number === undefined) {
      this.numbers.set(content, (number = this.list.length))
      this.list.push(group)
    }
    return number
  }
}

const buffersOf = ({ indexBuffer }: Draw, slots: DrawSlots): Pick<PlannedDraw, 'vertexBuffers' | 'indexBuffer'> => ({
  vertexBuffers: slots.vertexBuffers.map((slot) => (slot < 0 ? null : slot)),
  ...(indexBuffer && { indexBuffer: { use: slots.indexBuffer, format: indexBuffer.format } }),
})

function callOf(draw: Draw, { indirect }: DrawSlots): PlannedDraw['call'] {
  if (indirect >= 0) return { indirect }
  const { instanceCount = 1, firstInstance = 0 } = draw
  if (!draw.indexBuffer)
    return { vertexCount: draw.vertexCount ?? 0, instanceCount, firstVertex: draw.firstVertex ?? 0, firstInstance }
  const { indexCount = 0, firstIndex = 0, baseVertex = 0 } = draw
  return { indexCount, instanceCount, firstIndex, baseVertex, firstInstance }
}

/** State that a draw says, defaults left out. */
function stateOf({ viewport, scissor, stencilReference, blendConstant }: Draw) {
  return {
    ...(viewport && { viewport: [...viewport] as [number, number, number, number, number, number] }),
    ...(scissor && { scissor: [...scissor] as [number, number, number, number] }),
    ...(stencilReference ? { stencilReference } : {}),
    ...(blendConstant?.some((n) => n !== 0)
      ? { blendConstant: [...blendConstant] as [number, number, number, number] }
      : {}),
  }
}

type TextureOf = (endpoint: Endpoint) => TextureResource

function plannedPipeline(pipeline: Pipeline, pass: PassOf<'render'>, textureOf: TextureOf): PlannedPipeline {
  const { color = [], depth } = pass
  const { id, vertex, primitive, multisample, shader } = pipeline
  const first = textureOf((color[0] ?? depth!).use)
  return {
    id,
    vertex: {
      shader,
      entryPoint: vertex.entryPoint,
      constants: sortedConstants(vertex.constants),
      buffers: (vertex.buffers ?? []).map(
        (buffer) =>
          buffer && {
            arrayStride: buffer.arrayStride,
            stepMode: buffer.stepMode ?? 'vertex',
            attributes: buffer.attributes.map(({ shaderLocation, format, offset }) => ({
              shaderLocation,
              format,
              offset,
            })),
          },
      ),
    },
    ...(pipeline.fragment && { fragment: plannedFragment(pipeline.fragment, shader, color, textureOf) }),
    primitive: {
      topology: primitive?.topology ?? 'triangle-list',
      ...(primitive?.stripIndexFormat && { stripIndexFormat: primitive.stripIndexFormat }),
      frontFace: primitive?.frontFace ?? 'ccw',
      cullMode: primitive?.cullMode ?? 'none',
    },
    ...(depth && {
      depthStencil: plannedDepthStencil(pipeline.depthStencil, viewFormat(depth.use, textureOf(depth.use))),
    }),
    multisample: {
      count: first.sampleCount ?? 1,
      mask: multisample?.mask ?? 0xffff_ffff,
      alphaToCoverageEnabled: multisample?.alphaToCoverageEnabled ?? false,
    },
  }
}

function plannedFragment(
  fragment: NonNullable<Pipeline['fragment']>,
  shader: string,
  color: readonly ColorAttachment[],
  textureOf: TextureOf,
): NonNullable<PlannedPipeline['fragment']> {
  return {
    shader: fragment.shader ?? shader,
    entryPoint: fragment.entryPoint,
    constants: sortedConstants(fragment.constants),
    targets: color.map(({ use }, i) => {
      const format = viewFormat(use, textureOf(use))
      const target = fragment.targets === undefined ? {} : fragment.targets[i]
      if (!target) return { format, writeMask: 0 }
      return {
        format,
        ...(target.blend && {
          blend: { color: plannedBlend(target.blend.color), alpha: plannedBlend(target.blend.alpha) },
        }),
        writeMask: target.writeMask ?? 15,
      }
    }),
  }
}

type Blend = NonNullable<
  NonNullable<NonNullable<NonNullable<Pipeline['fragment']>['targets']>[number]>['blend']
>['color']

const plannedBlend = ({ operation = 'add', srcFactor = 'one', dstFactor = 'zero' }: Blend) => ({
  operation,
  srcFactor,
  dstFactor,
})

function plannedDepthStencil(
  given: Pipeline['depthStencil'] = {},
  format: TextureResource['format'],
): NonNullable<PlannedPipeline['depthStencil']> {
  const { depth } = formatInfo(format)
  return {
    format,
    depthWriteEnabled: (depth && given.depthWriteEnabled) || false,
    depthCompare: (depth && given.depthCompare) || 'always',
    stencilFront: plannedFace(given.stencilFront),
    stencilBack: plannedFace(given.stencilBack),
    stencilReadMask: given.stencilReadMask ?? 0xffff_ffff,
    stencilWriteMask: given.stencilWriteMask ?? 0xffff_ffff,
    depthBias: given.depthBias ?? 0,
    depthBiasSlopeScale: given.depthBiasSlopeScale ?? 0,
    depthBiasClamp: given.depthBiasClamp ?? 0,
  }
}

type Face = NonNullable<NonNullable<Pipeline['depthStencil']>['stencilFront']>

const plannedFace = ({ compare = 'always', failOp = 'keep', depthFailOp = 'keep', passOp = 'keep' }: Face = {}) => ({
  compare,
  failOp,
  depthFailOp,
  passOp,
})

/** Constants by name, in the order of the names, so that their order in the document changes no plan. */
export const sortedConstants = (constants: Readonly<Record<string, number>> = {}): Record<string, number> =>
  Object.fromEntries(Object.entries(constants).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
