/** Bodies: functions of the program that encode a pass, and what they are given. */
import { push } from '../../../graph/lists.ts'
import type { NativeGpuBuffer, NativeGpuTexture, NativeGpuTextureView } from '../../../global-types.ts'
import { missingBody } from '../../../errors.ts'
import type { CommandOf, PlanUse } from '../../../plan/document.ts'
import { submissionFacts } from '../../../plan/facts/submission-facts.ts'
import type { BodyContext, MaybePromise, RunContext } from '../../backend.ts'
import type { Build } from './build.ts'
import type { Encode, Encoding } from './encoding.ts'
import { bufferUsage } from '../device/flags.ts'
import type { Variants, BufferPlace, TexturePlace } from '../memory/places.ts'
import { compileView, useTexture } from './views.ts'

/** A range of a buffer as bodies see it. */
export interface WebGpuBufferSlice {
  /** The buffer that holds it. */
  readonly buffer: NativeGpuBuffer
  /** Offset of the range in bytes. */
  readonly offset: number
  /** Bytes. */
  readonly size: number
}

/** A part of a texture as bodies see it, with a view of just that part. */
export interface WebGpuTextureSlice {
  /** The whole texture. */
  readonly texture: NativeGpuTexture
  /** A view of the part that is used. */
  readonly view: NativeGpuTextureView
  /** First mip level. */
  readonly mipLevel: number
  /** Number of mip levels. */
  readonly mipLevelCount: number
  /** First texel, and first layer or slice. */
  readonly origin: readonly [number, number, number]
  /** Width, height, layers or depth, in texels. */
  readonly size: readonly [number, number, number]
}

/** A resource as a body sees it: the native object, and the part that is meant. */
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
  attachment: 0,
}

type Slices = Readonly<Record<string, readonly WebGpuSlice[]>>
/** A slice with its resource's id; attachments have no kind of use. */
type NamedSlice = Pick<PlanUse, 'resource' | 'slice'> & Partial<Pick<PlanUse, 'as'>>
type Place = BufferPlace | TexturePlace

/**
 * Slices are given to every run that has the same places, so no body can change them.
 * @param places takes the places that the slices are of
 */
export function compileSlices(build: Build, uses: readonly NamedSlice[], places: Place[] = []): Variants<Slices> {
  const makers = uses.map(({ slice, as }) => {
    if ('heap' in slice) {
      const place = build.heap(slice.heap, as ? bufferUsageOf[as] : 0)
      places.push(place)
      const { offset, size } = slice
      return (run: RunContext): WebGpuSlice => Object.freeze({ buffer: place.at(run), offset, size })
    }
    const place = build.places.texture(slice.texture)
    places.push(place)
    if (as) useTexture(build, slice, as)
    const view = compileView(build, slice)
    const { mipLevel, mipLevelCount, origin, size } = slice
    return (run: RunContext): WebGpuSlice =>
      Object.freeze({ texture: place.at(run), view: view.at(run), mipLevel, mipLevelCount, origin, size })
  })
  return build.variant(places, (run) => {
    const slices = new Map<string, WebGpuSlice[]>()
    uses.forEach(({ resource }, i) => push(slices, resource, makers[i]!(run)))
    for (const list of slices.values()) Object.freeze(list)
    return Object.freeze(Object.fromEntries(slices))
  })
}

export type Context = BodyContext<
  GPUDevice | GPUCommandEncoder | GPURenderPassEncoder | GPURenderBundleEncoder,
  WebGpuSlice
>

/** Calls a body of the run, whose errors the executor attributes to the pass. */
export function callBody(name: string, { run }: Pick<Encoding, 'run'>, context: Context): MaybePromise<void> {
  const body = run.bodies[name]
  if (!body) throw missingBody(name, context.pass)
  return body(context)
}

/** Calls a body that encodes. What the device refuses of its synchronous part is told with the names of body and pass. */
export function callEncodingBody(
  { device }: Pick<Build, 'device'>,
  name: string,
  encoding: Encoding,
  context: Context,
): MaybePromise<void> {
  encoding.isFresh = true
  device.pushErrorScope('validation')
  try {
    return callBody(name, encoding, context)
  } finally {
    encoding.closeBody(device.popErrorScope(), name, context.pass)
  }
}

export function compileCustom(build: Build, { body, uses, passes }: CommandOf<'custom'>): Encode {
  const slices = compileSlices(build, uses)
  const pass = passes[0]!
  return (encoding) =>
    callEncodingBody(build, body, encoding, { pass, native: encoding.commands(), slices: slices.at(encoding.run) })
}

/** Calls the body of an external pass, which submits by itself. */
export type CallExternal = (run: RunContext) => MaybePromise<void>

/** The external pass that has a submission to itself; undefined for submissions that are encoded. */
export function compileExternal(build: Build, submission: number): CallExternal | undefined {
  const command = submissionFacts(build.plan)[submission]!.external
  if (!command) return undefined
  const { body, uses, passes } = command
  const slices = compileSlices(build, uses)
  const pass = passes[0]!
  return (run) => callBody(body, { run }, { pass, native: build.device, slices: slices.at(run) })
}
