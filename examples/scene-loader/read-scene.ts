/** From a glTF file to a scene: every accessor becomes bytes, every image texels, every primitive of every node a draw. */
import {
  TextureInfo,
  type Accessor,
  type Document,
  type Material,
  type Primitive,
  type Texture,
  type TypedArray,
} from '@gltf-transform/core'
import { basename } from 'node:path'
import { findCamera } from './camera.ts'
import { checkerboard, decodePng, type Image } from './image.ts'
import { readDocument } from './read-file.ts'
import {
  attributeSizes,
  SceneError,
  type AttributeName,
  type Draw,
  type Sampling,
  type Scene,
  type SceneBuffer,
  type SceneTexture,
  type Surface,
} from './scene.ts'

export interface ReadOptions {
  /** Called before each image is decoded. */
  readonly onImage?: (done: number, total: number, name: string) => void
}

const semantics: Readonly<Record<string, AttributeName>> = {
  POSITION: 'position',
  NORMAL: 'normal',
  TEXCOORD_0: 'texcoord',
  COLOR_0: 'colour',
}
const topologies: readonly (GPUPrimitiveTopology | undefined)[] = [
  'point-list',
  'line-list',
  undefined, // A line loop: no device API has it any more.
  'line-strip',
  'triangle-list',
  'triangle-strip',
  undefined, // A triangle fan, likewise.
]

/** @throws SceneError when the file is missing, broken, or needs what this loader has not */
export async function readScene(path: string, options: ReadOptions = {}): Promise<Scene> {
  const document = await readDocument(path)
  const notes = new Set<string>()
  const textures = readTextures(document, notes, options)
  const accessors = document.getRoot().listAccessors()
  const ids = new Map(accessors.map((accessor, i) => [accessor, `accessor-${i}`]))
  const roles = findRoles(document)
  const buffers = accessors.flatMap((accessor): SceneBuffer[] => {
    const bytes = bytesOf(accessor, roles.get(accessor))
    if (bytes.length === 0) return []
    const role = roles.get(accessor)
    return [
      { id: ids.get(accessor)!, bytes, usage: role === undefined ? 'storage' : role === 'index' ? 'index' : 'vertex' },
    ]
  })
  const draws = readDraws(document, ids, textures, notes)
  const root = document.getRoot()
  if (draws.length === 0) notes.add('the scene has nothing to draw')
  if (root.listAnimations().length > 0) notes.add('animations are loaded, and shown at rest')
  if (root.listSkins().length > 0) notes.add('skins are loaded, and shown in their bind pose')
  return {
    name: basename(path),
    buffers,
    textures: [...textures.values()],
    draws,
    camera: findCamera(document),
    notes: [...notes],
  }
}

type Role = 'index' | AttributeName

function findRoles(document: Document): Map<Accessor, Role> {
  const roles = new Map<Accessor, Role>()
  for (const mesh of document.getRoot().listMeshes())
    for (const primitive of mesh.listPrimitives()) {
      const indices = primitive.getIndices()
      if (indices) roles.set(indices, 'index')
      for (const [semantic, name] of Object.entries(semantics)) {
        const attribute = primitive.getAttribute(semantic)
        if (attribute && !roles.has(attribute)) roles.set(attribute, name)
      }
    }
  return roles
}

/** Indices of 8 bits become 16, because devices have no smaller ones; drawn attributes become floats; all else stays as it is. */
function bytesOf(accessor: Accessor, role: Role | undefined): Uint8Array {
  const array = accessor.getArray() ?? new Float32Array(0)
  if (role === undefined) return view(array)
  if (role === 'index') return view(array instanceof Uint8Array ? Uint16Array.from(array) : array)
  const size = attributeSizes[role]
  if (array instanceof Float32Array && accessor.getElementSize() === size) return view(array)
  const floats = new Float32Array(size * accessor.getCount())
  for (let i = 0; i < accessor.getCount(); i++) {
    // Colours without alpha are opaque.
    const element = [0, 0, 0, 1]
    accessor.getElement(i, element)
    floats.set(element.slice(0, size), size * i)
  }
  return view(floats)
}

