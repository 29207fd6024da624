/** A run's images, which the session uploads by itself, apart from its other inputs. */
import type { Session } from '../backends/backend.ts'
import { invalidInput } from '../errors.ts'
import type { NativeImage } from '../global-types.ts'
import { classOf, imageOf, type ImageInput } from './images.ts'
import type { InputSlot, RunInput } from './inputs.ts'

/**
 * Takes a run's images out of its inputs; nothing is in their place.
 * @throws MemkitError INVALID_INPUT where the session cannot upload an image
 */
export function splitImages(
  session: Session,
  slots: readonly Pick<InputSlot, 'name'>[],
  inputs: (RunInput | undefined)[],
): ReadonlyMap<string, NativeImage> {
  const images = new Map<string, NativeImage>()
  for (let i = 0; i < inputs.length; i++) {
    const found = imageOf(inputs[i])
    if (!found) continue
    checkImage(session, slots[i]!.name, found)
    images.set(slots[i]!.name, found.image)
    inputs[i] = undefined
  }
  return images
}

/** @throws MemkitError INVALID_INPUT where the session cannot upload the image. */
function checkImage(session: Session, name: string, { image, width, height }: ImageInput): void {
  const kind = classOf(image)!
  const why = session.refusesImage
    ? session.refusesImage(name, width, height)
    : 'this backend uploads bytes only; images are uploaded by WebGPU in a browser'
  if (why !== undefined) throw invalidInput(name, `it is ${/^[AEIOU]/.test(kind) ? 'an' : 'a'} ${kind}, and ${why}`)
}
