/**
 * Clears that have to be drawn. Dawn takes the channels of rgb10a2uint for 8 bits, as wide as a quarter of a texel, and clears them
 * to 255 at most.
 */
import { viewFormatOf } from '../../../plan/facts/attachments.ts'
import type { CommandOf } from '../../../plan/document.ts'
import type { Build } from './build.ts'
import { sequence, type Encode } from './encoding.ts'
import { bufferEntry, ownPipeline, wholeTarget, type OwnPipeline } from './own-pipelines.ts'
import { attachmentView } from './views.ts'

type Color = CommandOf<'render'>['color'][number]

const format = 'rgb10a2uint'
/** The greatest values that Dawn clears to as they are. */
const right = [255, 255, 255, 3] as const
const most = [1023, 1023, 1023, 3] as const
const source = /* wgsl */ `
@group(0) @binding(0) var<storage, read> value: vec4u;
${wholeTarget}

@fragment fn put() -> @location(0) vec4u { return value; }`

/** Whether an attachment's clear is drawn before the pass. What stays on the chip is never seen. */
export const isDrawnClear = ({ plan, onChip }: Build, { slice, load, clearValue }: Color): boolean =>
  load === 'clear' &&
  viewFormatOf(plan, slice) === format &&
  clearValue.some((value, c) => value > right[c]!) &&
  !onChip.has(slice.texture)

/** Draws the clears of one layer of a pass's attachments, counted from the first layer that they name. */
export const compileDrawnClears = (build: Build, color: readonly Color[], layer: number): Encode =>
  sequence(color.filter((one) => isDrawnClear(build, one)).map((one) => drawnClear(build, one, layer)))

function drawnClear(build: Build, { slice, clearValue }: Color, layer: number): Encode {
  const { dimension, sampleCount } = build.plan.textures[slice.texture]!
  const view = attachmentView(build, slice, layer)
  const volume = dimension === '3d' ? { depthSlice: slice.origin[2] + layer } : {}
  const drawing = drawingOf(build, sampleCount)
  const { offset, words } = build.table(
    Uint32Array.from(clearValue, (value, c) => Math.min(Math.max(value, 0), most[c]!)),
  )
  const group = build.groups([], () =>
    build.bindGroup(drawing.layout!, [
      { binding: 0, resource: { buffer: build.tables!, offset, size: words.byteLength } },
    ]),
  )
  return (encoding) => {
    const pass = encoding.commands().beginRenderPass({
      colorAttachments: [{ view: view.at(encoding.run), ...volume, loadOp: 'clear', storeOp: 'store' }],
    })
    pass.setPipeline(drawing.pipeline!)
    pass.setBindGroup(0, group.at(encoding.run))
    pass.draw(3)
    pass.end()
  }
}

const drawingOf = (build: Build, count: number): OwnPipeline<GPURenderPipeline> =>
  ownPipeline(
    build,
    `clear of ${count} samples`,
    source,
    [bufferEntry(0, 2, 'read-only-storage')],
    (device, module, layout) =>
      device.createRenderPipelineAsync({
        layout,
        vertex: { module, entryPoint: 'corner' },
        fragment: { module, entryPoint: 'put', targets: [{ format }] },
        multisample: { count },
      }),
  )
