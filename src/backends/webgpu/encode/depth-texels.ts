/**
 * Depth as bytes, where the API has no copy: a compute shader reads it, and drawing writes it. The API's own copies of depth
 * and stencil take whole mip levels only; these take any box.
 */
import { formatInfo } from '../../../graph/formats.ts'
import type { TextureCopyRegion } from '../../../plan/document.ts'
import type { Build } from './build.ts'
import type { Encode } from './encoding.ts'
import { textureUsage } from '../device/flags.ts'
import type { BufferPlace } from '../memory/places.ts'
import { attachmentView, compileView } from './views.ts'
import { bufferEntry, ownPipeline, wholeTarget, type OwnPipeline } from './own-pipelines.ts'

/** The place of rows of texels in a buffer; all values are multiples of 4 bytes. */
export interface TexelRows {
  readonly offset: number
  readonly rowBytes: number
  readonly rowsPerImage: number
}
export type TexelBox = Pick<TextureCopyRegion, 'mipLevel' | 'origin' | 'size'>

const side = 8
const params = /* wgsl */ `
struct Params { origin: vec2u, size: vec2u, start: u32, pitch: u32 }
@group(0) @binding(2) var<storage, read> params: Params;
`
const readSource = /* wgsl */ `${params}
@group(0) @binding(0) var depth: texture_depth_2d;
@group(0) @binding(1) var<storage, read_write> rows: array<u32>;

@compute @workgroup_size(${side}, ${side}) fn take(@builtin(global_invocation_id) at: vec3u) {
  if (any(at.xy >= params.size)) { return; }
  rows[params.start + at.y * params.pitch + at.x] = bitcast<u32>(textureLoad(depth, params.origin + at.xy, 0));
}`
const writeSource = /* wgsl */ `${params}
@group(0) @binding(1) var<storage, read> rows: array<u32>;
${wholeTarget}

@fragment fn put(@builtin(position) position: vec4f) -> @builtin(frag_depth) f32 {
  let at = vec2u(position.xy) - params.origin;
  return bitcast<f32>(rows[params.start + at.y * params.pitch + at.x]);
}`

/** Rows of one layer that fit into one binding. */
interface Band {
  readonly layer: number
  readonly y: number
  readonly height: number
  readonly bindAt: number
  readonly bindBytes: number
  readonly words: Uint32Array
}

function bandsOf(build: Build, box: TexelBox, rows: TexelRows): Band[] {
  const [x, y0, z] = box.origin
  const [width, height, layers] = box.size
  const most = Math.max(1, Math.floor((build.windowBytes - 512) / rows.rowBytes))
  const bands: Band[] = []
  for (let layer = 0; layer < layers; layer++) {
    for (let row = 0; row < height; row += most) {
      const count = Math.min(most, height - row)
      const begin = rows.offset + (layer * rows.rowsPerImage + row) * rows.rowBytes
      const bindAt = Math.floor(begin / 256) * 256
      bands.push({
        layer: z + layer,
        y: y0 + row,
        height: count,
        bindAt,
        bindBytes: begin - bindAt + (count - 1) * rows.rowBytes + width * 4,
        words: Uint32Array.of(x, y0 + row, width, count, (begin - bindAt) / 4, rows.rowBytes / 4),
      })
    }
  }
  return bands
}

const sliceOf = (texture: number, mipLevel: number, layer: number) => ({
  texture,
  mipLevel,
  mipLevelCount: 1,
  origin: [0, 0, layer] as [number, number, number],
  size: [1, 1, 1] as [number, number, number],
})

