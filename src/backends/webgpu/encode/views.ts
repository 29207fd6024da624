/** Views of planned textures, made once per slice and shared by all commands that use it. */
import type { PlanUse, TextureSlice } from '../../../plan/document.ts'
import { isExternalTexture } from '../device/external-texture.ts'
import type { Build } from './build.ts'
import { textureUsage } from '../device/flags.ts'
import type { Variants } from '../memory/places.ts'

const usageOfKind: Partial<Record<PlanUse['as'], number>> = {
  sampled: textureUsage.sampled,
  'storage-texture': textureUsage.storage,
  'copy-src': textureUsage.copySrc,
  'copy-dst': textureUsage.copyDst,
  attachment: textureUsage.attachment,
}

export function useTexture(build: Build, slice: TextureSlice, as: PlanUse['as']): void {
  build.textureUsage[slice.texture]! |= usageOfKind[as] ?? 0
}

/** A view has all usages of its texture unless it says otherwise, and sRGB formats are not for storage. */
const usableOf = ({ usage }: GPUTexture, view: GPUTextureViewDescriptor): GPUTextureViewDescriptor =>
  view.format !== undefined && (usage & textureUsage.storage) !== 0
    ? { ...view, usage: usage & ~textureUsage.storage }
    : view

/** A view of a slice. `dimension` is the one that the shader declares; by default it follows from the slice. */
export function compileView(
  build: Build,
  slice: TextureSlice,
  dimension?: GPUTextureViewDimension,
): Variants<GPUTextureView> {
  const key = JSON.stringify([
    slice.texture,
    slice.mipLevel,
    slice.mipLevelCount,
    slice.origin[2],
    slice.size[2],
    slice.aspect,
    slice.format,
    dimension,
  ])
  let view = build.views.get(key)
  if (!view) {
    const texture = build.plan.textures[slice.texture]!
    const volume = texture.dimension === '3d'
    const descriptor: GPUTextureViewDescriptor = {
      dimension:
        dimension ?? (volume ? '3d' : texture.dimension === '1d' ? '1d' : slice.size[2] > 1 ? '2d-array' : '2d'),
      baseMipLevel: slice.mipLevel,
      mipLevelCount: slice.mipLevelCount,
      baseArrayLayer: volume ? 0 : slice.origin[2],
      arrayLayerCount: volume ? 1 : slice.size[2],
      aspect: slice.aspect,
    }
    if (slice.format !== undefined && slice.format !== texture.format) {
      descriptor.format = slice.format
      build.viewAs(slice.texture, slice.format)
    }
    const place = build.places.texture(slice.texture)
    const drop = (dropped: GPUTextureView): void => {
      if (!isExternalTexture(dropped)) build.live.add('textureViews', -1)
    }
    view = build.variant(
      [place],
      (run) => {
        const made = place.at(run)
        // Bound as it is.
        if (isExternalTexture(made)) return made as unknown as GPUTextureView
        const key = () => `view ${build.ids.of(made)} ${JSON.stringify(descriptor)}`
        return build.make('textureViews', key, () => made.createView(usableOf(made, descriptor)))
      },
      drop,
    )
    build.views.set(key, view)
  }
  return view
}

/**
 * A view of one layer of an attachment, counted from its first; the slice of a 3D texture is named beside the view, in the
 * render pass descriptor.
 */
export const attachmentView = (build: Build, slice: TextureSlice, layer = 0): Variants<GPUTextureView> =>
  compileView(build, {
    ...slice,
    aspect: 'all',
    mipLevelCount: 1,
    origin: [0, 0, slice.origin[2] + layer],
    size: [slice.size[0], slice.size[1], 1],
  })
