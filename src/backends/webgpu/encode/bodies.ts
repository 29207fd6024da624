/** Passes whose commands the caller encodes: render passes and custom passes. */
import { bodyFailed, isMemkitError, missingBody, unsupported } from '../../../errors.ts'
import { formatInfo } from '../../../graph/formats.ts'
import type { CommandOf, PlanUse, Slice } from '../../../plan/document.ts'
import type { BodyContext, MaybePromise, RunContext } from '../../backend.ts'
import type { Build } from './build.ts'
import type { Encode, Encoding } from './encoding.ts'
import { bufferUsage, textureUsage } from '../device/flags.ts'
import type { Variants, BufferPlace, TexturePlace } from '../memory/places.ts'
import { attachmentView, compileView, useTexture } from './views.ts'

/** A range of a buffer as bodies see it. */
export interface WebGpuBufferSlice {
  readonly buffer: GPUBuffer
  /** Offset of the range in bytes. */
  readonly offset: number
  readonly size: number
}

/** A part of a texture as bodies see it, with a view of just that part. */
export interface WebGpuTextureSlice {
  readonly texture: GPUTexture
  readonly view: GPUTextureView
  readonly mipLevel: number
  readonly mipLevelCount: number
  readonly origin: readonly [number, number, number]
  readonly size: readonly [number, number, number]
}

export type WebGpuSlice = WebGpuBufferSlice | WebGpuTextureSlice

const bufferUsageOf: Record<PlanUse['as'], number> = {
  vertex: bufferUsage.vertex,
  index: bufferUsage.index,
  indirect: bufferUsage.indirect,
  uniform: bufferUsage.uniform,
  'storage-read': bufferUsage.storage,
  storage: bufferUsage.storage,
  'copy-src': bufferUsage.copySrc,
  'copy-dst': bufferUsage.copyDst,
  sampled: 0,
  'storage-texture': 0,
}

type Slices = Readonly<Record<string, readonly WebGpuSlice[]>>

function compileSlices(build: Build, uses: readonly PlanUse[]): Variants<Slices> {
  const places: (BufferPlace | TexturePlace)[] = []
  const makers = uses.map(({ slice, as }) => {
    if ('heap' in slice) {
      const place = build.heap(slice.heap, bufferUsageOf[as])
      places.push(place)
      return (run: RunContext): WebGpuSlice => ({ buffer: place.at(run), offset: slice.offset, size: slice.size })
    }
    const place = build.places.texture(slice.texture)
    places.push(place)
    useTexture(build, slice, as)
    const view = compileView(build, slice)
    const { mipLevel, mipLevelCount, origin, size } = slice
    return (run: RunContext): WebGpuSlice => ({
      texture: place.at(run),
      view: view.at(run),
      mipLevel,
      mipLevelCount,
      origin,
      size,
    })
  })
  return build.variant(places, (run) => {
    const slices = new Map<string, WebGpuSlice[]>()
    uses.forEach(({ resource }, i) => slices.set(resource, [...(slices.get(resource) ?? []), makers[i]!(run)]))
    return Object.fromEntries(slices)
  })
}

type Context = BodyContext<GPUCommandEncoder | GPURenderPassEncoder, WebGpuSlice>

function callBody(name: string, run: RunContext, context: Context): MaybePromise<void> {
  const { pass } = context
  const body = Object.hasOwn(run.bodies, name) ? run.bodies[name] : undefined
  if (!body) throw missingBody(name, pass)
  const failed = (error: unknown) => (isMemkitError(error) ? error : bodyFailed(name, pass, error))
  let rest: MaybePromise<void>
  try {
    rest = body(context)
  } catch (error) {
    throw failed(error)
  }
  return rest instanceof Promise
    ? rest.catch((error: unknown) => {
        throw failed(error)
      })
    : undefined
}

export function compileCustom(build: Build, { body, uses, passes }: CommandOf<'custom'>): Encode {
  const slices = compileSlices(build, uses)
  const pass = passes[0]!
  return (encoding) =>
    callBody(body, encoding.run, { pass, native: encoding.commands(), slices: slices.at(encoding.run) })
}

