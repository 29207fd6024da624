/** What glTF files are wrapped in, and where the rest of them lies; what frames them; drawn by the CPU and sketched. */
import { describe, expect, it, vi } from 'vitest'
import { green, Maker, red, squareCorners, writeFiles } from '../support/gltf-files/maker.ts'
import { pngOf } from '../support/gltf.ts'
import { colourAt, drawFile, sketch } from '../support/gltf-files/sketch.ts'

vi.setConfig({ testTimeout: 60_000 })

/** A red square; with a camera that sees just it, unless it is framed. */
function square(change: (m: Maker) => void = () => undefined, positions = squareCorners): Maker {
  const m = new Maker()
  m.show({ POSITION: m.accessor('VEC3', positions) }, { material: m.paint(red) })
  change(m)
  return m
}
const aimed = (change?: (m: Maker) => void): Maker => {
  const m = square(change)
  m.aim()
  return m
}

/** A file by its pieces: the first is read. */
const files: Readonly<Record<string, () => Record<string, string | Uint8Array>>> = {
  'a text file': () => ({ 'scene.gltf': aimed().text() }),
  'a binary file': () => ({ 'scene.glb': aimed().binary() }),
  'a binary file by another name': () => ({ 'scene.gltf': aimed().binary() }),
  'a binary file with bytes behind its end': () => ({
    'scene.glb': Buffer.concat([aimed().binary(), Buffer.from('and more')]),
  }),
  'a binary file with a chunk that nobody knows': () => ({
    'scene.glb': aimed().binary([[0x12345678, Buffer.alloc(8)]]),
  }),
  'a text with a byte order mark': () => ({ 'scene.gltf': `\uFEFF${aimed().text()}` }),
  'a buffer beside it': () => {
    const m = aimed()
    m.json['buffers'] = [{ uri: 'data.bin', byteLength: m.buffer().length }]
    return { 'scene.gltf': m.text(), 'data.bin': m.buffer() }
  },
  'a buffer below it, of which the name is escaped, as is the folder': () => {
    const m = aimed()
    m.json['buffers'] = [{ uri: `${encodeURIComponent('Unicode❤♻')}/my%20data.bin`, byteLength: m.buffer().length }]
    return { 'Unicode❤♻Test.gltf': m.text(), 'Unicode❤♻/my data.bin': m.buffer() }
  },
  'a buffer of which the name is not escaped': () => {
    const m = aimed()
    m.json['buffers'] = [{ uri: '50% of ❤.bin', byteLength: m.buffer().length }]
    return { 'scene.gltf': m.text(), '50% of ❤.bin': m.buffer() }
  },
  'a buffer that is longer than it says': () => {
    const m = aimed()
    m.json['buffers'] = [{ uri: 'data.bin', byteLength: m.buffer().length }]
    return { 'scene.gltf': m.text(), 'data.bin': Buffer.concat([m.buffer(), Buffer.alloc(99)]) }
  },
  'a buffer that is not there, and that nothing needs': () => {
    const m = aimed()
    m.json['buffers'] = [
      { uri: 'data.bin', byteLength: m.buffer().length },
      { uri: 'gone.bin', byteLength: 4 },
    ]
    return { 'scene.gltf': m.text(), 'data.bin': m.buffer() }
  },
  'version 2.1 that 2.0 is enough for': () => ({
    'scene.gltf': aimed((m) => (m.json['asset'] = { version: '2.1', minVersion: '2.0' })).text(),
  }),
  'version 2.1': () => ({ 'scene.gltf': aimed((m) => (m.json['asset'] = { version: '2.1' })).text() }),
  'names, extras and extensions that nobody knows': () => ({
    'scene.gltf': aimed((m) => {
      m.uses('EXT_unheard_of')
      m.json['extensions'] = { EXT_unheard_of: { any: ['thing', null] } }
      m.json['nodes'][0].extras = null
      m.json['nodes'][0].name = 7
      m.json['meshes'][0].primitives[0].attributes._MINE = 0
    }).text(),
  }),
  'no scene that is the default': () => ({ 'scene.gltf': aimed((m) => delete m.json['scene']).text() }),
  'an animation': () => ({
    'scene.gltf': aimed((m) => {
      const sampler = {
        input: m.accessor('SCALAR', Float32Array.of(0, 1)),
        output: m.accessor('VEC3', Float32Array.of(9, 0, 0, 9, 0, 0)),
      }
      m.add('animations', { samplers: [sampler], channels: [{ sampler: 0, target: { node: 0, path: 'translation' } }] })
    }).text(),
  }),
}

it.for(Object.keys(files))('draws %s', async (name) => {
  expect(sketch(await drawFile(await writeFiles(files[name]!()), {}, 2))).toBe('rr/rr')
})

