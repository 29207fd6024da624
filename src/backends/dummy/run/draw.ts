/** Draws of a render pass that says them as data, one after another, on each layer of its attachments. */
import type { KernelBinding, KernelSampler } from '../../../cpu/kernel.ts'
import { indirectCall, type RasterAttachment, type RasterDraw, type RasterRunner } from '../../../cpu/raster/index.ts'
import type { CommandOf, PlannedDraw, RenderPart, TextureSlice } from '../../../plan/document.ts'
import { viewFormatOf } from '../../../plan/facts/attachments.ts'
import { bindSlice, viewOf, type BindContext } from './bind.ts'

export function drawPart(
  { color, depth }: CommandOf<'render'>,
  { uses, bindGroups = [], draws = [] }: RenderPart,
  context: BindContext,
  raster: RasterRunner,
): void {
  const { plan, layouts, memory } = context
  const bytesOf = (use: number) => viewOf(uses[use]!.slice, memory)
  const groups = bindGroups.map(({ group, entries }) =>
    entries.map((entry): KernelBinding | KernelSampler =>
      'use' in entry ? bindSlice({ group, binding: entry.binding }, uses[entry.use]!, context) : { group, ...entry },
    ),
  )
  const drawOf = (draw: PlannedDraw): RasterDraw => {
    const { call, indexBuffer, viewport, scissor, stencilReference, blendConstant } = draw
    return {
      call: 'indirect' in call ? indirectCall(bytesOf(call.indirect), indexBuffer !== undefined) : call,
      bindings: draw.bindGroups.flatMap((group) => groups[group]!),
      vertexBuffers: draw.vertexBuffers.map((use) => (use === null ? null : bytesOf(use))),
      indexBuffer: indexBuffer && { bytes: bytesOf(indexBuffer.use), format: indexBuffer.format },
      viewport,
      scissor,
      stencilReference,
      blendConstant,
    }
  }
  const attachment = (slice: TextureSlice, layer: number): RasterAttachment => {
    const { texture, mipLevel, origin } = slice
    const format = viewFormatOf(plan, slice)
    return { bytes: memory.texture(texture), layout: layouts[texture]!, format, mipLevel, slice: origin[2] + layer }
  }
  const layers = (color[0] ?? depth)!.slice.size[2]
  for (let layer = 0; layer < layers; layer++) {
    const targets = {
      color: color.map(({ slice }) => attachment(slice, layer)),
      depthStencil: depth && attachment(depth.slice, layer),
    }
    for (const draw of draws) raster.draw(draw.pipeline, targets, drawOf(draw))
  }
}
