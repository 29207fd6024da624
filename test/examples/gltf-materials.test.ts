/** Materials, textures, lights and cameras of glTF files, drawn by the CPU and sketched, one letter a cell. */
import { expect, it, vi } from 'vitest'
import { pngOf } from '../support/gltf.ts'
import { dracoMesh, ktx2, meshopt, octahedral, pictureOf, webp } from '../support/gltf-files/compress.ts'
import { green, Maker, red, squareCoordinates, squareCorners, writeFiles } from '../support/gltf-files/maker.ts'
import { colourAt, drawFile, sketch } from '../support/gltf-files/sketch.ts'
import { greenJpeg } from '../support/jpegs.ts'

vi.setConfig({ testTimeout: 60_000 })

const white = [1, 1, 1, 1]
/** Red on the left, green on the right; sharp. */
const halves = pngOf([255, 0, 0, 0, 255, 0])
const nearest = { magFilter: 9728, minFilter: 9728 }

interface Laid {
  /** Of the base colour's texture. */
  readonly info?: object
  readonly texture?: object
  readonly sampler?: object
  readonly image?: { readonly bytes: Uint8Array; readonly mimeType: string }
  /** Attributes besides positions and the first coordinates. */
  readonly attributes?: (m: Maker) => object
  readonly node?: object
}

/** A square with a texture on it. */
function laid(m: Maker, { info, texture, sampler = nearest, image, attributes, node }: Laid = {}): void {
  const { bytes, mimeType } = image ?? { bytes: halves, mimeType: 'image/png' }
  const index = m.add('textures', {
    source: m.add('images', { bufferView: m.view(bytes), mimeType }),
    sampler: m.add('samplers', sampler),
    ...texture,
  })
  const material = m.paint(white, { pbrMetallicRoughness: { baseColorTexture: { index, ...info } } })
  const given = {
    POSITION: m.accessor('VEC3', squareCorners),
    TEXCOORD_0: m.accessor('VEC2', squareCoordinates),
    ...attributes?.(m),
  }
  m.show(given, { material }, node)
}

const moved = (transform: object) => ({ extensions: { KHR_texture_transform: transform } })
const onRight = (m: Maker) => m.accessor('VEC2', new Float32Array(12).fill(0.9))

/** The image in a texture by an extension of the texture's own, instead of its source. */
function by(m: Maker, extension: string, bytes: Uint8Array, required = true): void {
  m.uses(extension, required)
  const mimeType = extension === 'KHR_texture_basisu' ? 'image/ktx2' : 'image/webp'
  const source = m.add('images', { bufferView: m.view(bytes), mimeType })
  laid(m, { texture: { source: undefined, extensions: { [extension]: { source } } } })
}

const plain = (m: Maker, material: object, node: object = {}) =>
  m.show(
    {
      POSITION: m.accessor('VEC3', squareCorners),
      NORMAL: m.accessor(
        'VEC3',
        Float32Array.from({ length: 18 }, (_, i) => (i % 3 === 2 ? 1 : 0)),
      ),
    },
    { material: m.add('materials', { pbrMetallicRoughness: { metallicFactor: 0 }, ...material }) },
    node,
  )

const [redGreen, greenTexels] = [pictureOf(8, [255, 0, 0, 255], [0, 255, 0, 255]), pictureOf(8, [0, 255, 0, 255])]
const words = (array: ArrayBufferView) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength)

async function compressed(m: Maker, name: string): Promise<void> {
  m.uses(name, true)
  const packed = await meshopt(words(squareCorners), 6, 12, 'ATTRIBUTES')
  const bufferView = m.add('bufferViews', {
    buffer: 1,
    byteLength: 72,
    byteStride: 12,
    extensions: { [name]: { buffer: 0, ...m.place(packed), byteStride: 12, count: 6, mode: 'ATTRIBUTES' } },
  })
  const position = m.add('accessors', { bufferView, componentType: 5126, type: 'VEC3', count: 6 })
  m.show({ POSITION: position }, { material: m.paint(red) })
  m.fallbackBytes = { [name]: 72 }
}

