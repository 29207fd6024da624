/** Draws of render passes as the plan says them: pipelines complete and once each, uses and groups by number. */
import type { Binding, Draw, PassOf, Pipeline } from '../../graph/document.ts'
import { drawUses, type DrawSlots } from '../../graph/draw-uses.ts'
import { formatInfo, type TextureFormat } from '../../graph/formats.ts'
import { targetsOf, type Targets } from '../../graph/render-targets.ts'
import { sortedFields } from '../../graph/sorted-fields.ts'
import type { BindGroup, PlannedDraw, PlannedPipeline, RenderPart } from '../../plan/document.ts'
import type { NormalGraph } from '../normalise/index.ts'
import { pipelineOf, type PipelineOf } from '../support/pipeline-of.ts'

/** The pipelines of a plan, numbered in the order in which its commands first need them. */
export class Pipelines {
  readonly list: PlannedPipeline[] = []
  private readonly graph: NormalGraph
  private readonly pipelineOf: PipelineOf
  private numbers: Map<string, number> | undefined
  /** The same by id and targets, which many passes have in common. */
  private known: Map<string, number> | undefined

  constructor(graph: NormalGraph) {
    this.graph = graph
    this.pipelineOf = pipelineOf(graph.graph)
  }

  /** The number of a pipeline that draws to the attachments of `pass`. */
  numberOf(id: string, pass: PassOf<'render'>): number {
    const { graph, resourceIndex } = this.graph
    const targets = targetsOf(pass, { resources: graph.resources, resourceIndex })
    const key = keyOf(id, targets)
    const known = (this.known ??= new Map<string, number>())
    const numbers = (this.numbers ??= new Map<string, number>())
    let number = known.get(key)
    if (number !== undefined) return number
    const planned = plannedPipeline(this.pipelineOf(id), targets)
    const content = JSON.stringify({ ...planned, id: '' })
    number = numbers.get(content)
    if (number === undefined) {
      numbers.set(content, (number = this.list.length))
      this.list.push(planned)
    }
    known.set(key, number)
    return number
  }
}

/** Key of all that `plannedPipeline` makes a pipeline of. */
function keyOf(id: string, { color, depth, samples }: Targets): string {
  let key = `${id}\n${samples} ${depth?.format}`
  for (const { format } of color) key += ` ${format}`
  return key
}

/** Bind groups and draws of one pass. O(entries of the draws). */
export function plannedDraws(
  pass: PassOf<'render'>,
  p: number,
  pipelines: Pipelines,
): Required<Pick<RenderPart, 'bindGroups' | 'draws'>> {
  const slots = drawUses(pass, p)
  const groups = new BindGroups()
  const ofPass = groupsOf(pass.bindings ?? [], slots.bindings)
  const numbers = new Map<string, number>()
  const draws = pass.draws!.map((draw, d): PlannedDraw => {
    let pipeline = numbers.get(draw.pipeline)
    if (pipeline === undefined) numbers.set(draw.pipeline, (pipeline = pipelines.numberOf(draw.pipeline, pass)))
    const ofDraw = slots.draws[d]!
    const given = draw.bindings ? replaced(ofPass, groupsOf(draw.bindings, ofDraw.bindings)) : ofPass
    return plannedDraw(
      draw,
      pipeline,
      given.map((group) => groups.numberOf(group)),
      ofDraw,
    )
  })
  return { bindGroups: groups.list, draws }
}

function plannedDraw(draw: Draw, pipeline: number, bindGroups: number[], slots: DrawSlots): PlannedDraw {
  const vertexBuffers = slots.vertexBuffers.map((slot) => (slot < 0 ? null : slot))
  const indexBuffer = draw.indexBuffer && { use: slots.indexBuffer, format: draw.indexBuffer.format }
  const call = callOf(draw, slots)
  const { viewport, scissor, stencilReference, blendConstant } = draw
  // Two literals for nearly all draws: a spread of what is optional makes a larger object.
  if (!viewport && !scissor && !stencilReference && !blendConstant)
    return indexBuffer
      ? { pipeline, bindGroups, vertexBuffers, indexBuffer, call }
      : { pipeline, bindGroups, vertexBuffers, call }
  return { pipeline, bindGroups, vertexBuffers, ...(indexBuffer && { indexBuffer }), call, ...stateOf(draw) }
}

