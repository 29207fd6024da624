/** Images as inputs: bitmaps, canvases, frames of videos, which a browser's device uploads to a texture without bytes in between. */
import type { Session } from '../backends/backend.ts'
import { invalidInput } from '../errors.ts'
import type { NativeImage } from '../global-types.ts'
import type { Input, InputSlot, RunInput } from './inputs.ts'

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

interface ImageInput {
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

const classOf = (value: unknown): string | undefined => {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return undefined
  const { name } = (Object.getPrototypeOf(value) as { constructor?: { name?: unknown } } | null)?.constructor ?? {}
  if (typeof name !== 'string' || !Object.hasOwn(classes, name)) return undefined
  const known = (globalThis as Readonly<Record<string, unknown>>)[name]
  return typeof known === 'function' && value instanceof known ? name : undefined
}

/**
 * A run's images apart from its other inputs, which have none in their place.
 * @throws MemkitError INVALID_INPUT where the session cannot upload an image
 */
export function splitImages(
  session: Session,
  slots: readonly Pick<InputSlot, 'name'>[],
  taken: readonly (RunInput | undefined)[],
): { readonly inputs: (Input | undefined)[]; readonly images: ReadonlyMap<string, NativeImage> | undefined } {
  // A run may have 10^4 inputs, and images are few.
  if (!taken.some((input) => imageOf(input))) return { inputs: taken as (Input | undefined)[], images: undefined }
  const images = new Map<string, NativeImage>()
  const inputs = taken.map((input, i): Input | undefined => {
    const found = imageOf(input)
    if (!found) return input as Input | undefined
    checkImage(session, slots[i]!.name, found)
    images.set(slots[i]!.name, found.image)
    return undefined
  })
  return { inputs, images }
}

/** @throws MemkitError INVALID_INPUT where the session cannot upload the image. */
function checkImage(session: Session, name: string, { image, width, height }: ImageInput): void {
  const kind = classOf(image)!
  const why = session.refusesImage
    ? session.refusesImage(name, width, height)
    : 'this backend uploads bytes only; images are uploaded by WebGPU in a browser'
  if (why !== undefined) throw invalidInput(name, `it is ${/^[AEIOU]/.test(kind) ? 'an' : 'a'} ${kind}, and ${why}`)
}