export function compileRender(build: Build, command: CommandOf<'render'>): Encode {
  const parts = command.parts.map(({ pass, body, uses }) => {
    if (body === undefined) throw unsupported('WebGPU does not draw by data yet')
    return { pass, body, slices: compileSlices(build, uses) }
  })
  // The API draws to one layer at a time: a pass on several layers becomes as many passes, each clearing and storing its own
  // layer.
  const layers = (command.color[0]?.slice ?? command.depth!.slice).size[2]
  const descriptors = Array.from({ length: layers }, (_, layer) => compileAttachments(build, command, layer))
  const runParts = (start: number, pass: GPURenderPassEncoder, run: RunContext, layer: number): MaybePromise<void> => {
    for (let i = start; i < parts.length; i++) {
      const { pass: id, body, slices } = parts[i]!
      const rest = callBody(body, run, { pass: id, native: pass, slices: slices.at(run), layer })
      if (rest) return rest.then(() => runParts(i + 1, pass, run, layer))
    }
  }
  const runLayers = (start: number, encoding: Encoding): MaybePromise<void> => {
    for (let layer = start; layer < layers; layer++) {
      const pass = encoding.commands().beginRenderPass(descriptors[layer]!.at(encoding.run))
      const rest = runParts(0, pass, encoding.run, layer)
      if (rest)
        return rest.then(() => {
          pass.end()
          return runLayers(layer + 1, encoding)
        })
      pass.end()
    }
  }
  return (encoding) => runLayers(0, encoding)
}

const loadOp = (load: 'clear' | 'load' | 'discard'): GPULoadOp => (load === 'load' ? 'load' : 'clear')

/** The attachments' views of one layer, counted from the first layer that they name. */
function compileAttachments(
  build: Build,
  { color, depth }: CommandOf<'render'>,
  layer: number,
): Variants<GPURenderPassDescriptor> {
  const places = new Set<TexturePlace>()
  const see = (slice: Extract<Slice, { texture: number }>) => {
    places.add(build.places.texture(slice.texture))
    build.textureUsage[slice.texture]! |= textureUsage.attachment
    return attachmentView(build, slice, layer)
  }
  const colors = color.map(({ slice, load, clearValue, store, resolve }) => {
    const view = see(slice)
    const resolveView = resolve && see(resolve)
    const volume = build.plan.textures[slice.texture]!.dimension === '3d' ? { depthSlice: slice.origin[2] + layer } : {}
    return (run: RunContext): GPURenderPassColorAttachment => ({
      view: view.at(run),
      ...volume,
      ...(resolveView ? { resolveTarget: resolveView.at(run) } : {}),
      loadOp: loadOp(load),
      storeOp: store,
      clearValue,
    })
  })
  const depthSide = depth && compileDepth(build, depth, see(depth.slice))
  return build.variant([...places], (run) => ({
    colorAttachments: colors.map((attachment) => attachment(run)),
    ...(depthSide ? { depthStencilAttachment: depthSide(run) } : {}),
  }))
}

function compileDepth(build: Build, depth: NonNullable<CommandOf<'render'>['depth']>, view: Variants<GPUTextureView>) {
  const format = formatInfo(build.plan.textures[depth.slice.texture]!.format)
  const operations = {
    ...(format.depth
      ? { depthLoadOp: loadOp(depth.load), depthStoreOp: depth.store, depthClearValue: depth.clearValue }
      : {}),
    ...(format.stencil
      ? { stencilLoadOp: loadOp(depth.load), stencilStoreOp: depth.store, stencilClearValue: depth.stencilClearValue }
      : {}),
  }
  const readOnly = { depthReadOnly: format.depth, stencilReadOnly: format.stencil }
  return (run: RunContext): GPURenderPassDepthStencilAttachment => ({
    view: view.at(run),
    ...(depth.readOnly ? readOnly : operations),
  })
}
