/** Images of a glTF file as texels: PNG and JPEG are decoded, what cannot be is replaced and said. */
import type { Document, Texture } from '@gltf-transform/core'
import { checkerboard, decodeImage, imageKind, type Image } from './image.ts'
import { SceneError, type SceneTexture } from './scene.ts'

/** Called before each image is decoded. */
export type OnImage = (done: number, total: number, name: string) => void

/** @throws SceneError for one that is broken */
export function readTextures(document: Document, notes: Set<string>, onImage?: OnImage): Map<Texture, SceneTexture> {
  const root = document.getRoot()
  const textures = root.listTextures()
  const coloured = new Set(
    root.listMaterials().flatMap((material) => [material.getBaseColorTexture(), material.getEmissiveTexture()]),
  )
  return new Map(
    textures.map((texture, i) => {
      const name = texture.getName() || texture.getURI() || `image ${i}`
      onImage?.(i, textures.length, name)
      return [texture, { id: `image-${i}`, image: readImage(texture, name, notes), colour: coloured.has(texture) }]
    }),
  )
}

function readImage(texture: Texture, name: string, notes: Set<string>): Image {
  const file = texture.getImage()
  const replace = (reason: string): Image => {
    notes.add(`"${name}" ${reason}; a checkerboard stands in`)
    return checkerboard()
  }
  if (!file) return replace('has no data')
  const kind = imageKind(file)
  if (!kind) return replace(`is ${texture.getMimeType()}, and only PNG and JPEG are decoded here`)
  try {
    return decodeImage(file, kind)
  } catch (error) {
    throw new SceneError(
      `The image "${name}" is not a valid ${kind}: ${error instanceof Error ? error.message : error}`,
    )
  }
}