/** Writes the depth of a box into `rows` of a buffer that kernels can write, one 32-bit float a texel. */
export function readDepth(build: Build, texture: number, box: TexelBox, to: BufferPlace, rows: TexelRows): Encode {
  build.textureUsage[texture]! |= textureUsage.sampled
  const pipeline = readerOf(build)
  const place = build.places.texture(texture)
  const steps = bandsOf(build, box, rows).map(({ layer, height, bindAt, bindBytes, words }) => {
    const slice = { ...sliceOf(texture, box.mipLevel, layer), aspect: 'depth-only' as const }
    const view = compileView(build, slice, '2d')
    const table = build.table(words)
    const group = build.groups([place, to], (run) =>
      build.bindGroup(pipeline.layout!, [
        { binding: 0, resource: view.at(run) },
        { binding: 1, resource: { buffer: to.at(run), offset: bindAt, size: bindBytes } },
        { binding: 2, resource: { buffer: build.tables!, offset: table.offset, size: words.byteLength } },
      ]),
    )
    return { group, x: Math.ceil(box.size[0] / side), y: Math.ceil(height / side) }
  })
  return (encoding) => {
    for (const { group, x, y } of steps) {
      const pass = encoding.dispatches(pipeline.pipeline!)
      pass.setBindGroup(0, group.at(encoding.run))
      pass.dispatchWorkgroups(x, y)
    }
  }
}

/** Draws the depth of a box from `rows` of a buffer; stencil stays. */
export function writeDepth(build: Build, texture: number, box: TexelBox, from: BufferPlace, rows: TexelRows): Encode {
  build.textureUsage[texture]! |= textureUsage.attachment
  const { format } = build.plan.textures[texture]!
  const { stencil } = formatInfo(format)
  const drawing = drawingOf(build, format)
  const steps = bandsOf(build, box, rows).map(({ layer, y, height, bindAt, bindBytes, words }) => {
    const view = attachmentView(build, { ...sliceOf(texture, box.mipLevel, layer), aspect: 'all' })
    const table = build.table(words)
    const group = build.groups([from], (run) =>
      build.bindGroup(drawing.layout!, [
        { binding: 1, resource: { buffer: from.at(run), offset: bindAt, size: bindBytes } },
        { binding: 2, resource: { buffer: build.tables!, offset: table.offset, size: words.byteLength } },
      ]),
    )
    return { view, group, y, height }
  })
  const stencilOps = stencil ? ({ stencilLoadOp: 'load', stencilStoreOp: 'store' } as const) : {}
  return (encoding) => {
    for (const { view, group, y, height } of steps) {
      const pass = encoding.commands().beginRenderPass({
        colorAttachments: [],
        depthStencilAttachment: {
          view: view.at(encoding.run),
          depthLoadOp: 'load',
          depthStoreOp: 'store',
          ...stencilOps,
        },
      })
      pass.setPipeline(drawing.pipeline!)
      pass.setBindGroup(0, group.at(encoding.run))
      pass.setScissorRect(box.origin[0], y, box.size[0], height)
      pass.draw(3)
      pass.end()
    }
  }
}

const readerOf = (build: Build): OwnPipeline<GPUComputePipeline> =>
  ownPipeline(
    build,
    'depth texels',
    readSource,
    [
      { binding: 0, visibility: 4, texture: { sampleType: 'depth' } },
      bufferEntry(1, 4, 'storage'),
      bufferEntry(2, 4, 'read-only-storage'),
    ],
    (device, module, layout) => device.createComputePipelineAsync({ layout, compute: { module, entryPoint: 'take' } }),
  )

const drawingOf = (build: Build, format: GPUTextureFormat): OwnPipeline<GPURenderPipeline> =>
  ownPipeline(
    build,
    `depth ${format}`,
    writeSource,
    [bufferEntry(1, 2, 'read-only-storage'), bufferEntry(2, 2, 'read-only-storage')],
    (device, module, layout) =>
      device.createRenderPipelineAsync({
        layout,
        vertex: { module, entryPoint: 'corner' },
        fragment: { module, entryPoint: 'put', targets: [] },
        depthStencil: { format, depthWriteEnabled: true, depthCompare: 'always' },
      }),
  )
