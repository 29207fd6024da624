/** Images as inputs: bitmaps, canvases, frames of videos, which a browser's device uploads to a texture without bytes in between. */
import type { NativeImage } from '../global-types.ts'

/** Names of the classes, and of the members that tell the size. */
const classes: Readonly<Record<string, readonly [width: string, height: string]>> = {
  ImageBitmap: ['width', 'height'],
  ImageData: ['width', 'height'],
  OffscreenCanvas: ['width', 'height'],
  HTMLCanvasElement: ['width', 'height'],
  HTMLImageElement: ['naturalWidth', 'naturalHeight'],
  HTMLVideoElement: ['videoWidth', 'videoHeight'],
  VideoFrame: ['displayWidth', 'displayHeight'],
}

export interface ImageInput {
  readonly image: NativeImage
  readonly width: number
  readonly height: number
}

/** An image with its size in texels; undefined for anything else. */
export function imageOf(value: unknown): ImageInput | undefined {
  const name = classOf(value)
  if (name === undefined) return undefined
  const [width, height] = classes[name]!
  const image = value as NativeImage & Readonly<Record<string, unknown>>
  return { image, width: Number(image[width]), height: Number(image[height]) }
}

export const classOf = (value: unknown): string | undefined => {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return undefined
  const { name } = (Object.getPrototypeOf(value) as { constructor?: { name?: unknown } } | null)?.constructor ?? {}
  if (typeof name !== 'string' || !Object.hasOwn(classes, name)) return undefined
  const known = (globalThis as Readonly<Record<string, unknown>>)[name]
  return typeof known === 'function' && value instanceof known ? name : undefined
}