const cases: Readonly<Record<string, readonly [sketch: string, make: (m: Maker) => unknown]>> = {
  'a texture': ['rg/rg', (m) => laid(m)],
  'a texture moved (KHR_texture_transform)': ['gr/gr', (m) => laid(m, { info: moved({ offset: [0.5, 0] }) })],
  'a texture scaled': ['rr/rr', (m) => laid(m, { info: moved({ scale: [0.5, 1] }) })],
  'a texture turned': ['rr/gg', (m) => laid(m, { info: moved({ rotation: Math.PI / 2, offset: [0, 1] }) })],
  'a texture by other coordinates, as its transform says': [
    'gg/gg',
    (m) => laid(m, { info: moved({ texCoord: 1 }), attributes: (m) => ({ TEXCOORD_1: onRight(m) }) }),
  ],
  'a texture by the second coordinates': [
    'gg/gg',
    (m) => laid(m, { info: { texCoord: 1 }, attributes: (m) => ({ TEXCOORD_1: onRight(m) }) }),
  ],
  'a texture by the fourth coordinates': [
    'gg/gg',
    (m) => laid(m, { info: { texCoord: 3 }, attributes: (m) => ({ TEXCOORD_3: onRight(m) }) }),
  ],
  'coordinates of 16 bits': [
    'rg/rg',
    (m) => {
      const values = Uint16Array.from(squareCoordinates, (value) => value * 65535)
      laid(m, { attributes: (m) => ({ TEXCOORD_0: m.accessor('VEC2', values, { normalized: true }) }) })
    },
  ],
  'a texture that repeats': ['rgrg/rgrg/rgrg/rgrg', (m) => laid(m, { info: moved({ scale: [2, 1] }) })],
  'a texture that is mirrored': [
    'rggr/rggr/rggr/rggr',
    (m) => laid(m, { info: moved({ scale: [2, 1] }), sampler: { ...nearest, wrapS: 33648 } }),
  ],
  'a texture that ends at its edge': [
    'rggg/rggg/rggg/rggg',
    (m) => laid(m, { info: moved({ scale: [2, 1] }), sampler: { ...nearest, wrapS: 33071 } }),
  ],
  'a texture without a source': ['ww/ww', (m) => laid(m, { texture: { source: undefined } })],
  'a texture without a sampler': ['rg/rg', (m) => laid(m, { texture: { sampler: undefined } })],
  'a JPEG': ['gg/gg', (m) => laid(m, { image: { bytes: greenJpeg, mimeType: 'image/jpeg' } })],
  'a PNG that calls itself a JPEG': ['rg/rg', (m) => laid(m, { image: { bytes: halves, mimeType: 'image/jpeg' } })],
  'a WebP (EXT_texture_webp)': ['rg/rg', async (m) => by(m, 'EXT_texture_webp', await webp(redGreen))],
  'a KTX2 of ETC1S (KHR_texture_basisu)': [
    'gg/gg',
    async (m) => by(m, 'KHR_texture_basisu', await ktx2(greenTexels, { isUASTC: false })),
  ],
  'a KTX2 of UASTC': ['rg/rg', async (m) => by(m, 'KHR_texture_basisu', await ktx2(redGreen, { isUASTC: true }))],
  'a KTX2 with mipmaps': [
    'rg/rg',
    async (m) => by(m, 'KHR_texture_basisu', await ktx2(redGreen, { isUASTC: true, mipmaps: true })),
  ],
  'an image in a data URI': [
    'rg/rg',
    (m) => {
      laid(m)
      m.json['images'][0] = { uri: `data:image/png;base64,${Buffer.from(halves).toString('base64')}` }
    },
  ],
  'Draco (KHR_draco_mesh_compression)': [
    'rg/rg',
    async (m) => {
      m.uses('KHR_draco_mesh_compression', true)
      laid(m)
      const bufferView = m.view(await dracoMesh(squareCorners, squareCoordinates))
      const primitive = m.json['meshes'][0].primitives[0]
      for (const index of Object.values<number>(primitive.attributes)) delete m.json['accessors'][index].bufferView
      primitive.indices = m.add('accessors', { componentType: 5123, type: 'SCALAR', count: 6 })
      primitive.extensions = {
        KHR_draco_mesh_compression: { bufferView, attributes: { POSITION: 0, TEXCOORD_0: 1 } },
      }
    },
  ],
  'meshopt by its first name (EXT_meshopt_compression)': ['rr/rr', (m) => compressed(m, 'EXT_meshopt_compression')],
  'meshopt by its second name (KHR_meshopt_compression)': ['rr/rr', (m) => compressed(m, 'KHR_meshopt_compression')],
  'glow of more than all (KHR_materials_emissive_strength)': [
    'gg/gg',
    (m) => {
      m.uses('KHR_materials_emissive_strength')
      plain(m, {
        pbrMetallicRoughness: { baseColorFactor: [0, 0, 0, 1], roughnessFactor: 1 },
        emissiveFactor: [0, 0.01, 0],
        extensions: { KHR_materials_emissive_strength: { emissiveStrength: 300 } },
      })
    },
  ],
  'what is cut out': [
    '../..',
    (m) =>
      m.show(
        { POSITION: m.accessor('VEC3', squareCorners) },
        { material: m.paint([1, 0, 0, 0.4], { alphaMode: 'MASK' }) },
      ),
  ],
  'what is cut out by another measure': [
    'rr/rr',
    (m) =>
      m.show(
        { POSITION: m.accessor('VEC3', squareCorners) },
        { material: m.paint([1, 0, 0, 0.4], { alphaMode: 'MASK', alphaCutoff: 0.3 }) },
      ),
  ],
  'what is clear, and opaque all the same': [
    'rr/rr',
    (m) => m.show({ POSITION: m.accessor('VEC3', squareCorners) }, { material: m.paint([1, 0, 0, 0.1]) }),
  ],
  'what is clear before what is not': [
    'gg/gg',
    (m) => {
      const clear = m.paint([1, 0, 0, 0], { alphaMode: 'BLEND' })
      m.show({ POSITION: m.accessor('VEC3', squareCorners) }, { material: clear }, { translation: [0, 0, 1] })
      m.show({ POSITION: m.accessor('VEC3', squareCorners) }, { material: m.paint(green) })
    },
  ],
}

