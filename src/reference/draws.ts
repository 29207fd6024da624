/** Draws of a render pass that says them as data, one after another, on each layer of its attachments. */
import type { KernelBinding, KernelSampler } from '../cpu/kernel.ts'
import {
  indirectCall,
  type RasterAttachment,
  type RasterDraw,
  type RasterPipeline,
  type RasterRunner,
} from '../cpu/raster/index.ts'
import type { Binding, Draw, Endpoint, FrameGraph, PassOf, Pipeline } from '../graph/document.ts'
import { drawUses, type DrawSlots } from '../graph/draw-uses.ts'
import type { Region, TextureRegion } from '../graph/endpoint.ts'
import { viewFormat } from '../graph/attachment-rules.ts'
import { bindRegion } from './bind.ts'
import type { ReferenceMemory } from './memory.ts'

/** The pipelines of a graph, prepared. */
export interface Drawing {
  readonly runner: RasterRunner
  /** Numbers of the pipelines as the runner knows them. */
  readonly numbers: ReadonlyMap<string, number>
}

/** The pipelines that draws name, in the order in which the runner is to know them. */
export function drawnPipelines({ passes, pipelines = [] }: FrameGraph): Pipeline[] {
  const used = new Set(
    passes.flatMap((pass) => (pass.kind === 'render' ? (pass.draws ?? []).map((draw) => draw.pipeline) : [])),
  )
  return pipelines.filter(({ id }) => used.has(id))
}

export const rasterPipeline = ({ shader, vertex, fragment, ...state }: Pipeline): RasterPipeline => ({
  ...state,
  vertex: { shader, ...vertex },
  fragment: fragment && { shader, ...fragment },
})

interface Attachments {
  readonly color: readonly { readonly use: Endpoint; readonly region: TextureRegion }[]
  readonly depth: { readonly use: Endpoint; readonly region: TextureRegion } | undefined
}

/** `regions` are those of the draws' uses, `p` is the index of the pass. */
export function runDraws(
  pass: PassOf<'render'>,
  p: number,
  regions: readonly Region[],
  { color, depth }: Attachments,
  { memory, drawing }: { readonly memory: ReferenceMemory; readonly drawing: Drawing },
): void {
  const slots = drawUses(pass, p)
  const bytesOf = (slot: number) => memory.view(regions[slot]!)
  const bind = (bindings: readonly Binding[], places: readonly number[]): (KernelBinding | KernelSampler)[] =>
    bindings.map((binding, i) =>
      'use' in binding ? bindRegion(binding, slots.uses[places[i]!]!, regions[places[i]!]!, memory) : binding,
    )
  const ofPass = bind(pass.bindings ?? [], slots.bindings)
  const drawOf = (draw: Draw, places: DrawSlots): RasterDraw => {
    const own = bind(draw.bindings ?? [], places.bindings)
    const { indexBuffer, viewport, scissor, stencilReference, blendConstant } = draw
    return {
      call: callOf(draw, places.indirect < 0 ? undefined : bytesOf(places.indirect)),
      // A group of the draw's own replaces the whole group of the pass.
      bindings: [...ofPass.filter(({ group }) => !own.some((one) => one.group === group)), ...own],
      vertexBuffers: places.vertexBuffers.map((slot) => (slot < 0 ? null : bytesOf(slot))),
      indexBuffer: indexBuffer && { bytes: bytesOf(places.indexBuffer), format: indexBuffer.format },
      viewport,
      scissor,
      stencilReference,
      blendConstant,
    }
  }
  const attachment = ({ use, region }: Attachments['color'][number], layer: number): RasterAttachment => {
    const layout = memory.info(region).layout!
    const { mipLevel, origin } = region
    const format = viewFormat(use, layout.formatName)
    return { bytes: memory.view(region), layout, format, mipLevel, slice: origin[2] + layer }
  }
  const layers = (color[0] ?? depth)!.region.size[2]
  for (let layer = 0; layer < layers; layer++) {
    const targets = {
      color: color.map((one) => attachment(one, layer)),
      depthStencil: depth && attachment(depth, layer),
    }
    pass.draws!.forEach((draw, d) =>
      drawing.runner.draw(drawing.numbers.get(draw.pipeline)!, targets, drawOf(draw, slots.draws[d]!)),
    )
  }
}

function callOf(draw: Draw, indirect: Uint8Array | undefined): RasterDraw['call'] {
  if (indirect) return indirectCall(indirect, draw.indexBuffer !== undefined)
  const { instanceCount, firstInstance } = draw
  if (!draw.indexBuffer)
    return { vertexCount: draw.vertexCount ?? 0, firstVertex: draw.firstVertex, instanceCount, firstInstance }
  const { indexCount = 0, firstIndex, baseVertex } = draw
  return { indexCount, firstIndex, baseVertex, instanceCount, firstInstance }
}
