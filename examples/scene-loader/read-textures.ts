/** Which images the drawn materials show, and as what: colours in sRGB, or data. */
import type { Gltf } from './gltf/schema.ts'
import type { Image } from './image.ts'
import type { SceneTexture } from './scene.ts'

export class Textures {
  /** By the id of the texture. */
  private readonly shown = new Map<string, { readonly image: number; readonly colour: boolean }>()
  private readonly file: Gltf
  private readonly notes: Set<string>

  constructor(file: Gltf, notes: Set<string>) {
    this.file = file
    this.notes = notes
  }

  /** @returns undefined for a texture without an image, which is drawn without it */
  idOf(texture: number, colour: boolean): string | undefined {
    const { source, extensions } = this.file.textures[texture]!
    const image = extensions.KHR_texture_basisu?.source ?? extensions.EXT_texture_webp?.source ?? source
    if (image === undefined) {
      this.notes.add(`textures[${texture}] has no image that is known here, and is not shown`)
      return undefined
    }
    const id = `image-${image}-${colour ? 'colour' : 'data'}`
    this.shown.set(id, { image, colour })
    return id
  }

  images(): number[] {
    return [...new Set([...this.shown.values()].map(({ image }) => image))].sort((a, b) => a - b)
  }

  list(images: ReadonlyMap<number, Image>): SceneTexture[] {
    return [...this.shown].map(([id, { image, colour }]) => ({ id, image: images.get(image)!, colour }))
  }
}