it.for(Object.keys(cases))('%s', async (name) => {
  const [expected, make] = cases[name]!
  const maker = new Maker()
  await make(maker)
  maker.aim()
  expect(sketch(await drawFile(await writeFiles({ 'scene.gltf': maker.text() }), {}, expected.indexOf('/')))).toBe(
    expected,
  )
})

/** The middle of a white square that is lit by something, under a sky that is too dim to be white. */
async function litBy(light: object, node: object = {}, face: object = {}): Promise<number[]> {
  const m = new Maker()
  m.uses('KHR_lights_punctual')
  m.json['extensions'] = { KHR_lights_punctual: { lights: [light] } }
  plain(m, { pbrMetallicRoughness: { metallicFactor: 0, roughnessFactor: 1 } }, face)
  m.place3d({ extensions: { KHR_lights_punctual: { light: 0 } }, ...node })
  m.aim()
  return colourAt(await drawFile(await writeFiles({ 'scene.gltf': m.text() })), 0, 0)
}
const isRed = ([r, g, b]: number[]): boolean => r! > g! + 60 && r! > b! + 40

it('a directional light colours what it shines on, and nothing from behind', async () => {
  const light = { type: 'directional', color: [1, 0, 0], intensity: 3 }
  expect(await litBy(light)).toSatisfy(isRed)
  expect(await litBy(light, { rotation: [0, 1, 0, 0] })).not.toSatisfy(isRed)
})

it('a point light colours what is near, within its range', async () => {
  const light = { type: 'point', color: [1, 0, 0], intensity: 6 }
  expect(await litBy(light, { translation: [0, 0, 1.5] })).toSatisfy(isRed)
  expect(await litBy({ ...light, range: 1 }, { translation: [0, 0, 1.5] })).not.toSatisfy(isRed)
})

it('a spot light colours what is in its cone', async () => {
  const light = { type: 'spot', color: [1, 0, 0], intensity: 6, spot: { outerConeAngle: 0.4 } }
  expect(await litBy(light, { translation: [0, 0, 1.5] })).toSatisfy(isRed)
  expect(await litBy(light, { translation: [0, 0, 1.5], rotation: [0, 0.5, 0, 0.866] })).not.toSatisfy(isRed)
})

it('lights of a hundred thousand lux are dimmed until something is to be seen, and that is said', async () => {
  const [r, g] = await litBy({ type: 'directional', color: [1, 0.5, 0.5], intensity: 100_000 })
  expect(r).toBeGreaterThan(g! + 20)
})

it('mirrored nodes are lit from the side that others are lit from', async () => {
  const light = { type: 'directional', color: [1, 0, 0], intensity: 3 }
  const [straight, mirrored] = [await litBy(light), await litBy(light, {}, { scale: [-1, 1, 1] })]
  expect(mirrored).toEqual(straight)
  expect(await litBy(light, {}, { scale: [-1, -1, 1] })).toEqual(straight)
})

it('an octahedral filter of meshopt gives normals back', async () => {
  const m = new Maker()
  m.uses('KHR_meshopt_compression', true)
  plain(m, { pbrMetallicRoughness: { metallicFactor: 0 } })
  const vectors = Float32Array.from({ length: 24 }, (_, i) => [0, 0, 1, 0][i % 4]!)
  const packed = await meshopt(await octahedral(vectors), 6, 4, 'ATTRIBUTES')
  const extension = { buffer: 0, ...m.place(packed), byteStride: 4, count: 6, mode: 'ATTRIBUTES', filter: 'OCTAHEDRAL' }
  const bufferView = m.add('bufferViews', {
    buffer: 1,
    byteLength: 24,
    byteStride: 4,
    extensions: { KHR_meshopt_compression: extension },
  })
  m.fallbackBytes = { KHR_meshopt_compression: 24 }
  const normal = m.add('accessors', { bufferView, componentType: 5120, normalized: true, type: 'VEC3', count: 6 })
  m.json['meshes'][0].primitives[0].attributes.NORMAL = normal
  m.aim()
  const compressed = await drawFile(await writeFiles({ 'scene.gltf': m.text() }))
  m.json['meshes'][0].primitives[0].attributes.NORMAL = 1
  expect(compressed.texels).toEqual((await drawFile(await writeFiles({ 'scene.gltf': m.text() }))).texels)
})
