/** Small files that ask for any amount of time or memory: each multiplies what it shares. */
import { deflateSync, crc32 } from 'node:zlib'
import { dracoMesh, pictureOf, webp } from './compress.ts'
import { Maker, squareCoordinates, squareCorners } from './maker.ts'

type Files = Readonly<Record<string, string | Uint8Array>>

const asText = (maker: Maker): Files => ({ 'scene.gltf': maker.text() })
const times = <Item>(count: number, item: (i: number) => Item): Item[] =>
  Array.from({ length: count }, (_, i) => item(i))

/** A PNG of one colour and 1 bit a texel, with so many bytes of zeros behind its texels. */
export function blackPng(width: number, height: number, surplus = 0): Uint8Array {
  const chunk = (name: string, content: Uint8Array): Buffer => {
    const made = Buffer.alloc(12 + content.length)
    made.writeUInt32BE(content.length)
    made.write(name, 4, 'latin1')
    made.set(content, 8)
    made.writeUInt32BE(crc32(made.subarray(4, 8 + content.length)), 8 + content.length)
    return made
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([1, 0, 0, 0, 0], 8)
  const rows = deflateSync(new Uint8Array(height * (1 + Math.ceil(width / 8)) + surplus))
  const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', new Uint8Array())])
}

/** Draws a square with each of the images. */
function shown(m: Maker, images: readonly Uint8Array[], one: (bytes: Uint8Array) => object): void {
  const attributes = {
    POSITION: m.accessor('VEC3', squareCorners),
    TEXCOORD_0: m.accessor('VEC2', squareCoordinates),
  }
  const primitives = images.map((bytes) => {
    const index = m.add('textures', { source: m.add('images', one(bytes)) })
    return { attributes, material: m.add('materials', { pbrMetallicRoughness: { baseColorTexture: { index } } }) }
  })
  m.place3d({ mesh: m.add('meshes', { primitives }) })
}
const inView = (m: Maker) => (bytes: Uint8Array) => ({ bufferView: m.view(bytes) })

/** A million vertices in as few bytes as there are. */
const manyVertices = (m: Maker) => m.add('accessors', { componentType: 5126, type: 'VEC3', count: 2 ** 20 })

/** By name: what a file asks for. Each is some hundred kilobytes at most, and is to be refused within seconds. */
export const bombs: Readonly<Record<string, () => Files | Promise<Files>>> = {
  'a PNG with more texels than it says': () => {
    const m = new Maker()
    // 60 MB of zeros in 60 kB, behind 64×64 texels.
    shown(m, [blackPng(64, 64, 60e6)], inView(m))
    return asText(m)
  },
  'many large images in few bytes': () => {
    const m = new Maker()
    const file = blackPng(8192, 8192)
    shown(
      m,
      times(40, () => file),
      inView(m),
    )
    return asText(m)
  },
  'many large WebP images': async () => {
    const m = new Maker()
    m.uses('EXT_texture_webp')
    const file = Uint8Array.from(await webp(pictureOf(4096, [0, 0, 0, 255])))
    shown(
      m,
      times(80, () => file),
      inView(m),
    )
    return asText(m)
  },
  'a JPEG of thousands of scans': async () => {
    const { manyScans } = await import('./jpeg-scans.ts')
    const m = new Maker()
    shown(m, [manyScans(4096, 4096, 4000)], inView(m))
    return asText(m)
  },
  'one file as many buffers': () => {
    const m = new Maker()
    const buffers = times(2000, () => ({ uri: 'data.bin', byteLength: 2 ** 22 }))
    buffers.forEach((_, buffer) => m.add('bufferViews', { buffer, byteLength: 16 }))
    m.json['buffers'] = buffers
    return { 'scene.gltf': m.text(), 'data.bin': new Uint8Array(2 ** 22) }
  },
  'many nodes with a mesh of many primitives': () => {
    const m = new Maker()
    const POSITION = m.accessor('VEC3', squareCorners)
    const mesh = m.add('meshes', { primitives: times(4000, () => ({ attributes: { POSITION } })) })
    for (let i = 0; i < 4000; i++) m.place3d({ mesh })
    return asText(m)
  },
  'many nodes with many instances': () => {
    const m = new Maker()
    m.uses('EXT_mesh_gpu_instancing')
    const mesh = m.add('meshes', { primitives: [{ attributes: { POSITION: m.accessor('VEC3', squareCorners) } }] })
    const attributes = { TRANSLATION: manyVertices(m) }
    for (let i = 0; i < 500; i++) m.place3d({ mesh, extensions: { EXT_mesh_gpu_instancing: { attributes } } })
    return asText(m)
  },
  'many morph targets of many vertices': () => {
    const m = new Maker()
    const POSITION = manyVertices(m)
    const count = 4000
    m.show({ POSITION }, { targets: times(count, () => ({ POSITION })) }, { weights: times(count, () => 0.5) })
    return asText(m)
  },
  'many joints a vertex, of many vertices': () => {
    const m = new Maker()
    const POSITION = manyVertices(m)
    const joints = m.add('accessors', { componentType: 5121, type: 'VEC4', count: 2 ** 20 })
    const weights = m.add('accessors', { componentType: 5126, type: 'VEC4', count: 2 ** 20 })
    const attributes = Object.fromEntries(
      times(2000, (i) => [[`JOINTS_${i}`, joints] as const, [`WEIGHTS_${i}`, weights] as const]).flat(),
    )
    const skin = m.add('skins', { joints: [m.add('nodes', {})] })
    m.show({ POSITION, ...attributes }, {}, { skin })
    return asText(m)
  },
  'many fans of many vertices': () => {
    const m = new Maker()
    const POSITION = manyVertices(m)
    m.place3d({ mesh: m.add('meshes', { primitives: times(2000, () => ({ attributes: { POSITION }, mode: 6 })) }) })
    return asText(m)
  },
  'many primitives that share many indices': () => {
    const m = new Maker()
    const POSITION = m.accessor('VEC3', squareCorners)
    const indices = m.add('accessors', { componentType: 5125, type: 'SCALAR', count: 3 * 2 ** 20 })
    const primitives = times(4000, () => ({ attributes: { POSITION }, indices }))
    m.place3d({ mesh: m.add('meshes', { primitives }) })
    return asText(m)
  },
  'many primitives of one Draco mesh': async () => {
    const m = new Maker()
    m.uses('KHR_draco_mesh_compression', true)
    const triangles = 20_000
    const corners = Float32Array.from({ length: 9 * triangles }, (_, i) => squareCorners[i % 18]!)
    const bufferView = m.view(await dracoMesh(corners, new Float32Array(6 * triangles)))
    const attributes = { POSITION: m.add('accessors', { componentType: 5126, type: 'VEC3', count: 3 * triangles }) }
    const extensions = { KHR_draco_mesh_compression: { bufferView, attributes: { POSITION: 0 } } }
    m.place3d({ mesh: m.add('meshes', { primitives: times(4000, () => ({ attributes, extensions })) }) })
    return asText(m)
  },
  'accessors of bytes that share a view': () => {
    const m = new Maker()
    const bufferView = m.view(new Uint8Array(80_000))
    const POSITION = m.add('accessors', { bufferView, componentType: 5121, type: 'VEC3', count: 20_000 })
    const primitives = times(4000, () => {
      const COLOR_0 = m.add('accessors', {
        bufferView,
        componentType: 5121,
        normalized: true,
        type: 'VEC4',
        count: 20_000,
      })
      return { attributes: { POSITION, COLOR_0 } }
    })
    m.place3d({ mesh: m.add('meshes', { primitives }) })
    return asText(m)
  },
  'more lights than a call takes arguments': () => {
    const m = new Maker()
    m.uses('KHR_lights_punctual')
    m.json['extensions'] = { KHR_lights_punctual: { lights: [{ type: 'point' }] } }
    m.show({ POSITION: m.accessor('VEC3', squareCorners) })
    for (let i = 0; i < 130_000; i++) m.place3d({ extensions: { KHR_lights_punctual: { light: 0 } } })
    return asText(m)
  },
}
