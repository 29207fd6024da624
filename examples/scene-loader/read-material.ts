/** Materials of a glTF file: factors, maps, and how they are sampled. */
import type { GltfMaterial, TextureInfo } from './gltf/schema-material.ts'
import type { Gltf, GltfSampler } from './gltf/schema.ts'
import type { MapName, Sampling, Surface, SurfaceMap } from './scene.ts'

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
  unlit: false,
}

/** @returns the id of a texture's image, or undefined where nothing is to be seen of it */
export type TextureIdOf = (texture: number, colour: boolean) => string | undefined

/** The surface of each material: the same one each time that it is asked for. */
export function surfacesOf(file: Gltf, idOf: TextureIdOf): (material: number | undefined) => Surface {
  const known = new Map<number, Surface>()
  return (material) => {
    if (material === undefined) return plain
    const surface = known.get(material) ?? readSurface(file, file.materials[material]!, idOf)
    known.set(material, surface)
    return surface
  }
}

function readSurface(file: Gltf, material: GltfMaterial, idOf: TextureIdOf): Surface {
  const { pbrMetallicRoughness: pbr, normalTexture, occlusionTexture, emissiveTexture, extensions } = material
  const unlit = extensions.KHR_materials_unlit !== undefined
  const strength = extensions.KHR_materials_emissive_strength?.emissiveStrength ?? 1
  const maps: Partial<Record<MapName, SurfaceMap>> = {}
  const add = (name: MapName, info: TextureInfo | undefined): void => {
    const id = info && idOf(info.index, name === 'baseColour' || name === 'emissive')
    if (id !== undefined) maps[name] = { id, ...layOn(file, info!) }
  }
  add('baseColour', pbr.baseColorTexture)
  if (!unlit) {
    add('metallicRoughness', pbr.metallicRoughnessTexture)
    add('occlusion', occlusionTexture)
    add('emissive', emissiveTexture)
    add('normal', normalTexture)
  }
  return {
    baseColour: pbr.baseColorFactor,
    emissive: unlit ? [0, 0, 0] : material.emissiveFactor.map((value) => value * strength),
    metallic: pbr.metallicFactor,
    roughness: pbr.roughnessFactor,
    normalScale: normalTexture?.scale ?? 1,
    occlusionStrength: occlusionTexture?.strength ?? 1,
    maps,
    alpha: ({ OPAQUE: 'opaque', MASK: 'mask', BLEND: 'blend' } as const)[material.alphaMode],
    alphaCutoff: material.alphaCutoff,
    doubleSided: material.doubleSided,
    unlit,
  }
}

function layOn(file: Gltf, { index, texCoord, extensions }: TextureInfo): Omit<SurfaceMap, 'id'> {
  const { sampler } = file.textures[index]!
  const sampling = readSampling(sampler === undefined ? {} : file.samplers[sampler]!)
  const moved = extensions.KHR_texture_transform
  if (!moved) return { sampling, set: texCoord, transform: [1, 0, 0, 0, 1, 0] }
  const [c, s] = [Math.cos(moved.rotation), Math.sin(moved.rotation)]
  const [[u = 0, v = 0], [x = 1, y = 1]] = [moved.offset, moved.scale]
  return { sampling, set: moved.texCoord ?? texCoord, transform: [c * x, s * y, u, -s * x, c * y, v] }
}

/** The numbers are those of OpenGL. */
const filters = {
  nearest: 9728,
  linear: 9729,
  nearestMipmapNearest: 9984,
  linearMipmapNearest: 9985,
  nearestMipmapLinear: 9986,
} as const
const addresses: Readonly<Record<number, GPUAddressMode>> = {
  33071: 'clamp-to-edge',
  33648: 'mirror-repeat',
  10497: 'repeat',
}

/** Textures without a stated filter are filtered as well as possible. */
function readSampling({ minFilter, magFilter, wrapS = 10497, wrapT = 10497 }: GltfSampler): Sampling {
  const isOneOf = (...those: number[]): boolean => minFilter !== undefined && those.includes(minFilter)
  const sampling: Sampling = {
    addressModeU: addresses[wrapS]!,
    addressModeV: addresses[wrapT]!,
    magFilter: magFilter === filters.nearest ? 'nearest' : 'linear',
    minFilter: isOneOf(filters.nearest, filters.nearestMipmapNearest, filters.nearestMipmapLinear)
      ? 'nearest'
      : 'linear',
    mipmapFilter: isOneOf(filters.nearest, filters.linear, filters.nearestMipmapNearest, filters.linearMipmapNearest)
      ? 'nearest'
      : 'linear',
  }
  // Filters without mipmaps see the first level alone; at 0, a device would take them for magnifying ones.
  if (isOneOf(filters.nearest, filters.linear)) return { ...sampling, lodMaxClamp: 0.25 }
  const isSmooth =
    sampling.magFilter === 'linear' && sampling.minFilter === 'linear' && sampling.mipmapFilter === 'linear'
  return isSmooth ? { ...sampling, maxAnisotropy: 8 } : sampling
}