const view = (array: TypedArray): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength)

function readTextures(document: Document, notes: Set<string>, { onImage }: ReadOptions): Map<Texture, SceneTexture> {
  const textures = document.getRoot().listTextures()
  const coloured = new Set(
    document
      .getRoot()
      .listMaterials()
      .flatMap((material) => [material.getBaseColorTexture(), material.getEmissiveTexture()]),
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
  if (texture.getMimeType() !== 'image/png') return replace(`is ${texture.getMimeType()}, and only PNG is decoded here`)
  try {
    return decodePng(file)
  } catch (error) {
    throw new SceneError(`The image "${name}" is not a valid PNG: ${error instanceof Error ? error.message : error}`)
  }
}

function readDraws(
  document: Document,
  ids: ReadonlyMap<Accessor, string>,
  textures: ReadonlyMap<Texture, SceneTexture>,
  notes: Set<string>,
): Draw[] {
  const root = document.getRoot()
  const scene = root.getDefaultScene() ?? root.listScenes()[0]
  const draws: Draw[] = []
  scene?.traverse((node) => {
    const mesh = node.getMesh()
    if (!mesh) return
    const world = [...node.getWorldMatrix()]
    for (const primitive of mesh.listPrimitives()) {
      const shape = readShape(primitive, ids, notes)
      if (shape) draws.push({ ...shape, world, surface: readSurface(primitive.getMaterial(), textures, notes) })
    }
  })
  return draws
}

function readShape(
  primitive: Primitive,
  ids: ReadonlyMap<Accessor, string>,
  notes: Set<string>,
): Omit<Draw, 'world' | 'surface'> | undefined {
  const topology = topologies[primitive.getMode()]
  const positions = primitive.getAttribute('POSITION')
  if (!topology) notes.add('line loops and triangle fans are loaded, and not drawn')
  if (!positions) notes.add('a primitive without positions is not drawn')
  const indices = primitive.getIndices()
  const count = indices?.getCount() ?? positions?.getCount() ?? 0
  if (!topology || !positions || count === 0) return undefined
  const attributes: Partial<Record<AttributeName, string>> = {}
  for (const [semantic, name] of Object.entries(semantics)) {
    const accessor = primitive.getAttribute(semantic)
    if (!accessor) continue
    if (accessor.getCount() < positions.getCount())
      throw new SceneError(
        `A primitive has ${positions.getCount()} positions, and only ${accessor.getCount()} of ${semantic}`,
      )
    attributes[name] = ids.get(accessor)!
  }
  let largest = 0
  for (const index of indices?.getArray() ?? []) largest = Math.max(largest, index)
  if (largest >= positions.getCount())
    throw new SceneError(`A primitive has ${positions.getCount()} positions, and an index ${largest}`)
  const format = indices?.getArray() instanceof Uint32Array ? 'uint32' : 'uint16'
  return { topology, count, index: indices ? { id: ids.get(indices)!, format } : undefined, attributes }
}

const plain: Surface = {
  baseColour: [1, 1, 1, 1],
  emissive: [0, 0, 0],
  metallic: 0,
  roughness: 1,
  texture: undefined,
  alpha: 'opaque',
  alphaCutoff: 0.5,
  doubleSided: false,
}

function readSurface(
  material: Material | null,
  textures: ReadonlyMap<Texture, SceneTexture>,
  notes: Set<string>,
): Surface {
  if (!material) return plain
  const texture = material.getBaseColorTexture()
  const info = material.getBaseColorTextureInfo()
  if (texture && info?.getTexCoord()) notes.add('textures are laid on by the first set of coordinates')
  return {
    baseColour: material.getBaseColorFactor(),
    emissive: material.getEmissiveFactor(),
    metallic: material.getMetallicFactor(),
    roughness: material.getRoughnessFactor(),
    texture: texture ? { id: textures.get(texture)!.id, sampling: readSampling(info!) } : undefined,
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
