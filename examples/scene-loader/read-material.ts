/** Materials of a glTF file: factors, maps, and how they are sampled. */
import { TextureInfo, type Material, type Texture } from '@gltf-transform/core'
import type { MapName, Sampling, SceneTexture, Surface, SurfaceMap } from './scene.ts'

/** glTF's own defaults, but for a primitive without a material: nobody means that to be of metal. */
const plain: Surface = {
  baseColour: [1, 1, 1, 1],
  emissive: [0, 0, 0],
  metallic: 0,
  roughness: 1,
  normalScale: 1,
  occlusionStrength: 1,
  maps: {},
  alpha: 'opaque',
  alphaCutoff: 0.5,
  doubleSided: false,
}

/** The surface of each material: the same one each time that it is asked for. */
export function surfacesOf(
  textures: ReadonlyMap<Texture, SceneTexture>,
  notes: Set<string>,
): (material: Material | null) => Surface {
  const known = new Map<Material, Surface>()
  return (material) => {
    if (!material) return plain
    const surface = known.get(material) ?? readSurface(material, textures, notes)
    known.set(material, surface)
    return surface
  }
}

function readSurface(material: Material, textures: ReadonlyMap<Texture, SceneTexture>, notes: Set<string>): Surface {
  const maps: Partial<Record<MapName, SurfaceMap>> = {}
  const add = (name: MapName, texture: Texture | null, info: TextureInfo | null): void => {
    if (!texture || !info) return
    const set = info.getTexCoord()
    if (set > 1) notes.add('textures are laid on by the first two sets of coordinates')
    maps[name] = {
      id: textures.get(texture)!.id,
      sampling: readSampling(info),
      texcoord: set === 1 ? 'texcoord1' : 'texcoord',
    }
  }
  add('baseColour', material.getBaseColorTexture(), material.getBaseColorTextureInfo())
  add('metallicRoughness', material.getMetallicRoughnessTexture(), material.getMetallicRoughnessTextureInfo())
  add('occlusion', material.getOcclusionTexture(), material.getOcclusionTextureInfo())
  add('emissive', material.getEmissiveTexture(), material.getEmissiveTextureInfo())
  add('normal', material.getNormalTexture(), material.getNormalTextureInfo())
  return {
    baseColour: material.getBaseColorFactor(),
    emissive: material.getEmissiveFactor(),
    metallic: material.getMetallicFactor(),
    roughness: material.getRoughnessFactor(),
    normalScale: material.getNormalScale(),
    occlusionStrength: material.getOcclusionStrength(),
    maps,
    alpha: ({ OPAQUE: 'opaque', MASK: 'mask', BLEND: 'blend' } as const)[material.getAlphaMode()],
    alphaCutoff: material.getAlphaCutoff(),
    doubleSided: material.getDoubleSided(),
  }
}

function readSampling(info: TextureInfo): Sampling {
  const { WrapMode, MinFilter, MagFilter } = TextureInfo
  const address = (mode: number): GPUAddressMode =>
    mode === WrapMode.CLAMP_TO_EDGE ? 'clamp-to-edge' : mode === WrapMode.MIRRORED_REPEAT ? 'mirror-repeat' : 'repeat'
  const min = info.getMinFilter()
  const nearest: readonly (number | null)[] = [
    MinFilter!.NEAREST,
    MinFilter!.NEAREST_MIPMAP_NEAREST,
    MinFilter!.NEAREST_MIPMAP_LINEAR,
  ]
  const nearestMip: readonly (number | null)[] = [MinFilter!.NEAREST_MIPMAP_NEAREST, MinFilter!.LINEAR_MIPMAP_NEAREST]
  return {
    addressModeU: address(info.getWrapS()),
    addressModeV: address(info.getWrapT()),
    magFilter: info.getMagFilter() === MagFilter!.NEAREST ? 'nearest' : 'linear',
    minFilter: nearest.includes(min) ? 'nearest' : 'linear',
    mipmapFilter: nearestMip.includes(min) ? 'nearest' : 'linear',
  }
}
