/** From a glTF file to a scene: every accessor becomes bytes, every image texels, every primitive of every node a draw. */
import type { Accessor, Document, Primitive, TypedArray } from '@gltf-transform/core'
import { basename } from 'node:path'
import { findCamera } from './camera.ts'
import { readDocument } from './read-file.ts'
import { readTextures, type OnImage } from './read-images.ts'
import { surfacesOf } from './read-material.ts'
import { attributeSizes, SceneError, type AttributeName, type Draw, type Scene, type SceneBuffer } from './scene.ts'

export interface ReadOptions {
  readonly onImage?: OnImage
}

const semantics: Readonly<Record<string, AttributeName>> = {
  POSITION: 'position',
  NORMAL: 'normal',
  TEXCOORD_0: 'texcoord',
  TEXCOORD_1: 'texcoord1',
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
export async function readScene(path: string, { onImage }: ReadOptions = {}): Promise<Scene> {
  const { document, ignored } = await readDocument(path)
  const notes = new Set(ignored.map((extension) => `${extension} is not shown`))
  const root = document.getRoot()
  const textures = readTextures(document, notes, onImage)
  const accessors = root.listAccessors()
  const ids = new Map(accessors.map((accessor, i) => [accessor, `accessor-${i}`]))
  const roles = findRoles(document)
  const buffers = accessors.flatMap((accessor): SceneBuffer[] => {
    const role = roles.get(accessor)
    const bytes = bytesOf(accessor, role)
    if (bytes.length === 0) return []
    const usage = role === undefined ? 'storage' : role === 'index' ? 'index' : 'vertex'
    return [{ id: ids.get(accessor)!, bytes, usage }]
  })
  const surfaceOf = surfacesOf(textures, notes)
  const draws: Draw[] = []
  const scene = root.getDefaultScene() ?? root.listScenes()[0]
  scene?.traverse((node) => {
    const world = [...node.getWorldMatrix()]
    for (const primitive of node.getMesh()?.listPrimitives() ?? []) {
      const shape = readShape(primitive, ids, notes)
      if (shape) draws.push({ ...shape, world, surface: surfaceOf(primitive.getMaterial()) })
    }
  })
  if (draws.length === 0) notes.add('the scene has nothing to draw')
  if (root.listAnimations().length > 0) notes.add('animations are loaded, and shown at rest')
  if (root.listSkins().length > 0) notes.add('skins are loaded, and shown in their bind pose')
  if (hasTargets(document)) notes.add('morph targets are loaded, and not applied')
  return {
    name: basename(path),
    buffers,
    textures: [...textures.values()],
    draws,
    camera: findCamera(document),
    notes: [...notes],
  }
}

const hasTargets = (document: Document): boolean =>
  document
    .getRoot()
    .listMeshes()
    .some((mesh) => mesh.listPrimitives().some((primitive) => primitive.listTargets().length > 0))

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