/** The groups that some bindings make, by ascending group. Entries are sorted by binding. */
function groupsOf(bindings: readonly Binding[], slots: readonly number[]): BindGroup[] {
  if (bindings.length === 0) return []
  const order = bindings
    .map((_, i) => i)
    .sort((a, b) => bindings[a]!.group - bindings[b]!.group || bindings[a]!.binding - bindings[b]!.binding)
  const groups: BindGroup[] = []
  for (let from = 0; from < order.length;) {
    const { group } = bindings[order[from]!]!
    let to = from + 1
    while (to < order.length && bindings[order[to]!]!.group === group) to++
    groups.push({ group, entries: order.slice(from, to).map((i) => entryOf(bindings[i]!, slots[i]!)) })
    from = to
  }
  return groups
}

const entryOf = (binding: Binding, use: number): BindGroup['entries'][number] =>
  'use' in binding
    ? { binding: binding.binding, use }
    : { binding: binding.binding, sampler: sortedFields(binding.sampler) }

/** Groups of a pass and those of a draw, which replace those of the same number. O(groups). */
function replaced(ofPass: readonly BindGroup[], ofDraw: readonly BindGroup[]): readonly BindGroup[] {
  if (ofPass.length === 0) return ofDraw
  const merged: BindGroup[] = []
  let d = 0
  for (const own of ofPass) {
    while (d < ofDraw.length && ofDraw[d]!.group < own.group) merged.push(ofDraw[d++]!)
    if (ofDraw[d]?.group !== own.group) merged.push(own)
  }
  while (d < ofDraw.length) merged.push(ofDraw[d++]!)
  return merged
}

/** The groups that draws are given, each once. */
class BindGroups {
  readonly list: BindGroup[] = []
  private readonly numbers = new Map<string, number>()
  /** Numbers of groups that were asked for before: most draws are given groups of their pass. */
  private readonly known = new Map<BindGroup, number>()

  numberOf(group: BindGroup): number {
    let number = this.known.get(group)
    if (number !== undefined) return number
    const content = JSON.stringify(group)
    number = this.numbers.get(content)
    if (number === undefined) {
      this.numbers.set(content, (number = this.list.length))
      this.list.push(group)
    }
    this.known.set(group, number)
    return number
  }
}

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

function plannedPipeline(pipeline: Pipeline, { color, depth, samples }: Targets): PlannedPipeline {
  const { id, vertex, primitive, multisample, shader } = pipeline
  return {
    id,
    vertex: {
      shader,
      entryPoint: vertex.entryPoint,
      constants: sortedFields(vertex.constants ?? {}),
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
    ...(pipeline.fragment && { fragment: plannedFragment(pipeline.fragment, shader, color) }),
    primitive: {
      topology: primitive?.topology ?? 'triangle-list',
      ...(primitive?.stripIndexFormat && { stripIndexFormat: primitive.stripIndexFormat }),
      frontFace: primitive?.frontFace ?? 'ccw',
      cullMode: primitive?.cullMode ?? 'none',
    },
    ...(depth && {
      depthStencil: plannedDepthStencil(pipeline.depthStencil, depth.format),
    }),
    multisample: {
      count: samples,
      mask: multisample?.mask ?? 0xffff_ffff,
      alphaToCoverageEnabled: multisample?.alphaToCoverageEnabled ?? false,
    },
  }
}

function plannedFragment(
  fragment: NonNullable<Pipeline['fragment']>,
  shader: string,
  color: Targets['color'],
): NonNullable<PlannedPipeline['fragment']> {
  return {
    shader: fragment.shader ?? shader,
    entryPoint: fragment.entryPoint,
    constants: sortedFields(fragment.constants ?? {}),
    targets: color.map(({ format }, i) => {
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
  format: TextureFormat,
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
