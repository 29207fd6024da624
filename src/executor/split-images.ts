/** A run's images, which the session uploads by itself, apart from its other inputs. */
import type { Session } from '../backends/backend.ts'
import { invalidInput } from '../errors.ts'
import type { NativeImage } from '../global-types.ts'
import { classOf, imageOf, type ImageInput } from './images.ts'
import type { Input, InputSlot, TakenInputs } from './inputs.ts'

/**
 * A run's images apart from its other inputs, which have none in their place.
 * @throws MemkitError INVALID_INPUT where the session cannot upload an image
 */
export function splitImages(
  session: Session,
  slots: readonly Pick<InputSlot, 'name'>[],
  { inputs: taken, hasImages }: TakenInputs,
): { readonly inputs: (Input | undefined)[]; readonly images: ReadonlyMap<string, NativeImage> | undefined } {
  if (!hasImages) return { inputs: taken as (Input | undefined)[], images: undefined }
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
