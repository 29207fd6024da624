/** Images of a glTF file as texels: found, told apart by their bytes, and decoded; what cannot be is replaced and said. */
import type { Budget } from './budget.ts'
import type { Gltf } from './gltf/schema.ts'
import type { ReadUri } from './gltf/uris.ts'
import type { ReadView } from './gltf/views.ts'
import { checkerboard, plainImage, type BlockFormat, type Image } from './image.ts'
import { decodeAll } from './images/decode-all.ts'
import { bytesOfImage, imageKind, type Job } from './images/decode.ts'
import { SceneError } from './scene.ts'

/** Called before each image is decoded. */
export type OnImage = (done: number, total: number, name: string) => void

export interface ImageFiles {
  readonly file: Gltf
  readonly readUri: ReadUri
  readonly readView: ReadView
  readonly budget: Budget
  readonly findBlock: (() => Promise<BlockFormat | undefined>) | undefined
}

/**
 * @param wanted indices of images
 * @throws SceneError for one that is broken or not there
 */
export async function readImages(
  { file, readUri, readView, findBlock, budget }: ImageFiles,
  wanted: readonly number[],
  notes: Set<string>,
  onImage?: OnImage,
): Promise<Map<number, Image>> {
  const images = new Map<number, Image>()
  const jobs: (Job & { readonly index: number; readonly name: string })[] = []
  for (const index of wanted) {
    const { uri, bufferView, name: given, mimeType } = file.images[index]!
    const where = `images[${index}]`
    const isShort = uri !== undefined && uri.length < 80
    const name = given || (isShort && uri) || where
    if (uri === undefined && bufferView === undefined)
      throw new SceneError(`is not valid glTF 2.0: ${where} has neither a uri nor a bufferView; put one there`)
    const bytes = uri === undefined ? readView(bufferView!) : await readUri(uri, where)
    const kind = imageKind(bytes)
    if (kind) {
      const block = kind === 'KTX2' ? await findBlock?.() : undefined
      const job = { file: bytes, kind, block, index, name }
      budget.spend('imageBytes', bytesOfImage(job), where)
      jobs.push(job)
    } else {
      notes.add(
        `"${name}" is ${mimeType ?? 'of an unknown type'}, and only PNG, JPEG, WebP and KTX2 are decoded here; a checkerboard stands in`,
      )
      images.set(index, plainImage(checkerboard()))
    }
  }
  const decoded = await decodeAll(
    jobs.map(({ file, kind, block }) => ({ file, kind, block })),
    (job) => onImage?.(job, jobs.length, jobs[job]!.name),
  )
  for (const [j, result] of decoded.entries()) {
    const { index, name, kind } = jobs[j]!
    if ('missing' in result) throw new SceneError(result.missing)
    if ('wrong' in result)
      throw new SceneError(
        `cannot be shown: its image "${name}" (images[${index}]) is not a valid ${kind}: it ${result.wrong}; save it again`,
      )
    images.set(index, result.image)
  }
  return images
}
