/** Whether every index of a glTF file names something, and its nodes are trees. */
import type { GLTF } from '@gltf-transform/core'

/** Deeper trees are nobody's scene, and readers follow them by recursion. */
const deepest = 1000

/** @returns what is wrong, in one line */
export function findBrokenReference(file: GLTF.IGLTF): string | undefined {
  for (const [from, to, index] of references(file))
    if (index !== undefined && !(Number.isInteger(index) && index >= 0 && index < (file[to]?.length ?? 0)))
      return `${from} names ${to}[${index}], which is not there`
  return findBrokenTree(file)
}

type Target = 'accessors' | 'bufferViews' | 'buffers' | 'cameras' | 'images' | 'materials' | 'meshes' | 'nodes'
type Reference = readonly [
  from: string,
  to: Target | 'samplers' | 'scenes' | 'skins' | 'textures',
  index: number | undefined,
]

function* references(file: GLTF.IGLTF): Generator<Reference> {
  yield ['scene', 'scenes', file.scene]
  for (const [i, { nodes = [] }] of entries(file.scenes)) yield* each(`scenes[${i}]`, 'nodes', nodes)
  for (const [i, { mesh, camera, skin, children = [] }] of entries(file.nodes)) {
    const from = `nodes[${i}]`
    yield [from, 'meshes', mesh]
    yield [from, 'cameras', camera]
    yield [from, 'skins', skin]
    yield* each(from, 'nodes', children)
  }
  for (const [i, { primitives = [] }] of entries(file.meshes))
    for (const { attributes, indices, material, targets = [] } of primitives) {
      const from = `meshes[${i}]`
      yield [from, 'accessors', indices]
      yield [from, 'materials', material]
      for (const named of [attributes, ...targets]) yield* each(from, 'accessors', Object.values(named ?? {}))
    }
  for (const [i, material] of entries(file.materials)) {
    const { baseColorTexture, metallicRoughnessTexture } = material.pbrMetallicRoughness ?? {}
    const { normalTexture, occlusionTexture, emissiveTexture } = material
    const maps = [baseColorTexture, metallicRoughnessTexture, normalTexture, occlusionTexture, emissiveTexture]
    for (const map of maps) if (map) yield [`materials[${i}]`, 'textures', map.index]
  }
  for (const [i, { source, sampler }] of entries(file.textures)) {
    yield [`textures[${i}]`, 'images', source]
    yield [`textures[${i}]`, 'samplers', sampler]
  }
  for (const [i, { bufferView }] of entries(file.images)) yield [`images[${i}]`, 'bufferViews', bufferView]
  for (const [i, { bufferView }] of entries(file.accessors)) yield [`accessors[${i}]`, 'bufferViews', bufferView]
  for (const [i, { buffer }] of entries(file.bufferViews)) yield [`bufferViews[${i}]`, 'buffers', buffer]
  for (const [i, { joints = [], skeleton, inverseBindMatrices }] of entries(file.skins)) {
    yield* each(`skins[${i}]`, 'nodes', joints)
    yield [`skins[${i}]`, 'nodes', skeleton]
    yield [`skins[${i}]`, 'accessors', inverseBindMatrices]
  }
  for (const [i, { samplers = [], channels = [] }] of entries(file.animations)) {
    for (const { input, output } of samplers) yield* each(`animations[${i}]`, 'accessors', [input, output])
    for (const { target } of channels) yield [`animations[${i}]`, 'nodes', target?.node]
  }
}

const entries = <Item>(items: readonly Item[] | undefined): Iterable<[number, Item]> => (items ?? []).entries()

function* each(from: string, to: Reference[1], indices: readonly number[]): Generator<Reference> {
  for (const index of indices) yield [from, to, index]
}

function findBrokenTree({ nodes = [] }: GLTF.IGLTF): string | undefined {
  const parents = new Map<number, number>()
  for (const [parent, { children = [] }] of nodes.entries())
    for (const child of children) {
      if (parents.has(child)) return `nodes[${child}] is the child of two nodes, or of one twice`
      parents.set(child, parent)
    }
  // From each root downwards; what is never reached hangs in a circle.
  let level = [...nodes.keys()].filter((node) => !parents.has(node))
  let reached = 0
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest) return `its nodes lie more than ${deepest} deep in each other`
    reached += level.length
    level = level.flatMap((node) => nodes[node]!.children ?? [])
  }
  return reached === nodes.length ? undefined : 'its nodes form a circle'
}
