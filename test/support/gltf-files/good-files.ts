/** Ten good files between them hold nearly everything that the loader reads; each is small. */
import { greenPng } from '../gltf.ts'
import { dracoMesh, ktx2, meshopt, pictureOf, webp } from './compress.ts'
import { Maker, red, squareCoordinates, squareCorners } from './maker.ts'

const quad = (m: Maker) => ({
  POSITION: m.accessor('VEC3', squareCorners),
  NORMAL: m.accessor(
    'VEC3',
    Float32Array.from({ length: 18 }, (_, i) => Number(i % 3 === 2)),
  ),
  TEXCOORD_0: m.accessor('VEC2', squareCoordinates),
})

const makers: Readonly<Record<string, (m: Maker) => unknown>> = {
  indexed: (m) => {
    const indices = m.accessor('SCALAR', Uint16Array.of(0, 1, 2, 3, 4, 5))
    m.show(
      { ...quad(m), COLOR_0: m.accessor('VEC4', new Uint8Array(24).fill(255), { normalized: true }) },
      { indices, mode: 4, material: m.paint(red) },
      { translation: [0, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
    )
    m.place3d({ matrix: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], children: [m.add('nodes', { mesh: 0 })] })
    m.json['scene'] = 0
  },
  interleaved: (m) => {
    const view = m.view(new Float32Array(36), { byteStride: 24, target: 34962 })
    const at = (byteOffset: number) =>
      m.add('accessors', { bufferView: view, byteOffset, componentType: 5126, type: 'VEC3', count: 6 })
    m.show({ POSITION: at(0), NORMAL: at(12) }, { mode: 6 })
  },
  sparse: (m) => {
    const positions = m.accessor('VEC3', squareCorners, {
      sparse: {
        count: 1,
        indices: { bufferView: m.view(Uint8Array.of(1)), byteOffset: 0, componentType: 5121 },
        values: { bufferView: m.view(new Float32Array(3)), byteOffset: 0 },
      },
    })
    m.show({ POSITION: positions }, { mode: 2 })
  },
  material: (m) => {
    m.add('images', { bufferView: m.view(greenPng), mimeType: 'image/png', name: 'green' })
    m.add('images', { uri: `data:image/png;base64,${Buffer.from(greenPng).toString('base64')}` })
    m.add('samplers', { magFilter: 9729, minFilter: 9987, wrapS: 33071, wrapT: 33648 })
    m.add('textures', { source: 0, sampler: 0 })
    m.add('textures', { source: 1 })
    m.uses('KHR_texture_transform')
    m.uses('KHR_materials_emissive_strength', true)
    m.add('materials', {
      pbrMetallicRoughness: {
        baseColorFactor: [1, 1, 1, 1],
        metallicFactor: 0.5,
        roughnessFactor: 0.5,
        baseColorTexture: {
          index: 0,
          texCoord: 0,
          extensions: { KHR_texture_transform: { offset: [0, 0], rotation: 1, scale: [1, 1], texCoord: 0 } },
        },
        metallicRoughnessTexture: { index: 1 },
      },
      normalTexture: { index: 1, scale: 1 },
      occlusionTexture: { index: 1, strength: 1 },
      emissiveTexture: { index: 0 },
      emissiveFactor: [1, 1, 1],
      alphaMode: 'MASK',
      alphaCutoff: 0.5,
      doubleSided: true,
      extensions: { KHR_materials_emissive_strength: { emissiveStrength: 2 } },
    })
    m.show(quad(m), { material: 0 })
  },
  morph: (m) => {
    const node = m.show(quad(m), { targets: [{ POSITION: m.accessor('VEC3', squareCorners) }] }, { weights: [0.5] })
    m.json['meshes'][node['mesh']].weights = [1]
    const samplers = [
      { input: m.accessor('SCALAR', new Float32Array(2)), output: m.accessor('SCALAR', new Float32Array(2)) },
    ]
    m.add('animations', { samplers, channels: [{ sampler: 0, target: { node: 0, path: 'weights' } }] })
  },
  skin: (m) => {
    const joints = [m.add('nodes', { translation: [1, 0, 0] })]
    const inverseBindMatrices = m.accessor('MAT4', Float32Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1))
    const skin = m.add('skins', { joints, skeleton: 0, inverseBindMatrices })
    const attributes = {
      ...quad(m),
      JOINTS_0: m.accessor('VEC4', new Uint8Array(24)),
      WEIGHTS_0: m.accessor(
        'VEC4',
        Float32Array.from({ length: 24 }, (_, i) => Number(i % 4 === 0)),
      ),
    }
    m.show(attributes, {}, { skin })
    m.json['scenes'][0].nodes.push(0)
  },
  scenery: (m) => {
    m.uses('KHR_lights_punctual')
    m.uses('EXT_mesh_gpu_instancing', true)
    const spot = { innerConeAngle: 0.1, outerConeAngle: 0.5 }
    const light = { type: 'spot', color: [1, 1, 1], intensity: 5, range: 10, spot }
    m.json['extensions'] = { KHR_lights_punctual: { lights: [light] } }
    m.place3d({ extensions: { KHR_lights_punctual: { light: 0 } } })
    m.add('cameras', { type: 'perspective', perspective: { aspectRatio: 1, yfov: 1, znear: 0.1, zfar: 100 } })
    m.place3d({ camera: 0, translation: [0, 0, 5] })
    m.aim()
    const attributes = {
      TRANSLATION: m.accessor('VEC3', new Float32Array(6)),
      ROTATION: m.accessor('VEC4', new Float32Array(8).fill(1)),
      SCALE: m.accessor('VEC3', new Float32Array(6).fill(1)),
    }
    m.show(quad(m), {}, { extensions: { EXT_mesh_gpu_instancing: { attributes } } })
  },
  draco: async (m) => {
    m.uses('KHR_draco_mesh_compression', true)
    const bufferView = m.view(await dracoMesh(squareCorners, squareCoordinates))
    const accessor = (type: string) => m.add('accessors', { componentType: 5126, type, count: 6 })
    const attributes = { POSITION: accessor('VEC3'), TEXCOORD_0: accessor('VEC2') }
    const ids = { POSITION: 0, TEXCOORD_0: 1 }
    m.show(attributes, { extensions: { KHR_draco_mesh_compression: { bufferView, attributes: ids } } })
  },
  meshopt: async (m) => {
    m.uses('EXT_meshopt_compression', true)
    const bytes = new Uint8Array(squareCorners.buffer)
    const place = m.place(await meshopt(bytes, 6, 12, 'ATTRIBUTES'))
    const extension = { buffer: 0, ...place, byteStride: 12, count: 6, mode: 'ATTRIBUTES', filter: 'NONE' }
    const extensions = { EXT_meshopt_compression: extension }
    const bufferView = m.add('bufferViews', { buffer: 1, byteLength: 72, byteStride: 12, extensions })
    m.fallbackBytes = { EXT_meshopt_compression: 72 }
    m.show({ POSITION: m.add('accessors', { bufferView, componentType: 5126, type: 'VEC3', count: 6 }) })
  },
  textures: async (m) => {
    m.uses('KHR_texture_basisu', true)
    m.uses('EXT_texture_webp', true)
    const picture = pictureOf(8, [0, 255, 0, 255])
    const view = (bytes: Uint8Array) => m.add('images', { bufferView: m.view(bytes) })
    m.add('textures', { extensions: { EXT_texture_webp: { source: view(await webp(picture)) } } })
    m.add('textures', { extensions: { KHR_texture_basisu: { source: view(await ktx2(picture, { isUASTC: true })) } } })
    m.add('materials', {
      pbrMetallicRoughness: { baseColorTexture: { index: 0 } },
      emissiveTexture: { index: 1 },
    })
    m.show(quad(m), { material: 0 })
  },
}

/** By their names: makers whose `text` or `binary` is the file. */
export async function goodFiles(): Promise<Map<string, Maker>> {
  const files = new Map<string, Maker>()
  for (const [name, make] of Object.entries(makers)) {
    const maker = new Maker()
    await make(maker)
    files.set(name, maker)
  }
  return files
}
