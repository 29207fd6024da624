/** Whether every index of a glTF file names something. */
import type { Gltf } from './schema.ts'
import type { TextureInfo } from './schema-material.ts'

/** @returns what is wrong, in one line */
export function findBrokenReference(file: Gltf): string | undefined {
  for (const [from, to, index] of references(file)) {
    const count = file[to].length
    if (index !== undefined && index >= count)
      return `${from} names ${to}[${index}], which is not there; ${count === 0 ? `there are no ${to}` : `put an index below ${count} there`}`
  }
  return undefined
}

type Target = Exclude<keyof Gltf, 'scene' | 'extensions' | 'animations'>
type Reference = readonly [from: string, to: Target, index: number | undefined]

function* references(file: Gltf): Generator<Reference> {
  yield ['scene', 'scenes', file.scene]
  for (const [i, { nodes }] of file.scenes.entries()) yield* each(`scenes[${i}].nodes`, 'nodes', nodes)
  for (const [i, node] of file.nodes.entries()) {
    const from = `nodes[${i}]`
    yield [`${from}.mesh`, 'meshes', node.mesh]
    yield [`${from}.camera`, 'cameras', node.camera]
    yield [`${from}.skin`, 'skins', node.skin]
    yield* each(`${from}.children`, 'nodes', node.children)
    const instancing = `${from}.extensions.EXT_mesh_gpu_instancing`
    yield* named(`${instancing}.attributes`, node.extensions.EXT_mesh_gpu_instancing?.attributes)
  }
  for (const [i, { primitives }] of file.meshes.entries())
    for (const [j, primitive] of primitives.entries()) {
      const from = `meshes[${i}].primitives[${j}]`
      yield* named(`${from}.attributes`, primitive.attributes)
      yield [`${from}.indices`, 'accessors', primitive.indices]
      yield [`${from}.material`, 'materials', primitive.material]
      for (const [k, target] of primitive.targets.entries()) yield* named(`${from}.targets[${k}]`, target)
      const draco = primitive.extensions.KHR_draco_mesh_compression
      yield [`${from}.extensions.KHR_draco_mesh_compression`, 'bufferViews', draco?.bufferView]
    }
  yield* materialReferences(file)
  yield* dataReferences(file)
  for (const [i, { joints, skeleton, inverseBindMatrices }] of file.skins.entries()) {
    yield* each(`skins[${i}].joints`, 'nodes', joints)
    yield [`skins[${i}].skeleton`, 'nodes', skeleton]
    yield [`skins[${i}].inverseBindMatrices`, 'accessors', inverseBindMatrices]
  }
  for (const [i, { samplers, channels }] of file.animations.entries()) {
    for (const [j, { input, output }] of samplers.entries())
      yield* each(`animations[${i}].samplers[${j}]`, 'accessors', [input, output])
    for (const [j, { target }] of channels.entries())
      yield [`animations[${i}].channels[${j}].target`, 'nodes', target.node]
  }
}

function* materialReferences(file: Gltf): Generator<Reference> {
  for (const [i, material] of file.materials.entries()) {
    const { pbrMetallicRoughness: pbr, normalTexture, occlusionTexture, emissiveTexture } = material
    const maps: Record<string, TextureInfo | undefined> = {
      'pbrMetallicRoughness.baseColorTexture': pbr.baseColorTexture,
      'pbrMetallicRoughness.metallicRoughnessTexture': pbr.metallicRoughnessTexture,
      normalTexture,
      occlusionTexture,
      emissiveTexture,
    }
    for (const [name, map] of Object.entries(maps)) yield [`materials[${i}].${name}`, 'textures', map?.index]
  }
  for (const [i, { source, sampler, extensions }] of file.textures.entries()) {
    yield [`textures[${i}].source`, 'images', source]
    yield [`textures[${i}].sampler`, 'samplers', sampler]
    for (const [name, extension] of Object.entries(extensions))
      yield [`textures[${i}].extensions.${name}.source`, 'images', extension?.source]
  }
}

function* dataReferences(file: Gltf): Generator<Reference> {
  for (const [i, { bufferView }] of file.images.entries()) yield [`images[${i}]`, 'bufferViews', bufferView]
  for (const [i, { bufferView, sparse }] of file.accessors.entries()) {
    yield [`accessors[${i}]`, 'bufferViews', bufferView]
    yield [`accessors[${i}].sparse.indices`, 'bufferViews', sparse?.indices.bufferView]
    yield [`accessors[${i}].sparse.values`, 'bufferViews', sparse?.values.bufferView]
  }
  for (const [i, { buffer, extensions }] of file.bufferViews.entries()) {
    yield [`bufferViews[${i}]`, 'buffers', buffer]
    for (const [name, extension] of Object.entries(extensions))
      yield [`bufferViews[${i}].extensions.${name}`, 'buffers', extension?.buffer]
  }
}

function* named(from: string, attributes: Readonly<Record<string, number>> | undefined): Generator<Reference> {
  for (const [name, accessor] of Object.entries(attributes ?? {})) yield [`${from}.${name}`, 'accessors', accessor]
}

function* each(from: string, to: Target, indices: readonly number[]): Generator<Reference> {
  for (const index of indices) yield [from, to, index]
}