it('says what it leaves out', async () => {
  const notes = async (name: string) => (await drawFile(await writeFiles(files[name]!()))).scene.notes
  expect(await notes('a binary file with bytes behind its end')).toEqual(['8 bytes behind its end are left out'])
  expect(await notes('names, extras and extensions that nobody knows')).toEqual(['EXT_unheard_of is not shown'])
  expect(await notes('an animation')).toEqual(['animations are shown at rest'])
})

describe('frames', () => {
  const framed = async (change: (positions: Float32Array) => void) => {
    const positions = Float32Array.from([...squareCorners, ...squareCorners])
    change(positions)
    return drawFile(await writeFiles({ 'scene.gltf': square(undefined, positions).text() }))
  }
  /** Nothing of the scene at the edge, and the scene in the middle. */
  const isFramed = (drawn: Awaited<ReturnType<typeof framed>>): void => {
    expect(sketch(drawn)[5]).toBe('r')
    for (const [x, y] of [-0.95, 0.95].flatMap((x) => [-0.95, 0.95].map((y) => [x, y] as const)))
      expect(colourAt(drawn, x, y)).not.toEqual([255, 0, 0])
  }

  it('what has no camera, whatever its size', async () => {
    for (const scale of [1, 1e-6, 1e9])
      isFramed(await framed((positions) => positions.forEach((v, i) => (positions[i] = v * scale))))
  })

  it.for([
    ['infinite', Infinity],
    ['no numbers', NaN],
    ['absurd', 1e30],
  ] as const)('what is finite, where some positions are %s, and says so', async ([, value]) => {
    const drawn = await framed((positions) => positions.set([value, 0, 0, 0, value, 0, 0, 0, -value], 18))
    isFramed(drawn)
    expect(drawn.scene.notes).toEqual([expect.stringMatching(/framed by the others/)])
  })

  it('a file of which the bounds are absurd by what they are', async () => {
    const m = square()
    Object.assign(m.json['accessors'][0], { min: [-1e38, -1e38, -1e38], max: [1e38, 1e38, 1e38] })
    isFramed(await drawFile(await writeFiles({ 'scene.gltf': m.text() })))
  })

  it('a single point, and nothing at all', async () => {
    const point = square(undefined, Float32Array.of(3, 3, 3, 3, 3, 3, 3, 3, 3))
    expect(sketch(await drawFile(await writeFiles({ 'scene.gltf': point.text() })))).toBe('.../.../...')
    expect(sketch(await drawFile(await writeFiles({ 'scene.gltf': '{"asset":{"version":"2.0"}}' })))).toBe(
      '.../.../...',
    )
  })
})

describe('looks through', () => {
  const cameras = async (nodes: readonly object[], camera?: number) => {
    const m = square()
    m.add('cameras', { type: 'perspective', perspective: { yfov: Math.PI / 2, znear: 0.1 } })
    m.add('cameras', { type: 'orthographic', orthographic: { xmag: 2, ymag: 2, znear: 0, zfar: 100 } })
    for (const node of nodes) m.place3d(node)
    return sketch(await drawFile(await writeFiles({ 'scene.gltf': m.text() }), { camera }, 4))
  }
  const [near, far] = ['rrrr/rrrr/rrrr/rrrr', '..../.rr./.rr./....']

  it('a perspective camera', async () => {
    expect(await cameras([{ camera: 0, translation: [0, 0, 1] }])).toBe(near)
    expect(await cameras([{ camera: 0, translation: [0, 0, 2] }])).toBe(far)
  })

  it('an orthographic camera, as far away as may be', async () => {
    expect(await cameras([{ camera: 1, translation: [0, 0, 50] }])).toBe(far)
  })

  it('a camera in a scaled or turned node, which is neither larger nor smaller', async () => {
    expect(await cameras([{ camera: 1, translation: [0, 0, 9], scale: [3, 3, 3] }])).toBe(far)
    expect(await cameras([{ camera: 0, translation: [0, 0, -2], rotation: [0, 1, 0, 0] }])).toBe(far)
  })

  it('the first of several, or the one that is asked for', async () => {
    const both = [
      { camera: 0, translation: [0, 0, 1] },
      { camera: 1, translation: [0, 0, 1] },
    ]
    expect(await cameras(both)).toBe(near)
    expect(await cameras(both, 1)).toBe(far)
    await expect(cameras(both, 2)).rejects.toThrow(/has 2 cameras in its scene, and none with number 2/)
  })
})

it('an image beside the file has any name', async () => {
  const m = square((m) => {
    m.add('images', { uri: 'pictures/%E2%9D%A4.png' })
    m.add('textures', { source: 0 })
    m.json['materials'][0].pbrMetallicRoughness = { baseColorTexture: { index: 0 } }
  })
  m.aim()
  const path = await writeFiles({
    'scene.gltf': m.text(),
    'pictures/❤.png': pngOf(green.slice(0, 3).map((v) => v * 255)),
  })
  expect(sketch(await drawFile(path, {}, 2))).toBe('gg/gg')
})
